"""All rows from every source, and the certified truth of as many rows as there is time for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from derive.network.definitions import Network

from ..model.models import Gradients
from ..results import Array, Comparison
from ..scale.devices import Devices, ShareDone, leave_hosts
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
    devices: Devices | None = None,
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
        devices: share all rows among them; the sample is for the first host alone.

    Raises:
        ShareDone: this host only helps, and has done so.
    """
    truth = truths(network) if sample.has_truth else None
    if devices is not None:
        return _shared(network, parameters, arrays, symbolic, sample, lambdify, remarks, progress, devices, **others)
    if sample.rows is None:
        said = (*remarks, *sample.remarks)
        same: dict[str, Any] = {"lambdify": lambdify, "truth": truth, "remarks": said, "progress": progress}
        return compare_gradients(network, parameters, sample.arrays, symbolic, **same, **others)
    whole = compare_gradients(
        network, parameters, arrays, symbolic, remarks=(*remarks, *sample.remarks), progress=progress, **others
    )
    return _with_sample(whole, network, parameters, symbolic, sample, lambdify, progress, **others)


def _with_sample(
    whole: Comparison,
    network: Network,
    parameters: Mapping[str, Array],
    symbolic: Gradients,
    sample: Sample,
    lambdify: Elements | None,
    progress: Progress,
    **others: Any,
) -> Comparison:
    """The comparison of all rows, with that at the rows of the sample beside it."""
    if not sample.has_truth:
        return whole
    given: dict[str, Any] = {"lambdify": lambdify, "truth": truths(network), "work": WORK}
    given["progress"] = lambda source: progress(f"{source}, certified rows")
    part = compare_gradients(network, parameters, sample.arrays, symbolic, **given, **others)
    both = "agree" if whole.verdict == part.verdict == "agree" else "disagree"
    rows = part.rows if sample.rows is None else len(sample.rows)
    return replace(whole, sample=replace(part, rows=rows), verdict=both)


def _shared(
    network: Network,
    parameters: Mapping[str, Array],
    arrays: Mapping[str, Any],
    symbolic: Gradients,
    sample: Sample,
    lambdify: Elements | None,
    remarks: tuple[str, ...],
    progress: Progress,
    devices: Devices,
    **others: Any,
) -> Comparison:
    """All rows on all devices and hosts, then the sample on the first host."""
    said = f"the rows are shared among {devices.count} devices, whose gradients are added in float64"
    told: dict[str, Any] = {"remarks": (*remarks, *sample.remarks, said), "progress": progress, "devices": devices}
    whole = compare_gradients(network, parameters, arrays, symbolic, **told, **others)
    first = devices.is_first
    leave_hosts()
    if not first:
        raise ShareDone
    return _with_sample(whole, network, parameters, symbolic, sample, lambdify, progress, **others)
