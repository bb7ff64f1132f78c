"""A derivation in a terminal of 80 columns."""

from __future__ import annotations

import pytest

from derive.gradient.derivation_text import WIDTH, with_note, wrapped
from reports.cli import main


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--bias", "--log-base", "2"],
        ["--hidden", "2:tanh", "--wrt", "W1"],
        ["--hidden", "3:tanh", "--hidden", "2:tanh", "--bias", "--wrt", "W1"],
    ],
    ids=["standard", "bias", "hidden", "two-hidden"],
)
def test_no_line_is_longer_than_the_terminal(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Formulas of every length, the outcome of each check, and each weight's own gradient."""
    assert main(["derive", *words]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 50 and max(map(len, lines)) <= WIDTH


def test_wrapping_loses_nothing_and_prefers_signs_outside_brackets() -> None:
    """The words are the same in the same order; the second line starts with the sign of a summand."""
    line = "       = " + " − ".join(["exp(z_nj) δ_jk / (Σ_l exp(z_nl) + 1)"] * 4)
    lines = wrapped(line).splitlines()
    assert " ".join(" ".join(lines).split()) == " ".join(line.split())
    assert all(after.startswith(" " * 9 + "− ") for after in lines[1:]) and len(lines) == 4


def test_a_chain_of_equalities_repeats_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """As in a textbook: the left side once, what it equals below each other, the step at the right edge."""
    assert main(["derive", "--one-sample", "--wrt", "p"]) == 0
    out = capsys.readouterr().out
    steps = """Steps
  ∂L/∂p_k
    = −Σ_j y_j δ_jk / p_j   1. differentiate the definition: sum rule, logarithm
    = −y_k / p_k                                           2. collapse the delta

Checks
  steps 1–2: PROVED: every size, by canonical form; exact at D=2, K=3 and 2
    other sizes
"""
    assert steps in out


def test_a_note_that_has_no_room_stands_below() -> None:
    """The longest line that fits beside it, and one more letter."""
    assert with_note("x" * (WIDTH - 9), "7. tidy") == "x" * (WIDTH - 9) + "  7. tidy"
    assert with_note("x" * (WIDTH - 8), "7. tidy") == "x" * (WIDTH - 8) + "\n" + "7. tidy".rjust(WIDTH)


def test_a_line_without_a_space_stays_whole() -> None:
    """There is nothing to break at."""
    assert wrapped("x" * 100) == "x" * 100
