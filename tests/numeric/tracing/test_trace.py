"""A JAX function becomes the network that its author means, and the gradient is theirs."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import pytest

from derive.errors import UsageError
from numeric.tracing.tracing import trace, translated


def softmax_regression(W: jax.Array, b: jax.Array, x: jax.Array, y: jax.Array) -> jax.Array:
    """As a beginner writes it."""
    logits = x @ W + b
    return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(logits), axis=-1))


SHAPES = {"W": "D K", "b": "K", "x": "N D", "y": "N K"}


def test_softmax_regression_is_the_usual_network() -> None:
    """The names are the author's, p is the softmax, and the shift is proved to cancel."""
    translation = translated(softmax_regression, SHAPES)
    network = translation.network()
    assert [str(d.left) for d in network.definitions] == ["logits[n, k]", "p[n, k]", "E"]
    assert [t.name for t in network.parameters] == ["W", "b"]
    assert [step.check.proved for step in translation.steps] == [True]
    assert str(network.gradient("W").formula) == "∂E/∂W_dk = (1/N) Σ_n (p_nk − y_nk) x_nd"


def test_a_second_function_shares_the_names_of_the_first() -> None:
    """A gradient that someone wrote is walked in the same translation: its softmax is the loss's p."""

    def gradient(W: jax.Array, b: jax.Array, x: jax.Array, y: jax.Array) -> jax.Array:
        probabilities = jax.nn.softmax(x @ W + b)
        return x.T @ (probabilities - y) / x.shape[0]

    translation = translated(softmax_regression, SHAPES)
    (output,) = translation.add(gradient)
    written = translation.define(output, "G")
    assert [d.tensor.name for d in translation.network().definitions] == ["logits", "p", "E", "G"]
    assert str(translation.network().definition(written.name).value) == "Sum((p[n, k] - y[n, k])*x[n, d], (n, 1, N))/N"


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ({"W": "D K"}, "softmax_regression has the argument b, whose shape is not given"),
        ({**SHAPES, "z": "N"}, "softmax_regression has no argument 'z'"),
        ({**SHAPES, "x": "N D/2"}, "the dimension 'D/2' is no size"),
        ({**SHAPES, "x": "N D:real"}, "'real' is no kind of numbers"),
        ({**SHAPES, "x": 3}, "x has the shape 3"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(shapes: dict[str, str], message: str) -> None:
    """What was found is named, and what is expected."""
    with pytest.raises(UsageError, match=message):
        trace(softmax_regression, **shapes)


def test_what_has_no_rule_is_named_with_the_line() -> None:
    """The primitive, the author's line, and what to do."""

    def loss(W: jax.Array, x: jax.Array) -> jax.Array:
        return jnp.sum(jnp.sort(x @ W))

    with pytest.raises(UsageError, match=r"test_trace.py, line \d+: there is no rule for sort \(in: return jnp.sum"):
        trace(loss, W="D K", x="N D")


@jax.custom_vjp
def squared(u: jax.Array) -> jax.Array:
    """A function with a backward pass of its own."""
    return u**2


squared.defvjp(lambda u: (u**2, u), lambda u, g: (2 * u * g,))


def test_a_derivative_that_someone_wrote_is_not_taken_over_in_silence() -> None:
    """What is derived is that of the values; the remark says so, and what prints while it runs is left out."""

    def loss(w: jax.Array, x: jax.Array) -> jax.Array:
        jax.debug.print("x {}", x)
        return jnp.sum(squared(jax.nn.relu(x @ w)))

    translation = translated(loss, {"w": "D", "x": "N D"})
    assert len(translation.remarks) == 1 and "a derivative of its own" in translation.remarks[0]
    assert str(translation.network().gradient("w").formula) == "∂E/∂w_d = 2 Σ_n x_nd [z_n > 0] relu(z_n)"


def test_what_fails_for_letters_alone_is_read_from_its_source() -> None:
    """``len`` and a loop over rows; and it equals the function as it stands."""

    def loss(w: jax.Array, x: jax.Array, y: jax.Array) -> jax.Array:
        total = 0.0
        for i in range(len(x)):
            total += (x[i] @ w - y[i]) ** 2
        return total / len(x)

    translation = translated(loss, {"w": "D", "x": "N D", "y": "N"})
    assert str(translation.agreement) == "translated, and equal to your function at three sizes"
    assert str(translation.network().gradient("w").formula) == "∂E/∂w_d = (2/N) Σ_n z_n x_nd"
