"""f(x, y) where nothing says what f is: to the first order any function is a + Σ g x, with a and g free."""

from __future__ import annotations

from collections.abc import Sequence

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Binding
from ...reading.expression.nodes import Call, Derivative, Node, names_in, walk
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
