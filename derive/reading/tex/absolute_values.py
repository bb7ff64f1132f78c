r"""Absolute values between upright strokes, (1 + |x|)^2: a stroke that is not one of a pair says what is given."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from .tokens import CLOSING, GAP, OPENING, Token, Tokens

APART = frozenset({("mark", ","), ("mark", ";"), ("mark", "&"), ("row", r"\\")})


def with_absolute_values(tokens: Sequence[Token], relations: Collection[tuple[str, str]]) -> Tokens:
    r"""The tokens with ``\lvert`` and ``\rvert`` for the strokes that stand in pairs between two relations or commas.

    >>> from .tokens import scanned, text_of
    >>> [text_of(with_absolute_values(scanned(text), ())) for text in ("(1+|x|)^2", "P(x|y)", "f|_0+2|x|", "[a|b|c]")]
    ['(1+lvertxrvert)^2', 'P(x|y)', 'f|_0+2lvertxrvert', '[a|b|c]']
    """
    levels: list[tuple[str, list[int]]] = [("", [])]
    found: dict[int, str] = {}
    for place, token in enumerate(tokens):
        opens = token.kind == "begin" or (token.kind == "mark" and token.text in OPENING)
        closes = token.kind == "end" or (token.kind == "mark" and token.text in CLOSING)
        if token.is_mark("|"):
            levels[-1][1].append(place)
        elif opens:
            levels.append((token.text, []))
        elif closes or token.kind == GAP or (token.kind, token.text) in APART or (token.kind, token.text) in relations:
            around, strokes = levels.pop() if closes and len(levels) > 1 else levels[-1]
            found |= _paired(tokens, strokes, around)
            strokes.clear()
    for around, strokes in levels:
        found |= _paired(tokens, strokes, around)
    return tuple(
        replace(token, kind="command", text=found[place]) if place in found else token
        for place, token in enumerate(tokens)
    )


def _paired(tokens: Sequence[Token], strokes: Sequence[int], around: str) -> dict[int, str]:
    """What each stroke is, where all of them are of pairs, but for a first one that may say what is given."""
    behind = [place > 0 and _ends_a_factor(tokens[place - 1]) for place in strokes]
    if len(strokes) % 2 and behind[:1] == [True]:
        strokes, behind = strokes[1:], behind[1:]
    first, last = strokes[::2], strokes[1::2]
    empty = any(one + 1 == other for one, other in pairwise(strokes))
    below = any(tokens[place + 1].is_mark("_") for place in first if place + 1 < len(tokens))
    columns = around == "[" and any(behind[::2])
    if len(first) != len(last) or empty or below or columns:
        return {}
    return {**dict.fromkeys(first, "lvert"), **dict.fromkeys(last, "rvert")}


def _ends_a_factor(token: Token) -> bool:
    return token.kind in ("letter", "number", "word", "end", "command") or token.is_mark(")]}'!")
