r"""Indices in brackets, and a point for all of an axis: W_{(k,\cdot)} is W_{k,:}, and b_{[i,j]} is b_{i,j}."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .tokens import Token, Tokens, argument, split

COMMAS = frozenset({("mark", ",")})
POINTS = ("cdot", "bullet", "ast", "star")
BRACKETS = ("()", "[]")


def with_plain_indices(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens in which several indices below a letter have no bracket around them, and all of an axis is a colon.

    >>> from .tokens import scanned, text_of
    >>> text_of(with_plain_indices(scanned(r"W_{(k, .)} + b_{[i,j]} + V_{\cdot,j} + x_{(i)} + u_{\cdot} + z_{a(b,c)}")))
    'W_{k,:}+b_{i,j}+V_{:,j}+x_{(i)}+u_{cdot}+z_{a(b,c)}'
    """
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        out.append(tokens[place])
        place += 1
        if out[-1].is_mark("_") and place < len(tokens) and tokens[place].is_mark("{"):
            inside, behind = argument(tokens, place)
            out += [tokens[place], *_plain(inside), tokens[behind - 1]]
            place = behind
    return tuple(out)


def _plain(inside: Tokens) -> Tokens:
    """Several indices without what is around them; anything else as it is."""
    listed = inside[1:-1] if any(_is_in(inside, bracket) for bracket in BRACKETS) else inside
    parts = split(listed, COMMAS)[0]
    if len(parts) < 2 or not all(parts):
        return inside
    made: list[Token] = []
    for place, part in enumerate(parts):
        all_of_it = len(part) == 1 and (part[0].is_command(*POINTS) or part[0].is_mark(".*"))
        comma = [replace(part[0], kind="mark", text=",")] if place else []
        made += [*comma, *((replace(part[0], kind="mark", text=":"),) if all_of_it else part)]
    return tuple(made)


def _is_in(inside: Tokens, bracket: str) -> bool:
    """True where the first bracket closes at the end."""
    if len(inside) < 3 or not inside[0].is_mark(bracket[0]):
        return False
    depth = 0
    for place, token in enumerate(inside):
        depth += token.is_mark(bracket[0]) - token.is_mark(bracket[1])
        if not depth:
            return place == len(inside) - 1
    return False
