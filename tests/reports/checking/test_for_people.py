"""What an author sees: what is wrong first, its one link, conditions, a summary, and what is open by its cause."""

from __future__ import annotations

import pytest

from derive.judging.finding import DEFINES, Finding
from derive.proof.verdict import Outcome
from reports.checking.chain_sides import sides_of
from reports.checking.for_people import as_text, link_of, place_of, witness_words
from reports.checking.notes_check import CheckedFile, CheckedNotes
from reports.checking.open_formulas import grouped

CASES = r"\begin{cases} 1 & \text{if } x = 2 \\ 0, & x \ne 2 \end{cases}"
MATRIX = r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"
CHAIN = "\\begin{aligned}\na &= b \\\\[2pt]\n&= \\frac{c}{d} \\\\\n  &\\approx e.\n\\end{aligned}"


def notes(*findings: Finding) -> CheckedNotes:
    """Findings in one file."""
    return CheckedNotes((CheckedFile("notes.md", findings),))


@pytest.mark.parametrize(
    ("latex", "sides"),
    [
        ("a = b", ["a", "b"]),
        (r"a &= b \nonumber \\ &= c. \label{x}", ["a", "b", "c"]),
        (CHAIN, ["a", "b", r"\frac{c}{d}", "e"]),
        (r"= 3 \cdot 4 \,.", ["", r"3 \cdot 4"]),
        (r"p(t=1 \mid z) = \sigma(z)", [r"p(t=1 \mid z)", r"\sigma(z)"]),
        (rf"f = {CASES},", ["f", CASES]),
        (r"J = W \text{diag}(1 - h^2) \text{for } h", ["J", r"W \text{diag}(1 - h^2)"]),
        (r"J = W \text{if}(h > 0)", ["J", "W"]),
        (r"\frac{\partial L}{\partial b} = (a - y) \, a(1)", [r"\frac{\partial L}{\partial b}", r"(a - y) \, a(1)"]),
        (r"x = \left[ a = b \right] = c \qquad \text{for all } n", ["x", r"\left[ a = b \right]", "c"]),
        (r"\sum_{i=1}^n x_i = 1, \quad n > 0", [r"\sum_{i=1}^n x_i", "1", "0"]),
        (r"s = 2 \cdot 1\{z > 0\} = 1[u < 0]", ["s", r"2 \cdot 1\{z > 0\}", "1[u < 0]"]),
        (rf"{MATRIX} x := 2.5", [f"{MATRIX} x", "2.5"]),
    ],
)  # fmt: skip
def test_the_sides_of_a_chain(latex: str, sides: list[str]) -> None:
    """Relations in braces, brackets, matrices and cases are none of the chain; layout around a side is none of it."""
    found = sides_of(latex)
    assert [side.latex for side in found] == sides
    assert all(latex[side.start : side.end] == side.latex for side in found)


def test_a_refutation_shows_the_one_link_that_is_wrong() -> None:
    """Its two sides, at the line and the column of the wrong one; a finding without a link shows the whole chain."""
    wrong = Finding(3, 5, CHAIN, "", Outcome.REFUTED, diagnosis="the sign", corrected="f", link=2)
    assert (link_of(wrong), place_of(wrong)) == (r"b = \frac{c}{d}", (5, 4))
    text = as_text(notes(wrong))
    assert "  5:4  REFUTED  b = \\frac{c}{d}\n      because    the sign\n      right is   f" in text
    assert place_of(Finding(3, 5, CHAIN, "", Outcome.UNDECIDED, link=2)) == (3, 5)
    assert link_of(Finding(3, 5, CHAIN, "", Outcome.REFUTED)) == CHAIN


def test_what_is_wrong_comes_first_and_what_holds_is_not_listed() -> None:
    """Then conditions, one line each, and the summary; the order in the file is kept within each."""
    found = [Finding(n, 1, f"x_{n} = 1", "r", verdict, condition) for n, (verdict, condition) in enumerate([
        (Outcome.PROVED, ""), (Outcome.PROVED_WHEN, "labels sum to one"), (Outcome.REFUTED, ""),
        (Outcome.PROVED_WHEN, "i = j"), (Outcome.REFUTED, ""), (Outcome.PROVED_WHEN, "labels sum to one"),
        (Outcome.PROVED_WHEN, "for the sizes tried (n=2 or n=3)"),
    ], 1)]  # fmt: skip
    lines = as_text(notes(*found)).splitlines()
    assert lines == [
        "notes.md", "  3:1  REFUTED  x_3 = 1", "      read as    r", "  5:1  REFUTED  x_5 = 1", "      read as    r",
        "  holds when labels sum to one: 2:1, 6:1", "  holds when i = j: 4:1",
        "  holds for the sizes tried (n=2 or n=3): 7:1", "", "7 claims: 1 PROVED, 4 PROVED WHEN, 2 REFUTED",
    ]  # fmt: skip


def test_what_is_open_is_grouped_by_its_cause_with_one_hint() -> None:
    """Ninety-nine formulas with one macro are one entry; --all lists each; the finding's own hint is preferred."""
    macro = [
        Finding(n, 1, r"\matr x = 1", "", Outcome.REJECTED, diagnosis=rf"\matr is not read here: at {n}")
        for n in range(99)
    ]
    letter = Finding(200, 3, "q = 1", "", Outcome.UNDECIDED, diagnosis="nothing in the document says what q is")
    own = Finding(201, 1, "s = 1", "", Outcome.UNDECIDED, diagnosis="odd", hint="write it down")
    text = as_text(notes(*macro, letter, own))
    assert len(grouped(notes(*macro, letter, own))) == 3 and len(text.splitlines()) < 14
    assert "   99  \\matr is not read here (0:1, 1:1, 2:1, 3:1, 4:1, 5:1 and 93 more)" in text
    assert "       → define it in the file: \\newcommand{\\matr}{…}" in text
    assert "define q before it is used" in text and "       → write it down" in text
    assert max(map(len, text.splitlines())) <= 80
    listed = as_text(notes(*macro, letter, own), every=True)
    assert listed.count("REJECTED  \\matr x = 1") == 99 and "--all" not in listed


def test_nothing_to_tell_is_one_line() -> None:
    """Notes without an error and without a condition."""
    assert as_text(notes(Finding(1, 1, "1 = 1", "", Outcome.PROVED))) == "1 claim: 1 PROVED"
    assert as_text(CheckedNotes()) == "no claims were found"


def test_what_only_says_what_a_letter_is_is_counted_apart() -> None:
    """It is proved by definition."""
    defining = Finding(1, 1, "z = w x", "", Outcome.PROVED, diagnosis=DEFINES)
    found = as_text(notes(defining, Finding(2, 1, "1 = 1", "", Outcome.PROVED)))
    assert found == "2 claims: 2 PROVED (1 by definition)"


def test_a_witness_has_as_many_digits_as_people_read() -> None:
    """Six, with a mark that there are more."""
    witness = (("z[1]", "0"), ("left", "-0.69314718055994530942"), ("right", "0.25000000000000000000"))
    words = witness_words(Finding(1, 1, "a = b", "", Outcome.REFUTED, witness=witness))
    assert words == "at z[1] = 0: the left side is -0.693147…, the right side 0.25"
