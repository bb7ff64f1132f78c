"""The tree of a certificate: functions in simpler ones, and what has no place in it named in a reader's words."""

from __future__ import annotations

import pytest
import sympy as sp

from derive.errors import UnsupportedFormula
from derive.network.axes import index_symbol
from derive.network.building import classifier
from derive.network.functions import FUNCTIONS
from derive.network.maximum import Maximum
from derive.writing.plain_tree import PlainTrees, linear, shared_root

U = sp.Symbol("u", real=True)
NETWORK = classifier()
KINDS = {
    "number", "pi", "size", "element", "delta", "positive", "sum", "add", "multiply", "power", "exp", "log", "sin",
    "cos", "erf",
}  # fmt: skip


def kinds(tree: object) -> set[str]:
    """The kinds of all nodes."""
    if not isinstance(tree, list):
        return set()
    own = {tree[0]} if tree and isinstance(tree[0], str) and tree[0] in KINDS | {"max", "tanh"} else set()
    return own.union(*map(kinds, tree))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_that_ships_has_a_tree(name: str) -> None:
    """In sums, products, powers, exponentials and signs, and its slope as well."""
    record = FUNCTIONS[name]
    arguments = (U,) if record.arity == 1 else (U, sp.Symbol("v", real=True), sp.Symbol("w", real=True))
    for formula in (record(*arguments), *record.slopes(*arguments)):
        tree = PlainTrees(NETWORK).tree(formula)
        assert kinds(tree) <= KINDS and isinstance(shared_root(tree), int)


def test_the_largest_of_many_has_a_tree() -> None:
    """Each value that none exceeds, by the signs of differences."""
    k = index_symbol("k")
    tree = PlainTrees(NETWORK).tree(Maximum(NETWORK.tensor("W").at(k, 1), (k, 1, sp.Symbol("K"))))
    assert {"sum", "positive"} <= kinds(tree)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (sp.Symbol("a", positive=True) ** U, "a power whose exponent is no number"),
        (sp.gamma(U), "gamma has no place"),
        (sp.erf(sp.pi * U), "erf of such a multiple"),
        (sp.Sum(NETWORK.tensor("W").at(index_symbol("k"), 1), (index_symbol("k"), 2, sp.Symbol("K"))), "begin at 1"),
    ],
)
def test_what_a_certificate_cannot_hold_is_named_for_a_reader(value: sp.Expr, said: str) -> None:
    """A power, a function, a sum: none by the name of a class."""
    with pytest.raises(UnsupportedFormula, match=said):
        PlainTrees(NETWORK).tree(value)


def test_an_index_is_a_sum_of_whole_multiples() -> None:
    """Anything else is refused."""
    i, s = index_symbol("i"), index_symbol("s")
    assert linear(i + s - 1, {}) == "-1 i s"
    with pytest.raises(UnsupportedFormula, match="the index"):
        linear(i * s, {})
