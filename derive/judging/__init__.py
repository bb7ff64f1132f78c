"""Judging what notes claim: arithmetic exactly, formulas against the network that the notes describe.

Nothing is imported here: the command line starts the worker without waiting for SymPy.

The pipeline is ``DocumentJudge.findings``: a chain → its ``Statement`` → each link under each ``Reading`` →
``Lowering.equality`` (both sides in index notation, a ``Network`` of the definitions that they reach, cut at nothing)
→ ``decided`` by the exact engine → the guards of a refutation → ``Finding``.

Rooms, from the file down to two formulas:

``process``           the process that judges, with its limits, and the one that works ahead.
``file_judge``        the document decides; where it defines nothing, the ``usual_classifier`` is assumed.
``document_judge``    verdicts over readings, guards, one convention for the document.
``guards``            what keeps a claim from being refuted.
``numbers``           links with numbers on a side, with the values that the document states.
``links``             one link under one ``Reading``: cases of indices, signs, a dot entry by entry, a diagonal.
``equality``          two formulas and the network that they reach, decided at some sizes, then at every one.
``lowering``          ``AxisClasses`` (union of axes, sizes), ``Array`` (entry, indices, axes), ``Scope`` (what runs,
                      parameters, layers), ``Items`` (tensors reached, in order); rules of nodes, names, losses.
``slips``             which known mistake explains a wrong formula; ``corrections`` says it in the author's letters.
"""
