r"""What a letter is, where its slope alone says it: z of ∂z/∂w = ∂(w x + b)/∂w, which no other line defines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ...expression.nodes import Derivative, Name, Node, Product, free_letters, names_in
from ..statements.bindings import Binding, Statement
from ..statements.heads import head_of

Told = tuple[Name, Node]


def by_slopes(statements: Sequence[Statement], known: Sequence[Binding]) -> list[Binding]:
    r"""The definitions of letters that lines differentiate as what they are made of; none of one that has two.

    Nor of one that an unread line may define.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = [r"\frac{\partial z}{\partial w} = \frac{\partial (w x)}{\partial w} = x", r"q = z^2"]
    >>> [(b.name, b.order) for b in document_of([Claim(line, n, 1) for n, line in enumerate(lines)]).bindings]
    [('z', 0), ('q', 1)]
    """
    defined = {b.name for b in known if not b.value}
    defined |= {s.trees[0].name for s in statements if s.unread and isinstance(s.trees[0], Name)}
    found: dict[str, list[Binding]] = defaultdict(list)
    for statement in statements:
        for name, body in _told(statement):
            if name.name not in defined:
                at = statement.order, statement.claim.section
                found[name.name].append(
                    Binding(name.name, name.indices, name.layer, (), body, *at, line=statement.claim.line)
                )
    return [mine[0] for mine in found.values() if len({(b.indices, b.layer, b.body) for b in mine}) == 1]


def _told(statement: Statement) -> Iterator[Told]:
    for (first, second), relation in zip(pairwise(statement.trees), statement.chain.relations, strict=False):
        if relation == "=" and first is not None and second is not None:
            slopes = _where_they_differ(first, second)
            if slopes is not None and (told := _of_slopes(*slopes)) is not None:
                yield told


def _where_they_differ(first: Node, second: Node) -> tuple[Derivative, Derivative] | None:
    """∂z/∂w and ∂(w x)/∂w of ∂L/∂z ∂z/∂w = ∂L/∂z ∂(w x)/∂w."""
    if isinstance(first, Product) and isinstance(second, Product) and len(first.parts) == len(second.parts):
        pairs = [pair for pair in zip(first.parts, second.parts, strict=True) if pair[0] != pair[1]]
        if len(pairs) != 1 or pairs[0][0][0] != pairs[0][1][0] or pairs[0][0][0] == "/":
            return None
        first, second = pairs[0][0][1], pairs[0][1][1]
    return (first, second) if isinstance(first, Derivative) and isinstance(second, Derivative) else None


def _of_slopes(slope: Derivative, written_out: Derivative) -> Told | None:
    name, body, below = slope.numerator, written_out.numerator, slope.denominators
    if not isinstance(name, Name) or isinstance(body, Name) or head_of(name) is None:
        return None
    if len(below) != 1 or below != written_out.denominators or not isinstance(below[0], Name):
        return None
    inside = {part.name for part in names_in(body)}
    own = {index.name for index in name.indices if isinstance(index, Name)}
    whole = below[0].name in inside and name.name not in inside and free_letters(body) <= own
    return (name, body) if whole else None
