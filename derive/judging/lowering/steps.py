"""Steps of time: h_{t−1} in what defines h_t is given."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import replace

from ...reading.expression.nodes import Name, Node, Number, Terms, names_in
from .arrays import Stuck
from .items import Item, Items


def is_shifted(node: Name) -> bool:
    """True for h_{t−1}.

    >>> is_shifted(Name("h", (Name("t"),)))
    False
    """
    return any(isinstance(index, Terms) for index in node.indices)


def before(node: Name, rank: int, items: Items) -> tuple[Item, Name]:
    """h_{t−1} of h_t, which is made of it: something given, by a letter of its own and the index t."""
    key: Hashable = ("before", node, rank)
    if key not in items.found:
        axes = tuple(items.classes.of((key, place)) for place in range(rank))
        items.add(key, Item(items.name(f"{node.name}_before", None), axes, shown=node.name))
    letters = tuple(index.terms[0][1] if isinstance(index, Terms) else index for index in node.indices)
    return items.found[key], replace(node, indices=letters)


def of_one_step(sides: tuple[Node, ...], items: Items, recursive: set[str]) -> None:
    """Refuse a link of several steps where h_{t−1} is given: it is not what h_t is made of, a step before.

    Raises:
        Stuck: it is such a link.
    """
    if not any(isinstance(key, tuple) and key[0] == "before" for key in items.found):
        return
    shifted = [name for side in sides for name in names_in(side) if is_shifted(name)]
    if any(name.name not in recursive or _goes_on(name) for name in shifted):
        raise Stuck("it tells of several steps")


def _goes_on(name: Name) -> bool:
    """True for h_{t+1}."""
    parts = [part for index in name.indices if isinstance(index, Terms) for part in index.terms]
    return any(sign > 0 and isinstance(part, Number) for sign, part in parts)


def latest_step(*sides: Node, steps: Collection[str]) -> int:
    """How many steps further than t a claim goes: 1 for h_{t+1}; a loss that nothing defines hangs on no later one.

    >>> from ...reading.expression.nodes import Layer
    >>> latest_step(Name("h", (), Layer("t", 1)), steps="t"), latest_step(Name("h", (), Layer("t", -1)), steps="t")
    (1, 0)
    """
    layers = [name.layer for side in sides for name in names_in(side) if name.layer is not None]
    return max([0, *(layer.shift for layer in layers if layer.letter in steps)])
