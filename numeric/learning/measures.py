"""How good a network's predictions are: the share that is right, or R², found without a name.

The predicted label is the one whose weight lowers the loss most: with all labels even, the smallest slope of the loss
by a label. For cross-entropy that is the largest probability, for a squared error the largest output.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from derive.network.definitions import Network
from derive.network.tensors import Tensor

from ..lowering.by_numpy import values_at
from ..lowering.program import lower_forward
from ..model.arrays import label_of
from ..model.head import sum_over_samples
from ..model.models import Arrays, Parameters
from ..model.plain import plain_model, plain_values
from ..model.samples import sample_axis
from ..results import Array

STATIONARY = 1e-6
RIGHT = "the right classes"  # no name of a tensor has spaces


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured beside the loss, as a compiled part of training, and what guessing has.

    ``told`` is what ``of`` would find out of the data again in each epoch: it may stand beside them.
    """

    word: str
    of: Callable[[Parameters, Arrays], jax.Array]
    guessing: float | None
    told: Mapping[str, Array] = field(default_factory=dict)


def measure_of(network: Network, task: str, start: Mapping[str, Any], arrays: Mapping[str, Array]) -> Measure:
    """Accuracy for classes, the share of labels that are right for many labels, R² for measured numbers, else the loss.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": np.eye(2), "y": np.eye(2)}
    >>> measure = measure_of(classifier(), "classes", {"W": np.eye(2)}, arrays)
    >>> measure.word, float(measure.of({"W": jnp.eye(2)}, arrays)), measure.guessing
    ('accuracy', 1.0, 0.5)
    """
    label, rows = label_of(network), sample_axis(network)
    total = None if rows is None else sum_over_samples(network, rows)
    loss = plain_model(network).loss
    none = Measure("loss", loss, None)
    if label is None or total is None:
        return none
    y = np.asarray(arrays[label.name], np.float64)
    if task == "regression":
        tensor = _prediction(network, label, start, arrays)
        return none if tensor is None else Measure("R²", _determined(network, tensor, label.name), 0.0)
    summed = plain_model(replace_output(network)).loss
    slopes = jax.grad(lambda even, p, a: summed(p, {**a, label.name: even}))
    if task == "classes" and y.ndim > 1:
        share = float(y.mean(axis=0).max())
        return Measure("accuracy", _right_class(slopes, label.name), share, {RIGHT: y.argmax(axis=-1)})
    word = "accuracy" if task == "classes" else "share of labels right"
    return Measure(
        word, _right_labels(slopes, label.name), float(np.maximum(y.mean(axis=0), 1 - y.mean(axis=0)).mean())
    )


def replace_output(network: Network) -> Network:
    """The network whose output is the sum over the samples, without penalties."""
    rows = sample_axis(network)
    total = None if rows is None else sum_over_samples(network, rows)
    return network if total is None else replace(network, definitions=(*network.definitions[:-1], total))


def _right_class(slopes: Callable[..., jax.Array], name: str) -> Callable[[Parameters, Arrays], jax.Array]:
    def of(parameters: Parameters, arrays: Arrays) -> jax.Array:
        y = arrays[name]
        found = slopes(jnp.full_like(y, 1 / y.shape[-1]), parameters, arrays)
        right = arrays[RIGHT] if RIGHT in arrays else jnp.argmax(y, axis=-1)
        return jnp.mean(jnp.argmin(found, axis=-1) == right, dtype=jnp.float64)

    return of


def _right_labels(slopes: Callable[..., jax.Array], name: str) -> Callable[[Parameters, Arrays], jax.Array]:
    def of(parameters: Parameters, arrays: Arrays) -> jax.Array:
        y = arrays[name]
        return jnp.mean((slopes(jnp.full_like(y, 0.5), parameters, arrays) < 0) == (y > 0.5), dtype=jnp.float64)

    return of


def _determined(network: Network, tensor: Tensor, label: str) -> Callable[[Parameters, Arrays], jax.Array]:
    """R² = 1 − Σ (y − ŷ)² / Σ (y − mean y)²."""
    values = plain_values(network, [tensor.name])

    def of(parameters: Parameters, arrays: Arrays) -> jax.Array:
        y, found = arrays[label], values({**arrays, **parameters})[tensor.name]
        spread = jnp.sum((y - jnp.mean(y, axis=0)) ** 2)
        return 1 - jnp.sum((y - found) ** 2) / jnp.where(spread > 0, spread, 1)

    return of


def predicted_of(
    network: Network,
    task: str,
    start: Mapping[str, Any],
    parameters: Mapping[str, Any],
    arrays: Mapping[str, Array],
) -> Array | None:
    """What the network says of each row: of measured numbers the number, of labels 0 or 1; None for one of K classes.

    >>> from derive.network.building import classifier
    >>> network = classifier(loss="sigmoid", outputs="one")
    >>> arrays = {"x": np.array([[1.0], [-1.0]]), "y": np.array([1.0, 0.0])}
    >>> predicted_of(network, "labels", {"w": np.ones(1)}, {"w": np.ones(1)}, arrays).tolist()
    [1.0, 0.0]
    """
    label = label_of(network)
    if label is None or sample_axis(network) is None:
        return None
    wide = {name: jnp.asarray(values, jnp.float64) for name, values in {**arrays, **parameters}.items()}
    if task == "regression":
        tensor = _prediction(network, label, start, arrays)
        return None if tensor is None else np.asarray(plain_values(network, [tensor.name])(wide)[tensor.name])
    if task == "classes" and len(label.axes) > 1:
        return None
    summed = plain_model(replace_output(network)).loss
    point = {tensor.name: wide[tensor.name] for tensor in network.parameters}
    even = jnp.full_like(wide[label.name], 0.5)
    slopes = jax.grad(lambda y: summed(point, {**wide, label.name: y}))(even)
    return np.asarray(slopes < 0, dtype=np.float64)


def _prediction(
    network: Network, label: Tensor, start: Mapping[str, Any], arrays: Mapping[str, Array]
) -> Tensor | None:
    """The tensor that the labels are measured against: were they equal to it, the loss could not be improved by it."""
    head = plain_model(replace_output(network))
    for tensor in reversed(predictions(network)):
        values = plain_values(network, [tensor.name])({**arrays, **start})[tensor.name]
        slope = head.gradients({tensor.name: values}, {**arrays, **start, label.name: values})[tensor.name]
        if float(jnp.abs(slope).max()) < STATIONARY:
            return tensor
    return None


def predictions(network: Network) -> list[Tensor]:
    """The tensors with the labels' axes that parameters reach and labels do not.

    >>> from derive.network.building import classifier
    >>> [tensor.name for tensor in predictions(classifier())]
    ['z', 'p']
    """
    label = label_of(network)
    stages = [definition.tensor for definition in network.definitions]
    return [
        t
        for t in stages
        if label is not None
        and t.axes == label.axes
        and not network.depends(t, label)
        and any(network.depends(t, parameter) for parameter in network.parameters)
    ]


def probabilities(network: Network, parameters: Mapping[str, Any], arrays: Mapping[str, Array]) -> Array | None:
    """The last of the predictions whose entries are shares of one in each row, in float64; None without such.

    >>> from derive.network.building import classifier
    >>> probabilities(classifier(), {"W": np.zeros((2, 1))}, {"x": np.ones((1, 1)), "y": np.eye(2)[:1]}).tolist()
    [[0.5, 0.5]]
    """
    given = {**arrays, **parameters}
    for tensor in reversed(predictions(network)):
        found = values_at(lower_forward(network, tensor.name), given)[tensor.name]
        if found.ndim == 2 and (found >= 0).all() and np.allclose(found.sum(axis=1), 1):
            return found
    return None
