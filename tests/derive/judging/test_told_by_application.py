"""What a function is applied to, f(A) = f(z); data beside data in one display; signs in braces; norms of entries."""

from __future__ import annotations

import pytest

from .test_documents import judged

APPLIED = "$$a = \\sigma(w r + b) = \\sigma(s)$$\n\n$$C = (a - t)^2$$\n\n"
LAYERS = r"""$$g_j^l = \sigma(\sum_k w_{jk}^l g_k^{l-1} + b_j^l) = \sigma(s_j^l)$$

$$\delta_j^l = \frac{\partial C}{\partial s_j^l}$$

"""
DATA = r"""# One

$$y = \tanh(u)$$

# Two
For this sample:

$$
\mathbf{r} = \begin{bmatrix} 0.5 \\ 0.8 \end{bmatrix},
\quad y = 0
$$

$$v = 3$$

$$d = v - y = """
NORM = r"""$$s_j^l = \sum_k w_{jk}^l g_k^{l-1}$$

$$g_j^l = \sigma(s_j^l)$$

$$C = \frac12 \| t - g_j^L \|^2$$

$$\delta_j^l = \frac{\partial C}{\partial s_j^l}$$

"""
UNIT = "$$s = v_1 r_1 + c$$\n\n$$q = a = \\sigma(s)$$\n\n$$C = -t \\log a - (1 - t) \\log(1 - a)$$\n\n"
CUMULANT = "$$g = \\frac{1}{1 + e^{-u}}$$\n\n$$B(u) = -\\log(1 - g) = \\log(1 + e^u)$$\n\n"
OF_MANY = "$$E = \\sum_n B(u_n)$$\n\n"
FILTER = "$r = (r_1, r_2, r_3, r_4, r_5)$\n\n$$s_i = \\sum_{k=1}^{3} v_k r_{i+k-1} + c$$\n\n"
FILTER += "$$C = \\frac12 \\sum_{i=1}^3 s_i^2$$\n\n"
FACTORS = "$$s_{ui} = \\sum_{f=1}^{k} a_{uf} c_{if}$$\n\n"
SOLVED = "Let $h_i = \\ln r_i^2$, so $r_i = e^{h_i / 2}$.\n\n# Next\n\n$$g_i = m_i + r_i n_i$$\n\n"
SCORES = "$h_1 = a r$ and $h_2 = b r$.\n\n$q = \\mathrm{softmax}(h)$, $C = -\\log q_1$.\n\n"
UNITS = "$h_1 = \\tanh(a r)$, $h_2 = \\tanh(b r)$ and $o = u^T h + d$.\n\n"
AT_ONE = "$$\\phi(s) = \\phi(3 v) = (3 v)^2 + 1$$\n\n"
SHOWN = (
    r"$$R = \begin{bmatrix} j & k \\ l & m \end{bmatrix} \quad b = \begin{bmatrix} s \\ t \end{bmatrix} \quad "
    r"Q = \begin{bmatrix} a & b \\ c & d \end{bmatrix}$$" + "\n\n"
)
BY_TAP = r"$$\frac{\partial C}{\partial v_k} = \sum_{i=1}^{3} \frac{\partial C}{\partial s_i} "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (UNIT + r"$$\frac{\partial C}{\partial v_1} = (q - t) r_1$$", "PROVED"),
        (UNIT + r"$$\frac{\partial C}{\partial v_1} = (t - q) r_1$$", "REFUTED"),
        (UNIT + r"$$\frac{da}{ds} = a (1 - a)$$", "PROVED"),
        (AT_ONE + r"$$\phi'(s) = 2 s$$", "PROVED"),
        (AT_ONE + r"$$\phi'(s) = 3 s$$", "REFUTED"),
        (SHOWN + r"$$R Q + b = \begin{bmatrix} j a + k c + s & j b + k d + s \\ l a + m c + t & l b + m d + t "
         r"\end{bmatrix}$$", "PROVED"),
        (SHOWN + r"$$R Q = \begin{bmatrix} j a + k c & j b + l d \\ l a + m c & l b + m d \end{bmatrix}$$", "REFUTED"),
        (CUMULANT + r"$$B'(u) = g$$", "PROVED"),
        (CUMULANT + r"$$B''(u) = g (1 + g)$$", "REFUTED"),
        (CUMULANT + OF_MANY + r"$$\frac{\partial E}{\partial u_n} = B'(u_n)$$", "PROVED"),
        (CUMULANT + OF_MANY + r"$$\frac{\partial E}{\partial u_n} = B''(u_n)$$", "REFUTED"),
        ("$s = v^T r + c$\n\n" + r"$$\frac{\partial s}{\partial v_2} = r_2$$", "PROVED"),
        ("$s = v^T r + c$\n\n" + r"$$\frac{\partial s}{\partial v_2} = r_1$$", "REFUTED"),
        ("$s = v_1 r_1 + v_2 r_2$\n\n" + r"$$s = v^T r$$", "PROVED WHEN"),
        ("$s = v_1 r_1 + v_2 r_2$\n\n" + r"$$s = 2 v^T r$$", "UNDECIDED"),
        ("$s = v^T r$, $v_1 = v_0 - 2 r$\n\n" + r"$$\frac{\partial s}{\partial v} = r$$", "PROVED"),
        ("$s = v^T r_1$, $t = v^T r_2$\n\n" + r"$$\frac{\partial s}{\partial v} = r_1$$", "PROVED"),
        ("$s = v^T r_1$, $t = v^T r_2$\n\n" + r"$$\frac{\partial s}{\partial v} = r_2$$", "REFUTED"),
        (SCORES + r"$$\frac{\partial C}{\partial a} = (q_1 - 1) r$$", "PROVED"),
        (SCORES + r"$$\frac{\partial C}{\partial b} = q_2 r$$", "PROVED"),
        (SCORES + r"$$\frac{\partial C}{\partial b} = q_1 r$$", "REFUTED"),
        (UNITS + r"$$\frac{\partial o}{\partial a} = u_1 (1 - h_1^2) r$$", "PROVED"),
        (UNITS + r"$$\frac{\partial o}{\partial a} = u_2 (1 - h_1^2) r$$", "REFUTED"),
        (UNITS + "$E = \\sum_k h_k$\n\n" + r"$$\frac{\partial E}{\partial a} = (1 - h_1^2) r$$", "UNDECIDED"),
        ("$g(r) = c^T r$\n\n" + r"$$\nabla g(r_1) = c$$", "PROVED"),
        (FACTORS + r"$$\frac{\partial s_{ui}}{\partial a_{uf}} = c_{if}$$", "PROVED"),
        (FACTORS + r"$$\frac{\partial s_{ui}}{\partial a_{uf}} = 2 c_{if}$$", "REFUTED"),
        (SOLVED + r"$$\frac{\partial g_i}{\partial h_i} = \frac{1}{2} r_i n_i$$", "PROVED"),
        (SOLVED + r"$$\frac{\partial g_i}{\partial h_i} = r_i n_i$$", "REFUTED"),
        (SOLVED + r"$$\frac{\partial g_i}{\partial r_i} = n_i$$", "PROVED"),
        (FILTER + BY_TAP + "r_{i+k-1}$$", "PROVED"),
        (FILTER + BY_TAP + "r_{i+k}$$", "REFUTED"),
        (FILTER + BY_TAP + "2 r_{i+k-1}$$", "REFUTED"),
        (FILTER + r"$$\frac{\partial s_2}{\partial v_3} = r_4$$", "PROVED"),
        (FILTER + r"$$\frac{\partial s_2}{\partial v_3} = r_3$$", "REFUTED"),
        (APPLIED + r"$$\frac{\partial C}{\partial w} = \frac{\partial C}{\partial s} r$$", "PROVED"),
        (APPLIED + r"$$\frac{\partial C}{\partial s} = 2(a - t) a (1 - a)$$", "PROVED"),
        (APPLIED + r"$$\frac{\partial C}{\partial s} = 2(a - t) r a (1 - a)$$", "REFUTED"),
        (APPLIED + r"$$\frac{\partial C}{\partial w} = 2(a - t) a (1 - a)$$", "REFUTED"),
        (APPLIED + "$$s = w r + b$$\n\n" + r"$$\frac{\partial s}{\partial w} = r$$", "PROVED"),
        (APPLIED + "$$s = w r + b$$\n\n" + r"$$\frac{\partial s}{\partial w} = w$$", "REFUTED"),
        (LAYERS + r"$$\frac{\partial C}{\partial w_{jk}^l} = \delta_j^l g_k^{l-1}$$", "PROVED"),
        (LAYERS + r"$$\frac{\partial C}{\partial w_{jk}^l} = \delta_j^l g_k^l$$", "REFUTED"),
        (DATA + "3$$", "PROVED"),
        (DATA + "2$$", "REFUTED"),
        (NORM + r"$$\delta_j^l = \sum_k w_{kj}^{l+1} \delta_k^{l+1} \sigma'(s_j^l)$$", "UNDECIDED"),
        ("$a {=} 2 w {+} b$\n\n$$\\frac{\\partial a}{\\partial w} \\color{Red}{=} 2$$", "PROVED"),
        ("$a {=} 2 w {+} b$\n\n$$\\frac{\\partial a}{\\partial w} \\color{Red}{=} \\color{Blue}{-} 2$$", "REFUTED"),
        ("$C = \\parallel \\mathbf{a} \\parallel^2$\n\n" + r"$$\frac{\partial C}{\partial \mathbf{a}} = 2\mathbf{a}$$",
         "PROVED"),
    ],
)  # fmt: skip
def test_the_last_claim(text: str, verdict: str) -> None:
    """z of a = f(A) = f(z) is A where nothing says otherwise; y = 0 among data is not the y of another section."""
    found = [finding.verdict.value for finding in judged(text)]
    assert found[-1] == verdict


def test_data_in_one_display_is_not_refuted() -> None:
    """y = 0 stands beside r there, whatever another section calls y."""
    assert "REFUTED" not in [finding.verdict.value for finding in judged(DATA + "3$$")]
