"""A model of a network: its loss as a function of its own parameters and of the data, and the way to our layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jax

from derive.network.short_repr import short_repr

from .. import precision as precision  # switches JAX to 64 bits before the first array exists

# By tensor name.
Parameters = dict[str, jax.Array]
Arrays = Mapping[str, Any]
# Parameters and data → the gradient by each parameter: data are arguments of compiled functions, never constants.
Gradients = Callable[[Parameters, Arrays], Parameters]
Loss = Callable[[Any, Arrays], jax.Array]


@dataclass(frozen=True, slots=True)
class Model:
    """A model with its own layout of parameters, and the way there and back.

    ``loss(own, arrays)`` maps the model's own parameters and the data, by tensor name, to the scalar loss;
    ``own(parameters)`` lays our parameters out as the model wants them, ``ours`` undoes that.

    >>> model = Model("half a square", lambda own, arrays: own["w"] ** 2 / 2, dict, dict)
    >>> float(model.gradients({"w": jax.numpy.asarray(3.0)}, {})["w"])
    3.0
    """

    name: str
    loss: Loss
    own: Callable[[Parameters], Any]
    ours: Callable[[Any], Parameters]

    __repr__ = short_repr

    def gradients(self, parameters: Parameters, arrays: Arrays) -> Parameters:
        """Return ∂loss/∂parameter for each parameter in our layout, by ``jax.grad`` of the model's own loss."""
        return self.ours(jax.grad(self.loss)(self.own(parameters), arrays))

    def along(self, parameters: Parameters, arrays: Arrays) -> jax.Array:
        """The loss at parameters in our layout."""
        return self.loss(self.own(parameters), arrays)
