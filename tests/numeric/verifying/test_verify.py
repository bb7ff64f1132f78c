"""Hand-written gradients: right ones are proved, and each planted slip is refuted with arrays and said in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from derive.proof.verdict import Outcome
from numeric.verifying.verdicts import Verification
from numeric.verifying.verification import assert_gradient, verified

from . import jax_pairs as j
from . import numpy_pairs as n

Function = Callable[..., Any]
SOFTMAX = {"W": "D K", "b": "K", "X": "N D", "y": "N:int"}
HIDDEN = {"W1": "D H", "W2": "H K", "X": "N D", "T": "N K"}
BATCH = {"gamma": "D", "beta": "D", "x": "N D", "y": "N D"}
STACK = {"params": ["D H", "H K"], "x": "N D", "y": "N K"}
SVM = {"W": "D K", "X": "N D", "y": "N:int", "reg": ""}


@dataclass(frozen=True)
class Case:
    """A gradient, whether it is right, and what is said of its slip."""

    loss: Function
    gradient: Function | None
    shapes: dict[str, Any]
    right: bool
    wrt: tuple[str, ...] = ()
    slip: str = ""

    @property
    def name(self) -> str:
        """For the list of tests."""
        return getattr(self.gradient or self.loss, "__name__", "?")

    def found(self) -> Verification:
        """What is found of it."""
        return verified(self.loss, self.gradient, self.shapes, self.wrt)


NUMPY = (
    Case(n.loss, n.right_in_place, SOFTMAX, True, ("W",)),
    Case(n.loss, n.right_one_hot, SOFTMAX, True, ("W",)),
    Case(n.loss, n.right_rows, SOFTMAX, True, ("W",)),
    Case(n.loss, n.right_astype, SOFTMAX, True, ("W",)),
    Case(n.loss, n.right_bias, SOFTMAX, True, ("b",)),
    Case(n.loss, n.right_alias_followed, SOFTMAX, True, ("W",)),
    Case(n.loss, n.wrong_without_n, SOFTMAX, False, ("W",), "the factor 1/N is missing"),
    Case(n.loss, n.wrong_sign, SOFTMAX, False, ("W",), "the sign is reversed"),
    Case(n.loss, n.wrong_one_hot_sign, SOFTMAX, False, ("W",), "the sign of the term"),
    Case(n.loss, n.wrong_transposed, SOFTMAX, False, ("W",), "it is transposed"),
    Case(n.loss, n.wrong_alias, SOFTMAX, False, ("W",)),
    Case(n.hidden_loss, n.right_mask_in_place, HIDDEN, True, ("W1",)),
    Case(n.hidden_loss, n.right_mask, HIDDEN, True, ("W1",)),
    Case(n.hidden_loss, n.right_both, HIDDEN, True, ("W1", "W2")),
    Case(n.hidden_loss, n.wrong_no_mask, HIDDEN, False, ("W1",), "the mask of relu is forgotten (H = np.maximum"),
    Case(n.hidden_loss, n.wrong_reversed_mask, HIDDEN, False, ("W1",), "the mask of relu is reversed"),
    Case(n.with_loss, None, SVM, True),
    Case(n.with_loss_wrong, None, SVM, False),
    Case(n.embedding_loss, n.right_add_at, {"E": "V D", "ids": "N:int", "w": "D"}, True, ("E",)),
    Case(n.embedding_loss, n.right_row_by_row, {"E": "V D", "ids": "N:int", "w": "D"}, True, ("E",)),
    Case(n.batch_norm, None, BATCH, True),
    Case(n.batch_norm_halfway, None, BATCH, False),
    Case(n.layers, n.layers_backward, STACK, True, ("params",)),
    Case(n.layers, n.layers_forgotten, STACK, False, ("params",), "the derivative of tanh is forgotten"),
)


@pytest.mark.parametrize("case", NUMPY, ids=lambda case: case.name)
def test_numpy_backward_passes(case: Case) -> None:
    """As course work writes them: in place, by index, with masks, row by row."""
    _judged(case)


def _judged(case: Case) -> None:
    found = case.found()
    if case.right:
        assert found.proved, str(found)
        return
    assert found.outcome is Outcome.REFUTED, str(found)
    assert case.slip in str(found), str(found)


ROWS = {"w": "D", "x": "N D", "y": "N"}
PENALTY = {**ROWS, "lam": ""}
NORM = {"g": "D", "x": "N D", "y": "N D"}
HEAD = {"Wq": "D H", "k": "T H", "v": "T V", "x": "S D", "y": "S V"}
RATINGS = {"U": "N D", "V": "M D", "r": "N M", "mask": "N M"}
CONVERTED = (
    Case(j.logistic, j.logistic_right, ROWS, True),
    Case(j.logistic, j.logistic_twice, ROWS, False),
    Case(j.poisson, j.poisson_right, ROWS, True),
    Case(j.poisson, j.poisson_wrong, ROWS, False),
    Case(j.ridge, j.ridge_right, PENALTY, True, ("w",)),
    Case(j.ridge, j.ridge_forgotten, PENALTY, False, ("w",), "is forgotten"),
    Case(j.ridge, j.ridge_half, PENALTY, False, ("w",)),
    Case(j.lasso, j.lasso_right, PENALTY, True, ("w",)),
    Case(j.lasso, j.lasso_wrong, PENALTY, False, ("w",)),
    Case(j.hinge, j.hinge_right, ROWS, True),
    Case(j.hinge, j.hinge_wrong, ROWS, False, (), "the mask of relu is forgotten"),
    Case(j.layer_norm, j.layer_norm_right, NORM, True, ("x",)),
    Case(j.layer_norm, j.layer_norm_two_terms, NORM, False, ("x",), "the part that goes through var is missing"),
    Case(j.layer_norm, j.layer_norm_constant, NORM, False, ("x",)),
    Case(j.attention, j.attention_right, HEAD, True, ("Wq",)),
    Case(j.attention, j.attention_diagonal, HEAD, False, ("Wq",), "only the diagonal"),
    Case(j.attention, j.attention_unscaled, HEAD, False, ("Wq",), "√"),
    Case(j.factorised, j.factorised_right, RATINGS, True, ("U", "V")),
    Case(j.factorised, j.factorised_unmasked, RATINGS, False, ("U", "V")),
    Case(j.gaussian, j.gaussian_right, {"mu": "D", "s": "D", "x": "N D"}, True, ("mu", "s")),
    Case(j.gaussian, j.gaussian_wrong, {"mu": "D", "s": "D", "x": "N D"}, False, ("mu", "s"), "s_d is forgotten"),
    Case(j.by_rows, j.by_rows_right, ROWS, True),
    Case(j.by_rows, j.by_rows_wrong, ROWS, False, (), "a factor 2 is missing"),
)


@pytest.mark.parametrize("case", CONVERTED, ids=lambda case: case.name)
def test_jax_gradients(case: Case) -> None:
    """Losses that people differentiate by hand; loops over rows are read from the source."""
    _judged(case)


def mlp(W1: Any, b1: Any, W2: Any, b2: Any, x: Any, y: Any) -> Any:
    """Two layers."""
    h = jnp.tanh(x @ W1 + b1)
    z = h @ W2 + b2
    return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(z), axis=-1))


def mlp_gradient(W1: Any, b1: Any, W2: Any, b2: Any, x: Any, y: Any, slip: str = "") -> Any:
    """The gradient for all four, with at most one slip."""
    h = jnp.tanh(x @ W1 + b1)
    p = jax.nn.softmax(h @ W2 + b2)
    dz = (p - y) if slip == "mean" else (p - y) / x.shape[0]
    slope = {"slope": 1.0, "power": 1 - h, "argument": 1 - (x @ W1 + b1) ** 2}.get(slip, 1 - h**2)
    dh = dz @ W2.T * slope
    dW1 = x.T @ dh * (1 + 1e-12 if slip == "tiny" else 1)
    return {"W1": dW1, "b1": dh.sum(axis=0), "W2": h.T @ dz, "b2": dz.sum(axis=0)}


MLP = {"W1": "D H", "b1": "H", "W2": "H K", "b2": "K", "x": "N D", "y": "N K"}
SLIPS = {
    "mean": "the factor 1/N is missing",
    "slope": "the derivative of tanh is forgotten (h = jnp.tanh(x @ W1 + b1))",
    "power": "1 − f(u) stands for the derivative of tanh at u",
    "argument": "1 − u² stands for the derivative of tanh at u",
    "tiny": "it is wrong by a factor of 1 + 1.0e-12",
}


def test_a_gradient_of_two_layers_is_proved_for_all_four() -> None:
    """For every size, when the labels sum to one."""
    found = verified(mlp, mlp_gradient, MLP)
    assert [array.parameter for array in found.arrays] == ["W1", "b1", "W2", "b2"]
    assert {array.verdict.condition for array in found.arrays} == {"labels sum to one"}
    assert all(array.verdict.method.startswith("every size") for array in found.arrays)
    assert found.translated == "translated, and equal to your functions at 3 sizes"


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_of_two_layers_is_refuted_and_named(slip: str) -> None:
    """Also one that finite differences pass: a relative error of 1e-12."""

    def gradient(W1: Any, b1: Any, W2: Any, b2: Any, x: Any, y: Any) -> Any:
        return {"W1": mlp_gradient(W1, b1, W2, b2, x, y, slip)["W1"]}

    found = verified(mlp, gradient, MLP)
    assert found.outcome is Outcome.REFUTED
    assert SLIPS[slip] in found["W1"].slip


def test_a_witness_can_be_pasted_into_a_test() -> None:
    """Its lines are Python, and the two gradients differ there."""
    witness = NUMPY[6].found()["W"].witness
    names: dict[str, Any] = {"np": np}
    exec(witness, names)  # noqa: S102 - what is to be pasted
    given = [names[name] for name in ("W", "b", "X", "y")]
    assert not np.allclose(n.wrong_without_n(*given), n.right_in_place(*given))


@jax.custom_vjp
def soft(z: Any) -> Any:
    """Softmax with a rule."""
    return jax.nn.softmax(z)


soft.defvjp(lambda z: (soft(z), soft(z)), lambda p, g: (p * (g - jnp.sum(p * g, axis=-1, keepdims=True)),))


@jax.custom_vjp
def diagonal(z: Any) -> Any:
    """Softmax with half of a rule."""
    return jax.nn.softmax(z)


diagonal.defvjp(lambda z: (diagonal(z), diagonal(z)), lambda p, g: (p * (1 - p) * g,))


@jax.custom_jvp
def log_sum(x: Any) -> Any:
    """A rule for tangents."""
    return jax.nn.logsumexp(x, axis=-1)


@log_sum.defjvp
def _(primals: Any, tangents: Any) -> Any:
    (x,), (t,) = primals, tangents
    return log_sum(x), jnp.sum(jax.nn.softmax(x) * t, axis=-1)


@jax.custom_jvp
def logistic(x: Any) -> Any:
    """A rule that forgets 1 − σ."""
    return 1 / (1 + jnp.exp(-x))


@logistic.defjvp
def _(primals: Any, tangents: Any) -> Any:
    return logistic(primals[0]), logistic(primals[0]) * tangents[0]


@jax.custom_vjp
def linear(W: Any, x: Any) -> Any:
    """Two arguments."""
    return x @ W


linear.defvjp(lambda W, x: (x @ W, (W, x)), lambda kept, g: (kept[1].T @ g, g @ kept[0].T))

RULES = (
    Case(soft, None, {"z": "N K"}, True),
    Case(diagonal, None, {"z": "N K"}, False),
    Case(log_sum, None, {"x": "N K"}, True),
    Case(logistic, None, {"x": "N"}, False),
    Case(linear, None, {"W": "D K", "x": "N D"}, True),
)


@pytest.mark.parametrize("case", RULES, ids=lambda case: case.name)
def test_rules_of_custom_vjp_and_custom_jvp(case: Case) -> None:
    """They are held against the function itself."""
    _judged(case)


def test_assert_gradient_fails_a_test_with_the_slip() -> None:
    """The message has the verdict, the slip and the arrays."""
    with pytest.raises(AssertionError, match=r"(?s)W: REFUTED.*the factor 1/N is missing.*W = np\.array"):
        assert_gradient(n.loss, n.wrong_without_n, wrt="W", W="D K", b="K", X="N D", y="N:int")
    assert_gradient(n.loss, n.right_in_place, wrt="W", W="D K", b="K", X="N D", y="N:int")


def test_what_is_decided_by_a_size_is_proved_for_the_sizes_that_were_read() -> None:
    """Below four samples the code does something else."""

    def loss(w: Any, x: Any) -> Any:
        return jnp.sum((x @ w) ** 2)

    def gradient(w: Any, x: Any) -> Any:
        return 2 * x.T @ (x @ w) if x.shape[0] > 3 else w

    found = verified(loss, gradient, {"w": "D", "x": "N D"})
    assert found["w"].verdict.condition == "every size is at least 4"


def through_a_view(w: Any, X: Any, t: Any) -> Any:
    """Twice the gradient, for arrays of NumPy."""
    r = X @ w - t
    view = r[:]
    view *= 2
    return X.T @ r


def kept_elsewhere(w: Any, X: Any, t: Any) -> Any:
    """Twice the gradient, for arrays of NumPy."""
    kept = {"r": X @ w - t}
    r = kept["r"]
    r += r
    return X.T @ kept["r"]


def two_names_at_once(w: Any, X: Any, t: Any) -> Any:
    """Twice the gradient, for arrays of NumPy."""
    r = X @ w - t
    s, _ = r, 1
    s *= 2
    return X.T @ r


def half_squares(w: Any, X: Any, t: Any) -> Any:
    """Half the squares of the residuals."""
    return 0.5 * jnp.sum((X @ w - t) ** 2)


@pytest.mark.parametrize("gradient", [through_a_view, kept_elsewhere, two_names_at_once], ids=lambda g: g.__name__)
def test_code_that_names_neither_library_is_read_for_both(gradient: Function) -> None:
    """Arrays of NumPy change under both names, arrays of JAX do not: nothing is proved, and the difference is said."""
    found = verified(half_squares, gradient, {"w": "D", "X": "N D", "t": "N"}, ())
    assert found.outcome is Outcome.UNDECIDED
    assert "arrays of NumPy than for arrays of JAX" in str(found)


def whole_by_a_slice(w: Any, X: Any, t: Any) -> Any:
    """The gradient, put into zeros."""
    g = np.zeros_like(w)
    g[:] = X.T @ (X @ w - t)
    return g


def test_a_whole_array_is_put_by_a_slice() -> None:
    """g[:] = … has an index without numbers."""
    assert verified(half_squares, whole_by_a_slice, {"w": "D", "X": "N D", "t": "N"}, ()).proved
