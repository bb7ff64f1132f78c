"""Hand-written Hessians, diagonals and products: the right ones are proved, the usual slips refuted and named."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from derive.errors import UsageError
from derive.proof.verdict import Outcome
from numeric.verifying.second_order import is_second
from numeric.verifying.verification import verify

SHAPES = {"W": "K D", "x": "N D", "y": "N K"}


def loss(W, x, y):
    """Softmax regression."""
    return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(x @ W.T), axis=1))


def covariance(W, x):
    """diag(p) − p pᵀ, for each sample."""
    p = jax.nn.softmax(x @ W.T)
    return jnp.einsum("nk,kj->nkj", p, jnp.eye(p.shape[1])) - jnp.einsum("nk,nj->nkj", p, p)


def hess_W(W, x, y):
    """The Hessian."""
    return jnp.einsum("nkj,nd,ne->kdje", covariance(W, x), x, x) / x.shape[0]


def hess_without_mean(W, x, y):
    """Without 1/N."""
    return hess_W(W, x, y) * x.shape[0]


def hess_without_delta(W, x, y):
    """−p pᵀ alone."""
    p = jax.nn.softmax(x @ W.T)
    return -jnp.einsum("nk,nj,nd,ne->kdje", p, p, x, x) / x.shape[0]


def hess_diagonal_only(W, x, y):
    """p (1 − p) x², where both entries are the same, and 0 elsewhere."""
    p = jax.nn.softmax(x @ W.T)
    return jnp.einsum("nk,nd,kj,de->kdje", p * (1 - p), x**2, jnp.eye(p.shape[1]), jnp.eye(x.shape[1])) / x.shape[0]


def diag(W, x, y):
    """The diagonal."""
    p = jax.nn.softmax(x @ W.T)
    return (p * (1 - p)).T @ x**2 / x.shape[0]


def diag_bound(W, x, y):
    """What gradient boosting takes for it."""
    p = jax.nn.softmax(x @ W.T)
    return (2 * p * (1 - p)).T @ x**2 / x.shape[0]


def hvp(W, x, y, v):
    """The product with v."""
    p, u = jax.nn.softmax(x @ W.T), x @ v.T
    return (p * (u - jnp.sum(p * u, axis=1, keepdims=True))).T @ x / x.shape[0]


def hvp_without_mean(W, x, y, v):
    """p u alone: the mean over the classes is forgotten."""
    p, u = jax.nn.softmax(x @ W.T), x @ v.T
    return (p * u).T @ x / x.shape[0]


@pytest.mark.parametrize("function", [hess_W, diag, hvp])
def test_what_is_right_is_proved(function: object) -> None:
    """Under the condition that labels sum to one, which the code uses."""
    shapes = SHAPES | ({"v": "K D"} if function is hvp else {})
    found = verify(loss, function, **shapes)
    assert found.outcome is Outcome.PROVED_WHEN
    assert found.arrays[0].verdict.condition == "labels sum to one"


@pytest.mark.parametrize(
    ("function", "slip"),
    [
        (hess_without_mean, "the factor 1/N is missing"),
        (hess_without_delta, "the term with δ, where both indices are equal, is missing"),
        (hess_diagonal_only, "only the diagonal is there"),
        (diag_bound, "a factor 2 is too much: 2p(1 − p) is a bound, not the diagonal"),
        (hvp_without_mean, "only the term with δ is there"),
    ],
)
def test_a_slip_is_refuted_and_named(function: object, slip: str) -> None:
    """With arrays at which the user's own function returns something else than is due."""
    shapes = SHAPES | ({"v": "K D"} if function is hvp_without_mean else {})
    array = verify(loss, function, **shapes).arrays[0]
    assert array.verdict.outcome is Outcome.REFUTED and array.slip == slip
    assert "# returned" in array.witness and "# due" in array.witness


def test_numpy_and_a_flat_matrix() -> None:
    """A Hessian as people write it in NumPy, with K·D rows and columns."""

    def loss_np(W, x, y):
        z = x @ W.T
        return np.sum(np.log(np.sum(np.exp(z), axis=1)) - np.sum(y * z, axis=1))

    def hessian(W, x, y):
        e = np.exp(x @ W.T)
        p = e / e.sum(axis=1, keepdims=True)
        inner = np.einsum("nk,kj->nkj", p, np.eye(p.shape[1])) - p[:, :, None] * p[:, None, :]
        blocks = np.einsum("nkj,nd,ne->kdje", inner, x, x)
        return blocks.reshape(W.shape[0] * W.shape[1], W.shape[0] * W.shape[1])

    assert verify(loss_np, hessian, **SHAPES).outcome is Outcome.PROVED


def test_axes_in_another_order_are_told() -> None:
    """Square weights: the transposed Kronecker product has the same shape."""

    def square(W, x, y):
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(x @ W.T), axis=1))

    def hessian(W, x, y):
        return jnp.einsum("nkj,nd,ne->dkej", covariance(W, x), x, x) / x.shape[0]

    array = verify(square, hessian, W="D D", x="N D", y="N D").arrays[0]
    assert array.verdict.outcome is Outcome.REFUTED and "another order" in array.slip


def hidden(V, W, x, y):
    """A hidden layer of tanh and squared errors."""
    return jnp.sum((jnp.tanh(x @ W.T) @ V - y) ** 2) / 2


def hess_hidden(V, W, x, y):
    """Both terms."""
    a = jnp.tanh(x @ W.T)
    s = (1 - a**2) * V
    r = a @ V - y
    own = jnp.einsum("n,nh,hg,nd,ne->hdge", r, -2 * a * s, jnp.eye(V.shape[0]), x, x)
    return jnp.einsum("nh,ng,nd,ne->hdge", s, s, x, x) + own


def hess_gauss_newton(V, W, x, y):
    """The first term alone."""
    s = (1 - jnp.tanh(x @ W.T) ** 2) * V
    return jnp.einsum("nh,ng,nd,ne->hdge", s, s, x, x)


HIDDEN = {"V": "H", "W": "H D", "x": "N D", "y": "N"}


def test_the_gauss_newton_matrix_is_not_the_hessian_of_a_hidden_layer() -> None:
    """The curvature of what lies below the outputs is missing; with it the Hessian is proved."""
    assert verify(hidden, hess_hidden, **HIDDEN).outcome.proved
    array = verify(hidden, hess_gauss_newton, **HIDDEN).arrays[0]
    assert array.verdict.outcome is Outcome.REFUTED and "Gauss–Newton" in array.slip


def test_a_mixed_block_is_found_by_its_axes() -> None:
    """∂²E/∂w∂b of least squares, in a dict with the other blocks."""

    def least(w, b, x, y):
        return jnp.mean((x @ w + b - y) ** 2)

    def hessian(w, b, x, y):
        return {"w_w": 2 * x.T @ x / x.shape[0], "w_b": 2 * jnp.mean(x, axis=0), "b_b": 2.0 + 0 * b}

    found = verify(least, hessian, w="D", b="", x="N D", y="N")
    assert [array.verdict.outcome for array in found.arrays] == [Outcome.PROVED] * 3


def test_a_factor_of_two_in_a_diagonal_without_probabilities_is_no_bound_of_any() -> None:
    """The sentence about 2p(1 − p) is for probabilities alone."""

    def least(w, x, y):
        return jnp.mean((x @ w - y) ** 2) / 2

    def diag_H(w, x, y):
        return 2 * jnp.mean(x**2, axis=0)

    array = verify(least, diag_H, w="D", x="N D", y="N").arrays[0]
    assert array.slip == "a factor 2 is too much"


def test_an_array_that_is_no_block_is_refused() -> None:
    """With the shapes that would be one."""

    def hess(W, x, y):
        return x

    with pytest.raises(UsageError, match="no block of the Hessian"):
        verify(loss, hess, **SHAPES)


def test_a_gradient_is_still_a_gradient() -> None:
    """A name without hess, hvp or diag, and no vector: the first derivative."""

    def gradient(W, x, y):
        return (jax.nn.softmax(x @ W.T) - y).T @ x / x.shape[0]

    assert not is_second(loss, gradient, SHAPES)
    assert verify(loss, gradient, **SHAPES).arrays[0].parameter == "W"


def affine(w, b, x, y):
    """Least squares with weights and a bias of each class."""
    return jnp.mean((x @ w.T + b - y) ** 2)


AFFINE = {"w": "K D", "b": "K", "x": "N D", "y": "N K"}


def hess_at_once(w, b, x, y):
    """By jax.hessian, which returns a tuple of tuples."""
    return jax.hessian(affine, argnums=(0, 1))(w, b, x, y)


def hess_in_two_steps(w, b, x, y):
    """By jacfwd of the gradient."""
    return jax.jacfwd(jax.grad(affine, (0, 1)), (0, 1))(w, b, x, y)


@pytest.mark.parametrize("hessian", [hess_at_once, hess_in_two_steps])
def test_a_hessian_over_two_parameters_is_read_as_jax_computes_it(hessian: object) -> None:
    """JAX splits one matrix into the blocks: a range of it is reshaped into classes and features."""
    found = verify(affine, hessian, **AFFINE)
    assert [a.parameter for a in found.arrays] == ["∂²/∂w∂w", "∂²/∂w∂b", "∂²/∂b∂w", "∂²/∂b∂b"]
    assert found.outcome.proved, str(found)


def test_blocks_of_the_same_shape_are_told_by_their_places_or_names() -> None:
    """What is not told is not refuted; what is told and wrong is."""

    def both(u, v, x):
        return jnp.mean((x @ u) * (x @ v))

    def hess(u, v, x):
        mixed = x.T @ x / x.shape[0]
        return (0 * mixed, mixed), (mixed, 0 * mixed)

    def hess_wrong(u, v, x):
        mixed = x.T @ x
        return (0 * mixed, mixed), (mixed, 0 * mixed)

    def hess_u_v(u, v, x):
        return x.T @ x / x.shape[0]

    def hess_alone(u, v, x):
        return x.T @ x / x.shape[0]

    def hvp(u, v, x, du, dv):
        return x.T @ (x @ dv) / x.shape[0], x.T @ (x @ du) / x.shape[0]

    shapes = {"u": "D", "v": "D", "x": "N D", "wrt": ("u", "v")}
    assert verify(both, hess, **shapes).proved and verify(both, hess_u_v, **shapes).proved
    assert verify(both, hvp, **shapes, du="D", dv="D").proved
    assert verify(both, hess_wrong, **shapes)["∂²/∂u∂v"].verdict.outcome is Outcome.REFUTED
    assert verify(both, hess_alone, **shapes).outcome is Outcome.UNDECIDED


def test_a_block_of_one_of_two_parameters_is_not_taken_for_that_of_the_first() -> None:
    """jax.hessian with argnums=(1,) has its only block at the first place."""

    def apart(u, v, x):
        return jnp.mean((x @ u) ** 2) + jnp.mean(x @ v)

    def hess(u, v, x):
        return ((jnp.einsum("nd,e->de", 0 * x, v),),)

    assert verify(apart, hess, u="D", v="D", x="N D", wrt=("u", "v")).outcome is Outcome.UNDECIDED


def curved(w, x, y):
    """Squared errors of a tanh."""
    return jnp.mean((jnp.tanh(x @ w) - y) ** 2)


def gauss_newton(w, x, y):
    """The Gauss–Newton matrix."""
    s = 1 - jnp.tanh(x @ w) ** 2
    return 2 * jnp.einsum("n,nd,ne->de", s**2, x, x) / x.shape[0]


def fisher_diag(w, x, y):
    """Its diagonal."""
    return 2 * ((1 - jnp.tanh(x @ w) ** 2) ** 2) @ x**2 / x.shape[0]


def ggn_product(w, x, y, v):
    """Its product with a vector."""
    return 2 * x.T @ ((1 - jnp.tanh(x @ w) ** 2) ** 2 * (x @ v)) / x.shape[0]


CURVED = {"w": "D", "x": "N D", "y": "N"}


@pytest.mark.parametrize("function", [gauss_newton, fisher_diag, ggn_product])
def test_a_matrix_that_is_no_gradient_is_not_refuted_as_one(function: object) -> None:
    """A Fisher or Gauss–Newton matrix is right without being a gradient or the Hessian."""
    (found,) = verify(curved, function, **CURVED, **({"v": "D"} if function is ggn_product else {})).arrays
    assert found.verdict.outcome is Outcome.UNDECIDED and "Fisher or Gauss–Newton" in found.verdict.reason


def test_a_gradient_of_each_sample_is_still_refuted_by_its_shape() -> None:
    """Its axes are not those of two parameters."""

    def slopes(w, x, y):
        return x

    assert verify(curved, slopes, **CURVED).outcome is Outcome.REFUTED
