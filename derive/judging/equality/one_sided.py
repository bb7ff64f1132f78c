"""What nothing defines and only one side of an equality knows: the equality tells what it is, and refutes nothing."""

from __future__ import annotations

from collections.abc import Collection

import sympy as sp

from ...network.definitions import Network
from ...network.occurring import functions_in, symbols_in
from ...network.partial import Partial
from ...network.unknown_functions import Unknown

SLOPE = "slope of "  # what the free slopes of a loss mean that may be any function


def functions_of_one_side(network: Network, left: sp.Expr, right: sp.Expr) -> tuple[str, ...]:
    """The names of the unknown functions that one side reaches and the other does not, by the alphabet.

    A function that a definition applies, a = f(z), is meant for any f: only an equality that could tell
    which one it is, f′(z) = 1 or … = σ(z), leaves it open.

    >>> from ...network.building import classifier
    >>> from ...network.unknown_functions import unknown_function
    >>> u = sp.Symbol("u", real=True)
    >>> functions_of_one_side(classifier(), unknown_function("phi")(u), sp.exp(u))
    ('phi',)
    """
    first, second = (_reached(network, side)[0] for side in (left, right))
    applied = _named(_functions(*(definition.value for definition in network.definitions)))
    told = _told(network, left, right) | _told(network, right, left)
    return tuple(sorted((_named(first ^ second) - applied) | told))


def _told(network: Network, side: sp.Expr, other: sp.Expr) -> set[str]:
    """The functions that a side is and nothing else, or beside which the other has functions of its own."""
    values = {definition.tensor.name: definition.value for definition in network.definitions}
    name = side.base.label.name if isinstance(side, sp.Indexed) else str(side) if side.is_Symbol else ""
    whole = values.get(name, side)
    reached, there = _reached(network, side)[0], _functions(other)
    own = {function for function in there - reached if not isinstance(function, str)}
    alone = isinstance(whole, Unknown)
    return _named(reached - there if own else _functions(whole) - _reached(network, other)[0] if alone else set())


def _named(functions: set[object]) -> set[str]:
    return {function for function in functions if isinstance(function, str)}


def _functions(*formulas: sp.Expr) -> set[object]:
    """The letters of the unknown functions in some formulas, and the others themselves."""
    applied = {node for formula in formulas for node in functions_in(formula)}
    found: set[object] = {f.letter if isinstance(f, Unknown) else f.func for f in applied}
    return found - {sp.KroneckerDelta}


def losses_of_one_side(network: Network, left: sp.Expr, right: sp.Expr) -> tuple[str, ...]:
    """The losses that may be any function and that one side alone is made of: ∂L/∂a = a − y says what L is.

    >>> from ...network.building import classifier
    >>> losses_of_one_side(classifier(), sp.Symbol("a", real=True), sp.Symbol("y", real=True))
    ()
    """
    slopes = {t.name: t.meaning.removeprefix(SLOPE) for t in network.given if t.meaning.startswith(SLOPE)}
    first, second = (_reached(network, side)[1] for side in (left, right))
    return tuple(sorted({slopes[name] for name in (first ^ second) & slopes.keys()}))


def _reached(network: Network, expression: sp.Expr) -> tuple[set[object], set[str]]:
    """The functions in an expression and in the definitions of what stands in it, and the names there."""
    values = {definition.tensor.name: definition.value for definition in network.definitions}
    found: set[object] = set()
    seen: set[str] = set()
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        found |= _functions(node)
        names = {symbol.name for symbol in symbols_in(node)}
        waiting += [values[name] for name in names & values.keys() - seen]
        seen |= names
    return found, seen


def missing_links(network: Network, sides: tuple[sp.Expr, ...], unknown: Collection[str] | None = None) -> set[str]:
    """∂A/∂B where no definition leads from A to B.

    A formula of letters of which none is ``unknown`` is what it is: ∂(f(u_2) − t_2)²/∂u_1 is 0 and no link is missing.

    >>> from ...network.building import classifier
    >>> sorted(missing_links(classifier(), (sp.Symbol("a"),)))
    []
    """
    found = set()
    for partial in (p for side in sides for p in side.atoms(Partial)):
        below = next(network.tensors_in(partial.denominator), None)
        above = list(network.tensors_in(partial.numerator))
        if below is None or any(t == below or network.depends(t, below) for t in above):
            continue
        written_out = not isinstance(partial.numerator, (sp.Indexed, sp.Symbol))
        doubtful = above if unknown is None else [t for t in above if t.meaning in unknown or t.name in unknown]
        if not written_out or doubtful:
            found.add(
                f"nothing links {above[0].meaning or above[0].name if above else 'it'} to {below.meaning or below.name}"
            )
    return found


def letters_of_one_side(network: Network, left: sp.Expr, right: sp.Expr) -> tuple[str, ...]:
    """The given letters, and the entries named by numbers, that one side reaches and the other does not.

    Where a slope stands on a side nothing is told: what it is the slope of may hang on more.

    >>> from ...network.building import classifier
    >>> network = classifier()
    >>> x, w, *_ = network.given
    >>> letters_of_one_side(network, w.at(*w.indices), x.at(*x.indices))
    ('features', 'weights')
    """
    if left.has(Partial) or right.has(Partial):
        return ()
    first, second = (_leaves(network, side) for side in (left, right))
    if not first or not second:
        return ()
    shown = {tensor.name: tensor.meaning or tensor.name for tensor in network.given}
    return tuple(sorted(shown[name] for name in first | second if _is_alone(first.get(name), second.get(name))))


def _is_alone(first: set[str] | None, second: set[str] | None) -> bool:
    """True where a letter, or an entry of it that is named by a number, stands on one side."""
    if first is None or second is None:
        return True
    return "" not in first | second and first != second


def _leaves(network: Network, side: sp.Expr) -> dict[str, set[str]]:
    """The given letters that a side reaches, each with its entries by number; empty text for any entry."""
    values = {definition.tensor.name: definition.value for definition in network.definitions}
    found: dict[str, set[str]] = {}
    waiting, seen = [side], set[str]()
    while waiting:
        node = waiting.pop()
        for part in node.atoms(sp.Indexed, sp.Symbol):
            name = part.base.label.name if isinstance(part, sp.Indexed) else part.name
            numbered = isinstance(part, sp.Indexed) and all(index.is_Integer for index in part.indices)
            found.setdefault(name, set()).add(str(part) if numbered else "")
            if name in values and name not in seen:
                seen.add(name)
                waiting.append(values[name])
    given = {tensor.name: bool(tensor.axes) for tensor in network.given}
    return {
        name: {e for e in entries if e or not given[name]} or {""} for name, entries in found.items() if name in given
    }
