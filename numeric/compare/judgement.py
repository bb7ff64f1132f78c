"""The judgement: each source's gradient entries against the certified truth, and which one is nearest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.arrays import entry_name
from ..results import Judgement
from ..truth.enclosure import decimal
from ..truth.errors import Errors, errors_against

# The sources that are judged where they exist, and the word that a judgement has for each.
SIDES = {"symbolic": "ours", "stax": "stax", "custom": "custom", "jvp": "jvp"}
CONTENDERS = ("ours", "stax", "custom")
DIGITS = 30


def judge(
    found: Mapping[str, Mapping[str, NDArray[np.floating[Any]]]],
    truth: Mapping[str, NDArray[Any]],
    bounds: Mapping[str, Mapping[str, NDArray[np.floating[Any]]]],
    dtype: str,
) -> dict[str, Judgement]:
    """Judge every entry of every parameter.

    Args:
        found: source → parameter name → gradient.
        truth: parameter name → certified gradient, ``flint.arb`` balls.
        bounds: source → parameter name → how far rounding may move it.
        dtype: the format in which the sources computed.

    Returns:
        Entry name, such as ``W[1,1]`` → its judgement.
    """
    judged: dict[str, Judgement] = {}
    sides = {source: side for source, side in SIDES.items() if source in found}
    for name, values in found["symbolic"].items():
        errors = {side: errors_against(found[source][name], truth[name], dtype) for source, side in sides.items()}
        for place in np.ndindex(*np.shape(values)):
            exact = decimal(truth[name].item(place), DIGITS)
            held_to = {side: float(bounds[source][name][place]) for source, side in sides.items()}
            judged[entry_name(name, place)] = _judgement(errors, place, exact, held_to)
    return judged


def _judgement(errors: Mapping[str, Errors], place: tuple[int, ...], truth: str, bounds: dict[str, float]) -> Judgement:
    absolute = {side: float(error.absolute[place]) for side, error in errors.items()}
    return Judgement(
        truth=truth,
        abs_error=absolute,
        rel_error={side: float(error.relative[place]) for side, error in errors.items()},
        ulp={side: float(error.ulp[place]) for side, error in errors.items()},
        bounds=bounds,
        nearest=nearest(absolute),
    )


def nearest(absolute: Mapping[str, float]) -> str:
    """Return which of ours, stax and custom is nearest to the truth; "tie" where ours shares the first place.

    >>> nearest({"ours": 1.0, "stax": 2.0, "custom": 2.0}), nearest({"ours": 2.0, "custom": 2.0})
    ('ours', 'tie')
    """
    sides = [side for side in CONTENDERS if side in absolute]
    smallest = min(absolute[side] for side in sides)
    first = [side for side in sides if absolute[side] == smallest]
    return "tie" if "ours" in first and len(first) > 1 else (first or ["custom"])[0]


def largest_ulp(judgements: Iterable[Judgement]) -> dict[str, float]:
    """The largest error in ULP of each side."""
    rows = [judgement.ulp for judgement in judgements]
    return {side: max(row[side] for row in rows) for side in rows[0]}
