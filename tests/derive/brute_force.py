"""The meaning of index notation by plain loops: the oracle for printing and for matrix notation."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product

import numpy as np
import sympy as sp

from derive.gradient.backward import derive_gradient
from derive.gradient.derivation import Formula
from derive.network.building import classifier
from derive.network.definitions import Definition, Network
from derive.network.function_heads import Positive, Sigmoid
from derive.network.tensors import Role

SIZES = {"N": 3, "D": 2, "K": 4, "H": 3, "H_1": 3, "H_2": 2, "H_3": 4, "T": 3, "V": 2}
FUNCTIONS = {
    sp.exp: math.exp,
    sp.log: math.log,
    sp.tanh: math.tanh,
    sp.sign: lambda u: (u > 0) - (u < 0),
    sp.Abs: abs,
    Sigmoid: lambda u: 1 / (1 + math.exp(-u)),
    Positive: lambda u: float(u > 0),
}
Values = Mapping[str, np.ndarray]


def size_of(size: sp.Expr) -> int:
    """The number that stands for a size."""
    return int(size) if size.is_Integer else SIZES[size.name]


def random_values(network: Network, seed: int) -> dict[str, np.ndarray]:
    """Every tensor filled at random with positive numbers: none is computed from another."""
    generator = np.random.default_rng(seed)
    return {t.name: generator.uniform(0.2, 1.7, tuple(map(size_of, t.shape))) for t in network.tensors}


def evaluate(node: sp.Expr, at: Mapping[sp.Symbol, int], values: Values) -> float:
    """The value of an expression where each free index has a number."""
    if isinstance(node, sp.Symbol):
        if node in at:
            return at[node]
        return float(values[node.name]) if node.name in values else SIZES[node.name]
    if isinstance(node, sp.Indexed):
        place = tuple(int(evaluate(index, at, values)) - 1 for index in node.indices)
        return float(values[node.base.label.name][place])
    if isinstance(node, sp.Sum):
        indices = [limit[0] for limit in node.limits]
        ranges = [range(1, size_of(limit[2]) + 1) for limit in node.limits]
        return sum(
            evaluate(node.function, {**at, **dict(zip(indices, c, strict=True))}, values) for c in product(*ranges)
        )
    if isinstance(node, sp.KroneckerDelta):
        return float(evaluate(node.args[0], at, values) == evaluate(node.args[1], at, values))
    if not node.args:
        return float(node)
    arguments = [evaluate(argument, at, values) for argument in node.args]
    if isinstance(node, sp.Add):
        return sum(arguments)
    if isinstance(node, sp.Mul):
        return math.prod(arguments)
    return arguments[0] ** arguments[1] if isinstance(node, sp.Pow) else FUNCTIONS[type(node)](*arguments)


def filled(formula: Formula | Definition, values: Values, network: Network) -> np.ndarray:
    """The array of a formula's values over its free indices, entry by entry."""
    indices = tuple(dict.fromkeys(formula.indices))
    element_axes = {}
    for expression in (formula.left, formula.value):
        for element in expression.atoms(sp.Indexed):
            axes = network.tensor(element.base.label.name).axes
            element_axes |= dict(zip(element.indices, axes, strict=True))
    shape = tuple(size_of(element_axes[index].size) for index in indices)
    result = np.empty(shape)
    for place in np.ndindex(*shape):
        at = {index: number + 1 for index, number in zip(indices, place, strict=True)}
        result[place] = evaluate(formula.value, at, values)
    return result


NETWORKS = (
    {"batch": False, "bias": True},
    {"batch": False, "hidden": ("tanh",)},
    {"bias": False},
    {"bias": True, "log_base": "2", "reduction": "sum"},
    {"bias": True, "hidden": ("tanh",), "log_base": "10"},
    {"bias": True, "hidden": ("tanh", "tanh")},
)


def formulas(network: Network) -> Iterator[Formula | Definition]:
    """The definitions of a network and its gradients with respect to everything, before and after conditions."""
    yield from network.definitions
    for tensor in network.tensors:
        if tensor.role in (Role.PARAMETER, Role.INTERMEDIATE):
            derivation = derive_gradient(network, tensor.name)
            yield derivation.general
            yield derivation.formula


@cache
def all_formulas() -> tuple[tuple[Network, Formula | Definition], ...]:
    """Every formula of every kind of network."""
    networks = [classifier(**options) for options in NETWORKS]
    return tuple((network, formula) for network in networks for formula in formulas(network))
