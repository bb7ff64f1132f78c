"""What a document says: its letters, definitions, scopes, shapes and conventions.

``scripts``      what scripts, brackets and products mean, told by use: ``Roles``, and trees with ``Name``.
``statements``   what each chain is: a definition, a value, a condition, an update, a claim; where each stands.
``told``         what is told of letters without an equation that defines them: sizes, properties, names of slopes.
``layers``       layers by scripts above, by scripts below, by the letter of a unit.
``samples``      whose index is written here and dropped there; rows and columns of a whole.
``shapes``       how many axes each letter has, by unification.
``model``        ``Document``: all of it, and what each letter means at each place.
``conventions``  what a document keeps without a word; ``errors_of_layers``: δ of the last layer and of the others.
"""
