r"""Wide spaces in a display: ``a = b \qquad c = d`` says two things, ``a = \quad b`` one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from .layout import FUNCTION_WORDS
from .remarks import is_remark
from .tokens import CLOSING, GAP, GAPS, OPENING, Token, Tokens, argument, split, text_of

WIDE = ("quad", "qquad", "enskip", "hfill")
SPACED = ("hspace", "hspace*", "hskip", "mspace", "kern")
THIN = (" ", ",", ";", ":", "space", "enspace", "thinspace", "medspace", "thickspace")
MANY_THIN = 3  # so many thin spaces in a row are a wide one
LENGTH = re.compile(r"(\d*\.?\d+)(em|ex|in|cm|mm|pt|mu|ex)")
IN_EM = {"em": 1.0, "ex": 0.4, "in": 7.2, "cm": 2.8, "mm": 0.28, "pt": 0.1, "mu": 0.055}
COMPARING = ("ne", "neq", "le", "leq", "ge", "geq", "lt", "gt", "in")
ARROWS = ("rightarrow", "to", "Rightarrow", "implies", "longrightarrow", "Longrightarrow", "iff", "Leftrightarrow")


def with_gaps(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens with one mark for each wide space.

    >>> from .tokens import scanned
    >>> [token.kind for token in with_gaps(scanned(r"a \hspace{1in} b \hspace{1pt} \quad"))]
    ['letter', 'gap', 'letter', 'gap']
    """
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token, after, wide = tokens[place], place + 1, False
        if token.is_command(*WIDE):
            wide = True
        elif token.is_command(*SPACED):
            inner, after = argument(tokens, after)
            wide = _width(text_of(inner)) >= 1
        elif token.is_command(*THIN):
            after = next((n for n in range(place, len(tokens)) if not tokens[n].is_command(*THIN)), len(tokens))
            wide = after - place >= MANY_THIN or (not token.is_command(",") and _is_case(tokens[after:]))
            after = after if wide else place + 1
        if wide:
            out.append(Token(GAP, "", token.start, token.end))
        elif after == place + 1:
            out.append(token)
        place = after
    return tuple(out)


def _is_case(behind: Sequence[Token]) -> bool:
    r"""True for a comparison in brackets that ends the row: (z < 0) of h = 0\ (z < 0)."""
    end = next(
        (
            n
            for n, token in enumerate(behind)
            if token.kind == "row" or token.is_mark("&,;.") or token.is_command(*WIDE)
        ),
        len(behind),
    )
    inner = _case_in_brackets(tuple(behind[:end]))
    return any(token.is_mark("<>=") or token.is_command(*COMPARING) for token in inner)


def _width(length: str) -> float:
    match = LENGTH.fullmatch(length)
    return float(match[1]) * IN_EM[match[2]] if match else 0.0


def ungapped(row: Tokens) -> Tokens:
    """A row without gaps at its ends and in its brackets."""
    kept, depth = [], 0
    for token in row:
        depth += (token.kind == "begin") - (token.kind == "end")
        if token.kind == "mark":
            depth += (token.text in OPENING) - (token.text in CLOSING)
        if token.kind != GAP or depth <= 0:
            kept.append(token)
    while kept and kept[-1].kind == GAP:
        kept.pop()
    while kept and kept[0].kind == GAP:
        kept.pop(0)
    return tuple(kept)


def parts_between_gaps(part: Tokens, relations: frozenset[tuple[str, str]]) -> list[Tokens]:
    r"""The parts that a gap separates, with or without an arrow in it: each has a relation of its own.

    >>> from .tokens import scanned
    >>> part = with_gaps(scanned(r"a = b \quad \to \quad c = d \quad + e"))
    >>> [text_of(part) for part in parts_between_gaps(part, frozenset({("mark", "=")}))]
    ['a=b', 'c=d+e']
    """
    segments = [segment for segment in split(part, GAPS)[0] if segment]
    parts: list[Tokens] = [()]
    for number, segment in enumerate(segments):
        following = segments[number + 1] if number + 1 < len(segments) else ()
        whole, case = _relates(parts[-1], relations), _case_in_brackets(segment)
        if whole and len(segment) == 1 and segment[0].is_command(*ARROWS) and _relates(following, relations):
            parts.append(())
        elif whole and (all(token.kind == "word" for token in segment) or is_remark(segment)):
            continue  # a remark: "the logits"
        elif whole and case and _relates(case, relations):
            parts.append(case)
        elif whole and _tells(case) and not _goes_on(parts[-1], segment, relations):
            continue  # a remark on a letter: (y is one-hot)
        elif whole and _relates(segment, relations) and not _goes_on(parts[-1], segment, relations):
            parts.append(segment)
        else:
            parts[-1] += segment
    return [found for found in parts if found]


def _case_in_brackets(segment: Tokens) -> Tokens:
    """What stands in the one bracket of a part: i ≠ j of ``a = b \\quad (i \\neq j)``."""
    if not any(token.is_mark("(") for token in segment[:1]):
        return ()
    depths = itertools.accumulate(token.is_mark("(") - token.is_mark(")") for token in segment)
    closes = [place for place, depth in enumerate(depths) if not depth]
    return segment[1:-1] if closes == [len(segment) - 1] else ()


def _tells(inner: Tokens) -> bool:
    """True for words behind a letter that no operator joins to it: ``y \\text{ one-hot}``."""
    words = len(inner) > 1 and inner[-1].kind == "word" and inner[-1].text not in FUNCTION_WORDS
    return words and not any(token.is_mark("+-*/") for token in inner)


def _relates(tokens: Tokens, relations: frozenset[tuple[str, str]]) -> bool:
    return bool(split(tokens, relations)[1])


def _goes_on(before: Tokens, after: Tokens, relations: frozenset[tuple[str, str]]) -> bool:
    """True where the space stands at a relation or an operator."""
    first, last = after[0], before[-1]
    operator = first.is_mark("+-*/") or first.is_command("cdot", "times", "odot", "circ") or last.is_mark("+-*/")
    return operator or (first.kind, first.text) in relations or (last.kind, last.text) in relations
