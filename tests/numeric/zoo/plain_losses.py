"""The zoo's losses as a user writes them in JAX: what ``jax.grad`` differentiates, with nothing from ``derive``."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp

Loss = Callable[..., jax.Array]
LOSSES: dict[str, Loss] = {}


def plain(title: str) -> Callable[[Loss], Loss]:
    """Put a loss into the table under the title of its network."""

    def added(loss: Loss) -> Loss:
        LOSSES[title] = loss
        return loss

    return added


def binary(z: jax.Array, y: jax.Array) -> jax.Array:
    """Sigmoid with binary cross-entropy, for each output."""
    return jax.nn.softplus(z) - y * z


def crossed(z: jax.Array, y: jax.Array) -> jax.Array:
    """Softmax cross-entropy, for each sample."""
    return -jnp.sum(y * jax.nn.log_softmax(z), axis=-1)


def huber(r: jax.Array) -> jax.Array:
    """Half the square up to 1, then the distance."""
    return jnp.where(jnp.abs(r) < 1, r**2 / 2, jnp.abs(r) - 0.5)


def shares(z: jax.Array) -> jax.Array:
    """Softmax over the last axis."""
    return jax.nn.softmax(z)


# One linear layer.
for title in (
    "logistic regression",
    "logistic regression, loss by softplus",
    "logistic regression, loss by log(1 + exp(z))",
):
    LOSSES[title] = lambda x, w, b, y: jnp.mean(binary(x @ w + b, y))
LOSSES |= {
    "logistic regression with L2": lambda x, w, b, y: jnp.mean(binary(x @ w + b, y)) + 0.05 * jnp.sum(w**2),
    "logistic regression with L1 and L2": lambda x, w, b, y, alpha, beta: (
        jnp.mean(binary(x @ w + b, y)) + alpha * jnp.sum(jnp.abs(w)) + beta / 2 * jnp.sum(w**2)
    ),
    "many labels: a sigmoid each": lambda x, W, b, y: jnp.mean(jnp.sum(binary(x @ W.T + b, y), axis=1)),
    "least squares": lambda x, w, b, y: jnp.mean((x @ w + b - y) ** 2),
    "ridge regression": lambda x, w, b, y, alpha: jnp.mean((x @ w + b - y) ** 2) + alpha * w @ w,
    "least squares, many outputs": lambda x, W, y: jnp.mean((x @ W.T - y) ** 2),
    "Huber loss": lambda x, w, b, y: jnp.mean(huber(x @ w + b - y)),
    "hinge loss with L2": lambda x, w, b, y, alpha: (
        jnp.mean(jax.nn.relu(1 - y * (x @ w + b))) + alpha / 2 * jnp.sum(w**2)
    ),
    "temperature": lambda x, W, y, tau: jnp.mean(crossed(x @ W.T / tau, y)),
    "class weights": lambda x, W, c, y: jnp.mean(crossed(x @ W.T, c * y)),
    "softmax regression with L2": lambda x, W, y, alpha: jnp.mean(crossed(x @ W.T, y)) + alpha / 2 * jnp.sum(W**2),
    "label smoothing": lambda x, W, y: jnp.mean(crossed(x @ W.T, 0.9 * y + 0.1 / y.shape[1])),
    "KL divergence from given shares": lambda x, W, y: jnp.mean(crossed(x @ W.T, y) + jnp.sum(y * jnp.log(y), 1)),
    "log cosh": lambda x, w, b, y: jnp.mean(jnp.log(jnp.cosh(x @ w + b - y))),
}
for title in ("softmax cross-entropy by log-sum-exp", "log-softmax"):
    LOSSES[title] = lambda x, W, y: jnp.mean(crossed(x @ W.T, y))
for title in ("Poisson regression", "Poisson regression, loss by log"):
    LOSSES[title] = lambda x, w, b, y: jnp.mean(jnp.exp(x @ w + b) - y * (x @ w + b))


@plain("hinge of several classes")
def _(x, W, y):
    z = x @ W.T
    margins = 1 + z - jnp.sum(y * z, axis=1, keepdims=True)
    return jnp.mean(jnp.sum((1 - y) * jax.nn.relu(margins), axis=1))


@plain("focal loss")
def _(x, w, b, y):
    p = jax.nn.sigmoid(x @ w + b)
    return -jnp.mean(jnp.where(y == 1, (1 - p) ** 2 * jnp.log(p), p**2 * jnp.log(1 - p)))


@plain("masked classes")
def _(x, W, m, y):
    z = x @ W.T
    return jnp.mean(jax.nn.logsumexp(z, b=m, axis=1) - jnp.sum(y * z, axis=1))


@plain("Gaussian with its own spread")
def _(x, w, v, y):
    return jnp.mean(x @ v + 0.5 * (x @ w - y) ** 2 * jnp.exp(-2 * (x @ v)))


# Layers.
def half_squares(r: jax.Array, y: jax.Array) -> jax.Array:
    """Half the sum of the squares."""
    return jnp.sum((r - y) ** 2) / 2


def normal(z: jax.Array, axis: int, epsilon: float = 0.0) -> jax.Array:
    """Mean 0 and variance 1 along an axis."""
    return (z - jnp.mean(z, axis, keepdims=True)) / jnp.sqrt(jnp.var(z, axis, keepdims=True) + epsilon)


def decayed(x, W1, W2, y, alpha):
    """Two layers and half of alpha times the squares of all weights."""
    return jnp.mean(crossed(jnp.tanh(x @ W1.T) @ W2.T, y)) + alpha / 2 * (jnp.sum(W1**2) + jnp.sum(W2**2))


LOSSES |= {
    "skip connection": lambda h, W, y: half_squares(h + jnp.tanh(h @ W.T), y),
    "skip connection over one definition": lambda x, w, y: half_squares(w * x + jnp.tanh(w * x), y),
    "residual block of two layers": lambda x, W1, W2, y: half_squares(x + jnp.tanh(x @ W1.T) @ W2.T, y),
    "weight decay in the loss of two layers": decayed,
    "layer norm": lambda z, c: jnp.sum(c * normal(z, 1)),
    "layer norm with gain and offset": lambda z, g, b, y: half_squares(g * normal(z, 1, 1e-3) + b, y),
    "batch norm in training": lambda z, c: jnp.sum(c * normal(z, 0)),
    "dropout with a given mask": lambda x, W, v, m, y: jnp.mean((2 * m * jnp.tanh(x @ W.T) @ v - y) ** 2) / 2,
    "embedding by one-hot": lambda o, U, W, y: jnp.mean(crossed(U[jnp.argmax(o, 1)] @ W.T, y)),
    "mean pooling": lambda x, W, y: jnp.mean(crossed(jnp.mean(x, axis=1) @ W.T, y)),
    "two towers with a shared weight": lambda x, t, W, y: jnp.mean(binary(jnp.sum((x @ W.T) * (t @ W.T), 1), y)),
    "autoencoder": lambda x, W1, W2: jnp.mean(jnp.sum((jnp.tanh(x @ W1.T) @ W2.T - x) ** 2, 1)),
    "autoencoder with tied weights": lambda x, W: jnp.mean(jnp.sum((jnp.tanh(x @ W.T) @ W - x) ** 2, 1)),
    "a weight used twice": lambda x, W, y: half_squares(jnp.tanh(x @ W.T) @ W.T, y),
    "gated unit": lambda x, U, W, y: half_squares((x @ U.T) * jax.nn.sigmoid(x @ W.T), y),
    "one-dimensional convolution": lambda x, w, y: half_squares(windows(x, w.size) @ w, y),
}


def windows(x: jax.Array, width: int) -> jax.Array:
    """x[n, i + s] for each place i of a window."""
    return jnp.stack([x[:, s : x.shape[1] - width + 1 + s] for s in range(width)], axis=-1)


@plain("convolution, tanh, mean pooling, softmax")
def _(x, F, W, y):
    pooled = jnp.mean(jnp.tanh(windows(x, F.shape[1]) @ F.T), axis=1)
    return jnp.mean(crossed(pooled @ W.T, y))


@plain("recurrence unrolled twice")
def _(x1, x2, U, W, v, y):
    state = jnp.tanh(x1 @ U.T)
    return half_squares(jnp.tanh(x2 @ U.T + state @ W.T) @ v, y)


# Attention, contrast, factors, many layers.
def attended(x, Q, R, V):
    """One head: every position looks at all positions."""
    weights = shares((x @ Q.T) @ (x @ R.T).T / jnp.sqrt(Q.shape[0]))
    return weights @ (x @ V.T)


LOSSES |= {
    "attention weights": lambda q, k, c: jnp.sum(c * shares(q @ k.T / jnp.sqrt(q.shape[1]))),
    "one attention head": lambda x, Q, R, V, y: half_squares(attended(x, Q, R, V), y),
    "two attention heads and more": lambda x, Q, R, V, W, y: half_squares(
        sum(attended(x, Q[a], R[a], V[a]) @ W[:, a].T for a in range(len(Q))), y
    ),
    "contrast within the batch (InfoNCE)": lambda x, t, W: (
        -jnp.mean(jnp.diag(jax.nn.log_softmax((x @ W.T) @ (t @ W.T).T)))
    ),
    "cosine similarity": lambda u, v: jnp.sum(
        jnp.sum(u * v, 1) / (jnp.linalg.norm(u, axis=1) * jnp.linalg.norm(v, axis=1))
    ),
    "matrix factors of observed entries": lambda R, o, U, V: jnp.sum(o * (U @ V.T - R) ** 2),
    "three layers, three activations": lambda x, W1, W2, W3, W4, y: jnp.mean(
        crossed(jax.nn.softplus(jax.nn.sigmoid(jnp.tanh(x @ W1.T) @ W2.T) @ W3.T) @ W4.T, y)
    ),
}

ACTIVATIONS: dict[str, Callable[[jax.Array], jax.Array]] = {
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "exp": jnp.exp,
    "expm1": jnp.expm1,
    "softplus": jax.nn.softplus,
    "relu": jax.nn.relu,
    "leaky_relu": jax.nn.leaky_relu,
    "elu": jax.nn.elu,
    "silu": jax.nn.silu,
    "gelu": lambda u: jax.nn.gelu(u, approximate=False),
    "gelu_tanh": lambda u: jax.nn.gelu(u, approximate=True),
    "softsign": jax.nn.soft_sign,
    "hard_tanh": jax.nn.hard_tanh,
    "sin": jnp.sin,
    "cos": jnp.cos,
    "square": jnp.square,
    "erf": jax.scipy.special.erf,
}


def hidden_layer(activation: Callable[[jax.Array], jax.Array]) -> Loss:
    """One hidden layer, one output, half the mean of the squares."""
    return lambda x, W, v, y: jnp.mean((activation(x @ W.T) @ v - y) ** 2) / 2


LOSSES |= {f"hidden layer with {name}": hidden_layer(function) for name, function in ACTIVATIONS.items()}
