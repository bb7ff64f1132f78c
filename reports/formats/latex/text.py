r"""Words as LaTeX: what comes from outside is printed as it is, whatever commands it spells.

Every character that pdfLaTeX cannot print is shown as its code point: a name in another script never stops the
typesetting.
"""

from __future__ import annotations

import re
import unicodedata

from ...system.visible_text import visible
from ..tex_characters import GREEK, RAISED, SIGNS, is_printed

MARKUP = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
}
# A letter with a mark above it, which is a letter of a formula.
ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u20d7": "vec"}
MARKED = f".[{''.join(ACCENTS)}]?"
# Two of these in a row would be drawn as one other character.
LIGATURES = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=,)(?=,)")


def escaped(text: str) -> str:
    r"""Words that LaTeX prints as they are.

    >>> escaped("a_b & 50%")
    'a\\_b \\& 50\\%'
    >>> escaped("it's 'a'")
    "it's \\textquotesingle{}a\\textquotesingle{}"
    >>> escaped("x̂")
    '\\ensuremath{\\hat{x}}'
    >>> escaped("3.1 × 10⁻¹⁷")
    '3.1 \\ensuremath{\\times} 10\\ensuremath{^{-17}}'
    """
    shown = visible(unicodedata.normalize("NFC", text), kept="\n\t")
    parts = re.split(f"([{''.join(RAISED)}]+)", shown.replace("\n", " ").replace("\t", " "))
    return "".join(
        rf"\ensuremath{{^{{{''.join(map(RAISED.__getitem__, part))}}}}}" if place % 2 else _plain(part)
        for place, part in enumerate(parts)
    )


def _plain(text: str) -> str:
    upright = re.sub(r"(?<!\w)'|'(?!\w)", "\2", LIGATURES.sub("\0", _with_breaks(text)))
    return "".join(_character(character) for character in re.findall(MARKED, upright, re.DOTALL))


def _character(character: str) -> str:
    apart = unicodedata.normalize("NFD", character)
    if len(apart) == 2 and apart[1] in ACCENTS and apart[0].isalnum() and not is_printed(character):
        return rf"\ensuremath{{\{ACCENTS[apart[1]]}{{{_character(apart[0])}}}}}"
    if len(character) > 1:
        return "".join(map(_character, character))
    if character in BREAKS:
        return BREAKS[character]
    known = MARKUP.get(character) or SIGNS.get(character) or GREEK.get(character)
    if known is not None:
        return known
    return character if is_printed(character) else rf"\bpother{{{ord(character):04X}}}"


# Where two characters stay two, where a line may end inside a long word, a quote that is no apostrophe.
BREAKS = {"\0": "{}", "\1": r"\allowbreak{}", "\2": r"\textquotesingle{}"}
LONG_WORD = re.compile(r"[^\s\1]{24}(?=[^\s\1]{4})")


def _with_breaks(text: str) -> str:
    return LONG_WORD.sub(lambda found: found[0] + "\1", text)


def code(text: str) -> str:
    r"""Code in a line of text, in typewriter letters; a line may end after a separator.

    >>> code("a-b/c")
    '\\texttt{a-\\allowbreak{}b/\\allowbreak{}c}'
    """
    pieces = re.split(r"(?<=[-/_.,=\]\[])(?=\w)|(?<=\w{16})(?=\w)", text)
    return rf"\texttt{{{BREAKS[chr(1)].join(_straight(piece) for piece in pieces)}}}"


def _straight(text: str) -> str:
    """In code a quote is upright."""
    return r"\textquotesingle{}".join(escaped(part) for part in text.split("'"))
