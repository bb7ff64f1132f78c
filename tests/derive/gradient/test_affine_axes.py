"""Sizes and indices that are sums: convolution, concatenation, slices, differences; conditions on indices."""

from __future__ import annotations

import pytest
import sympy as sp

from derive.algebra.canonical import equal_for_every_size
from derive.errors import UsageError
from derive.gradient.backward import derive_gradient
from derive.gradient.checking import EVERY_SIZE
from derive.network.axes import Axis, index_symbol, size_symbol
from derive.network.cases import Cases
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor

N, D, H = Axis("samples", "nm", "N"), Axis("features", "dec", "D"), Axis("units", "hg", "H")
n, d, h, v, i, s, t, k = (index_symbol(letter) for letter in "ndhvistk")


def given(name: str, *axes: Axis, role: Role = Role.INPUT) -> Tensor:
    """A given tensor over those axes."""
    return Tensor(name, axes, role, name)


def stage(name: str, *axes: Axis, value: sp.Expr) -> Definition:
    """A definition over those axes, with their usual indices."""
    tensor = Tensor(name, axes, Role.INTERMEDIATE, name)
    return Definition(tensor, tensor.indices, value, name)


def squared(output: Definition, target: Tensor) -> Definition:
    """E := the sum of all squared differences."""
    limits = [axis.limits(index) for axis, index in zip(output.tensor.axes, output.indices, strict=True)]
    return stage("E", value=sp.Sum((output.left - target.at(*output.indices)) ** 2, *limits))


def convolution() -> Network:
    """o_ni := Σ_s w_s x_n,i+s−1 over I − S + 1 places."""
    places, taps = Axis("inputs", "tu", "I"), Axis("taps", "sr", "S")
    left = Axis("places", "ij", size_symbol("I") - size_symbol("S") + 1)
    x, w, y = given("x", N, places), given("w", taps, role=Role.PARAMETER), given("y", N, left)
    o = stage("o", N, left, value=sp.Sum(w.at(s) * x.at(n, i + s - 1), taps.limits(s)))
    return Network((x, w, y), (o, squared(o, y)))


def concatenation() -> Network:
    """c_nv := a_nv where v ≤ H, else x_n,v−H: the units before the features."""
    joined = Axis("joined", "vw", size_symbol("H") + size_symbol("D"))
    x, W, y = given("x", N, D), given("W", H, D, role=Role.PARAMETER), given("y", N, joined)
    a = stage("a", N, H, value=sp.Sum(W.at(h, d) * x.at(n, d), D.limits(d)))
    c = stage("c", N, joined, value=sp.Piecewise((a.tensor.at(n, v), v <= H.size), (x.at(n, v - H.size), True)))
    return Network((x, W, y), (a, c, squared(c, y)))


def slices() -> Network:
    """o_h := tanh(z_h) σ-like gate of z_h+H: two halves of one axis of size 2 H."""
    gates = Axis("gates", "vw", 2 * size_symbol("H"))
    x, W, y = given("x", D), given("W", D, gates, role=Role.PARAMETER), given("y", H)
    z = stage("z", gates, value=sp.Sum(W.at(d, v) * x.at(d), D.limits(d)))
    o = stage("o", H, value=sp.tanh(z.tensor.at(h)) * sp.exp(z.tensor.at(h + H.size)))
    return Network((x, W, y), (z, o, squared(o, y)))


def differences() -> Network:
    """q_s := x_s+1 − x_s over T − 1 steps: total variation with squares."""
    times, steps = Axis("times", "tu", "T"), Axis("steps", "sr", size_symbol("T") - 1)
    x, y = given("x", times, role=Role.PARAMETER), given("y", steps)
    q = stage("q", steps, value=x.at(s + 1) - x.at(s))
    return Network((x, y), (q, squared(q, y)))


@pytest.mark.parametrize(
    ("network", "wrt"),
    [
        (convolution(), "w"),
        (convolution(), "x"),
        (concatenation(), "W"),
        (concatenation(), "x"),
        (slices(), "W"),
        (differences(), "x"),
    ],
)
def test_every_step_holds_for_every_size(network: Network, wrt: str) -> None:
    """Sizes such as I − S + 1, H + D, 2 H and T − 1 are letters like others."""
    steps = derive_gradient(network, wrt).steps
    assert all(step.check.proved and step.check.method.startswith(EVERY_SIZE) for step in steps)


def test_the_weights_of_a_convolution() -> None:
    """∂E/∂w_s = 2 Σ_n Σ_i (o_ni − y_ni) x_n,i+s−1."""
    network = convolution()
    formula = derive_gradient(network, "w").formula
    o, y, x = (network.tensor(name) for name in "oyx")
    terms = (o.at(n, i) - y.at(n, i)) * x.at(n, i + s - 1)
    expected = 2 * sp.Sum(terms, N.limits(n), o.axes[1].limits(i))
    assert equal_for_every_size(formula.value.xreplace({formula.indices[0]: s}), expected)


def test_what_is_concatenated_has_the_gradient_of_its_part() -> None:
    """∂E/∂a_nh = 2 (c_nh − y_nh), with no condition: h never exceeds H; ∂E/∂x has the second part beside W's."""
    network = concatenation()
    formula = derive_gradient(network, "a").formula
    c, y = network.tensor("c"), network.tensor("y")
    row, unit = formula.indices
    assert equal_for_every_size(formula.value, 2 * (c.at(row, unit) - y.at(row, unit)))
    inputs = derive_gradient(network, "x").formula
    row, feature = inputs.indices
    assert not inputs.value.has(Cases, sp.Piecewise)
    assert inputs.value.has(c.at(row, feature + H.size))


def test_a_case_distinction_stays_where_it_is_in_nested_sums() -> None:
    """SymPy takes a Piecewise out of the inner sum that binds its index; a definition does not let it."""
    condition, f = v <= H.size, sp.IndexedBase("f", real=True)
    inner = sp.Sum(sp.Piecewise((f[n, v], condition), (0, True)), (v, 1, D.size))
    wrong = sp.Sum(inner * 2, (n, 1, N.size))
    assert wrong.function.has(sp.Piecewise) and not isinstance(wrong.function / 2, sp.Sum), (
        "SymPy's fault is still there"
    )
    right = sp.Sum(2 * sp.Sum(Cases(f[n, v], condition, sp.S.Zero, sp.true), (v, 1, D.size)), (n, 1, N.size))
    assert right.function == 2 * sp.Sum(Cases(f[n, v], condition, sp.S.Zero, sp.true), (v, 1, D.size))


def test_definitions_hold_no_piecewise() -> None:
    """Whoever writes one with SymPy's Piecewise gets what is safe in sums."""
    (_, c, _) = concatenation().definitions
    assert isinstance(c.value, Cases) and not c.value.has(sp.Piecewise)


def over_times(low: sp.Expr, high: sp.Expr, value: sp.Expr) -> Network:
    """E := the sum of a value from one time to another, with a_t given for t = 1 … T."""
    a = given("a", Axis("times", "tu", "T"), role=Role.PARAMETER)
    return Network((a,), (stage("E", value=sp.Sum(value, (t, low, high))),))


A, T = sp.IndexedBase("a", real=True), size_symbol("T")


@pytest.mark.parametrize(
    ("low", "high", "value"),
    [
        (2, T, (A[t] - A[t - 1]) ** 2),
        (1, T - 1, (A[t + 1] - A[t]) ** 2),
        (1, T, A[T - t + 1] * A[t] ** 2),
        (2, T, A[t] * A[1]),
    ],
)
def test_a_sum_may_begin_or_end_inside_its_axis(low: sp.Expr, high: sp.Expr, value: sp.Expr) -> None:
    """From the second time, to the one before the last, backwards: no element is asked for that does not exist."""
    steps = derive_gradient(over_times(low, high, value), "a").steps
    assert all(step.check.proved and step.check.method.startswith(EVERY_SIZE) for step in steps)


@pytest.mark.parametrize(("low", "high", "place"), [(1, T, t + 1), (1, T, t - 1), (2, T, 2 * t)])
def test_an_element_beyond_its_axis_is_refused(low: int, high: sp.Expr, place: sp.Expr) -> None:
    """a_t+1 in a sum up to T: the definition is named, and how far the axis goes."""
    with pytest.raises(UsageError, match=r"in the definition of E .* the axis to T|counts? from 1"):
        over_times(low, high, A[place] * A[t])
