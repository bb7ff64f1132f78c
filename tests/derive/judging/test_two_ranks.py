"""A vector and its samples with one letter, scores of two sections, entries of the unit matrix: each with one wrong."""

from __future__ import annotations

import pytest

from .test_documents import judged

LINE = (
    "A unit computes $z = \\mathbf{w} \\cdot \\mathbf{x} + b$. For the examples $\\mathbf{x}_i$ the errors are "
    "$e_i = \\mathbf{w} \\cdot \\mathbf{x}_i + b - t_i$ and $C = \\frac{1}{N} \\sum_{i=1}^N e_i^2$. "
)
TWO = (
    "# Two classes\n\nLet $a_n = \\boldsymbol{w}^T \\boldsymbol{x}_n$, $m_n = \\sigma(a_n)$ and "
    "$L = -\\sum_{n} (y_n \\log m_n + (1 - y_n) \\log (1 - m_n))$. {}\n\n"
    "# Many classes\n\nLet $a_{nc} = \\boldsymbol{w}_c^T \\boldsymbol{x}_n$, "
    "$m_{nc} = \\frac{e^{a_{nc}}}{\\sum_k e^{a_{nk}}}$ and $E_n = -\\sum_c y_{nc} \\log m_{nc}$, one-hot. {}\n\n"
)  # fmt: skip
UNIT = "Let $y_k = \\frac{e^{a_k}}{\\sum_j e^{a_j}}$. Here $I_{kj}$ are the elements of the identity matrix. "
IMAGE = "Let $y_k = \\sum_j I_{kj} a_j$ for the image $I$. "
POSTERIOR = "Let $p(C \\mid \\mathbf{x}) = y(\\mathbf{x}) = \\sigma(\\mathbf{w}^T \\mathbf{x})$. "


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (LINE, r"\frac{\partial z}{\partial \mathbf{w}} = \mathbf{x}^T", "PROVED"),
        (LINE, r"\frac{\partial z}{\partial \mathbf{w}} = \mathbf{w}^T", "REFUTED"),
        (LINE, r"\frac{\partial C}{\partial \mathbf{w}} = \frac{2}{N} \sum_{i=1}^N e_i \mathbf{x}_i^T", "PROVED"),
        (LINE, r"\frac{\partial C}{\partial \mathbf{w}} = \frac{1}{N} \sum_{i=1}^N e_i \mathbf{x}_i^T", "REFUTED"),
        (LINE, r"\frac{\partial C}{\partial w_d} = \frac{2}{N} \sum_{i=1}^N e_i x_{id}", "PROVED"),
        (UNIT, r"\frac{\partial y_k}{\partial a_j} = y_k (I_{kj} - y_j)", "PROVED"),
        (UNIT, r"\frac{\partial y_k}{\partial a_j} = y_j (I_{kj} - y_j)", "REFUTED"),
        (IMAGE, r"\frac{\partial y_k}{\partial a_j} = I_{kj}", "PROVED"),
        (IMAGE, r"y_k = a_k", "UNDECIDED"),
        (POSTERIOR, r"y(\mathbf{x}) = 1 - \sigma(-\mathbf{w}^T \mathbf{x})", "PROVED"),
        (POSTERIOR, r"1 - y(\mathbf{x}) = \sigma(\mathbf{w}^T \mathbf{x})", "REFUTED"),
    ],
)
def test_a_vector_and_its_samples(text: str, formula: str, verdict: str) -> None:
    """What has one axis in all is another letter than what has two."""
    before = len(judged(text))
    assert [found.verdict.value for found in judged(f"{text}\n\n$${formula}$$\n")[before:]] == [verdict]


@pytest.mark.parametrize(
    ("first", "second", "verdicts"),
    [
        (r"\nabla_{\boldsymbol{w}} L = \sum_n (m_n - y_n) \boldsymbol{x}_n",
         r"\nabla_{\boldsymbol{w}_j} E_n = (m_{nj} - y_{nj}) \boldsymbol{x}_n", ["PROVED", "PROVED WHEN"]),
        (r"\nabla_{\boldsymbol{w}} L = \sum_n (m_n + y_n) \boldsymbol{x}_n",
         r"\nabla_{\boldsymbol{w}_j} E_n = (m_{nj} - y_{nj}) y_n", ["REFUTED", "REFUTED"]),
        (r"\nabla_{\boldsymbol{w}} \nabla_{\boldsymbol{w}}^T L = \sum_n m_n (1-m_n) \boldsymbol{x}_n\boldsymbol{x}_n^T",
         r"\nabla_{\boldsymbol{w}_j} E_n = (y_{nj} - m_{nj}) \boldsymbol{x}_n", ["PROVED", "REFUTED"]),
        (r"\frac{\partial m_n}{\partial w_d} = m_n x_{nd}",
         r"\frac{\partial m_{nc}}{\partial a_{nj}} = m_{nc} (\mathbb{1}(c = j) - m_{nj})", ["REFUTED", "PROVED"]),
        (r"\frac{d m_n}{d a_n} = m_n (1 - m_n)",
         r"\frac{\partial m_{nc}}{\partial a_{nj}} = m_{nj} (\mathbb{1}(c = j) - m_{nj})", ["PROVED", "REFUTED"]),
    ],
)  # fmt: skip
def test_the_same_letters_for_two_classes_and_for_many(first: str, second: str, verdicts: list[str]) -> None:
    """a_n of one section and a_{nc} of another are two things."""
    text = TWO.replace("{}", f"$${first}$$", 1).replace("{}", f"$${second}$$")
    found = {finding.latex: finding.verdict.value for finding in judged(text)}
    assert [found[first], found[second]] == verdicts


def test_a_function_that_hangs_on_its_argument_through_other_lines_is_not_put_in() -> None:
    """f(X) = g(T) with T = b X: what f(x_i) is no line says in one piece, so nothing is refuted."""
    text = (
        "Let $T = b X$, $f(X) = T^2$ and $R = \\sum_i (y_i - f(x_i))^2$.\n\n$$\\frac{\\partial R}{\\partial b} = {}$$\n"
    )
    right, wrong = "-4 b \\sum_i (y_i - f(x_i)) x_i^2", "b \\sum_i (y_i - f(x_i))"
    assert {judged(text.replace("{}", side, 1))[-1].verdict.value for side in (right, wrong)} == {"UNDECIDED"}
