"""What is held with a meaning, and the largest over an axis: derived, proved, and refuted with real values only."""

from __future__ import annotations

import pytest
import sympy as sp

from derive.gradient.backward import derive_gradient
from derive.network.axes import Axis
from derive.network.definitions import Definition, Network
from derive.network.function_heads import Positive
from derive.network.maximum import Maximum
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from derive.proof.small_sizes import exact_check
from derive.proof.verdict import Outcome
from derive.writing.text import text

from .test_activations import FEATURES, HIDDEN, SAMPLES, not_for_every_size

CLASSES = Axis("classes", "kj", "K")
N, K, D, H = SAMPLES.index, CLASSES.index, FEATURES.index, HIDDEN.index
Z = Tensor("z", (SAMPLES, CLASSES), Role.PARAMETER, "logits")
Y = Tensor("y", (SAMPLES, CLASSES), Role.LABEL, "labels")
M = Tensor("m", (SAMPLES,), Role.INTERMEDIATE, "largest logit")
E = Tensor("E", (), Role.LOSS, "loss")
LARGEST = Maximum(Z.at(N, K), (K, 1, CLASSES.size))


def pooling() -> Network:
    """m_n := max_k z_nk, E := Σ_n m_n²."""
    total = sp.Sum(M.at(N) ** 2, SAMPLES.limits(N))
    return Network((Z,), (Definition(M, (N,), LARGEST, "max pooling"), Definition(E, (), total, "loss")))


def shifted() -> Network:
    """The shift m is held: L_n := log Σ_k e^(z_nk − m_n) + m_n − Σ_k y_nk z_nk."""
    loss = Tensor("L", (SAMPLES,), Role.LOSS, "loss of one sample")
    terms = sp.Sum(sp.exp(Z.at(N, K) - M.at(N)), CLASSES.limits(K))
    value = sp.log(terms) + M.at(N) - sp.Sum(Y.at(N, K) * Z.at(N, K), CLASSES.limits(K))
    return Network(
        (Z, Y),
        (
            Definition(M, (N,), LARGEST, "shift", held=True),
            Definition(loss, (N,), value, "log-sum-exp"),
            Definition(E, (), sp.Sum(loss.at(N), SAMPLES.limits(N)), "sum"),
        ),
    )


def masked() -> Network:
    """u := W x, the mask s := [u > 0] is held, a := s u, E := Σ v a."""
    x = Tensor("x", (SAMPLES, FEATURES), Role.INPUT, "features")
    weights, v = (
        Tensor("W", (HIDDEN, FEATURES), Role.PARAMETER, "weights"),
        Tensor("v", (HIDDEN,), Role.INPUT, "output"),
    )
    u, s, a = (Tensor(name, (SAMPLES, HIDDEN), Role.INTERMEDIATE, "") for name in "usa")
    total = sp.Sum(v.at(H) * a.at(N, H), SAMPLES.limits(N), HIDDEN.limits(H))
    return Network(
        (x, weights, v),
        (
            Definition(u, (N, H), sp.Sum(weights.at(H, D) * x.at(N, D), FEATURES.limits(D)), "dense layer"),
            Definition(s, (N, H), Positive(u.at(N, H)), "mask", held=True),
            Definition(a, (N, H), s.at(N, H) * u.at(N, H), "relu"),
            Definition(E, (), total, "sum"),
        ),
    )


def test_the_largest_over_an_axis() -> None:
    """Its slope is 1 where it is attained; ties are told."""
    derivation = derive_gradient(pooling(), "z")
    assert not_for_every_size(derivation) == []
    assert text(derivation.formula.value, pooling()) == "2 m_n [z_nk = max_j z_nj]"
    assert {s.check.condition for s in derivation.steps} == {"", "max_k z_nk is attained once"}


@pytest.mark.parametrize("factor", [2, Positive(Z.at(N, K))])
def test_a_wrong_slope_of_the_largest_is_refuted(factor: sp.Expr) -> None:
    """Twice as much, and with a sign that has nothing to do with it; the witness is no tie."""
    claimed = 2 * M.at(N) * LARGEST.attained_by(Z.at(N, K)) * factor
    assert exact_check(pooling(), Partial(E.at(), Z.at(N, K)), claimed).outcome is Outcome.REFUTED


def test_a_shift_by_the_maximum_is_held() -> None:
    """Every step for every size, and softmax without the shift is the same for all values of it."""
    network = shifted()
    assert not_for_every_size(derive_gradient(network, "z")) == []
    j = sp.Symbol("j", integer=True, positive=True)
    softmax = sp.exp(Z.at(N, K)) / sp.Sum(sp.exp(Z.at(N, j)), CLASSES.limits(j))
    left = Partial(E.at(), Z.at(N, K))
    assert exact_check(network, left, softmax - Y.at(N, K)).outcome is Outcome.PROVED
    assert exact_check(network, left, softmax * M.at(N) - Y.at(N, K)).outcome is Outcome.REFUTED


@pytest.mark.parametrize(
    ("factor", "outcome"),
    [
        (lambda s, _u: s, Outcome.PROVED),
        (lambda s, _u: s**2, Outcome.PROVED),
        (lambda _s, u: Positive(u), Outcome.PROVED),
        (lambda _s, u: 1 - Positive(-u), Outcome.PROVED_WHEN),
        (lambda _s, _u: sp.S.One, Outcome.REFUTED),
        (lambda _s, u: Positive(-u), Outcome.REFUTED),
    ],
)
def test_a_mask_by_its_name_and_by_its_meaning(factor, outcome) -> None:
    """s itself holds for all its values, s² = s only for real ones; [u ≥ 0] differs where u = 0; a wrong mask."""
    network = masked()
    s, u, x = (network.tensor(name) for name in "sux")
    claimed = network.tensor("v").at(H) * sp.Sum(factor(s.at(N, H), u.at(N, H)) * x.at(N, D), SAMPLES.limits(N))
    assert exact_check(network, Partial(E.at(), network.tensor("W").at(H, D)), claimed).outcome is outcome
