"""Entries in small letters of a matrix in a capital: w_{ij} of W, which nobody writes down."""

from __future__ import annotations

import pytest

from .test_documents import judged

LAYER = r"$s_j = \sum_i v_{ij} x_i$, $C = \frac{1}{2} \sum_j (\tanh(s_j) - y_j)^2$. "
SLOPE = r"\frac{\partial C}{\partial V} = "
ERROR = r"\left((\tanh(s) - y) \odot (1 - \tanh(s)^2)\right)"
GENERIC = r"""\newcommand{\M}{\mathbf{M}} \newcommand{\e}{\boldsymbol{\delta}}
$z_i^{(\ell)} = \sum_j m_{i,j}^{(\ell)} a_j^{(\ell-1)} + c_i^{(\ell)}$, $a_i^{(\ell)} = g(z_i^{(\ell)})$,
$\delta_i^{(\ell)} := \frac{\partial C}{\partial z_i^{(\ell)}}$. """
UNDERLINED = (
    "# One\n\n$\\underline{z} = \\underline{\\underline{\\Theta}} \\underline{x}$, $z_i = \\sum_j \\theta_{ij} x_j$\n\n"
    "# Two\n\n$z_{ni} = \\sum_j \\theta_{ij} x_{nj}$\n\n# Three\n\n${\\partial z_i \\over "
)
ANY_LOSS = r"""One layer: $s = M x + c$ and $s_j = \sum_i m_{ji} x_i + c_j$.

# Layers

$s^{(2)} = M^{(2)} x + c^{(2)}$ and $s^{(l+1)} = M^{(l+1)} r^{(l)} + c^{(l+1)}$, $r^{(l)} = g(s^{(l)})$.

# Back

"""
BATCH = r"$q_{nk} = \sum_d r_{nd} w_{dk}$, $E = \frac{1}{2} \sum_{n=1}^N \sum_k (q_{nk} - t_{nk})^2$, "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f"{LAYER}${SLOPE} x {ERROR}^\\top$", "PROVED"),
        (f"{LAYER}${SLOPE} 2 x {ERROR}^\\top$", "REFUTED"),
        (f"{LAYER}${SLOPE} {ERROR} x^\\top$", "UNDECIDED"),  # of V_{ji} = v_{ij}, which nobody rules out
        (f"{LAYER}$s = V^\\top x$, ${SLOPE} {ERROR} x^\\top$", "REFUTED"),
        (f"{LAYER}$s = V x$, ${SLOPE} {ERROR} x^\\top$", "PROVED"),
        (f"{LAYER}$s = V x$, ${SLOPE} x {ERROR}^\\top$", "REFUTED"),
        (GENERIC + r"$\mathbf{a}^{(\ell)} = g(\M^{(\ell)} \mathbf{a}^{(\ell-1)} + \mathbf{c}^{(\ell)})$", "PROVED"),
        (GENERIC + r"$\e^{(\ell)} = (\M^{(\ell+1)\top} \e^{(\ell+1)}) \odot g'(\mathbf{z}^{(\ell)})$", "PROVED"),
        (GENERIC + r"$\e^{(\ell)} = (\M^{(\ell+1)\top} \e^{(\ell+1)}) \otimes g'(\mathbf{z}^{(\ell)})$", "PROVED"),
        (GENERIC + r"$\e^{(\ell)} = \M^{(\ell+1)\top} \e^{(\ell+1)}$", "REFUTED"),
        (UNDERLINED + r"\partial \theta_{ij}} = x_j$", "PROVED"),
        (UNDERLINED + r"\partial \theta_{ij}} = x_i$", "REFUTED"),
        (ANY_LOSS + r"$\frac{\partial s^{(l)}_k}{\partial m^{(l)}_{kj}} = r^{(l-1)}_j$", "PROVED"),
        (ANY_LOSS + r"$\frac{\partial s^{(l)}_k}{\partial m^{(l)}_{kj}} = r^{(l)}_j$", "REFUTED"),
        (
            ANY_LOSS
            + r"$\frac{\partial Q}{\partial m^{(l)}_{kj}} = \frac{\partial Q}{\partial s^{(l)}_k} r^{(l-1)}_j$",
            "PROVED",
        ),
        (
            ANY_LOSS
            + r"$\frac{\partial Q}{\partial m^{(l)}_{kj}} = \frac{\partial Q}{\partial s^{(l)}_j} r^{(l-1)}_k$",
            "REFUTED",
        ),
        (BATCH + r"$\frac{\partial E}{\partial W} = R^\top (Q - T)$", "PROVED"),
        (BATCH + r"$\frac{\partial E}{\partial W} = R^\top (T - Q)$", "REFUTED"),
    ],
)
def test_small_letters_with_two_indices_are_the_entries(text: str, verdict: str) -> None:
    """The first index is the row, unless a line that says the layer once more needs it to be the second."""
    assert judged(f"{text}.\n")[-1].verdict == verdict
