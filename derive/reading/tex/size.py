"""How large a formula may be: everything that reads it is bounded by this, before anything else is done with it."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import InputError
from .macros import MOST_TOKENS
from .tokens import CLOSING, OPENING, Token

MOST_NESTED = 100  # brackets in each other: no formula that people read has a fifth of that
TOO_DEEP = "the formula is nested too deeply"


class TooLarge(InputError):
    """A formula is longer, or has more brackets in each other, than any that is read."""


def check_size(tokens: Sequence[Token]) -> None:
    """Refuse a formula that is too long or nested too deeply, with its macros written out.

    Raises:
        TooLarge: it is.

    >>> from .tokens import scanned
    >>> check_size(scanned("{" * 101))
    Traceback (most recent call last):
        ...
    derive.reading.tex.size.TooLarge: it has more than 100 brackets in each other
    """
    if len(tokens) >= MOST_TOKENS:
        raise TooLarge(f"it is longer than {MOST_TOKENS:,} letters and signs, its macros written out")
    depth = 0
    for token in tokens:
        depth = max(depth + token.is_mark(OPENING) - token.is_mark(CLOSING), 0)
        if depth > MOST_NESTED:
            raise TooLarge(f"it has more than {MOST_NESTED} brackets in each other")
