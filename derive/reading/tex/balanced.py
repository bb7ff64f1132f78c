"""Brackets that an author forgot, or closed twice, where only one place is left for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from .tokens import GAP, Token, Tokens

PAIRS = {"(": ")", "[": "]", "{": "}"}


def with_balanced_brackets(tokens: Sequence[Token], relations: Collection[tuple[str, str]]) -> Tokens:
    """A display with ) before a ] or } that closes too early, without a ) that closes nothing, with that of a side.

    >>> from .tokens import scanned, text_of
    >>> rows = ("a = [b + f(1 - f(x)]", "a = (-b - f(c) = d", "a = b f(x))", "a = b (c + d = e", "x - a in [0, 1)")
    >>> [text_of(with_balanced_brackets(scanned(row), {("mark", "=")})) for row in rows]
    ['a=[b+f(1-f(x))]', 'a=(-b-f(c))=d', 'a=bf(x)', 'a=b(c+d=e', 'x-ain[0,1)']
    """
    if _is_nested(tokens):
        return tuple(tokens)
    rows: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.kind == "begin") - (token.kind == "end")
        rows[-1].append(token)
        if token.kind == "row" and depth == 0:
            rows.append([])
    return tuple(token for row in rows for token in _closed(_without_strays(row, relations), relations))


def _is_nested(row: Sequence[Token]) -> bool:
    opened: list[str] = []
    for token in row:
        if token.is_mark("([{"):
            opened.append(PAIRS[token.text])
        elif token.is_mark(")]}") and (not opened or opened.pop() != token.text):
            return False
    return not opened


def _without_strays(row: Sequence[Token], relations: Collection[tuple[str, str]]) -> list[Token]:
    out: list[Token] = []
    opened: list[str] = []
    for token in row:
        if token.is_mark("([{"):
            opened.append(PAIRS[token.text])
        elif token.is_mark(")]}"):
            behind = bool(out) and (out[-1].kind, out[-1].text) not in relations
            half_open = bool(opened) and opened[-1] == "]" and _is_interval(row)
            if token.text == ")" and ")" not in opened and behind and not half_open:
                continue  # it closes nothing; where it is all of a side, something else is missing
            if token.text in "]}" and opened[-2:-1] == [token.text] and opened[-1] == ")":
                out.append(replace(token, text=")", end=token.start))
                opened.pop()
            if opened and opened[-1] == token.text:
                opened.pop()
        out.append(token)
    return out


def _is_interval(row: Sequence[Token]) -> bool:
    """True where half-open intervals are written: [0, 1)."""
    return any(token.is_command("in") or token.is_mark(",") for token in row)


def _closed(row: Sequence[Token], relations: Collection[tuple[str, str]]) -> Tokens:
    """The row with the bracket closed that opens a side and is closed nowhere."""
    opened: list[int] = []
    for place, token in enumerate(row):
        if token.is_mark("([{"):
            opened.append(place)
        elif token.is_mark(")]}") and opened and PAIRS[row[opened[-1]].text] == token.text:
            opened.pop()
    if len(opened) != 1 or not row[opened[0]].is_mark("("):
        return tuple(row)
    before = row[opened[0] - 1] if opened[0] else None
    if before is not None and (before.kind, before.text) not in relations:
        return tuple(row)
    end = _end_of_side(row, opened[0] + 1, relations)
    return (*row[:end], replace(row[end - 1], kind="mark", text=")", start=row[end - 1].end), *row[end:])


def _end_of_side(row: Sequence[Token], start: int, relations: Collection[tuple[str, str]]) -> int:
    depth = 0
    for place in range(start, len(row)):
        token = row[place]
        depth += token.is_mark("([{") - token.is_mark(")]}") + (token.kind == "begin") - (token.kind == "end")
        ends = (token.kind, token.text) in relations or token.kind in (GAP, "row") or token.is_mark(",;.&")
        if depth == 0 and (ends or (token.kind == "word" and " " in token.text)):
            return place
    return len(row)
