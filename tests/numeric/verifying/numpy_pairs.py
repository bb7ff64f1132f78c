"""Gradients in NumPy as course work has them: right ones, and wrong ones with one slip each."""

# mypy: ignore-errors
# pyright: basic

import numpy as np


def softmax(z):
    z = z - np.max(z, axis=1, keepdims=True)
    e = np.exp(z)
    return e / np.sum(e, axis=1, keepdims=True)


def loss(W, b, X, y):
    N = X.shape[0]
    P = softmax(X @ W + b)
    return -np.sum(np.log(P[range(N), y])) / N


def right_in_place(W, b, X, y):
    N = len(X)
    dZ = softmax(X @ W + b).copy()
    dZ[range(N), y] -= 1
    dZ /= N
    return X.T.dot(dZ)


def right_one_hot(W, b, X, y):
    N, K = X.shape[0], W.shape[1]
    Y = np.zeros((N, K))
    Y[np.arange(N), y] = 1
    return X.T @ (softmax(X @ W + b) - Y) / float(N)


def right_rows(W, b, X, y):
    dW = np.zeros_like(W)
    P = softmax(X @ W + b)
    for i in range(X.shape[0]):
        d = P[i].copy()
        d[y[i]] -= 1
        dW += np.outer(X[i], d)
    return dW / X.shape[0]


def right_astype(W, b, X, y):
    P = softmax(X @ W + b).astype(np.float64)
    P[np.arange(X.shape[0]), y] -= 1.0
    return np.dot(X.T, P) * (1.0 / X.shape[0])


def right_bias(W, b, X, y):
    dZ = softmax(X @ W + b)
    dZ[np.arange(len(X)), y] -= 1
    return np.sum(dZ, axis=0) / len(X)


def right_alias_followed(W, b, X, y):
    P = softmax(X @ W + b)
    dZ = P
    dZ[np.arange(len(X)), y] -= 1
    return X.T @ P / len(X)


def wrong_without_n(W, b, X, y):
    dZ = softmax(X @ W + b)
    dZ[np.arange(len(X)), y] -= 1
    return X.T @ dZ


def wrong_sign(W, b, X, y):
    dZ = softmax(X @ W + b)
    dZ[np.arange(len(X)), y] -= 1
    return -X.T @ dZ / len(X)


def wrong_one_hot_sign(W, b, X, y):
    dZ = softmax(X @ W + b)
    dZ[np.arange(len(X)), y] += 1
    return X.T @ dZ / len(X)


def wrong_transposed(W, b, X, y):
    dZ = softmax(X @ W + b)
    dZ[np.arange(len(X)), y] -= 1
    return dZ.T @ X / len(X)


def wrong_alias(W, b, X, y):
    """What P was is lost: dZ is P."""
    P = softmax(X @ W + b)
    dZ = P
    dZ[np.arange(len(X)), y] -= 1
    return X.T @ (dZ - P + softmax(X @ W)) / len(X)


def hidden_loss(W1, W2, X, T):
    H = np.maximum(0, X @ W1)
    return 0.5 * np.sum((H @ W2 - T) ** 2)


def right_mask_in_place(W1, W2, X, T):
    A = X @ W1
    H = np.maximum(0, A)
    dH = (H @ W2 - T) @ W2.T
    dH[H <= 0] = 0
    return X.T @ dH


def right_mask(W1, W2, X, T):
    H = np.maximum(0, X @ W1)
    return X.T @ (((H @ W2 - T) @ W2.T) * (H > 0))


def right_both(W1, W2, X, T):
    H = np.maximum(0, X @ W1)
    R = H @ W2 - T
    dH = R.dot(W2.T)
    dH[X @ W1 < 0] *= 0
    return X.T.dot(dH), H.T.dot(R)


def wrong_no_mask(W1, W2, X, T):
    H = np.maximum(0, X @ W1)
    return X.T @ ((H @ W2 - T) @ W2.T)


def wrong_reversed_mask(W1, W2, X, T):
    A = X @ W1
    return X.T @ (((np.maximum(0, A) @ W2 - T) @ W2.T) * (A < 0))


def with_loss(W, X, y, reg):
    N = X.shape[0]
    scores = X.dot(W)
    correct = scores[np.arange(N), y].reshape(-1, 1)
    margins = np.maximum(0, scores - correct + 1)
    margins[np.arange(N), y] = 0
    value = np.sum(margins) / N + reg * np.sum(W * W)
    mask = (margins > 0).astype(float)
    mask[np.arange(N), y] = -np.sum(mask, axis=1)
    return value, X.T.dot(mask) / N + 2 * reg * W


def with_loss_wrong(W, X, y, reg):
    value, dW = with_loss(W, X, y, reg)
    return value, dW - 2 * reg * W


def embedding_loss(E, ids, w):
    return np.sum((E[ids] @ w) ** 2)


def right_add_at(E, ids, w):
    dE = np.zeros_like(E)
    np.add.at(dE, ids, 2 * np.outer(E[ids] @ w, w))
    return dE


def right_row_by_row(E, ids, w):
    dE = np.zeros_like(E)
    for i in range(len(ids)):
        dE[ids[i]] += 2 * (E[ids[i]] @ w) * w
    return dE


def batch_norm(gamma, beta, x, y):
    N = x.shape[0]
    mu = np.mean(x, axis=0)
    var = np.var(x, axis=0)
    xhat = (x - mu) / np.sqrt(var + 1e-5)
    d = gamma * xhat + beta - y
    dx = gamma / np.sqrt(var + 1e-5) / N * (N * d - np.sum(d, axis=0) - xhat * np.sum(d * xhat, axis=0))
    return 0.5 * np.sum(d**2), {"gamma": np.sum(d * xhat, axis=0), "dbeta": np.sum(d, axis=0), "x": dx}


def batch_norm_halfway(gamma, beta, x, y):
    value, _ = batch_norm(gamma, beta, x, y)
    d = gamma * (x - np.mean(x, axis=0)) / np.sqrt(np.var(x, axis=0) + 1e-5) + beta - y
    return value, {"x": gamma / np.sqrt(np.var(x, axis=0) + 1e-5) * (d - np.mean(d, axis=0))}


def layers(params, x, y):
    h = x
    for W in params:
        h = np.tanh(h @ W)
    return 0.5 * np.sum((h - y) ** 2)


def layers_backward(params, x, y):
    hs = [x]
    for W in params:
        hs.append(np.tanh(hs[-1] @ W))
    d = hs[-1] - y
    grads = []
    for W, h, below in zip(params[::-1], hs[::-1], hs[-2::-1], strict=False):
        d = d * (1 - h**2)
        grads.insert(0, below.T @ d)
        d = d @ W.T
    return grads


def layers_forgotten(params, x, y):
    hs = [x]
    for W in params:
        hs.append(np.tanh(hs[-1] @ W))
    d = (hs[-1] - y) * (1 - hs[-1] ** 2)
    return [x.T @ (d @ params[1].T), hs[1].T @ d]
