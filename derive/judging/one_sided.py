"""A function that nothing defines and that only one side of an equality knows: the equality tells what it is."""

from __future__ import annotations

import sympy as sp

from ..network.definitions import Network
from ..network.unknown_functions import Unknown, unknown_in


def functions_of_one_side(network: Network, left: sp.Expr, right: sp.Expr) -> tuple[str, ...]:
    """The names of the unknown functions that one side reaches and the other does not, by the alphabet.

    A function that a definition applies, a = f(z), is meant for any f: only an equality that could tell
    which one it is, f′(z) = 1 or … = σ(z), leaves it open.

    >>> from ..network.building import classifier
    >>> from ..network.unknown_functions import unknown_function
    >>> u = sp.Symbol("u", real=True)
    >>> functions_of_one_side(classifier(), unknown_function("phi")(u), sp.exp(u))
    ('phi',)
    """
    first, second = (_reached(network, side) for side in (left, right))
    applied = _named(_functions(*(definition.value for definition in network.definitions)))
    told = _told(network, left, right) | _told(network, right, left)
    return tuple(sorted((_named(first ^ second) - applied) | told))


def _told(network: Network, side: sp.Expr, other: sp.Expr) -> set[str]:
    """The functions that a side is and nothing else, or beside which the other has functions of its own."""
    values = {definition.tensor.name: definition.value for definition in network.definitions}
    whole = values.get(side.base.label.name if isinstance(side, sp.Indexed) else str(side), side)
    reached, there = _reached(network, side), _functions(other)
    own = {function for function in there - reached if not isinstance(function, str)}
    alone = isinstance(whole, Unknown)
    return _named(reached - there if own else _functions(whole) - _reached(network, other) if alone else set())


def _named(functions: set[object]) -> set[str]:
    return {function for function in functions if isinstance(function, str)}


def _functions(*formulas: sp.Expr) -> set[object]:
    """The letters of the unknown functions in some formulas, and the others themselves."""
    known = {f.func for formula in formulas for f in formula.atoms(sp.Function) if not isinstance(f, Unknown)}
    return {*unknown_in(*formulas), *known} - {sp.KroneckerDelta}


def _reached(network: Network, expression: sp.Expr) -> set[object]:
    """The functions in an expression, and in the definitions of what stands in it."""
    values = {definition.tensor.name: definition.value for definition in network.definitions}
    found: set[object] = set()
    seen: set[str] = set()
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        found |= _functions(node)
        names = {base.label.name for base in node.atoms(sp.IndexedBase)} | {s.name for s in node.atoms(sp.Symbol)}
        waiting += [values[name] for name in names & values.keys() - seen]
        seen |= names
    return found
