"""Generated functions run by NumPy: what is evaluated a few times, on small arrays, costs less than to compile it.

The same text runs, with NumPy's functions in the place of JAX's. Where one has no counterpart, or the arrays are large,
the compiled function runs. Sources whose rounding is judged are always compiled: there it is JAX that is looked at.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import jax
import numpy as np

from ..model.elementary import jax_function
from ..results import Array
from .names import BUILTINS
from .program import LoweredProgram, check_shapes, generated_function

# So many numbers in all arrays together: of more, XLA's fused loops win even with their compilation.
MOST_NUMBERS = 2**17
# An einsum of fewer numbers takes less time than looking for the best order of its products.
FEW_NUMBERS = 2**12

Values = dict[str, Array]


def values_at(program: LoweredProgram, arrays: Mapping[str, Any]) -> Values:
    """What the program returns at these arrays by tensor name, in float64; further names are ignored.

    Raises:
        UsageError: an array is missing or has another shape than the tensor's axes say.

    >>> from derive.network.building import classifier
    >>> from .program import lower_forward
    >>> arrays = {"x": [1.0], "W": [[0.0], [0.0]], "y": [1.0, 0.0]}
    >>> values_at(lower_forward(classifier(batch=False), "p"), arrays)["p"].tolist()
    [0.5, 0.5]
    """
    wide = {name: np.asarray(values, np.float64) for name, values in arrays.items() if name in program.arguments}
    check_shapes(program.given, wide)
    function = numpy_function(program.source, program.name) if is_small(wide) else None
    if function is None:
        return {name: np.asarray(values) for name, values in jax.device_get(program(wide)).items()}
    with np.errstate(all="ignore"):
        found = function(*(wide[name] for name in program.arguments))
    return {name: np.asarray(values) for name, values in found.items()}


def is_small(arrays: Mapping[str, Any]) -> bool:
    """Whether NumPy is quick enough for these arrays.

    >>> is_small({"x": np.ones((150, 4))}), is_small({"x": np.ones((60000, 784), np.int8)})
    (True, False)
    """
    return sum(np.size(values) for values in arrays.values()) <= MOST_NUMBERS


@cache
def numpy_function(source: str, name: str) -> Callable[..., Values] | None:
    """The function of that name in generated code, run by NumPy; None where a part of JAX has no counterpart.

    >>> double = numpy_function("def double(x):\\n    return {'y': jnp.sum(x) * 2}", "double")
    >>> double(np.ones(3))["y"].item()
    6.0
    >>> numpy_function("def f(x):\\n    return {'y': lax.psum(x, 'rows')}", "f")
    """
    modules: dict[str, Any] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            module, _, function = ast.unparse(node).rpartition(".")
            if module in ROOTS and not _fill(modules, module, function):
                return None
    found: Any = generated_function(source, name, {"__builtins__": dict(BUILTINS), **modules})
    return cast("Callable[..., Values]", found)


def elementwise(template: str) -> Callable[..., Any]:
    """A record's template as a function of u and v, run by NumPy; by JAX where it has no counterpart.

    >>> elementwise("jax.nn.relu({u})")(np.array([-1.0, 2.0])).tolist()
    [0.0, 2.0]
    """
    name = "function"
    found = numpy_function(f"def {name}(u, v=None):\n    return {template.format(u='u', v='v')}\n", name)
    if found is not None:
        return found
    by_jax = jax_function(template)
    return lambda *arguments: np.asarray(by_jax(*arguments))


def _fill(modules: dict[str, Any], module: str, function: str) -> bool:
    """Put a counterpart into the module of that name; False where there is none."""
    if f"{module}.{function}" in ROOTS:
        return True
    found = COUNTERPARTS.get(f"{module}.{function}", getattr(np, function, None) if module == "jnp" else None)
    first, *inner = module.split(".")
    place = modules.setdefault(first, SimpleNamespace())
    for part in inner:
        if not hasattr(place, part):
            setattr(place, part, SimpleNamespace())
        place = getattr(place, part)
    setattr(place, function, found)
    return found is not None


def _einsum(subscripts: str, *operands: Array, precision: str = "") -> Array:
    """As ``jnp.einsum``; NumPy has one precision."""
    many = len(operands) > 2 or max(np.size(operand) for operand in operands) > FEW_NUMBERS
    return np.asarray(np.einsum(subscripts, *operands, optimize=many))


def _logistic(u: Array) -> Array:
    """1 / (1 + e⁻ᵘ), with the exponential of −|u| alone, which cannot overflow."""
    small = np.exp(-np.abs(u))
    return np.asarray(np.where(u >= 0, 1, small) / (1 + small))


ROOTS = ("jnp", "lax", "jax", "jax.nn", "jax.scipy", "jax.scipy.special")
# What is called otherwise in NumPy; all else of jnp has the name that it has there.
COUNTERPARTS: Mapping[str, Callable[..., Any]] = {
    "jnp.einsum": _einsum,
    "lax.stop_gradient": lambda u: u,
    "jax.nn.sigmoid": _logistic,
    "jax.nn.softplus": lambda u: np.logaddexp(u, 0),
    "jax.nn.silu": lambda u: u * _logistic(u),
    "jax.nn.relu": lambda u: np.maximum(u, 0),
    "jax.nn.leaky_relu": lambda u, slope: np.where(u >= 0, u, slope * u),
    "jax.nn.elu": lambda u: np.where(u > 0, u, np.expm1(np.minimum(u, 0))),
    "jax.nn.hard_tanh": lambda u: np.clip(u, -1, 1),
}
