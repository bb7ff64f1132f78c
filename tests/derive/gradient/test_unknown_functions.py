"""Derivations that hold for every f: an unknown activation, an unknown loss, and claims about them."""

from __future__ import annotations

import pickle

import pytest
import sympy as sp

from derive.errors import UsageError
from derive.gradient.backward import derive_gradients
from derive.network.axes import Axis
from derive.network.definitions import Definition, Network
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from derive.network.unknown_functions import unknown_function
from derive.proof.every_size import holds_for_every_size
from derive.proof.small_sizes import exact_check
from derive.proof.verdict import Outcome
from derive.writing.latex import latex
from derive.writing.text import text

from .test_activations import hidden_layer, not_for_every_size

CLASSES = Axis("classes", "kj", "K")
F = unknown_function("f")


def layer_with_unknown_loss() -> Network:
    """z_k given, a_k := f(z_k), L := Σ_k ℓ(a_k, y_k)."""
    k = CLASSES.index
    z = Tensor("z", (CLASSES,), Role.PARAMETER, "pre-activations")
    y = Tensor("y", (CLASSES,), Role.LABEL, "targets")
    a, loss = Tensor("a", (CLASSES,), Role.INTERMEDIATE, "activations"), Tensor("L", (), Role.LOSS, "loss")
    ell = unknown_function("ell", 2)
    total = sp.Sum(ell(a.at(k), y.at(k)), CLASSES.limits(k))
    return Network((z, y), (Definition(a, (k,), F(z.at(k)), "f"), Definition(loss, (), total, "loss")))


def test_an_unknown_activation() -> None:
    """The gradient has f′(u), every step holds for every size and every f."""
    network = hidden_layer(F)
    derivation = derive_gradients(network, ("W",))["W"]
    assert not_for_every_size(derivation) == []
    assert "f′(u_nh)" in text(derivation.formula.value, network)
    assert r"f'\left(u_{nh}\right)" in latex(derivation.formula.value, network)


def test_an_unknown_loss() -> None:
    """∂L/∂z_k = ∂₁ℓ(a_k, y_k) f′(z_k)."""
    network = layer_with_unknown_loss()
    derivation = derive_gradients(network, ("z",))["z"]
    assert not_for_every_size(derivation) == []
    assert text(derivation.formula.value, network) == "∂1 ell(a_k, y_k) f′(z_k)"


@pytest.mark.parametrize(
    ("claimed", "outcome"),
    [
        (lambda a, y, z: unknown_function("ell", 2).slopes(a, y)[0] * F.slope(z), Outcome.PROVED),
        (lambda a, y, z: unknown_function("ell", 2).slopes(F(z), y)[0] * F.slope(z), Outcome.PROVED),
        (lambda a, y, z: unknown_function("ell", 2).slopes(a, y)[1] * F.slope(z), Outcome.REFUTED),
        (lambda a, y, z: unknown_function("ell", 2).slopes(a, y)[0], Outcome.REFUTED),
        (lambda a, y, z: unknown_function("ell", 2).slopes(a, y)[0] * F.slope(a), Outcome.REFUTED),
    ],
)
def test_a_claim_about_an_unknown_loss(claimed, outcome) -> None:
    """The right gradient, with a or f(z); the slope by the wrong argument, without f′, f′ at the wrong place."""
    network = layer_with_unknown_loss()
    k = CLASSES.index
    a, y, z = (network.tensor(name).at(k) for name in "ayz")
    left, right = Partial(network.output.at(), z), claimed(a, y, z)
    verdict = exact_check(network, left, right)
    assert verdict.outcome is outcome
    assert holds_for_every_size(network, left, right) == verdict.proved
    if verdict.witness:
        assert [name for name, _ in verdict.witness.point if "(" in name] == ["ell(t1, t2)", "f(t1)"]


def test_an_unknown_function_survives_a_process() -> None:
    """Claims are judged in another process: formulas travel there."""
    formula = sp.diff(F(2 * sp.Symbol("u", real=True)), sp.Symbol("u", real=True))
    assert pickle.loads(pickle.dumps(formula)) == formula


@pytest.mark.parametrize("name", ["tanh", "leakyrelu 2", "gamma", "", "f; g"])
def test_what_cannot_name_an_unknown_function(name: str) -> None:
    """A known function, and no letter or word."""
    with pytest.raises(UsageError):
        unknown_function(name)
