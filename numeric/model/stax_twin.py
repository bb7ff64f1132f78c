"""The stax twin: the same network in ``jax.example_libraries.stax``, where it is a row of layers that stax has.

By structure: from the input on, each definition is a dense layer or a function entry by entry of the one before it;
what follows the last dense layer has no parameter of its own, and is computed as the plain model does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import sympy as sp
from jax.example_libraries import stax

from derive.network.definitions import Definition, Network
from derive.network.functions import function_of
from derive.network.tensors import Role, Tensor

from .arrays import main_input
from .elementary import jax_function
from .models import Arrays, Model, Parameters
from .plain import plain_values


@dataclass(frozen=True, slots=True)
class NoTwin:
    """Why a network has no stax twin, in words.

    >>> NoTwin("stax has no layer for r").reason
    'stax has no layer for r'
    """

    reason: str


@dataclass(frozen=True, slots=True)
class DenseLayer:
    """``output := Σ_i weights · source (+ bias)``; ``transposed`` where the weights are outputs × inputs."""

    output: Tensor
    weights: Tensor
    bias: Tensor | None
    transposed: bool

    def own(self, parameters: Parameters) -> tuple[jax.Array, ...]:
        """The parameters as stax has them: W inputs × outputs, then b."""
        weights = parameters[self.weights.name]
        weights = weights[:, None] if weights.ndim == 1 else weights.T if self.transposed else weights
        bias = () if self.bias is None else (jnp.reshape(parameters[self.bias.name], (weights.shape[1],)),)
        return (weights, *bias)

    def ours(self, own: tuple[jax.Array, ...]) -> Parameters:
        """The parameters as the network has them."""
        weights = own[0][:, 0] if len(self.weights.axes) == 1 else own[0].T if self.transposed else own[0]
        found = {self.weights.name: weights}
        return found if self.bias is None else {**found, self.bias.name: own[1] if self.bias.axes else own[1][0]}


@dataclass(frozen=True, slots=True)
class Entrywise:
    """``output := f(source)``, entry by entry."""

    output: Tensor
    function: Callable[[jax.Array], jax.Array]

    def own(self, _parameters: Parameters) -> tuple[jax.Array, ...]:
        """It has no parameters."""
        return ()

    def ours(self, _own: tuple[jax.Array, ...]) -> Parameters:
        """It has no parameters."""
        return {}


Layer = DenseLayer | Entrywise


def stax_model(network: Network) -> Model | NoTwin:
    """The network as a row of stax layers with the loss on top, or why there is none.

    Its parameters are a list with one tuple for each layer, ``(W, b)``, ``(W,)`` or ``()``, with W of
    shape inputs × outputs.

    With two classes and W = 0, p = (½, ½): for x = 1 of the first class ∂L/∂W₁ = ½ − 1.

    >>> from derive.network.building import classifier, stack
    >>> model = stax_model(classifier())
    >>> arrays = {"x": jnp.ones((1, 1)), "y": jnp.array([[1.0, 0.0]])}
    >>> model.gradients({"W": jnp.zeros((2, 1))}, arrays)["W"].tolist()
    [[-0.5], [0.5]]
    >>> stax_model(stack("layer norm", "dense")).reason
    'stax has no layer for mu (mean)'
    """
    layers = row_of_layers(network)
    if isinstance(layers, NoTwin):
        return layers
    _, predict = stax.serial(*(_stax_layer(layer) for layer in layers))
    source, outputs = main_input(network).name, layers[-1].output
    head = plain_values(network, [network.output.name])

    def ours(own: Any) -> Parameters:
        found: Parameters = {}
        for layer, values in zip(layers, own, strict=True):
            found |= layer.ours(values)
        return {tensor.name: found[tensor.name] for tensor in network.parameters}

    def loss(own: Any, arrays: Arrays) -> jax.Array:
        z = predict(own, arrays[source])
        z = z[:, 0] if len(outputs.axes) == 1 else z
        return head({**arrays, **ours(own), outputs.name: z})[network.output.name]

    return Model("stax", loss, lambda parameters: [layer.own(parameters) for layer in layers], ours)


def _stax_layer(layer: Layer) -> Any:
    if isinstance(layer, Entrywise):
        return stax.elementwise(layer.function)
    # Nothing is drawn: parameters come from outside.
    return stax.Dense(1) if layer.bias is not None else dense_without_bias(1)


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


@cache
def row_of_layers(network: Network) -> tuple[Layer, ...] | NoTwin:
    """The layers from the input to the last dense one, or what stands in the way.

    >>> from derive.network.building import classifier
    >>> [layer.output.name for layer in row_of_layers(classifier(hidden=("tanh",)))]
    ['u', 'a', 'z']
    """
    here, row = main_input(network), list[Layer]()
    if len(here.axes) != 2:
        return NoTwin(f"{here.name} has {len(here.axes)} axes, and a row of dense layers takes samples and features")
    while True:
        above = [d for d in network.definitions if here in network.tensors_in(d.value)]
        layer = _layer(network, above[0], here) if above else None
        if layer is None:
            break
        row.append(layer)
        here = layer.output
    while row and isinstance(row[-1], Entrywise):
        row.pop()
    return _checked(network, tuple(row))


def _checked(network: Network, row: tuple[Layer, ...]) -> tuple[Layer, ...] | NoTwin:
    """The row, where nothing beside it has a parameter of its own or reads a layer inside."""
    names = [layer.output.name for layer in row]
    own = [t for layer in row if isinstance(layer, DenseLayer) for t in (layer.weights, layer.bias) if t is not None]
    twice = next((t.name for t in own if own.count(t) > 1), "")
    if twice:
        return NoTwin(f"{twice} is used twice, and stax has one use for each parameter")
    for definition in network.definitions:
        parts = list(network.tensors_in(definition.value)) if definition.tensor.name not in names else []
        foreign = next((t for t in parts if t.role is Role.PARAMETER and t not in own), None)
        inside = next((t for t in parts if t.name in names[:-1]), None)
        if foreign is not None or inside is not None:
            return NoTwin(_no_layer(network, names, definition))
    return row or NoTwin("no layer of it is a dense one")


def _no_layer(network: Network, names: list[str], found: Definition) -> str:
    """The first definition beside the row that a parameter or the input reaches."""
    first = next(d for d in network.definitions if d.tensor.name not in names)
    named = first if network.depends(found.tensor, first.tensor) else found
    return f"stax has no layer for {named.tensor.name} ({named.stage})"


def _layer(network: Network, definition: Definition, source: Tensor) -> Layer | None:
    return _dense(network, definition, source) or _entrywise(network, definition, source)


def _entrywise(network: Network, definition: Definition, source: Tensor) -> Layer | None:
    record, value = function_of(definition.value), definition.value
    plain = record is not None and record.jax.value and value.args == (source.at(*definition.indices),)
    if record is None or not plain or definition.held or definition.tensor.axes != source.axes:
        return None
    return Entrywise(definition.tensor, jax_function(record.jax.value))


def _dense(network: Network, definition: Definition, source: Tensor) -> Layer | None:
    """Σ_i W · source, W by the output's index and the summed one in any order, and perhaps b by the output's index."""
    if not definition.indices or definition.held:
        return None
    row, *output = definition.indices
    totals = [term for term in sp.Add.make_args(definition.value) if isinstance(term, sp.Sum)]
    rest = [term for term in sp.Add.make_args(definition.value) if not isinstance(term, sp.Sum)]
    if len(totals) != 1 or len(rest) > 1 or len(output) > 1 or len(totals[0].limits) != 1:
        return None
    inner = totals[0].limits[0][0]
    factors = set(sp.Mul.make_args(totals[0].function)) - {source.at(row, inner)}
    weights = _parameter(network, factors.pop()) if len(factors) == 1 else None
    bias = _parameter(network, rest[0]) if rest else None
    if weights is None or (rest and (bias is None or list(bias[1]) != output)):
        return None
    if sorted(map(str, weights[1])) != sorted(map(str, (*output, inner))):
        return None
    return DenseLayer(definition.tensor, weights[0], bias and bias[0], weights[1][-1] == inner)


def _parameter(network: Network, element: sp.Expr) -> tuple[Tensor, tuple[sp.Expr, ...]] | None:
    """The parameter whose element it is, and at which indices."""
    indexed = isinstance(element, sp.Indexed)
    name, places = (str(element.base.label), tuple(element.indices)) if indexed else (str(element), ())
    return next(((t, places) for t in network.parameters if t.name == name), None)
