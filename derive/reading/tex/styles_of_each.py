r"""A formula in one style, ``f(\mathbf{W, H})``, ``\mathbf{x_i}``: each letter in it has the style, its scripts not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from .braced_letters import LETTERS
from .tokens import Token, Tokens, argument, without_braces

BOLD = ("mathbf", "boldsymbol", "bm", "pmb", "bold", "vb")
BETWEEN = ("nabla", "cdot", "odot", "top", "intercal", "left", "right", "times", "partial", "mid")
LONGEST_NAME = 3  # a longer run of letters is a word


def with_style_of_each(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens with the style at each run of letters, where more than letters stands in its braces.

    >>> from .tokens import scanned, text_of
    >>> text_of(with_style_of_each(scanned(r"f(\mathbf{W,H}) - \mathbf{\nabla_X} \mathbf{X-Wz_i^T} \mathbf{Wx}")))
    'f(mathbf{W},mathbf{H})-nabla_{mathbf{X}}mathbf{X}-mathbf{W}mathbf{z}_i^Tmathbf{Wx}'
    >>> text_of(with_style_of_each(scanned(r"\mathbf{Total = 3}, \mathbf{\hat{y}}")))
    'mathbf{Total=3},mathbf{hat{y}}'
    """
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        inside, behind = argument(tokens, place + 1) if token.is_command(*BOLD) else ((), place + 1)
        inside = without_braces(inside)
        if inside and _is_formula(inside):
            made = _styled(token, inside)
            made[0] = replace(made[0], start=token.start)
            out += [*made[:-1], replace(made[-1], end=tokens[behind - 1].end)]
            place = behind
        else:
            out.append(token)
            place += 1
    return tuple(out)


def _is_formula(inside: Tokens) -> bool:
    """True for letters with scripts, or signs between them; not for words, nor for what other commands make."""
    if inside[0].kind == "number":
        return False  # 1_n, the vector of ones
    if not any(token.is_mark("_^,;+-=()|'") or token.is_command("nabla") for token in inside):
        return False
    known = all(token.kind != "command" or token.text in LETTERS or token.text in BETWEEN for token in inside)
    longest = run = 0
    for token in inside:
        run = run + 1 if token.kind == "letter" else 0
        longest = max(longest, run)
    letters = any(token.kind == "letter" or token.text in LETTERS for token in inside)
    return known and letters and longest <= LONGEST_NAME


def _styled(style: Token, inside: Tokens) -> list[Token]:
    out: list[Token] = []
    place = 0
    while place < len(inside):
        token = inside[place]
        if token.is_mark("_^"):
            script, behind = argument(inside, place + 1)
            of_nabla = bool(out) and out[-1].is_command("nabla")
            made = _styled(style, without_braces(script)) if of_nabla else [*inside[place + 1 : behind]]
            out += [token, *(_braced(token, made) if of_nabla else made)]
            place = behind
        elif token.kind == "letter" or token.text in LETTERS:
            out += [replace(style, start=token.start, end=token.start), *_braced(token, [token])]
            place += 1
        else:
            out.append(token)
            place += 1
    return out


def _braced(at: Token, inside: Iterable[Token]) -> list[Token]:
    return [replace(at, kind="mark", text="{"), *inside, replace(at, kind="mark", text="}")]
