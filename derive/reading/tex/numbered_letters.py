r"""Names as in code: ``z1 = W1 x + b1``. Nobody writes z · 1 so."""

from __future__ import annotations

from collections.abc import Sequence

from .layout import FUNCTION_WORDS
from .tokens import Token, Tokens, argument

FRACTIONS = ("frac", "dfrac", "tfrac", "cfrac", "sqrt", "binom")


def with_numbers_below(tokens: Sequence[Token]) -> Tokens:
    r"""A number that touches the letter before it is an index: W1 is W_1, net2 is net_2; not in scripts, nor in 3x3.

    >>> from .tokens import scanned, text_of
    >>> [text_of(with_numbers_below(scanned(line))) for line in (r"z1 = 2W12 x", "x_i2 + x 2 + 3x3 + e2", r"\frac a2")]
    ['z_{1}=2W_{12}x', 'x_i2+x2+3x3+e2', 'fraca2']
    """
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.is_mark("_^"):
            _, after = argument(tokens, place + 1)
            out += tokens[place:after]
            place = after
            continue
        if _is_number_of(tokens, place):
            marks = [Token("mark", mark, token.start, token.start) for mark in "_{"]
            out += [*marks, token, Token("mark", "}", token.end, token.end)]
        else:
            out.append(token)
        place += 1
    return tuple(out)


def _is_number_of(tokens: Sequence[Token], place: int) -> bool:
    """True for the number of a letter or a word right before it."""
    token = tokens[place]
    if token.kind != "number" or not token.text.isdigit() or place == 0:
        return False
    letter, before = tokens[place - 1], tokens[place - 2] if place > 1 else None
    named = letter.kind == "letter" or (letter.kind == "word" and letter.text.isalpha())
    if not named or letter.end != token.start or letter.text in ("e", *FUNCTION_WORDS):
        return False
    if before is not None and before.is_mark("_^"):
        return False
    sized = before is not None and before.kind == "number" and before.end == letter.start and letter.text == "x"
    return not sized and not any(t.is_command(*FRACTIONS) for t in tokens[max(place - 3, 0) : place - 1])
