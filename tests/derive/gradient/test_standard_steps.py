"""The standard derivations, step by step: each holds for every size, and reads as it does on a blackboard.

These are the tests that notice when the proof for every size, the carried indices or the gathering are switched off.
"""

from functools import cache

import pytest

from derive.gradient import checking
from derive.gradient.backward import derive_gradients
from derive.gradient.checking import StepChecker
from derive.gradient.derivation import Derivation
from derive.network.building import classifier

STANDARD = {
    "linear": {},
    "one sample": {"batch": False},
    "bias": {"bias": True},
    "base 2": {"log_base": "2", "bias": True},
    "base 10": {"log_base": "10"},
    "sum": {"reduction": "sum"},
    "one hidden layer": {"hidden": ("tanh",), "bias": True},
    "two hidden layers": {"hidden": ("tanh", "tanh"), "bias": True},
}
OUTPUTS = [(name, of) for name in STANDARD for of in sorted({"L", classifier(**STANDARD[name]).output.name})]


@cache
def derivations(name: str, of: str) -> dict[str, Derivation]:
    """The derivatives of E or L of a standard network with respect to everything below it."""
    network = classifier(**STANDARD[name])
    source = network.tensor(of)
    return derive_gradients(network, [t.name for t in network.tensors if network.depends(source, t)], of)


def at_small_sizes(found: dict[str, Derivation]) -> list[str]:
    """The steps that are not proved for every size."""
    steps = {str(step): step for derivation in found.values() for step in derivation.steps}
    return [text for text, step in steps.items() if not step.check.method.startswith("every size")]


@pytest.mark.parametrize(("name", "of"), OUTPUTS)
def test_every_step_holds_for_every_size(name, of):
    """No step of a standard derivation, of E or of L, is left at small sizes."""
    assert at_small_sizes(derivations(name, of)) == []


HIDDEN = STANDARD["one hidden layer"]


@pytest.mark.parametrize(
    "off", [(StepChecker, "_same_form"), (checking, "holds_for_every_size")], ids=["canonical form", "every-size proof"]
)
def test_either_of_two_proofs_is_enough(monkeypatch, off):
    """With one of them switched off, the other still proves every step of a hidden layer for every size."""
    monkeypatch.setattr(*off, lambda *_, **__: False)
    assert at_small_sizes(derive_gradients(classifier(**HIDDEN), ["W1", "b1", "W2"])) == []


def test_without_both_proofs_a_step_says_small_sizes(monkeypatch):
    """What a step says about its proof is what was proved: with both switched off, no step claims every size."""
    monkeypatch.setattr(StepChecker, "_same_form", lambda *_, **__: False)
    monkeypatch.setattr(checking, "holds_for_every_size", lambda *_: False)
    steps = derive_gradients(classifier(**HIDDEN), ["W1"])["W1"].steps
    assert [str(step) for step in steps if "every size" in step.check.method] == []
    assert all(step.check.proved for step in steps)


CHAIN = {
    ("linear", "E", "W"): [
        "∂E/∂p_nk = ∂E/∂L_n ∂L_n/∂p_nk",
        "∂E/∂z_nk = Σ_j ∂E/∂p_nj ∂p_nj/∂z_nk",
        "∂E/∂W_kd = Σ_n ∂E/∂z_nk ∂z_nk/∂W_kd",
    ],
    ("bias", "E", "b"): [
        "∂E/∂p_nk = ∂E/∂L_n ∂L_n/∂p_nk",
        "∂E/∂z_nk = Σ_j ∂E/∂p_nj ∂p_nj/∂z_nk",
        "∂E/∂b_k = Σ_n ∂E/∂z_nk ∂z_nk/∂b_k",
    ],
    ("linear", "L", "z"): ["∂L_n/∂z_mk = Σ_j ∂L_n/∂p_mj ∂p_mj/∂z_mk"],
    ("one hidden layer", "E", "W1"): [
        "∂E/∂p_nk = ∂E/∂L_n ∂L_n/∂p_nk",
        "∂E/∂z_nk = Σ_j ∂E/∂p_nj ∂p_nj/∂z_nk",
        "∂E/∂a_nh = Σ_k ∂E/∂z_nk ∂z_nk/∂a_nh",
        "∂E/∂u_nh = ∂E/∂a_nh ∂a_nh/∂u_nh",
        "∂E/∂W⁽¹⁾_hd = Σ_n ∂E/∂u_nh ∂u_nh/∂W⁽¹⁾_hd",
    ],
}


@pytest.mark.parametrize(("name", "of", "wrt"), CHAIN)
def test_the_chain_rule_sums_over_what_is_not_carried_along(name, of, wrt):
    """p of one sample does not depend on z of another: the sample is carried along, and nothing sums over it."""
    steps = derivations(name, of)[wrt].steps
    assert [str(step) for step in steps if step.rule.name == "chain-rule"] == CHAIN[name, of, wrt]


RESULTS = {
    ("linear", "E", "W"): [
        "∂E/∂L_n = 1/N",
        "∂L_n/∂p_nk = −y_nk / p_nk",
        "∂p_nj/∂z_nk = p_nj (δ_jk − p_nk)",
        "∂E/∂z_nk = (1/N) (p_nk Σ_j y_nj − y_nk)",
        "∂z_nk/∂W_kd = x_nd",
        "∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd",
    ],
    ("bias", "E", "b"): [
        "∂E/∂z_nk = (1/N) (p_nk Σ_j y_nj − y_nk)",
        "∂z_nk/∂b_k = 1",
        "∂E/∂b_k = (1/N) Σ_n (p_nk − y_nk)",
    ],
    ("one sample", "L", "W"): [
        "∂p_j/∂z_k = p_j (δ_jk − p_k)",
        "∂L/∂z_k = p_k Σ_j y_j − y_k",
        "∂L/∂W_kd = (p_k − y_k) x_d",
    ],
    ("linear", "L", "z"): ["∂p_mj/∂z_mk = p_mj (δ_jk − p_mk)", "∂L_n/∂z_mk = δ_nm (p_nk − y_nk)"],
    ("base 2", "E", "b"): ["∂E/∂b_k = (1/(N ln 2)) Σ_n (p_nk − y_nk)"],
    ("one hidden layer", "E", "W1"): [
        "∂E/∂a_nh = (1/N) Σ_k (p_nk Σ_j y_nj − y_nk) W⁽²⁾_kh",
        "∂a_nh/∂u_nh = 1 − a_nh²",
        "∂E/∂u_nh = (1/N) (1 − a_nh²) Σ_k (p_nk Σ_j y_nj − y_nk) W⁽²⁾_kh",
        "∂E/∂W⁽¹⁾_hd = (1/N) Σ_n (1 − a_nh²) x_nd Σ_k (p_nk − y_nk) W⁽²⁾_kh",
    ],
}


@pytest.mark.parametrize(("name", "of", "wrt"), RESULTS)
def test_what_each_derivative_comes_to(name, of, wrt):
    """The last line about each derivative has its common factors in front of one bracket."""
    last = {}
    for step in derivations(name, of)[wrt].steps:
        left, *_, after = str(step).split(" = ")
        last[left] = f"{left} = {after}"
    assert [line for line in RESULTS[name, of, wrt] if line not in last.values()] == []
