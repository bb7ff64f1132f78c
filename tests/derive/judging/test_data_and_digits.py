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
