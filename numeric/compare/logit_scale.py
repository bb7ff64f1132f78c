"""Accuracy against the scale of the logits: ours, autodiff, optax's loss and the formula as it is usually typed in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ..model.models import LOG_BASES, Arrays, Parameters
from ..precision import dtype_named
from ..results import Array, ScaleAccuracy
from ..truth.errors import errors_against
from .comparison import Gradients
from .row_accuracy import at_logits, logit_sources, true_row_gradients

SCALES = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
ROWS = 200
SEED = 0


def accuracy_by_scale(
    dtype: str, *, log_base: str = "e", classes: int = 3, rows: int = ROWS, scales: tuple[float, ...] = SCALES
) -> ScaleAccuracy:
    """Find the largest error of ∂L_n/∂z_nk over random rows, for each source and each scale of the logits.

    The logits of a row are drawn from N(0, 1) with a named seed, divided by the largest magnitude of all and
    multiplied by the scale; the label is the largest logit, where p − 1 cancels most. Components whose truth
    is below the range of normal numbers do not count.

    Args:
        dtype: float32 or float64.
        log_base: of the loss.
        classes: K.
        rows: how many at each scale.
        scales: the largest magnitude of a logit.

    Returns:
        Sources ``ours``, ``jax.grad``, ``optax`` and ``naive``.
    """
    drawn = np.random.RandomState(SEED).standard_normal((rows, classes))
    drawn /= np.abs(drawn).max()
    y = np.eye(classes)[drawn.argmax(axis=1)]
    found: dict[str, list[float | None]] = {}
    for scale in scales:
        z = (scale * drawn).astype(dtype_named(dtype))
        truth = true_row_gradients(log_base, z, y)
        for source, values in at_logits(sources(log_base, classes), z, y).items():
            found.setdefault(source, []).append(_largest(values, truth, dtype))
    return ScaleAccuracy(dtype, rows, classes, scales, {source: tuple(row) for source, row in found.items()})


@cache
def sources(log_base: str, classes: int) -> Mapping[str, Gradients]:
    """The sources by the name that a plot shows."""
    known = logit_sources(log_base, classes, True)
    return {
        "ours": known["ours"],
        "jax.grad": known["custom"],
        "optax": _optax(log_base),
        "naive": _naive(log_base),
    }


def _naive(log_base: str) -> Gradients:
    """exp(z_k) / Σ_j exp(z_j) − y_k, typed in as it stands in a textbook."""

    def gradients(_parameters: Parameters, arrays: Arrays) -> Parameters:
        z, y = arrays["x"], arrays["y"]
        exponentials = jnp.exp(z)
        p = exponentials / jnp.sum(exponentials, axis=1, keepdims=True)
        return {"z": (p - y) / math.log(LOG_BASES[log_base])}

    return gradients


def _optax(log_base: str) -> Gradients:
    """``jax.grad`` of optax's own softmax cross-entropy."""
    optax: Any = import_module("optax")

    def loss(z: jax.Array, y: jax.Array) -> Any:
        return jnp.sum(optax.softmax_cross_entropy(z, y)) / math.log(LOG_BASES[log_base])

    return lambda _parameters, arrays: {"z": jax.grad(loss)(arrays["x"], arrays["y"])}


def _largest(values: Array, truth: Any, dtype: str) -> float | None:
    errors = errors_against(values, truth, dtype, values.shape[1])
    if not np.isfinite(values).all():
        return None
    return float(np.where(errors.normal, errors.ulp, 0.0).max())
