"""LaTeX to MathML: every formula of a report converts, and every character of it is in the embedded font."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO

import pytest

from reports.formats.html.mathml import Mathematics, characters, with_plain_brackets


@pytest.fixture(scope="session")
def font_characters() -> frozenset[int]:
    """The characters that the embedded font draws."""
    fonts = pytest.importorskip("fontTools.ttLib", reason="fonttools is not installed")
    font = fonts.TTFont(BytesIO(files("reports.formats.html").joinpath("fonts/latinmodern-math.woff2").read_bytes()))
    assert "MATH" in font, "without this table brackets do not stretch"
    return frozenset(font.getBestCmap())


def formulas_of(page: str) -> Iterator[str]:
    """Every formula of a page."""
    return (found[0] for found in re.finditer(r"<math.*?</math>", page, re.DOTALL))


@pytest.mark.parametrize("page", ["standard_page", "hidden_page"])
def test_every_formula_converts(page: str, request: pytest.FixtureRequest, mathematics: Mathematics) -> None:
    """Not one formula of a whole report is shown as its source."""
    assert len(list(formulas_of(request.getfixturevalue(page)))) > 150
    assert mathematics.refused == []


@pytest.mark.parametrize("page", ["standard_page", "hidden_page"])
def test_every_character_is_in_the_font(
    page: str, request: pytest.FixtureRequest, font_characters: frozenset[int]
) -> None:
    """A character that the font lacks would be drawn by whatever font the reader has."""
    shown = set().union(*map(characters, formulas_of(request.getfixturevalue(page))))
    assert {c for c in shown if ord(c) not in font_characters and not c.isspace()} == set()


def test_an_italic_h_and_a_missing_character_are_noticed(font_characters: frozenset[int]) -> None:
    """The italic h stands apart in Unicode; a Fraktur letter is not in the subset."""
    mathematics = Mathematics()
    assert {ord(c) for c in characters(mathematics.inline("h + H"))} <= font_characters
    assert not {ord(c) for c in characters(mathematics.inline(r"\mathfrak{A}"))} <= font_characters


@pytest.mark.parametrize(
    "latex",
    [r"\substack{a \\ b}", r"\frac{1", r"<script>alert(1)</script>\nope", "x" * 30_000],
    ids=lambda text: text[:12],
)
def test_a_refused_formula_is_shown_as_source(latex: str) -> None:
    """What math-core refuses is counted and shown as escaped text, never as markup."""
    mathematics = Mathematics()
    shown = mathematics.display(latex)
    assert mathematics.refused == [latex]
    assert shown.startswith("<code>") and "<script" not in shown


def test_a_formula_cannot_bring_markup_along() -> None:
    """Text inside a formula is escaped, in what is drawn and in the copy of its LaTeX."""
    shown = str(Mathematics().display(r"\text{<img src=x onerror=alert(1)>} < 1 & 2"))
    assert "<img" not in shown


def test_the_copy_of_the_latex_is_the_authors() -> None:
    """Brackets are made plain for drawing only."""
    shown = str(Mathematics().display(r"\left(p_k - y_k\right)"))
    assert r"<annotation encoding=" in shown and r"\left(p_k - y_k\right)</annotation>" in shown
    assert 'stretchy="false"' in shown


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"\left(a\right)", "(a)"),
        (r"\left(1 - \left(a + b\right)\right)", "(1 - (a + b))"),
        (r"\left(\sum_k \left(a_k\right)\right)", r"\left(\sum_k (a_k)\right)"),
        (r"\left[P - Y\right]^\top", r"[P - Y\mkern2mu]^\top"),
        (r"\left\lvert x \right\rvert", r"\left\lvert x \right\rvert"),
    ],
)
def test_brackets_stretch_only_around_what_is_tall(latex: str, plain: str) -> None:
    """Low and tall contents, one inside the other, a capital before the bracket, other delimiters."""
    assert with_plain_brackets(latex) == plain


def test_the_sign_of_a_number_is_a_part_of_it() -> None:
    """One element for −0.5 behind a bracket or at the beginning; a difference keeps its operator."""
    assert "<mn>(−0.5)</mn>" in Mathematics().inline("(-0.5) x")
    assert "<mo>−</mo><mn>0.5</mn>" in Mathematics().inline("x - 0.5")
