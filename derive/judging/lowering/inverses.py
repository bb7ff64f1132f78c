"""The inverse of a matrix: some matrix, the same wherever it is written alike, that cancels with what it is of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from ...network.definitions import Network
from ...network.occurring import bases_in, free_symbols_in
from ...network.partial import Partial
from ...reading.document.model import Document
from ...reading.document.reached import reached_from
from ...reading.document.statements.index import Index
from ...reading.expression.inverses import is_inverse
from ...reading.expression.nodes import Derivative, Name, Node, Power, Product, mapped, names_in, walk
from ...reading.expression.printing import shown
from .arrays import Array, Stuck
from .items import Item
from .scope import Scope

if TYPE_CHECKING:
    from .expressions import Expressions

NAME = "inverse_of"  # so begin the names of these matrices


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


def with_inverses_in_full(document: Document, order: int, left: Node, right: Node) -> tuple[Node, Node]:
    """The sides of a line with (Xᵀ X)^{−1} Xᵀ y for ŵ in their products, where earlier lines say so.

    What a side differentiates by stays a letter.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("u = A^{-1} b", 1, 1), Claim("A u = b", 2, 1)])
    >>> shown(with_inverses_in_full(document, 1, *document.statements[1].read)[0])
    'A (A^(−1) b)'
    """
    if not document.index.made(_has_inverses):
        return left, right
    nodes = [node for side in (left, right) for node in walk(side)]
    slopes = [node for node in nodes if isinstance(node, Derivative)]
    below = {name.name for slope in slopes for part in slope.denominators for name in names_in(part)}
    names = {node.name for node in nodes if isinstance(node, Name)} - below
    bodies = {name: body for name in names if (body := _body_of(document, name, order)) is not None}
    return (_in_full(left, bodies), _in_full(right, bodies)) if bodies else (left, right)


def _has_inverses(index: Index) -> bool:
    return any(is_inverse(node) for statement in index.statements for tree in statement.read for node in walk(tree))


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


def without_their_slopes(network: Network, inverted: dict[str, sp.Expr], sides: tuple[sp.Expr, sp.Expr]) -> None:
    """Refuse slopes by what an inverse is made of, or that hangs on it: it was taken for a matrix that is given.

    Raises:
        Stuck: a side has such a slope.
    """
    if not inverted:
        return
    values = {definition.tensor.name: definition.value for definition in network.definitions}
    formulas = [*sides, *values.values()]
    below = {t.name for formula in formulas for s in formula.atoms(Partial) for t in network.tensors_in(s.denominator)}

    def names_of(entry: sp.Expr) -> list[str]:
        return [tensor.name for tensor in network.tensors_in(entry)]

    own = [name for entry in inverted.values() for name in names_of(entry)]
    if below & reached_from(own, lambda name: names_of(values[name]) if name in values else ()):
        raise Stuck("the slope of the inverse of a matrix")
