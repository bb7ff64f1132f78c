"""A letter that is a slope of any loss stays that slope: what the sections that write a loss say of it are claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...expression.nodes import Call, Derivative, Name, Node, Number, Product, Terms, names_in
from ..statements.bindings import Binding, Statement, is_introduced


def with_slopes_of_any(
    statements: Sequence[Statement], known: Sequence[Binding]
) -> tuple[list[Statement], list[Binding]]:
    r"""The statements and bindings, where r of r = -∂L/∂f, said of any L, is that in each section that says what L is.

    >>> from ...notes.sections import claims_in_text
    >>> from ..model import document_of
    >>> text = r"$r = -\frac{\partial L}{\partial f}$" + "\n# One\n" + r"$L = \frac{1}{2} (y - f)^2$, $r = y - f$"
    >>> [statement.kind for statement in document_of(claims_in_text(text, "markdown")).statements]
    ['definition', 'definition', 'form']
    """
    made, found = list(statements), list(known)
    slopes = [b for b in known if not (b.value or b.parameters) and b.layer is None and _is_of_any(b, known)]
    for place, statement in enumerate(statements):
        binding = statement.binding
        if binding is None or statement.kind not in ("definition", "value") or is_introduced(statement):
            continue
        if not any(_is_told(slope, binding, known) for slope in slopes):
            continue
        if statement.kind == "value":
            made[place] = replace(statement, kind="claim")
        else:
            found = [b for b in found if b.order != binding.order or b.name != binding.name]
            made[place] = replace(statement, kind="form")
    return made, found


def slope_in(body: Node) -> Derivative | None:
    r"""The derivative in a body that is one, but for a sign and numbers before it.

    >>> slope = Derivative(Name("L"), (Name("f"),))
    >>> slope_in(Terms(((-1, slope),))) == slope, slope_in(Name("f"))
    (True, None)
    """
    if isinstance(body, Terms) and len(body.terms) == 1:
        body = body.terms[0][1]
    if isinstance(body, Product) and all(isinstance(part, Number) for _, part in body.parts[:-1]):
        body = body.parts[-1][1] if body.parts[-1][0] != "/" else body
    return body if isinstance(body, Derivative) else None


def _loss(slope: Derivative) -> str:
    above = slope.numerator.function if isinstance(slope.numerator, Call) else slope.numerator
    return above.name if isinstance(above, Name) else ""


def _is_of_any(binding: Binding, known: Sequence[Binding]) -> bool:
    """True for a slope of what nothing defines before it, nor in its section."""
    slope = slope_in(binding.body)
    losses = [b for b in known if slope is not None and b.name == _loss(slope) and not b.value]
    return bool(losses) and all(b.order > binding.order and b.section != binding.section for b in losses)


def _is_told(slope: Binding, binding: Binding, known: Sequence[Binding]) -> bool:
    """True where the section of a formula for the letter says before it what the loss is, of the same letters."""
    same = (slope.name, slope.indices, None) == (binding.name, binding.indices, binding.layer)
    if not same or binding.section == slope.section or binding.order < slope.order or binding.parameters:
        return False
    derivative = slope_in(slope.body)
    assert derivative is not None
    here = [b for b in known if b.section == binding.section and b.order < binding.order and not b.value]
    losses = [b for b in here if b.name == _loss(derivative)]
    below = {name.name for part in derivative.denominators for name in names_in(part)}
    return bool(losses) and below <= {name.name for name in names_in(losses[-1].body)}
