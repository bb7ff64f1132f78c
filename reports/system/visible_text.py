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
    rest = text
    for character in kept:
        rest = rest.replace(character, "")
    if rest.isprintable():
        return text
    return "".join(_escaped(c) if c not in kept and _acts(c) else c for c in text)


def _acts(character: str) -> bool:
    """True for what acts, and for the places that Unicode keeps free of characters and XML refuses."""
    return unicodedata.category(character) in ACTING or ord(character) & 0xFFFE == 0xFFFE


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
