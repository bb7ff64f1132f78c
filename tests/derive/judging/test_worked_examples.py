"""Worked examples: another number for the same letter, a result that contradicts an earlier line, both lines named."""

from derive.judging.finding import Finding, Place
from derive.reading.formula import read_formula
from tests.derive.judging.test_letters import judged

STATED = (
    "z = W x",
    r"\hat{y} = \mathrm{softmax}(z)",
    r"L = -\sum_i y_i \log_2 \hat{y}_i",
    "x = [0.81, 0.57, 0.28, 0.84]",
    "y = [1, 0, 0]",
    "w_{11} = 0.15",
    "w_{12} = 0.29",
    "w_{13} = 0.10",
    "w_{14} = 0.71",
    r"\alpha = 0.25",
)
NEXT = len(STATED) + 1


def refuted(*sources: str) -> list[Finding]:
    """The refuted ones among these formulas, behind the statements."""
    return [f for f in judged(*STATED, *sources) if f.verdict == "REFUTED"]


def test_what_is_right_is_not_refuted() -> None:
    """The example from its data to the update of a weight, with its roundings."""
    assert (
        refuted(
            r"z_1 = w_{11} x_1 + w_{12} x_2 + w_{13} x_3 + w_{14} x_4"
            r" = 0.15 \cdot 0.81 + 0.29 \cdot 0.57 + 0.10 \cdot 0.28 + 0.71 \cdot 0.84 = 0.9112",
            r"z = [0.9112, 0.6105, -0.1517]",
            r"\hat{y} = [0.479, 0.355, 0.166]",
            r"\hat{y}_1 = \frac{e^{0.9112}}{e^{0.9112} + e^{0.6105} + e^{-0.1517}} = 0.4794433",
            r"L = -\log_2 0.4794433 = 1.0605679",
            r"w_{11} := w_{11} - \alpha (\hat{y}_1 - y_1) x_1 = 0.15 - 0.25 \cdot (0.4794433 - 1) \cdot 0.81 = 0.2554",
        )
        == []
    )


def test_another_number_in_a_product_is_named_with_both_lines() -> None:
    """0.75 in the place of x_2, which is 0.57 in line 4; the wrong sum is held against no later line."""
    wrong, *others = refuted(
        r"z_1 = w_{11} x_1 + w_{12} x_2 + w_{13} x_3 + w_{14} x_4"
        r" = 0.15 \cdot 0.81 + 0.29 \cdot 0.75 + 0.10 \cdot 0.28 + 0.71 \cdot 0.84 = 0.9634",
        r"z_1 = 0.9112",
    )
    assert others == []
    assert wrong.diagnosis == f"x_2 is 0.57 in line 4, and 0.75 in line {NEXT}"
    assert wrong.related == (Place(0, 4),)


def test_another_step_size_in_an_update() -> None:
    """The letter is α, the lines are those of its two values."""
    (wrong,) = refuted(
        r"w_{11} := w_{11} - \alpha (\hat{y}_1 - y_1) x_1 = 0.15 - 0.20 \cdot (0.4794433 - 1) \cdot 0.81 = 0.2343"
    )
    assert wrong.diagnosis == f"α is 0.25 in line 10, and 0.20 in line {NEXT}"


def test_a_result_that_contradicts_an_earlier_one() -> None:
    """The loss and a probability, stated twice."""
    first, second = refuted(
        r"\hat{y} = [0.4794433, 0.3549318, 0.1656249]", r"\hat{y}_3 = 0.186", "L = 1.06", "L = 0.735"
    )
    assert first.diagnosis == f"ŷ_3 is 0.1656249 in line {NEXT}, and 0.186 in line {NEXT + 1}"
    assert second.related == (Place(0, NEXT + 2),)


def test_a_result_that_its_own_formula_contradicts() -> None:
    """No line says what z_1 is, but z = Wx does, with the values of W and x."""
    (wrong,) = refuted("z_1 = 0.9912")
    assert "z_k = Σ_d W_kd x_d with the values of line 4" in wrong.diagnosis
    assert "0.9112" in wrong.diagnosis and wrong.corrected == "0.9112"


def test_decimals_are_echoed_as_they_are_written() -> None:
    """Not as fractions, not worked out; beside letters in front."""
    for source, echo in (
        (r"z_1 = 0.29 \cdot 0.57 + 0.10 \cdot 0.28 = 0.1933", "z_1 = 0.10 · 0.28 + 0.29 · 0.57 = 0.1933"),
        (r"\frac{e^{0.9112}}{e^{0.9112} + e^{0.6105}} = 0.5746", "exp(0.9112) / (exp(0.6105) + exp(0.9112)) = 0.5746"),
        (r"x = [0.81, 0.570]", "x = [0.81, 0.570]"),
        (r"1 + 1 = 2.0", "1 + 1 = 2.0"),
        (r"0.1 x_1 + \frac{1}{2} x_2 = 0.5", "0.1 x_1 + (1/2) x_2 = 0.5"),
        (r"(0.4794433 - 1) \cdot 0.81 = -0.42", "0.81 (0.4794433 − 1) = −0.42"),
    ):
        assert str(read_formula(source)) == echo


def test_rounded_inputs_of_an_approximation_are_no_error() -> None:
    """Behind ≈ the factors may be rounded themselves; behind = they are exact."""
    source = r"(0.4794 - 0.9999) \cdot 0.81 {} -0.4217"
    assert [judged(source.format(sign))[0].verdict for sign in (r"\approx", "=")] == ["UNDECIDED", "REFUTED"]
    assert judged(r"(0.4794 - 0.9999) \cdot 0.81 \approx -0.4317")[0].verdict == "REFUTED"


def test_what_may_have_several_values_contradicts_nothing() -> None:
    """An index, and the samples of a batch."""
    found = judged("k = 1", "k = 2", "x = [1, 2]", "x^{(2)} = [3, 4]", "x^{(2)} = [3, 5]")
    assert [(f.line, f.diagnosis) for f in found] == [(5, "x_22 is 4 in line 4, and 5 in line 5")]


def test_a_loss_that_is_a_sum_over_the_batch() -> None:
    """Its definition tells that there is no 1/N, unless the author declares otherwise."""
    total = r"E = \sum_{n=1}^{N} L_n"
    slope = r"\frac{\partial E}{\partial w_{ij}} = \sum_{n=1}^{N} (p_{ni} - y_{ni}) x_{nj}"
    assert [f.verdict for f in judged(total, slope)] == ["PROVED", "PROVED WHEN"]
    assert [f.verdict for f in judged(total, slope, declaration="reduction = mean")] == ["REFUTED", "REFUTED"]
    assert judged(r"E = \frac{1}{N} \sum_{n=1}^{N} L_n", slope)[-1].verdict == "REFUTED"
