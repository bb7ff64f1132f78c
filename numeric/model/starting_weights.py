"""Starting weights: a random start that depends on a named seed alone, in the scale that a parameter's place wants."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import sympy as sp

from derive.errors import UsageError
from derive.network.definitions import Network
from derive.network.tensors import Tensor

from ..results import Array
from .arrays import parameter_shapes
from .sizes import whole

LARGEST_SEED = 2**32 - 1
SMALL_DEVIATION = 0.01


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a parameter stands: the sizes that are summed over beside it, those that are not, and whether it scales.

    A parameter that ``scales`` is multiplied with something; one that does not is added.
    """

    summed: tuple[sp.Expr, ...]
    kept: tuple[sp.Expr, ...]
    scales: bool


def standing_of(network: Network, parameter: Tensor) -> Standing:
    """How the first definition that has the parameter uses it.

    >>> from derive.network.building import classifier
    >>> network = classifier(bias=True)
    >>> standing_of(network, network.tensor("W"))
    Standing(summed=(D,), kept=(K,), scales=True)
    >>> standing_of(network, network.tensor("b"))
    Standing(summed=(), kept=(K,), scales=False)
    """
    for definition in network.definitions:
        for element, sums, scales in _elements(definition.value, parameter, (), False):
            places = element.indices if isinstance(element, sp.Indexed) else ()
            own = list(zip(places, parameter.shape, strict=True))
            summed = tuple(size for place, size in own if place in sums)
            return Standing(summed, tuple(size for place, size in own if place not in sums), scales)
    return Standing((), parameter.shape, False)


def _elements(
    expression: sp.Expr, parameter: Tensor, sums: tuple[sp.Symbol, ...], scales: bool
) -> Iterator[tuple[sp.Expr, tuple[sp.Symbol, ...], bool]]:
    """Each element of the parameter, with the indices that are summed around it, and whether it is a factor."""
    if (isinstance(expression, sp.Indexed) and str(expression.base.label) == parameter.name) or (
        not parameter.axes and expression == parameter.at()
    ):
        yield expression, sums, scales
    elif isinstance(expression, sp.Sum):
        bound = tuple(limit[0] for limit in expression.limits)
        yield from _elements(expression.function, parameter, (*sums, *bound), scales)
    else:
        factor = scales or (isinstance(expression, sp.Mul) and len(expression.atoms(sp.Indexed)) > 1)
        for part in expression.args if not isinstance(expression, sp.Indexed) else ():
            yield from _elements(part, parameter, sums, factor)


def starting_weights(network: Network, sizes: Mapping[str, int], seed: int) -> dict[str, Array]:
    """Draw every parameter from a normal distribution, in the network's order, by where it stands.

    Weights that are summed over m inputs for each of k outputs have mean 0 and the deviation √(2 / (m + k)); what is
    added, a bias, has 0.01; what scales entry by entry, a gain, is 1 with a deviation of 0.01. Each number is rounded
    to float32, so that a comparison in float32 and one in float64 start from the very same point.

    Raises:
        UsageError: the seed is no integer from 0 to 2³² − 1.

    Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", AISTATS 2010, equation 12 (its variance, drawn from a normal distribution).

    >>> from derive.network.building import classifier
    >>> float(starting_weights(classifier(), {"D": 4, "K": 3}, seed=0)["W"][0, 0])
    0.9429256319999695
    """
    if not 0 <= seed <= LARGEST_SEED:
        raise UsageError(f"the seed {seed} is out of range", hint=f"use an integer from 0 to {LARGEST_SEED}")
    # NumPy freezes the stream of RandomState for ever (NEP 19); that of a Generator may change.
    random = np.random.RandomState(seed)
    drawn: dict[str, Array] = {}
    for name, shape in parameter_shapes(network, sizes).items():
        standing = standing_of(network, network.tensor(name))
        fan_in, fan_out = (math.prod(whole(s, sizes) for s in part) for part in (standing.summed, standing.kept))
        deviation = math.sqrt(2 / (fan_in + fan_out)) if standing.summed else SMALL_DEVIATION
        centre = 1.0 if standing.scales and not standing.summed else 0.0
        numbers = np.asarray(centre + deviation * random.standard_normal(shape))
        drawn[name] = numbers.astype(np.float32).astype(np.float64)
    return drawn
