"""Accuracy against the scale of the logits: ours, autodiff, optax's loss and the formula as it is usually typed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib import import_module
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import sympy as sp

from derive.network.tensors import Tensor

from ..lowering.by_numpy import values_at
from ..lowering.program import lower_forward
from ..model.head import Head, factor_between, head_derivation, labels_beside
from ..model.models import Arrays, Gradients, Parameters
from ..model.plain import literal_value
from ..precision import dtype_named
from ..results import Array, ScaleAccuracy
from ..truth.errors import errors_against
from .row_accuracy import at_logits, head_sources, true_row_gradients

SCALES = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
ROWS = 200
SEED = 0
# optax's losses of logits and labels: whichever is the head's own loss is shown beside the others.
OPTAX_LOSSES = ("softmax_cross_entropy", "sigmoid_binary_cross_entropy")


def accuracy_by_scale(
    head: Head,
    dtype: str,
    *,
    classes: int = 3,
    rows: int = ROWS,
    scales: tuple[float, ...] = SCALES,
    evaluated: int | None = None,
) -> ScaleAccuracy | None:
    """Find the largest error of the slope by the logits over random rows, for each source and each scale of the logits.

    The logits of a row are drawn from N(0, 1) with a named seed, divided by the largest magnitude of all and
    multiplied by the scale; the label is the largest logit, where p − 1 cancels most, and 1 for one logit above 0.
    Components whose truth is below the range of normal numbers do not count. None where the labels are not those of
    the logits, place by place.

    Args:
        head: whose labels are classes.
        dtype: float32 or float64.
        classes: K, where there is a logit for each class.
        rows: how many at each scale.
        scales: the largest magnitude of a logit.
        evaluated: so many rows are evaluated, the drawn ones again and again, where programs of that shape are compiled
            already; by default as many as are drawn.

    Returns:
        Sources ``ours``, ``jax.grad``, ``naive`` and, where optax has that loss, ``optax``.
    """
    label = labels_beside(head)
    if label is None:
        return None
    shape = (rows, classes)[: len(label.axes)]
    drawn = np.random.RandomState(SEED).standard_normal(shape)
    drawn /= np.abs(drawn).max()
    y = {label.name: _labels(head, label, drawn)}
    repeated = partial(_repeated, count=max(rows, evaluated or 0))
    found: dict[str, list[float | None]] = {}
    for scale in scales:
        z = (scale * drawn).astype(dtype_named(dtype))
        truth = true_row_gradients(head, z, y)
        values_of = at_logits(head, sources(head), repeated(z), {label.name: repeated(y[label.name])})
        for source, values in values_of.items():
            found.setdefault(source, []).append(_largest(values[:rows], truth, dtype))
    return ScaleAccuracy(dtype, rows, classes, scales, {source: tuple(row) for source, row in found.items()})


def _repeated(values: Array, count: int) -> Array:
    """So many rows, beginning again where there are no more."""
    return np.resize(values, (count, *values.shape[1:]))


def _labels(head: Head, label: Tensor, drawn: Array) -> Array:
    """The class of the largest logit where labels sum to one, else 1 for each logit above 0."""
    if any(isinstance(c.left, sp.Sum) and label in head.network.tensors_in(c.left) for c in head.network.conditions):
        return np.asarray(np.eye(drawn.shape[1])[drawn.argmax(axis=1)])
    return (drawn > 0).astype(np.float64)


@cache
def sources(head: Head) -> Mapping[str, Gradients]:
    """The sources by the name that a plot shows."""
    known = head_sources(head, True)
    optax = _optax(head)
    found = {"ours": known["ours"], "jax.grad": known["custom"]}
    return {**found, **({"optax": optax} if optax else {}), "naive": _naive(head)}


def _naive(head: Head) -> Gradients:
    """The formula as it stands, exp(z_k) / Σ_j exp(z_j) − y_k, typed in as in a textbook."""
    name = head.source.name
    formula = head_derivation(head).formula

    def gradients(point: Parameters, arrays: Arrays) -> Parameters:
        both = {**arrays, **point}
        return {name: literal_value(head.network, formula.value, formula.indices, both, head.source.axes)}

    return gradients


def _optax(head: Head) -> Gradients | None:
    """``jax.grad`` of optax's own loss, where it has the head's loss but for a factor; None where it has not."""
    optax: Any = import_module("optax")
    label, name, loss = labels_beside(head), head.source.name, lower_forward(head.network, head.network.output.name)
    if label is None:
        return None
    random = np.random.RandomState(SEED)
    trials = [random.standard_normal((2, 3)[: len(label.axes)]) for _ in range(3)]
    for word in OPTAX_LOSSES:
        own: Callable[..., Any] = getattr(optax, word)
        pairs = [(z, _labels(head, label, random.standard_normal(z.shape))) for z in trials]
        ours = [float(values_at(loss, {name: z, label.name: y})[loss.outputs[0]]) for z, y in pairs]
        total = jax.jit(lambda z, y, own=own: jnp.sum(own(z, y)))
        factor = factor_between(ours, [float(total(z, y)) for z, y in pairs])
        if factor is not None:
            return _scaled(own, factor, name, label.name)
    return None


def _scaled(own: Callable[..., Any], factor: float, name: str, label: str) -> Gradients:
    def gradients(point: Parameters, arrays: Arrays) -> Parameters:
        return {name: jax.grad(lambda z: factor * jnp.sum(own(z, arrays[label])))(point[name])}

    return gradients


def _largest(values: Array, truth: Any, dtype: str) -> float | None:
    errors = errors_against(values, truth, dtype, values.shape[-1] if values.ndim > 1 else 1)
    if not np.isfinite(values).all():
        return None
    return float(np.where(errors.normal, errors.ulp, 0.0).max())
