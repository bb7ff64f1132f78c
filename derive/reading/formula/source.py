"""The source of a formula before the grammar sees it: its characters, its size, its nesting.

Everything is bounded here, before anything is built or computed.
"""

from __future__ import annotations

import re
import unicodedata

from .rejection import RejectedFormula

MOST_CHARACTERS = 4000
MOST_NESTING = 40
MOST_DIGITS = 60

# What people paste from a page, written as the grammar wants it; every replacement has one character
# (or a command of its own with spaces counted), so positions are kept by the table in ``normalised``.
CHARACTERS = {
    "−": "-", "–": "-", "·": r"\cdot ", "⋅": r"\cdot ", "×": r"\times ", "∗": "*", "∂": r"\partial ", "∇": r"\nabla ",
    "Σ": r"\sum ", "∑": r"\sum ", "≈": r"\approx ", "≠": r"\ne ", "⇒": r"\Rightarrow ", "←": r"\leftarrow ",
    "√": r"\sqrt ", "ŷ": r"\hat{y}", "ᵀ": r"^{T}", "²": "^{2}", "³": "^{3}", "α": r"\alpha ", "β": r"\beta ",
    "γ": r"\gamma ", "δ": r"\delta ", "ε": r"\epsilon ", "ϵ": r"\epsilon ", "η": r"\eta ", "θ": r"\theta ",
    "λ": r"\lambda ", "μ": r"\mu ", "π": r"\pi ", "ρ": r"\rho ", "σ": r"\sigma ", "τ": r"\tau ", "φ": r"\phi ",
    "ℓ": r"\ell ", "…": r"\dots ", "≔": ":=", "\u00a0": " ", "\t": " ", "\n": " ", "\r": " ",
}  # fmt: skip
PLAIN_CHARACTERS = {
    "−": "-", "–": "-", "·": "*", "⋅": "*", "×": "*", "∂": "d", "≈": "~=", "ŷ": "yhat", "α": "alpha", "β": "beta",
    "δ": "delta", "ε": "epsilon", "η": "eta", "θ": "theta", "λ": "lambda", "μ": "mu", "π": "pi", "σ": "sigma",
    "²": "^2", "³": "^3", "\u00a0": " ", "\t": " ", "\n": " ", "\r": " ", "≔": ":=", "⇒": "=>",
}  # fmt: skip
DANGEROUS = re.compile(
    r"\\(?:def|edef|gdef|xdef|let|newcommand|renewcommand|providecommand|DeclareMathOperator|input|include|write\d*|"
    r"openout|read|catcode|csname|endcsname|expandafter|immediate|special|href|url|htmlData|includegraphics|require)(?![A-Za-z])"
)
# Layout only: spacing, sizes of brackets, style switches.
LAYOUT = re.compile(
    r"\\(?:left|right|bigl|bigr|Bigl|Bigr|biggl|biggr|big|Big|bigg|Bigg|displaystyle|textstyle|limits|nolimits|nonumber|notag"
    r"|quad|qquad|mathstrut|hfill)(?![A-Za-z])|(?<!\\)\\[,;:!> ]|~"
)
CASE_MARKS = re.compile(r"[,.;](?=\s*(?:\\\\|\\end\s*\{cases\}))")
MATRIX = re.compile(r"\\begin\s*\{[bp]?matrix\}(.*?)\\end\s*\{[bp]?matrix\}", re.DOTALL)
UNDELIMITED = re.compile(r"\\left\s*\.|\\right\s*\.")


def normalised(text: str, *, plain: bool = False) -> tuple[str, list[int]]:
    r"""Return the text in the characters of the grammar, and for each its place in the original.

    Raises:
        RejectedFormula: it is empty, too long or too deeply nested, has a character that has no place
            in a formula (a control character, a letter that only looks like a Latin one), or a TeX
            command that defines or includes something.

    >>> normalised("p − y")[0]
    'p - y'
    """
    check_length(text)
    if not text.strip():
        raise RejectedFormula("the formula is empty")
    _check_commands(text)
    if not plain:
        text = _blank(text, LAYOUT, UNDELIMITED)
    pieces, places = [], []
    if "cases" in text and not plain:
        text = CASE_MARKS.sub(" ", text)
    special = {} if plain else _bars(text) | _matrices(text)
    for place, character in enumerate(text):
        piece = (
            special[place]
            if place in special
            else _grammatical(character, place, PLAIN_CHARACTERS if plain else CHARACTERS)
        )
        pieces.append(piece)
        places += [place] * len(piece)
    source = "".join(pieces)
    _check_nesting(source, places)
    _check_numbers(source, places)
    return source, [*places, len(text)]


def check_length(text: str) -> None:
    """Refuse what is too long for a formula, before any pattern is tried on it."""
    if len(text) > MOST_CHARACTERS:
        raise RejectedFormula(
            f"the formula has {len(text)} characters; at most {MOST_CHARACTERS} are read", MOST_CHARACTERS
        )


def _blank(text: str, layout: re.Pattern[str], undelimited: re.Pattern[str]) -> str:
    r"""Overwrite layout commands with spaces of the same length; ``\left.`` needs a partner that means something."""
    found = undelimited.search(text)
    if found:
        raise RejectedFormula("a bracket with only one visible side is not read", found.start())
    return layout.sub(lambda match: " " * len(match[0]), text)


def _bars(text: str) -> dict[int, str]:
    """Bars in pairs: every other one closes. A single bar, as in p(y|x), is no bracket."""
    found: dict[int, str] = {}
    for pattern, name in ((r"(?<!\\)\|", "vert"), (r"(?<=\\)\||‖", "Vert")):
        places = [match.start() for match in re.finditer(pattern, text)]
        if len(places) % 2:
            raise RejectedFormula("a bar has no partner", places[-1])
        for number, place in enumerate(places):
            double = name == "Vert" and text[place] == "|"
            found[place] = ("" if double else "\\") + ("r" if number % 2 else "l") + name + " "
    return found


def _matrices(text: str) -> dict[int, str]:
    r"""A matrix written out as a list of its rows, ``[[1, 2], [3, 4]]``; a column or a row as a list."""
    found: dict[int, str] = {}
    for match in MATRIX.finditer(text):
        start = match.start(1)
        inner = match[1].rstrip()
        rows = re.split(r"\\\\", inner.removesuffix("\\\\"))
        nested = len(rows) > 1 and "&" in inner
        found |= dict.fromkeys(range(match.start(), start), "") | dict.fromkeys(
            range(start + len(inner), match.end()), ""
        )
        found[match.start()] = "[[" if nested else "["
        for mark in re.finditer(r"\\\\|(?<!\\)&", inner):
            row_ends = mark[0] != "&"
            between = "" if mark.end() == len(inner) and row_ends else "],[" if nested and row_ends else ","
            found |= dict.fromkeys(range(start + mark.start(), start + mark.end()), "")
            found[start + mark.start()] = between
        found[match.end() - 1] = "]]" if nested else "]"
    return found


def _check_commands(text: str) -> None:
    found = DANGEROUS.search(text)
    if found:
        raise RejectedFormula(
            f"the command {found[0]} is not read", found.start(), hint="write the formula without macros and includes"
        )


def _grammatical(character: str, place: int, table: dict[str, str]) -> str:
    if character in table:
        return table[character]
    if character.isascii() and character.isprintable():
        return character
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    raise RejectedFormula(f"the character {name} has no place in a formula", place, hint="use Latin letters and LaTeX")


def _check_nesting(source: str, places: list[int]) -> None:
    depth, escaped = 0, False
    for place, character in enumerate(source):
        if character in "({[" and not (escaped and character != "{"):
            depth += 1
            if depth > MOST_NESTING:
                raise RejectedFormula(f"the brackets are nested more than {MOST_NESTING} deep", places[place])
        elif character in ")}]":
            depth -= 1
        escaped = character == "\\"


def _check_numbers(source: str, places: list[int]) -> None:
    found = re.search(rf"\d{{{MOST_DIGITS + 1},}}|\d[eE][+-]?\d{{4,}}|(?:\d\.?){{{2 * MOST_DIGITS}}}", source)
    if found:
        raise RejectedFormula(f"a number has more than {MOST_DIGITS} digits or a huge exponent", places[found.start()])
