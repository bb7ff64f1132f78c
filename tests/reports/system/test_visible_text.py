"""Tests of text made safe for a terminal."""

import pytest

from reports.system.visible_text import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("petal length (cm)", "petal length (cm)"),
        ("Blüte ∂E/∂W", "Blüte ∂E/∂W"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("two\nlines\r", r"two\nlines\r"),
        ("\u202eabc", r"\u202eabc"),
        ("\u2028", r"\u2028"),
        ("\udcff", r"\udcff"),
    ],
)
def test_what_acts_on_a_terminal_is_shown_as_its_escape(text: str, shown: str) -> None:
    """Escape sequences, C1 controls, line ends, reversed reading direction, undecodable bytes."""
    assert visible(text) == shown


def test_kept_characters_stay() -> None:
    """Line ends stay where the caller wrote them."""
    assert visible("a\nb\x1b", kept="\n") == "a\nb\\x1b"
