"""Row by row: the gradient with respect to the logits from each source, against the truth at the same logits.

Rounding of W x + b has no part here: the logits, as the floats they are, are what every source is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from derive.gradient.accurate import accurate_form
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from derive.network.definitions import Network

from ..lowering.program import lower_gradients
from ..model.architecture import Architecture
from ..model.models import Arrays, Model, Parameters, custom_model, logits, stax_model
from ..precision import dtype_named
from ..results import Array, Dataset, RowAccuracy
from ..truth.enclosure import enclose
from ..truth.errors import Errors, errors_against
from .comparison import Gradients, evaluate_sources, gradients_of

VISIBLE = 1e-3


def float_logits(architecture: Architecture, parameters: Mapping[str, Array], data: Dataset, dtype: str) -> Array:
    """Return the logits N×K as the model in plain JAX computes them in this format."""
    number = dtype_named(dtype)
    point = {name: np.asarray(values, number) for name, values in parameters.items()}
    with jax.default_matmul_precision("highest"):
        z = jax.jit(lambda p, x: logits(architecture, p, x))(point, data.features.astype(number))
    return np.asarray(z)


def row_gradients(log_base: str, z: Array, y: Array, *, accurate: bool = True) -> dict[str, Array]:
    """Return ∂L_n/∂z_nk, N×K, by our formula and by autodiff of both models' losses, at given logits.

    Args:
        log_base: of the loss: e, 2 or 10.
        z: logits N×K in float32 or float64.
        y: labels N×K.
        accurate: whether ours is the accurate form or the formula as it stands.
    """
    return at_logits(logit_sources(log_base, z.shape[1], accurate), z, y)


def at_logits(functions: Mapping[str, Gradients], z: Array, y: Array) -> dict[str, Array]:
    """Evaluate sources of ∂L_n/∂z at given logits.

    The logits go in as the features of a layer whose weights are the identity: each logit is then a sum of
    itself and zeros, which is exact. The loss is the sum over rows, so that no row is scaled.
    """
    found = evaluate_sources(functions, {"W": np.eye(z.shape[1], dtype=z.dtype)}, {"x": z, "y": y.astype(z.dtype)})
    return {source: np.asarray(arrays["z"]) for source, arrays in found.items()}


@cache
def summed_network(log_base: str) -> Network:
    """The linear classifier whose loss is the sum over rows, so that no row is scaled."""
    return classifier(log_base=log_base, reduction="sum")


@cache
def logit_sources(log_base: str, classes: int, accurate: bool) -> Mapping[str, Gradients]:
    """Our formula, in its accurate form or as it stands, and autodiff of both models' losses by the logits."""
    identity = Architecture((classes, classes), (), False, log_base, "sum")
    network = summed_network(log_base)
    derivation = derive_gradient(network, "z")
    form = accurate_form(derivation) if accurate else None
    ours = gradients_of(lower_gradients(network, {"z": form.formula if form else derivation.formula}))
    return {
        "ours": ours,
        "stax": _by_autodiff(stax_model(identity)),
        "custom": _by_autodiff(custom_model(identity)),
    }


def _by_autodiff(model: Model) -> Gradients:
    def gradients(parameters: Parameters, arrays: Arrays) -> Parameters:
        return {"z": jax.grad(model.loss, argnums=1)(model.own(parameters), dict(arrays))["x"]}

    return gradients


def row_accuracy(log_base: str, z: Array, y: Array, *, accurate: bool = True) -> dict[str, RowAccuracy]:
    """Judge every row's gradient with respect to its logits, for ours, stax and custom.

    Args:
        log_base: of the loss: e, 2 or 10.
        z: logits N×K in float32 or float64, taken as exact.
        y: labels N×K.
        accurate: whether ours is the accurate form or the formula as it stands.

    Raises:
        InputError: a logit is not finite.

    >>> accuracy = row_accuracy("e", np.array([[40.0, 0.0, 0.0]]), np.array([[1.0, 0.0, 0.0]]))
    >>> accuracy["custom"].exact_zeros, accuracy["ours"].max_ulp < 4
    (1, True)
    """
    truth = true_row_gradients(log_base, z, y)
    found = row_gradients(log_base, z, y, accurate=accurate)
    return {source: _accuracy(v, errors_against(v, truth, z.dtype.name, z.shape[1])) for source, v in found.items()}


def true_row_gradients(log_base: str, z: Array, y: Array) -> NDArray[Any]:
    """Enclose ∂L_n/∂z_nk at logits that are taken as exact: ``flint.arb`` balls, N×K."""
    return enclose(summed_network(log_base), {"z": z, "y": y}, wrt=["z"]).row_gradients["z"]


def _accuracy(values: Array, errors: Errors) -> RowAccuracy:
    """Summarise the rows, each by its worst component among those whose truth is a normal number."""
    worst = np.where(errors.normal, errors.ulp, 0.0).max(axis=1)
    zeros = errors.normal & (values == 0)
    wrong = errors.normal & ~(errors.relative <= VISIBLE)
    return RowAccuracy(
        max_ulp=float(worst.max()),
        median_ulp=float(np.median(worst)),
        exact_zeros=_rows_with(zeros),
        wrong=_rows_with(wrong),
    )


def _rows_with(marks: Any) -> int:
    return int(marks.any(axis=1).sum())
