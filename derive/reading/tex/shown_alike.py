r"""Spellings that look on the page as others do: ``{\sum_i}``, ``p(x \lvert y)``, a shape below ``X_{N \times D}``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .styles_of_each import with_style_of_each
from .tokens import Token, Tokens, argument, split

SIGNS = ("sum", "prod")
STROKES = {"lvert": "rvert", "lVert": "rVert"}
SIDES = {"lvert": "lVert", "rvert": "rVert"}
BETWEEN = {"norm": ("lVert", "rVert"), "abs": ("lvert", "rvert")}  # which many files define elsewhere, all alike
SIMPLE = ("letter", "number")


def as_shown(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens as a reader of the page takes them.

    >>> from .tokens import scanned, text_of
    >>> text_of(as_shown(scanned(r"{\sum_{i=1}^N} {x_i} + p(x \lvert y) = \lvert z \rvert X_{N \times D} W")))
    'sum_{i=1}^N{x_i}+p(xmidy)=lvertzrvertXW'
    >>> text_of(as_shown(scanned(r"\norm{x - \abs{y}}_2^2")))
    'lVertx-lvertyrvertrVert_2^2'
    >>> text_of(as_shown(scanned(r"p(x \vert y) + \lvert \lvert x \rvert \rvert + \vert\vert z \vert\vert")))
    'p(x|y)+lVertxrVert+|z|'
    """
    strokes = _with_double_strokes(_with_strokes(tokens))
    return _without_braces_at_sums(_without_shapes_below(_with_what_is_given(with_style_of_each(strokes))))


def _with_double_strokes(tokens: Sequence[Token]) -> Tokens:
    r"""``\vert`` is |, and two of a kind side by side are a double one: but for those of | |x| - y |."""
    out: list[Token] = []
    for token in tokens:
        if token.is_command("vert"):
            token = replace(token, kind="mark", text="|")
            if out and out[-1] == replace(token, start=out[-1].start, end=out[-1].end):
                token = Token("command", "|", out.pop().start, token.end)
        out.append(token)
    doubled = [n for n in range(len(out) - 1) if out[n].text == out[n + 1].text and out[n].is_command(*SIDES)]
    if sum(out[n].text == "lvert" for n in doubled) * 2 != len(doubled) or 2 * len(doubled) < sum(
        token.is_command(*SIDES) for token in out
    ):
        return tuple(out)
    for n in reversed(doubled):
        out[n : n + 2] = [Token("command", SIDES[out[n].text], out[n].start, out[n + 1].end)]
    return tuple(out)


def _with_strokes(tokens: Sequence[Token]) -> Tokens:
    r"""What stands in ``\norm{x}`` and ``\abs{x}`` between strokes."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.is_command(*BETWEEN) and place + 1 < len(tokens) and tokens[place + 1].is_mark("{"):
            inside, behind = argument(tokens, place + 1)
            first, last = BETWEEN[token.text]
            out += [replace(token, text=first), *_with_strokes(inside), replace(token, text=last)]
            place = behind
        else:
            out.append(token)
            place += 1
    return tuple(out)


def _without_braces_at_sums(tokens: Sequence[Token]) -> Tokens:
    """The sign of a sum with its scripts, and the term behind the braces that close around them."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        inside, behind = argument(tokens, place) if tokens[place].is_mark("{") else ((), place + 1)
        lone = inside and inside[0].is_command(*SIGNS) and _scripts_end(inside, 1) == len(inside)
        out += inside if lone else tokens[place : place + 1]
        place = behind if lone else place + 1
    return tuple(out)


def _scripts_end(tokens: Tokens, at: int) -> int:
    while at < len(tokens) and (tokens[at].is_mark("_^") or tokens[at].is_command("limits", "nolimits")):
        at = argument(tokens, at + 1)[1] if tokens[at].is_mark("_^") else at + 1
    return at


def _with_what_is_given(tokens: Sequence[Token]) -> Tokens:
    r"""``\mid`` for a left stroke without a right one."""
    open_: list[int] = []
    for place, token in enumerate(tokens):
        if token.is_command(*STROKES):
            open_.append(place)
        elif open_ and token.is_command(STROKES[tokens[open_[-1]].text]):
            open_.pop()
    return tuple(replace(token, text="mid") if place in open_ else token for place, token in enumerate(tokens))


def _without_shapes_below(tokens: Sequence[Token]) -> Tokens:
    """Without N × D below a letter, which says what shape it has."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        inside, behind = argument(tokens, place + 1) if tokens[place].is_mark("_") else ((), place + 1)
        if not _is_shape(inside):
            out += tokens[place : place + 1]
            behind = place + 1
        place = behind
    return tuple(out)


def _is_shape(script: Tokens) -> bool:
    sides, _ = split(script, frozenset({("command", "times")}))
    return len(sides) == 2 and all(len(side) == 1 and side[0].kind in SIMPLE for side in sides)
