"""A definition may mention a tensor directly and through others: direct derivatives, paths, held tensors, kinks."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from derive.algebra.canonical import equal_for_every_size
from derive.errors import StepRefuted
from derive.gradient import checking
from derive.gradient.backward import derive_gradient
from derive.gradient.checking import EVERY_SIZE, chain_rule
from derive.gradient.rules import CHAIN_RULE, FOLD
from derive.network.axes import Axis, index_symbol, size_symbol
from derive.network.building import stack
from derive.network.definitions import Definition, Network
from derive.network.functions import FUNCTIONS
from derive.network.partial import Direct, Partial
from derive.network.tensors import Role, Tensor
from derive.proof.every_size import holds_for_every_size

N, D = Axis("samples", "nm", "N"), Axis("features", "dec", "D")
n, m, d, e = (index_symbol(letter) for letter in "nmde")
x = Tensor("x", (N, D), Role.INPUT, "features")
y = Tensor("y", (N,), Role.LABEL, "labels")
W = Tensor("W", (D, D), Role.PARAMETER, "weights")
v = Tensor("v", (D,), Role.PARAMETER, "weights")


def stage(name: str, *axes: Axis, held: bool = False, value: sp.Expr) -> Definition:
    """A definition of a tensor over those axes, with their usual indices."""
    tensor = Tensor(name, axes, Role.INTERMEDIATE, name)
    return Definition(tensor, tensor.indices, value, name, held)


def over(axis: Axis, index: sp.Symbol) -> tuple[sp.Symbol, int, sp.Expr]:
    """The limits of a sum over the axis."""
    return axis.limits(index)


def linear(source: Tensor | Definition) -> sp.Expr:
    """Σ_e W_de source_ne."""
    tensor = source.tensor if isinstance(source, Definition) else source
    return sp.Sum(W.at(d, e) * tensor.at(n, e), over(D, e))


def squares(of: Definition) -> sp.Expr:
    """(1/N) Σ_n (Σ_d v_d of_nd − y_n)²."""
    return sp.Sum((sp.Sum(v.at(d) * of.tensor.at(n, d), over(D, d)) - y.at(n)) ** 2, over(N, n)) / N.size


def skip_connection() -> Network:
    """r := x + tanh(W x), s := r + tanh(W r): one weight in two places, one tensor on two paths."""
    u = stage("u", N, D, value=linear(x))
    r = stage("r", N, D, value=x.at(n, d) + sp.tanh(u.left))
    q = stage("q", N, D, value=linear(r))
    s = stage("s", N, D, value=r.left + sp.tanh(q.left))
    return Network((x, y, W, v), (u, r, q, s, stage("E", value=squares(s))))


def deviations() -> Network:
    """A mean, a deviation from it, a variance of both: layer norm without a name."""
    mean = stage("c", N, value=sp.Sum(x.at(n, d), over(D, d)) / D.size)
    variance = stage("q", N, value=sp.Sum((x.at(n, d) - mean.left) ** 2, over(D, d)) / D.size)
    scaled = stage("a", N, D, value=(x.at(n, d) - mean.left) / sp.sqrt(variance.left + sp.Rational(1, 100)))
    return Network((x, y, v), (mean, variance, scaled, stage("E", value=squares(scaled))))


def every_step_for_every_size(network: Network, wrt: str, of: str | None = None) -> bool:
    """Derive, and say whether each step was proved for every size."""
    steps = derive_gradient(network, wrt, of).steps
    return all(step.check.proved and step.check.method.startswith(EVERY_SIZE) for step in steps)


@pytest.mark.parametrize(("network", "wrt"), [(skip_connection(), "W"), (skip_connection(), "x"), (deviations(), "x")])
def test_each_step_of_a_network_with_several_paths_holds_for_every_size(network: Network, wrt: str) -> None:
    """Skip connections with a shared weight; a mean and a variance of the same values."""
    assert every_step_for_every_size(network, wrt)


def test_the_chain_rule_shows_every_path() -> None:
    """∂E/∂r has a direct part, with q held, and one through q; ∂E/∂W one through u and one through q."""
    steps = derive_gradient(skip_connection(), "W").steps
    chains = {str(step.left.denominator.base): step.after for step in steps if step.rule == CHAIN_RULE}
    assert {direct.held for direct in chains["r"].atoms(Direct)} == {("q",)}
    assert any(partial.numerator.has(sp.IndexedBase("q", real=True)) for partial in chains["r"].atoms(Partial))
    assert len(sp.Add.make_args(chains["W"])) == 2


def test_the_jacobian_of_a_skip_connection() -> None:
    """∂r_nd/∂x_me with r := x + tanh(W x): δ of both indices directly, and the path through u."""
    formula = derive_gradient(skip_connection(), "x", "r").formula
    row, column = formula.indices[2:]
    u = skip_connection().tensor("u")
    same = sp.KroneckerDelta(n, row, (1, N.size))
    through = (1 - sp.tanh(u.at(n, d)) ** 2) * W.at(d, column)
    assert equal_for_every_size(formula.value, same * (sp.KroneckerDelta(d, column, (1, D.size)) + through))


def test_a_direct_and_a_total_derivative_differ() -> None:
    """∂r/∂x directly is δ; the total one is not, and neither is taken for the other."""
    network = skip_connection()
    r = network.tensor("r")
    delta = sp.KroneckerDelta(d, e, (1, D.size))
    checker = checking.StepChecker(network)
    assert checker.check(Direct(r.at(n, d), x.at(n, e), "u"), delta).proved
    assert not checker.check(Partial(r.at(n, d), x.at(n, e)), delta).proved


def test_a_path_that_is_left_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chain rule and its check both forget a path: the formula as a whole is refuted at a point."""
    from derive.gradient import backward

    def forgetful(self: object, tensor: Tensor) -> list[Definition]:
        return consumers(self, tensor)[:1]

    consumers = backward._Backward.consumers
    monkeypatch.setattr(backward._Backward, "consumers", forgetful)
    monkeypatch.setattr(checking.StepChecker, "check", lambda *_, **__: checking.Verdict(checking.Outcome.PROVED, ""))
    with pytest.raises(StepRefuted, match="differs from the total derivative"):
        derive_gradient(skip_connection(), "W")


def test_a_path_that_only_the_chain_rule_leaves_out_is_noticed_at_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of the step knows the theorem: every definition that mentions the tensor."""
    from derive.gradient import backward

    consumers = backward._Backward.consumers
    monkeypatch.setattr(backward._Backward, "consumers", lambda self, tensor: consumers(self, tensor)[-1:])
    with pytest.raises(StepRefuted, match="chain-rule"):
        derive_gradient(skip_connection(), "W")


def test_the_theorem_has_a_term_for_each_definition() -> None:
    """∂E/∂x goes through u, and directly into r."""
    network = skip_connection()
    theorem = chain_rule(network, Partial(network.output.at(), x.at(n, d)))
    assert {part.numerator.base.label.name for part in theorem.atoms(Direct)} == {"u", "r"}


def test_what_is_held_is_not_differentiated() -> None:
    """relu by a mask: a_nd := s_nd u_nd with s := [u > 0] held; the gradient has the mask, and nothing of its slope."""
    u = stage("u", N, D, value=linear(x))
    mask = stage("s", N, D, held=True, value=FUNCTIONS["positive"](u.left))
    a = stage("a", N, D, value=mask.left * u.left)
    network = Network((x, y, W, v), (u, mask, a, stage("E", value=squares(a))))
    formula = derive_gradient(network, "u").formula
    assert "s" in {tensor.name for tensor in network.tensors_in(formula.value)}
    assert not network.depends(mask.tensor, u.tensor)
    assert every_step_for_every_size(network, "W")


def test_an_index_is_carried_only_between_axes_of_one_size() -> None:
    """q_s := x_s² for s < T: the last x has no q, and its derivative is 0 and not that of a q that does not exist."""
    size = size_symbol("T")
    times, steps = Axis("times", "tu", "T"), Axis("steps", "sr", size - 1)
    t, s = index_symbol("t"), index_symbol("s")
    series = Tensor("x", (times,), Role.PARAMETER, "series")
    q = replace(stage("q", steps, value=series.at(s) ** 2), indices=(s,))
    network = Network((series,), (q, stage("E", value=sp.Sum(q.left, steps.limits(s)))))
    formula = derive_gradient(network, "x").formula
    (own,) = formula.indices
    assert own == t
    assert formula.value.has(sp.KroneckerDelta)
    assert every_step_for_every_size(network, "x")


def test_a_smooth_network_has_no_kinks() -> None:
    """Nothing is told where nothing is to be told."""
    assert derive_gradient(skip_connection(), "W").kinks == ()


def test_the_hessian_of_a_hidden_layer() -> None:
    """The gradient as one more definition G mentions a directly and through o: ∂G/∂W is derived, every size."""
    u = stage("u", N, D, value=linear(x))
    a = stage("a", N, D, value=sp.tanh(u.left))
    network = Network((x, y, W, v), (u, a, stage("E", value=squares(a))))
    gradient = derive_gradient(network, "W").formula
    G = Definition(Tensor("G", (D, D), Role.INTERMEDIATE, "gradient"), gradient.indices, gradient.value, "gradient")
    second = Network(network.given, (*network.definitions, G))
    assert every_step_for_every_size(second, "W", "G")
    hessian = derive_gradient(second, "W", "G").formula
    swapped = dict(zip(hessian.indices, (*hessian.indices[2:], *hessian.indices[:2]), strict=True))
    assert holds_for_every_size(second, hessian.value, hessian.value.xreplace(swapped)), "second derivatives commute"


@pytest.mark.parametrize("name", ["relu", "abs", "leaky relu", "hard tanh"])
def test_kinks_are_told(name: str) -> None:
    """The derivation names where it does not hold, and the slope that is taken there."""
    u = stage("u", N, D, value=linear(x))
    a = stage("a", N, D, value=FUNCTIONS[name](u.left))
    derivation = derive_gradient(Network((x, y, W, v), (u, a, stage("E", value=squares(a)))), "W")
    (*_, last) = derivation.kinks
    assert last.nonzero.has(u.tensor.at(n, d)) and last.convention == FUNCTIONS[name].convention
    assert f"Where {last.text}" in str(derivation)


@pytest.mark.parametrize("kind", ["batch norm", "layer norm"])
def test_a_name_given_back_inside_a_norm_is_proved_by_its_own_definition(kind, monkeypatch):
    """(u − μ)/s is x̂ whatever u, μ and s are: no step is written out down to the inputs."""
    monkeypatch.setattr(checking, "holds_for_every_size", never)
    network = stack("dense 3", kind, "tanh", "dense")
    steps = derive_gradient(network, "W1").steps
    assert all(step.check.method.startswith(EVERY_SIZE) for step in steps)
    assert any(step.rule is FOLD for step in steps)


def never(*_args, **_options):
    """What must not be asked."""
    raise AssertionError("everything was written out")
