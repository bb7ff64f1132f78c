"""Functions that nothing defines and that their names say: log-softmax, log-sum-exp, the cross-entropy."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged
from tests.derive.judging.test_published_notation import last

CLASSES = r"""$$\phi = A^T v$$
$$q = \mathrm{softmax}(\phi)$$
$$J = \mathrm{CrossEntropy}(t, q)$$
"""
ONE_CLASS = r"""$$r = \sigma(s)$$
$$E = CE(r, d)$$
"""
LOGARITHMS = r"""$$b = \operatorname{logsoftmax}(u)$$
$$q = \mathrm{softmax}(u)$$
"""
DEFINED = r"$$LSE(u) = \log \sum_k e^{2 u_k}$$" + "\n" + LOGARITHMS
CALLED = r"""$$E = -\sum_{ij} A_{ij} D_{ij} + \sum_i \log \sum_k \exp(A_{ik})$$
where $D_{ij}$ is one-hot, and $\sigma(A)$ is the softmax of $A$, so that
"""
WORD = r"$$q = \operatorname{gate}(v)$$" + "\n" + r"$$r = q^2$$" + "\n"
OTHERS = r"$$J = \mathrm{CrossEntropy}(t, q)$$" + "\n"


@pytest.mark.parametrize(
    ("before", "formula", "verdict"),
    [
        (CLASSES, r"$$\frac{\partial J}{\partial \phi} = (q - t)^T$$", "PROVED WHEN"),
        (CLASSES, r"$$\frac{\partial J}{\partial v} = A (q - t)$$", "PROVED WHEN"),
        (CLASSES, r"$$\frac{\partial J}{\partial v} = A (t - q)$$", "REFUTED"),
        (CLASSES, r"$$\frac{\partial J}{\partial v} = A^T (q - t)$$", "REFUTED"),
        (ONE_CLASS, r"$$\frac{\partial E}{\partial s} = r - d$$", "PROVED"),
        (ONE_CLASS, r"$$\frac{\partial E}{\partial s} = d - r$$", "REFUTED"),
        (LOGARITHMS, r"$$\frac{\partial b_j}{\partial u_i} = \delta_{ij} - q_i$$", "PROVED"),
        (LOGARITHMS, r"$$\frac{\partial b_j}{\partial u_i} = \delta_{ij} - q_j$$", "REFUTED"),
        (LOGARITHMS, r"$$\frac{\partial LSE(u)}{\partial u_i} = q_i$$", "PROVED"),
        (DEFINED, r"$$\frac{\partial LSE(u)}{\partial u_i} = q_i$$", "REFUTED"),  # the document says another
        (CALLED, r"$$\frac{\partial E}{\partial A} = \sigma(A) - D$$", "PROVED"),
        (CALLED, r"$$\frac{\partial E}{\partial A} = D - \sigma(A)$$", "REFUTED"),
        (WORD, r"$$\frac{dr}{dv} = 2 q$$", "UNDECIDED"),  # of the author's own function it may be right
        (WORD, r"$$\frac{dr}{dv} = 2 q \frac{dq}{dv}$$", "PROVED"),
        (WORD, r"$$\frac{dr}{dq} = 3 q$$", "REFUTED"),  # whatever it is
        (WORD, r"$$\operatorname{gate}(u + v) = \operatorname{gate}(u) + \operatorname{gate}(v)$$", "UNDECIDED"),
        (OTHERS, r"$$\frac{\partial J}{\partial q} = q - t$$", "UNDECIDED"),  # nothing makes shares of q
    ],
)
def test_a_name_says_what_a_function_is(before: str, formula: str, verdict: str) -> None:
    """Right and wrong slopes of functions that are named only; what the document says of them comes first."""
    assert last(before, formula) == [verdict]


@pytest.mark.parametrize(("slope", "verdict"), [("a", "PROVED"), ("2 a", "REFUTED")])
def test_two_capitals_before_a_letter_in_brackets_are_a_name(slope: str, verdict: str) -> None:
    """LR(u) of one line and LR'(u) of another; a product of L and R elsewhere would make them two letters."""
    case = r"\begin{cases} %s & u < 0 \\ %s & u > 0 \end{cases}"
    text = f"$$LR(u) = {case % ('a u', 'u')}$$ and $$LR'(u) = {case % (slope, '1')}$$"
    assert str(judged(text)[-1].verdict) == verdict
