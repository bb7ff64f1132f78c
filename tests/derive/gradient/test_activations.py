"""Every function of the table as the activation of a hidden layer: derived, every step proved for every size."""

from __future__ import annotations

import pytest
import sympy as sp

from derive.gradient.backward import derive_gradients
from derive.gradient.checking import EVERY_SIZE
from derive.gradient.derivation import Derivation
from derive.network.axes import Axis
from derive.network.definitions import Definition, Network
from derive.network.function_code import JaxForm
from derive.network.functions import FUNCTIONS, Function, registered
from derive.network.tensors import Role, Tensor
from derive.proof.every_size import holds_for_every_size
from derive.proof.small_sizes import exact_check
from derive.proof.verdict import Outcome
from derive.writing.latex import latex
from derive.writing.text import text

SAMPLES, FEATURES, HIDDEN = Axis("samples", "nm", "N"), Axis("features", "de", "D"), Axis("hidden units", "hg", "H")
ONE_ARGUMENT = [name for name, function in FUNCTIONS.items() if function.arity == 1]
ARCTANGENT = Function(
    name="arctangent",
    form=sp.atan,
    head=sp.atan,
    slope=lambda u: 1 / (1 + u**2),
    balls=lambda u: u.atan(),
    ball_slope=lambda u: 1 / (1 + u * u),
    jax=JaxForm("jnp.arctan({u})", "1 / (1 + jnp.square({u}))"),
    latex=r"\arctan",
    text="arctan",
)


def hidden_layer(function: Function) -> Network:
    """u := W x, a := f(u), z := v a, E := mean (z − y)²."""
    n, d, h = SAMPLES.index, FEATURES.index, HIDDEN.index
    x = Tensor("x", (SAMPLES, FEATURES), Role.INPUT, "features")
    y = Tensor("y", (SAMPLES,), Role.LABEL, "targets")
    weights = Tensor("W", (HIDDEN, FEATURES), Role.PARAMETER, "weights")
    v = Tensor("v", (HIDDEN,), Role.PARAMETER, "weights of the output")
    u = Tensor("u", (SAMPLES, HIDDEN), Role.INTERMEDIATE, "pre-activations")
    a = Tensor("a", (SAMPLES, HIDDEN), Role.INTERMEDIATE, "activations")
    z = Tensor("z", (SAMPLES,), Role.INTERMEDIATE, "output")
    error = Tensor("E", (), Role.LOSS, "mean squared error")
    return Network(
        (x, y, weights, v),
        (
            Definition(u, (n, h), sp.Sum(weights.at(h, d) * x.at(n, d), FEATURES.limits(d)), "dense layer"),
            Definition(a, (n, h), function(u.at(n, h)), function.name),
            Definition(z, (n,), sp.Sum(v.at(h) * a.at(n, h), HIDDEN.limits(h)), "output"),
            Definition(error, (), sp.Sum((z.at(n) - y.at(n)) ** 2, SAMPLES.limits(n)) / SAMPLES.size, "mean"),
        ),
    )


def not_for_every_size(derivation: Derivation) -> list[str]:
    """The steps that were only checked at small sizes."""
    return [str(step.rule) for step in derivation.steps if not step.check.method.startswith(EVERY_SIZE)]


@pytest.mark.parametrize("name", ONE_ARGUMENT)
def test_a_hidden_layer_with_this_activation(name: str) -> None:
    """Both gradients; where the function has kinks, the step that differentiates it says away from what."""
    derivations = derive_gradients(hidden_layer(FUNCTIONS[name]), ("W", "v"))
    assert [not_for_every_size(d) for d in derivations.values()] == [[], []]
    u = sp.Symbol("u", real=True)
    kinks = FUNCTIONS[name].kinks(u)
    steps = [step.check for step in derivations["W"].steps if step.check.condition]
    assert bool(steps) == bool(kinks)
    assert all(check.condition.count("≠ 0") == len(kinks) for check in steps)
    assert len(derivations["W"].kinks) == len(kinks)


def test_a_function_that_is_not_shipped() -> None:
    """Arctangent: registered by one record, then derived and proved like any other."""
    network = hidden_layer(ARCTANGENT)
    with registered(ARCTANGENT):
        derivations = derive_gradients(network, ("W", "v"))
        assert [not_for_every_size(d) for d in derivations.values()] == [[], []]
        general = derivations["W"].general
        assert "x[n, d]/(u[n, h]**2 + 1)" in str(general.value)
        assert exact_check(network, general.left, general.value).outcome is Outcome.PROVED
        assert holds_for_every_size(network, general.left, general.value)
        assert exact_check(network, general.left, 2 * general.value).outcome is Outcome.REFUTED
        activation = network.definitions[1]
        assert latex(activation.value, network) == r"\arctan u_{nh}"
        assert text(activation.value, network) == "arctan u_nh"
