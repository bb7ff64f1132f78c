"""The usual slips in the TeX of a side, each undone there: an index, a transpose or a step that stands for another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...reading.expression.words import GREEK

Change = tuple[str, str]  # what is wrong, and the side without it
STYLE = r"\\(?:mathbf|boldsymbol|bm|vec|hat|bar|tilde|mathcal|mathrm|mathsf)\s*"
BASE = re.compile(rf"(?:{STYLE})+\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}}|\\[A-Za-z]+|[A-Za-z]")
SCRIPT = re.compile(r"\s*([_^])\s*(\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|[^\s{}\\])|\s*'")
BELOW = re.compile(r"_\s*(?:\{([a-z](?:[\s,]*[a-z])*)\}|([a-z]))")
TRANSPOSE = re.compile(r"\s*\^\s*(?:\{\s*(?:T|\\top|\\intercal)\s*\}|T(?![A-Za-z])|\\top(?![A-Za-z])|\\intercal)")
POWER = re.compile(r"\^\s*(?:\{\s*(-?\d+(?:\.\d+)?)\s*\}|(\d))")
STEP = re.compile(
    r"([_^])\s*(?:\{\s*(?P<opening>[\[(]?)\s*(?P<step>\d|[lLtk]|\\ell)\s*(?P<shift>[+-]\s*1)?\s*(?P<closing>[\])]?)"
    r"\s*(?P<turned>(?:T|\\top)?)\s*\}|(?P<alone>\d|[lLtk](?![A-Za-z])|\\ell(?![A-Za-z])))"
)
FRACTION = re.compile(r"\\[dt]?frac\s*")
OPENING = re.compile(r"(?:\\(?:left|big|Big|bigl|Bigl)\s*)?\(")
PLAIN = re.compile(r"\\[,;:! ]|\s|&|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Factor:
    """A letter, a quotient or what stands in brackets, with its scripts: places in the TeX of a side."""

    start: int
    end: int  # of what the scripts stand at
    after: int


def changed_sides(side: str, claim: str) -> Iterator[Change]:
    r"""The side without each of the usual slips by which shapes do not fit, the likeliest first.

    >>> [side for _, side in changed_sides("W_{jk} e_k", "d_j = W_{jk} e_k")][:2]
    ['W_{kj} e_k', 'W_{jk} e_j']
    >>> [side for _, side in changed_sides(r"u^\top v", r"M = u^\top v")]
    ['u v^\\top', 'u v', 'u^\\top v^\\top']
    """
    yield from _with_indices_turned(side)
    letters = sorted({letter for letter, _, _ in _indices(claim)})
    yield from _with_another_index(side, letters)
    yield from _with_indices_exchanged(side)
    yield from _with_transposes(side)
    yield from _with_an_index(side, letters)


def rewritten_sides(side: str, claim: str, letters: Sequence[str]) -> Iterator[Change]:
    r"""The side without each of the usual slips by which shapes still fit; ``letters`` may stand for those in it.

    >>> [side for _, side in rewritten_sides("(1 - z)^2 e", "d = (1 - z)^2 e", ["z", "a"])][:2]
    ['(1 - z^2) e', '(1 - z)^{-2} e']
    """
    near = [letter for letter in letters if any(base_of(letter) == base_of(own) for own in letters_of(side))]
    yield from _with_another_step(side)
    yield from _with_another_letter(side, near, alike=True)
    yield from _with_brackets(side)
    yield from _with_a_prime(side)
    yield from _with_another_power(side)
    yield from changed_sides(side, claim)
    yield from _with_another_letter(side, letters, alike=False)
    yield from with_other_signs(side)


def letters_of(latex: str) -> list[str]:
    r"""The letters of a formula with their scripts.

    >>> letters_of(r"h_t = \tanh(W^{hh} h_{t-1}) \frac{1}{\lambda}")
    ['h_t', 'W^{hh}', 'h_{t-1}', '\\lambda']
    """
    return list(dict.fromkeys(latex[start:end] for start, end in _scripted(latex)))


def _scripted(latex: str) -> Iterator[tuple[int, int]]:
    place = 0
    while (base := BASE.search(latex, place)) is not None:
        end = place = base.end()
        if base[0].startswith("\\") and "{" not in base[0] and base[0][1:] not in GREEK:
            continue
        while (script := SCRIPT.match(latex, end)) and not (TRANSPOSE.match(latex, end) or POWER.match(latex, end)):
            end = script.end()
        yield base.start(), end
        place = end


def _with_another_letter(side: str, letters: Sequence[str], *, alike: bool) -> Iterator[Change]:
    """h_{t-1} for h_t, wherever it stands and at one place; ``alike`` are letters of one base."""
    places = list(_scripted(side))
    for own in dict.fromkeys(side[start:end] for start, end in places):
        mine = [(start, end) for start, end in places if side[start:end] == own]
        for other in letters:
            if other == own or (base_of(other) == base_of(own)) != alike:
                continue
            for some in dict.fromkeys((tuple(mine), *((place,) for place in mine))):
                changed = side
                for start, end in reversed(some):
                    changed = changed[:start] + other + changed[end:]
                yield f"{own} stands where {other} is due", changed


def base_of(letter: str) -> str:
    """The letter without its scripts.

    >>> base_of("h_{t-1}")
    'h'
    """
    base = BASE.match(letter)
    return base[0] if base else letter


def with_other_signs(side: str) -> Iterator[Change]:
    """The side with each of its signs turned.

    >>> [changed for _, changed in with_other_signs("a - b^{-1}")]
    ['a + b^{-1}']
    """
    for sign in re.finditer(r"(?<![_^{])[+-]", side):
        other = "+" if sign[0] == "-" else "-"
        leading = not side[: sign.start()].strip()
        yield "a sign is reversed", side[: sign.start()] + ("" if leading else other) + side[sign.end() :]


def _with_another_step(side: str) -> Iterator[Change]:
    """The layer or the time before or behind: W^{[2]T} for W^{[1]T}, δ^{l+1} for δ^l, h_{t-1} for h_t."""
    for script in STEP.finditer(side):
        step, shift = script["step"] or script["alone"], script["shift"]
        if step.isdigit() and script[1] == "^" and not script["opening"]:
            continue  # a power
        here = 0 if shift is None else int(shift.replace(" ", ""))
        others = [number for number in (here - 1, here, here + 1) if number != here and abs(number) <= 1]
        for other in others:
            moved = str(int(step) + other) if step.isdigit() else step + (f"{other:+d}" if other else "")
            opening, closing, turned = script["opening"] or "", script["closing"] or "", script["turned"] or ""
            new = f"{script[1]}{{{opening}{moved}{closing}{turned}}}"
            yield f"the step {moved} is meant", side[: script.start()] + new + side[script.end() :]


def _with_brackets(side: str) -> Iterator[Change]:
    """W (a - y) for W a - y, and (a - y) x for a - y x."""
    factors = factors_of(side)
    for one, other in pairwise(factors):
        if re.fullmatch(r"\s*[+-]\s*", side[one.after : other.start]):
            inside = side[one.start : other.after]
            yield "the brackets are missing", f"{side[: one.start]}({inside}){side[other.after :]}"


def _with_a_prime(side: str) -> Iterator[Change]:
    for name in re.finditer(r"(\\[A-Za-z]+|[A-Za-z])(?=\s*(?:\\left)?\()", side):
        if not name[0].startswith("\\") or name[0][1:] in GREEK:
            yield f"{name[0]} stands where its derivative is due", f"{side[: name.end()]}'{side[name.end() :]}"


def _with_another_power(side: str) -> Iterator[Change]:
    """A square outside of a bracket, another power, a root too much, a square too few."""
    for inner in re.finditer(r"(?:\\left)?\(([^()]*[+-][^()]*?)(?:\\right)?\)\s*\^\s*(?:2|\{2\})", side):
        yield "the square stands outside of the bracket", f"{side[: inner.start()]}({inner[1]}^2){side[inner.end() :]}"
    for power in POWER.finditer(side):
        number = float(power[1] or power[2])
        for other in dict.fromkeys((-number, number + 1, number - 1)):
            new = f"^{{{other:g}}}" if other not in (0, 1) else ""
            yield (
                f"the power {number:g} stands where {other:g} is due",
                side[: power.start()] + new + side[power.end() :],
            )
    for root in re.finditer(r"\\sqrt\s*(?=\{)", side):
        end = _end_of_braces(side, root.end()) or root.end()
        inside = side[root.end() + 1 : end - 1]
        yield "a root is too much", f"{side[: root.start()]}({inside}){side[end:]}"
    for start, end in _scripted(side):
        if "^" not in side[start : end + 1]:
            yield "a square is missing", f"{side[:end]}^2{side[end:]}"


def _indices(side: str) -> list[tuple[str, int, int]]:
    """Each letter below another, its place, and the place of the script that it stands in."""
    found = []
    for script in BELOW.finditer(side):
        group = 1 if script[1] else 2
        found += [(m[0], script.start(group) + m.start(), script.start()) for m in re.finditer("[a-z]", script[group])]
    return found


def _with(side: str, changes: dict[int, str]) -> str:
    return "".join(changes.get(place, sign) for place, sign in enumerate(side))


def _with_indices_turned(side: str) -> Iterator[Change]:
    found = _indices(side)
    for (one, here, script), (other, there, same) in pairwise(found):
        pair = sum(third == script for *_, third in found) == 2
        if script == same and one != other and pair:
            yield f"the indices {one} and {other} are transposed", _with(side, {here: other, there: one})


def _with_another_index(side: str, letters: Sequence[str]) -> Iterator[Change]:
    for letter, place, _ in _indices(side)[::-1]:
        for other in letters:
            if other != letter:
                yield f"the index {letter} stands where {other} is due", _with(side, {place: other})


def _with_indices_exchanged(side: str) -> Iterator[Change]:
    found = _indices(side)
    letters = sorted({letter for letter, _, _ in found})
    for first, second in ((a, b) for a in letters for b in letters if a < b):
        swapped = {first: second, second: first}
        changed = _with(side, {place: swapped[letter] for letter, place, _ in found if letter in swapped})
        yield f"the indices {first} and {second} are exchanged", changed


def _with_an_index(side: str, letters: Sequence[str]) -> Iterator[Change]:
    """x_{nj} for x_n."""
    for script in list(BELOW.finditer(side))[::-1]:
        own = script[1] or script[2]
        for letter in letters:
            if letter not in own:
                text = f"{side[: script.start()]}_{{{own}{letter}}}{side[script.end() :]}"
                yield f"the index {letter} is missing", text


def _with_transposes(side: str) -> Iterator[Change]:
    """The side with u v^T for u^T v, then with one transpose less, then with one more."""
    factors = factors_of(side)
    turned = [TRANSPOSE.search(side, factor.end, factor.after) for factor in factors]
    mark = next((found[0].strip() for found in turned if found), r"^\top")
    for (one, here), (other, there) in pairwise(zip(factors, turned, strict=True)):
        near = re.fullmatch(r"(?:\\[,;:! ]|\\cdot|\s)*", side[one.after : other.start])
        if near and here and not there:
            yield (
                "the transpose stands at the wrong factor",
                (
                    side[: here.start()]
                    + side[here.end() : other.start]
                    + _turned(side, other, mark)
                    + side[other.after :]
                ),
            )
        elif near and there and not here:
            yield (
                "the transpose stands at the wrong factor",
                (side[: one.start] + _turned(side, one, mark) + side[one.after : there.start()] + side[there.end() :]),
            )
    for mine in filter(None, turned):
        yield "a transpose is too much", side[: mine.start()] + side[mine.end() :]
    for factor, found in zip(factors, turned, strict=True):
        if found is None and len(factors) > 1:  # a side that is turned as a whole is of the other layout
            yield "a transpose is missing", side[: factor.start] + _turned(side, factor, mark) + side[factor.after :]


def _turned(side: str, factor: Factor, mark: str) -> str:
    own = side[factor.start : factor.after]
    return f"({own}){mark}" if "^" in side[factor.end : factor.after] else f"{own}{mark}"


def factors_of(side: str) -> list[Factor]:
    r"""The factors of the terms of a side, none that stands within another.

    >>> [side[f.start : f.after] for side in [r"W^\top (o - y) \odot \frac{a}{b}"] for f in factors_of(side)]
    ['W^\\top', '(o - y)', '\\frac{a}{b}']
    """
    found, place = list[Factor](), 0
    while place < len(side):
        end = _end_of_a_factor(side, place)
        if end is None:
            sign = BASE.match(side, place) or PLAIN.match(side, place)
            place = sign.end() if sign else place + 1
            continue
        after = end
        while (script := SCRIPT.match(side, after)) is not None:
            after = script.end()
        found.append(Factor(place, end, after))
        place = after
    return found


def _end_of_a_factor(side: str, place: int) -> int | None:
    if fraction := FRACTION.match(side, place):
        above = _end_of_braces(side, fraction.end())
        return above and _end_of_braces(side, above)
    if OPENING.match(side, place):
        return _end_of_brackets(side, place)
    base = BASE.match(side, place)
    is_command = base is not None and base[0].startswith("\\") and "{" not in base[0]
    return None if base is None or (is_command and base[0][1:] not in GREEK) else base.end()


def _end_of_braces(side: str, place: int) -> int | None:
    depth = 0
    for here in range(place, len(side)):
        depth += (side[here] == "{") - (side[here] == "}")
        if not depth:
            return here + 1 if side[place] == "{" else None
    return None


def _end_of_brackets(side: str, place: int) -> int | None:
    depth = 0
    for here in range(place, len(side)):
        depth += (side[here] == "(") - (side[here] == ")")
        if side[here] == ")" and not depth:
            return here + 1
    return None
