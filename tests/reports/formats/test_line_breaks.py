"""Long formulas in lines: nothing is lost, nothing is too wide, ends stand at relations and signs, brackets match."""

from __future__ import annotations

import re

import pytest

from reports.formats.html.mathml import Mathematics
from reports.formats.line_breaks import FITS, extent, with_line_breaks

DENSE = " + ".join(rf"a_{j} w_{{1{j}}}^{{(2)}}" for j in range(1, 17))
NUMBERS = " + ".join(f"(-0.{1000 + 37 * j})(0.0{j})" for j in range(1, 12))
FACTOR = r"\left(\left(0.3151\right)\left(1 + 0 + 0\right) - \frac{1}{2}\left(0.3151 + 0.3682 + 0.3167\right)\right)"
LONG = [
    f"z_1 = {DENSE}",
    rf"\begin{{aligned}} z_1 &= {DENSE} \\ &\approx {NUMBERS} \\ &= -0.5 \end{{aligned}}",
    rf"\frac{{\partial E}}{{\partial w_{{11}}}} \approx \left({FACTOR}(-0.08) + {FACTOR}(0.05)\right) x_1 \approx 0.25",
]


def symbols(latex: str) -> str:
    """What a formula says, without how it is laid out."""
    bare = re.sub(
        r"\\(begin|end)\{aligned\}|\\\\|&|\\quad|\\[bB]igg?[lr]|\\left(?![a-z])|\\right(?![a-z])|\s", "", latex
    )
    return bare


@pytest.mark.parametrize("latex", LONG)
def test_a_long_formula_says_the_same_in_lines_that_fit(latex: str) -> None:
    """Every symbol in its order; every line at most so wide; each starts with a relation or a sign."""
    assert extent(latex) > FITS
    broken = with_line_breaks(latex)
    assert symbols(broken) == symbols(latex) and extent(broken) <= FITS
    rows = re.sub(r"\\(begin|end)\{aligned\}", "", broken).split(r"\\")
    assert all(re.match(r"\s*&\s*(=|\\approx|\\quad\s*[+-])", row) for row in rows[1:])


@pytest.mark.parametrize("latex", LONG)
def test_browsers_take_the_lines(latex: str) -> None:
    """The formula converts, brackets that open in one line may close in another, and its own LaTeX is copied."""
    mathematics = Mathematics()
    mathml = mathematics.display(latex)
    assert mathematics.refused == [] and mathml.count("<mtr>") > 1
    assert latex.replace("&", "&amp;") in mathml


def test_a_sign_of_a_number_is_no_end_of_a_line() -> None:
    """Minus after a bracket, a relation or the mark of alignment belongs to what follows."""
    broken = with_line_breaks("L = -(1) a - (-2) b - (-3) c", fits=8)
    assert [row.strip() for row in broken.split(r"\\")[1:]] == [r"&\quad - (-2) b", r"&\quad - (-3) c \end{aligned}"]


@pytest.mark.parametrize(
    "latex", [r"\begin{cases} a & b \\ c & d \end{cases}" + " + x" * 60, r"\{" + "a + " * 60 + r"b\}"]
)
def test_what_is_not_known_stays_or_still_converts(latex: str) -> None:
    """Another structure is left alone; a formula without a relation is broken as well."""
    broken = with_line_breaks(latex)
    assert broken == latex or extent(broken) <= FITS
    mathematics = Mathematics()
    mathematics.display(latex)
    assert mathematics.refused == []
