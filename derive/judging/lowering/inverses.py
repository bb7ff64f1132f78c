"""The inverse of a matrix: some matrix, the same wherever it is written alike, that cancels with what it is of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from ...network.definitions import Network
from ...network.occurring import bases_in, free_symbols_in
from ...network.partial import Partial
from ...reading.document.model import Document
from ...reading.expression.nodes import (
    Derivative,
    Name,
    Node,
    Number,
    Power,
    Product,
    Terms,
    mapped,
    names_in,
    walk,
)
from ...reading.expression.printing import shown
from .arrays import Array, Stuck
from .items import Item
from .scope import Scope

if TYPE_CHECKING:
    from .expressions import Expressions

NAME = "inverse_of"  # so begin the names of these matrices
SIDE_BY_SIDE = ("", ".")
Parts = tuple[tuple[str, Node], ...]


def is_inverse(node: Node) -> bool:
    """True for A^{−1}.

    >>> from ...reading.expression.nodes import Name
    >>> is_inverse(Power(Name("A"), Terms(((-1, Number("1")),)))), is_inverse(Power(Name("A"), Number("2")))
    (True, False)
    """
    return isinstance(node, Power) and node.exponent == Terms(((-1, Number("1")),))


def inverse(low: Expressions, node: Power, base: Array, scope: Scope) -> Array:
    """A^{−1} of any A: what holds of any matrix in its place holds of it; of a symmetric A it is symmetric.

    Raises:
        Stuck: there is one for each sample, or for each step.
    """
    running = {symbol for symbol, _ in scope.around.values()}
    names = list(names_in(node.base))
    of_many = running & (free_symbols_in(base.entry) - set(base.indices))
    if of_many or any(name.layer is not None or name.name in scope.parameters for name in names):
        raise Stuck("the inverse of one matrix of many")
    key, made = ("inverse", node.base), low.items.inverted
    if key not in low.items.found:
        low.classes.unify(*base.axes)
        low.items.add(key, Item(low.items.name(NAME, None), base.axes, shown=shown(node)))
        made[low.items.found[key].name] = base.entry
    if _tensors(made[low.items.found[key].name]) != _tensors(base.entry):
        raise Stuck("the inverse of two matrices that are written alike")
    item, places = low.items.found[key], (low.arithmetic.index(), low.arithmetic.index())
    entry = item.element(places)
    if base.at(base.indices[::-1]) == base.entry:
        entry = (entry + item.element(places[::-1])) / 2
    return Array(entry, places, item.axes)


def _tensors(entry: sp.Expr) -> frozenset[str]:
    return frozenset(str(base.label) for base in bases_in(entry))


def cancelled(node: Product, is_matrix: Callable[[Node], bool]) -> Node:
    """The product without A^{−1} A and A A^{−1}, where something is left of it.

    >>> from ...reading.expression.nodes import Name
    >>> a, b, c = map(Name, "ABC")
    >>> inverse_of = Power(Product((("", a), ("", b))), Terms(((-1, Number("1")),)))
    >>> cancelled(Product((("", inverse_of), ("", a), ("", b), ("", c))), lambda node: True)
    Name(name='C', indices=(), layer=None, bold=False)
    """
    parts = _flat(node)
    while shorter := _without_one(parts, is_matrix):
        parts = shorter
    if len(parts) == len(_flat(node)):
        return node
    return parts[0][1] if len(parts) == 1 else Product(parts)


def with_inverses_in_full(document: Document, order: int, left: Node, right: Node) -> tuple[Node, Node]:
    """The sides of a line with (Xᵀ X)^{−1} Xᵀ y for ŵ in their products, where earlier lines say so.

    What a side differentiates by stays a letter.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("u = A^{-1} b", 1, 1), Claim("A u = b", 2, 1)])
    >>> shown(with_inverses_in_full(document, 1, *document.statements[1].read)[0])
    'A (A^(−1) b)'
    """
    nodes = [node for side in (left, right) for node in walk(side)]
    slopes = [node for node in nodes if isinstance(node, Derivative)]
    below = {name.name for slope in slopes for part in slope.denominators for name in names_in(part)}
    names = {node.name for node in nodes if isinstance(node, Name)} - below
    bodies = {name: body for name in names if (body := _body_of(document, name, order)) is not None}
    return (_in_full(left, bodies), _in_full(right, bodies)) if bodies else (left, right)


def _body_of(document: Document, name: str, order: int) -> Node | None:
    """What the only line of a letter, before this one, says of it by an inverse."""
    mine = [b for b in document.by_name.get(name, ()) if not b.value]
    if len(mine) != 1 or mine[0].order >= order or mine[0].parameters or mine[0].indices or mine[0].layer is not None:
        return None
    return mine[0].body if any(map(is_inverse, walk(mine[0].body))) else None


def _in_full(node: Node, bodies: Mapping[str, Node]) -> Node:
    made = mapped(node, lambda part: _in_full(part, bodies))
    if not isinstance(made, Product):
        return made
    parts = [(sign, bodies.get(part.name, part) if isinstance(part, Name) else part) for sign, part in made.parts]
    return replace(made, parts=tuple(parts))


def _flat(node: Product) -> Parts:
    """The factors of a product and of those in it that only stand side by side."""
    found: list[tuple[str, Node]] = []
    for sign, part in node.parts:
        inner = _flat(part) if isinstance(part, Product) and sign in SIDE_BY_SIDE else ((sign, part),)
        (_, first), *rest = inner if all(mark in SIDE_BY_SIDE for mark, _ in inner) else ((sign, part),)
        found += [(sign, first), *rest]
    return tuple(found)


def _without_one(parts: Parts, is_matrix: Callable[[Node], bool]) -> Parts:
    """The factors without an inverse and what it is of, where they are neighbours."""
    for place, (sign, part) in enumerate(parts):
        if not is_inverse(part) or sign not in SIDE_BY_SIDE:
            continue
        assert isinstance(part, Power)
        own = [one for _, one in (_flat(part.base) if isinstance(part.base, Product) else (("", part.base),))]
        for start in (place - len(own), place + 1):
            beside = parts[start : start + len(own)] if start >= 0 else ()
            alike = [one for _, one in beside] == own and all(mark in SIDE_BY_SIDE for mark, _ in beside)
            if alike and is_matrix(part.base):
                first, last = min(start, place), max(start + len(own), place + 1)
                return (*parts[:first], *parts[last:])
    return ()


def without_their_slopes(network: Network, inverted: dict[str, sp.Expr], sides: tuple[sp.Expr, sp.Expr]) -> None:
    """Refuse slopes by what an inverse is made of, or that hangs on it: it was taken for a matrix that is given.

    Raises:
        Stuck: a side has such a slope.
    """
    values = {definition.tensor.name: definition.value for definition in network.definitions}
    formulas = [*sides, *values.values()]
    below = {t.name for formula in formulas for s in formula.atoms(Partial) for t in network.tensors_in(s.denominator)}
    made = _reached(network, values, [t.name for entry in inverted.values() for t in network.tensors_in(entry)])
    if inverted and below & made:
        raise Stuck("the slope of the inverse of a matrix")


def _reached(network: Network, values: dict[str, sp.Expr], names: list[str]) -> set[str]:
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [tensor.name for tensor in network.tensors_in(values[name])] if name in values else []
    return found
