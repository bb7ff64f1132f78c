r"""What people type for a sign or a script: v{}^T is v^T, \triangle is Δ, <x, y> is an inner product, ·* is ⊙."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .tokens import CLOSING, OPENING, Token, Tokens, argument, text_of

ALIASES = {
    "triangle": ("command", "Delta"), "vartriangle": ("command", "Delta"), "bigtriangleup": ("command", "Delta"),
    "Pr": ("letter", "P"),
}  # fmt: skip
MATRICES = ("bmatrix", "pmatrix", "matrix")
SIDES = ("left", "right", "bigl", "bigr", "big", "Big", "Bigl", "Bigr", "bigg", "biggl", "biggr")
ELLIPSES = ("dots", "ldots", "cdots", "dotsc", "dotsb")
LONGEST = 60  # tokens of an inner product between < and >


def as_meant(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens with the signs that are meant.

    >>> from .tokens import scanned
    >>> text_of(as_meant(scanned(r"v'_j{}^T h + {}^T A + \triangle_{ij} + a ·* b")))
    "v'_j^Th+{}^TA+Delta_{ij}+aodotb"
    >>> text_of(as_meant(scanned(r"\left<x, y\right> < z, <a> \\{ b \\}")))
    'langlex,yrangle<z,<a>{b}'
    >>> text_of(as_meant(scanned(r"\sum\limits_{i=1}^{n=3} x_i^{a=b}")))
    'sumlimits_{i=1}^{3}x_i^{a=b}'
    >>> text_of(as_meant(scanned(r"x_1 + \ldots x_n + a \cdot\cdot\cdot b")))
    'x_1+ldots+x_n+acdotsb'
    >>> text_of(as_meant(scanned(r"P\left( {y \mid x} \right) + \begin{bmatrix} a, b \end{bmatrix}")))
    'Pleft(ymidxright)+[a,b]'
    """
    tokens = _with_last_values([_alias(token) for token in _with_lists(_without_escapes(tokens))])
    return _with_angles(_without_braces_in_brackets(_without_empty_groups(_with_whole_ellipses(tokens))))


def _alias(token: Token) -> Token:
    kind, text = ALIASES.get(token.text, ("", "")) if token.kind == "command" else ("", "")
    return replace(token, kind=kind, text=text) if kind else token


def _without_escapes(tokens: Sequence[Token]) -> list[Token]:
    r"""Braces for ``\\{ … \\}``, whose backslashes a page doubled, and ⊙ for ·*."""
    out: list[Token] = []
    opened: list[bool] = []
    for place, token in enumerate(tokens):
        behind_row = bool(out) and out[-1].kind == "row" and out[-1].end == token.start
        if token.is_mark("{"):
            close = argument(tokens, place)[1] - 1
            before = tokens[close - 1]
            opened.append(behind_row and before.kind == "row" and before.end == tokens[close].start)
            if opened[-1]:
                out.pop()
        elif token.is_mark("}") and opened and opened.pop():
            out.pop()
        elif token.is_mark("*") and out and out[-1].is_command("cdot") and out[-1].end == token.start:
            token = Token("command", "odot", out.pop().start, token.end)
        out.append(token)
    return out


def _with_last_values(tokens: Sequence[Token]) -> list[Token]:
    """3 above a sum for n = 3, whose last index is n, which is 3."""
    out = list(tokens)
    for place in range(len(tokens) - 1, -1, -1):
        at = place + 1
        if tokens[place].is_command("sum", "prod"):
            at += at < len(tokens) and tokens[at].is_command("limits")
            behind = argument(tokens, at + 1)[1] if at < len(tokens) and tokens[at].is_mark("_") else at
            above = argument(tokens, behind + 1)[0] if behind < len(tokens) and tokens[behind].is_mark("^") else ()
            equal = next((n for n, token in enumerate(above) if token.is_mark("=")), 0)
            if equal and tokens[behind + 1].is_mark("{"):
                del out[behind + 2 : behind + 3 + equal]
    return out


def _with_whole_ellipses(tokens: Sequence[Token]) -> list[Token]:
    """x_1 + … + x_n for x_1 + … x_n, and one ellipsis for three dots of a product."""
    out: list[Token] = []
    for token in tokens:
        if token.is_command("cdot") and len(out) > 1 and all(before.is_command("cdot") for before in out[-2:]):
            out[-2:] = [Token("command", "cdots", out[-2].start, token.end)]
            continue
        added = len(out) > 1 and out[-2].is_mark("+") and out[-1].is_command(*ELLIPSES)
        if added and (token.kind in ("letter", "number") or token.is_command("frac", "mathbf", "log", "ln")):
            out.append(replace(out[-2], start=token.start, end=token.start))
        out.append(token)
    return out


def _without_empty_groups(tokens: Sequence[Token]) -> list[Token]:
    """v_j^T for v_j{}^T; a transpose that is written before its letter stays."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        empty = text_of(tokens[place : place + 2]) == "{}" and bool(out) and _is_end(out[-1])
        script = place + 2 < len(tokens) and tokens[place + 2].is_mark("^_'")
        place += 2 if empty and script and out[-1].end == tokens[place].start else 0
        out.append(tokens[place])
        place += 1
    return out


def _is_end(token: Token) -> bool:
    return token.kind in ("letter", "word") or token.is_mark(")]}'")


def _without_braces_in_brackets(tokens: Sequence[Token]) -> Tokens:
    r"""P\left( y \right) for P\left( {y} \right), where the braces hold all that stands in the bracket."""
    gone = set[int]()
    for place, token in enumerate(tokens):
        if token.is_mark("{") and place and tokens[place - 1].is_mark("(["):
            close = argument(tokens, place)[1]
            behind = close + (close < len(tokens) and tokens[close].is_command(*SIDES))
            if behind < len(tokens) and tokens[behind].is_mark(")]") and tokens[close - 1].is_mark("}"):
                gone |= {place, close - 1}
    return tuple(token for place, token in enumerate(tokens) if place not in gone)


def _with_angles(tokens: Sequence[Token]) -> Tokens:
    r"""``\langle x, y \rangle`` for <x, y>: a comma stands between the two and no relation."""
    out = list(tokens)
    for place, token in enumerate(tokens):
        close = _closing(tokens, place) if token.is_mark("<") else 0
        if close:
            out[place], out[close] = (
                Token("command", name, tokens[at].start, tokens[at].end)
                for name, at in (("langle", place), ("rangle", close))
            )
    sided = {n for n in range(len(out) - 1) if out[n].is_command("left", "right")}
    gone = {n for n in sided if out[n + 1].is_command("langle", "rangle") and tokens[n + 1].is_mark("<>")}
    return tuple(token for place, token in enumerate(out) if place not in gone)


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """The place of the > that closes; 0 where none does."""
    depth, commas = 0, 0
    for place in range(opening + 1, min(len(tokens), opening + LONGEST)):
        token = tokens[place]
        if token.kind == "mark":
            depth += (token.text in OPENING) - (token.text in CLOSING)
        if depth < 0 or token.kind in ("row", "begin", "end") or token.is_mark("=<&"):
            return 0
        if depth == 0 and token.is_mark(">"):
            return place if commas == 1 and place > opening + 3 else 0
        commas += depth == 0 and token.is_mark(",")
    return 0


def _with_lists(tokens: Sequence[Token]) -> list[Token]:
    r"""[a, b] for the matrix of one cell in which commas stand: \begin{bmatrix} a, b \end{bmatrix}."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        inside, behind = _list(tokens, place)
        if inside:
            opening, closing = tokens[place], tokens[behind - 1]
            out += [replace(opening, kind="mark", text="["), *inside, replace(closing, kind="mark", text="]")]
            place = behind
        else:
            out.append(tokens[place])
            place += 1
    return out


def _list(tokens: Sequence[Token], place: int) -> tuple[Tokens, int]:
    """What stands in the matrix that begins here, and the place behind it; nothing where it is no list."""
    name, start = argument(tokens, place + 1) if tokens[place].is_command("begin") else ((), place)
    if text_of(name) not in MATRICES:
        return (), place
    depth = 0
    for at in range(start, len(tokens)):
        token = tokens[at]
        if token.is_command("end"):
            commas = any(other.is_mark(",") for other in tokens[start:at])
            return (tuple(tokens[start:at]), argument(tokens, at + 1)[1]) if commas and not depth else ((), place)
        if token.is_command("begin") or token.kind == "row" or token.is_mark("&"):
            return (), place
        depth += token.is_mark("{") - token.is_mark("}")
    return (), place
