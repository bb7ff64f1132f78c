r"""Derivatives by one command, as packages for physics have them: ``\pdv{L}{w}``, ``\dv{x}``; brackets, ``\qty(a)``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .braced_letters import LETTERS
from .tokens import FRACTIONS, Token, Tokens, argument

DIFFERENTIALS = {"pdv": ("command", "partial"), "dv": ("letter", "d"), "odv": ("letter", "d")}
BRACKETS = {
    "qty": (("mark", "("), ("mark", ")")),
    "abs": (("command", "lvert"), ("command", "rvert")),
    "norm": (("command", "lVert"), ("command", "rVert")),
}
MOST_VARIABLES = 4
STYLED = ("hat", "bar", "tilde", "vec", "mathbf", "boldsymbol", "mathcal", "mathrm", "text", "bm", "overrightarrow")
UPRIGHT = ("operatorname", "mathrm", "text", "textrm", "rm")


def with_derivatives(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens with a fraction for each such command that the file itself does not define.

    >>> from .tokens import scanned, text_of
    >>> text_of(with_derivatives(scanned(r"\pdv{L}{w} + \pdv[2]{L}{w} + \pdv{L}{w}{b} + \dv{x}(x^2)")))
    'frac{partial{L}}{partial{w}}+frac{partial^{2}{L}}{partial{w}^{2}}+frac{partial^{2}{L}}{partial{w}partial{b}}+frac{d}{d{x}}(x^2)'
    >>> text_of(with_derivatives(scanned(r"2 \qty(a + \qty{b}) \ln \qty[c]")))
    '2(a+(b))ln[c]'
    >>> text_of(with_derivatives(scanned(r"\boldsymbol{\nabla} L + \vec\nabla L + \mathrm{grad} L = \text{grad}")))
    'nablaL+nablaL+nablaL=text{grad}'
    >>> text_of(with_derivatives(scanned(r"\frac{\delta L}{\delta\hat{y}} + \frac{\delta_j}{\delta w} + \delta w")))
    'frac{partialL}{partialhat{y}}+frac{delta_j}{deltaw}+deltaw'
    """
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "command" and token.text in DIFFERENTIALS:
            made, place = _fraction(tokens, place)
            out += made
        elif token.is_command(*BRACKETS):
            made, place = _bracket(tokens, place)
            out += made
        elif (behind := _behind_nabla(tokens, place)) > place:
            out.append(Token("command", "nabla", token.start, tokens[behind - 1].end))
            place = behind
        elif token.is_command(*FRACTIONS) and (made := _of_deltas(tokens, place)):
            out += with_derivatives(made)
            place += len(made)
        else:
            out.append(token)
            place += 1
    return tuple(out)


def _behind_nabla(tokens: Sequence[Token], place: int) -> int:
    """The place behind a nabla in bold or under an arrow, or behind grad where something follows; else the place."""
    token = tokens[place]
    if token.is_command("grad", "triangledown", "bigtriangledown"):
        return place + 1
    if not token.is_command(*UPRIGHT, *STYLED) or place + 1 == len(tokens):
        return place
    inside, behind = argument(tokens, place + 1)
    text = "".join(part.text for part in inside)
    if text == "nabla" and token.is_command(*STYLED):
        return behind
    follows = behind < len(tokens) and (_is_letter(tokens[behind]) or tokens[behind].is_mark("_("))
    return behind if text == "grad" and token.is_command(*UPRIGHT) and follows else place


def _of_deltas(tokens: Sequence[Token], place: int) -> Tokens:
    """∂L/∂w, or ∂/∂w, for what is written with δ without scripts: no product with an error δ is divided so."""
    above, middle = argument(tokens, place + 1)
    below, end = argument(tokens, middle)
    slopes = all(part and part[0].is_command("delta") for part in (above, below))
    if not slopes or len(below) < 2 or not all(_is_letter(part[1]) for part in (above, below) if len(part) > 1):
        return ()
    marks = [n for n in range(place, end) if tokens[n] in (above[0], below[0])]
    return tuple(replace(tokens[n], text="partial") if n in marks else tokens[n] for n in range(place, end))


def _is_letter(token: Token) -> bool:
    return token.kind in ("letter", "word") or token.is_command(*LETTERS, *STYLED)


def _fraction(tokens: Sequence[Token], place: int) -> tuple[Tokens, int]:
    at = tokens[place]
    order, place = _order(tokens, place + 1)
    parts: list[Tokens] = []
    while place < len(tokens) and tokens[place].is_mark("{") and len(parts) <= MOST_VARIABLES:
        inside, place = argument(tokens, place)
        parts.append(with_derivatives(inside))
    if not parts:
        return (at,), place
    above, below = (parts[0], parts[1:]) if len(parts) > 1 else ((), parts)
    if not order and len(below) > 1:
        order = (replace(at, kind="number", text=str(len(below))),)
    differential = replace(at, kind=DIFFERENTIALS[at.text][0], text=DIFFERENTIALS[at.text][1])
    power = (replace(at, kind="mark", text="^"), *_braced(order, at)) if order else ()
    top = (differential, *power, *(_braced(above, at) if above else ()))
    once = power if len(below) == 1 else ()
    bottom = tuple(token for part in below for token in (differential, *_braced(part, at), *once))
    return (replace(at, text="frac"), *_braced(top, at), *_braced(bottom, at)), place


def _bracket(tokens: Sequence[Token], place: int) -> tuple[Tokens, int]:
    r"""The bracket of ``\qty(a)``, ``\qty{a}`` and ``\norm{a}``; ``\qty{1}{m}`` has a unit, and stays."""
    at = tokens[place]
    place += 1 + (place + 1 < len(tokens) and tokens[place + 1].is_mark("*"))
    if place == len(tokens) or not tokens[place].is_mark("{"):
        plain = at.text == "qty" and place < len(tokens) and tokens[place].is_mark("([|")
        return ((), place) if plain else ((at,), place)
    inside, after = argument(tokens, place)
    if after < len(tokens) and tokens[after].is_mark("{"):
        return (at,), place
    opening, closing = (replace(at, kind=kind, text=text) for kind, text in BRACKETS[at.text])
    return (opening, *with_derivatives(inside), closing), after


def _order(tokens: Sequence[Token], place: int) -> tuple[Tokens, int]:
    """What stands in square brackets behind the command, and the place behind it."""
    if place >= len(tokens) or not tokens[place].is_mark("["):
        return (), place
    closing = next((p for p in range(place, len(tokens)) if tokens[p].is_mark("]")), None)
    return ((), place) if closing is None else (tuple(tokens[place + 1 : closing]), closing + 1)


def _braced(tokens: Tokens, at: Token) -> Tokens:
    return (replace(at, kind="mark", text="{"), *tokens, replace(at, kind="mark", text="}"))
