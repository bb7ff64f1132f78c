"""Products of a Hessian with a vector, without the matrix: the gradient of the loss's slope along the vector.

The slope S = Σ_kd V_kd ∂E/∂W_kd is one more definition, and ∂S/∂W_kd = Σ_je ∂²E/∂W_kd∂W_je V_je by the same derivation
as any gradient. That costs about as much as two gradients, whatever the number of parameters.

Source: Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6 (1994).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp

from derive.algebra.indices import free_indices
from derive.gradient.backward import derive_gradients
from derive.gradient.derivation import Derivation
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor


@dataclass(frozen=True, slots=True)
class Directional:
    """A network whose last definition is the slope of the loss along a direction, one given tensor for each parameter.

    ``directions`` maps each parameter to the name of its direction, ``slope`` is the name of what was added.
    """

    network: Network
    slope: str
    directions: tuple[tuple[str, str], ...]


@lru_cache(maxsize=64)
def along_a_direction(network: Network, wrt: tuple[str, ...] = (), *, general: bool = False) -> Directional:
    """The network with the slope S = Σ V ∂E/∂W of its loss along a direction V of its parameters.

    >>> from derive.network.building import classifier
    >>> found = along_a_direction(classifier())
    >>> found.directions, found.network.output.name
    ((('W', 'V'),), 'S')
    """
    names = parameter_names(network, wrt)
    gradients = derive_gradients(network, names)
    taken = taken_names(network)
    directions, terms = [], []
    for name in names:
        derivation = gradients[name]
        formula = derivation.general if general else derivation.formula
        named = free_name("V" if len(names) == 1 else f"V{name}", taken)
        direction = Tensor(named, derivation.wrt.axes, Role.INPUT, f"direction of {derivation.wrt.meaning}")
        limits = [axis.limits(i) for axis, i in zip(direction.axes, formula.indices, strict=True)]
        terms += [_slope(part, direction.at(*formula.indices), limits) for part in sp.Add.make_args(formula.value)]
        directions.append(direction)
    slope = Tensor(free_name("S", taken), (), Role.LOSS, "slope of the loss along the direction")
    definition = Definition(slope, (), sp.Add(*terms), "slope")
    longer = Network((*network.given, *directions), (*network.definitions, definition), network.conditions)
    pairs = tuple((name, direction.name) for name, direction in zip(names, directions, strict=True))
    return Directional(longer, slope.name, pairs)


def _slope(part: sp.Expr, direction: sp.Expr, limits: list[Any]) -> sp.Expr:
    """Σ_kd V_kd c Σ_n f as c Σ_n Σ_kd V_kd f: along the direction first, so that no sum has more axes than a tensor."""
    if not limits:
        return direction * part
    factors = sp.Mul.make_args(part)
    totals = [f for f in factors if isinstance(f, sp.Sum)]
    if len(totals) != 1:
        return sp.Sum(direction * part, *limits)
    plain = [f for f in factors if not free_indices(f)]
    others = sp.Mul(*(f for f in factors if f not in plain and f is not totals[0]))
    inner = sp.Sum(direction * others * totals[0].function, *limits)
    return sp.Mul(*plain) * sp.Sum(inner, *totals[0].limits)


def taken_names(network: Network) -> set[str]:
    """The names of the tensors and of the sizes.

    >>> from derive.network.building import classifier
    >>> sorted(taken_names(classifier(batch=False)))
    ['D', 'K', 'L', 'W', 'p', 'x', 'y', 'z']
    """
    return {tensor.name for tensor in network.tensors} | {str(axis.size) for axis in network.axes}


def free_name(wanted: str, taken: set[str]) -> str:
    """The name, with lines below it while it is another's; it is taken from then on.

    >>> free_name("V", {"V", "W"})
    'V_'
    """
    while wanted in taken:
        wanted += "_"
    taken.add(wanted)
    return wanted


@lru_cache(maxsize=64)
def hessian_vector(network: Network, wrt: tuple[str, ...] = (), *, general: bool = False) -> dict[str, Derivation]:
    """The derived product of the Hessian and a direction, for each parameter that the slope depends on.

    >>> from derive.network.building import classifier
    >>> print(hessian_vector(classifier())["W"].formula)
    ∂S/∂W_kd = (1/N) Σ_n p_nk x_nd (Σ_e V_ke x_ne − Σ_j p_nj Σ_e V_je x_ne)
    """
    found = along_a_direction(network, wrt, general=general)
    slope = found.network.tensor(found.slope)
    names = [name for name, _ in found.directions if found.network.depends(slope, found.network.tensor(name))]
    derived = derive_gradients(found.network, names, of=found.slope) if names else {}
    return dict(derived)


def parameter_names(network: Network, wrt: Sequence[str] = ()) -> tuple[str, ...]:
    """The parameters that are differentiated, in the network's order.

    >>> from derive.network.building import classifier
    >>> parameter_names(classifier(bias=True))
    ('W', 'b')
    """
    return tuple(t.name for t in network.acting_parameters if not wrt or t.name in wrt)
