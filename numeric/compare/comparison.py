"""The comparison: every gradient entry from the formula, from automatic differentiation and from differences.

Nothing is judged by a chosen tolerance. Rounding may move each source from the exact gradient by at most a
bound that is derived for each entry (``error_bound``), so two sources that are further apart than the
sum of their bounds cannot both be right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from derive.errors import InputError

from ..lowering.program import LoweredProgram
from ..model.architecture import Architecture
from ..model.arrays import entry_name
from ..model.models import Arrays, Parameters, custom_model, logits, stax_model
from ..precision import dtype_named
from ..results import Array, Comparison, Dataset, Judgement, ParameterComparison
from ..ulp import ulp_distance
from .error_bound import RULE, Method, error_bounds
from .finite_difference import central_differences
from .forward_mode import forward_gradients
from .judgement import SIDES, judge, largest_ulp

SUBTRACTING = ("lambdify", "stax", "custom")

# Parameters and data, each by tensor name → the gradient by each parameter: data are arguments, never constants.
Gradients = Callable[[Parameters, Arrays], Parameters]
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
    architecture: Architecture,
    parameters: Mapping[str, Array],
    data: Dataset,
    symbolic: Gradients,
    *,
    lambdify: Elements | None = None,
    method: Method = Method.SUBTRACTING,
    truth: Truths | None = None,
    dtype: str = "float64",
    progress: Progress = lambda source: None,
) -> Comparison:
    """Compare the gradient of the loss from every source, entry by entry, at one point.

    Args:
        architecture: the classifier; both models are made from it.
        parameters: the point, every parameter in our layout (K×D).
        data: features and labels; all rows are used.
        symbolic: the gradients by the derived formula, lowered to arrays.
        lambdify: each entry's gradient by its own formula; None where there are too many entries.
        method: how ``symbolic`` computes the residual, which decides the bound that it is held to.
        truth: certified gradients from arrays by tensor name, such as ``lambda arrays: enclose(network, arrays)
            .gradients``; it is given the very floats that every source sees.
        dtype: float32 or float64; the data and the point are rounded to it before anything is computed.
        progress: called with the name of each source before it is evaluated.

    Raises:
        InputError: the data or the logits are not finite in this format.
        UsageError: the dtype has no such name.
    """
    point = {name: np.asarray(parameters[name], dtype_named(dtype)) for name in architecture.shapes}
    with np.errstate(over="ignore"):
        x, y = data.features.astype(dtype_named(dtype)), data.labels.astype(dtype_named(dtype))
    _check_finite(architecture, point, x, dtype)
    found = evaluate_sources(
        {"symbolic": symbolic, **autodiff_sources(architecture)}, point, {"x": x, "y": y}, progress
    )
    if lambdify is not None:
        progress("lambdify")
        found["lambdify"] = _as_arrays(architecture, lambdify({**point, "x": x, "y": y}))
    bounds = _bounds(architecture, point, x, y, dtype, method)
    judged: Mapping[str, Judgement] = {}
    if truth is not None:
        progress("truth")
        judged = judge(architecture, found, truth({**point, "x": x, "y": y}), bounds, dtype)
    entries = tuple(
        _entry(
            entry_name(name, place),
            float(point[name][place]),
            {source: float(arrays[name][place]) for source, arrays in found.items()},
            {source: float(arrays[name][place]) for source, arrays in bounds.items()},
            judged.get(entry_name(name, place)),
            dtype,
        )
        for name, shape in architecture.shapes.items()
        for place in np.ndindex(*shape)
    )
    return Comparison(
        dtype=dtype,
        parameters=entries,
        max_abs_error=max(entry.abs_error for entry in entries),
        max_rel_error=max(entry.rel_error for entry in entries),
        max_ulp=max(entry.ulp for entry in entries),
        verdict="agree" if all(entry.agrees for entry in entries) else "disagree",
        rule=RULE,
        max_ulp_by_source=largest_ulp(judged.values()) if judged else None,
    )


def _bounds(
    architecture: Architecture, point: Mapping[str, Array], x: Array, y: Array, dtype: str, symbolic: Method
) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Every judged source's bounds; central differences have none: their error is that of truncation."""
    methods = {"symbolic": symbolic, "jvp": Method.FORWARD, **dict.fromkeys(SUBTRACTING, Method.SUBTRACTING)}
    made = {method: error_bounds(architecture, point, x, y, dtype, method) for method in set(methods.values())}
    return {source: made[method] for source, method in methods.items()}


@cache
def autodiff_sources(architecture: Architecture) -> Mapping[str, Gradients]:
    """The sources that know nothing of our formula, by name; made once, so that JAX compiles each once."""
    stax, custom = stax_model(architecture), custom_model(architecture)
    return {
        "stax": stax.gradients,
        "custom": custom.gradients,
        "jvp": lambda p, arrays: forward_gradients(architecture, custom, p, arrays),
        "difference": lambda p, arrays: central_differences(architecture, custom, p, arrays),
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


def _as_arrays(architecture: Architecture, elements: Mapping[str, float]) -> dict[str, Float]:
    """Lay the entries out in the shapes of the parameters."""
    arrays: dict[str, Float] = {}
    for name, shape in architecture.shapes.items():
        values = [elements[entry_name(name, place)] for place in np.ndindex(*shape)]
        arrays[name] = np.array(values).reshape(shape)
    return arrays


def _entry(
    name: str,
    value: float,
    found: Mapping[str, float],
    bounds: Mapping[str, float],
    judgement: Judgement | None,
    dtype: str,
) -> ParameterComparison:
    ours, autodiff = found["symbolic"], [found["stax"], found["custom"]]
    number = dtype_named(dtype)
    return ParameterComparison(
        name=name,
        value=value,
        symbolic=ours,
        lambdify=found.get("lambdify"),
        stax=found["stax"],
        custom=found["custom"],
        jvp=found["jvp"],
        difference=found["difference"],
        abs_error=max(abs(other - ours) for other in autodiff),
        rel_error=max(relative_error(other, ours) for other in autodiff),
        ulp=float(ulp_distance(np.array(autodiff, number), np.array([ours, ours], number)).max()),
        bound=bounds["symbolic"],
        agrees=agrees(found, bounds, judgement),
        judgement=judgement,
    )


def agrees(found: Mapping[str, float], bounds: Mapping[str, float], judgement: Judgement | None) -> bool:
    """Decide one entry: with a truth, each source by its own distance from it; else by that from ours.

    Written so that a NaN, which is never within anything, disagrees.
    """
    apart = {source: abs(found[source] - found["symbolic"]) for source in bounds if source in found}
    together = all(distance <= bounds[source] + bounds["symbolic"] for source, distance in apart.items())
    if judgement is None:
        return together
    return together and all(judgement.abs_error[side] <= bounds[source] for source, side in SIDES.items())


def relative_error(left: float, right: float) -> float:
    """Return |left − right| relative to the larger magnitude: from 0 to 2, and 0 for two zeros.

    >>> relative_error(0.0, 0.0), relative_error(0.0, 3.0), relative_error(1.0, -1.0)
    (0.0, 1.0, 2.0)
    """
    scale = max(abs(left), abs(right))
    return abs(left / scale - right / scale) if scale else 0.0


def _check_finite(architecture: Architecture, point: Mapping[str, Array], x: Array, dtype: str) -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        wide = {name: values.astype(np.float64) for name, values in point.items()}
        z = np.asarray(logits(architecture, wide, x.astype(np.float64)))  # type: ignore[arg-type]
        fits = np.isfinite(x).all() and np.isfinite(z.astype(x.dtype)).all()
    if not fits:
        raise InputError(
            f"the features are too large for {dtype}: the logits are not finite",
            hint="standardise the features (--standardise)" + (", or use float64" if dtype == "float32" else ""),
        )
