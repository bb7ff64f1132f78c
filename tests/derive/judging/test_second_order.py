"""Second derivatives as notes write them: ∂², ∇² with and without a letter below, H, Kronecker products, and slips."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_published_notation import judged, last

SOFTMAX = r"""The scores are $s = U h$, the shares $q_c = \frac{e^{s_c}}{\sum_b e^{s_b}}$ and the loss is
$J = -\sum_c t_c \log q_c$ with labels $t$."""
LOGISTIC = r"""Let $\mu_n = \sigma(w^\top x_n)$ and
$$E(w) = -\sum_{n=1}^N \left( t_n \ln \mu_n + (1 - t_n) \ln (1-\mu_n) \right).$$"""
DIAGONAL = r" The rows of $X$ are the inputs, and $R$ is a diagonal matrix with $R_{nn} = \mu_n (1 - \mu_n)$."
SQUARES = r"Let $f(v) = \frac{1}{2} \|A v - b\|^2$."
RIDGE = r"Let $g(v) = \frac{1}{2} \|A v - b\|^2 + \frac{\lambda}{2} \|v\|^2$."
NORMAL = r"Let $L = \frac{(x-m)^2}{2\sigma^2} + \frac12 \ln \sigma^2$."
SUM = r"Let $L = \sum_k (v_k - t_k)^2$."
MARGIN = r"Let $m = \frac{1}{1+e^{-u}}$ and $l = -r \log m - (1 - r) \log (1 - m)$."

OF_TWO = r"Let $g(u, v) = u^2 v + \cos(v)$."


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (OF_TWO, r"$$g_{uu} = 2 v$$", "PROVED"),
        (OF_TWO, r"$$g_{uv}(u, v) = 2 u$$", "PROVED"),
        (OF_TWO, r"$$g_v = u^2 + \sin v$$", "REFUTED"),
        (OF_TWO + " We need $k(u) = g_u u$.", r"$$\frac{dk}{du} = 4 u v$$", "PROVED"),
        (r"Let $g(u, v) = g_u + v$.", r"$$g_u = u^2$$", "PROVED"),  # a part with a name
        (SOFTMAX, r"$$\frac{\partial^2 J}{\partial s_c \partial s_b} = q_c (\delta_{cb} - q_b)$$", "PROVED WHEN"),
        (SOFTMAX, r"$$\frac{\partial^2 J}{\partial s_c^2} = q_c (1 - q_c)$$", "PROVED WHEN"),
        (SOFTMAX, r"$$\frac{\partial^2 J}{\partial s_c^2} = 2 q_c (1 - q_c)$$", "REFUTED"),
        (SOFTMAX, r"$$\frac{\partial^2 J}{\partial U_{ci}^2} = q_c (1 - q_c) h_i^2$$", "PROVED WHEN"),
        (SOFTMAX, r"$$\frac{\partial^2 J}{\partial U^{2}_{ci}} = q_c (1 - q_c) h_i^2$$", "PROVED WHEN"),
        (SOFTMAX, r"$$\frac{\partial^2 J}{\partial U_{ci}^2} = q_c (1 + q_c) h_i^2$$", "REFUTED"),
        (
            NORMAL,
            r"$$\frac{\partial L}{\partial \sigma^2} = \frac{1}{2\sigma^2} - \frac{(x-m)^2}{2\sigma^4}$$",
            "PROVED",
        ),
        (NORMAL, r"$$\frac{\partial^2 L}{\partial m \partial \sigma^2} = \frac{x-m}{\sigma^4}$$", "PROVED"),
        (NORMAL, r"$$\frac{\partial^2 L}{\partial m \partial \sigma^2} = \frac{x-m}{\sigma^3}$$", "REFUTED"),
        (SUM, r"$$\frac{\partial^2 L}{\partial v_i^2} = 2$$", "PROVED"),
        (SUM, r"$$\frac{\partial^2 L}{\partial v_i^2} = 1$$", "REFUTED"),
        (SUM, r"$$\frac{\partial L}{\partial v_i} = 3$$", "UNDECIDED"),  # of no constant, a value is stated
        (SOFTMAX, r"$$\nabla_s^2 J = \mathrm{diag}(q) - q q^\top$$", "PROVED WHEN"),
        (SOFTMAX, r"$$\nabla_s^2 J = \mathrm{diag}(q)$$", "REFUTED"),
        (SOFTMAX, r"$$\frac{\partial^2 J}{\partial s \partial s^\top} = \mathrm{diag}(q) - q q^\top$$", "PROVED WHEN"),
        (
            SOFTMAX,
            r"$$\frac{\partial^2 J}{\partial U_{ci} \partial U_{be}} = q_c (\delta_{cb} - q_b) h_i h_e$$",
            "PROVED WHEN",
        ),
        (SOFTMAX, r"$$\frac{\partial^2 J}{\partial U_{ci} \partial U_{be}} = q_c (1 - q_b) h_i h_e$$", "REFUTED"),
        (SOFTMAX, r"$$\nabla_U^2 J = (\mathrm{diag}(q) - q q^\top) \otimes h h^\top$$", "PROVED WHEN"),
        (SOFTMAX, r"$$\nabla_U^2 J = 2 (\mathrm{diag}(q) - q q^\top) \otimes h h^\top$$", "REFUTED"),
        # how the entries of a matrix are stacked is not said: either order of the factors is right
        (SOFTMAX, r"$$\nabla_U^2 J = h h^\top \otimes (\mathrm{diag}(q) - q q^\top)$$", "PROVED WHEN"),
        (SOFTMAX, r"$$\nabla_U^2 J = h h^\top \otimes \mathrm{diag}(q)$$", "REFUTED"),
        (LOGISTIC, r"$$\nabla E(w) = \sum_{n=1}^N (\mu_n - t_n) x_n$$", "PROVED"),
        (LOGISTIC, r"$$\nabla E = \sum_{n=1}^N (\mu_n - t_n) x_n$$", "PROVED"),
        (LOGISTIC, r"$$\nabla^2 E(w) = \sum_{n=1}^N \mu_n (1 - \mu_n) x_n x_n^\top$$", "PROVED"),
        (LOGISTIC, r"$$\nabla \nabla E(w) = \sum_{n=1}^N \mu_n (1 - \mu_n) x_n x_n^\top$$", "PROVED"),
        (LOGISTIC, r"$$\nabla^2 E(w) = X^\top \operatorname{diag}(\mu_n (1 - \mu_n)) X$$", "PROVED"),
        (LOGISTIC, r"$$\nabla^2 E(w) = X^\top \operatorname{diag}(\mu_n) X$$", "REFUTED"),
        (
            LOGISTIC,
            r"$$\nabla^2 E(w) = X^\top \operatorname{diag}(\mu_1 (1 - \mu_1), \ldots, \mu_N (1 - \mu_N)) X$$",
            "PROVED",
        ),
        (LOGISTIC + DIAGONAL, r"$$\nabla^2 E(w) = X^\top R X$$", "PROVED"),
        (LOGISTIC + DIAGONAL, r"$$\nabla^2 E(w) = 2 X^\top R X$$", "REFUTED"),
        (LOGISTIC, r"$$\nabla^2 E(w) = 2 \sum_{n=1}^N \mu_n (1 - \mu_n) x_n x_n^\top$$", "REFUTED"),
        (
            LOGISTIC,
            r"$$\frac{\partial^2 E}{\partial w_i \partial w_j} = \sum_n \mu_n (1 - \mu_n) x_{ni} x_{nj}$$",
            "PROVED",
        ),
        (SQUARES, r"$$\nabla f(v) = A^\top (A v - b)$$", "PROVED"),
        (SQUARES, r"$$\nabla^2 f(v) = A^\top A$$", "PROVED"),
        (SQUARES, r"$$\nabla^2 f(v) = 2 A^\top A$$", "REFUTED"),
        (RIDGE, r"$$\nabla^2 g(v) = A^\top A + \lambda I$$", "PROVED"),
        (RIDGE, r"$$\nabla^2 g(v) = A^\top A$$", "REFUTED"),
        (MARGIN, r"$$\frac{\partial^2 l}{\partial u^2} = m (1 - m)$$", "PROVED"),
        (MARGIN, r"$$\frac{\partial^2 l}{\partial u^2} = 2 m (1 - m)$$", "REFUTED"),
    ],
)
def test_second_derivatives_are_judged(text: str, formula: str, verdict: str) -> None:
    """Whatever the letters are; right ones are proved, and slips are refuted."""
    assert last(f"{text}\n\n", formula) == [verdict]


def test_a_second_derivative_takes_no_other_formula_with_it() -> None:
    """Under ∂² the 2 of ∂U_{ci}^2 makes U² no letter of its own, so that s is still what it was."""
    square = r"$$\frac{\partial^2 J}{\partial U_{ci}^2} = q_c (1 - q_c) h_i^2$$"
    assert last(f"{SOFTMAX}\n\n{square}\n\n", r"$$\frac{\partial J}{\partial U_{ci}} = (q_c - t_c) h_i$$") == [
        "PROVED WHEN"
    ]


@pytest.mark.parametrize(
    ("text", "formula", "words", "corrected"),
    [
        (
            SOFTMAX,
            r"$$\nabla_s^2 J = \mathrm{diag}(q)$$",
            "only the diagonal is there",
            r"\mathrm{diag}(q) - q q^\top",
        ),
        (SQUARES, r"$$\nabla^2 f(v) = 2 A^\top A$$", "a factor 2 is too much", r"A^\top A"),
        (
            SOFTMAX,
            r"$$\frac{\partial^2 J}{\partial s_c \partial s_b} = q_c (1 - q_b)$$",
            "1 stands where",
            r"q_c\left(\delta_{cb} - q_b\right)",
        ),
    ],
)
def test_a_slip_of_second_order_is_explained(text: str, formula: str, words: str, corrected: str) -> None:
    """With the right side in the author's letters."""
    found = judged(f"{text}\n\n{formula}\n")[-1]
    assert words in found.diagnosis
    assert found.corrected.replace(r"\left", "").replace(r"\right", "") == corrected.replace(r"\left", "").replace(
        r"\right", ""
    )


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\nabla L(w)^T s = (A w - b)^T A s", "PROVED"),
        (r"\nabla L(w)^T s = (A w - b)^T A^T s", "UNDECIDED"),  # nothing tells the layout
        (r"\nabla_w L^\top s = s^\top A^\top (A w - b)", "PROVED"),
        (r"\nabla L(w)^T \nabla L(w) = \|A^T(A w - b)\|^2", "PROVED"),
        (r"\nabla w^T A w = (A + A^T) w", "PROVED"),
    ],
)
def test_the_gradient_of_a_function_as_a_row(formula: str, verdict: str) -> None:
    """∇L(w)^T s is the slope along s; of w^T A w the whole is differentiated, since w is no function."""
    loss = r"Let $L(w) = \frac12 \|A w - b\|^2$ with $w \in \mathbb{R}^n$."
    assert str(judged(f"{loss}\n\n$${formula}$$")[-1].verdict) == verdict
