"""Indices as programs write them: s[i] is s_i, w[i,j] is w_{ij}, out[0] an entry."""

from __future__ import annotations

from collections.abc import Sequence

from .layout import STYLES
from .tokens import Token, Tokens

INDICES = frozenset("ijklmnpqt")
MOST_TOKENS = 7
STYLED = (*STYLES, "hat", "widehat", "bar", "overline", "tilde", "widetilde", "mathrm", "text", "mathit")


def with_indices_in_brackets(tokens: Sequence[Token]) -> Tokens:
    """The tokens with a script for a bracket of indices right behind a letter.

    >>> from .tokens import scanned, text_of
    >>> text_of(with_indices_in_brackets(scanned("s[i] = w[i, j] z[j] + E[x] + [i]")))
    's_{i}=w_{i,j}z_{j}+E[x]+[i]'
    """
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        close = _closing(tokens, place)
        if close:
            opening, closing = tokens[place], tokens[close]
            out += [
                Token("mark", "_", opening.start, opening.end),
                Token("mark", "{", opening.start, opening.end),
                *tokens[place + 1 : close],
                Token("mark", "}", closing.start, closing.end),
            ]
            place = close + 1
        else:
            out.append(tokens[place])
            place += 1
    return tuple(out)


def _closing(tokens: Sequence[Token], place: int) -> int:
    """The place where the bracket of indices that begins here ends; 0 where none does."""
    before = tokens[place - 1] if place else None
    if before is None or not tokens[place].is_mark("[") or before.end != tokens[place].start:
        return 0
    named = _is_letter(tokens, place - 1)
    end = next((n for n in range(place, min(len(tokens), place + MOST_TOKENS + 2)) if tokens[n].is_mark("]")), 0)
    return end if named and _are_indices(tokens[place + 1 : end]) else 0


def _is_letter(tokens: Sequence[Token], place: int) -> bool:
    """True for a letter without a script below, and for the end of one in bold or with an accent."""
    token = tokens[place]
    if token.kind == "letter":
        return not (place and tokens[place - 1].is_mark("_"))
    opening = place
    while token.is_mark("}") and opening and not tokens[opening].is_mark("{"):
        opening -= 1
    return token.is_mark("}") and opening > 0 and tokens[opening - 1].is_command(*STYLED)


def _are_indices(tokens: Sequence[Token]) -> bool:
    """i, 0, i,j, t-1: letters that usually run, or numbers, between commas."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        parts.append([]) if token.is_mark(",") else parts[-1].append(token)
    return all(map(_is_index, parts))


def _is_index(part: Sequence[Token]) -> bool:
    texts = [token.text for token in part]
    if len(texts) == 1:
        return texts[0] in INDICES or texts[0].isdigit()
    return len(texts) == 3 and texts[0] in INDICES and texts[1] in ("+", "-") and texts[2].isdigit()
