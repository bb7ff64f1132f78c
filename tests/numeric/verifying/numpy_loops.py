"""Loops over rows and other NumPy code: what is read, and what is refused with its line."""

# ruff: noqa: F821, F841, PERF401, NPY002
# mypy: ignore-errors
# pyright: basic

import numpy as np


def loss(W, X, T):
    return 0.5 * np.sum((X @ W - T) ** 2)


def error_row_by_row(W, X, T):
    """Each row of an array is set."""
    E = np.zeros(T.shape)
    for i in range(len(X)):
        E[i] = X[i] @ W - T[i]
    return X.T @ E


def two_loops(W, X, T):
    """A loop in a loop, and a number that is added to."""
    dW = np.zeros_like(W)
    for i in range(X.shape[0]):
        r = X[i] @ W - T[i]
        for k in range(W.shape[1]):
            dW[:, k] += X[i] * r[k]
    return dW


def in_a_dict(W, X, T):
    grads = {"W": np.zeros_like(W)}
    for x, t in zip(X, T, strict=True):
        grads["W"] += np.outer(x, x @ W - t)
    return grads


def collected(W, X, T):
    return np.sum([np.outer(X[i], X[i] @ W - T[i]) for i in range(len(X))], axis=0)


def by_a_class(W, X, T):
    """Layers as objects that keep what they need."""
    layer = Linear(W)
    return layer.backward(layer.forward(X) - T)


class Linear:
    """x W."""

    def __init__(self, W):
        self.W = W

    def forward(self, x):
        self.x = x
        return x @ self.W

    def backward(self, dout):
        return self.x.T @ dout


READ = (error_row_by_row, two_loops, in_a_dict, collected, by_a_class)


def carried(W, X, T):
    dW = np.zeros_like(W)
    for i in range(len(X)):
        if i > 0:
            dW += before
        before = np.outer(X[i], X[i] @ W - T[i])
    return dW


def used_behind(W, X, T):
    dW, d = np.zeros_like(W), 0.0
    for i in range(len(X)):
        d = np.outer(X[i], X[i] @ W - T[i])
        dW += d
    return dW + 0 * d


def read_under_another_name(W, X, T):
    dW = np.zeros_like(W)
    other = dW
    for i in range(len(X)):
        dW += np.outer(X[i], X[i] @ W - T[i]) + 0 * other
    return dW


def appended(W, X, T):
    parts = []
    for i in range(len(X)):
        parts.append(np.outer(X[i], X[i] @ W - T[i]))
    return np.sum(parts, axis=0)


def by_a_condition(W, X, T):
    g = X.T @ (X @ W - T)
    if np.linalg.norm(g) > 1:
        g = g / np.linalg.norm(g)
    return g


def at_random(W, X, T):
    return X.T @ np.random.randn(X.shape[0], W.shape[1])


def saved(W, X, T):
    np.save("g.npy", W)
    return X.T @ (X @ W - T)


def as_a_list(W, X, T):
    return X.T @ np.array((X @ W - T).tolist())


def cut_off(W, X, T):
    return X.T @ (X @ W - T).astype(int)


def never_set(W, X, T):
    dW = np.empty_like(W)
    dW += X.T @ (X @ W - T)
    return dW


def with_a_break(W, X, T):
    dW = np.zeros_like(W)
    for i in range(len(X)):
        dW += np.outer(X[i], X[i] @ W - T[i])
        break
    return dW


def reshaped_twin(W, X, T):
    dW = X.T @ (X @ W - T)
    flat = dW.reshape(-1)
    flat *= 2
    return dW


REFUSED = {
    carried: "",
    used_behind: "d is used behind the loop over rows in which it is set",
    read_under_another_name: "is read in it under another name",
    appended: "parts.append is called in the loop",
    by_a_condition: "if np.linalg.norm(g) > 1",
    at_random: "np.random",
    saved: "np.save",
    as_a_list: "tolist() has no formula",
    cut_off: "numbers are cut to whole ones",
    never_set: "",
    with_a_break: "the loop has a break in it",
    reshaped_twin: "depends on how it lies in memory",
}
