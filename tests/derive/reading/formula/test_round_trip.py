"""Printing a formula and reading it back gives the same formula, on random ones."""

from collections.abc import Callable
from os import environ
from random import Random

import pytest
import sympy as sp

from derive.algebra.canonical import equal_for_every_size
from derive.network.axes import index_symbol
from derive.network.building import classifier
from derive.network.definitions import Network
from derive.network.partial import Partial
from derive.reading.formula import Glossary, read_formula
from derive.writing.latex import latex
from derive.writing.naming import presentable

FORMULAS = int(environ.get("BACKPROOF_ROUND_TRIPS", "1000"))  # continuous integration sets ten thousand
PARTS = 4  # so that processes share the work
NETWORKS = (
    classifier(bias=True),
    classifier(bias=True, batch=False),
    classifier(hidden=("tanh",)),
    classifier(hidden=("tanh", "tanh"), bias=True),
)


class RandomFormulas:
    """Random trees of the expression language over the tensors of one network."""

    def __init__(self, random: Random, network: Network) -> None:
        self.random, self.network = random, network
        self.letters = {axis.size: axis.letters for axis in network.axes}

    def formula(self, depth: int, bound: tuple[str, ...] = ()) -> sp.Expr:
        """A formula of at most that depth; ``bound`` are the letters that sums around it use."""
        if depth == 0:
            return self.leaf()
        return self.random.choice(KINDS)(self, depth, bound)

    def leaf(self) -> sp.Expr:
        """An element, a number or a size."""
        kind = self.random.randrange(8)
        if kind == 0:
            return sp.Integer(self.random.randint(1, 12))
        if kind == 1:
            return sp.Rational(self.random.randint(1, 9), self.random.randint(2, 9))
        if kind == 2:
            return self.random.choice(self.network.axes).size
        return self.element()

    def element(self) -> sp.Expr:
        """An element with letters, now and then with numbers, as indices."""
        tensor = self.random.choice([t for t in self.network.tensors if t.axes])
        if self.random.randrange(6) == 0 and len(tensor.axes) == 2:
            return tensor.at(*(self.random.randint(1, 9) for _ in tensor.axes))
        return tensor.at(*(index_symbol(self.random.choice(axis.letters)) for axis in tensor.axes))

    def summed(self, depth: int, bound: tuple[str, ...]) -> sp.Expr:
        """A sum over a letter that no sum around it uses."""
        size, letters = self.random.choice(sorted(self.letters.items(), key=str))
        free = [letter for letter in letters if letter not in bound]
        if not free:
            return self.leaf()
        letter = self.random.choice(free)
        body = self.formula(depth - 1, (*bound, letter))
        return sp.Sum(body, (index_symbol(letter), 1, size)) if body != 0 else body

    def delta(self, _depth: int, _bound: tuple[str, ...]) -> sp.Expr:
        """p_k (δ_kj − p_j), so that the delta's range can be told."""
        p = self.network.tensor("p")
        *batch, k = p.indices
        j = index_symbol("j")
        return p.at(*batch, k) * (sp.KroneckerDelta(k, j, (1, p.axes[-1].size)) - p.at(*batch, j))

    def partial(self, _depth: int, _bound: tuple[str, ...]) -> sp.Expr:
        """A named derivative of one element by another."""
        return Partial(self.element(), self.element())


KINDS: tuple[Callable[[RandomFormulas, int, tuple[str, ...]], sp.Expr], ...] = (
    lambda made, depth, bound: made.formula(depth - 1, bound) + made.formula(depth - 1, bound),
    lambda made, depth, bound: made.formula(depth - 1, bound) - made.formula(depth - 1, bound),
    lambda made, depth, bound: made.formula(depth - 1, bound) * made.formula(depth - 1, bound),
    lambda made, depth, bound: made.formula(depth - 1, bound) * made.formula(depth - 1, bound),
    lambda made, depth, bound: made.formula(depth - 1, bound) / made.element() ** 2,
    lambda made, depth, bound: sp.exp(made.formula(depth - 1, bound)),
    lambda made, depth, bound: sp.tanh(made.element() + made.formula(depth - 1, bound)),
    lambda made, _depth, _bound: sp.log(made.element()) / sp.log(2),
    lambda made, _depth, _bound: made.element() ** made.random.randint(2, 3),
    RandomFormulas.summed,
    RandomFormulas.summed,
    RandomFormulas.delta,
    RandomFormulas.partial,
)


@pytest.mark.parametrize("part", range(PARTS))
def test_printed_formulas_read_back(part: int) -> None:
    """Every random formula comes back as the tree that was printed."""
    random = Random(f"backproof: printed and read {part}")
    glossaries = {network: Glossary.of_network(network) for network in NETWORKS}
    for number in range(FORMULAS // PARTS):
        network = NETWORKS[number % len(NETWORKS)]
        formula = presentable(RandomFormulas(random, network).formula(random.randint(1, 3)), network)
        if formula.has(sp.zoo, sp.nan, sp.oo, sp.E):
            continue
        printed = latex(formula, network)
        found = read_formula(printed, glossaries[network], syntax="latex").expression
        # Σ(−f) is printed as −Σ f: another tree, the same formula.
        assert found == formula or equal_for_every_size(found, formula), printed
