"""Judging what notes claim: arithmetic exactly, formulas against the network that the notes describe.

Nothing is imported here: the command line starts the worker without waiting for SymPy.

The pipeline is ``DocumentJudge.findings``: a chain → its ``Statement`` → each link under each ``Reading`` →
``Lowering.equality`` (both sides in index notation, a ``Network`` of the definitions that they reach, cut at nothing)
→ ``decided`` by the exact engine → the guards of a refutation → ``Finding``.

``lowering``        ``AxisClasses`` (union of axes, sizes), ``Array`` (entry, indices, axes), ``Scope`` (what runs,
                    parameters, layers), ``Items`` (tensors reached, in order); rules of nodes, names, losses.
``links``           what a document says of axes and conventions; the equality of a link; its decision.
``readings``        the readings that are tried: cases of indices, signs, a dot entry by entry, a diagonal.
``with_numbers``    links with numbers on a side, with the values that the document states.
``document_judge``  verdicts over readings, guards, one convention for the document.
``file_judge``      the document decides; where it defines nothing, the usual classifier (``judge``) is assumed.
"""
