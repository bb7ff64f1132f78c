"""How far rounding may move a gradient: a bound for each entry, derived layer by layer.

Every array v of the forward and backward pass is followed by an array e of the same shape, so that
to first order |computed − exact| ≤ u · e, with u the unit roundoff. An operation adds its own rounding
and hands on that of its operands (running error analysis: Higham, "Accuracy and Stability of Numerical
Algorithms", 2nd edition, 2002, sections 2.2, 3.1 and 3.3). The rules:

    dot product of n terms   e = Σ (|a| e_b + e_a |b|) + n Σ |a| |b|
    tanh                     e = (1 − a²) e_u + TANH |a|
    softmax                  e = m + r,  m_k = p_k (e_z,k Σ_{j≠k} p_j + Σ_{j≠k} p_j e_z,j),
                             r_k = p_k (2 (max_j z_j − z_k) + 2 ln K + K + SOFTMAX)
    residual p Σ y − y       e = e_p |Σ y| + (K + 2) p |Σ y| + |y|, plus the loss's constant factor
    its accurate form        e = e_p |Y_k| + |y| (m_k + Σ_{j≠k} r_j) + (K + 3) (p |Y_k| + |y| Σ_{j≠k} p_j),
                             Y_k = Σ_{j≠k} y_j

A number below the range of normal numbers may be flushed to zero: each rule adds the smallest normal
number, divided by u.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from ..model.architecture import Architecture
from ..precision import DTYPES, unit_roundoff
from ..results import Array

Float = NDArray[np.float64]

# Largest errors of the elementary functions in unit roundoffs: XLA's exp is within 2 ULP, its tanh within 4.
EXPONENTIAL = 4
TANH = 8
# Subtraction of the shift, two exponentials, the sum's own rounding, the division; and as much for a logarithm.
SOFTMAX = 2 * EXPONENTIAL + 8
# Scaling by 1/N and by 1/ln base, each a rounded constant and a rounded product.
SCALING = 6
# Terms of higher order: u · e stays below 0.01 wherever the bound is of use.
HIGHER_ORDER = 1.02

RULE = "bound = 1.02 u Σ_n |rounding of each operation, carried to the entry|, by running error analysis"


@dataclass(frozen=True, slots=True, eq=False)
class Bounded:
    """An array and its error in unit roundoffs, entry by entry."""

    value: Float
    error: Float


@dataclass(frozen=True, slots=True, eq=False)
class Probabilities:
    """Probabilities N×K and both parts of their error in unit roundoffs: handed on from the logits, and their own."""

    value: Float
    moved: Float
    rounded: Float


class Method(Enum):
    """How a source gets from the probabilities to the residual p Σ y − y: it decides what may cancel."""

    ACCURATE = "p_k Σ_{j≠k} y_j − y_k Σ_{j≠k} p_j: nothing cancels for one-hot labels"
    SUBTRACTING = "p_k Σ_j y_j − y_k: the formula as it stands, and reverse-mode differentiation"
    FORWARD = "forward mode: the sums over p and over y are taken apart, nothing cancels before it is rounded"


def error_bounds(
    architecture: Architecture,
    parameters: Mapping[str, Array],
    x: Array,
    y: Array,
    dtype: str,
    method: Method = Method.SUBTRACTING,
) -> dict[str, Float]:
    """Return for each parameter entry a bound on |computed gradient − exact gradient|.

    It holds for any order of summation.

    Args:
        architecture: the classifier.
        parameters: its parameters by name, as the program saw them.
        x: features N×D, as the program saw them.
        y: labels N×K.
        dtype: float32 or float64, the format in which the gradient was computed.
        method: how the residual was computed.

    Returns:
        Parameter name → array of the parameter's shape, in the unit of the gradient.

    >>> one = np.ones((1, 1))
    >>> bounds = error_bounds(Architecture((1, 2)), {"W": np.zeros((2, 1))}, one, np.array([[1.0, 0.0]]), "float64")
    >>> bool((bounds["W"] < 40 * 2.0**-53).all())
    True
    """
    unit = unit_roundoff(dtype)
    floor = float(np.finfo(DTYPES[dtype]).tiny) / unit
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        layers = _forward(architecture, parameters, np.asarray(x, np.float64), floor)
        signal = _residual(_softmax(layers[-1], floor), np.asarray(y, np.float64), method)
        scale = loss_scale(architecture, len(y))
        signal = Bounded(scale * signal.value, scale * (signal.error + SCALING * signal.value))
        errors = _backward(architecture, parameters, layers, signal, floor)
    return {name: HIGHER_ORDER * unit * errors[name] for name in architecture.shapes}


def _forward(architecture: Architecture, parameters: Mapping[str, Array], x: Float, floor: float) -> list[Bounded]:
    """The inputs of every layer, and last the logits."""
    layers = [Bounded(x, np.zeros_like(x))]
    for (weights, bias), activation in zip(architecture.layers, (*architecture.activations, None), strict=True):
        matrix = np.asarray(parameters[weights], np.float64)
        offset = np.asarray(parameters[bias], np.float64) if bias else np.zeros(len(matrix))
        here = layers[-1]
        value = here.value @ matrix.T + offset
        terms = np.abs(here.value) @ np.abs(matrix).T + np.abs(offset)
        error = here.error @ np.abs(matrix).T + (matrix.shape[1] + 1) * (terms + floor)
        if activation is not None:
            value = np.tanh(value)
            error = (1 - value**2) * error + TANH * np.abs(value) + floor
        layers.append(Bounded(value, error))
    return layers


def _softmax(logits: Bounded, floor: float) -> Probabilities:
    """The probabilities of every row, how the logits' errors move them, and what their own rounding adds."""
    classes = logits.value.shape[1]
    below = logits.value.max(axis=1, keepdims=True) - logits.value
    p = np.exp(-below)
    p /= p.sum(axis=1, keepdims=True)
    moved = p * (_others(p) * logits.error + _others(p * logits.error))
    rounded = p * (2 * below + 2 * math.log(classes) + classes + SOFTMAX) + floor
    return Probabilities(p, moved, rounded)


def _residual(p: Probabilities, y: Float, method: Method) -> Bounded:
    """The magnitudes of p Σ y − y, or of its parts where they are rounded one by one, and their errors."""
    classes = y.shape[1]
    total, others = np.abs(y.sum(axis=1, keepdims=True)), np.abs(_others(y))
    accurate = p.value * others + np.abs(y) * _others(p.value)
    if method is Method.ACCURATE:
        # Σ_{j≠k} p_j = 1 − p_k moves exactly as far as p_k when the logits move.
        error = (p.moved + p.rounded) * others + np.abs(y) * (p.moved + _others(p.rounded))
        return Bounded(accurate, error + (classes + 3) * accurate)
    error = (p.moved + p.rounded) * total + (classes + 2) * p.value * total + np.abs(y)
    return Bounded(p.value * total + np.abs(y) if method is Method.FORWARD else accurate, error)


def _others(values: Float) -> Float:
    """Σ_{j≠k} of every row, for each k, without subtracting."""
    return values @ (1 - np.eye(values.shape[1]))


def _backward(
    architecture: Architecture, parameters: Mapping[str, Array], layers: list[Bounded], signal: Bounded, floor: float
) -> dict[str, Float]:
    """The error of every parameter's gradient, from the last layer down; only magnitudes matter here."""
    errors: dict[str, Float] = {}
    for place in reversed(range(len(architecture.layers))):
        weights, bias = architecture.layers[place]
        below = layers[place]
        rows = len(signal.value)
        sizes = np.abs(below.value)
        products = signal.error.T @ sizes + signal.value.T @ below.error
        errors[weights] = products + (rows + 1) * (signal.value.T @ sizes + floor)
        if bias is not None:
            errors[bias] = signal.error.sum(axis=0) + (rows + 1) * (signal.value.sum(axis=0) + floor)
        if place:
            signal = _through_tanh(signal, np.abs(np.asarray(parameters[weights], np.float64)), below, floor)
    return errors


def _through_tanh(signal: Bounded, matrix: Float, activations: Bounded, floor: float) -> Bounded:
    """∂loss/∂u = (∂loss/∂a) (1 − a²), where 1 − a² is rounded to within u · (2 |a| e_a + 3)."""
    value = signal.value @ matrix
    error = signal.error @ matrix + (len(matrix) + 1) * (value + floor)
    slope = 1 - activations.value**2
    slope_error = 2 * np.abs(activations.value) * activations.error + 3
    return Bounded(value * slope, error * slope + value * slope_error + floor)


def loss_scale(architecture: Architecture, rows: int) -> float:
    """The loss's constant factor: 1/N for the mean, and 1/ln base."""
    base = {"e": 1.0, "2": math.log(2), "10": math.log(10)}[architecture.log_base]
    return 1 / base / (rows if architecture.reduction == "mean" else 1)
