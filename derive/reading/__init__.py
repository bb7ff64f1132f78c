"""What others wrote: notes taken apart, formulas read, a document understood.

Rooms, in the order in which a file goes through them:

``notes``       the displays of a file, and its chains as ``Claim`` with section, heading and the words around them.
``tex``         ``Token`` with its place; macros expanded, wrappers off (one table), rows joined, ``Chain`` of sides.
``expression``  a side as a tree of ``Node``; the scripts of a letter are kept as they were written (``Scripted``).
``document``    ``Roles``: what scripts and brackets mean, told by use in the whole document; ``understood`` trees with
                ``Name``; ``Statement`` with its kind; ``Binding`` (definition or value); ``Ranks`` by unification;
                ``Document`` answers what defines a name at a place.
``formula``     the older reader of single formulas in declared letters: plain syntax, network files, typed formulas.
"""
