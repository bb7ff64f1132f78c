"""Text from outside, made safe for a terminal: what would act on the terminal is shown, not sent."""

from __future__ import annotations

import unicodedata

# Control characters, formatting (which can reverse the reading direction), lone surrogates, line separators.
ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def visible(text: str, kept: str = "") -> str:
    r"""Return the text with every acting character written as its escape; those in ``kept`` stay.

    >>> visible("\x1b[31mred")
    '\\x1b[31mred'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c in kept or unicodedata.category(c) not in ACTING else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
