"""f(x, y) where nothing says what f is: to the first order any function is a + Σ g x, with a and g free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ...network.occurring import free_symbols_in
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Binding
from ...reading.expression.nodes import Call, Derivative, Node, names_in, walk
from .arrays import Arithmetic, Array, Stuck
from .items import Item, Items
from .scope import Scope


class Lowers(Protocol):
    """What gathers the tensors of a claim."""

    arithmetic: Arithmetic
    items: Items

    def whole(self, item: Item, scope: Scope) -> Array:
        """All of a tensor; its open letters are those of the place where it stands."""
        ...


def any_number(node: Call, arguments: Sequence[Array], low: Lowers, scope: Scope) -> Array:
    """The value of any function of these arguments that is a number; the same call is the same function.

    Of arguments with a running letter, f(x_i, w), it has a value of its own for each i.
    """
    letter = node.function.name
    standing = {symbol for a in arguments for symbol in free_symbols_in(a.entry) - set(a.indices)}
    around = {name: axis for name, (symbol, axis) in sorted(scope.around.items()) if symbol in standing}
    value = low.whole(_given(low.items, ("any value", node), letter, (), around), scope).entry
    for place, argument in enumerate(map(low.arithmetic.fresh, arguments)):
        item = _given(low.items, ("any slope", node, place), f"{letter}_{place + 1}", argument.axes, around)
        slope = low.whole(item, scope).at(argument.indices)
        value += low.arithmetic.summed(Array(argument.entry * slope, argument.indices, argument.axes))
    return Array(value)


def _given(
    items: Items, key: tuple[object, ...], letter: str, axes: tuple[int, ...], around: Mapping[str, int]
) -> Item:
    key = (*key, *around)
    if key not in items.found:
        item = Item(items.name(f"any_{letter}", None), (*axes, *around.values()), tuple(around), shown=letter)
        items.add(key, item)
    return items.found[key]


def of_first_order(items: Items, sides: Sequence[Node]) -> None:
    """Refuse a link of second derivatives where such a function stands in it.

    Raises:
        Stuck: it is such a link.
    """
    if not any(isinstance(key, tuple) and key[0] == "any value" for key in items.found):
        return
    slopes = [node for side in sides for node in walk(side) if isinstance(node, Derivative)]
    if any(
        len(node.denominators) > 1 or any(isinstance(p, Derivative) for p in walk(node.numerator)) for node in slopes
    ):
        raise Stuck("a second derivative of a function that nothing defines")


__all__ = ["any_number", "of_first_order"]


def is_of_what_it_is_made_of(document: Document, binding: Binding, node: Call) -> bool:
    """True for L(f_k), where L is a number that is made of f_k: it says of what, and L is meant.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.expression.nodes import Name
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("L = a - t", 1, 1), Claim("a = f w", 2, 1)])
    >>> applied = [Call(Name("L"), (Name(letter),)) for letter in "wq"]
    >>> [is_of_what_it_is_made_of(document, document.by_name["L"][0], call) for call in applied]
    [True, False]
    """
    wanted = {a.function.name if isinstance(a, Call) else getattr(a, "name", "") for a in node.arguments}
    reached = document.reached(name.name for name in names_in(binding.body))
    return not binding.parameters and wanted <= reached
