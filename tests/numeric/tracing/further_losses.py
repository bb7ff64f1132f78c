"""Losses as their users write them, one for each way that there is: library calls, indexing, masks, loops, norms."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import optax
from jax import lax

from .own_losses import Case, adding

FURTHER: dict[str, Case] = {}
case = adding(FURTHER)


@case("W", W="D K", b="K", x="N D", y="N K")
def xent_log_softmax(W, b, x, y):
    logits = x @ W + b
    logp = jax.nn.log_softmax(logits)
    return -jnp.mean(jnp.sum(y * logp, axis=-1))


@case("W", W="D K", b="K", x="N D", y="N K")
def xent_optax(W, b, x, y):
    return optax.softmax_cross_entropy(x @ W + b, y).mean()


@case("W", W="D K", x="N D", y="N:int")
def xent_optax_int(W, x, y):
    logits = x @ W
    return optax.softmax_cross_entropy_with_integer_labels(logits, y).mean()


@case("W", W="D K", x="N D", y="N:int")
def xent_indexing(W, x, y):
    logp = jax.nn.log_softmax(x @ W)
    return -logp[jnp.arange(x.shape[0]), y].mean()


@case("W", W="D K", x="N D", y="N:int")
def xent_one_hot(W, x, y):
    logits = x @ W
    return -jnp.mean(jnp.sum(jax.nn.one_hot(y, logits.shape[-1]) * jax.nn.log_softmax(logits), -1))


@case("W", W="D K", x="N D", y="N:int")
def xent_take_along(W, x, y):
    logp = jax.nn.log_softmax(x @ W)
    return -jnp.take_along_axis(logp, y[:, None], axis=1).mean()


@case("W", W="D K", x="N D", y="N K")
def xent_naive(W, x, y):
    e = jnp.exp(x @ W)
    p = e / e.sum(axis=1, keepdims=True)
    return -(y * jnp.log(p)).sum(1).mean()


@case("W1", W1="D H", b1="H", W2="H K", b2="K", x="N D", y="N K")
def mlp_relu(W1, b1, W2, b2, x, y):
    h = jax.nn.relu(x @ W1 + b1)
    logits = h @ W2 + b2
    return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(logits), axis=1))


@case("W1", W1="D H", b1="H", W2="H K", x="N D", y="N K")
def mlp_tanh_mse(W1, b1, W2, x, y):
    h = jnp.tanh(x @ W1 + b1)
    out = h @ W2
    return jnp.mean((out - y) ** 2)


@case("W1", W1="D H", W2="H K", x="N D", y="N K")
def mlp_gelu_silu(W1, W2, x, y):
    h = jax.nn.silu(x @ W1)
    return 0.5 * jnp.sum((h @ W2 - y) ** 2)


@case("W1", W1="D H", W2="H K", x="N D", y="N K")
def mlp_gelu(W1, W2, x, y):
    h = jax.nn.gelu(x @ W1)
    return 0.5 * jnp.sum((h @ W2 - y) ** 2)


@case("W", W="D K", x="N D", y="N K")
def weight_decay(W, x, y):
    loss = jnp.mean((x @ W - y) ** 2)
    return loss + 0.01 * jnp.sum(W**2)


@case("w", w="D", x="N D", y="N", lam="")
def ridge(w, x, y, lam):
    r = x @ w - y
    return 0.5 * r @ r + 0.5 * lam * w @ w


@case("w", w="D", x="N D", y="N")
def bce_optax(w, x, y):
    return optax.sigmoid_binary_cross_entropy(x @ w, y).mean()


@case("w", w="D", x="N D", y="N")
def bce_manual(w, x, y):
    p = jax.nn.sigmoid(x @ w)
    return -jnp.mean(y * jnp.log(p) + (1 - y) * jnp.log(1 - p))


@case("w", w="D", x="N D", y="N")
def logistic_pm1(w, x, y):
    return jnp.mean(jnp.log1p(jnp.exp(-y * (x @ w))))


@case("w", w="D", x="N D", y="N")
def hinge(w, x, y):
    margin = y * (x @ w)
    return jnp.mean(jnp.maximum(0, 1 - margin))


@case("w", w="D", x="N D", y="N")
def hinge_optax(w, x, y):
    return optax.hinge_loss(x @ w, y).mean()


@case("w", w="D", x="N D", y="N")
def huber_optax(w, x, y):
    return optax.huber_loss(x @ w, y, delta=1.0).mean()


@case("w", w="D", x="N D", y="N")
def huber_where(w, x, y):
    r = x @ w - y
    return jnp.mean(jnp.where(jnp.abs(r) <= 1.0, 0.5 * r**2, jnp.abs(r) - 0.5))


@case("w", w="D", x="N D", y="N")
def poisson(w, x, y):
    eta = x @ w
    return jnp.mean(jnp.exp(eta) - y * eta)


@case("w", w="D", v="D", x="N D", y="N")
def gaussian_nll(w, v, x, y):
    mu = x @ w
    logvar = x @ v
    return 0.5 * jnp.mean(logvar + (y - mu) ** 2 / jnp.exp(logvar) + jnp.log(2 * jnp.pi))


@case("w", w="D", x="N D", y="N")
def focal(w, x, y):
    return optax.sigmoid_focal_loss(x @ w, y, alpha=0.25, gamma=2.0).mean()


@case("W", W="D K", x="N D", y="N K")
def focal_manual(W, x, y):
    p = jax.nn.softmax(x @ W)
    return -jnp.mean(jnp.sum(y * (1 - p) ** 2 * jnp.log(p), axis=1))


@case("W", W="D K", x="N D", t="N K", tau="")
def distillation(W, x, t, tau):
    q = jax.nn.softmax(t / tau)
    logp = jax.nn.log_softmax(x @ W / tau)
    return tau**2 * jnp.mean(jnp.sum(q * (jnp.log(q) - logp), axis=-1))


@case("W", W="D K", x="N D", y="N K", x2="N D", y2="N K", lam="")
def mixup(W, x, y, x2, y2, lam):
    xm = lam * x + (1 - lam) * x2
    ym = lam * y + (1 - lam) * y2
    return optax.softmax_cross_entropy(xm @ W, ym).mean()


@case("W", W="D K", x="N D", y="N K")
def label_smoothing(W, x, y):
    y = optax.smooth_labels(y, 0.1)
    return optax.softmax_cross_entropy(x @ W, y).mean()


@case("W", W="D K", x="N D", y="N K", g="K", b="K")
def layer_norm(W, x, y, g, b):
    z = x @ W
    mean = z.mean(-1, keepdims=True)
    var = z.var(-1, keepdims=True)
    out = g * (z - mean) / jnp.sqrt(var + 1e-5) + b
    return jnp.sum(y * out)


@case("W", W="D K", x="N D", y="N K", g="K", b="K")
def batch_norm(W, x, y, g, b):
    z = x @ W
    mu, var = jnp.mean(z, axis=0), jnp.var(z, axis=0)
    out = g * (z - mu) * lax.rsqrt(var + 1e-5) + b
    return jnp.mean((out - y) ** 2)


@case("g", g="D", x="N D", y="N D")
def rms_norm(g, x, y):
    return jnp.sum(y * g * x / jnp.sqrt(jnp.mean(x**2, -1, keepdims=True) + 1e-6))


@case("Wq", Wq="D H", Wk="D H", Wv="D H", x="T D", y="T H")
def attention(Wq, Wk, Wv, x, y):
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    a = jax.nn.softmax(q @ k.T / jnp.sqrt(q.shape[-1]), axis=-1)
    return jnp.sum((a @ v - y) ** 2)


@case("Wv", Wq="D H", Wk="D H", Wv="D H", x="T D", y="T H")
def causal_attention(Wq, Wk, Wv, x, y):
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    s = q @ k.T / jnp.sqrt(q.shape[-1])
    mask = jnp.tril(jnp.ones((x.shape[0], x.shape[0]), bool))
    s = jnp.where(mask, s, -jnp.inf)
    return jnp.sum((jax.nn.softmax(s, axis=-1) @ v - y) ** 2)


heads = 2


@case("Wv", Wq="D 2*H", Wk="D 2*H", Wv="D 2*H", x="T D", y="T 2*H")
def mha_reshape(Wq, Wk, Wv, x, y):
    t, d = y.shape
    split = lambda u: u.reshape(t, heads, d // heads).transpose(1, 0, 2)  # noqa: E731
    q, k, v = split(x @ Wq), split(x @ Wk), split(x @ Wv)
    a = jax.nn.softmax(q @ k.transpose(0, 2, 1) / jnp.sqrt(d // heads), axis=-1)
    out = (a @ v).transpose(1, 0, 2).reshape(t, d)
    return jnp.sum((out - y) ** 2)


@case("Wv", Wq="B D H", Wk="B D H", Wv="B D H", Wo="B H D", x="T D", y="T D")
def mha_einsum(Wq, Wk, Wv, Wo, x, y):
    q = jnp.einsum("td,bdh->bth", x, Wq)
    k = jnp.einsum("td,bdh->bth", x, Wk)
    v = jnp.einsum("td,bdh->bth", x, Wv)
    a = jax.nn.softmax(jnp.einsum("bth,bsh->bts", q, k) / jnp.sqrt(k.shape[-1]), axis=-1)
    o = jnp.einsum("bts,bsh,bhd->td", a, v, Wo)
    return jnp.sum((o - y) ** 2)


@case("w", w="3 1 C", x="N T 1", y="N T C")
def conv1d_same(w, x, y):
    out = lax.conv_general_dilated(x, w, (1,), "SAME", dimension_numbers=("NWC", "WIO", "NWC"))
    return jnp.sum((out - y) ** 2)


@case("w", w="3 3 C K", x="N H+2 L+2 C", y="N H L K")
def conv2d_valid(w, x, y):
    out = lax.conv_general_dilated(x, w, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))
    return jnp.sum((out - y) ** 2)


@case("w", w="3", x="T", y="T-2")
def conv_np(w, x, y):
    return jnp.sum((jnp.convolve(x, w, mode="valid") - y) ** 2)


@case("w", w="D K", x="N 2*T D", y="N T K")
def avg_pool_reduce_window(w, x, y):
    h = x @ w
    s = lax.reduce_window(h, 0.0, lax.add, (1, 2, 1), (1, 2, 1), "VALID") / 2
    return jnp.sum((s - y) ** 2)


@case("w", w="D K", x="N 2*T D", y="N T K")
def max_pool_reshape(w, x, y):
    h = x @ w
    n, t, k = h.shape
    s = h.reshape(n, t // 2, 2, k).max(axis=2)
    return jnp.sum((s - y) ** 2)


@case("E", E="V D", W="D K", ids="N T:int", y="N K")
def embedding_bag(E, W, ids, y):
    e = E[ids]
    h = e.mean(axis=1)
    return optax.softmax_cross_entropy(h @ W, y).mean()


@case("E", E="V D", F="V D", a="N:int", b="N:int")
def word2vec(E, F, a, b):
    u, v = E[a], F[b]
    return -jnp.mean(jax.nn.log_sigmoid(jnp.sum(u * v, axis=-1)))


@case("U", U="N D", V="M D", R="N M", mask="N M")
def matrix_factorisation(U, V, R, mask):
    err = mask * (R - U @ V.T)
    return jnp.sum(err**2) + 0.1 * (jnp.sum(U**2) + jnp.sum(V**2))


@case("U", U="V D", Q="M D", i="N:int", j="N:int", r="N")
def mf_indexed(U, Q, i, j, r):
    pred = (U[i] * Q[j]).sum(-1)
    return jnp.mean((pred - r) ** 2)


@case("W", W="D H", x="N D", v="N D", tau="")
def infonce(W, x, v, tau):
    a, b = x @ W, v @ W
    sim = a @ b.T / tau
    labels = jnp.arange(x.shape[0])
    return optax.softmax_cross_entropy_with_integer_labels(sim, labels).mean()


@case("W", W="D H", x="N D", v="N D", tau="")
def infonce_normalised(W, x, v, tau):
    a, b = x @ W, v @ W
    a = a / jnp.linalg.norm(a, axis=-1, keepdims=True)
    b = b / jnp.linalg.norm(b, axis=-1, keepdims=True)
    sim = a @ b.T / tau
    return -jnp.mean(jnp.diag(jax.nn.log_softmax(sim)))


@case("Wm", Wm="D H", Ws="D H", Wd="H D", x="N D", eps="N H")
def vae(Wm, Ws, Wd, x, eps):
    mu, logvar = x @ Wm, x @ Ws
    z = mu + jnp.exp(0.5 * logvar) * eps
    recon = jnp.sum((z @ Wd - x) ** 2, axis=-1)
    kl = -0.5 * jnp.sum(1 + logvar - mu**2 - jnp.exp(logvar), axis=-1)
    return jnp.mean(recon + kl)


@case("mu", mu="K D", logpi="K", x="N D")
def gmm(mu, logpi, x):
    d2 = jnp.sum((x[:, None, :] - mu[None]) ** 2, axis=-1)
    return -jnp.mean(jax.scipy.special.logsumexp(logpi - 0.5 * d2, axis=1))


@case("mu", mu="K D", pi="K", x="N D")
def gmm_lse_b(mu, pi, x):
    d2 = jnp.sum((x[:, None, :] - mu[None]) ** 2, axis=-1)
    return -jnp.mean(jax.scipy.special.logsumexp(-0.5 * d2, axis=1, b=pi))


@case("w", w="D", x="N D", event="N", risk="N N")
def cox_mask(w, x, event, risk):
    eta = x @ w
    log_risk = jnp.log(risk @ jnp.exp(eta))
    return -jnp.sum(event * (eta - log_risk))


@case("w", w="D", x="N D", event="N")
def cox_cumsum(w, x, event):
    eta = x @ w
    log_risk = jnp.log(jnp.cumsum(jnp.exp(eta)))
    return -jnp.sum(event * (eta - log_risk)) / event.sum()


@case("w", w="D", x="N D", event="N")
def cox_logcumsumexp(w, x, event):
    eta = x @ w
    return -jnp.sum(event * (eta - lax.cumlogsumexp(eta)))


@case("W", W="H H", U="D H", x="3 D", y="H")
def rnn_scan(W, U, x, y):
    def cell(h, xt):
        h = jnp.tanh(h @ W + xt @ U)
        return h, h

    h, _ = lax.scan(cell, jnp.zeros(W.shape[0]), x)
    return jnp.sum((h - y) ** 2)


@case("W", W="H H", U="D H", x="T D", y="H")
def rnn_scan_symbolic(W, U, x, y):
    def cell(h, xt):
        h = jnp.tanh(h @ W + xt @ U)
        return h, h

    h, _ = lax.scan(cell, jnp.zeros(W.shape[0]), x)
    return jnp.sum((h - y) ** 2)


@case("W", W="H H", x="H", y="H")
def fori(W, x, y):
    h = lax.fori_loop(0, 2, lambda i, h: jnp.tanh(W @ h), x)
    return jnp.sum((h - y) ** 2)


@case("W", W="K D", x="N D", y="N:int")
def vmap_per_sample(W, x, y):
    def one(x, y):
        z = W @ x
        return jax.scipy.special.logsumexp(z) - z[y]

    return jnp.mean(jax.vmap(one)(x, y))


@case("W1", W1="D H", W2="H K", x="N D", y="N K")
def checkpointed(W1, W2, x, y):
    block = jax.checkpoint(lambda W, x: jnp.tanh(x @ W))
    return jnp.mean((block(W1, x) @ W2 - y) ** 2)


@jax.custom_vjp
def clip_ste(x):
    return x**2


clip_ste.defvjp(lambda x: (x**2, x), lambda x, g: (2 * g * x,))


@jax.custom_jvp
def my_softplus(x):
    return jnp.log(1 + jnp.exp(x))


my_softplus.defjvp(lambda p, t: (my_softplus(p[0]), t[0] / (1 + jnp.exp(-p[0]))))


@case("w", w="D", x="N D", y="N")
def custom_vjp_op(w, x, y):
    return jnp.mean(clip_ste(x @ w - y))


@case("w", w="D", x="N D", y="N")
def custom_jvp_op(w, x, y):
    return jnp.mean(my_softplus(-y * (x @ w)))


@case("W", W="D D", x="N D", y="N D")
def residual(W, x, y):
    x = x + jnp.tanh(x @ W)
    x = x + jnp.tanh(x @ W)
    return jnp.mean((x - y) ** 2)


@case("X", X="N D", Y="N K", W="D K")
def frobenius(X, Y, W):
    return jnp.linalg.norm(X @ W - Y)


@case("w", w="D", x="N D", y="N")
def l1_norm(w, x, y):
    return jnp.mean(jnp.abs(x @ w - y)) + 0.1 * jnp.linalg.norm(w, ord=1)


@case("W", W="D K", x="N D", y="N K")
def mse_ravel(W, x, y):
    return jnp.mean(jnp.square((x @ W - y).ravel()))


@case("W", W="D H", V="D H", x="N D", y="N 2*H")
def concat(W, V, x, y):
    h = jnp.concatenate([x @ W, x @ V], axis=1)
    return jnp.sum((h - y) ** 2)


@case("W", W="H+1 K", x="N H", y="N K")
def bias_column(W, x, y):
    x1 = jnp.hstack([x, jnp.ones((x.shape[0], 1))])
    return jnp.sum((x1 @ W - y) ** 2)


@case("W", W="D 4*H", x="D", c="H", y="H")
def lstm_split(W, x, c, y):
    i, f, g, o = jnp.split(x @ W, 4)
    c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jnp.sum((jax.nn.sigmoid(o) * jnp.tanh(c) - y) ** 2)


@case("w", w="D", a="N D", p="N D", n="N D")
def triplet(w, a, p, n):
    d = lambda u, v: jnp.sum(((u - v) * w) ** 2, -1)  # noqa: E731
    return jnp.mean(jnp.maximum(d(a, p) - d(a, n) + 1.0, 0.0))


@case("w", w="T", y="T")
def total_variation(w, y):
    return jnp.sum((w - y) ** 2) + jnp.sum((w[1:] - w[:-1]) ** 2)


@case("u", u="N D", v="N D")
def cosine(u, v):
    return jnp.mean(optax.cosine_distance(u, v))


@case("A", A="D D", x="D")
def quadratic(A, x):
    return x @ A @ x


@case("A", A="D D")
def logdet(A):
    return -jnp.linalg.slogdet(A)[1] + jnp.trace(A)


@case("W", W="D K", x="N D", y="N K", key="N D")
def dropout_mask(W, x, y, key):
    keep = key < 0.9
    x = jnp.where(keep, x / 0.9, 0)
    return jnp.mean((x @ W - y) ** 2)


@case("w", w="D", x="N D", y="N")
def python_loop_rows(w, x, y):
    total = 0.0
    for i in range(x.shape[0]):
        total += (x[i] @ w - y[i]) ** 2
    return total / x.shape[0]


@case("w", w="D", x="N D", y="N")
def float_size(w, x, y):
    return jnp.sum((x @ w - y) ** 2) / float(x.shape[0])


@case("w", w="D", x="N D", y="N")
def assert_shapes(w, x, y):
    assert x.shape[0] == y.shape[0] and x.ndim == 2
    return jnp.sum((x @ w - y) ** 2) / len(x)


@case("A", A="N K", y="N:int")
def ctc_free_max(A, y):
    return jnp.mean(jnp.max(A, axis=-1) - A[jnp.arange(A.shape[0]), y])
