"""Data beside a definition of another section, functions that nothing defines at numbers, digits of σ worked out."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_published_notation import judged, last

CUBE = "# One\n\n$$y = (2 x + 1)^3$$\n\n# Two\n\n"


@pytest.mark.parametrize(
    ("line", "verdicts"),
    [
        ("Given $x = 2$, $w = 0.5$, $y = 1$.", []),
        ("Here $x = 2$.\n\nSo $y = 1$.", ["REFUTED"]),  # a value of its own
    ],
)
def test_a_list_of_data_refutes_no_definition_elsewhere(line: str, verdicts: list[str]) -> None:
    """y is a target here, whatever the first exercise calls y."""
    assert [finding.verdict.value for finding in judged(CUBE + line + "\n")[1:]] == verdicts


@pytest.mark.parametrize(
    ("slope", "verdict"),
    [
        (r"2 (a - 1)", "PROVED WHEN t = 1"),  # the label that was stated is put in
        (r"2 (a - t)", "PROVED"),
        (r"3 (a - 1)", "REFUTED"),
        (r"2 (a - 2)", "REFUTED"),  # no label that was stated
        (r"2 (a + 1)", "REFUTED"),
    ],
)
def test_a_number_that_was_stated_may_stand_for_its_letter(slope: str, verdict: str) -> None:
    """t is 1 in this example, and the slope says so in numbers."""
    text = r"The label is $t = 1.0$. The loss is $C = (t - a)^2$ with $a = \tanh(u)$." + "\n\n"
    found = judged(text + rf"$\frac{{\partial C}}{{\partial a}} = {slope}$")[-1]
    assert f"{found.verdict} {found.condition}".strip() == verdict


def test_any_function_of_a_number_is_no_number() -> None:
    """h of h(0.4) may be anything."""
    assert last("$$a = h(s)$$\n$s = 0.4$\n", "$$a = 0.6028$$") == []
    assert last("$$a = \\tanh(s)$$\n$s = 0.4$\n", "$$a = 0.6028$$") == ["REFUTED"]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$$\sigma(0.4)(1 - \sigma(0.4)) = 0.5987 \cdot 0.4013$$", "ROUNDED"),
        (r"$$\sigma(0.4)(1 - \sigma(0.4)) = 0.5987 \cdot 0.4113$$", "REFUTED"),
        (
            r"$$\begin{bmatrix} \sigma(0.4)(1 - \sigma(0.4)) \\ \sigma(1)(1 - \sigma(1)) \end{bmatrix}"
            r" = \begin{bmatrix} 0.5987 \cdot 0.4013 \\ 0.7311 \cdot 0.2689 \end{bmatrix}$$",
            "ROUNDED",
        ),
        (
            r"$$\begin{bmatrix} \sigma(0.4)(1 - \sigma(0.4)) \\ \sigma(1)(1 - \sigma(1)) \end{bmatrix}"
            r" = \begin{bmatrix} 0.5987 \cdot 0.4013 \\ 0.7311 \cdot 0.2889 \end{bmatrix}$$",
            "REFUTED",
        ),
    ],
)
def test_digits_that_a_side_is_worked_out_to(formula: str, verdict: str) -> None:
    """0.5987 stands for σ(0.4), in a product and in each cell; another number does not."""
    assert last("The logistic function.\n", formula) == [verdict]


def test_a_function_of_what_its_letters_are_made_of() -> None:
    """f(x_i), where f(X) = t² with t = w X + b, is refuted by nothing: no formula has the x_i in it."""
    text = "$$t = w X + b$$\n$$f(X) = t^2$$\n$$t_i = w x_i + b$$\n$$R_i = (f(x_i) - y_i)^2$$\n"
    assert last(text, r"$$\frac{\partial R_i}{\partial w} = 4 (f(x_i) - y_i) t_i x_i$$") == ["UNDECIDED"]


GIVEN = "* $v = [0.5, -1.5]$\n* $u = [2, 3]$\n* $c = 0.25$\n\n"
LISTS = GIVEN + "# Forward\n\nLet $q = v_1 u_1 + v_2 u_2 + c$, $r = \\sigma(q)$.\n\n"
STEPS = LISTS + "$$q = -3.25$$\n\n$$r = \\frac{1}{1 + e^{3.25}} \\approx 0.0373$$\n\n# Loss\n\n"


@pytest.mark.parametrize(
    ("text", "formula", "verdicts"),
    [
        (LISTS, r"q = 0.5 \cdot 2 - 1.5 \cdot 3 + 0.25 = -3.25", ["PROVED"] * 2),
        (LISTS, r"q = 0.5 \cdot 2 + 1.5 \cdot 3 + 0.25", ["REFUTED"]),
        (LISTS, r"\frac{\partial q}{\partial v_2} = u_2 = 3", ["PROVED"] * 2),
        (LISTS, r"\frac{\partial q}{\partial v_2} = u_1 = 2", ["REFUTED", "PROVED"]),
        (STEPS, r"-\log(1 - r) = -\log(0.9627)", ["PROVED"]),
        (STEPS, r"-\log(1 - r) = -\log(0.9267)", ["REFUTED"]),
        (STEPS + "Now $c = 0.5$.\n\n", r"-\log(1 - r) = -\log(0.9627)", ["REFUTED"]),
    ],
)
def test_entries_of_given_lists_and_results_of_a_section_before(text: str, formula: str, verdicts: list[str]) -> None:
    """v_2 is the second number of v; a rounded result holds in the next section until what it is made of is new."""
    assert last(text, f"$${formula}$$") == verdicts


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"e^7 \approx 1100", "ROUNDED"),
        (r"e^7 \approx 1000", "ROUNDED"),
        (r"e^7 \approx 1090", "UNDECIDED"),
        (r"e^7 \approx 1200", "REFUTED"),
        (r"e^7 \approx 1098", "REFUTED"),
        (r"17 \cdot 19 = 320", "REFUTED"),
        (r"17 \cdot 19 \approx 320", "ROUNDED"),
    ],
)
def test_zeros_of_a_whole_number_that_is_about_a_value(formula: str, verdict: str) -> None:
    """1100 may be a value rounded to hundreds where ≈ says so; other digits, and an equality, are what they are."""
    assert last("Sizes.\n", f"$${formula}$$") == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\sqrt{0.2(1-0.2)} = 0.4", "PROVED"),
        (r"\sqrt{p(1-p)} = 0.4", "PROVED"),
        (r"\sqrt{p(1-p)} = 0.3578", "REFUTED"),
        (r"\sqrt{p}(1-p) = 0.3578", "ROUNDED"),
        (r"|p(p-1)| = 0.16", "PROVED"),
        (r"\exp{p(1-p)} = 1.1735", "ROUNDED"),
        (r"\log{p(1-p)} = -1.8326", "ROUNDED"),
        (r"\log{p}(1-p) = -1.2876", "ROUNDED"),
    ],
)
def test_what_stands_under_a_root_between_strokes_and_in_braces(formula: str, verdict: str) -> None:
    """All of p(1 − p) is under the root, though p stands right before a bracket."""
    assert last("Let $p = 0.2$.\n", f"$${formula}$$") == [verdict]


@pytest.mark.parametrize("later", ["", r" With scores $z$, $q_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$."])
def test_numbers_that_a_later_line_makes_are_data(later: str) -> None:
    """0.7 of q = (0.7, 0.2, 0.1) stands for 0.7 alone, though a model gives other q behind it."""
    wrong = r"$$0.5 \log_2 \frac{0.5}{0.7} + 0.25 \log_2 \frac{0.25}{0.2} + 0.25 \log_2 \frac{0.25}{0.1} = 0.117$$"
    found = judged(f"Let $q = (0.7, 0.2, 0.1)$.\n\n{wrong}\n\n{later}")
    assert [str(f.verdict) for f in found if "0.117" in f.latex] == ["REFUTED"]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\tanh(\begin{bmatrix} 1.09 \\ -1.7 \end{bmatrix}) = \begin{bmatrix} 0.8 \\ -0.93 \end{bmatrix}", "ROUNDED"),
        (r"\tanh(\begin{bmatrix} 1.09 \\ -1.7 \end{bmatrix}) = \begin{bmatrix} 0.8 \\ -0.73 \end{bmatrix}", "REFUTED"),
        (r"\begin{bmatrix} 1.09 & -1.7 \end{bmatrix} \begin{bmatrix} 2 \\ 1 \end{bmatrix} = 0.48", "PROVED"),
    ],
)
def test_entries_of_what_is_made_of_rounded_matrices(formula: str, verdict: str) -> None:
    """−1.7 is a result of the line before, and may be −1.69: tanh of it ends in −0.93."""
    before = (
        r"$$h = \begin{bmatrix} 0.9 & 0.9 & 1 \\ 0.9 & -0.4 & 1 \end{bmatrix} "
        r"\begin{bmatrix} 0.23 \\ 0.73 \\ 0.23 \end{bmatrix} = \begin{bmatrix} 1.09 \\ 0.15 \end{bmatrix}$$ "
        r"$$k = 0.9 \cdot (-1.13) + 0.9 \cdot (-0.48) - 0.24 = -1.7$$"
    )
    assert last(before + "\n", f"$${formula}$$")[-1:] == [verdict]


def test_a_quotient_of_differences_that_is_called_the_slope() -> None:
    """The equality is wrong, but ≈ may be meant: it is not refuted."""
    assert last("Numerically\n", r"$$g'(u) = \frac{g(u + k) - g(u - k)}{2 k}$$") == ["UNDECIDED"]


WRITTEN_OUT = r"$A = \begin{pmatrix} 1 & 2 \\ 3 & -1 \end{pmatrix}$, $r = \begin{pmatrix} 2 \\ 3 \end{pmatrix}$. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (WRITTEN_OUT + r"So $A r = \begin{pmatrix} 8 \\ 3 \end{pmatrix}$", "PROVED"),
        (WRITTEN_OUT + r"So $A r = \begin{pmatrix} 8 \\ 1 \end{pmatrix}$", "REFUTED"),
        (WRITTEN_OUT + r"We solve $A r = \begin{pmatrix} 8 \\ 1 \end{pmatrix}$", "UNDECIDED"),
        (WRITTEN_OUT + r"So $A s = \begin{pmatrix} 8 \\ 1 \end{pmatrix}$", "UNDECIDED"),
    ],
)
def test_a_product_of_what_is_written_out_is_no_equation(text: str, verdict: str) -> None:
    """Its entries are what they are, unless words say that it is to be solved, or a letter has no numbers."""
    assert judged(text)[-1].verdict.value == verdict


@pytest.mark.parametrize(("numbers", "verdict"), [("3 - 4 = -1", "PROVED"), ("5 - 4 = 1", "UNDECIDED")])
def test_numbers_of_another_example_are_no_definition(numbers: str, verdict: str) -> None:
    """g = q s − c is worked out with the values that its own example states."""
    text = "$g = q s - c$\n\n# One\n\n$q = 5$, $s = 2$, $c = 4$\n\n$g = 5 \\cdot 2 - 4 = 6$\n\n# Two\n\n"
    assert last(text + "$q = 3$, $s = 1$, $c = 4$\n", f"$g = {numbers}$")[0] == verdict
