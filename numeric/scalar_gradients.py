"""Each weight's own scalar formula as one more source of gradients, in the shape of the parameters."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping

import jax

from derive.derivation import Formula
from derive.network import Network

from .architecture import Architecture
from .comparison import Gradients
from .models import Parameters
from .scalar_bridge import TooManyElements, lambdify_elements


def scalar_gradients(
    architecture: Architecture, network: Network, formulas: Mapping[str, Formula], sizes: Mapping[str, int]
) -> Gradients | None:
    """Return the gradients by SymPy's ``lambdify`` of each weight's formula; None where there are too many.

    Args:
        architecture: gives the parameters' shapes.
        network: of a batch.
        formulas: parameter name → formula of its gradient, one for every parameter.
        sizes: a number for each axis but the samples.
    """
    try:
        program = lambdify_elements(network, formulas, sizes)
    except TooManyElements:
        return None
    # The caller compiles the gradients of each source, and only an outermost function may be compiled.
    function = inspect.unwrap(program.compiled)

    def gradients(parameters: Parameters, x: jax.Array, y: jax.Array) -> Parameters:
        arrays = {**parameters, "x": x, "y": y}
        values = function(*(arrays[tensor.name] for tensor in program.given))
        found, start = {}, 0
        for name in formulas:
            shape = architecture.shapes[name]
            found[name] = values[start : start + math.prod(shape)].reshape(shape)
            start += math.prod(shape)
        return found

    return gradients
