"""Commas between digits that touch: of decimals, of thousands, or of a list."""

from __future__ import annotations

import pytest

from derive.reading.tex.comma_numerals import Commas

DECIMALS, POINTS, NONE = Commas(",", ","), Commas("."), Commas()
WAYS = {",": DECIMALS, ".": POINTS, "": NONE}


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"0,5 \cdot 1,25", r"0.5 \cdot 1.25"),
        (r"x_1 = 0,5,\ x_2 = 1,5", r"x_1 = 0.5,\ x_2 = 1.5"),
        (r"x = 2{,}5 b", "x = 2.5   b"),
        (r"\sigma(0,7) + \text{ReLU}(0,3) + sigmoid(1,5)", r"\sigma(0.7) + \text{ReLU}(0.3) + sigmoid(1.5)"),
        (r"e^{-0,7} + 10^{-1,5}", r"e^{-0.7} + 10^{-1.5}"),
        (r"[0,5, 1,5] + (0,5; 1,5)", r"[0.5, 1.5] + (0.5; 1.5)"),
        (r"\frac{1,5}{2} (0,5 - 1,5)^2 \cdot (-0,5)", r"\frac{1.5}{2} (0.5 - 1.5)^2 \cdot (-0.5)"),
        (r"\begin{pmatrix} 0,5 & 1,2 \end{pmatrix}", r"\begin{pmatrix} 0.5 & 1.2 \end{pmatrix}"),
        (r"\underbrace{(0,5)}_{a} \cdot (0,05) (0,25)^2", r"\underbrace{(0.5)}_{a} \cdot (0.05) (0.25)^2"),
        (r"0,2(0,8) + (-0,1)(0,6) - (0,3) \cdot (-2,302)", r"0.2(0.8) + (-0.1)(0.6) - (0.3) \cdot (-2.302)"),
        (r"f(W \begin{bmatrix} 0,3 \\ 1 \end{bmatrix})", r"f(W \begin{bmatrix} 0.3 \\ 1 \end{bmatrix})"),
        (r"(1,5)^{10} + (1,8)^2 \cdot 3 - (1 - 0,5) * (1,0)", r"(1.5)^{10} + (1.8)^2 \cdot 3 - (1 - 0.5) * (1.0)"),
        ("1.024,5 + 1,234,567", "1024.5  + 1234567  "),
    ],
)
def test_numerals_where_the_document_writes_decimal_commas(latex: str, plain: str) -> None:
    """They get points, and the formula stays as long as it was."""
    assert DECIMALS.plain(latex) == plain


@pytest.mark.parametrize(
    "latex",
    [
        r"i = 1,2,\dots,n",
        "k = 1,2",
        r"y \in \{0,1\}",
        r"y \in {0,1}",
        "1,2,3",
        "(1,2)",
        "[0,1]",
        "[0,255]",
        "w_{1,2} + w_1,2 + w^{1,2}",
        "x1,2",
        r"f(1,2) + \max(0,5) + \mathcal{N}(0,25)",
        r"(3,2) \times (2,1) \to (3,1)",
        r"\mapsto (0,1)^K",
        r"x \in (0,1)^2",
        r"\text{a 1,2} \tag{1,2}",
        r"[100\ 200]",
    ],
)
@pytest.mark.parametrize("decimal", WAYS)
def test_lists_stay_lists(latex: str, decimal: str) -> None:
    """Ranges, sets, intervals, indices, shapes and arguments, in any document."""
    assert WAYS[decimal].plain(latex) == latex


@pytest.mark.parametrize("mark", [",", "{,}", r"\,", r"\ ", "\u2009"])
def test_groups_of_thousands(mark: str) -> None:
    """With any mark between groups of three digits; not behind a zero, and not with two digits."""
    assert POINTS.plain(f"2 + 590{mark}080 = 1{mark}234{mark}567").split() == ["2", "+", "590080", "=", "1234567"]
    if mark != "{,}":
        assert POINTS.plain(f"x = 012{mark}345") == f"x = 012{mark}345"
        assert POINTS.plain(f"x = 12{mark}34") == f"x = 12{mark}34"


@pytest.mark.parametrize(
    ("formulas", "decimal"),
    [
        (["0,5 x", "0,25"], ","),
        (["x = 0{,}5"], ","),
        (["0,25", "0,75", "2.5"], ""),
        (["0,25", "0,75", "2.5", "1.75", "3.25"], "."),
        (["0,25", "0,75", "1,5 x", "0,5", "2.5"], ","),
        (["2.5", "1,024"], "."),
        ([r"0,5 x \\[1.6em] 0,25 \hspace{2.5 cm}"], ","),
        (["[0,255]", "(0,10)", "f(0,25)", "i = 1,20", r"(3,20) \times (20,1)"], ""),
        (["1,024", "2,048"], ""),
    ],
)
def test_what_a_document_shows(formulas: list[str], decimal: str) -> None:
    """Two numerals that only decimal commas explain, and far fewer with a point; intervals and shapes are none."""
    assert Commas.of(formulas).decimal == decimal


def test_a_formula_is_written_as_its_document_writes() -> None:
    """With its mark of decimals, and that of its groups."""
    assert Commas(",", "{,}").written("0.25 x") == "0{,}25 x"
    assert Commas(".", "", ",").written("590080 x_{1024}") == "590,080 x_{1024}"
    assert NONE.written("0.25 + 590080") == "0.25 + 590080"
