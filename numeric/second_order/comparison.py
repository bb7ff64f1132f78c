"""A Hessian compared: the derived formulas, two ways of autodiff, differences, and the certified truth of entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from derive.errors import UsageError
from derive.network.definitions import Network

from ..compare.comparison import check_finite
from ..compare.sampling import Sample
from ..model.arrays import entry_name
from ..model.models import Model
from ..model.plain import plain_model
from ..model.samples import sample_axis
from ..precision import dtype_named
from ..results import Array
from ..truth.enclosure import NotEnclosed, decimal
from ..truth.errors import Errors, errors_against
from ..truth.hessian import HessianTruth, enclose_hessian, work_of_hessian
from .derived import second_derivatives
from .hessian_program import as_matrix, lower_hessian
from .results import SecondComparison, SecondEntry
from .sides import AUTODIFF, OURS, entry_names, jax_hessians
from .spectrum import spectrum_of

# A matrix of so many rows takes a few seconds to find its eigenvalues, and 18 MB for each side.
MOST_PARAMETERS = 1_500
# Operations of balls that take a few seconds.
MOST_WORK = 3_000_000
MOST_ENTRIES = 400
DIGITS = 30
SEED = 0
SideErrors = Mapping[str, Errors]


def compare_second(
    network: Network,
    parameters: Mapping[str, Array],
    arrays: Mapping[str, Array],
    *,
    dtype: str = "float64",
    certify: bool = True,
    general: bool = False,
    own: Model | None = None,
    remarks: Sequence[str] = (),
) -> SecondComparison:
    """Compare the Hessian of the loss by all parameters at one point.

    Args:
        network: whose loss is differentiated twice.
        parameters: the point, by tensor name; rows and columns are their entries, in the network's order.
        arrays: the data by tensor name.
        dtype: the data and the point are rounded to it before anything is computed.
        certify: enclose entries in balls: all of them, or as many columns as a few seconds allow.
        general: take the formulas for any labels, where those of the data do not sum to one.
        own: a model to differentiate instead of the one that is read off the network, such as a user's function.
        remarks: what is to be said beside.

    Raises:
        UsageError: there are more than 1,500 parameters, or none.
        InputError: a value of the network is not finite in this format.

    >>> from derive.network.building import classifier
    >>> data = {"x": np.array([[2.0]]), "y": np.array([[1.0, 0.0]])}
    >>> found = compare_second(classifier(), {"W": np.zeros((2, 1))}, data)
    >>> found.parameters, found.matrix.tolist(), found.symmetric["ours"], found.spectrum.psd
    ((('W', 'W'),), [[1.0, -1.0], [-1.0, 1.0]], True, True)
    """
    number = dtype_named(dtype)
    names = [t.name for t in network.acting_parameters if t.name in parameters]
    with np.errstate(over="ignore"):
        point = {name: np.asarray(parameters[name], number) for name in names}
        given = {name: np.asarray(values, number) for name, values in {**parameters, **arrays}.items()}
    count = sum(values.size for values in point.values())
    if count > MOST_PARAMETERS:
        raise UsageError(
            f"a Hessian by {count} parameters has {count * count:,} entries",
            hint=f"compare at most {MOST_PARAMETERS} parameters, or products with vectors (numeric.second_order)",
        )
    check_finite(network, point, {name: values for name, values in given.items() if name not in point}, dtype)
    formulas = second_derivatives(network, names, general=general)
    program = lower_hessian(network, formulas)
    blocks = jax.device_get(program(given))
    found = {OURS: np.asarray(as_matrix(blocks, names))}
    found |= jax_hessians(plain_model(network) if own is None else own, point, given)
    truth, said = _truth(network, given, names, count) if certify else (None, ())
    errors = _errors(found, truth, dtype)
    rows = entry_names(point, entry_name)
    return SecondComparison(
        dtype=dtype,
        parameters=tuple(formulas),
        names=tuple(rows),
        matrix=found[OURS],
        entries=_entries(found, truth, errors, rows) if count * count <= MOST_ENTRIES else (),
        certified=0 if truth is None else truth.balls.size,
        max_abs_error={side: float(error.absolute.max()) for side, error in errors.items()},
        max_rel_error={side: float(error.relative.max()) for side, error in errors.items()},
        max_ulp={side: float(error.ulp.max()) for side, error in errors.items()},
        apart=_apart(found),
        spectrum=spectrum_of(found[OURS], dtype, _terms(network, given)),
        symmetric={side: bool((matrix == matrix.T).all()) for side, matrix in found.items()},
        source=program.source,
        remarks=(*remarks, *said),
    )


def rows_of_second(
    network: Network, parameters: Mapping[str, Array], arrays: Mapping[str, Array], compared: Sample
) -> tuple[Mapping[str, Array], tuple[str, ...]]:
    """All rows where one column of their Hessian can be certified, else those that are certified; what to say of it.

    >>> from derive.network.building import classifier
    >>> data = {"x": np.ones((3, 2)), "y": np.eye(3)}
    >>> rows_of_second(classifier(), {"W": np.ones((3, 2))}, data, Sample(data))[1]
    ()
    """
    if compared.rows is None or work_of_hessian(network, {**arrays, **parameters}) <= MOST_WORK:
        return arrays, ()
    said = f"second derivatives of the loss of {len(compared.rows)} rows, those of which there is a certified truth"
    return compared.arrays, (said,)


def _terms(network: Network, given: Mapping[str, Array]) -> int:
    """How many rounded terms an entry is the sum of: the samples, of whose numbers each is rounded a few times."""
    axis = sample_axis(network)
    lengths = [np.shape(given[t.name])[t.axes.index(axis)] for t in network.given if axis in t.axes and t.name in given]
    return max(lengths, default=1)


def _apart(found: Mapping[str, Array]) -> float:
    """How far autodiff is from ours, relative to the largest entry."""
    scale = float(np.max(np.abs(found[OURS]))) or 1.0
    return max(float(np.max(np.abs(found[side] - found[OURS]))) for side in AUTODIFF) / scale


def _truth(
    network: Network, given: Mapping[str, Array], names: Sequence[str], count: int
) -> tuple[HessianTruth | None, tuple[str, ...]]:
    """The truth of all columns, or of as many as a few seconds allow, and what to say about that."""
    fitting = MOST_WORK // max(1, work_of_hessian(network, given, names))
    if fitting == 0:
        return None, ("no certified truth: one column of the Hessian would take more than a few seconds",)
    columns, said = list(range(count)), tuple[str, ...]()
    if fitting < count:
        columns = sorted(np.random.RandomState(SEED).permutation(count)[:fitting].tolist())
        said = (f"certified truth of {fitting} of {count} columns (drawn with seed {SEED})",)
    try:
        return enclose_hessian(network, given, columns, names), said
    except NotEnclosed as wide:
        return None, (f"no certified truth: {wide}",)


def _errors(found: Mapping[str, Array], truth: HessianTruth | None, dtype: str) -> SideErrors:
    """Each side's errors in the columns that are certified."""
    if truth is None:
        return {}
    columns = list(truth.columns)
    return {side: errors_against(matrix[:, columns], truth.balls, dtype) for side, matrix in found.items()}


def _entries(
    found: Mapping[str, Array], truth: HessianTruth | None, errors: SideErrors, names: Sequence[str]
) -> tuple[SecondEntry, ...]:
    """Every entry on and above the diagonal, which are all that there are."""
    place = {column: number for number, column in enumerate(truth.columns)} if truth is not None else {}
    return tuple(
        _entry((names[i], names[j]), {side: float(m[i, j]) for side, m in found.items()},
               truth.balls if truth is not None and j in place else None, errors, (i, place.get(j, 0)))
        for i in range(len(names))
        for j in range(i, len(names))
    )  # fmt: skip


def _entry(
    names: tuple[str, str],
    values: dict[str, float],
    balls: NDArray[Any] | None,
    errors: SideErrors,
    at: tuple[int, int],
) -> SecondEntry:
    if balls is None:
        return SecondEntry(*names, values, None, {}, {}, {})
    return SecondEntry(
        *names,
        values,
        decimal(balls[at], DIGITS),
        {side: float(error.absolute[at]) for side, error in errors.items()},
        {side: float(error.relative[at]) for side, error in errors.items()},
        {side: float(error.ulp[at]) for side, error in errors.items()},
    )
