"""Steps of time: h_{t−1} in what defines h_t is given."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from dataclasses import replace

from ...reading.document.model import Document
from ...reading.document.statements.recurrences import a_step_earlier
from ...reading.expression.nodes import (
    Derivative,
    Differential,
    Name,
    Node,
    Number,
    Terms,
    Total,
    Transposed,
    free_letters,
    names_in,
    walk,
)
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


def of_this_step(left: Node, right: Node, recursive: Collection[str]) -> tuple[Node, Node]:
    """∂h_t/∂h_{t−1} = … for ∂h_{t+1}/∂h_t = …, of an h_t that is made of h_{t−1}: the same is said of every t.

    >>> t = Name("t")
    >>> later = Name("h", (Terms(((1, t), (1, Number("1")))),))
    >>> of_this_step(later, Name("h", (t,)), {"h"})[0] == Name("h", (t,))
    True
    """
    nodes = [node for side in (left, right) for node in walk(side)]
    later = [node for node in nodes if isinstance(node, Name) and node.name in recursive and _goes_on(node)]
    letters = {name for node in later for index in node.indices for name in names_in(index)}
    bound = {letter for node in nodes if isinstance(node, Total) for letter in node.indices}
    if len(letters) != 1 or bound & {name.name for name in letters}:
        return left, right
    (letter,) = letters
    return a_step_earlier(left, letter), a_step_earlier(right, letter)


def through_no_steps(sides: tuple[Node, ...], items: Items, document: Document) -> None:
    """Refuse a slope that goes through steps where h_{t−1} is given: ∂L/∂V of L = Σ_t ℓ_t, where V makes each h_t.

    By what h_t is made of, what has a step may be differentiated of that step alone, and what has none not at all.

    Raises:
        Stuck: it is such a slope.
    """
    held = [key[1] for key in items.found if isinstance(key, tuple) and key[0] == "before"]
    letters = {n.name for node in held for i in node.indices if isinstance(i, Terms) for n in names_in(i)}
    made_of = document.reached({node.name for node in held})
    for above, below in _slopes(sides, document) if held else ():
        if below.name in made_of and not _is_of_step(below, above & letters, document.sizes):
            raise Stuck("it tells of several steps")


def _slopes(sides: tuple[Node, ...], document: Document) -> Iterator[tuple[set[str], Name]]:
    """The letters of what is differentiated and by what, in a link and in the slopes that it names, δ_t and dV."""
    names = {name.name for side in sides for name in names_in(side)}
    named = [b.body for name in sorted(names) for b in document.by_name.get(name, ()) if not b.value]
    for node in (node for tree in (*sides, *named) for node in walk(tree)):
        if isinstance(node, Derivative):
            plain = (d.base if isinstance(d, Transposed) else d for d in node.denominators)
            yield from ((free_letters(node.numerator), below) for below in plain if isinstance(below, Name))
        elif isinstance(node, Differential) and isinstance(node.of, Name):
            yield set(), node.of


def _is_of_step(name: Name, steps: set[str], sizes: Collection[str]) -> bool:
    """True for s_t or s_{t−1} under ℓ_t, and for s_T of the last step."""
    inside = {part.name for index in name.indices for part in names_in(index)}
    last = any(isinstance(index, Name) and index.name in sizes for index in name.indices)
    return bool(inside & steps) or last


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
