"""All rows from every source, and the certified truth of as many rows as there is time for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from derive.network.definitions import Network

from ..model.models import Gradients
from ..results import Array, Comparison
from .comparison import Elements, Progress, compare_gradients
from .sampling import Sample
from .trust import truths

# Forward mode and differences are compared at all rows; at the sample they show how near to the truth they are.
WORK = 50_000_000


def compare_with_truth(
    network: Network,
    parameters: Mapping[str, Array],
    arrays: Mapping[str, Any],
    symbolic: Gradients,
    sample: Sample,
    *,
    lambdify: Elements | None = None,
    remarks: tuple[str, ...] = (),
    progress: Progress = lambda source: None,
    **others: Any,
) -> Comparison:
    """Compare every source at all rows; where ``sample`` has only some of them, also at these, against the truth.

    Args:
        network: as in ``compare_gradients``, as are the parameters, ``symbolic`` and the ``others``.
        parameters: the point.
        arrays: the data, all rows.
        symbolic: the gradients by the derived formula.
        sample: the rows of which there is a certified truth.
        lambdify: each entry's gradient by its own formula, which is for small data only.
        remarks: what is to be said about the comparison.
        progress: called with what is being done.
    """
    truth = truths(network) if sample.has_truth else None
    if sample.rows is None:
        said = (*remarks, *sample.remarks)
        same: dict[str, Any] = {"lambdify": lambdify, "truth": truth, "remarks": said, "progress": progress}
        return compare_gradients(network, parameters, sample.arrays, symbolic, **same, **others)
    whole = compare_gradients(
        network, parameters, arrays, symbolic, remarks=(*remarks, *sample.remarks), progress=progress, **others
    )
    if truth is None:
        return whole
    given: dict[str, Any] = {"lambdify": lambdify, "truth": truth, "work": WORK}
    given["progress"] = lambda source: progress(f"{source}, certified rows")
    part = compare_gradients(network, parameters, sample.arrays, symbolic, **given, **others)
    both = "agree" if whole.verdict == part.verdict == "agree" else "disagree"
    return replace(whole, sample=replace(part, rows=len(sample.rows)), verdict=both)
