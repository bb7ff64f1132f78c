"""A look at the whole: is a derived formula the total derivative of the network at one point, in certified numbers?

Each step of a derivation is proved on its own. This looks at them together, down through all definitions, with
nothing that the proofs use: dual numbers over balls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sympy as sp

from ..network.definitions import Network
from .numbers.balls import BallEvaluation, precision
from .places import index_ranges, size_assignments
from .reach import size_at
from .walk.evaluation import Environment
from .walk.not_evaluable import NotEvaluable
from .witness import GrowingPoint, decimal, differ

BITS = 160
ROUNDS = (4, 6)  # of the choices of coordinates: 1 2 3 1/2 -1, then 1/2 1/3 2 and their negatives
DIGITS = 20
Seen = dict[tuple[Any, ...], BallEvaluation]  # the evaluations at each point, for several formulas of one network


def contradiction(
    network: Network, left: sp.Expr, right: sp.Expr, at: Mapping[str, int] | None = None, seen: Seen | None = None
) -> str:
    """Where both sides certainly differ, in words; empty where no difference was seen.

    ``at`` is a number for each size, where the sides hold for these sizes alone; else small sizes are taken.
    ``seen`` keeps what was evaluated: formulas of one network that have parts in common evaluate them once.

    >>> from ..network.building import classifier
    >>> from ..network.partial import Partial
    >>> network = classifier(batch=False)
    >>> E, z, p, y = (network.tensor(name) for name in "Lzpy")
    >>> k = z.indices[0]
    >>> total = p.at(k) * sp.Sum(y.at(k), y.axes[0].limits(k))
    >>> contradiction(network, Partial(E.at(), z.at(k)), total - y.at(k))
    ''
    >>> contradiction(network, Partial(E.at(), z.at(k)), total)
    'k = 1: 1.9999997952319126866 on the left, 2.9999997952319126866 on the right'
    """
    return next((found for found in _differences(network, left, right, at, {} if seen is None else seen) if found), "")


def seen_equal(
    network: Network, left: sp.Expr, right: sp.Expr, at: Mapping[str, int] | None = None, seen: Seen | None = None
) -> bool:
    """Whether both sides have a value at each place looked at, and no difference was seen: no proof, but evidence.

    Arguments are those of ``contradiction``.

    >>> from ..network.building import classifier
    >>> network, q = classifier(batch=False), sp.Symbol("q")
    >>> seen_equal(network, network.output.at(), network.output.at()), seen_equal(network, network.output.at(), q)
    (True, False)
    """
    return all(found == "" for found in _differences(network, left, right, at, {} if seen is None else seen))


def _differences(
    network: Network, left: sp.Expr, right: sp.Expr, at: Mapping[str, int] | None, seen: Seen
) -> Iterator[str | None]:
    """For each place how the sides differ there, empty where they do not, None where they have no value."""
    ranges = index_ranges(network, left, right)
    sizes = dict(size_assignments(network)[-1])
    sizes |= {size: at[size.name] for size in sizes if at is not None}
    for place in _places(ranges, sizes):
        evaluations = (_evaluation(network, sizes, attempt, seen) for attempt in ROUNDS)
        attempts = (_difference(each, left, right, {**sizes, **place}) for each in evaluations)
        found = next((found for found in attempts if found is not None), None)
        yield found and ", ".join(f"{index} = {number}" for index, number in place.items()) + f": {found}"


def _places(ranges: dict[sp.Symbol, sp.Expr], sizes: Environment) -> Iterator[Environment]:
    """The first place, and one in which neighbouring indices differ where they can."""
    at = {symbol: sp.Integer(number) for symbol, number in sizes.items()}
    yield dict.fromkeys(ranges, 1)
    if ranges:
        yield {index: 1 + place % size_at(size, at) for place, (index, size) in enumerate(ranges.items())}


def _evaluation(network: Network, sizes: Environment, attempt: int, seen: Seen) -> BallEvaluation:
    key = (network, attempt, *sorted(sizes.items(), key=str))
    if key not in seen:
        seen[key] = BallEvaluation(network, sizes, GrowingPoint(attempt, {}), away_from_kinks=True)
    return seen[key]


def _difference(evaluation: BallEvaluation, left: sp.Expr, right: sp.Expr, at: Environment) -> str | None:
    try:
        with precision(BITS):
            values = evaluation.value(left, at), evaluation.value(right, at)
            if not all(value.is_finite() for value in values):
                return None
            if not differ(*values):
                return ""
            return "{} on the left, {} on the right".format(*(decimal(value, DIGITS) for value in values))
    except (NotEvaluable, ArithmeticError, RecursionError):
        return None
