"""The comparison: every gradient entry from the formula, from automatic differentiation and from differences.

Nothing is judged by a chosen tolerance. Rounding may move each source from the exact gradient by at most a
bound that is derived for each entry (``error_bound``), so two sources that are further apart than the
sum of their bounds cannot both be right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.errors import InputError
from derive.network.definitions import Network
from derive.network.tensors import Tensor

from ..lowering.by_numpy import values_at
from ..lowering.program import LoweredProgram, lower_forward
from ..model.arrays import entry_name, largest_array
from ..model.models import Arrays, Gradients, Model, Parameters
from ..model.plain import plain_model
from ..model.sizes import sizes_from
from ..model.stax_twin import NoTwin, stax_model
from ..precision import dtype_named
from ..results import Array, Comparison, Judgement
from ..scale.devices import Devices
from ..scale.parts import Whole, slices
from ..scale.spread import Spread, gradients_over, spread_over
from ..truth.enclosure import NotEnclosed
from .directions import MOST_OPERATIONS, directions_that_fit, entries_taken
from .directions import SEED as DIRECTIONS_SEED
from .entries import BY_DIRECTION, Gathered, entries_of
from .error_bound import RULE, Method, bounds_by_method
from .finite_difference import central_differences
from .forward_mode import forward_gradients
from .judgement import judge, largest_ulp

SUBTRACTING = ("lambdify", "stax", "custom")

# Arrays by tensor name → each entry's gradient by the entry's name: what ``lambdify_elements`` returns.
Elements = Callable[[Mapping[str, Any]], Mapping[str, float]]
# Arrays by tensor name → arrays of ``flint.arb`` by parameter: what ``truth.enclose`` finds.
Truths = Callable[[Mapping[str, Any]], Mapping[str, NDArray[Any]]]
Progress = Callable[[str], None]
Float = NDArray[np.floating[Any]]
TAKEN_WHOLE = Spread(Whole("it is asked for"), 1, 1, 1)
# So many numbers of the largest array are looked at at once.
MOST_CHECKED = 2**22


def gradients_of(program: LoweredProgram) -> Gradients:
    """Return the program as a function of parameters and data by tensor name, which ``jax.jit`` can take."""

    def gradients(parameters: Parameters, arrays: Arrays) -> Parameters:
        given = {**arrays, **parameters}
        return program.function(*(given[name] for name in program.arguments))

    return gradients


def compare_gradients(
    network: Network,
    parameters: Mapping[str, Array],
    arrays: Mapping[str, Array],
    symbolic: Gradients,
    *,
    lambdify: Elements | None = None,
    method: Method = Method.SUBTRACTING,
    truth: Truths | None = None,
    dtype: str = "float64",
    remarks: Sequence[str] = (),
    progress: Progress = lambda source: None,
    own: Model | None = None,
    work: int = MOST_OPERATIONS,
    devices: Devices | None = None,
) -> Comparison:
    """Compare the gradient of the loss from every source, entry by entry, at one point.

    Args:
        network: whose loss is differentiated; both models are read off its definitions.
        parameters: the point, by tensor name.
        arrays: the data by tensor name, as ``arrays_of`` lays them out; all rows are used.
        symbolic: the gradients by the derived formula, lowered to arrays.
        lambdify: each entry's gradient by its own formula; None where there are too many entries.
        method: how ``symbolic`` computes the residual, which decides the bound that it is held to.
        truth: certified gradients from arrays by tensor name, such as ``lambda arrays: enclose(network, arrays)
            .gradients``; it is given the very floats that every source sees.
        dtype: a format's name; the data and the point are rounded to it before anything is computed.
        remarks: what is to be said about the comparison, such as which rows it is of.
        progress: called with the name of each source before it is evaluated.
        own: a model to differentiate instead of those that are read off the network, such as a user's function.
        devices: share the rows among them.
        work: operations that forward mode and differences may take; of more, they are computed for some entries only.

    Raises:
        InputError: a value of the network is not finite in this format.
        UsageError: the dtype has no such name, or the devices cannot share the rows.
    """
    with np.errstate(over="ignore"):
        point = {t.name: np.asarray(parameters[t.name], dtype_named(dtype)) for t in network.parameters}
    spread, taken = spread_over(network, point, arrays, devices), directions_that_fit(network, point, arrays, work)
    check_finite(network, point, arrays, dtype)
    functions = {"symbolic": symbolic, **autodiff_sources(network, own, taken)}
    found = gradients_over(spread, functions, point, arrays, dtype_named(dtype), progress)
    if lambdify is not None:
        progress("lambdify")
        found["lambdify"] = _as_arrays(point, lambdify({**point, **_rounded(arrays, dtype)}))
    progress("bounds")
    bounds = _bounds(network, {**arrays, **point}, dtype, {"symbolic": method}, found, spread, progress)
    judged: Mapping[str, Judgement] = {}
    if truth is not None:
        progress("truth")
        try:
            held = {s: values for s, values in found.items() if taken is None or s not in BY_DIRECTION}
            judged = judge(held, truth({**point, **_rounded(arrays, dtype)}), bounds, dtype)
        except NotEnclosed as wide:
            remarks = (*remarks, f"no certified truth: {wide}")
    every = Gathered(point, found, bounds, judged, entries_taken(point, taken))
    entries = entries_of(every, dtype)
    remarks = (*remarks, *_said_of_directions(point, taken))
    twin = stax_model(network) if own is None else None
    without = (f"there is no stax model beside it: {twin.reason}",) if isinstance(twin, NoTwin) else ()
    return Comparison(
        dtype=dtype,
        parameters=entries,
        max_abs_error=max(entry.abs_error for entry in entries),
        max_rel_error=max(entry.rel_error for entry in entries),
        max_ulp=max(entry.ulp for entry in entries),
        verdict="agree" if all(entry.agrees for entry in entries) else "disagree",
        rule=RULE,
        max_ulp_by_source=largest_ulp(judged.values()) if judged else None,
        remarks=(*remarks, *without),
        rows=None if isinstance(spread.parts, Whole) else spread.count,
    )


def _rounded(arrays: Arrays, dtype: str) -> dict[str, Array]:
    with np.errstate(over="ignore"):
        return {name: np.asarray(values, dtype_named(dtype)) for name, values in arrays.items()}


def _said_of_directions(point: Mapping[str, Array], taken: int | None) -> tuple[str, ...]:
    if taken is None:
        return ()
    every = sum(values.size for values in point.values())
    return (
        f"forward mode and differences, which take a pass over the data for each entry, were computed for {taken} of "
        f"{every} entries (drawn with seed {DIRECTIONS_SEED})",
    )


def _bounds(
    network: Network,
    arrays: Arrays,
    dtype: str,
    methods: Mapping[str, Method],
    found: Mapping[str, Any],
    spread: Spread,
    progress: Progress,
) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Every judged source's bounds; central differences have none: their error is that of truncation."""
    every = {**methods, "jvp": Method.FORWARD, **dict.fromkeys(SUBTRACTING, Method.SUBTRACTING)}
    made = bounds_by_method(network, arrays, dtype, list(dict.fromkeys(every.values())), spread=spread, tell=progress)
    return {source: made[method] for source, method in every.items() if source in found}


@cache
def autodiff_sources(
    network: Network, own: Model | None = None, directions: int | None = None
) -> Mapping[str, Gradients]:
    """The sources that know nothing of our formula, by name; made once, so that JAX compiles each once.

    With a model of a user's ``own``, that is the only one which is differentiated. ``directions`` is how many entries
    have a derivative in forward mode and a difference; the others are 0 there.
    """
    plain = plain_model(network) if own is None else own
    twin = stax_model(network) if own is None else None

    def room(parameters: Parameters, arrays: Arrays) -> int:
        given = {**arrays, **parameters}
        return largest_array(network, sizes_from((t, given[t.name].shape) for t in network.given))

    sources: dict[str, Gradients] = {} if twin is None or isinstance(twin, NoTwin) else {"stax": twin.gradients}
    return {
        **sources,
        "custom": plain.gradients,
        "jvp": lambda p, arrays: forward_gradients(plain, p, arrays, room(p, arrays), directions),
        "difference": lambda p, arrays: central_differences(plain, p, arrays, room(p, arrays), directions),
    }


def evaluate_sources(
    functions: Mapping[str, Gradients],
    point: Mapping[str, Array],
    arrays: Mapping[str, Array],
    progress: Progress = lambda source: None,
) -> dict[str, dict[str, Float]]:
    """Compile and run each source by itself, so that none can share a result with another."""
    return gradients_over(TAKEN_WHOLE, functions, point, arrays, None, progress)


def _as_arrays(point: Mapping[str, Array], elements: Mapping[str, float]) -> dict[str, Float]:
    """Lay the entries out in the shapes of the parameters."""
    arrays: dict[str, Float] = {}
    for name, entries in point.items():
        values = [elements[entry_name(name, place)] for place in np.ndindex(*entries.shape)]
        arrays[name] = np.array(values).reshape(entries.shape)
    return arrays


def check_finite(network: Network, parameters: Arrays, arrays: Arrays, dtype: str) -> None:
    """Refuse a point where a value of the network is not finite in this format.

    Raises:
        InputError: the message names the first such value.
    """
    spread = spread_over(network, parameters, arrays)
    stages = [definition.tensor for definition in network.definitions]
    if isinstance(spread.parts, Whole):
        parts = iter([dict(arrays)])
    else:
        parts = (spread.parts.taken(arrays, rows) for rows in slices(spread.count, spread.rows_of(MOST_CHECKED)))
    for part in parts:
        _check_part(network, {**part, **parameters}, dtype, stages)


def _check_part(network: Network, arrays: Arrays, dtype: str, stages: Sequence[Tensor]) -> None:
    number = dtype_named(dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        wide = {name: np.asarray(np.asarray(values, number), np.float64) for name, values in arrays.items()}
        values = {**wide, **values_at(_stages(network), wide)}
        narrow = {name: np.asarray(found).astype(number) for name, found in values.items()}
    for tensor in (*network.given, *stages):
        if tensor.name in narrow and not np.isfinite(narrow[tensor.name].astype(np.float64)).all():
            raise _not_finite(tensor, bool(np.isnan(narrow[tensor.name].astype(np.float64)).any()), dtype)


def _not_finite(tensor: Tensor, is_no_number: bool, dtype: str) -> InputError:
    """A function got what it does not take where a value is no number; where it is infinite, something is large."""
    named = f"{tensor.name} ({tensor.meaning:.60})"
    if is_no_number:
        return InputError(
            f"a value is outside of what a function takes: {named} is not a number",
            hint="take a function that is defined for every number, or standardise what is too large (--standardise)",
        )
    return InputError(
        f"the features are too large for {dtype}, or outside of what a function takes: {named} is not finite",
        hint="standardise the features (--standardise)" + (", or use float64" if dtype != "float64" else ""),
    )


@cache
def _stages(network: Network) -> LoweredProgram:
    """Every defined tensor."""
    return lower_forward(network, [definition.tensor.name for definition in network.definitions])
