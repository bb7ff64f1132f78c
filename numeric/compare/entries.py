"""Entry by entry: what every source says, how far they are apart, and whether rounding explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model.arrays import entry_name
from ..precision import dtype_named
from ..results import Array, Judgement, ParameterComparison
from ..ulp import ulp_distance
from .judgement import SIDES

AUTODIFF = ("stax", "custom")
# These are computed direction by direction, of many entries for a sample only.
BY_DIRECTION = ("jvp", "difference")


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Arrays by parameter: the point, each source's gradients and bounds, the entries that have a direction.

    ``judged`` has the judgement of an entry by its name.
    """

    point: Mapping[str, Array]
    found: Mapping[str, Mapping[str, Array]]
    bounds: Mapping[str, Mapping[str, Array]]
    judged: Mapping[str, Judgement]
    taken: Mapping[str, NDArray[np.bool_]]


def entries_of(gathered: Gathered, dtype: str) -> tuple[ParameterComparison, ...]:
    """Every entry of every parameter, in the order of the parameters and of their rows."""
    entries = list[ParameterComparison]()
    for name, values in gathered.point.items():
        steps = _steps_apart({source: arrays[name] for source, arrays in gathered.found.items()}, dtype)
        for place in np.ndindex(*values.shape):
            left_out = () if gathered.taken[name][place] else BY_DIRECTION
            found = {s: float(arrays[name][place]) for s, arrays in gathered.found.items() if s not in left_out}
            bounds = {s: float(arrays[name][place]) for s, arrays in gathered.bounds.items() if s not in left_out}
            named = entry_name(name, place)
            judgement = gathered.judged.get(named)
            entries.append(_entry(named, float(values[place]), found, bounds, judgement, float(steps[place])))
    return tuple(entries)


def _steps_apart(found: Mapping[str, Array], dtype: str) -> NDArray[np.float64]:
    """The largest distance in ULP of autodiff from ours."""
    number = dtype_named(dtype)
    ours = np.asarray(found["symbolic"], number)
    others = (np.asarray(found[source], number) for source in AUTODIFF if source in found)
    return np.asarray(np.max([ulp_distance(other, ours) for other in others], axis=0))


def _entry(
    name: str,
    value: float,
    found: Mapping[str, float],
    bounds: Mapping[str, float],
    judgement: Judgement | None,
    steps: float,
) -> ParameterComparison:
    ours, autodiff = found["symbolic"], [found[source] for source in AUTODIFF if source in found]
    return ParameterComparison(
        name=name,
        value=value,
        symbolic=ours,
        lambdify=found.get("lambdify"),
        stax=found.get("stax"),
        custom=found["custom"],
        jvp=found.get("jvp"),
        difference=found.get("difference"),
        abs_error=max(abs(other - ours) for other in autodiff),
        rel_error=max(relative_error(other, ours) for other in autodiff),
        ulp=steps,
        bound=bounds["symbolic"],
        agrees=agrees(found, bounds, judgement),
        judgement=judgement,
        bounds={side: bounds[source] for source, side in SIDES.items() if source in bounds},
    )


def agrees(found: Mapping[str, float], bounds: Mapping[str, float], judgement: Judgement | None) -> bool:
    """Decide one entry: with a truth, each source by its own distance from it; else by that from ours.

    Written so that a NaN, which is never within anything, disagrees.
    """
    apart = {source: abs(found[source] - found["symbolic"]) for source in bounds if source in found}
    together = all(distance <= bounds[source] + bounds["symbolic"] for source, distance in apart.items())
    if judgement is None:
        return together
    own = {source: side for source, side in SIDES.items() if source in found and side in judgement.abs_error}
    return together and all(judgement.abs_error[side] <= bounds[source] for source, side in own.items())


def relative_error(left: float, right: float) -> float:
    """Return |left − right| relative to the larger magnitude: from 0 to 2, and 0 for two zeros.

    >>> relative_error(0.0, 0.0), relative_error(0.0, 3.0), relative_error(1.0, -1.0)
    (0.0, 1.0, 2.0)
    """
    scale = max(abs(left), abs(right))
    return abs(left / scale - right / scale) if scale else 0.0
