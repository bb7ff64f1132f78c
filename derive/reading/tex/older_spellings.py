r"""Older spellings in today's: ``{a \over b}`` is a fraction, and ``\sigma{(z)}`` has its bracket without braces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .tokens import UNICODE, Token, Tokens, argument

LETTERS = frozenset(name for sign, name in UNICODE.items() if sign.isalpha()) | {"phi", "epsilon", "psi", "Psi"}
FUNCTIONS = ("exp", "log", "ln", "tanh", "sinh", "cosh", "sin", "cos", "tan", "max", "min")
TWO_ARGUMENTS = ("frac", "dfrac", "tfrac", "cfrac", "binom")


def in_newer_spelling(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens with a command for each ``\over``, and without braces around the bracket of a function.

    >>> from .tokens import scanned, text_of
    >>> text_of(in_newer_spelling(scanned(r"{\partial E \over \partial {w \over 2}} = \sigma{(z)} x^{(i)}")))
    'frac{partialE}{partialfrac{w}{2}}=sigma(z)x^{(i)}'
    """
    return _without_braces_at_brackets(_with_fractions(tokens))


def _with_fractions(tokens: Sequence[Token]) -> Tokens:
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        if not tokens[place].is_mark("{"):
            out.append(tokens[place])
            place += 1
            continue
        inside, behind = argument(tokens, place)
        made = _with_fractions(inside)
        cut = _over(made)
        closed = behind - place == len(inside) + 2
        opening, closing = tokens[place], replace(tokens[behind - 1], kind="mark", text="}")
        if cut is None or not closed:
            out += [opening, *made, *([closing] if closed else [])]
        else:
            at = made[cut]
            command, shut = replace(opening, kind="command", text="frac"), replace(at, kind="mark", text="}")
            out += [command, opening, *made[:cut], shut, replace(at, kind="mark", text="{"), *made[cut + 1 :], closing]
        place = behind
    return tuple(out)


def _over(tokens: Tokens) -> int | None:
    r"""The place of an ``\over`` outside of all braces, between two parts."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += token.is_mark("{") - token.is_mark("}")
        if depth == 0 and token.is_command("over") and 0 < place < len(tokens) - 1:
            return place
    return None


def _without_braces_at_brackets(tokens: Tokens) -> Tokens:
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        inside, behind = argument(tokens, place) if tokens[place].is_mark("{") else ((), place + 1)
        if inside and _is_bracket(inside) and _is_function(tokens, place - 1):
            out += inside
            place = behind
        else:
            out.append(tokens[place])
            place += 1
    return tuple(out)


def _is_bracket(tokens: Tokens) -> bool:
    """True for one bracket and nothing around it, with or without \\left and \\right."""
    marks = [token for token in tokens if not token.is_command("left", "right", "bigl", "bigr", "big")]
    if len(marks) < 3 or not marks[0].is_mark("("):
        return False
    depth = 0
    for place, token in enumerate(marks):
        depth += token.is_mark("(") - token.is_mark(")")
        if depth == 0:
            return place == len(marks) - 1
    return False


def _is_function(tokens: Tokens, place: int) -> bool:
    """True for a letter or a function that stands in the line: no script, no argument of a command."""
    if place < 0:
        return False
    token, before = tokens[place], tokens[place - 1] if place else None
    if before is not None and (before.is_mark("_^") or before.is_command(*TWO_ARGUMENTS)):
        return False
    return token.kind == "letter" or token.is_command(*LETTERS, *FUNCTIONS)
