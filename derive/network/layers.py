"""The layers of a classifier: functions that return definitions in index notation.

A new layer or a new loss is one more function here, and a word for it in ``classifier``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp

from ..errors import UsageError
from .axes import Axis
from .definitions import Condition, Definition, Network
from .tensors import Role, Tensor

SAMPLES = Axis("samples", "nm", "N")
FEATURES = Axis("features", "dec", "D")
CLASSES = Axis("classes", "kjli", "K")
HIDDEN_LETTERS = ("hg", "rs", "uv", "fo")

LOG_BASES: dict[str, sp.Expr] = {"e": sp.E, "2": sp.Integer(2), "10": sp.Integer(10)}
ACTIVATIONS: dict[str, Callable[[sp.Expr], sp.Expr]] = {"tanh": sp.tanh}


def hidden_axis(layer: int, layers: int) -> Axis:
    """The axis of a hidden layer's units: H and h, or H_1, H_2 … where there are several."""
    return Axis(
        "hidden units" if layers == 1 else f"hidden units of layer {layer}",
        HIDDEN_LETTERS[layer - 1],
        "H" if layers == 1 else f"H_{layer}",
    )


def dense(output: Tensor, source: Tensor, weights: Tensor, bias: Tensor | None) -> Definition:
    """``z[…, k] := Σ_d W[k, d] x[…, d] (+ b[k])``: a dense (fully connected) layer."""
    *batch, unit = output.indices
    inner = weights.indices[1]
    value = sp.Sum(weights.at(unit, inner) * source.at(*batch, inner), weights.axes[1].limits(inner))
    if bias is not None:
        value = value + bias.at(unit)
    return Definition(output, output.indices, value, "dense layer")


def elementwise(output: Tensor, source: Tensor, activation: str) -> Definition:
    """``a[…] := f(u[…])``: an activation function, entry by entry."""
    value = ACTIVATIONS[activation](source.at(*output.indices))
    return Definition(output, output.indices, value, activation)


def softmax(output: Tensor, logits: Tensor) -> Definition:
    """``p[…, k] := exp(z[…, k]) / Σ_j exp(z[…, j])``."""
    *batch, k = output.indices
    axis = output.axes[-1]
    j = next(s for s in (sp.Symbol(c, integer=True, positive=True) for c in axis.letters) if s not in output.indices)
    total = sp.Sum(sp.exp(logits.at(*batch, j)), axis.limits(j))
    return Definition(output, output.indices, sp.exp(logits.at(*batch, k)) / total, "softmax")


def cross_entropy(output: Tensor, probabilities: Tensor, labels: Tensor, log_base: str) -> Definition:
    """``L[…] := −Σ_k y[…, k] log_base p[…, k]``: categorical cross-entropy."""
    k = probabilities.indices[-1]
    element = (*output.indices, k)
    logarithm = sp.log(probabilities.at(*element)) / sp.log(LOG_BASES[log_base])
    value = -sp.Sum(labels.at(*element) * logarithm, probabilities.axes[-1].limits(k))
    return Definition(output, output.indices, value, "cross-entropy")


def over_samples(output: Tensor, losses: Tensor, reduction: str) -> Definition:
    """``E := (1/N) Σ_n L[n]`` (mean) or ``E := Σ_n L[n]`` (sum)."""
    axis = losses.axes[0]
    total = sp.Sum(losses.at(axis.index), axis.limits(axis.index))
    return Definition(output, (), total / axis.size if reduction == "mean" else total, f"{reduction} over the samples")


def labels_sum_to_one(labels: Tensor) -> Condition:
    """``Σ_k y[…, k] = 1``: true of one-hot and of smoothed labels."""
    k = labels.indices[-1]
    return Condition("labels sum to one", sp.Sum(labels.at(*labels.indices), labels.axes[-1].limits(k)), sp.Integer(1))


def _check_options(log_base: str, reduction: str, hidden: Sequence[str]) -> None:
    wrong = [
        (log_base, tuple(LOG_BASES), "log base"),
        (reduction, ("mean", "sum"), "reduction"),
        *((activation, tuple(ACTIVATIONS), "activation") for activation in hidden),
    ]
    for found, known, what in wrong:
        if found not in known:
            raise UsageError(f"unknown {what} {found!r:.60}", hint="expected one of: " + ", ".join(known))
    if len(hidden) > len(HIDDEN_LETTERS):
        raise UsageError(
            f"{len(hidden)} hidden layers were asked for", hint=f"at most {len(HIDDEN_LETTERS)} are possible"
        )


def classifier(
    *,
    bias: bool = False,
    log_base: str = "e",
    reduction: str = "mean",
    hidden: Sequence[str] = (),
    batch: bool = True,
) -> Network:
    """Return a softmax classifier: dense layers, softmax, cross-entropy, mean or sum over samples.

    ``hidden`` names one activation for each hidden layer; widths stay symbolic. With
    ``batch=False`` the network is that of a single sample and its output is L.

    Raises:
        UsageError: an option has no such value.

    >>> network = classifier()
    >>> [str(d.left) for d in network.definitions]
    ['z[n, k]', 'p[n, k]', 'L[n]', 'E']
    """
    _check_options(log_base, reduction, hidden)
    rows = (SAMPLES,) if batch else ()
    source = Tensor("x", (*rows, FEATURES), Role.INPUT, "features")
    labels = Tensor("y", (*rows, CLASSES), Role.LABEL, "labels")
    given, definitions = [source], []
    axes = [FEATURES, *(hidden_axis(i + 1, len(hidden)) for i in range(len(hidden))), CLASSES]
    for layer, activation in enumerate((*hidden, None), start=1):
        below, here = axes[layer - 1], axes[layer]
        mark = str(layer) if hidden else ""
        number = layer if hidden else None
        weights = Tensor(f"W{mark}", (here, below), Role.PARAMETER, "weights", "W", number)
        offset = Tensor(f"b{mark}", (here,), Role.PARAMETER, "bias", "b", number) if bias else None
        given += [t for t in (weights, offset) if t]
        own = layer if len(hidden) > 1 else None
        name = "z" if activation is None else f"u{own or ''}"
        meaning = "logits" if activation is None else "pre-activations"
        linear = Tensor(name, (*rows, here), Role.INTERMEDIATE, meaning, name[0], own if activation else None)
        definitions.append(dense(linear, source, weights, offset))
        if activation is None:
            break
        source = Tensor(f"a{own or ''}", (*rows, here), Role.INTERMEDIATE, "activations", "a", own)
        definitions.append(elementwise(source, linear, activation))
    probabilities = Tensor("p", (*rows, CLASSES), Role.INTERMEDIATE, "probabilities")
    losses = Tensor("L", rows, Role.LOSS, "loss of one sample")
    definitions += [
        softmax(probabilities, definitions[-1].tensor),
        cross_entropy(losses, probabilities, labels, log_base),
    ]
    if batch:
        total = Tensor("E", (), Role.LOSS, f"{reduction} loss")
        definitions.append(over_samples(total, losses, reduction))
    options = {
        "bias": str(bias).lower(),
        "log_base": log_base,
        "hidden": ",".join(hidden),
        "reduction": reduction if batch else "one sample",
    }
    return Network((*given, labels), tuple(definitions), (labels_sum_to_one(labels),), tuple(options.items()))
