"""Functions whose values are entries of vectors: s(z_j) of e^{z_j} over a sum, and σ(z)_i."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged
from tests.derive.judging.test_published_notation import last

BY_THE_ARGUMENT = r"""$$r(u_j) = \frac{e^{u_j}}{\sum_k e^{u_k}}$$
$$E = -\sum_k d_k \log r(u_k)$$
"""
BELOW_THE_BRACKET = r"""$$\sigma(\mathbf{u})_j = \frac{e^{u_j}}{\sum_{k=1}^K e^{u_k}}$$
$$E = -\mathbf{d}^T \log \sigma(\mathbf{u})$$
"""
IN_NUMBERS = r"""$$r(u_1) = \frac{e^{u_1}}{T}$$
$$T = e^{u_1} + e^{u_2} + e^{u_3}$$
"""
OFF_THE_DIAGONAL = (
    r"$$\frac{\partial \sigma(\mathbf{u})_i}{\partial u_j} = -\sigma(\mathbf{u})_i \sigma(\mathbf{u})_j, i \neq j$$"
)
HANDED_ON = r"""$$G(R) = -\sum_k R(k) \log R(k)$$
$$G(R, S) = -\sum_k R(k) \log S(k)$$
"""
OF_SCORES = r"$$S(k) = \frac{e^{f(k)}}{\sum_m e^{f(m)}}, \quad G(S) = -\sum_m S(m) \log S(m)$$" + "\n"
OF_A_SUM = r"$$\sum_k R(k) \log \frac{R(k)}{S(k)} = "
OF_A_LOGARITHM = r"$$E = \log \sum_k e^{u_k} - \sum_k d_k u_k$$ $$q_k = e^{u_k} / \sum_m e^{u_m}$$" + "\n"
ON_ITS_WAY = r"$$r_i = g(s_i) = g(\sum_j v_{ij} u_j + c_i)$$ $$s_i = \sum_j v_{ij} u_j + c_i$$" + "\n"
TOLD_OF_AN_ENTRY = r"$$r_i = \sigma(s_i) = \frac{1}{1 + e^{-s_i}}$$ $$r = \sigma(s)$$" + "\n"
BEFORE_IT = r"""# Units
$$r_i = \sigma(u_i), \quad u_i = v_i u$$
# Logistic
$$\sigma(u) = \frac{1}{1 + e^{-u}}$$
"""
LATER = BEFORE_IT + "# Shares\n" + r"$$\sigma(u_i) = \frac{e^{u_i}}{\sum_k e^{u_k}}$$" + "\n"
OF_EACH = r"$$g(u_j) = u_j^2$$" + "\n"
TWO = BELOW_THE_BRACKET + r"$$\sigma(v) = \frac{1}{1 + e^{-v}}$$" + "\n"


@pytest.mark.parametrize(
    ("before", "formula", "verdict"),
    [
        (BY_THE_ARGUMENT, r"$$\frac{\partial r(u_i)}{\partial u_j} = r(u_i) (\delta_{ij} - r(u_j))$$", "PROVED"),
        (BY_THE_ARGUMENT, r"$$\frac{\partial r(u_i)}{\partial u_j} = r(u_i) (\delta_{ij} + r(u_j))$$", "REFUTED"),
        (BY_THE_ARGUMENT, r"$$\frac{\partial E}{\partial u_j} = r(u_j) - d_j$$", "PROVED WHEN"),
        (BY_THE_ARGUMENT, r"$$\frac{\partial E}{\partial u_j} = d_j - r(u_j)$$", "REFUTED"),
        (BELOW_THE_BRACKET, OFF_THE_DIAGONAL, "PROVED WHEN"),
        (BELOW_THE_BRACKET, r"$$\sum_j \sigma(\mathbf{u})_j = 1$$", "PROVED"),
        (BELOW_THE_BRACKET, r"$$\nabla_{\mathbf{u}} E = \sigma(\mathbf{u}) - \mathbf{d}$$", "PROVED WHEN"),
        (BELOW_THE_BRACKET, r"$$\nabla_{\mathbf{u}} E = \sigma(\mathbf{u}) + \mathbf{d}$$", "REFUTED"),
        (IN_NUMBERS, r"$$\frac{\partial r(u_2)}{\partial u_1} = -r(u_1) r(u_2)$$", "PROVED"),
        (IN_NUMBERS, r"$$\frac{\partial r(u_2)}{\partial u_1} = r(u_1) r(u_2)$$", "UNDECIDED"),
        (HANDED_ON, OF_A_SUM + "G(R, S) - G(R)$$", "PROVED"),
        (HANDED_ON, OF_A_SUM + "G(R, S) + G(R)$$", "UNDECIDED"),
        (HANDED_ON + OF_SCORES, r"$$\log S(k) = f(k) - \log \sum_m e^{f(m)}$$", "PROVED"),
        (HANDED_ON + OF_SCORES, r"$$\log S(k) = f(k) + \log \sum_m e^{f(m)}$$", "REFUTED"),
        (OF_A_LOGARITHM, r"$$\partial_{u_j}^2 E = q_j (1 - q_j)$$", "PROVED"),
        (OF_A_LOGARITHM, r"$$\partial^2_{u_j} E = q_j (1 + q_j)$$", "REFUTED"),
        (ON_ITS_WAY, r"$$\frac{\partial r_i}{\partial v_{ij}} = g'(s_i) u_j$$", "PROVED"),
        (ON_ITS_WAY, r"$$\frac{\partial r_i}{\partial v_{ij}} = g'(s_i) u_i$$", "REFUTED"),
        (TOLD_OF_AN_ENTRY, r"$$\frac{\partial r}{\partial s} = r \odot (1 - r)$$", "PROVED"),
        (TOLD_OF_AN_ENTRY, r"$$\frac{\partial r}{\partial s} = r \odot (1 + r)$$", "REFUTED"),
        (LATER, r"$$\frac{\partial \sigma(u_i)}{\partial u_j} = \sigma(u_i) (\delta_{ij} - \sigma(u_j))$$", "PROVED"),
        (LATER, r"$$\frac{\partial \sigma(u_i)}{\partial u_j} = \sigma(u_i) (\delta_{ij} + \sigma(u_j))$$", "REFUTED"),
        (OF_EACH, r"$$\frac{\partial g(u_j)}{\partial u_j} = 2 u_j$$", "PROVED"),
        (TWO, r"$$\frac{\partial \sigma(v)}{\partial v} = \sigma(v) (1 - \sigma(v))$$", "PROVED"),
        (TWO, r"$$\sum_j \sigma(\mathbf{u})_j = 1$$", "PROVED"),
    ],
)
def test_a_value_of_such_a_function_is_an_entry(before: str, formula: str, verdict: str) -> None:
    """Slopes, right and wrong; a function of one entry alone, and one of another letter, stay functions."""
    assert last(before, formula) == [verdict]


def test_a_section_before_it_has_a_function_of_numbers() -> None:
    """r_i = σ(u_i) is of the logistic function, though the last section has a softmax of that letter."""
    echoes = [finding.reading for finding in judged(LATER)]
    assert "r_i = σ(u_i)" in echoes
    assert "σ_i = e^(u_i)/(Σ_k e^(u_k))" in echoes
