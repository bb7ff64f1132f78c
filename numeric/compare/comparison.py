"""The comparison: every gradient entry from the formula, from automatic differentiation and from differences.

Nothing is judged by a chosen tolerance. Rounding may move each source from the exact gradient by at most a
bound that is derived for each entry (``error_bound``), so two sources that are further apart than the
sum of their bounds cannot both be right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from derive.errors import InputError
from derive.network.definitions import Network
from derive.network.tensors import Tensor

from ..lowering.program import LoweredProgram
from ..model.arrays import entry_name, largest_array
from ..model.models import Arrays, Gradients, Model, Parameters
from ..model.plain import plain_model, plain_values
from ..model.sizes import sizes_from
from ..model.stax_twin import NoTwin, stax_model
from ..precision import dtype_named
from ..results import Array, Comparison, Judgement, ParameterComparison
from ..truth.enclosure import NotEnclosed
from ..ulp import ulp_distance
from .error_bound import RULE, Method, gradient_bounds
from .finite_difference import central_differences
from .forward_mode import forward_gradients
from .judgement import SIDES, judge, largest_ulp

SUBTRACTING = ("lambdify", "stax", "custom")
AUTODIFF = ("stax", "custom")

# Arrays by tensor name → each entry's gradient by the entry's name: what ``lambdify_elements`` returns.
Elements = Callable[[Mapping[str, Any]], Mapping[str, float]]
# Arrays by tensor name → arrays of ``flint.arb`` by parameter: what ``truth.enclose`` finds.
Truths = Callable[[Mapping[str, Any]], Mapping[str, NDArray[Any]]]
Progress = Callable[[str], None]
Float = NDArray[np.floating[Any]]


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

    Raises:
        InputError: a value of the network is not finite in this format.
        UsageError: the dtype has no such name.
    """
    names = [tensor.name for tensor in network.parameters]
    with np.errstate(over="ignore"):
        point = {name: np.asarray(parameters[name], dtype_named(dtype)) for name in names}
        given = {name: np.asarray(values, dtype_named(dtype)) for name, values in arrays.items()}
    check_finite(network, {**given, **point}, dtype)
    found = evaluate_sources({"symbolic": symbolic, **autodiff_sources(network, own)}, point, given, progress)
    if lambdify is not None:
        progress("lambdify")
        found["lambdify"] = _as_arrays(point, lambdify({**point, **given}))
    bounds = _bounds(network, {**given, **point}, dtype, {"symbolic": method}, found)
    judged: Mapping[str, Judgement] = {}
    if truth is not None:
        progress("truth")
        try:
            judged = judge(found, truth({**point, **given}), bounds, dtype)
        except NotEnclosed as wide:
            remarks = (*remarks, f"no certified truth: {wide}")
    entries = tuple(
        _entry(
            entry_name(name, place),
            float(point[name][place]),
            {source: float(values[name][place]) for source, values in found.items()},
            {source: float(values[name][place]) for source, values in bounds.items()},
            judged.get(entry_name(name, place)),
            dtype,
        )
        for name in names
        for place in np.ndindex(*point[name].shape)
    )
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
    )


def _bounds(
    network: Network, arrays: Arrays, dtype: str, methods: Mapping[str, Method], found: Mapping[str, Any]
) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Every judged source's bounds; central differences have none: their error is that of truncation."""
    every = {**methods, "jvp": Method.FORWARD, **dict.fromkeys(SUBTRACTING, Method.SUBTRACTING)}
    made = {method: gradient_bounds(network, arrays, dtype, method) for method in set(every.values())}
    return {source: made[method] for source, method in every.items() if source in found}


@cache
def autodiff_sources(network: Network, own: Model | None = None) -> Mapping[str, Gradients]:
    """The sources that know nothing of our formula, by name; made once, so that JAX compiles each once.

    With a model of a user's ``own``, that is the only one which is differentiated.
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
        "jvp": lambda p, arrays: forward_gradients(plain, p, arrays, room(p, arrays)),
        "difference": lambda p, arrays: central_differences(plain, p, arrays, room(p, arrays)),
    }


def evaluate_sources(
    functions: Mapping[str, Gradients],
    point: Mapping[str, Array],
    arrays: Mapping[str, Array],
    progress: Progress = lambda source: None,
) -> dict[str, dict[str, Float]]:
    """Compile and run each source by itself, so that none can share a result with another."""
    found: dict[str, dict[str, Float]] = {}
    # Some accelerators round the operands of a product to fewer bits unless they are asked not to.
    with jax.default_matmul_precision("highest"):
        for source, gradients in functions.items():
            progress(source)
            found[source] = jax.device_get(jax.jit(gradients)(dict(point), dict(arrays)))
    return found


def _as_arrays(point: Mapping[str, Array], elements: Mapping[str, float]) -> dict[str, Float]:
    """Lay the entries out in the shapes of the parameters."""
    arrays: dict[str, Float] = {}
    for name, entries in point.items():
        values = [elements[entry_name(name, place)] for place in np.ndindex(*entries.shape)]
        arrays[name] = np.array(values).reshape(entries.shape)
    return arrays


def _entry(
    name: str,
    value: float,
    found: Mapping[str, float],
    bounds: Mapping[str, float],
    judgement: Judgement | None,
    dtype: str,
) -> ParameterComparison:
    ours, autodiff = found["symbolic"], [found[source] for source in AUTODIFF if source in found]
    number = dtype_named(dtype)
    return ParameterComparison(
        name=name,
        value=value,
        symbolic=ours,
        lambdify=found.get("lambdify"),
        stax=found.get("stax"),
        custom=found["custom"],
        jvp=found["jvp"],
        difference=found["difference"],
        abs_error=max(abs(other - ours) for other in autodiff),
        rel_error=max(relative_error(other, ours) for other in autodiff),
        ulp=float(ulp_distance(np.array(autodiff, number), np.full(len(autodiff), ours, number)).max()),
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
    own = {source: side for source, side in SIDES.items() if source in found}
    return together and all(judgement.abs_error[side] <= bounds[source] for source, side in own.items())


def relative_error(left: float, right: float) -> float:
    """Return |left − right| relative to the larger magnitude: from 0 to 2, and 0 for two zeros.

    >>> relative_error(0.0, 0.0), relative_error(0.0, 3.0), relative_error(1.0, -1.0)
    (0.0, 1.0, 2.0)
    """
    scale = max(abs(left), abs(right))
    return abs(left / scale - right / scale) if scale else 0.0


def check_finite(network: Network, arrays: Arrays, dtype: str) -> None:
    """Refuse a point where a value of the network is not finite in this format.

    Raises:
        InputError: the message names the first such value.
    """
    stages = [definition.tensor for definition in network.definitions]
    with np.errstate(over="ignore", invalid="ignore"):
        wide = {name: np.asarray(values, np.float64) for name, values in arrays.items()}
        values = {**wide, **_stages(network)(wide)}
        narrow = {name: np.asarray(found).astype(dtype_named(dtype)) for name, found in values.items()}
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
def _stages(network: Network) -> Callable[[Arrays], Parameters]:
    """Every defined tensor, compiled once."""
    return jax.jit(plain_values(network, [definition.tensor.name for definition in network.definitions]))
