"""Trained weights: where a network ends up that is hardly held back, so that most rows are confident."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import jax
import numpy as np
from jax.flatten_util import ravel_pytree

from derive.errors import InputError
from derive.network.definitions import Network

from ..results import Array
from .arrays import label_of, main_input
from .head import NoHead, factor_between, head_of, labels_beside
from .plain import plain_model
from .sizes import known_sizes
from .stax_twin import DenseLayer, NoTwin, row_of_layers
from .work import operations

# scikit-learn's C is the inverse of the penalty: this leaves next to none.
INVERSE_PENALTY = 1e6
LARGEST_ITERATIONS = 2_000
MOST_DESCENTS, FEWEST_DESCENTS = 500, 60
# Operations of all rows and steps together: any confident point serves, and a long way there shows nothing more.
MOST_OPERATIONS = 1_500_000_000


def trained_weights(
    network: Network, start: Mapping[str, Array], arrays: Mapping[str, Array], most: int = MOST_OPERATIONS
) -> dict[str, Array]:
    """Return the weights that L-BFGS ends at, hardly held back: the loss plus |θ|² / (2 C N) with C = 10⁶.

    A linear softmax classifier is trained by scikit-learn, from 0; anything else from ``start``. Each number is rounded
    to float32, as that of the random start. ``most`` operations of all rows and steps are allowed, but for the fewest
    steps.

    Raises:
        InputError: the loss is not finite on the way.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": np.eye(2), "y": np.eye(2)}
    >>> found = trained_weights(classifier(), {"W": np.zeros((2, 2))}, arrays)["W"]
    >>> bool(found[0, 0] > 2 and found[0, 1] < -2)
    True
    """
    layer = linear_softmax(network)
    found = (
        _by_scikit_learn(network, layer, start, arrays, most)
        if layer is not None
        else _by_descent(network, start, arrays, most)
    )
    return {name: values.astype(np.float32).astype(np.float64) for name, values in found.items()}


def linear_softmax(network: Network) -> DenseLayer | None:
    """The only layer of a classifier whose loss is the cross-entropy of the softmax; None for any other network.

    >>> from derive.network.building import classifier
    >>> linear_softmax(classifier()).weights.name, linear_softmax(classifier(loss="squared error"))
    ('W', None)
    """
    row, head = row_of_layers(network), head_of(network)
    if isinstance(row, NoTwin) or isinstance(head, NoHead) or len(row) != 1 or not isinstance(row[0], DenseLayer):
        return None
    label, source = labels_beside(head), head.source
    if label is None or len(label.axes) != 2:
        return None
    if any(t in network.parameters for t in network.tensors_in(network.definitions[-1].value)):
        return None
    z, y = np.array([[1.0, -2.0, 0.5], [0.3, 0.0, 2.0]]), np.eye(3)[:2]
    loss = jax.jit(plain_model(head.network).loss)
    cases = [(z, y), (2 * z, y[::-1]), (-z, y)]
    expected = [float((np.log(np.exp(z).sum(axis=1)) - (y * z).sum(axis=1)).sum()) for z, y in cases]
    found = [float(loss({source.name: z}, {label.name: y})) for z, y in cases]
    return None if factor_between(found, expected) is None else row[0]


def _by_scikit_learn(
    network: Network, layer: DenseLayer, start: Mapping[str, Array], arrays: Mapping[str, Array], most: int
) -> dict[str, Array]:
    """For two classes scikit-learn keeps the difference of both rows, which is shared out evenly here."""
    # scikit-learn takes a second to import.
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    label = label_of(network)
    assert label is not None  # a linear softmax classifier has labels
    classes = arrays[label.name].argmax(axis=1)
    if len(np.unique(classes)) < arrays[label.name].shape[1]:
        raise InputError("a class has no rows", hint="leave its column of the labels out")
    steps = max(FEWEST_DESCENTS, min(LARGEST_ITERATIONS, most // _work(network, {**arrays, **start})))
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=steps, fit_intercept=layer.bias is not None)
    with warnings.catch_warnings():
        # Any confident point serves; that of a separable data set lies at infinity.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(arrays[main_input(network).name], classes)
    weights, bias = np.asarray(model.coef_), np.asarray(model.intercept_)
    if len(weights) == 1:
        weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    found: dict[str, Array] = {layer.weights.name: weights if layer.transposed else weights.T}
    return found if layer.bias is None else {**found, layer.bias.name: bias}


def steps_that_fit(network: Network, arrays: Mapping[str, Array], rows: int, most: int = MOST_OPERATIONS) -> int:
    """How many steps of descent are taken: 500, or what fits into the work that is allowed, at least 60.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": np.ones((3, 2)), "y": np.ones((3, 2)), "W": np.ones((2, 2))}
    >>> steps_that_fit(classifier(), arrays, 3), steps_that_fit(classifier(), arrays, 10**9)
    (500, 60)
    """
    fitting = most // (operations(network, known_sizes(network, arrays)) * rows)
    return max(FEWEST_DESCENTS, min(MOST_DESCENTS, fitting))


def _work(network: Network, arrays: Mapping[str, Array]) -> int:
    """The operations of one step over all rows."""
    return operations(network, known_sizes(network, arrays)) * len(arrays[main_input(network).name])


def _by_descent(
    network: Network, start: Mapping[str, Array], arrays: Mapping[str, Array], most: int
) -> dict[str, Array]:
    """L-BFGS of the plain loss, in float64."""
    # SciPy has no types of its own.
    minimize: Any = import_module("scipy.optimize").minimize

    names = [tensor.name for tensor in network.parameters]
    vector, back = ravel_pytree({name: np.asarray(start[name], np.float64) for name in names})
    loss, rows = plain_model(network).loss, len(arrays[main_input(network).name])
    weight = 1 / (INVERSE_PENALTY * rows)

    @jax.jit
    def slope(entries: Any, data: Any) -> Any:
        value, gradient = jax.value_and_grad(lambda v: loss(back(v), data))(entries)
        return value + weight / 2 * entries @ entries, gradient + weight * entries

    def objective(entries: Any) -> tuple[float, Array]:
        value, gradient = jax.device_get(slope(entries, dict(arrays)))
        return float(value), np.asarray(gradient, np.float64)

    limit = {"maxiter": steps_that_fit(network, {**arrays, **start}, rows, most)}
    with np.errstate(all="ignore"):
        found = minimize(objective, np.asarray(vector), jac=True, method="L-BFGS-B", options=limit)
    if not np.isfinite(found.fun):
        raise InputError(
            "training left the range of numbers",
            hint="standardise the features (--standardise), or compare at the start",
        )
    return {name: np.asarray(values) for name, values in back(found.x).items()}
