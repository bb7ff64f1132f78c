"""Losses and penalties: functions that return definitions in index notation, of tensors that the caller names.

Each is the loss L[…] of one sample; ``over_samples`` is the mean or the sum of them, with penalties.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import sympy as sp

from .definitions import Condition, Definition
from .functions import function_named
from .layers import spare_index
from .tensors import Tensor

LOG_BASES: dict[str, sp.Expr] = {"e": sp.E, "2": sp.Integer(2), "10": sp.Integer(10)}


def cross_entropy(
    output: Tensor, probabilities: Tensor, labels: Tensor, log_base: str = "e", class_weights: Tensor | None = None
) -> Definition:
    """``L[…] := −Σ_k y[…, k] log_base p[…, k]``: cross-entropy, with c[k] in each term where it is given."""
    k = probabilities.indices[-1]
    element = (*output.indices, k)
    logarithm = sp.log(probabilities.at(*element)) / sp.log(LOG_BASES[log_base])
    label = labels.at(*element) if class_weights is None else class_weights.at(k) * labels.at(*element)
    value = -sp.Sum(label * logarithm, probabilities.axes[-1].limits(k))
    return Definition(output, output.indices, value, "cross-entropy")


def cross_entropy_of_logits(output: Tensor, logits: Tensor, labels: Tensor, mask: Tensor | None = None) -> Definition:
    """``L[…] := log Σ_k exp(z[…, k]) − Σ_k y[…, k] z[…, k]``: the same without p; a mask m[k] leaves classes out.

    >>> from .building import stack
    >>> print(stack("dense", loss="softmax cross-entropy by logits").definition("L").value)
    log(Sum(exp(z[n, k]), (k, 1, K))) - Sum(y[n, k]*z[n, k], (k, 1, K))
    """
    k = logits.indices[-1]
    element, limits = (*output.indices, k), logits.axes[-1].limits(k)
    power = sp.exp(logits.at(*element)) * (1 if mask is None else mask.at(k))
    value = sp.log(sp.Sum(power, limits)) - sp.Sum(labels.at(*element) * logits.at(*element), limits)
    return Definition(output, output.indices, value, "cross-entropy")


def smoothed_labels(output: Tensor, labels: Tensor, smoothing: sp.Expr) -> Definition:
    """``t[…, k] := (1 − ε) y[…, k] + ε / K``: a share ε of each label is spread over all classes."""
    value = (1 - smoothing) * labels.at(*output.indices) + smoothing / labels.axes[-1].size
    return Definition(output, output.indices, value, "smoothed labels")


def _summed_over_outputs(output: Tensor, outputs: Tensor, term: sp.Expr) -> sp.Expr:
    """The sum over the outputs' own axes, those that a sample's loss does not have."""
    limits = [
        axis.limits(index)
        for axis, index in zip(outputs.axes, outputs.indices, strict=True)
        if index not in output.indices
    ]
    return sp.Sum(term, *limits) if limits else term


def binary_cross_entropy(output: Tensor, probabilities: Tensor, labels: Tensor, log_base: str = "e") -> Definition:
    """``L := −y log p − (1 − y) log(1 − p)``, summed over the outputs where there are many."""
    y, p = (tensor.at(*probabilities.indices) for tensor in (labels, probabilities))
    scale = sp.log(LOG_BASES[log_base])
    term = -y * sp.log(p) / scale - (1 - y) * sp.log(1 - p) / scale
    value = _summed_over_outputs(output, probabilities, term)
    return Definition(output, output.indices, value, "binary cross-entropy")


def binary_cross_entropy_of_logits(output: Tensor, logits: Tensor, labels: Tensor) -> Definition:
    """``L := softplus(z) − y z``: the same without p."""
    y, z = (tensor.at(*logits.indices) for tensor in (labels, logits))
    value = _summed_over_outputs(output, logits, function_named("softplus")(z) - y * z)
    return Definition(output, output.indices, value, "binary cross-entropy")


def squared_error(output: Tensor, outputs: Tensor, targets: Tensor) -> Definition:
    """``L := (ŷ − y)²``, summed over the outputs where there are many."""
    term = (outputs.at(*outputs.indices) - targets.at(*outputs.indices)) ** 2
    return Definition(output, output.indices, _summed_over_outputs(output, outputs, term), "squared error")


def huber(
    output: Tensor, outputs: Tensor, targets: Tensor, error: Tensor, small: Tensor, threshold: sp.Expr = sp.S.One
) -> tuple[Definition, ...]:
    """The error r := ŷ − y; s := 1 where |r| < c, else 0 (held); ``L := s r²/2 + (1 − s) c (|r| − c/2)``."""
    indices = outputs.indices
    r, s = error.at(*indices), small.at(*indices)
    near, far = r**2 / 2, threshold * (sp.Abs(r) - threshold / 2)
    value = _summed_over_outputs(output, outputs, s * near + (1 - s) * far)
    inside = function_named("positive")(threshold - sp.Abs(r))
    return (
        Definition(error, indices, outputs.at(*indices) - targets.at(*indices), "error"),
        Definition(small, indices, inside, "small errors", held=True),
        Definition(output, output.indices, value, "Huber loss"),
    )


def hinge(output: Tensor, scores: Tensor, labels: Tensor, right: Tensor, violated: Tensor) -> tuple[Definition, ...]:
    """The score c of the right class; v := 1 where a class violates the margin (held); the sum of the violations.

    ``L := Σ_k (1 − y[k]) v[k] (1 + z[k] − c)`` with v[k] = 1 where 1 + z[k] − c > 0: the loss of Weston and Watkins.
    """
    k = scores.indices[-1]
    entry, limits = scores.indices, scores.axes[-1].limits(k)
    margin = 1 + scores.at(*entry) - right.at(*right.indices)
    term = (1 - labels.at(*entry)) * violated.at(*entry) * margin
    return (
        Definition(right, right.indices, sp.Sum(labels.at(*entry) * scores.at(*entry), limits), "right score"),
        Definition(violated, entry, function_named("positive")(margin), "violated margins", held=True),
        Definition(output, output.indices, sp.Sum(term, limits), "multi-class hinge"),
    )


def focal(output: Tensor, probabilities: Tensor, labels: Tensor, power: sp.Expr, *, classes: bool) -> Definition:
    """``L := −Σ_k y_k (1 − p_k)^γ log p_k``; of one output −y (1 − p)^γ log p − (1 − y) p^γ log(1 − p)."""
    y, p = (tensor.at(*probabilities.indices) for tensor in (labels, probabilities))
    term = -y * (1 - p) ** power * sp.log(p)
    if not classes:
        term -= (1 - y) * p**power * sp.log(1 - p)
    return Definition(output, output.indices, _summed_over_outputs(output, probabilities, term), "focal loss")


def divergence(output: Tensor, probabilities: Tensor, labels: Tensor) -> Definition:
    """``L := Σ_k y[k] (log y[k] − log p[k])``: the Kullback–Leibler divergence of p from given shares y."""
    y, p = (tensor.at(*probabilities.indices) for tensor in (labels, probabilities))
    term = y * (sp.log(y) - sp.log(p))
    return Definition(output, output.indices, _summed_over_outputs(output, probabilities, term), "KL divergence")


def squares(weights: Tensor, strength: sp.Expr) -> sp.Expr:
    """``(λ/2) Σ W²``, the L2 penalty; its gradient is λ W."""
    limits = [axis.limits(index) for axis, index in zip(weights.axes, weights.indices, strict=True)]
    return strength / 2 * sp.Sum(weights.at(*weights.indices) ** 2, *limits)


def magnitudes(weights: Tensor, strength: sp.Expr) -> sp.Expr:
    """``λ Σ |W|``, the L1 penalty."""
    limits = [axis.limits(index) for axis, index in zip(weights.axes, weights.indices, strict=True)]
    return strength * sp.Sum(sp.Abs(weights.at(*weights.indices)), *limits)


def over_samples(output: Tensor, losses: Tensor, reduction: str, penalties: Iterable[sp.Expr] = ()) -> Definition:
    """``E := (1/N) Σ_n L[n]`` (mean) or ``E := Σ_n L[n]`` (sum), and the penalties."""
    if losses.axes:
        limits = [axis.limits(index) for axis, index in zip(losses.axes, losses.indices, strict=True)]
        total = sp.Sum(losses.at(*losses.indices), *limits)
        if reduction == "mean":
            total = total / sp.Mul(*(axis.size for axis in losses.axes))
        stage = f"{reduction} over the samples"
    else:
        total, stage = losses.at(), "loss"
    added = tuple(penalties)
    return Definition(output, (), sp.Add(total, *added), f"{stage}, with penalty" if added else stage)


def labels_sum_to_one(labels: Tensor) -> Condition:
    """``Σ_k y[…, k] = 1``: true of one-hot and of smoothed labels."""
    k = spare_index(labels.axes[-1], labels.indices[:-1])
    return Condition(
        "labels sum to one", sp.Sum(labels.at(*labels.indices[:-1], k), labels.axes[-1].limits(k)), sp.Integer(1)
    )


def labels_one_hot(labels: Tensor) -> Condition:
    """One label of each sample is 1 and the others are 0.

    >>> from .building import classifier
    >>> condition = labels_one_hot(classifier(batch=False).tensor("y"))
    >>> condition.name, condition.left, condition.one_hot
    ('labels are one-hot', Sum(y[k], (k, 1, K)), True)
    """
    return replace(labels_sum_to_one(labels), name="labels are one-hot", one_hot=True)
