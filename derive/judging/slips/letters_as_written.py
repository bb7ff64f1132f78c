"""How an author writes a letter: with which style, accent or macro, in a formula or in the nearest one that has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...network.spelling import NAMED_LETTERS
from ...reading.expression.words import ACCENTS, GREEK, STYLES
from ...reading.tex.macros import Macro, expanded
from ...reading.tex.tokens import Token, Tokens, argument, scanned, text_of, without_braces

WORDS = ("mathrm", "mathit", "mathbf", "boldsymbol", "text", "mathcal")
LOOKS = {**STYLES, "mathrm": "", "mathit": "", "mathsf": ""}
Key = tuple[str, str]  # the accent, and the letter


@dataclass(frozen=True, slots=True)
class Unit:
    """A letter of a text: which it is, its TeX without scripts, and those."""

    key: Key
    latex: str
    below: str
    above: str


def as_written(name: str, texts: Sequence[str], macros: Mapping[str, Macro]) -> str:
    r"""The TeX of a letter as the first of these texts that has it writes it; with its number, as it stands with that.

    >>> from ...reading.tex.macros import macros_in
    >>> macros = {macro.name: macro for macro in macros_in(r"\newcommand{\mat}[1]{\mathbf{#1}}\def\yh{\hat{y}}")}
    >>> [as_written(name, [r"\mat p - \yh W_1"], macros) for name in ("p", "hat:y", "W_1", "hat:z")]
    ['\\mat p', '\\yh', 'W_{1}', '\\hat{z}']
    >>> lines = (r"\mathbf{z}_1 = z_2 c", r"\mathbf{u}^{(1)} = u^{(2)}")
    >>> [as_written(name, lines, {}) for name in ("z_1", "z_2", "z", "u[2]")]
    ['\\mathbf{z}_{1}', 'z_{2}', '\\mathbf{z}', 'u^{(2)}']
    """
    accent, _, plain = name.rpartition(":")
    plain, _, above = plain.partition("^")
    plain, mark, layer = plain.partition("[")
    base, _, script = plain.partition("_")
    primes = {"prime": "'", "primes": "''"}.get(accent, "")
    key = ("" if primes else accent, base)
    units = [unit for latex in texts for unit in _units(latex, macros) if unit.key == key]
    if mark:
        in_brackets = [unit.above for unit in units if unit.above[:1] in ("(", "[")]
        above = f"{in_brackets[0][0]}{layer[:-1]}{in_brackets[0][-1]}" if in_brackets else above
        units = [unit for unit in units if unit.above == above] or units
    same = [unit for unit in units if script and unit.below == script]
    written = (same or units)[0].latex if units else _spelled(key, texts)
    written += primes
    written = f"{written}_{{{script}}}" if script else written
    return f"{written}^{{{above}}}" if above else written


def _spelled(key: Key, texts: Sequence[str]) -> str:
    """A letter that stands nowhere, or a word, in the style that a text has it in."""
    accent, base = key
    base = f"\\{base}" if base in NAMED_LETTERS else base
    base = next((f"\\{style}{{{base}}}" for text in texts for style in WORDS if f"\\{style}{{{base}}}" in text), base)
    return f"\\{accent}{{{base}}}" if accent else base


def _units(latex: str, macros: Mapping[str, Macro]) -> Iterator[Unit]:
    """Each letter of a text with all that is around it, a macro or a style or an accent."""
    tokens, place = scanned(latex), 0
    while place < len(tokens):
        behind = _behind(tokens, place, macros)
        key = _letter(expanded(tokens[place:behind], macros))
        if key is not None:
            written = re.sub(r"\s+", " ", latex[tokens[place].start : tokens[behind - 1].end])
            yield Unit(key, written, *_scripts(tokens, behind))
        place = behind if key is not None else place + 1


def _scripts(tokens: Tokens, place: int) -> tuple[str, str]:
    """What stands below a letter, and above it."""
    found = {"_": "", "^": ""}
    while place < len(tokens) and tokens[place].is_mark("_^") and not found[tokens[place].text]:
        mark = tokens[place].text
        inside, place = argument(tokens, place + 1)
        found[mark] = text_of(inside)
    return found["_"], found["^"]


def _behind(tokens: Tokens, place: int, macros: Mapping[str, Macro]) -> int:
    """The place behind a token and its arguments."""
    token: Token = tokens[place]
    macro = macros.get(token.text) if token.kind == "command" else None
    count = macro.arguments if macro is not None else int(token.is_command(*LOOKS, *ACCENTS))
    behind = place + 1
    for _ in range(count):
        behind = argument(tokens, behind)[1]
    return behind


def _letter(tokens: Sequence[Token]) -> Key | None:
    """The letter that these tokens are, with all that is around it."""
    tokens = without_braces(tokens)
    if not tokens:
        return None
    first, rest = tokens[0], tokens[1:]
    if not rest:
        known = first.kind == "letter" or (first.kind == "command" and first.text in GREEK)
        return ("", text_of(tokens)) if known else None
    mark = ACCENTS.get(first.text, LOOKS.get(first.text)) if first.kind == "command" else None
    inner = _letter(rest) if mark is not None and argument(tokens, 1)[1] == len(tokens) else None
    if inner is None or mark in ("", "bold"):
        return inner
    return None if inner[0] else (str(mark), inner[1])
