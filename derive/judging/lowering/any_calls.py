"""f(x, y) where nothing says what f is: to the first order any function is a + Σ g x, with a and g free."""

from __future__ import annotations

from collections.abc import Sequence

from ...reading.expression.nodes import Call, Derivative, Node, walk
from .arrays import Arithmetic, Array, Stuck
from .items import Item, Items


def any_number(node: Call, arguments: Sequence[Array], arithmetic: Arithmetic, items: Items) -> Array:
    """The value of any function of these arguments that is a number; the same call is the same function.

    Raises:
        Stuck: the call stands in a function's body.
    """
    letter = node.function.name
    value = _given(items, ("any value", node), letter, ()).element(())
    for place, argument in enumerate(map(arithmetic.fresh, arguments)):
        slope = _given(items, ("any slope", node, place), f"{letter}_{place + 1}", argument.axes)
        value += arithmetic.summed(
            Array(argument.entry * slope.element(argument.indices), argument.indices, argument.axes)
        )
    return Array(value)


def _given(items: Items, key: tuple[object, ...], letter: str, axes: tuple[int, ...]) -> Item:
    if key not in items.found:
        items.add(key, Item(items.name(f"any_{letter}", None), axes, shown=letter))
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
