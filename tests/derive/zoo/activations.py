"""Every shipped activation in a hidden layer, with its slope as an author writes it."""

from __future__ import annotations

from .network_text import Entry

HIDDEN = {"x": "N D input", "W": "H D parameter", "v": "H parameter", "y": "N label"}

# The slope is told through the activation a itself where that is shorter than through u.
GRADIENTS = {
    "tanh": "(1/N) v_h Σ_n (ŷ_n − y_n) (1 − a_nh²) x_nd",
    "sigmoid": "(1/N) v_h Σ_n (ŷ_n − y_n) a_nh (1 − a_nh) x_nd",
    "exp": "(1/N) v_h Σ_n (ŷ_n − y_n) a_nh x_nd",
    "expm1": "(1/N) v_h Σ_n (ŷ_n − y_n) (1 + a_nh) x_nd",
    "softplus": "(1/N) v_h Σ_n (ŷ_n − y_n) x_nd σ(u_nh)",
    "relu": "(1/N) v_h Σ_n (ŷ_n − y_n) x_nd [u_nh > 0]",
    "leaky_relu": "(1/N) v_h Σ_n (ŷ_n − y_n) (1 − (99/100) [u_nh < 0]) x_nd",
    "elu": "(1/N) v_h Σ_n (ŷ_n − y_n) exp(min(0, u_nh)) x_nd",
    "silu": "(1/N) v_h Σ_n (ŷ_n − y_n) (1 + u_nh (1 − σ(u_nh))) x_nd σ(u_nh)",
    "gelu": "(1/(2 N)) v_h Σ_n (ŷ_n − y_n) (1 + erf((√2/2) u_nh) + (√2/√π) exp(−(1/2) u_nh²) u_nh) x_nd",
    "softsign": "(1/N) v_h Σ_n (ŷ_n − y_n) x_nd / (1 + |u_nh|)²",
    "hard_tanh": "(1/N) v_h Σ_n (ŷ_n − y_n) (1 − [u_nh < −1] − [u_nh > 1]) x_nd",
    "sin": "(1/N) v_h Σ_n (ŷ_n − y_n) x_nd cos u_nh",
    "square": "(2/N) v_h Σ_n (ŷ_n − y_n) u_nh x_nd",
    "erf": "(2/(N √π)) v_h Σ_n (ŷ_n − y_n) exp(−u_nh²) x_nd",
}


def hidden_layer(activation: str, gradient: str) -> Entry:
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
        (f"∂E/∂W_hd = {gradient}",),
    )


ENTRIES = [hidden_layer(activation, gradient) for activation, gradient in GRADIENTS.items()]
