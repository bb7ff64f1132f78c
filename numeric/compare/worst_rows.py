"""Row by row over many rows: every source at all of them, the truth at some drawn rows and at those that look worst.

How bad a row looks is an estimate, and certifies nothing: of autodiff, how far it is from ours, relative to ours; of
ours, how far rounding may move it, by its bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.errors import UnsupportedFormula
from derive.network.definitions import Network

from ..model.arrays import main_input
from ..model.head import Head
from ..precision import visible_error
from ..results import Array, RowAccuracy
from ..scale.draw import drawn_rows
from ..scale.parts import Whole, slices
from ..scale.spread import Tell, spread_over, untold
from ..truth.errors import errors_against
from .error_bound import Method, gradient_bounds
from .row_accuracy import accuracy_of, float_values, row_gradients, true_row_gradients

# Of fewer rows, the truth is taken of all.
MOST_ROWS = 500
FEWEST, WORST = 16, 32
# Numbers whose truth takes about a second.
MOST_NUMBERS = 20_000
# So many numbers of the largest array at once.
BLOCK_NUMBERS = 2**22
# Of logits in a part whose bound is worked out at once: a few MiB, which caches hold.
MOST_BOUNDED = 2**17


@dataclass(slots=True)
class _Rows:
    """Some rows: their places among all, their logits, what else the head takes, what each source says."""

    places: NDArray[np.int64]
    logits: Array
    given: dict[str, Array]
    found: dict[str, Array]
    looks: dict[str, Array] = field(default_factory=dict)

    def only(self, which: Any) -> _Rows:
        """These of them."""
        return _Rows(
            self.places[which],
            self.logits[which],
            {name: values[which] for name, values in self.given.items()},
            {source: values[which] for source, values in self.found.items()},
            {source: values[which] for source, values in self.looks.items()},
        )

    def joined(self, other: _Rows) -> _Rows:
        """Those of both."""

        def both(one: Mapping[str, Array], two: Mapping[str, Array]) -> dict[str, Array]:
            return {name: np.concatenate([one[name], two[name]]) for name in one}

        places, logits = np.concatenate([self.places, other.places]), np.concatenate([self.logits, other.logits])
        looks = both(self.looks, other.looks)
        return _Rows(places, logits, both(self.given, other.given), both(self.found, other.found), looks)


def accuracy_of_many(
    network: Network,
    head: Head,
    parameters: Mapping[str, Array],
    arrays: Mapping[str, Any],
    dtype: str,
    *,
    accurate: bool = True,
    twin: bool = False,
    tell: Tell = untold,
) -> dict[str, RowAccuracy]:
    """Evaluate every source's slope by the logits at all rows, and hold a stated few of them against the truth.

    Args:
        network: whose logits are taken, in blocks of the rows.
        head: of the network.
        parameters: the point.
        arrays: the data.
        dtype: the format.
        accurate: whether ours is the accurate form.
        twin: whether there is a stax model.
        tell: called with the rows that were looked at.
    """
    names = [t.name for t in head.network.given if t.axes[:1] == head.source.axes[:1] and t.name in arrays]
    count = int(arrays[main_input(network).name].shape[0])
    kept, drawn = list[_Rows](), np.zeros(0, np.int64)
    for part in _blocks(network, head, parameters, arrays, dtype, names, accurate=accurate):
        if not kept:
            wanted = max(FEWEST, min(MOST_ROWS, MOST_NUMBERS // max(1, part.logits[0].size)))
            drawn = np.sort(drawn_rows(count, wanted))
        tell(f"rows {part.places[0] + 1} to {part.places[-1] + 1} of {count}")
        some = part.only(_chosen(part, drawn))
        kept = [some if not kept else kept[0].joined(some)]
        kept = [kept[0].only(_chosen(kept[0], drawn))]
    rest = {name: values for name, values in arrays.items() if name not in names}
    return _judged(head, kept[0], rest, drawn, count, twin=twin)


def _chosen(rows: _Rows, drawn: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Those that are drawn, and those that look worst to one of the sources."""
    chosen = np.isin(rows.places, drawn)
    for look in rows.looks.values():
        chosen[np.argsort(-look, kind="stable")[: max(2, min(WORST, len(drawn) // 8))]] = True
    return chosen


def _blocks(
    network: Network,
    head: Head,
    parameters: Mapping[str, Array],
    arrays: Mapping[str, Any],
    dtype: str,
    names: list[str],
    *,
    accurate: bool,
) -> Iterator[_Rows]:
    """Every row's slope from every source, a block of rows after the other."""
    spread = spread_over(network, parameters, arrays)
    if isinstance(spread.parts, Whole):
        parts = iter([(slice(0, None), dict(arrays))])
    else:
        rows = slices(spread.count, spread.rows_of(BLOCK_NUMBERS))
        parts = ((where, spread.parts.taken(arrays, where)) for where in rows)
    for where, part in parts:
        z = float_values(network, head.source.name, parameters, part, dtype)
        found = row_gradients(head, z, part, accurate=accurate)
        given = {name: np.asarray(part[name]) for name in names}
        places = np.arange(where.start, where.start + len(z))
        yield _Rows(places, z, given, found, _looks(head, z, part, found, dtype, accurate=accurate))


def _looks(
    head: Head, z: Array, arrays: Mapping[str, Any], found: Mapping[str, Array], dtype: str, *, accurate: bool
) -> dict[str, Array]:
    """How bad each row looks to each source: more is worse."""
    ours = np.asarray(found["ours"], np.float64).reshape(len(z), -1)
    size = np.maximum(np.abs(ours), np.finfo(np.float64).tiny)
    others = (name for name in found if name != "ours")
    apart = {name: np.abs(np.asarray(found[name], np.float64).reshape(len(z), -1) - ours) / size for name in others}
    looks = {name: distances.max(axis=1) for name, distances in apart.items()}
    given = {t.name: np.asarray(arrays[t.name]) for t in head.network.given if t.name in arrays}
    try:
        bound = _bounds(
            head, {**given, head.source.name: z}, dtype, Method.ACCURATE if accurate else Method.SUBTRACTING
        )
    except UnsupportedFormula:
        return looks
    with np.errstate(all="ignore"):
        return {"ours": (bound.reshape(len(z), -1) / size).max(axis=1), **looks}


def _bounds(head: Head, arrays: Mapping[str, Array], dtype: str, method: Method) -> Array:
    """The bound on ours at each row, a part of the rows that caches hold after the other."""
    name, rows = head.source.name, head.source.axes[0]
    count, width = len(arrays[name]), max(1, arrays[name][0].size)
    by_row = {t.name for t in (*head.network.given, head.source) if t.axes[:1] == (rows,)}
    found = []
    for part in slices(count, max(1, MOST_BOUNDED // width)):
        given = {key: values[part] if key in by_row else values for key, values in arrays.items()}
        found.append(gradient_bounds(head.network, given, dtype, method, [name])[name])
    return np.concatenate(found)


def _judged(
    head: Head, rows: _Rows, rest: Mapping[str, Any], drawn: NDArray[np.int64], count: int, *, twin: bool
) -> dict[str, RowAccuracy]:
    """Each source against the truth at the rows that were kept; the median is that of the drawn ones."""
    length, dtype = len(rows.places), rows.logits.dtype.name
    truth = true_row_gradients(head, rows.logits, {**rest, **rows.given}).reshape(length, -1)
    at_random = np.isin(rows.places, drawn)
    accuracy = {}
    for source, values in rows.found.items():
        flat = values.reshape(length, -1)
        errors = errors_against(flat, truth, dtype, flat.shape[1])
        found = accuracy_of(flat, errors, visible_error(dtype))
        median = float(np.median(np.where(errors.normal, errors.ulp, 0.0).max(axis=1)[at_random]))
        accuracy[source] = replace(found, median_ulp=median, judged=length, drawn=int(at_random.sum()), rows=count)
    # The layers of stax end at the logits: what it loses there is what the plain loss does.
    return {"ours": accuracy["ours"], **({"stax": accuracy["custom"]} if twin else {}), "custom": accuracy["custom"]}
