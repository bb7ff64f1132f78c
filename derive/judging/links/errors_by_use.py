r"""An error of a layer with a number, told by its use: δ_1 of ∂C/∂W_1 = δ_1 x^T is ∂C/∂z_1, whatever its own line says.

Where δ_1 = W_2^T δ_2 is made of the error above and what is made of it holds only if δ_1 is a slope of the loss, that
line is the claim, and it is wrong: not what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from ...reading.document.errors_of_layers import loss_of
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Binding, Statement
from ...reading.expression.nodes import Derivative, Name, Node, Terms, names_in, walk
from .link import Lowering

MOST_GUESSES = 4
Holds = Callable[[Lowering, Statement], bool]


def with_errors_by_use(document: Document, holds: Holds) -> Document:
    """The document in which the errors that are slopes by all that is made of them are defined so.

    Where nothing is, and the error above is a slope and its own line makes none of it, that line is left open.
    ``holds`` tells whether a line does, as a lowering has it.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> from .lines_of_layers import holds
    >>> lines = ["z^{(1)} = w^{(1)} x", "a^{(1)} = f(z^{(1)})", "z^{(2)} = w^{(2)} a^{(1)}", "C = (z^{(2)} - y)^2"]
    >>> lines += ["d^{(2)} = 2 (z^{(2)} - y)", "d^{(1)} = w^{(2)} d^{(2)}", r"\\frac{dC}{dw^{(1)}} = d^{(1)} x"]
    >>> found = with_errors_by_use(document_of([Claim(line, number, 1) for number, line in enumerate(lines)]), holds)
    >>> [statement.kind for statement in found.statements[4:]]
    ['definition', 'form', 'claim']
    """
    for binding in document.bindings:
        uses = _uses(document, binding) if _is_made_of_the_error_above(document, binding) else []
        plain = Lowering(document) if uses else None
        if not uses and _is_made_of_the_error_above(document, binding) and _is_no_slope(document, binding, holds):
            document = document.with_forms([binding.order])
        if plain is None or all(holds(plain, use) for use in uses):
            continue
        for guess in _guesses(document, binding, uses):
            other = document.with_forms([binding.order]).with_bindings([guess])
            lowering = Lowering(other)
            if all(holds(lowering, use) for use in uses):
                document = replace(other, bindings=tuple(sorted((*other.bindings, guess), key=lambda b: b.order)))
                break
    return document


def _is_made_of_the_error_above(document: Document, binding: Binding) -> bool:
    """True for δ_1 = W_2^T δ_2, which its own line alone defines."""
    stem, number = _numbered(binding)
    if binding.value or not number or any(isinstance(node, Derivative) for node in walk(binding.body)):
        return False
    alone = sum(b.layer == binding.layer for b in document.by_name.get(binding.name, ())) == 1
    return alone and any(_numbered(name) == (stem, number + 1) for name in names_in(binding.body))


def _is_no_slope(document: Document, binding: Binding, holds: Holds) -> bool:
    """True where the error above is ±∂C/∂z_2 and this one is not the same of z_1."""
    stem, number = _numbered(binding)
    above = [b for b in document.bindings if _numbered(b) == (stem, number + 1) and not b.value]
    loss = loss_of(document)
    for other in _beside(document, above[0], {stem, loss}) if len(above) == 1 and loss is not None else []:
        twins = [b for b in _beside(document, binding, {stem, loss}) if _numbered(b)[0] == _numbered(other)[0]]
        for sign in (1, -1) if twins else ():

            def is_slope(one: Binding, by: Binding, sign: int = sign) -> bool:
                slope = Derivative(Name(str(loss)), (_name_of(document, by, one),))
                guess = replace(one, body=slope if sign > 0 else Terms(((-1, slope),)))
                made = document.with_forms([one.order]).with_bindings([guess])
                return holds(Lowering(made), made.statements[one.order])

            if is_slope(above[0], other):
                return not is_slope(binding, twins[0])
    return False


def _numbered(name: Name | Binding) -> tuple[str, int]:
    """δ and 1 of δ^{(1)}, and of δ_1; the number is 0 where there is none."""
    if name.layer is not None:
        return name.name, int(name.layer.letter) if name.layer.letter.isdigit() else 0
    stem, _, number = name.name.rpartition("_")
    return stem, int(number) if number.isdigit() and len(number) == 1 else 0


def _uses(document: Document, binding: Binding) -> list[Statement]:
    """The lines that say of a slope that it is made of the error."""
    return [
        s for s in document.statements
        if s.kind == "claim" and isinstance(s.trees[0], Derivative) and any(_is(binding, tree) for tree in s.trees[1:])
    ]  # fmt: skip


def _is(binding: Binding, tree: Node | None) -> bool:
    names = names_in(tree) if tree is not None else iter(())
    return any((name.name, name.layer) == (binding.name, binding.layer) for name in names)


def _guesses(document: Document, binding: Binding, uses: list[Statement]) -> Iterator[Binding]:
    """The error as the slope by each thing that is defined with as many indices in its layer, or with its index.

    Also as that by a bias of which one of several lines says so.
    """
    slopes = [use.trees[0] for use in uses]
    assert isinstance(slopes[0], Derivative)
    loss = slopes[0].numerator
    for other in _beside(document, binding, {_numbered(binding)[0], getattr(loss, "name", "")})[:MOST_GUESSES]:
        yield replace(binding, body=Derivative(loss, (_name_of(document, other, binding),)))
    for use, slope in zip(uses, slopes, strict=True):
        same = use.trees[1]
        told = isinstance(same, Name) and (same.name, same.indices) == (binding.name, binding.indices)
        if told and slope is not None and len(uses) > 1:
            yield replace(binding, body=slope)


def _beside(document: Document, binding: Binding, others: Collection[str | None]) -> list[Binding]:
    """What is defined with as many indices in the layer of an error, or with its index, and is none of the others."""
    number = _numbered(binding)[1]
    return [
        b for b in document.bindings
        if not b.value and _numbered(b)[0] not in others and len(b.indices) == len(binding.indices)
        and (_numbered(b)[1] == number or (b.layer is None and binding.indices and b.indices == binding.indices))
    ]  # fmt: skip


def _name_of(document: Document, binding: Binding, error: Binding) -> Name:
    bold = any(name.bold for s in document.statements for name in _named(s, binding))
    return Name(binding.name, error.indices, binding.layer, bold)


def _named(statement: Statement, binding: Binding) -> Iterator[Name]:
    return (n for tree in statement.read for n in names_in(tree) if (n.name, n.layer) == (binding.name, binding.layer))
