"""Gradients in JAX as people write them by hand: right ones, and wrong ones with one slip each."""

# mypy: ignore-errors
# pyright: basic

import jax
import jax.numpy as jnp


def logistic(w, x, y):
    p = jax.nn.sigmoid(x @ w)
    return -jnp.mean(y * jnp.log(p) + (1 - y) * jnp.log(1 - p))


def logistic_right(w, x, y):
    p = jax.nn.sigmoid(x @ w)
    return x.T @ (p - y) / y.shape[0]


def logistic_twice(w, x, y):
    p = jax.nn.sigmoid(x @ w)
    return x.T @ ((p - y) * p * (1 - p)) / y.shape[0]


def poisson(w, x, y):
    eta = x @ w
    return jnp.mean(jnp.exp(eta) - y * eta)


def poisson_right(w, x, y):
    return x.T @ (jnp.exp(x @ w) - y) / len(x)


def poisson_wrong(w, x, y):
    return x.T @ (x @ w - y) / x.shape[0]


def ridge(w, x, y, lam):
    r = x @ w - y
    return jnp.sum(r**2) / (2 * x.shape[0]) + lam * jnp.sum(w**2)


def ridge_right(w, x, y, lam):
    return x.T @ (x @ w - y) / x.shape[0] + 2 * lam * w


def ridge_forgotten(w, x, y, lam):
    return x.T @ (x @ w - y) / x.shape[0]


def ridge_half(w, x, y, lam):
    return x.T @ (x @ w - y) / x.shape[0] + lam * w


def lasso(w, x, y, lam):
    return jnp.mean((x @ w - y) ** 2) + lam * jnp.sum(jnp.abs(w))


def lasso_right(w, x, y, lam):
    return 2 * x.T @ (x @ w - y) / x.shape[0] + lam * jnp.sign(w)


def lasso_wrong(w, x, y, lam):
    return 2 * x.T @ (x @ w - y) / x.shape[0] + lam


def hinge(w, x, y):
    return jnp.mean(jnp.maximum(0.0, 1 - y * (x @ w)))


def hinge_right(w, x, y):
    on = (y * (x @ w) < 1).astype(x.dtype)
    return -x.T @ (on * y) / x.shape[0]


def hinge_wrong(w, x, y):
    return -x.T @ y / x.shape[0]


def layer_norm(g, x, y):
    mean = jnp.mean(x, axis=-1, keepdims=True)
    var = jnp.mean((x - mean) ** 2, axis=-1, keepdims=True)
    out = g * (x - mean) / jnp.sqrt(var + 1e-5)
    return jnp.sum((out - y) ** 2)


def _normalised(g, x, y):
    mean = jnp.mean(x, axis=-1, keepdims=True)
    var = jnp.mean((x - mean) ** 2, axis=-1, keepdims=True)
    s = 1 / jnp.sqrt(var + 1e-5)
    n = (x - mean) * s
    return n, s, 2 * (g * n - y) * g


def layer_norm_right(g, x, y):
    n, s, d = _normalised(g, x, y)
    return s * (d - jnp.mean(d, axis=-1, keepdims=True) - n * jnp.mean(d * n, axis=-1, keepdims=True))


def layer_norm_two_terms(g, x, y):
    _, s, d = _normalised(g, x, y)
    return s * (d - jnp.mean(d, axis=-1, keepdims=True))


def layer_norm_constant(g, x, y):
    _, s, d = _normalised(g, x, y)
    return s * d


def attention(Wq, k, v, x, y):
    s = (x @ Wq) @ k.T / jnp.sqrt(k.shape[-1])
    a = jax.nn.softmax(s, axis=-1)
    return jnp.sum((a @ v - y) ** 2)


def _scores(Wq, k, v, x, y):
    s = (x @ Wq) @ k.T / jnp.sqrt(k.shape[-1])
    a = jax.nn.softmax(s, axis=-1)
    return a, 2 * (a @ v - y) @ v.T


def attention_right(Wq, k, v, x, y):
    a, da = _scores(Wq, k, v, x, y)
    ds = a * (da - jnp.sum(a * da, axis=-1, keepdims=True))
    return x.T @ ds @ k / jnp.sqrt(k.shape[-1])


def attention_diagonal(Wq, k, v, x, y):
    a, da = _scores(Wq, k, v, x, y)
    return x.T @ (a * (1 - a) * da) @ k / jnp.sqrt(k.shape[-1])


def attention_unscaled(Wq, k, v, x, y):
    a, da = _scores(Wq, k, v, x, y)
    ds = a * (da - jnp.sum(a * da, axis=-1, keepdims=True))
    return x.T @ ds @ k


def factorised(U, V, r, mask):
    return jnp.sum(mask * (U @ V.T - r) ** 2)


def factorised_right(U, V, r, mask):
    e = 2 * mask * (U @ V.T - r)
    return e @ V, e.T @ U


def factorised_unmasked(U, V, r, mask):
    e = 2 * (U @ V.T - r)
    return e @ V, e.T @ U


def gaussian(mu, s, x):
    return jnp.sum(0.5 * ((x - mu) / s) ** 2 + jnp.log(s))


def gaussian_right(mu, s, x):
    return -jnp.sum((x - mu) / s**2, axis=0), jnp.sum(1 / s - (x - mu) ** 2 / s**3, axis=0)


def gaussian_wrong(mu, s, x):
    return -jnp.sum((x - mu) / s**2, axis=0), jnp.sum(-((x - mu) ** 2) / s**3, axis=0)


def by_rows(w, x, y):
    total = 0.0
    for i in range(len(x)):
        total += (x[i] @ w - y[i]) ** 2
    return total / float(x.shape[0])


def by_rows_right(w, x, y):
    g = jnp.zeros_like(w)
    for row, target in zip(x, y, strict=True):
        g = g + 2 * (row @ w - target) * row
    return g / len(x)


def by_rows_wrong(w, x, y):
    g = jnp.zeros_like(w)
    for row, target in zip(x, y, strict=True):
        g = g + (row @ w - target) * row
    return g / len(x)
