"""Relatives of a loss with a penalty, and of one whose slope jumps: what is printed is true of the whole loss."""

from __future__ import annotations

import pytest

from derive.gradient.relatives.family_text import relative_text, relatives_text
from derive.network.building import classifier, stack
from derive.network.definitions import Network
from derive.reading.networks import describe
from derive.writing.matrix_notation import matrix_notation

PENALIZED = {
    "squares": (stack("dense", loss="squared error", l2="0.1"), "w", "R_de = (1/10) δ_de"),
    "hinge": (classifier(loss="hinge", l2="0.1"), "W", "R_kdje = (1/10) δ_de δ_kj"),
}


@pytest.mark.parametrize(("network", "name", "beyond"), PENALIZED.values(), ids=PENALIZED)
def test_the_part_beyond_gauss_newton_has_the_penalty(network: Network, name: str, beyond: str) -> None:
    """H = GN + R as printed, and the Hessian is not said to be the Gauss–Newton matrix alone."""
    family = network.second_order(name)
    found = family["beyond-gauss-newton"]
    assert str(found.formula) == beyond
    (claim,) = found.claims
    assert claim.words.endswith("and this") and claim.verdict.proved and claim.left == family.hessian.general.value
    assert "the Hessian is the Gauss–Newton matrix: " not in relatives_text(family)


def test_a_hidden_layer_has_both_parts() -> None:
    """The curvature of the outputs and that of the penalty."""
    found = classifier(hidden=("tanh",), l2="0.1").second_order("W1")["beyond-gauss-newton"]
    assert "(1/10) δ_de" in str(found.formula) and "a_ng" in str(found.formula) and found.claims[0].verdict.proved


def test_the_curvature_of_the_whole_loss_is_written_as_such() -> None:
    """Vᵀ H V has the penalty's squares, in the inequality too, each claim proved."""
    family = stack("dense", loss="squared error", l2="0.1").second_order("w")
    sign = {"positive-semidefinite": "=", "lipschitz": "≤"}
    for name, between in sign.items():
        found = family[name]
        assert relative_text(found) == f"Vᵀ H V {between} (2/N) Σ_n r_n² + (1/10) Σ_d V_d²"
        assert all(claim.verdict.proved for claim in found.claims)


@pytest.mark.parametrize("options", [{"loss": "hinge"}, {"loss": "hinge", "l2": "0.1"}, {"l1": "0.1"}])
def test_a_slope_that_jumps_has_no_lipschitz_constant(options: dict[str, str]) -> None:
    """The reason names where; the formula says so too, and convexity is not claimed across it."""
    network = classifier(**options)  # type: ignore[arg-type]
    family = network.second_order("W")
    found, where = family["lipschitz"], "W_kd ≠ 0" if "l1" in options else "1 + z_nk − c_n ≠ 0"
    assert not found.offered and where in found.reason
    assert [kink.text for kink in family.hessian.kinks] == [where]
    assert "need not be convex" in family["positive-semidefinite"].says


def test_a_jump_of_what_is_given_is_none_of_the_gradient() -> None:
    """[x > 0] does not move with the weights: the constant stands."""
    given = {"x": "N input", "w": "parameter", "y": "N label"}
    definitions = ("z[n] = w*max(0, x[n])", "L[n] = (z[n] - y[n])^2", "E = 1/N*sum(L[n], n)")
    assert describe(given, definitions).second_order("w")["lipschitz"].offered


def test_a_gradient_that_stands_still_is_not_divided_by() -> None:
    """Of a linear loss the slope is the same everywhere: no step of 1/0."""
    given = {"x": "N D input", "w": "D parameter"}
    network = describe(given, ("z[n] = sum(w[d]*x[n,d], d)", "E = 1/N*sum(z[n], n)"))
    assert not network.second_order("w")["lipschitz"].offered


def test_huber_says_where_its_second_derivative_jumps() -> None:
    """At its threshold, and each place once."""
    kinks = [kink.text for kink in stack("dense", loss="huber").hessian("w").kinks]
    assert "1 − |r_n| ≠ 0" in kinks and len(kinks) == len(set(kinks))


def test_products_and_diagonals_have_no_letter() -> None:
    """VGNV is no tensor, and the diagonal is not all of ∂²E/∂w∂wᵀ: neither is written in matrices."""
    family = stack("dense", loss="squared error").second_order("w")
    for relative in family:
        if relative.formula is not None:
            assert matrix_notation(relative.formula, relative.network) is None
    assert matrix_notation(family.hessian.formula, family.network) is not None


@pytest.mark.parametrize("penalty", ["w^4", "exp(w)"])
def test_a_curvature_that_changes_is_no_constant(penalty: str) -> None:
    """12 w² bounds nothing; exp(w), which is the penalty itself, is not called by the letter of the whole loss."""
    given = {"x": "N input", "w": "parameter", "y": "N label"}
    definitions = ("z[n] = w*x[n]", "L[n] = (z[n] - y[n])^2", f"E = 1/N*sum(L[n], n) + {penalty}")
    family = describe(given, definitions).second_order("w")
    assert not family["lipschitz"].offered
    for relative in family:
        assert all(claim.verdict.outcome.value != "REFUTED" for claim in relative.claims)
