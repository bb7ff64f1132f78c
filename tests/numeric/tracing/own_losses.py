"""Losses as their users write them, each with the shapes of its arguments and what is differentiated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import equinox as eqx
import flax.linen as nn
import jax
import jax.numpy as jnp
import optax
from jax import lax
from jax.example_libraries import stax


class Case(NamedTuple):
    """A loss, the argument that is differentiated, and the shapes."""

    loss: Callable[..., Any]
    wrt: str
    shapes: dict[str, Any]


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def adding(table: dict[str, Case]) -> Callable[..., Decorator]:
    """A decorator that adds a loss to a table, with what is differentiated and the shapes of its arguments."""

    def case(wrt: str, **shapes: Any) -> Decorator:
        def add(loss: Callable[..., Any]) -> Callable[..., Any]:
            table[loss.__name__] = Case(loss, wrt, shapes)
            return loss

        return add

    return case


LOSSES: dict[str, Case] = {}
case = adding(LOSSES)


@case("w", w="D", b="", X="N D", y="N")
def logistic_regression(w, b, X, y):
    z = X @ w + b
    return jnp.mean(jnp.logaddexp(0.0, z) - y * z)


@case("w", w="D", X="N D", counts="N", exposure="N")
def poisson_with_offset(w, X, counts, exposure):
    log_rate = X @ w + jnp.log(exposure)
    return jnp.mean(jnp.exp(log_rate) - counts * log_rate)


_, stax_apply = stax.serial(stax.Dense(6), stax.Tanh, stax.Dense(3), stax.LogSoftmax)


@case("params.0.0", params=[("D 6", "6"), (), ("6 3", "3"), ()], inputs="N D", targets="N 3")
def stax_loss(params, inputs, targets):
    return -jnp.mean(jnp.sum(stax_apply(params, inputs) * targets, axis=1))


@case("params.w", params={"w": "D K", "b": "K"}, x="N D", labels="N:int")
def optax_integer_labels(params, x, labels):
    logits = x @ params["w"] + params["b"]
    losses = optax.softmax_cross_entropy_with_integer_labels(logits, labels)
    return losses.mean()


class FlaxMLP(nn.Module):
    """Two dense layers of Flax."""

    @nn.compact
    def __call__(self, x):
        x = nn.relu(nn.Dense(5)(x))
        return nn.Dense(3)(x)


@case(
    "params.params.Dense_0.kernel",
    params={"params": {"Dense_0": {"kernel": "4 5", "bias": "5"}, "Dense_1": {"kernel": "5 3", "bias": "3"}}},
    x="N 4",
    y="N:int",
)
def flax_mlp(params, x, y):
    logits = FlaxMLP().apply(params, x)
    return optax.softmax_cross_entropy(logits, jax.nn.one_hot(y, 3)).mean()


# Its shapes alone: numbers for it would be drawn whenever this file is read.
MLP = eqx.filter_eval_shape(lambda: eqx.nn.MLP(4, 3, 5, 1, key=jax.random.key(0)))


@case("model.layers.0.weight", model=MLP, x="N 4", y="N 3")
def equinox_mlp(model, x, y):
    predictions = jax.vmap(model)(x)
    return jnp.mean((predictions - y) ** 2)


@case("W1", W1="D H", b1="H", W2="H K", b2="K", x="N D", y="N K")
def silu_network(W1, b1, W2, b2, x, y):
    h = jax.nn.silu(x @ W1 + b1)
    out = h @ W2 + b2
    return jnp.mean(jnp.sum((out - y) ** 2, axis=-1))


@case("W1", W1="D H", W2="H K", x="N D", y="N K")
def gelu_network(W1, W2, x, y):
    h = jax.nn.gelu(x @ W1, approximate=False)
    return 0.5 * jnp.mean((h @ W2 - y) ** 2)


@case("W1", W1="D H", W2="H K", x="N D", mask="N H", y="N K", keep="")
def dropout_with_given_mask(W1, W2, x, mask, y, keep):
    h = jax.nn.relu(x @ W1) * mask / keep
    return optax.softmax_cross_entropy(h @ W2, y).mean()


@case("W", W="D K", gain="K", bias="K", x="N D", y="N K")
def layer_normed(W, gain, bias, x, y):
    h = x @ W
    mu = h.mean(axis=-1, keepdims=True)
    var = jnp.mean((h - mu) ** 2, axis=-1, keepdims=True)
    normed = (h - mu) / jnp.sqrt(var + 1e-6)
    return jnp.mean((gain * normed + bias - y) ** 2)


@case("gamma", W="D K", gamma="K", beta="K", x="N D", y="N K")
def batch_normed(W, gamma, beta, x, y):
    z = x @ W
    mean, var = z.mean(axis=0), z.var(axis=0)
    zhat = (z - mean) / jnp.sqrt(var + 1e-5)
    return jnp.mean((gamma * zhat + beta - y) ** 2)


@case("Wk", Wq="D H", Wk="D H", Wv="D H", x="T D", target="T H")
def attention_head(Wq, Wk, Wv, x, target):
    Q, K_, V = x @ Wq, x @ Wk, x @ Wv
    scores = Q @ K_.T / jnp.sqrt(Q.shape[-1])
    attention = jax.nn.softmax(scores, axis=-1)
    return jnp.mean((attention @ V - target) ** 2)


@case("Wo", Wq="D 2*H", Wk="D 2*H", Wv="D 2*H", Wo="2*H D", x="T D", target="T D")
def two_heads(Wq, Wk, Wv, Wo, x, target):
    T, heads = x.shape[0], 2

    def split(a):
        return a.reshape(T, heads, a.shape[-1] // heads)

    q, k, v = split(x @ Wq), split(x @ Wk), split(x @ Wv)
    scores = jnp.einsum("ihd,jhd->hij", q, k) / jnp.sqrt(q.shape[-1])
    weights = jax.nn.softmax(scores)
    heads_out = jnp.einsum("hij,jhd->ihd", weights, v).reshape(T, -1)
    return jnp.sum((heads_out @ Wo - target) ** 2)


@case("params.W1", params={"Wq": "D D", "Wk": "D D", "Wv": "D D", "W1": "D H", "W2": "H D", "g": "D"}, x="T D", y="T D")
def transformer_block(params, x, y):
    def norm(h):
        m = h.mean(-1, keepdims=True)
        s = jnp.sqrt(h.var(-1, keepdims=True) + 1e-5)
        return params["g"] * (h - m) / s

    h = norm(x)
    q, k, v = h @ params["Wq"], h @ params["Wk"], h @ params["Wv"]
    a = jax.nn.softmax(q @ k.T / jnp.sqrt(x.shape[-1]))
    x = x + a @ v
    h = norm(x)
    x = x + jax.nn.relu(h @ params["W1"]) @ params["W2"]
    return jnp.mean((x - y) ** 2)


@case("kernel", kernel="3 C F", x="N T+2 C", y="N T F")
def convolution_1d(kernel, x, y):
    out = lax.conv_general_dilated(x, kernel, (1,), "VALID", dimension_numbers=("NWC", "WIO", "NWC"))
    return jnp.mean((jax.nn.relu(out) - y) ** 2)


@case("enc", enc="D H", enc_sigma="D H", dec="H D", x="N D", noise="N H")
def variational_autoencoder(enc, enc_sigma, dec, x, noise):
    mu, log_sigma = x @ enc, x @ enc_sigma
    z = mu + jnp.exp(log_sigma) * noise
    logits = z @ dec
    reconstruction = jnp.sum(optax.sigmoid_binary_cross_entropy(logits, x), axis=-1)
    kl = 0.5 * jnp.sum(jnp.exp(2 * log_sigma) + mu**2 - 1 - 2 * log_sigma, axis=-1)
    return jnp.mean(reconstruction + kl)


@case("W", W="D H", first="N D", second="N D")
def info_nce(W, first, second):
    u, v = first @ W, second @ W
    similarity = u @ v.T / 0.1
    return -jnp.mean(jnp.diagonal(jax.nn.log_softmax(similarity, axis=-1)))


@case("W", W="D K", x="N D", y="N:int")
def focal_loss(W, x, y):
    p = jax.nn.softmax(x @ W)
    p_true = jnp.take_along_axis(p, y[:, None], axis=-1)[:, 0]
    return jnp.mean(-((1 - p_true) ** 2) * jnp.log(p_true))


@case("w", w="D", x="N D", y="N", delta="")
def huber(w, x, y, delta):
    error = x @ w - y
    small = jnp.abs(error) < delta
    return jnp.mean(jnp.where(small, 0.5 * error**2, delta * (jnp.abs(error) - 0.5 * delta)))


@case("W", W="D K", x="N D", y="N:int")
def label_smoothed(W, x, y):
    logits = x @ W
    K = logits.shape[-1]
    soft = 0.9 * jax.nn.one_hot(y, K) + 0.1 / K
    return -jnp.mean(jnp.sum(soft * jax.nn.log_softmax(logits), axis=-1))


@case("student", student="D K", x="N D", teacher_logits="N K", T="")
def temperature_distillation(student, x, teacher_logits, T):
    soft_targets = jax.nn.softmax(teacher_logits / T)
    log_probs = jax.nn.log_softmax(x @ student / T)
    return -(T**2) * jnp.mean(jnp.sum(soft_targets * log_probs, axis=-1))


@case("W", W="D K", x="N D", y="N:int", allowed="N K:bool")
def masked_classes(W, x, y, allowed):
    logits = jnp.where(allowed, x @ W, -jnp.inf)
    return jnp.mean(jax.nn.logsumexp(logits, axis=-1) - jnp.take_along_axis(x @ W, y[:, None], axis=-1)[:, 0])


@case("U", U="N H", V="M H", bu="N", bv="M", R="N M", seen="N M")
def matrix_factorisation(U, V, bu, bv, R, seen):
    predicted = U @ V.T + bu[:, None] + bv[None, :]
    error = seen * (R - predicted)
    return jnp.sum(error**2) + 0.02 * (jnp.sum(U**2) + jnp.sum(V**2))


@case("w", w="D", s="", x="N D", y="N")
def gaussian_log_likelihood(w, s, x, y):
    sigma = jnp.exp(s)
    r = (y - x @ w) / sigma
    return jnp.mean(0.5 * r**2 + jnp.log(sigma) + 0.5 * jnp.log(2 * jnp.pi))


@case("beta", beta="D", x="N D", event="N")
def cox_partial_likelihood(beta, x, event):
    risk = x @ beta
    log_cumulative = jnp.log(jnp.cumsum(jnp.exp(risk)[::-1])[::-1])
    return -jnp.mean(event * (risk - log_cumulative))


@case("Wh", Wh="H H", Wx="D H", Wo="H", x="4 D", y="4")
def recurrent_scan(Wh, Wx, Wo, x, y):
    def step(h, xt):
        h = jnp.tanh(h @ Wh + xt @ Wx)
        return h, h @ Wo

    _, outputs = lax.scan(step, jnp.zeros(Wh.shape[0]), x)
    return jnp.mean((outputs - y) ** 2)


@case("W", W="D K", x="N D", y="N K", alpha="")
def elastic_net(W, x, y, alpha):
    residual = x @ W - y
    penalty = alpha * jnp.sum(jnp.abs(W)) + 0.5 * (1 - alpha) * jnp.sum(W * W)
    return 0.5 * jnp.mean(residual**2) + penalty


@case("W", W="D K", x="N D", y="N:int")
def multiclass_hinge(W, x, y):
    scores = x @ W
    correct = scores[jnp.arange(scores.shape[0]), y]
    margins = jnp.maximum(0.0, scores - correct[:, None] + 1.0)
    return jnp.mean(jnp.sum(margins, axis=1) - 1.0)


@case("w", w="D", x="N D", y="N", q="")
def quantile_regression(w, x, y, q):
    e = y - x @ w
    return jnp.mean(jnp.maximum(q * e, (q - 1) * e))


@case("table", table="V H", W="H K", words="N T:int", y="N:int")
def bag_of_words(table, W, words, y):
    document = table[words].mean(axis=1)
    logp = jax.nn.log_softmax(document @ W)
    return -jnp.take_along_axis(logp, y[:, None], axis=1).mean()


@case("params.0.W", params=[{"W": "D H", "b": "H"}, {"W": "H H", "b": "H"}, {"W": "H K", "b": "K"}], x="N D", y="N K")
def deep_network(params, x, y):
    for layer in params[:-1]:
        x = jnp.tanh(x @ layer["W"] + layer["b"])
    logits = x @ params[-1]["W"] + params[-1]["b"]
    return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(logits), axis=-1))


@case("W", W="D K", x="N D", y="N K")
def dice(W, x, y):
    p = jax.nn.sigmoid(x @ W)
    overlap = jnp.sum(p * y, axis=0)
    return 1 - jnp.mean((2 * overlap + 1) / (jnp.sum(p, axis=0) + jnp.sum(y, axis=0) + 1))


@case("W", W="D K", x="N D", y="N K")
def log_cosh(W, x, y):
    return jnp.mean(jnp.log(jnp.cosh(x @ W - y)))


@case("A", A="N D", B="N D", margin="")
def contrastive_margin(A, B, margin):
    distance = jnp.sqrt(jnp.sum((A - B) ** 2, axis=-1) + 1e-9)
    return jnp.mean(jnp.maximum(margin - distance, 0.0) ** 2)


@case("W", W="D K", x="N D", weights="N", y="N:int", class_weights="K")
def weighted_cross_entropy(W, x, weights, y, class_weights):
    logp = jax.nn.log_softmax(x @ W)
    own = jnp.take_along_axis(logp, y[:, None], axis=-1).squeeze(-1)
    w = weights * class_weights[y]
    return -jnp.sum(w * own) / jnp.sum(w)
