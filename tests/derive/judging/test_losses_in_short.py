"""Losses in short, C = ½ (a − t)² of vectors, and layers that a chain defines on its way."""

from __future__ import annotations

import pytest

from .test_documents import judged

NET = (
    r"$z^{(1)} = V^{(1)} u + c^{(1)}$, $a^{(1)} = g(z^{(1)})$, $z^{(2)} = V^{(2)} a^{(1)} + c^{(2)}$ and "
    r"$\hat{t} = \sigma(z^{(2)})$. "
)
SQUARED = NET + r"$C = \frac{1}{2} (t - \hat{t})^2$ and $\delta^{(2)} = \frac{\partial C}{\partial z^{(2)}}$. "
CROSS = NET + r"$C = -(t \log \hat{t} + (1 - t) \log(1 - \hat{t}))$. "
ON_ITS_WAY = (
    r"$z^{[1]} = V^{[1]} u$, $a^{[1]} = g(z^{[1]})$, $z^{[2]} = V^{[2]} a^{[1]}$ and $q = a^{[2]} = g(z^{[2]})$. "
    r"With $C = \frac{1}{2} (q - t)^2$, $\frac{\partial C}{\partial V^{[2]}} = "
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (SQUARED + r"$\frac{\partial C}{\partial V^{(2)}} = \delta^{(2)} a^{(1)T}$", "PROVED"),
        (SQUARED + r"$\frac{\partial C}{\partial V^{(2)}} = a^{(1)} \delta^{(2)T}$", "UNDECIDED"),
        (SQUARED + r"$\frac{\partial C}{\partial z^{(1)}} = (V^{(2)T} \delta^{(2)}) \odot g'(z^{(1)})$", "PROVED WHEN"),
        (SQUARED + r"$\frac{\partial C}{\partial z^{(1)}} = (V^{(2)} \delta^{(2)}) \odot g'(z^{(1)})$", "UNDECIDED"),
        (SQUARED + r"$\frac{\partial C}{\partial z^{(1)}} = 2 (V^{(2)T} \delta^{(2)}) \odot g'(z^{(1)})$", "UNDECIDED"),
        (CROSS + r"$\frac{\partial C}{\partial V^{(2)}} = (\hat{t} - t) a^{(1)T}$", "PROVED WHEN"),
        (CROSS + r"$\frac{\partial C}{\partial V^{(2)}} = (\hat{t} + t) a^{(1)T}$", "UNDECIDED"),
        (ON_ITS_WAY + r"((q - t) \odot g'(z^{[2]})) a^{[1]T}$", "PROVED WHEN"),
        (ON_ITS_WAY + r"((q - t) \odot g'(z^{[1]})) a^{[1]T}$", "UNDECIDED"),
    ],
)
def test_a_loss_of_vectors_is_the_sum_over_its_entries(text: str, verdict: str) -> None:
    """It is a condition of what is proved; that a single output may be meant refutes nothing."""
    found = judged(text)[-1]
    assert found.verdict.value == verdict, found
    assert verdict != "PROVED WHEN" or "C is the sum over its entries" in found.condition


UNLINKED = (
    r"$s = V u + c$ and $r = g(s)$, of vectors $u \in \mathbb{R}^n$. The loss is $C = -\sum_i t_i \log q_i$. "
    r"$\frac{\partial C}{\partial V} = "
)
OF_LAYERS = (
    r"$s^l = V^l r^{l-1} + c^l$, $r^l = g^l(s^l)$ and $\epsilon^l_j = \frac{\partial C}{\partial s^l_j}$. "
    r"The loss is $C(t, r) = -\sum_j t_j \log r_j$. $"
)
OF_A_FUNCTION = (
    r"$\hat{q} = f(x; \theta)$ and $C(q, \hat{q}) = \frac{1}{2} \| q - \hat{q} \|^2$. Of a layer with "
    r"$r_i = \sigma(x_i) = \frac{1}{1 + e^{-x_i}}$, $\frac{\partial C}{\partial x_i} = "
)
OF_ONE_AND_ALL = (
    r"$s = v u + c$, $\hat{t} = \tanh(s)$."
    + "\n\n# All\n\n"
    + r"$S = U V$ and $\hat{t} = \tanh(S)$."
    + "\n\n# Back\n\n"
    r"$C = \frac{1}{2} (t - \hat{t})^2$, $\frac{\partial C}{\partial v} = "
)
DECAYED = OF_A_FUNCTION.replace(r"\|^2$", r"\|^2 + \| x \|^2$")


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        (UNLINKED + r"\frac{\partial C}{\partial s} u^T$", True),
        (UNLINKED + r"(\frac{\partial C}{\partial r} \odot g'(s)) u^T$", True),
        (UNLINKED + r"u \frac{\partial C}{\partial s}^T$", False),
        (UNLINKED + r"2 \frac{\partial C}{\partial s} u^T$", False),
        (UNLINKED + r"\frac{\partial C}{\partial r} u^T$", False),
        (UNLINKED + r"-\frac{\partial C}{\partial s} u^T$", False),
        (OF_LAYERS + r"\frac{\partial C}{\partial V^l_{jk}} = \epsilon^l_j r^{l-1}_k$", True),
        (OF_LAYERS + r"\frac{\partial C}{\partial V^l_{jk}} = \epsilon^l_k r^{l-1}_j$", False),
        (OF_LAYERS + r"\frac{\partial C}{\partial V^l} = \epsilon^l (r^{l-1})^T$", True),
        (OF_LAYERS + r"\frac{\partial C}{\partial V^l} = \epsilon^l (r^l)^T$", False),
        (OF_LAYERS + r"\frac{\partial C}{\partial s^l_j} = 0$", False),
        (OF_A_FUNCTION + r"\frac{\partial C}{\partial r_i} r_i (1 - r_i)$", True),
        (OF_A_FUNCTION + r"\frac{\partial C}{\partial r_i} r_i (1 + r_i)$", False),
        (OF_A_FUNCTION + r"\frac{\partial C}{\partial r_i} r_i$", False),
        (OF_ONE_AND_ALL + r"\frac{\partial C}{\partial \hat{t}} \frac{\partial \hat{t}}{\partial s} u$", True),
        (OF_ONE_AND_ALL + r"(\hat{t} - t) (1 - \hat{t}^2) u$", True),
        (DECAYED + r"\frac{\partial C}{\partial r_i} r_i (1 - r_i)$", False),
    ],
)
def test_a_loss_that_no_line_links_to_the_network_is_any_function(formula: str, right: bool) -> None:
    """What holds of any loss of r is proved of one whose formula has other letters in it; nothing is refuted."""
    found = judged(formula)[-1]
    assert found.verdict.value == ("PROVED" if right else "UNDECIDED")
    assert not right or formula.startswith(OF_ONE_AND_ALL) or "C is any function of r" in found.diagnosis
