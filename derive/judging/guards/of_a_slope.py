"""What is written of a letter that was said to be a derivative is a claim, and no new definition."""

from __future__ import annotations

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.document.told.entries_written_out import is_a_slope
from ...reading.document.told.slopes_of_any import slope_in
from ...reading.expression.nodes import Derivative, Name, Node, Number, Product, Terms


def is_of_a_slope(document: Document, statement: Statement) -> bool:
    r"""True where H = ∇²L was said, or of layers δ^l = −∂C/∂z^l, which may be a derivative times a number.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [r"d^l = -\frac{\partial C}{\partial z^l}", r"d^l = 2 z^l", r"a^l = z^{l-1}"]
    >>> document = document_of([Claim(line, n, 1) for n, line in enumerate(lines)])
    >>> [is_of_a_slope(document, statement) for statement in document.statements[1:]]
    [True, False]
    """
    binding = statement.binding
    if binding is None:
        return False
    mine = [b for b in document.by_name.get(binding.name, ()) if not b.value and b.section == binding.section]
    mine = [
        b for b in mine if b.order <= statement.order and b is not binding and len(b.indices) == len(binding.indices)
    ]
    body = mine[-1].body if mine else None
    of_whole = len(binding.indices) in (0, 2) or binding.layer is not None or _is_marked(binding.name, body)
    return of_whole and is_a_slope(body if binding.layer is None or body is None else _unscaled(body))


def is_of_any_loss(document: Document, form: Statement) -> bool:
    r"""True where another section said that the letter of a form is a slope, of any loss, and where it is none anew.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [r"r = \frac{\partial L}{\partial f}", "L = (f - y)^2", "r = 3 f"]
    >>> document = document_of([Claim(line, n, 1, section=min(n, 1)) for n, line in enumerate(lines)])
    >>> is_of_any_loss(document, document.statements[2])
    True
    """
    if form.binding is None or form.binding.layer is not None:
        return False
    mine = [b for b in document.by_name.get(form.binding.name, ()) if not b.value and b.order < form.order]
    return bool(mine) and all(b.section != form.binding.section and slope_in(b.body) for b in mine)


def _is_marked(name: str, body: Node | None) -> bool:
    r"""True for \bar v = ∂L/∂v: the mark over the letter says what it is."""
    below = body.denominators if isinstance(body, Derivative) else ()
    return len(below) == 1 and isinstance(below[0], Name) and name.partition(":")[2] == below[0].name


def _unscaled(body: Node) -> Node:
    """∂E/∂u of −γ ∂E/∂u."""
    if isinstance(body, Terms) and len(body.terms) == 1:
        body = body.terms[0][1]
    others = [part for _, part in body.parts[:-1]] if isinstance(body, Product) else []
    numbers = all(isinstance(part, Number) or (isinstance(part, Name) and not part.indices) for part in others)
    return body.parts[-1][1] if isinstance(body, Product) and numbers and body.parts[-1][0] != "/" else body
