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


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
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
