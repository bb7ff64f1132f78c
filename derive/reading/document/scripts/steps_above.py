r"""Letters above that count steps of time and no layers: t of h^t = f(W h^{t-1} + U x^t), with the same W in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ...expression.nodes import Node, Scripted, walk
from ...tex.tokens import text_of
from .layers_by_bare_numbers import with_bare_layers
from .roles import LAYER, Roles


def with_steps(roles: Roles, lines: Sequence[tuple[Sequence[Node | None], str]]) -> Roles:
    """The roles with these letters among those that count steps, and with what bare numbers tell of layers.

    With the sides of a line goes why one is not read.

    >>> with_steps(Roles(), []) == Roles()
    True
    """
    chains = [trees for trees, _ in lines]
    return with_bare_layers(replace(roles, steps=roles.steps | steps_above(chains, roles.layers)), chains)


def steps_above(chains: Iterable[Sequence[Node | None]], layers: Collection[str]) -> frozenset[str]:
    r"""The letters of ``layers`` in which a line makes something of its own step before, by capitals without it.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> lines = (r"h^t = f(W h^{t-1} + U x^t)", r"a^l = f(W^l a^{l-1})")
    >>> sides = [[parsed(side) for side in chain.sides] for line in lines for chain in chains_of(line, {})]
    >>> sorted(steps_above(sides, {"t", "l"}))
    ['t']
    """
    made_of: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))  # by letter, of the same step
    before: dict[str, set[tuple[str, str]]] = defaultdict(set)
    shared: set[str] = set()
    for left, *rest in chains:
        nodes = [node for tree in rest if tree is not None for node in walk(tree) if isinstance(node, Scripted)]
        heads = [letter for letter, shift in _layers(left) if not shift] if isinstance(left, Scripted) else []
        capitals = any(not node.upper and node.letter[:1].isupper() for node in nodes)
        for letter in heads:
            assert isinstance(left, Scripted)
            for node in nodes:
                for _, shift in (found for found in _layers(node) if found[0] == letter):
                    made_of[letter][left.letter].add(node.letter)
                    before[letter] |= {(left.letter, node.letter)} if shift == "-1" else set()
                    shared |= {letter} if capitals and shift == "-1" else set()
    return frozenset(
        letter
        for letter in shared & set(layers)
        if any(one in _reached(other, made_of[letter]) for one, other in before[letter])
        and not any(
            name.isupper() and name not in made_of[letter] for made in made_of[letter].values() for name in made
        )
    )


def _layers(node: Scripted) -> list[tuple[str, str]]:
    """The letters above a letter, each with what is added to it."""
    found = [LAYER.fullmatch(text_of(script)) for script in node.upper]
    return [(one["letter"], one["shift"] or "") for one in found if one and not one["rest"]]


def _reached(start: str, made_of: dict[str, set[str]]) -> set[str]:
    """What something is made of in the end, itself among it."""
    seen, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += made_of.get(name, set())
    return seen
