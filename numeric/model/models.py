"""Two models of the same classifier, written as a user of JAX would write them: with stax, and by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax.example_libraries import stax

from derive.network.short_repr import short_repr

from .. import precision  # noqa: F401 - it switches 64-bit numbers on before the first array exists
from . import elementary
from .architecture import Architecture

Parameters = dict[str, jax.Array]
Arrays = Mapping[str, jax.Array]
Loss = Callable[[Any, Arrays], jax.Array]

LOG_BASES = {"e": math.e, "2": 2.0, "10": 10.0}
REDUCTIONS: dict[str, Callable[[jax.Array], jax.Array]] = {"mean": jnp.mean, "sum": jnp.sum}
# stax's own names for activations; any other function is one more elementwise layer.
STAX_ACTIVATIONS: dict[str, Any] = {"tanh": stax.Tanh, "relu": stax.Relu, "sigmoid": stax.Sigmoid}


@dataclass(frozen=True, slots=True)
class Model:
    """A model with its own layout of parameters, and the way there and back.

    ``loss(own, arrays)`` maps the model's own parameters and the data, by tensor name, to the scalar loss;
    ``own(parameters)`` lays our parameters out as the model wants them, ``ours`` undoes that.

    >>> from derive.network.building import classifier
    >>> from .architecture import architecture_of
    >>> model = stax_model(architecture_of(classifier(), features=2, classes=3))
    >>> model.own({"W": jnp.zeros((3, 2))})[0][0].shape
    (2, 3)
    """

    name: str
    loss: Loss
    own: Callable[[Parameters], Any]
    ours: Callable[[Any], Parameters]

    __repr__ = short_repr

    def gradients(self, parameters: Parameters, arrays: Arrays) -> Parameters:
        """Return ∂loss/∂parameter for each parameter in our layout, by ``jax.grad`` of the model's own loss."""
        return self.ours(jax.grad(self.loss)(self.own(parameters), arrays))


def dense_without_bias(width: int) -> tuple[Callable[..., Any], Callable[..., jax.Array]]:
    """A stax layer ``x W`` with W of shape inputs × width: ``stax.Dense`` always adds a bias.

    >>> init, apply = dense_without_bias(3)
    >>> shape, (W,) = init(jax.random.key(0), (-1, 4))
    >>> shape, W.shape
    ((-1, 3), (4, 3))
    """

    def init(key: jax.Array, input_shape: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[jax.Array]]:
        weights = jax.nn.initializers.glorot_normal()(key, (input_shape[-1], width))
        return (*input_shape[:-1], width), (weights,)

    def apply(parameters: tuple[jax.Array], inputs: jax.Array, **_options: Any) -> jax.Array:
        (weights,) = parameters
        return jnp.dot(inputs, weights)

    return init, apply


def stax_model(architecture: Architecture) -> Model:
    """The classifier in ``jax.example_libraries.stax``: Dense, Tanh, …, Dense, LogSoftmax.

    Its parameters are a list with one tuple for each layer, ``(W, b)``, ``(W,)`` or ``()``, with W of
    shape inputs × outputs: the transpose of ours.

    With two classes and W = 0, p = (½, ½): for x = 1 of the first class ∂L/∂W₁ = ½ − 1.

    >>> from derive.network.building import classifier
    >>> from .architecture import architecture_of
    >>> model = stax_model(architecture_of(classifier(), features=1, classes=2))
    >>> arrays = {"x": jnp.ones((1, 1)), "y": jnp.array([[1.0, 0.0]])}
    >>> model.gradients({"W": jnp.zeros((2, 1))}, arrays)["W"].tolist()
    [[-0.5], [0.5]]
    """
    dense = stax.Dense if architecture.bias else dense_without_bias
    layers: list[Any] = []
    for width, activation in zip(architecture.widths[1:], (*architecture.activations, None), strict=True):
        layers += [dense(width), stax.LogSoftmax if activation is None else _stax_activation(activation)]
    _, predict = stax.serial(*layers)

    def loss(own: Any, arrays: Arrays) -> jax.Array:
        losses = -jnp.sum(arrays["y"] * predict(own, arrays["x"]), axis=1)
        return REDUCTIONS[architecture.reduction](losses) / _log(architecture)

    def own(parameters: Parameters) -> list[tuple[jax.Array, ...]]:
        laid_out: list[tuple[jax.Array, ...]] = []
        for weights, bias in architecture.layers:
            laid_out += [(parameters[weights].T, *([parameters[bias]] if bias else [])), ()]
        return laid_out

    def ours(own: Any) -> Parameters:
        parameters: Parameters = {}
        for (weights, bias), values in zip(architecture.layers, own[::2], strict=True):
            parameters[weights] = values[0].T
            if bias:
                parameters[bias] = values[1]
        return parameters

    return Model("stax", loss, own, ours)


def _stax_activation(name: str) -> Any:
    return STAX_ACTIVATIONS.get(name) or stax.elementwise(elementary.activation(name))


def custom_model(architecture: Architecture) -> Model:
    """The classifier in plain JAX: one sample's loss, mapped over the samples; parameters as we lay them out.

    The loss of two equally likely classes is ln 2:

    >>> from derive.network.building import classifier
    >>> from .architecture import architecture_of
    >>> model = custom_model(architecture_of(classifier(), features=1, classes=2))
    >>> loss = model.loss({"W": jnp.zeros((2, 1))}, {"x": jnp.ones((1, 1)), "y": jnp.array([[1.0, 0.0]])})
    >>> f"{loss:.7f}"
    '0.6931472'
    """

    def sample_loss(parameters: Parameters, x: jax.Array, y: jax.Array) -> jax.Array:
        z = logits(architecture, parameters, x)
        log_probabilities = z - jax.scipy.special.logsumexp(z)
        return -jnp.vdot(y, log_probabilities) / _log(architecture)

    def loss(parameters: Parameters, arrays: Arrays) -> jax.Array:
        losses = jax.vmap(sample_loss, in_axes=(None, 0, 0))(parameters, arrays["x"], arrays["y"])
        return REDUCTIONS[architecture.reduction](losses)

    return Model("custom", loss, dict, dict)


def logits(architecture: Architecture, parameters: Parameters, x: jax.Array) -> jax.Array:
    """Return z of shape …×K for features x of shape …×D: ``z = W a (+ b)`` on top of the hidden layers."""
    values = x
    for (weights, bias), activation in zip(architecture.layers, (*architecture.activations, None), strict=True):
        values = values @ parameters[weights].T + (parameters[bias] if bias else 0)
        values = elementary.activation(activation)(values) if activation else values
    return values


def _log(architecture: Architecture) -> float:
    """The natural logarithm of the base: log_base p = ln p / ln base."""
    return math.log(LOG_BASES[architecture.log_base])
