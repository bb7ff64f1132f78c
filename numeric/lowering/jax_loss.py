"""The loss of a network as a function for JAX whose gradient is the derived one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp

from derive.network.definitions import Network

from .one_pass import Form, GradientProgram, program
from .program import Arrays

Loss = Callable[[Arrays, Arrays], jax.Array]


def as_jax_loss(network: Network, *, form: Form = "accurate") -> Loss:
    """The network's loss as ``loss(parameters, data)``, both by tensor name; ``jax.grad`` takes the derived gradient.

    It goes where any loss of JAX goes: ``jax.value_and_grad``, ``jax.jit``, ``jax.vmap``, ``jax.checkpoint``, an
    optimiser. The loss and its gradients come from one pass over the data when it is differentiated, and nothing but
    the gradients is kept for the backward pass; without differentiation only the loss is computed. The gradient
    to any given tensor, data too, is derived when it is first asked for; further names are ignored.

    Args:
        network: whose output is the loss.
        form: as for ``program``.

    Raises:
        UsageError: an array is missing or has another shape than its axes say, when the loss is called.

    Second derivatives go through the code of the first in reverse mode (``jax.jacrev``), not in forward mode.

    >>> from derive.network.building import classifier
    >>> loss = as_jax_loss(classifier(batch=False))
    >>> data = {"x": jnp.array([1.0]), "y": jnp.array([1.0, 0.0])}
    >>> jax.grad(loss)({"W": jnp.zeros((2, 1))}, data)["W"].tolist()
    [[-0.5], [0.5]]
    """

    given = {tensor.name for tensor in network.given}

    @cache
    def compiled(wrt: tuple[str, ...]) -> GradientProgram:
        return program(network, wrt, form=form, value=True)

    @jax.custom_vjp
    def value(parameters: Arrays, data: Arrays) -> Any:
        return compiled(())({**data, **parameters})[0]

    def forward(parameters: Any, data: Any) -> tuple[Any, Any]:
        parts = {**data, **parameters}
        arrays = {name: part.value for name, part in parts.items()}
        result, gradients = compiled(tuple(name for name, part in parts.items() if part.perturbed))(arrays)
        kept = {name: gradient.astype(arrays[name].dtype) for name, gradient in gradients.items()}
        return result, (kept, dict.fromkeys(parameters, ()), dict.fromkeys(data, ()))

    def backward(kept: Any, above: jax.Array) -> tuple[Any, Any]:
        gradients, *names = kept
        slopes = {name: (above * gradient).astype(gradient.dtype) for name, gradient in gradients.items()}
        both = [{name: slopes.get(name) for name in some} for some in names]
        return both[0], both[1]

    value.defvjp(forward, backward, symbolic_zeros=True)

    def loss(parameters: Arrays, data: Arrays) -> jax.Array:
        some = {name: jnp.asarray(array) for name, array in parameters.items() if name in given}
        others = {name: jnp.asarray(array) for name, array in data.items() if name in given and name not in some}
        result: jax.Array = value(some, others)
        return result

    return loss
