"""What made an earlier line hold travels to its consequences: cases of indices, signs, values, shares."""

from __future__ import annotations

import pytest

from derive.judging.guards import in_force
from derive.reading.document.model import document_of
from derive.reading.notes.claims import Claim

from .test_documents import judged

SOFTMAX = "Let $p_k = e^{z_k} / \\sum_{j=1}^{K} e^{z_j}$.\n\n"
EQUAL = SOFTMAX + "When $i = j$:\n\n$$\\frac{\\partial p_i}{\\partial z_j} = p_i (1 - p_i)$$\n\n"
SLOPE_OF_LOG = "$$\\frac{\\partial \\log p_i}{\\partial z_j} = 1 - p_j$$\n\n"
APART = "so that, for $i \\neq j$,\n\n$$\\frac{\\partial p_i}{\\partial z_j} = -p_i p_j$$"
JACOBIAN = "$$\\frac{\\partial p_i}{\\partial z_j} = p_i (1 - p_j)$$\n\n"
IN_WORDS = SOFTMAX + "When i = j:\n\n$$\\frac{\\partial c_i}{\\partial z_j} = r_i$$\n\nSo:\n\n"
SUM = SOFTMAX.replace(".", " and $L = -\\sum_j y_j \\log p_j$ with $\\sum_i y_i = 1$.")
OF_THE_SUM = "$$-\\sum_j y_j \\frac{1}{p_j} \\frac{\\partial p_j}{\\partial z_i} = "
BCE = "Let $p = \\sigma(z)$ and $L = -y \\log p - (1 - y) \\log(1 - p)$.\n\n"
TRUE_CLASS = BCE + "If $y = 1$:\n\n$$L = -\\log p$$\n\n"
FALSE_CLASS = "If $y = 0$:\n\n$$L = -\\log (1 - p)$$\n\n"
RELU = "Let $h = \\max(0, u)$ and $E = (h - t)^2$.\n\n"
NEGATIVE = RELU + "For $u < 0$\n\n$$\\frac{\\partial h}{\\partial u} = 0$$\n\n"
POSITIVE = RELU + "For $u > 0$\n\n$$h = u$$\n\n"
VARIANCE = "Let $m = \\sum_k w_k x_k$ and $v = \\sum_k w_k (x_k - m)^2$ with $\\sum_k w_k = 1$.\n\n"
ONE_HOT = "Let $p = \\mathrm{softmax}(z)$ and $L = -\\sum_k y_k \\log p_k$ with one-hot $y$ of class $c$.\n\n"


BEHIND = r"""Let $h(u) = \max(0, u)$, $r(v) = \begin{cases} v & v > 0 \\ \beta v & v \le 0 \end{cases}$.

Let $J = \max(0, 1 - q s)$ and $g_k = \max(0, m_k)$.

"""


@pytest.mark.parametrize(
    ("formula", "verdict", "condition"),
    [
        (r"$$h'(u) = 0 \text{ if } u < 0$$", "PROVED WHEN", "u < 0"),
        (r"$$h'(u) = 1 \text{ if } u < 0$$", "REFUTED", ""),
        (r"$$h'(u) = 1 \quad (u > 0)$$", "PROVED WHEN", "u > 0"),
        (r"$$h'(u) = 0\ (u > 0)$$", "REFUTED", ""),
        (r"$$h'(u) = 0 (u < 0)$$", "PROVED WHEN", "u < 0"),
        (r"So $h'(u) = 1$ if $u > 0$.", "PROVED WHEN", "u > 0"),
        (r"So $h'(u) = 1$ when $u < 0$.", "REFUTED", ""),
        (r"So $h'(u) = 1$. If $u < 0$, nothing passes.", "UNDECIDED", ""),
        (r"So $h'(u) = 1$ where $u$ is positive.", "PROVED WHEN", "u > 0"),
        (r"So $h'(u) = 0$ for negative $u$.", "PROVED WHEN", "u < 0"),
        (r"So $h'(u) = 1$ if $u$ is negative.", "REFUTED", ""),
        (r"$$h'(u) = 0 \implies u > 0$$", "UNDECIDED", ""),
        (r"$$r'(v) = \beta, v \le 0$$", "PROVED WHEN", "v ≤ 0"),
        (r"$$r'(v) = 1, v \le 0$$", "REFUTED", ""),
        (r"$$\frac{\partial J}{\partial s} = -q \quad \text{if } q s < 1$$", "PROVED WHEN", "q s < 1"),
        (r"$$\frac{\partial J}{\partial s} = q \quad \text{if } q s < 1$$", "REFUTED", ""),
        (r"$$\frac{\partial J}{\partial s} = -q \quad \text{if } q s > 1$$", "REFUTED", ""),
        (r"$$\frac{\partial g_k}{\partial m_k} = 1 \quad \text{if } m_k > 0$$", "PROVED WHEN", "m_k > 0"),
        (r"$$\frac{\partial g_k}{\partial m_k} = 1 \quad \text{if } m_k < 0$$", "REFUTED", ""),
        (r"$$\frac{\partial J}{\partial s} = z \quad \text{if } q s < 1$$", "UNDECIDED", ""),
    ],
)  # fmt: skip
def test_a_range_behind_a_formula_is_where_it_holds(formula: str, verdict: str, condition: str) -> None:
    """In one display, in brackets or in a sentence; where a sentence ends before it, it is said of something else."""
    found = [finding for finding in judged(BEHIND + formula) if finding.line > 4]
    assert [finding.verdict.value for finding in found] == [verdict], found
    assert condition in found[0].condition


@pytest.mark.parametrize(
    ("text", "verdict", "condition"),
    [
        (EQUAL + "and therefore\n\n" + SLOPE_OF_LOG, "PROVED WHEN", "i = j"),
        (EQUAL + SLOPE_OF_LOG, "PROVED WHEN", "i = j"),
        (EQUAL + "So\n\n" + SLOPE_OF_LOG.replace("1 - p_j", "1 + p_j"), "REFUTED", ""),
        (EQUAL + APART, "PROVED WHEN", "i ≠ j"),
        (EQUAL + "The slope of a softmax by its inputs, whichever:\n\n" + JACOBIAN, "UNDECIDED", ""),
        (EQUAL + "For any $i$ and $j$ we have\n\n" + JACOBIAN, "REFUTED", ""),
        (EQUAL + "# Another\n\nSo\n\n" + JACOBIAN, "REFUTED", ""),
        (TRUE_CLASS + "$$\\frac{\\partial L}{\\partial z} = p - 1$$", "PROVED WHEN", "y = 1"),
        (TRUE_CLASS + "$$\\frac{\\partial L}{\\partial z} = p$$", "REFUTED", ""),
        (TRUE_CLASS + FALSE_CLASS + "$$\\frac{\\partial L}{\\partial z} = p$$", "PROVED WHEN", "y = 0"),
        (TRUE_CLASS + FALSE_CLASS + "$$\\frac{\\partial L}{\\partial z} = p - 1$$", "REFUTED", ""),
        (TRUE_CLASS + FALSE_CLASS + "In general\n\n$$\\frac{\\partial L}{\\partial z} = p - y$$", "PROVED", ""),
        (TRUE_CLASS + FALSE_CLASS + "In general\n\n$$\\frac{\\partial L}{\\partial z} = p$$", "REFUTED", ""),
        (NEGATIVE + "and hence\n\n$$\\frac{\\partial E}{\\partial u} = 0$$", "PROVED WHEN", "u < 0"),
        (NEGATIVE + "In general\n\n$$\\frac{\\partial E}{\\partial u} = 2 (h - t)$$", "REFUTED", ""),
        (POSITIVE + "and hence\n\n$$\\frac{\\partial E}{\\partial u} = 2 (u - t)$$", "PROVED WHEN", "u > 0"),
        (POSITIVE + "In both cases\n\n$$\\frac{\\partial E}{\\partial u} = 2 (u - t)$$", "REFUTED", ""),
        (VARIANCE + "$$v = \\sum_k w_k x_k^2 - m^2$$", "PROVED WHEN", "the entries of w sum to one"),
        (VARIANCE + "$$v = \\sum_k w_k x_k^2 + m^2$$", "UNDECIDED", ""),
        (IN_WORDS + SLOPE_OF_LOG, "PROVED WHEN", "i = j"),
        (IN_WORDS + "In general\n\n" + SLOPE_OF_LOG, "REFUTED", ""),
        (SUM + "When $i = j$\n\n" + OF_THE_SUM + "-y_i (1 - p_i)$$", "PROVED WHEN", "of the sum only i = j is meant"),
        (SUM + "When $i = j$\n\n" + OF_THE_SUM + "y_i (1 - p_i)$$", "REFUTED", ""),
        (SUM + "When $i \\neq j$\n\n" + OF_THE_SUM + "\\sum_{j \\neq i} y_j p_i$$", "PROVED WHEN", "i ≠ j is meant"),
        (SUM + "In both cases\n\n" + OF_THE_SUM + "-y_i (1 - p_i)$$", "REFUTED", ""),
        (SOFTMAX + "On the diagonal $\\frac{\\partial p_i}{\\partial z_j} = p_i - p_i^2$", "PROVED WHEN", "i = j"),
        (SOFTMAX + "On the diagonal $\\frac{\\partial p_i}{\\partial z_j} = p_i + p_i^2$", "REFUTED", ""),
        (SOFTMAX + "Off the diagonal $\\frac{\\partial p_i}{\\partial z_j} = p_i - p_i^2$", "REFUTED", ""),
        (ONE_HOT + "$$\\frac{\\partial L}{\\partial z_k} = p_k, \\quad k \\neq c$$", "PROVED WHEN", "k ≠ c"),
        (ONE_HOT + "$$\\frac{\\partial L}{\\partial z_k} = p_k - 1, \\quad k = c$$", "PROVED WHEN", "one-hot"),
        (ONE_HOT + "$$\\frac{\\partial L}{\\partial z_k} = p_k - 1, \\quad k \\neq c$$", "REFUTED", ""),
    ],
)  # fmt: skip
def test_a_case_holds_until_another_is_opened(text: str, verdict: str, condition: str) -> None:
    """A consequence is proved under the case of the line before it; what is wrong there, or said of all, is refuted."""
    found = [finding for finding in judged(text) if finding.verdict.value]
    last = found[-1]
    assert last.verdict.value == verdict, last
    assert condition in last.condition
    assert "REFUTED" not in [finding.verdict.value for finding in found[:-1]]


def test_a_case_that_no_words_carry_on_is_told() -> None:
    """True under the case, false in general, and nothing says which is meant: both are named, with the line."""
    *_, last = judged(EQUAL + "The slope of a softmax by its inputs, whichever:\n\n" + JACOBIAN)
    assert last.diagnosis == "true if i = j, as in line 3, false if not: say which is meant"


def test_a_second_form_is_no_new_definition_where_shares_make_it_the_first() -> None:
    """v = Σ w x² − m² is the variance where the weights sum to one; its slope is judged under that too."""
    again = VARIANCE + "$$v = \\sum_k w_k x_k^2 - m^2$$\n\n"
    found = judged(again + "$$\\frac{\\partial v}{\\partial x_j} = 2 w_j (x_j - m)$$")
    assert found[-1].verdict.value == "PROVED WHEN"


MEAN = "Let $L_n = (w x_n - t_n)^2$ and $E = \\frac{1}{N} \\sum_{n=1}^{N} L_n$.\n\n"
OF_ANY = "$$\\frac{\\partial E}{\\partial w} = 2 (w x_n - t_n) x_n$$"
OF_ONE = "$$\\frac{\\partial E}{\\partial w} = 2 (w x_1 - t_1) x_1$$"


@pytest.mark.parametrize(
    ("text", "verdict", "condition"),
    [
        (MEAN + "With one sample\n\n" + OF_ONE, "PROVED WHEN", "N = 1"),
        (MEAN + "For a single sample\n\n" + OF_ANY, "PROVED WHEN", "E stands for its term of n alone"),
        (MEAN + "For a single sample\n\n" + OF_ANY.replace("2 (", "3 ("), "REFUTED", ""),
        (MEAN + "Now\n\n" + OF_ANY, "REFUTED", ""),
        (MEAN + "In numbers (one sample): $\\frac{\\partial E}{\\partial L_1} = 1$", "PROVED WHEN", "N = 1"),
        (MEAN + "## A worked example\n\n" + OF_ONE, "PROVED WHEN", "N = 1"),
        (MEAN + "For $N = 1$ this is " + OF_ONE, "PROVED WHEN", "N = 1"),
        (MEAN + "For $N = 1$ this is " + OF_ONE.replace("2 (", "4 ("), "REFUTED", ""),
        (MEAN + "For $N = 2$ this is " + OF_ONE, "REFUTED", ""),
        (MEAN + "Now\n\n" + OF_ONE, "REFUTED", ""),
        (MEAN + "## A worked example\n\nWords.\n\n## In general\n\n" + OF_ONE, "REFUTED", ""),
    ],
)
def test_a_size_that_words_tell_is_a_case(text: str, verdict: str, condition: str) -> None:
    """N = 1 of "one sample", of a worked example and of "for N = 1"; nowhere else."""
    *_, last = judged(text)
    assert last.verdict.value == verdict, last
    assert condition in last.condition


def test_each_line_is_asked_once_what_it_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases are carried from line to line: how many claims ask changes nothing."""
    asked: list[int] = []
    opened_by = in_force._opened_by
    monkeypatch.setattr(in_force, "_opened_by", lambda line: (asked.append(line.order), opened_by(line))[1])
    lines = [("i = j", "If "), *((f"a_i = {n} b_j", "") for n in range(30)), ("i = k", "If "), ("c_i = a_j", "")]
    document = document_of([Claim(text, n, 1, before=words) for n, (text, words) in enumerate(lines)])
    words = [[case.words for case in in_force.cases_in_force(document, line)] for line in document.statements]
    assert words == [[], *[["i = j"]] * 31, ["i = k"]]
    assert asked == list(range(len(lines)))


def test_what_a_letter_is_decides_what_a_line_opened() -> None:
    """A value opens no case of a letter that the document defines: the sign that was told before it holds on."""
    lines = [("u > 0", "For "), ("u = 3", "Let "), ("h = v", "")]
    given = document_of([Claim(text, n, 1, before=words) for n, (text, words) in enumerate(lines)])
    defined = document_of(
        [Claim("u = w x", 0, 1), *(Claim(text, n, 1, before=words) for n, (text, words) in enumerate(lines, 1))]
    )
    found = [[c.words for c in in_force.cases_in_force(d, d.statements[-1])] for d in (given, defined)]
    assert found == [["u = 3"], ["u > 0"]]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial L}{\partial z_k} = p_k - y_k^2", "PROVED"),
        (r"\frac{\partial L}{\partial z_k} = p_k - y_k^3", "PROVED"),
        (r"\frac{\partial L}{\partial z_k} = p_k - 2 y_k^2", "REFUTED"),
    ],
)
def test_labels_of_any_class_are_their_own_squares_at_every_size(formula: str, verdict: str) -> None:
    """What holds of labels at any class is said of all sizes: no size is named that nobody wrote."""
    last = judged(f"{ONE_HOT}$${formula}$$")[-1]
    assert (last.verdict.value, last.condition) == (verdict, "")
