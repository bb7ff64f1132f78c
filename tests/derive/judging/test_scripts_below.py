"""What stands below: labels of losses that count nothing, and layers, with letters and with numbers."""

from __future__ import annotations

import pytest

from .test_documents import judged

LOSSES = r"With $m = y f$ let $\ell_h = \max(0, 1 - m)$, $\ell_s = \max(0, 1 - m)^2$ and $\ell_e = e^{-m}$. "
LAYERS = (
    r"$$z_l = W_l a_{l-1} + b_l, \quad a_l = g(z_l)$$ For $C = \frac12 \|a_L - y\|^2$ let "
    r"$\delta_l = \frac{\partial C}{\partial z_l}$. "
)
NUMBERS = (
    r"$$z_1 = W_1 x + b_1, \quad h_1 = \tanh(z_1), \quad z_2 = W_2 h_1 + b_2, \quad p = \mathrm{softmax}(z_2)$$ "
    r"For one-hot $y$ let $L = -y^T \log p$ and $\delta_i = \frac{\partial L}{\partial z_i}$. "
)
TIMES = r"$$h_t = \tanh(U x_t + V h_{t-1})$$ "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (LOSSES + r"$\frac{\partial \ell_s}{\partial f} = -2 y \max(0, 1 - m)$", "PROVED WHEN"),
        (LOSSES + r"$\frac{\partial \ell_e}{\partial f} = -y e^{-m}$", "PROVED"),
        (LOSSES + r"$\frac{\partial \ell_s}{\partial f} = -y e^{-m}$", "REFUTED"),
        (LAYERS + r"$\delta_L = (a_L - y) \odot g'(z_L)$", "PROVED"),
        (LAYERS + r"$\delta_l = (W_{l+1}^T \delta_{l+1}) \odot g'(z_l)$", "PROVED"),
        (LAYERS + r"$\frac{\partial C}{\partial W_l} = \delta_l a_{l-1}^T$", "PROVED"),
        (LAYERS + r"$\frac{\partial C}{\partial b_l} = \delta_{l}$", "PROVED"),
        (NUMBERS + r"$\delta_2 = p - y$", "PROVED"),
        (NUMBERS + r"$\delta_2 = y - p$", "REFUTED"),
        (NUMBERS + r"$\delta_1 = (W_2^T \delta_2) \odot (1 - h_1 \odot h_1)$", "PROVED"),
        (NUMBERS + r"$\frac{\partial L}{\partial W_1} = \delta_1 x^T$", "PROVED"),
        (TIMES + r"$\frac{\partial h_t}{\partial h_{t-1}} = 1 - h_t$", "REFUTED"),
    ],
)
def test_scripts_below_say_what_they_count(text: str, verdict: str) -> None:
    """Losses are told apart, layers are those of the network, times stay what they are."""
    assert judged(text)[-1].verdict == verdict
