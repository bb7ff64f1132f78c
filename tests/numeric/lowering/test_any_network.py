"""Lowering of networks that are no classifier: expressions as indices and sizes, cases, masks, the largest, rank 0."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sympy as sp

from derive.errors import UsageError
from derive.gradient.backward import derive_gradient
from derive.gradient.derivation import Formula
from derive.network.axes import Axis, index_symbol
from derive.network.definitions import Network
from derive.network.functions import FUNCTIONS
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from numeric.lowering.program import loss_of, lower_forward, lower_gradients, lower_loss
from tests.numeric.networks import INPUTS, PLACES, TAPS, convolution, defined, i, masked, n, random_arrays, s, t


def assert_as_autodiff(network: Network, formulas: dict[str, Formula], arrays: dict[str, jax.Array]) -> None:
    """Each lowered formula equals what JAX finds for the lowered definitions."""
    expected = jax.grad(loss_of(network))(arrays)
    found = lower_gradients(network, formulas)(arrays)
    for name in formulas:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("rows", "positions", "taps"), [(3, 6, 2), (1, 4, 4), (2, 5, 1)])
def test_a_convolution_is_a_loop_over_its_taps(rows: int, positions: int, taps: int) -> None:
    """The index i + s − 1 and the size I − S + 1, where a filter is as long as the signal too."""
    shapes = {"x": (rows, positions), "w": (taps,), "y": (rows, positions - taps + 1)}
    arrays = random_arrays(shapes)
    found = lower_forward(convolution(), "o")(arrays)["o"]
    expected = sum(arrays["w"][tap] * arrays["x"][:, tap : tap + positions - taps + 1] for tap in range(taps))
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-13)


def test_the_gradient_of_a_filter_is_that_of_autodiff() -> None:
    """Derived, lowered, and compared with JAX on the lowered definitions."""
    network = convolution()
    formula = derive_gradient(network, "w").formula
    assert_as_autodiff(network, {"w": formula}, random_arrays({"x": (3, 7), "w": (3,), "y": (3, 5)}))


def test_a_sum_against_a_delta_of_expressions_keeps_the_ends() -> None:
    """Σ_i Σ_s (o_ni − y_ni) w_s δ(t, i + s − 1): near the ends of the signal fewer places take part."""
    network = convolution()
    x, w, o, y = (network.tensor(name) for name in "xwoy")
    delta = sp.KroneckerDelta(t, i + s - 1)
    value = sp.Sum((o.at(n, i) - y.at(n, i)) * w.at(s) * delta, PLACES.limits(i), TAPS.limits(s))
    formula = Formula(Partial(network.output.at(), x.at(n, t)), value, (n, t))
    program = lower_gradients(network, {"x": formula})
    assert "jnp.eye" not in program.source
    assert_as_autodiff(network, {"x": formula}, random_arrays({"x": (2, 6), "w": (3,), "y": (2, 4)}, seed=1))


def test_an_index_outside_its_axis_reads_nothing() -> None:
    """x_{t−1} with x_0 = 0: a shift by one place, as in a recurrence."""
    x = Tensor("x", (INPUTS,), Role.INPUT, "signal")
    d = Tensor("d", (INPUTS,), Role.INTERMEDIATE, "difference")
    loss = Tensor("E", (), Role.LOSS, "loss")
    before = sp.Sum(
        sp.KroneckerDelta(Axis("a", "u", "I").index, t - 1) * x.at(index_symbol("u")), INPUTS.limits(index_symbol("u"))
    )
    network = Network((x,), (defined(d, x.at(t) - before), defined(loss, sp.Sum(d.at(t) ** 2, INPUTS.limits(t)))))
    found = lower_forward(network, "d")({"x": [1.0, 4.0, 9.0]})["d"]
    assert found.tolist() == [1.0, 3.0, 5.0]


def test_a_size_that_is_given_only_in_an_expression() -> None:
    """An axis of 2H entries is the only one that knows H."""
    hidden = Axis("hidden", "h", "H")
    double = Axis("both", "g", 2 * hidden.size)
    v = Tensor("v", (double,), Role.PARAMETER, "both halves")
    h = hidden.index
    a = Tensor("a", (hidden,), Role.INTERMEDIATE, "product")
    loss = Tensor("E", (), Role.LOSS, "loss")
    network = Network(
        (v,), (defined(a, v.at(h) * v.at(h + hidden.size)), defined(loss, sp.Sum(a.at(h), hidden.limits(h))))
    )
    arrays = {"v": jnp.array([1.0, 2.0, 3.0, 10.0, 20.0, 30.0])}
    assert lower_forward(network, "a")(arrays)["a"].tolist() == [10.0, 40.0, 90.0]
    assert jax.grad(loss_of(network))(arrays)["v"].tolist() == [10.0, 20.0, 30.0, 1.0, 2.0, 3.0]


def test_masks_by_value_and_by_position_and_the_largest() -> None:
    """Each against the same in NumPy."""
    x = np.array([[1.0, -1.0, 3.0], [0.5, 1.5, 0.0]])
    found = lower_forward(masked(), ["h", "c", "g"])({"x": x})
    np.testing.assert_array_equal(found["h"], (x > 0) & (x < 2))
    np.testing.assert_allclose(found["c"], np.cumsum(x, axis=1))
    np.testing.assert_array_equal(found["g"], x.max(axis=1))


def test_what_is_held_is_not_differentiated() -> None:
    """∂E/∂x_nt = Σ_{i ≥ t} h_ni + g_n: the largest g is held, so nothing comes through it."""
    x = jnp.array([[1.0, -1.0, 3.0], [0.5, 1.5, 0.0]])
    masks = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
    expected = np.cumsum(masks[:, ::-1], axis=1)[:, ::-1] + np.array([[3.0], [1.5]])
    np.testing.assert_allclose(jax.grad(loss_of(masked()))({"x": x})["x"], expected)


def test_every_record_is_lowered_as_jax_has_it() -> None:
    """a = f(u) for every function of one argument: the lowered network and the record's own JAX form agree."""
    x = Tensor("x", (INPUTS,), Role.INPUT, "inputs")
    a = Tensor("a", (INPUTS,), Role.INTERMEDIATE, "values")
    loss = Tensor("E", (), Role.LOSS, "loss")
    u = jnp.array([0.3, 0.9, 1.0, 2.5])
    for record in FUNCTIONS.values():
        if record.arity != 1:
            continue
        network = Network((x,), (defined(a, record(x.at(t) ** 2)), defined(loss, sp.Sum(a.at(t), INPUTS.limits(t)))))
        names = {"jax": jax, "jnp": jnp, "u": u**2}
        expected = eval(record.jax.value.format(u="u"), names)  # noqa: S307 - the table's own text
        np.testing.assert_allclose(
            lower_forward(network, "a")({"x": u})["a"], expected, rtol=1e-14, err_msg=record.name
        )


def test_a_loss_of_rank_zero_parameters() -> None:
    """E = (b − 2)²: no axis at all."""
    b = Tensor("b", (), Role.PARAMETER, "offset")
    network = Network((b,), (defined(Tensor("E", (), Role.LOSS, "loss"), (b.at() - 2) ** 2),))
    formula = derive_gradient(network, "b").formula
    assert_as_autodiff(network, {"b": formula}, {"b": jnp.array(5.0)})
    assert lower_loss(network)({"b": 5.0})["E"] == 9.0


def test_a_length_that_contradicts_an_expression_is_an_error_of_the_user() -> None:
    """Targets of 3 places where 6 − 2 + 1 are 5."""
    arrays = random_arrays({"x": (3, 6), "w": (2,), "y": (3, 3)})
    with pytest.raises(UsageError, match="y has 3 places"):
        lower_loss(convolution())(arrays)
