r"""Braces that show nothing: an editor of formulas writes ``{ w }_{ 1 }`` for w_1 and ``{ dw }_{ 1 }`` for dw_1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .tokens import UNICODE, Token, Tokens, argument, text_of

LETTERS = frozenset(name for sign, name in UNICODE.items() if sign.isalpha()) | {"phi", "epsilon", "psi", "Psi"}
WITHOUT_ARGUMENT = LETTERS | {
    "partial", "nabla", "cdot", "times", "odot", "circ", "ast", "pm", "left", "right", "quad", "qquad", ",", ";", ":",
    "!", " ", "sum", "prod", "limits", "approx", "simeq", "equiv", "Rightarrow", "Leftrightarrow", "implies", "iff",
    "neq", "ne", "le", "leq", "ge", "geq", "in", "to", "leftarrow", "log", "ln", "exp", "tanh", "max", "min",
}  # fmt: skip
TWO_ARGUMENTS = ("frac", "dfrac", "tfrac", "cfrac", "binom")
WITH_COLUMNS = ("array", "subarray", "tabular", "alignedat", "alignat")


def without_braces_at_letters(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens without braces around letters that are no argument of a command and no script.

    A script behind the braces stands, as a reader sees it, at the last letter; so does that of ``{ -t }_{ 1 }``.

    >>> from .tokens import scanned, text_of
    >>> text_of(without_braces_at_letters(scanned(r"\frac { { dE } }{ { dw }_{ 1 } } = ({ o }_{ 1 }{ -t }_{ 1 })")))
    'frac{dE}{dw_{1}}=(o_{1}-t_{1})'
    >>> text_of(without_braces_at_letters(scanned(r"\hat{ y }_{ 1 } + {x + y}^{2} + {-e}^{-x} + z{_k} \delta{ij}")))
    'hat{y}_{1}+{x+y}^{2}+-e^{-x}+z_kdelta_{ij}'
    >>> text_of(without_braces_at_letters(scanned(r"\begin{array}{rl} {q} &= {w}_{1} \end{array}")))
    'begin{array}{rl}q&=w_{1}end{array}'
    """
    out: list[Token] = []
    place, taken = 0, 0  # ``taken`` are the arguments that what stands before still takes
    while place < len(tokens):
        token = tokens[place]
        if token.is_mark("{"):
            inside, behind = argument(tokens, place)
            closed = behind - place == len(inside) + 2
            made = without_braces_at_letters(inside)
            if not taken and closed and place and _is_pair_of(tokens[place - 1], made):
                out += [replace(token, text="_"), token, *made, replace(tokens[behind - 1])]
            elif made[:1] and made[0].is_command("partial") and _is_at_a_stroke(out[-1:], tokens[behind : behind + 1]):
                out += [token, *made, *([replace(tokens[behind - 1])] if closed else [])]
            elif not taken and closed and (_is_script(made) or _is_of_letters(made, tokens[behind : behind + 1])):
                out += made
            else:
                out += [token, *made, *([replace(tokens[behind - 1])] if closed else [])]
            has_columns = bool(place) and tokens[place - 1].is_command("begin") and _takes_columns(inside)
            taken, place = (1 if has_columns else max(taken - 1, 0)), behind
            continue
        taken = _arguments_of(token, taken)
        out.append(token)
        place += 1
    return tuple(out)


def _arguments_of(token: Token, taken: int) -> int:
    if token.kind == "command":
        return 2 if token.text in TWO_ARGUMENTS else int(token.text not in WITHOUT_ARGUMENT)
    return 1 if token.is_mark("_^]") else max(taken - 1, 0)  # what stands behind ] may be the argument of a root


def _takes_columns(environment: Tokens) -> bool:
    r"""True for ``array``: what stands in the braces behind it are its columns, and no letters."""
    return text_of(environment).rstrip("*") in WITH_COLUMNS


def _is_of_letters(inside: Tokens, behind: Sequence[Token]) -> bool:
    r"""True for letters, and where an index stands behind them, or e alone with a power, for those with a sign."""
    signed = bool(inside) and inside[0].is_mark("+-")
    letters = inside[signed:]
    if not letters or not all(token.kind == "letter" or token.is_command("partial", *LETTERS) for token in letters):
        return False
    at_index = bool(behind) and behind[0].is_mark("_")
    return not signed or at_index or (bool(behind) and behind[0].is_mark("^") and [t.text for t in letters] == ["e"])


def _is_at_a_stroke(before: Sequence[Token], behind: Sequence[Token]) -> bool:
    r"""True for either part of {\partial H}/{\partial s_j}, which is a fraction of both."""
    return any(token.is_mark("/") for token in (*before, *behind))


def _is_script(inside: Tokens) -> bool:
    """True for a script and nothing else: z{_k} is z_k."""
    return bool(inside) and inside[0].is_mark("_^") and argument(inside, 1)[1] == len(inside) > 1


def _is_pair_of(before: Token, inside: Tokens) -> bool:
    r"""True for the two letters of ``\delta{ij}``, which nobody means as a product."""
    letters = [token for token in inside if not token.is_mark(",")]
    return before.is_command("delta") and len(letters) == 2 and all(token.kind == "letter" for token in letters)
