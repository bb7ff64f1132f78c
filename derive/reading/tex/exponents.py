r"""Numerals as programs print them, typed upright: 3\mathrm{e}{-4}, 1\text{e-}3 and 2\text{E}3."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .tokens import Token, Tokens, text_of

UPRIGHT = re.compile(r"[eE][-+−]?(?:\d+)?")
EXPONENT = re.compile(r"[eE][-+]?\d+")
LONGEST = 5  # tokens: e, a brace, a sign, a number and a brace


def with_exponents(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens with one number for each of these numerals; an upright e with something above is Euler's number.

    >>> from .tokens import scanned
    >>> word = [replace(token, kind="word") if token.text == "e" else token for token in scanned("3 e{-4} + 2 e^4")]
    >>> text_of(with_exponents(word)), len(with_exponents(word))
    ('3e-4+2e^4', 6)
    """
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        length = _length(tokens, place) if out and out[-1].kind == "number" and "e" not in out[-1].text else 0
        if not length:
            out.append(token)
        else:
            text = _plain(tokens[place : place + length])
            out[-1] = replace(out[-1], text=out[-1].text + text.lower(), end=tokens[place + length - 1].end)
        place += length or 1
    return tuple(out)


def _length(tokens: Sequence[Token], place: int) -> int:
    """How many tokens are the e and its exponent; 0 where none stands there."""
    if tokens[place].kind != "word" or not UPRIGHT.fullmatch(tokens[place].text):
        return 0
    for length in range(1, LONGEST + 1):
        part = tokens[place : place + length]
        braces = sum(token.is_mark("{") - token.is_mark("}") for token in part)
        if len(part) == length and not braces and EXPONENT.fullmatch(_plain(part)):
            return length
    return 0


def _plain(tokens: Sequence[Token]) -> str:
    return text_of(tokens).replace("{", "").replace("}", "").replace("−", "-")
