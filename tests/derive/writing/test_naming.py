"""Bound letters: chosen well, and never captured."""

import pytest
import sympy as sp

from derive.algebra.indices import bound_indices, free_indices, fresh_index
from derive.network.building import classifier
from derive.writing.naming import ShownName, element_name, presentable, symbol_name

from ..brute_force import evaluate, random_values
from ..notation import D, K, N, W, d, delta, j, k, n, over, p, x, y, z

S = sp.Sum
other_k, other_d, other_n = fresh_index(k), fresh_index(d), fresh_index(n)

CAPTURE_PRONE = [
    p[n, k] * S(y[n, k], over(k, K)),
    S(W[k, other_d] * x[n, other_d], over(other_d, D)) * x[n, d],
    S(p[n, other_k] * S(y[n, k], over(k, K)), over(other_k, K)) * p[n, j],
    S(p[n, j] * delta(j, k, K) * S(y[n, j], over(j, K)), over(j, K)),
    S(
        S(W[other_k, other_d] * x[other_n, other_d] * p[n, other_k], over(other_d, D)),
        over(other_k, K),
        over(other_n, N),
    ),
    S(sp.exp(z[n, other_k]) / S(sp.exp(z[n, k]), over(k, K)), over(other_k, K)) * z[n, k],
    S(y[n, k] * S(p[n, j] * S(z[n, k] * p[n, j], over(k, K)), over(j, K)), over(k, K)),
]


@pytest.mark.parametrize("expression", CAPTURE_PRONE)
def test_renaming_keeps_the_value(expression: sp.Expr) -> None:
    """Letters that clash, inside and outside, are told apart without changing what is summed."""
    network = classifier()
    shown = presentable(expression, network)
    values = random_values(network, seed=3)
    for place in ((1, 1, 1, 1), (2, 3, 1, 2), (3, 2, 2, 4)):
        at = dict(zip((n, k, d, j), place, strict=True))
        assert evaluate(shown, at, values) == pytest.approx(evaluate(expression, at, values), rel=1e-13)
    letters = [index.name for index in bound_indices(shown)]
    assert not set(letters) & {index.name for index in free_indices(shown)}
    assert free_indices(shown) == free_indices(expression)
    assert not shown.atoms(sp.Dummy)


def test_letters_come_from_the_axis() -> None:
    """Where its own letter is free, an index takes the next one of its axis."""
    shown = presentable(S(W[k, other_d] * x[n, other_d], over(other_d, D)) * x[n, d], classifier())
    assert {index.name for index in bound_indices(shown)} == {"e"}


def test_more_sums_than_letters() -> None:
    """When an axis has no letter left, others are found."""
    expression = y[n, 1]
    for _ in range(40):
        index = fresh_index(k)
        expression = S(expression * y[n, index], over(index, K)) + 1
    assert len({index.name for index in bound_indices(presentable(expression))}) == 40


def test_subscripts_get_commas_by_rule() -> None:
    """w_12 for one digit each, w_1,12 as soon as one index has two."""
    assert element_name(W[1, 2]).subscript == "12"
    assert element_name(W[1, 12]).subscript == "1,12"
    assert element_name(W[k, d]).subscript == "kd"
    assert element_name(W[11, d]).subscript == "11,d"


def test_one_entry_takes_the_small_letter_but_a_loss_does_not() -> None:
    """W_kd is the matrix's element in general, w_12 one weight; L_3 is the third sample's loss."""
    network = classifier(hidden=("tanh",))
    assert element_name(network.tensor("W1").at(1, 2), network) == ShownName("w", 1, ("1", "2"))
    assert element_name(network.tensor("L").at(3), network) == ShownName("L", None, ("3",))
    assert element_name(W[1, d]).letter == "W"


def test_plain_symbols_say_their_subscripts() -> None:
    """Names such as w_11 and x1 come from formulas written out in scalars."""
    assert symbol_name(sp.Symbol("w_11")) == ShownName("w", None, ("11",))
    assert symbol_name(sp.Symbol("x1")) == ShownName("x", None, ("1",))
    assert symbol_name(sp.Symbol("W_1_12")).subscript == "1,12"
    assert symbol_name(sp.Symbol("_")) == ShownName("_")
