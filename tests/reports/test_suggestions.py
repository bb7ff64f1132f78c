"""Suggestions: what is near is offered, what is far-fetched is not; on the command line and everywhere else."""

from __future__ import annotations

import pytest

from derive.errors import nearest
from reports.cli import main
from reports.options.options import ACTIVATIONS, LOSSES

WORDS = (*LOSSES, *ACTIVATIONS)


@pytest.mark.parametrize("slip", ["missing", "doubled", "exchanged", "another", "upper case"])
def test_one_slip_in_any_word_is_seen_through(slip: str) -> None:
    """Of every loss and activation of six letters and more, with the slip at every place but the first."""
    for word in (one for one in WORDS if len(one) >= 6):
        for at in range(1, len(word) - 1):
            wrong = {
                "missing": word[:at] + word[at + 1 :],
                "doubled": word[:at] + word[at] + word[at:],
                "exchanged": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                "another": word[:at] + "x" + word[at + 1 :],
                "upper case": word.upper(),
            }[slip]
            assert wrong in WORDS or nearest(wrong, WORDS), wrong


def test_of_words_that_have_nothing_to_do_with_each_other_none_is_offered() -> None:
    """Every pair of an option's names and losses."""
    options = [
        "--activation",
        "--l2",
        "--reduction",
        "--notation",
        "--help",
        "--bias",
        "--temperature",
        "--seed",
        "--of",
    ]
    for found in options:
        assert nearest(found, [one for one in options if one != found]) == []
    assert nearest("", WORDS) == [] and nearest("x" * 10_000, WORDS) == [] and nearest("zzz", WORDS) == []


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["derive", "--activation", "tanh"], ""),
        (["certify", "--l2", "x"], ""),
        (["compare", "--l3", "1"], ""),
        (["derive", "--foo"], ""),
        (["nothing"], ""),
        (["reprot"], "; did you mean report?"),
        (["derive", "--hiden", "8:tanh"], "; did you mean --hidden?"),
        (["compare", "--epoch", "3"], "; did you mean --epochs?"),
        (["derive", "--no-biass"], "; did you mean --no-bias?"),
    ],
    ids=str,
)
def test_the_command_line_offers_what_is_near(
    words: list[str], offered: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing else: one line of error, one of hint."""
    assert main(words) == 2
    error, hint = capsys.readouterr().err.splitlines()
    assert error.endswith(offered) and ("mean" in error) == bool(offered)
    assert hint.startswith("hint: ") and len(hint) > 10


@pytest.mark.parametrize(
    "words", [["report", "--l2"], ["derive", "--json=1"], ["export", "--out"], ["derive", "--foo"]]
)
def test_the_hint_names_the_command(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Also where an option lacks its value."""
    assert main(words) == 2
    assert f"hint: backproof {words[0]} --help lists the options" in capsys.readouterr().err


@pytest.mark.parametrize("of", ["x", "W", "y", "z", "p", "L", "E"])
def test_no_hint_is_empty(of: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Of every tensor by every other one: where there is no derivative, something is said to do about it."""
    for wrt in ("x", "y"):
        main(["derive", "--of", of, "--wrt", wrt])
        for line in capsys.readouterr().err.splitlines():
            assert line.rstrip(" :") == line and len(line) > 10
