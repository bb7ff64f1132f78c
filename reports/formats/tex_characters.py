r"""Characters beyond ASCII as pdfLaTeX writes them: what its fonts print, what is mathematics, what has no letter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from derive.network.spelling import NAMED_LETTERS
from derive.writing.text import SCRIPTS, SPELT_OTHERWISE, VARIANTS

SIGNS = {
    "\N{NO-BREAK SPACE}": "~",
    "−": r"\ensuremath{-}",
    "×": r"\ensuremath{\times}",
    "·": r"\ensuremath{\cdot}",
    "✓": r"\ensuremath{\checkmark}",
    "✗": r"\ensuremath{\boldsymbol{\times}}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "…": r"\ldots{}",
    "→": r"\ensuremath{\to}",
    "∂": r"\ensuremath{\partial}",
    "∇": r"\ensuremath{\nabla}",
    "Σ": r"\ensuremath{\Sigma}",
    "≤": r"\ensuremath{\leq}",
    "≥": r"\ensuremath{\geq}",
    "≠": r"\ensuremath{\neq}",
    "≈": r"\ensuremath{\approx}",
    "∞": r"\ensuremath{\infty}",
    "√": r"\ensuremath{\surd}",
    "⊙": r"\ensuremath{\odot}",
    "ᵀ": r"\ensuremath{^\top}",
}
# Unicode's names of the small Greek letters, where they are not TeX's.
NAMED_OTHERWISE = {"lamda": "lambda", "epsilon": "varepsilon", "final sigma": "varsigma", "omicron": "mathit{o}"}
GREEK = {
    letter: rf"\ensuremath{{\{NAMED_OTHERWISE.get(name, name)}}}"
    for letter in map(chr, range(ord("α"), ord("ω") + 1))
    for name in [unicodedata.name(letter).removeprefix("GREEK SMALL LETTER ").lower()]
}
GREEK |= {
    unicodedata.lookup(f"GREEK CAPITAL LETTER {SPELT_OTHERWISE.get(name.lower(), name)}"): rf"\ensuremath{{\{name}}}"
    for name in NAMED_LETTERS
    if name[0].isupper() and name != "Sigma"
}
GREEK |= {letter: rf"\ensuremath{{\{name}}}" for name, letter in VARIANTS.items() if letter not in GREEK}
GREEK |= {letter: rf"\ensuremath{{\{font}{{{plain}}}}}" for (font, plain), letter in SCRIPTS.items()}
# Letters of U+00A1 to U+017F that the T1 fonts do not have; the others they do.
NOT_IN_T1 = frozenset("ĦħĸĿŀŉŦŧſ")
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾", "0123456789-+()", strict=True))


def is_printed(character: str) -> bool:
    """True where the T1 fonts have the character.

    >>> is_printed("ż"), is_printed("−")
    (True, False)
    """
    return character.isascii() or ("¡" <= character <= "ſ" and character not in NOT_IN_T1)


def declarations(characters: Iterable[str]) -> list[tuple[str, str]]:
    r"""The number and the meaning of each character that pdfLaTeX must be told before it can print it, in order.

    >>> declarations("p ≤ ½ ✓")
    [('2264', '\\ensuremath{\\leq}'), ('2713', '\\ensuremath{\\checkmark}')]
    """
    return [(f"{ord(c):04X}", _meaning(c)) for c in sorted(set(characters)) if not is_printed(c)]


def _meaning(character: str) -> str:
    if character in RAISED:
        return rf"\ensuremath{{^{RAISED[character]}}}"
    number = rf"{{\scriptsize\ttfamily U+{ord(character):04X}}}"
    return SIGNS.get(character) or GREEK.get(character) or number
