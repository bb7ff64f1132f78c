"""Every shipped activation in a hidden layer, with its slope as an author writes it."""

from __future__ import annotations

from .network_text import Entry

HIDDEN = {"x": "N D input", "W": "H D parameter", "v": "H parameter", "y": "N label"}

# Through the activation a itself where that is shorter than through u.
SLOPES = {
    "tanh": "(1 − a_nh²)",
    "sigmoid": "a_nh (1 − a_nh)",
    "exp": "a_nh",
    "expm1": "(1 + a_nh)",
    "softplus": "(1 − exp(−a_nh))",
    "relu": "[u_nh > 0]",
    "leaky_relu": "([u_nh > 0] + (1/100) [u_nh < 0])",
    "elu": "([u_nh > 0] + [u_nh < 0] (1 + a_nh))",
    "silu": "(a_nh + σ(u_nh) (1 − a_nh))",
    "gelu": "((1/2) (1 + erf(u_nh / √(2))) + (1/√(2 π)) u_nh exp(−(1/2) u_nh²))",
    "softsign": "(1 − |a_nh|)²",
    "hard_tanh": "[|u_nh| < 1]",
    "sin": "cos(u_nh)",
    "square": "2 u_nh",
    "erf": "(2/√(π)) exp(−u_nh²)",
}


def hidden_layer(activation: str, slope: str) -> Entry:
    """One hidden layer, one output, half the mean of the squares."""
    return Entry(
        f"hidden layer with {activation}",
        HIDDEN,
        (
            "u[n,h] = sum(W[h,d]*x[n,d], d)",
            f"a[n,h] = {activation}(u[n,h])",
            "yhat[n] = sum(v[h]*a[n,h], h)",
            "E = 1/(2*N)*sum((yhat[n] - y[n])^2, n)",
        ),
        (f"∂E/∂W_hd = (1/N) Σ_n {slope} (ŷ_n − y_n) x_nd v_h",),
    )


ENTRIES = [hidden_layer(activation, slope) for activation, slope in SLOPES.items()]
