"""A function that nothing defines and that only one side of an equality knows: the equality tells what it is."""

from __future__ import annotations

import sympy as sp

from ..network.definitions import Network
from ..network.unknown_functions import unknown_in


def functions_of_one_side(network: Network, left: sp.Expr, right: sp.Expr) -> tuple[str, ...]:
    """The names of the unknown functions that one side reaches and the other does not, by the alphabet.

    >>> from ..network.building import classifier
    >>> from ..network.unknown_functions import unknown_function
    >>> u = sp.Symbol("u", real=True)
    >>> functions_of_one_side(classifier(), unknown_function("phi")(u), sp.exp(u))
    ('phi',)
    """
    names = [_reached(network, side) for side in (left, right)]
    return tuple(sorted(names[0] ^ names[1]))


def _reached(network: Network, expression: sp.Expr) -> set[str]:
    """The functions in an expression, and in the definitions of what stands in it."""
    values = {definition.tensor.name: definition.value for definition in network.definitions}
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        found |= set(unknown_in(node))
        names = {base.label.name for base in node.atoms(sp.IndexedBase)} | {s.name for s in node.atoms(sp.Symbol)}
        waiting += [values[name] for name in names & values.keys() - seen]
        seen |= names
    return found
