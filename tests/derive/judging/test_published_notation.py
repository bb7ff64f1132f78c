"""What published notes write that a formula alone does not say: regions, chosen values, layers, signs as labels."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

HINGE = r"Let $d_+ = \| a - p \|^2$, $d_- = \| a - n \|^2$ and $\ell = \max(0, d_+ - d_- + m)$."
LAYERS = (
    r"$\mathbf{z}^{(\ell)} = \mathbf{W}^{(\ell)} \mathbf{a}^{(\ell-1)}$, "
    r"$\mathbf{a}^{(\ell)} = \phi(\mathbf{z}^{(\ell)})$, "
    r"$\delta^{(\ell)} = \frac{\partial J}{\partial \mathbf{z}^{(\ell)}}$."
)
SLOPE = r"$\frac{\partial J}{\partial \mathbf{W}^{(\ell)}} = \delta^{(\ell)}"
TIED = r"Let $h = \sigma(W x + b)$, $\hat{x} = W^T h + c$, $L = \frac{1}{2} \| \hat{x} - x \|^2$ and $e = \hat{x} - x$."
BOLD = (
    r"Let $\mathbf{z} = \mathbf{W} \mathbf{x}$, $\mathbf{e} = \mathbf{z} - \mathbf{t}$ and "
    r"$Q = \frac{1}{2} \mathbf{e}^\top \mathbf{e}$."
)
BUMPS = r"Let $\phi_j = \exp(-\| x - c_j \|^2 / 2)$ and $f = \sum_{j=1}^M w_j \phi_j$."
BELL = r"Let $\varphi(r) = e^{-r^2/2}$."
ORDERED = r"Let $\gamma_k = \sigma(\theta_k - \eta)$ and $\pi_k = \gamma_k - \gamma_{k-1}$."

NORMED = (
    r"$\mu = \frac{1}{m} \sum_{i=1}^m x_i$, $\sigma^2 = \frac{1}{m} \sum_{i=1}^m (x_i - \mu)^2$, "
    r"$u_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}$ and $v_i = \gamma u_i + \beta$."
    "\n\n# Backwards\n\n"
)
SCALE = r"$\frac{\partial \ell}{\partial \gamma} = \sum_{i=1}^m \frac{\partial \ell}{\partial v_i}"
ERROR = "Let $a = \\sigma(z)$, $z = w x + b$ and $e = a - y$.\n\n# Backwards\n\n"

CELL = (
    r"$f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)$, $g_t = \tanh(W_g x_t + U_g h_{t-1} + b_g)$, "
    r"$c_t = f_t \odot c_{t-1} + g_t$ and $h_t = \tanh(c_t)$."
)
GATES = (
    r"$a^z_t = W_z x_t + U_z h_{t-1}$, $z_t = \sigma(a^z_t)$, $a^n_t = W_n x_t$, $n_t = \tanh(a^n_t)$ and "
    r"$h_t = (1 - z_t) \odot h_{t-1} + z_t \odot n_t$."
)
GATE = r"$\frac{\partial E}{\partial a^z_t} = \frac{\partial E}{\partial z_t} \odot"
ROWS = (
    r"Let $\lambda_i = \exp(\mathbf{w}^\top \mathbf{x}_i)$ and "
    r"$\ell = \sum_{i=1}^n (y_i \mathbf{w}^\top \mathbf{x}_i - \lambda_i)$. Then"
)


def last(text: str, formula: str) -> list[str]:
    """The verdicts on a formula behind a text."""
    before = len(judged(text))
    return [finding.verdict.value for finding in judged(f"{text} {formula}\n")[before:]]


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (HINGE, r"Where the loss is positive, $\frac{\partial \ell}{\partial a} = 2 (n - p)$.", "PROVED WHEN"),
        (HINGE, r"Where the loss is positive, $\frac{\partial \ell}{\partial a} = 2 (p - n)$.", "UNDECIDED"),
        (HINGE, r"The slope is $\frac{\partial \ell}{\partial a} = 2 (n - p)$.", "REFUTED"),
        (LAYERS, SLOPE + r" (\mathbf{a}^{(\ell-1)})^\top$", "PROVED"),
        (LAYERS, SLOPE + r" (\mathbf{a}^{(\ell)})^\top$", "REFUTED"),
        (TIED, r"$\frac{\partial L}{\partial W} = ((W e) \odot h \odot (1 - h)) x^T + h e^T$", "PROVED"),
        (TIED, r"$\frac{\partial L}{\partial W} = ((W e) \odot h \odot (1 - h)) x^T$", "REFUTED"),
        (BOLD, r"$\frac{\partial Q}{\partial \mathbf{x}} = \mathbf{W}^\top \mathbf{e}$", "PROVED"),
        (BOLD, r"$\frac{\partial Q}{\partial \mathbf{z}} = -\mathbf{e}$", "REFUTED"),
        (BUMPS, r"$\frac{\partial f}{\partial c_j} = w_j \phi_j (x - c_j)$", "PROVED"),
        (BUMPS, r"$\frac{\partial f}{\partial c_j} = w_j \phi_j (c_j - x)$", "REFUTED"),
        (BELL, r"$\varphi''(r) = (r^2 - 1) \varphi(r)$", "PROVED"),
        (BELL, r"$\varphi''(r) = -r \varphi(r)$", "REFUTED"),
        (NORMED, r"$\frac{\partial \sigma^2}{\partial x_i} = \frac{2}{m} (x_i - \mu)$", "PROVED"),
        (NORMED, r"$\frac{\partial \sigma^2}{\partial x_i} = \frac{2}{m} x_i$", "REFUTED"),
        (
            NORMED,
            r"$\frac{\partial u_i}{\partial \sigma^2} = \frac{\mu - x_i}{2} (\sigma^2 + \epsilon)^{-3/2}$",
            "PROVED",
        ),
        (NORMED, SCALE + " u_i$", "PROVED"),
        (NORMED, SCALE + " x_i$", "REFUTED"),
        (ERROR, r"$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a} a (1 - a) x$", "PROVED"),
        (ERROR, r"$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a} x$", "REFUTED"),
        (ERROR, r"The squared error has $\frac{\partial L}{\partial a} = a - y$", "UNDECIDED"),
        (CELL, r"$\frac{\partial E}{\partial f_t} = \frac{\partial E}{\partial c_t} \odot c_{t-1}$", "PROVED"),
        (CELL, r"$\frac{\partial E}{\partial f_t} = \frac{\partial E}{\partial c_t} \odot c_t$", "REFUTED"),
        (CELL, r"$\frac{\partial E}{\partial b_g} = \frac{\partial E}{\partial g_t} \odot (1 - g_t^2)$", "PROVED WHEN"),
        (GATES, GATE + r" z_t \odot (1 - z_t)$", "PROVED"),
        (GATES, GATE + r" (1 - z_t)$", "REFUTED"),
        (ROWS, r"$\nabla_{\mathbf{w}} \ell = \mathbf{X}^\top (\mathbf{y} - \boldsymbol{\lambda})$", "PROVED"),
        (ROWS, r"$\nabla_{\mathbf{w}} \ell = \mathbf{X}^\top (\boldsymbol{\lambda} - \mathbf{y})$", "REFUTED"),
        (ORDERED, r"$\frac{\partial \gamma_k}{\partial \theta_k} = \gamma_k (1 - \gamma_k)$", "PROVED"),
        (ORDERED, r"$\frac{\partial \gamma_k}{\partial \eta} = \gamma_k (1 - \gamma_k)$", "REFUTED"),
    ],
)  # fmt: skip
def test_notation_of_published_notes(text: str, formula: str, verdict: str) -> None:
    """A kind and its adversary: the same notation with a slip in it."""
    assert [found.partition(" WHEN")[0] for found in last(text, formula)] == [verdict.partition(" WHEN")[0]]


NEURON = r"Let $a = \sigma(z)$ and $z = w x + b$."


@pytest.mark.parametrize(
    ("text", "formula", "verdicts"),
    [
        (NEURON, r"For $a = 0.7$ the slope is $a(1 - a) = 0.21$.", ["PROVED"]),
        (NEURON, r"For $a = 0.7$ it is $a(1 - a) = 0.3$, for $a = 0.5$ $a(1 - a) = 0.25$.", ["REFUTED", "PROVED"]),
        (NEURON, r"For $a = 0.7$ the slope is $a(1 - a) = 0.23$.", ["REFUTED"]),
        (NEURON, r"Let $x = 2$, $w = 0.7$, $b = -0.4$. Then $a = \sigma(1) = 0.7311$.", ["PROVED", "ROUNDED"]),
        (NEURON, r"Let $x = 2$, $w = 0.7$ and $b = -0.4$. Then $z = 1.1$.", ["REFUTED"]),
    ],
)  # fmt: skip
def test_chosen_values_are_exact_and_no_claims(text: str, formula: str, verdicts: list[str]) -> None:
    """What "for" or "let" chooses is no claim, and no interval; what is computed of it is held against it."""
    assert last(text, formula) == verdicts
