"""One-hot labels: Σ_k y_k = 1 alone does not say that one of them is 1; the exact check goes through the classes."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from derive.network.axes import index_symbol
from derive.network.building import classifier
from derive.network.partial import Partial
from derive.network.unknown_functions import unknown_function
from derive.proof.small_sizes import exact_check
from derive.proof.verdict import Outcome

NETWORK = classifier()
[SUM_TO_ONE] = NETWORK.conditions
ONE_HOT = replace(SUM_TO_ONE, name="labels are one-hot", one_hot=True)
K, J, N = index_symbol("k"), index_symbol("j"), index_symbol("n")
SAMPLES = NETWORK.tensor("y").axes[0].size
SIZE = NETWORK.tensor("y").axes[1].size
LABELS, PROBABILITIES = NETWORK.tensor("y"), NETWORK.tensor("p")
F = unknown_function("f")


def label(index: sp.Symbol) -> sp.Expr:
    """y of this sample."""
    return LABELS.at(N, index)


def chance(index: sp.Symbol) -> sp.Expr:
    """p of this sample."""
    return PROBABILITIES.at(N, index)


def over(summand: sp.Expr, index: sp.Symbol = K) -> sp.Expr:
    """Σ over the classes."""
    return sp.Sum(summand, (index, 1, SIZE))


CHOSEN = [
    (F(over(label(K) * chance(K))), over(label(K) * F(chance(K)))),
    (sp.log(over(label(K) * chance(K))), over(label(K) * sp.log(chance(K)))),
    (over(label(K) ** 2), sp.S.One),
    (label(K) * label(J), label(K) * sp.KroneckerDelta(J, K, (1, SIZE))),
    (1 / over(label(K) * chance(K)), over(label(K) / chance(K))),
]


@pytest.mark.parametrize(("left", "right"), CHOSEN)
def test_what_holds_for_one_hot_labels_only(left: sp.Expr, right: sp.Expr) -> None:
    """f(Σ y a) = Σ y f(a) and its kind; with smoothed labels they are refuted."""
    verdict = exact_check(NETWORK, left, right, conditions=(ONE_HOT,))
    assert (verdict.outcome, verdict.condition) == (Outcome.PROVED_WHEN, "labels are one-hot")
    assert exact_check(NETWORK, left, right, conditions=(SUM_TO_ONE,)).outcome is not Outcome.PROVED_WHEN
    assert not exact_check(NETWORK, left, right).proved


def test_a_condition_that_suffices_is_named_alone() -> None:
    """p − y needs that the labels sum to one, no more."""
    claimed = sp.Sum((chance(K) - label(K)), (N, 1, SAMPLES))
    verdict = exact_check(NETWORK, sp.Sum(over(label(J), J) * chance(K) - label(K), (N, 1, SAMPLES)),
                          claimed, conditions=(SUM_TO_ONE, ONE_HOT))  # fmt: skip
    assert verdict.condition == "labels sum to one"


@pytest.mark.parametrize(
    "wrong", [F(over(label(K) * chance(K))) * 2, F(chance(K)), over((1 - label(K)) * F(chance(K)))]
)
def test_a_wrong_choice_is_refuted_by_one_hot_labels(wrong: sp.Expr) -> None:
    """The witness has labels of which one is 1."""
    verdict = exact_check(NETWORK, over(label(J) * F(chance(J)), J), wrong, conditions=(ONE_HOT,))
    assert verdict.outcome is Outcome.REFUTED
    labels = [value for name, value in verdict.witness.point if name.startswith("y[1")]  # type: ignore[union-attr]
    assert sorted(labels) == ["0"] * (len(labels) - 1) + ["1"]


def test_the_gradient_by_the_class_number() -> None:
    """E := −(1/N) Σ_n log p_ny written with y_n picked: the gradient of one-hot labels is p − y."""
    z = NETWORK.tensor("z")
    verdict = exact_check(
        NETWORK, Partial(NETWORK.output.at(), z.at(N, K)), (chance(K) - label(K)) / SAMPLES,
        conditions=(ONE_HOT,),
    )  # fmt: skip
    assert (verdict.outcome, verdict.condition) == (Outcome.PROVED_WHEN, "labels are one-hot")
