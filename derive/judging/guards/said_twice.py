"""What a later line makes in another way in every layer: z_i = Σ_j w_ij a_j after z_j = Σ_i w_ij a_i."""

from __future__ import annotations

from collections.abc import Callable

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.expression.nodes import names_in


def made_in_two_ways(document: Document, statement: Statement, differs: Callable[[Statement], bool]) -> list[str]:
    """The letters that a claim comes down to and that a line before it defines anew, of any layer or of the last.

    Args:
        document, statement: where the claim stands.
        differs: whether a line that defines something anew makes it in another way.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ["z^l_j = w^l_j a^{l-1}", "z^l_j = 2 w^l_j a^{l-1}", r"\\frac{dz^l_j}{dw^l_j} = a^{l-1}"]
    >>> document = document_of([Claim(text, number, 1) for number, text in enumerate(lines, 1)])
    >>> made_in_two_ways(document, document.statements[-1], lambda form: True)
    ['z is made in two ways, here and in line 2']
    """
    forms = [s for s in document.statements[: statement.order] if s.kind == "form" and _is_of_any_layer(s)]
    if not forms:
        return []
    reached = document.reached(name.name for tree in statement.read for name in names_in(tree))
    found = (s for s in forms if s.binding is not None and s.binding.name in reached and differs(s))
    return [f"{s.binding.name} is made in two ways, here and in line {s.claim.line}" for s in found if s.binding]


def _is_of_any_layer(statement: Statement) -> bool:
    layer = statement.binding.layer if statement.binding is not None else None
    return layer is not None and not layer.letter.isdigit()
