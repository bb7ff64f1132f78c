"""What a formula reaches through a network's definitions, and where the descent may stop."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import prod

import sympy as sp

from ..network.definitions import Network
from ..network.occurring import elements_in, functions_in
from ..network.tensors import Tensor


def kept_in_exponents(network: Network, *expressions: sp.Expr) -> frozenset[str]:
    """The defined tensors whose elements are exponents: exp(z[n,k]) and tanh(u[n,h]) stay whole."""
    return _kept_in_definitions(network) | _in_exponents(network, expressions)


@lru_cache(maxsize=64)
def _kept_in_definitions(network: Network) -> frozenset[str]:
    return _in_exponents(network, tuple(d.value for d in network.definitions))


def _in_exponents(network: Network, expressions: tuple[sp.Expr, ...]) -> frozenset[str]:
    found = set()
    for expression in expressions:
        for node in functions_in(expression):
            if isinstance(node, (sp.exp, sp.tanh)):
                found |= {element.base.label.name for element in elements_in(node.args[0])}
    return frozenset(found & {d.tensor.name for d in network.definitions})


def cut_tensors(network: Network, *expressions: sp.Expr) -> frozenset[str]:
    """The tensors that may take any value in a witness: nothing below them occurs otherwise, and nothing binds them."""
    cut: frozenset[str] = frozenset()
    for definition in reversed(network.definitions):
        name = definition.tensor.name
        if name not in kept_in_exponents(network, *expressions) or not _moved_by(network, name):
            continue
        reached = _reached(network, expressions, cut | {name})
        if name in reached and not reached & _reached(network, (definition.value,), cut):
            cut |= {name}
    return cut


@lru_cache(maxsize=512)
def _moved_by(network: Network, name: str) -> frozenset[str]:
    """The given tensors that alone can give the tensor any value: W in z := W x; none for z := u − log Σ exp(u).

    Such a one stands in one place of the definition, as a factor, and nothing else there is made of it.
    """
    definition = network.definition(name)
    if definition is None:
        return frozenset({name})
    parts = () if definition.held else tuple(network.tensors_in(definition.value))
    found: set[str] = set()
    for part in parts:
        if _is_one_factor(definition.value, part):
            others = [other for other in parts if other != part]
            moving = (network.tensor(given) for given in _moved_by(network, part.name))
            found |= {g.name for g in moving if not any(o == g or network.depends(o, g) for o in others)}
    return frozenset(found)


def _is_one_factor(node: sp.Expr, part: Tensor) -> bool:
    """True where the tensor stands in one place, below nothing but sums and products."""
    if isinstance(node, (sp.Indexed, sp.Symbol)):
        return _mentions(node, part)
    if isinstance(node, sp.Sum):
        return _is_one_factor(node.function, part)
    inside = [child for child in node.args if _mentions(child, part)]
    return isinstance(node, (sp.Add, sp.Mul)) and len(inside) == 1 and _is_one_factor(inside[0], part)


def _mentions(node: sp.Basic, part: Tensor) -> bool:
    if not part.axes:
        return bool(node.has(part.at()))
    return any(base.label.name == part.name for base in node.atoms(sp.IndexedBase))


def _reached(network: Network, expressions: tuple[sp.Expr, ...], stop: frozenset[str]) -> set[str]:
    """The tensors that occur in the expressions, followed down through the definitions until ``stop``."""
    reached: set[str] = set()
    waiting = [t.name for e in expressions for t in network.tensors_in(e)]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        definition = network.definition(name)
        if definition is not None and name not in stop:
            waiting += [t.name for t in network.tensors_in(definition.value)]
    return reached


def generators_needed(network: Network, sizes: Mapping[sp.Symbol, int]) -> int:
    """Generators for every given element and every exponential, and some logarithms."""
    names = {t.name for t in network.given} | _kept_in_definitions(network)
    shapes = [t.shape for t in network.tensors if t.name in names]
    at = {symbol: sp.Integer(number) for symbol, number in sizes.items()}
    counts = (prod(size_at(size, at) for size in shape) for shape in shapes)
    return sum(counts) + 4


def size_at(size: sp.Expr, at: Mapping[sp.Symbol, sp.Integer]) -> int:
    """The size in numbers, such as I − S + 1 at I = 4, S = 2; 1 where a letter of it has no number.

    >>> I, S = sp.symbols("I S", integer=True, positive=True)
    >>> size_at(I - S + 1, {I: sp.Integer(4), S: sp.Integer(2)})
    3
    """
    found = size.xreplace(at)
    return int(found) if found.is_Integer else 1
