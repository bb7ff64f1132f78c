"""Stated values of letters with layers, of one row and of one entry; Σ over examples that have no letter."""

from __future__ import annotations

import pytest

from .test_documents import judged

NET = r"""# Net
$$u^{(1)} = A^{(1)} r, \quad g = \tanh(u^{(1)}), \quad u^{(2)} = A^{(2)} g + c$$

$$E = \frac12 (u^{(2)} - t)^2$$

# Example
$r = [1, 2]^T$, $A^{(1)} = \begin{bmatrix} 0.1 & 0.2 \\ 0.3 & 0.4 \end{bmatrix}$, $c = 0.1$, $t = 1$, and

$$A^{(2)} = \begin{bmatrix} 0.5 & 0.6 \end{bmatrix}$$

"""
LIST = NET.replace(r"\begin{bmatrix} 0.5 & 0.6 \end{bmatrix}", "[0.5, 0.6]")
ENTRY = NET.replace("$c = 0.1$, $t = 1$", "$c = [0.1]$, $t = [1]$")
BATCH = r"""$$v_l = s_{l-1} M_l + c_l^T$$

$$s_l = f(v_l)$$

$$\delta_l = \frac{\partial Q}{\partial v_l}$$

$$\frac{\partial Q}{\partial M_l} = s_{l-1}^T \delta_l$$

"""
WAYS = "# One\n\n$$\\phi(s) = s^2$$\n\n# Two\n\n$$\\phi(s) = s^3$$\n\n# Three\n$s = 2$\n\n"
SHOWN = (
    NET
    + r"""$$g = \begin{bmatrix} 0.4621 \\ 0.8005 \end{bmatrix}$$

$$u^{(2)} - t = -0.1886$$

"""
)
DEEP = r"""# Net
$r = [0.5, -1, 2]$, $A = \begin{bmatrix} 0.4 & -0.2 \\ 0.1 & 0.5 \\ 0.3 & -0.6 \end{bmatrix}$, $c = [0.1, 0.2]$,
$B = \begin{bmatrix} 0.2 & -0.3 & 0.4 \\ 0.6 & 0.1 & -0.5 \end{bmatrix}$, $d = [0.1, 0, 0.2]$, $t = [0, 1, 0]$

$$s = r A + c, \quad g = \text{ReLU}(s), \quad u = g B + d, \quad q = \text{softmax}(u), \quad E = -\sum_k t_k \ln q_k$$

# Back

$$\frac{\partial E}{\partial A} = r^T \frac{\partial E}{\partial s} = """


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (NET + r"$$u^{(1)} = \begin{bmatrix} 0.5 \\ 1.1 \end{bmatrix}$$", "PROVED"),
        (NET + r"$$u^{(1)} = \begin{bmatrix} 0.5 \\ 1.2 \end{bmatrix}$$", "REFUTED"),
        (NET + r"$$u^{(2)} = 0.8114$$", "ROUNDED"),
        (NET + r"$$u^{(2)} = 0.7114$$", "REFUTED"),
        (LIST + r"$$u^{(2)} = 0.8114$$", "ROUNDED"),
        (LIST + r"$$u^{(2)} = 0.8141$$", "REFUTED"),
        (ENTRY + r"$$u^{(2)} - t = -0.1886$$", "ROUNDED"),
        (ENTRY + r"$$u^{(2)} - t = 0.1886$$", "REFUTED"),
        (NET + r"$$\frac{\partial E}{\partial A^{(2)}} = \begin{bmatrix} -0.0872 & -0.1510 \end{bmatrix}$$", "ROUNDED"),
        (NET + r"$$\frac{\partial E}{\partial A^{(2)}} = \begin{bmatrix} -0.0872 & -0.1150 \end{bmatrix}$$", "REFUTED"),
        (BATCH + r"$$\frac{\partial Q}{\partial c_l} = \sum \delta_l$$", "PROVED"),
        (BATCH + r"$$\frac{\partial Q}{\partial c_l} = 2 \sum \delta_l$$", "REFUTED"),
        (BATCH + r"$$\frac{\partial Q}{\partial c_l} = \sum \delta_l \odot f'(v_l)$$", "UNDECIDED"),
        (DEEP + r"\begin{bmatrix} 0.24 & 0 \\ -0.48 & 0 \\ 0.97 & 0 \end{bmatrix}$$", "ROUNDED"),
        (DEEP + r"\begin{bmatrix} 0.24 & 0 \\ 0.48 & 0 \\ 0.97 & 0 \end{bmatrix}$$", "REFUTED"),
        (WAYS + r"$$\phi'(s) = 5$$", "UNDECIDED"),
        (SHOWN + r"$$\frac{\partial E}{\partial A^{(2)}} = -0.1886 [0.4621, 0.8005]$$", "ROUNDED"),
        (SHOWN + r"$$\frac{\partial E}{\partial A^{(2)}} = -0.1886 [0.4621, 0.8105]$$", "REFUTED"),
    ],
)  # fmt: skip
def test_the_last_claim(text: str, verdict: str) -> None:
    """Each layer has values of its own; a wrong digit, the value of another layer or a lost sign is refuted."""
    found = [finding for finding in judged(text) if finding.line == text.count("\n") + 1]
    assert ([finding.verdict.value for finding in found] or [""])[-1] == verdict


def test_a_number_above_a_letter_that_has_layers_is_a_layer_beside_examples() -> None:
    """t^{(i)} of an example says nothing of s^{(2)}, which is the layer 2 of s^{(l+1)}."""
    layers = r"$s^{(2)} = M^{(2)} x$ and $s^{(l+1)} = M^{(l+1)} r^{(l)}$, $r^{(l)} = g(s^{(l)})$. "
    found = judged(layers + r"$E = -\frac{1}{n} \sum_{i=1}^n t^{(i)} \log q^{(i)}$")
    assert [found[0].reading, found[-1].reading] == ["s[2] = M[2] x", "E = −(1/n) Σ_{i=1…n} t_i log(q_i)"]


NUMBERED_AND_ANY = r"""$s^{(2)} = M^{(2)} x + c^{(2)}$, $r^{(2)} = g(s^{(2)})$, $s^{(3)} = M^{(3)} r^{(2)} + c^{(3)}$,
$r^{(3)} = g(s^{(3)})$. In general $s^{(l+1)} = M^{(l+1)} r^{(l)} + c^{(l+1)}$, $r^{(l+1)} = g(s^{(l+1)})$ and
$q = r^{(L)}$ with $E = \frac{1}{2} \|q - t\|^2$.

"""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$\frac{\partial E}{\partial M^{(l)}} = \frac{\partial E}{\partial s^{(l)}} r^{(l-1)T}$", "PROVED"),
        (r"$\frac{\partial E}{\partial M^{(l)}} = \frac{\partial E}{\partial s^{(l)}} r^{(l)T}$", "REFUTED"),
        (r"$\frac{\partial E}{\partial s^{(3)}} = (q - t) \odot g'(s^{(3)})$", "PROVED"),
        (r"$\frac{\partial E}{\partial s^{(2)}} = (q - t) \odot g'(s^{(2)})$", "REFUTED"),
    ],
)
def test_what_is_said_of_any_layer_is_asked_of_any(formula: str, verdict: str) -> None:
    """The first layer has x for r^{(1)} where it is written with its number."""
    assert judged(NUMBERED_AND_ANY + formula)[-1].verdict == verdict
