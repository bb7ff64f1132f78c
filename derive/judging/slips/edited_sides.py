"""The author's own side without a slip: a sign, a factor, a letter, a mask or a transpose is changed, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from .own_side import TRANSPOSE, with_other_signs

FIRST = re.compile(r"(-?)\s*(?:\\[dt]?frac\s*\{\s*(\d+)\s*\}\s*\{\s*(\d*)\s*([A-Za-z]?)\s*\}|(\d+)(?![\d.^]))")
DIFFERENCE = re.compile(r"\(((?:[^()+-]|\^\{[^{}]*\})+)-((?:[^()+-]|\^\{[^{}]*\})+?)(\\right)?\)")
SWAPPED, INSTEAD = re.compile(r"(\S+) and (\S+) are swapped"), re.compile(r"(\S+) stands where (\S+) is due")
MASK = re.compile(r"the mask \[(\S+) > 0\] is missing")
MISSING, TOO_MUCH, REVERSED = "a factor 2 is missing", "a factor 2 is too much", "the sign is reversed"
SCRIPTED_TWICE = re.compile(r"(\^|_)\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|[^\s{}\\])\s*\1")
Letters = Mapping[str, tuple[str, int]]  # by the names of tensors: their TeX, and how many axes they have


def edited_sides(slip: str, sentence: str, side: str, letters: Letters) -> tuple[list[str], list[str]]:
    r"""What comes before a correction that is written anew, the likeliest first, and what comes behind it.

    >>> edited_sides("sign", "the sign is reversed", r"(y - p) x^T", {})[0]
    ['(p - y) x^T', '-(y - p) x^T']
    >>> edited_sides("transposed indices", "", "W^{[2]} d", {"W": ("W", 2), "d": ("d", 1)})[0]
    ['(W^{[2]})^{\\top} d']
    """
    if not side:
        return [], []
    if slip in EDITS:
        first, *others = EDITS[slip](side, letters)
        return ([first] if first else []), others
    if slip == "sign":
        return _with_signs(side, sentence)
    if slip == "mask":
        return list(_with_a_mask(side, sentence, letters)), []
    if slip == "swapped tensors":
        return list(_with_other_letters(side, sentence, letters)), []
    marks = {MISSING: "2 ", TOO_MUCH: r"\frac{1}{2} "}
    without = [side[1:].strip()] if sentence == TOO_MUCH and re.match(r"2\s*[^\d\s.^]", side) else []
    marked = [marks[sentence] + _as_one(side)] if sentence in marks else []
    return without, [*_with_its_number(side, sentence), *marked]


def is_well_formed(latex: str) -> bool:
    r"""False for TeX that has two scripts at one place, which no program typesets.

    >>> is_well_formed(r"(W^{[2]})^\top x_i^2"), is_well_formed(r"W^{\top}^{[2]}")
    (True, False)
    """
    return SCRIPTED_TWICE.search(latex) is None


def in_marks_of(latex: str, texts: Iterator[str]) -> str:
    r"""A side with the mark of a transpose that the author uses.

    >>> in_marks_of(r"A^{\top} x", iter([r"y = B^T x"]))
    'A^T x'
    """
    mark = next((found[0].strip() for text in texts if (found := TRANSPOSE.search(text))), "")
    return re.sub(r"\^\{\\top\}|\^\\top(?![A-Za-z])", lambda found: mark or found[0], latex)


def _as_one(side: str) -> str:
    return side if _is_one_term(side) else rf"\left({side}\right)"


def _with_signs(side: str, sentence: str) -> tuple[list[str], list[str]]:
    """−f for f, the terms of a difference in brackets exchanged; or one sign turned."""
    if sentence != REVERSED:
        return [changed for _, changed in with_other_signs(side)], []
    without = [side[1:].strip()] if side.startswith("-") else []
    turned = DIFFERENCE.sub(lambda m: f"({m[2].strip()} - {m[1].strip()}{m[3] or ''})", side, count=1)
    signed = f"-{_as_one(side)}"
    first = [*without, *([turned] if turned != side else [])]
    return ([*first, signed], []) if _is_one_term(side) else (first, [signed])


def _is_one_term(side: str) -> bool:
    r"""True for what needs no bracket behind a factor or a sign.

    >>> [_is_one_term(side) for side in (r"\sum_{i=1}^{n-1} (a_i + b)", "a - b", "2 a", r"\frac{a}{b} [c + d]")]
    [True, False, False, True]
    """
    depth = 0
    for mark in side:
        depth += (mark in "{([") - (mark in "})]")
        if depth == 0 and mark in "+-":
            return False
    return not side[:1].isdigit()


def _with_its_number(side: str, sentence: str) -> list[str]:
    r"""The side with a factor 2 put into, or taken out of, the number that it begins with: 1/m of 2/m.

    >>> _with_its_number(r"\frac{2}{m} X", "a factor 2 is too much"), _with_its_number("x y", "a factor 2 is missing")
    (['\\frac{1}{m} X'], [])
    >>> _with_its_number(r"-\frac{1}{2n} r", "a factor 2 is missing"), _with_its_number("4 x", "a factor 2 is missing")
    (['-\\frac{1}{n} r'], ['8 x'])
    """
    if sentence not in (MISSING, TOO_MUCH) or (first := FIRST.match(side)) is None:
        return []
    sign, above, below, letters, number = first.groups(default="")
    value = Fraction(int(above or number), int(below or 1)) * (2 if sentence == MISSING else Fraction(1, 2))
    under = f"{value.denominator if value.denominator > 1 or not letters else ''}{letters}"
    made = f"{value.numerator}" if under == "1" else rf"\frac{{{value.numerator}}}{{{under}}}"
    return [f"{sign}{made}{side[first.end() :]}".strip()]


def _with_other_letters(side: str, sentence: str, letters: Letters) -> Iterator[str]:
    """One letter for another, wherever it stands, both in each other's place, or at one place."""
    found = SWAPPED.fullmatch(sentence) or INSTEAD.fullmatch(sentence)
    one, other = (_of_tensor(name, letters) for name in found.groups()) if found else ("", "")
    if not one or not other:
        return
    apart = {a: re.compile(rf"(?<![A-Za-z\\]){re.escape(a)}(?![A-Za-z])") for a in (one, other)}
    places = [(m.start(), m.end(), new) for old, new in ((one, other), (other, one)) for m in apart[old].finditer(side)]
    for some in (
        [p for p in places if p[2] == other],
        [p for p in places if p[2] == one],
        places,
        *([p] for p in places),
    ):
        changed = side
        for start, end, new in sorted(some, reverse=True):
            changed = changed[:start] + new + changed[end:]
        if some:
            yield changed


def _of_tensor(element: str, letters: Letters) -> str:
    """The TeX of the letter of an element: of w for w_i."""
    names = [name for name in letters if element == name or element.startswith(f"{name}_")]
    return letters[max(names, key=len)][0] if names else ""


def _with_transposes(side: str, letters: Letters) -> list[str]:
    matrices = [letter for letter, axes in letters.values() if axes == 2]
    turned = [(f"{letter}^{{\\top}}", letter) for letter in matrices] + [
        (f"{letter}^\\top", letter) for letter in matrices
    ]
    back = [side.replace(old, new) for old, new in turned if old in side]
    return [*back, *(_transposed(side, letter) for letter in matrices if letter in side), ""]


def _transposed(side: str, letter: str) -> str:
    r"""The side with ^⊤ behind a letter, the braces of a macro around it, and its scripts.

    >>> _transposed(r"\vc{A} x", "A"), _transposed("W_2^{[l]} d", "W"), _transposed("W_2 d", "W_{2}")
    ('\\vc{A}^{\\top} x', '(W_2^{[l]})^{\\top} d', 'W_2^{\\top} d')
    """
    plain = re.sub(r"\\?_\\?\{(\w)\\?\}$", lambda m: rf"_\{{?{m[1]}\}}?", re.escape(letter))
    alone = rf"(?<![A-Za-z\\]){plain}" if letter[:1].isalpha() else plain
    below, above = r"(?:_(?:\{[^{}]*\}|\w))?", r"(\^(?:\{[^{}]*\}|[^\s{}\\]))?"

    def turned(found: re.Match[str]) -> str:
        return rf"({found[0]})^{{\top}}" if found[1] else rf"{found[0]}^{{\top}}"

    return re.sub(rf"(?:\\[A-Za-z]+\{{\s*{plain}\s*\}}|{alone}){below}{above}", turned, side)


def _beside_the_diagonal(side: str, letters: Letters) -> list[str]:
    return ["", *(rf"{side} - {letter} {letter}^{{\top}}" for letter, axes in letters.values() if axes == 1)]


def _on_the_diagonal(side: str, letters: Letters) -> list[str]:
    numbers = [letter for letter, axes in letters.values() if not axes]
    return ["", *(rf"{side} + {times}{letter} I" for letter in numbers for times in ("", "2 "))]


def _with_a_mask(side: str, sentence: str, letters: Letters) -> Iterator[str]:
    found = MASK.search(sentence)
    letter = _of_tensor(found[1], letters) if found else ""
    if letter:
        yield rf"{side if _is_one_term(side) else f'({side})'} \odot \mathbb{{1}}[{letter} > 0]"


# What a slip asks of the author's own side, by the slip's name; what comes before a side written anew is first.
EDITS: dict[str, Callable[[str, Letters], list[str]]] = {
    "transposed indices": _with_transposes,
    "diagonal": _beside_the_diagonal,
    "on the diagonal": _on_the_diagonal,
}
