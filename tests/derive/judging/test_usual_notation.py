"""Formulas as lecturers write them, one claim each: right ones hold, wrong ones are refuted, others say why not."""

import pytest

from derive.judging.finding import Finding
from derive.judging.usual_classifier.judge import NotesJudge
from derive.reading.notes.claims import Claim, claims_of
from derive.reading.notes.found import FoundFormula

HIDDEN = r"\frac{\partial L}{\partial w^{(1)}_{jk}} = \sum_i (p_i - y_i) w^{(2)}_{ij}"
JACOBIAN = r"\frac{\partial p_i}{\partial z_j} = "
RIGHT = [
    r"\frac{\partial L}{\partial w^{(2)}_{ij}} = (p_i - y_i) h_j",
    HIDDEN + r" (1 - h_j^2) x_k",
    r"\log \prod_i p_i = \log \prod_j p_j",
    r"w_{ij} \leftarrow w_{ij} - \eta (p_i - y_i) x_j",
    r"W \leftarrow W - \frac{\eta}{N} (P - Y)^T X",
    r"w_{ij} := w_{ij} - \alpha \frac{\partial L}{\partial w_{ij}}",
    r"\frac{\partial z_1}{\partial w_{21}} = 0",
    r"\frac{\partial L}{\partial w_{ij}} = (p_i - y_i) * x_j",
    JACOBIAN + r"p_i (1 - p_i), \quad i = j",
    JACOBIAN + r"p_i (1 - p_i) \quad \text{if } i = j",
    JACOBIAN + r"-p_i p_j \quad (i \ne j)",
    r"\frac{\partial L}{\partial z_i} = p_i - 1 \quad \text{for } i = y",
    r"L = -\ln p_2",
    r"\log e^x = x",
    r"z = W x, \quad m = n",
    r"L = \frac{1}{N} \sum_n L_n",
    r"\frac{\partial L}{\partial w_{ij}} = \frac{1}{N} \sum_n \frac{\partial L_n}{\partial w_{ij}}",
    r"\frac{x}{x} = 1",  # meant wherever both sides are defined
    r"\log(ab) = \log a + \log b",
    r"p_i = \frac{e^{z_i - \max_j z_j}}{\sum_k e^{z_k - \max_j z_j}}",
    r"\log \sum_j e^{z_j} = \max_k z_k + \log \sum_j e^{z_j - \max_k z_k}",
    r"\sigma'(x) = \sigma(x) (1 - \sigma(x))",
    r"\tanh'(u_j) = 1 - \tanh^2(u_j)",
    r"\frac{\partial L}{\partial h_j} = \sum_i w^{(2)}_{ij} (p_i - y_i)",
    r"z^{[1]} = W^{[1]} x + b^{[1]}",
    r"a^{[1]} = \tanh(z^{[1]})",
    r"a^{[2]} = \mathrm{softmax}(z^{[2]})",
    r"\frac{\partial L}{\partial z^{[2]}} = a^{[2]} - y",
    r"\frac{\partial L}{\partial W^{[2]}} = (a^{[2]} - y) a^{[1]\top}",
    r"\frac{\partial L}{\partial W^{[2]}} = (a^{[2]} - y) a^{[1]T}",
    r"\frac{\partial L}{\partial W^{[1]}} = (W^{[2]\top} (a^{[2]} - y)) \odot (1 - a^{[1]} \odot a^{[1]}) x^\top",
]
WRONG = [
    r"\frac{\partial L}{\partial w^{(2)}_{ij}} = (p_j - y_j) h_i",
    HIDDEN + r" h_j x_k",
    r"\log \prod_i p_i^{y_i} = -\sum_i y_i \log p_i",
    r"w_{ij} \leftarrow w_{ij} + \eta (p_i - y_i) x_j",
    r"W \leftarrow W + \eta \nabla_W L",
    r"\sum_i p_i = 0",
    r"\frac{\partial L}{\partial w_{ij}} = 2 \sum_n \frac{\partial L_n}{\partial w_{ij}}",
    r"\sqrt{x^2} = x",
    r"\tanh^{\prime}(x) = 1 + \tanh^2(x)",
    JACOBIAN + r"-p_i p_j \quad \text{if } i = j",
    JACOBIAN + r"p_i p_j, \quad i \neq j",
    JACOBIAN + r"p_i \mathbb{1}(i = j)",
    r"\frac{\partial z_i}{\partial b_i} = 2",
    r"\frac{\partial L}{\partial z^{[2]}} = y - a^{[2]}",
    r"\frac{\partial L}{\partial W^{[1]}} = (W^{[2]\top} (a^{[2]} - y)) \odot (1 + a^{[1]} \odot a^{[1]}) x^\top",
]
REJECTED = {
    r"dz_i = p_i - y_i": "a gradient or differential",
    r"\mathrm{d} L = 3": "a gradient or differential",
    "w_{ij}' = w_{ij} + 1": "another value of the letter",
    r"\frac{\partial L}{\partial W_2} = (p - y) h^T": "(write W^{(2)} for the layer 2)",
    r"\nabla_z L = p * y": "a product entry by entry",
    r"p_i = \sum_k p_k p_i \quad (k \neq i)": "an index that a sum has bound",
    r"\prod_{k \neq i} p_k = 0": "without one of its factors",
}


def judged(latex: str) -> list[Finding]:
    """What is found in one claim that stands alone."""
    return NotesJudge().findings(Claim(latex, 1, 1))


@pytest.mark.parametrize("latex", RIGHT)
def test_right(latex: str) -> None:
    """Every equality of it is proved."""
    assert {found.verdict for found in judged(latex)} <= {"PROVED", "PROVED WHEN"} and judged(latex)


@pytest.mark.parametrize("latex", WRONG)
def test_wrong(latex: str) -> None:
    """It is refuted."""
    assert "REFUTED" in {found.verdict for found in judged(latex)}


@pytest.mark.parametrize("latex", sorted(REJECTED))
def test_rejected(latex: str) -> None:
    """Never read silently: the reason says what else it may be."""
    (found,) = judged(latex)
    assert found.verdict == "REJECTED" and REJECTED[latex] in found.diagnosis


def verdicts(*sources: str) -> list[str]:
    """Of all claims of notes with these lines, one after the other."""
    judge = NotesJudge()
    return [f.verdict for line, latex in enumerate(sources, 1) for f in judge.findings(Claim(latex, line, 1))]


def test_an_update_ends_what_was_computed_before() -> None:
    """After a step of the weights p, L and ∂L/∂w have other values; without one the second value is an error."""
    before, step = ("p_1 = 0.46", r"\frac{\partial L}{\partial w_{11}} = -0.27"), "w_{11} := 0.1 + 0.1 * 0.27 = 0.127"
    after = ("p_1 = 0.48", r"\frac{\partial L}{\partial w_{11}} = -0.26")
    assert verdicts(*before, step, *after) == ["PROVED"]
    assert verdicts(*before, *after) == ["REFUTED", "REFUTED"]
    assert verdicts("x_1 = 0.5", step, "x_1 = 0.6") == ["PROVED", "REFUTED"]


def test_one_stated_entry_is_no_whole_vector() -> None:
    """A sum over p is not p_1 because nothing else is stated; a vector that is listed whole is summed."""
    assert verdicts("p_1 = 0.48", r"\sum_i p_i = 1") == ["PROVED"]
    assert verdicts("x = [0.5, 0.25]", r"\sum_j x_j = 0.5") == ["REFUTED"]


def test_a_derivative_with_numbers_is_a_stated_value() -> None:
    """The number at the end of its chain is its value, and that of a later line another."""
    chain = r"\frac{\partial L}{\partial w_{11}} = (0.46 - 1) \cdot 0.5 = -0.27"
    assert verdicts(chain) == ["PROVED"]
    assert verdicts(chain, r"\frac{\partial L}{\partial w_{11}} = -0.28") == ["PROVED", "REFUTED"]


def test_a_condition_is_no_claim_of_its_own() -> None:
    """Two formulas with their conditions in one line of notes, read with these."""
    both = JACOBIAN + r"p_i (1 - p_i), \quad i = j, \qquad " + JACOBIAN + r"-p_i p_j, \quad i \ne j"
    judge = NotesJudge()
    found = [f for claim in claims_of(FoundFormula(both, 1, 1)) for f in judge.findings(claim)]
    assert [f.verdict for f in found] == ["PROVED", "PROVED"]
    assert found[0].reading.endswith("i = j") and found[1].reading.endswith("i ≠ j")


def test_a_maximum_is_echoed_and_no_other_number_is_taken_for_it() -> None:
    """What does not hold for every number in its place is left open, not refuted."""
    (found,) = judged(r"p_i = \frac{e^{z_i - \max_j z_j}}{\sum_k e^{z_k}}")
    assert found.verdict == "UNDECIDED"
    assert found.reading == "p_i = exp(z_i − max_j (z_j)) / Σ_k exp(z_k)"
    assert judged(r"\prod_i p_i = p_1")[0].reading == "Π_i (p_i) = p_1"
