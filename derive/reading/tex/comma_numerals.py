r"""Numerals with commas: ``1,024``, ``295{,}168`` and ``590\,080`` of thousands, and 0,25 where a document writes so.

A comma between two digits that touch is the mark of decimals, that of thousands, or what parts the items of a list.
Its surroundings tell which, and the way in which the document writes its other numerals.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from .commas_around import ABOVE, BELOW, PLAIN, ROUND, SET, SQUARE, Surroundings
from .tokens import Token, scanned

BARE, BRACED = ",", "{,}"
GAPS = r"\{?\\[, ]\}?|[\u2009\u202f]"  # \, and \ and thin spaces
MARK = re.compile(rf"(?P<bare>,)|(?P<braced>\{{\s*,\s*\}})|(?P<gap>{GAPS})")
TOUCHING = re.compile(rf"\d(?:,|\{{\s*,\s*\}}|{GAPS})\d")
POINT = re.compile(r"(?<![\d.])(\d+)\.(\d+)(?![\d.])(?!\s*(?:e[mx]|p[tx]|cm|mm|mu|in)\b)")  # and no length
LONG = re.compile(r"(?<![\w.,\\^{])\d{4,}(?![\w.,])")
FIRST, GROUP, LAST = re.compile(r"[1-9]\d{0,2}"), re.compile(r"\d{3}"), re.compile(r"\d{3}(?:\.\d+)?")
ENOUGH, FAR_MORE = 2, 4  # numerals that only decimals explain, and how many for one with a point
FURTHEST = 5  # tokens from a digit to the next, braces and all


@dataclass(frozen=True, slots=True)
class Run:
    """Numbers with marks between them, and nothing else; ``first`` and ``last`` are the places of their tokens."""

    numbers: tuple[str, ...]
    marks: tuple[str, ...]
    first: int
    last: int
    start: int
    end: int

    @property
    def bare(self) -> bool:
        """True where nothing but a comma stands between them, as in a list."""
        return BARE in self.marks

    @property
    def thousands(self) -> str:
        """The number that they are as groups of thousands; empty where they are none."""
        first, *inner, last = self.numbers
        fits = FIRST.fullmatch(first) and all(map(GROUP.fullmatch, inner)) and LAST.fullmatch(last)
        return "".join(self.numbers) if fits and len({*self.marks}) == 1 else ""

    @property
    def decimals(self) -> str:
        r"""The number that they are with the last mark as that of decimals: 0,25, 1.024,5 and 12\,345,6."""
        *groups, last = self.numbers
        *marks, comma = self.marks
        first = [*groups[0].split("."), *groups[1:]]
        grouped = len(first) == 1 or (bool(FIRST.fullmatch(first[0])) and all(map(GROUP.fullmatch, first[1:])))
        fits = last.isdigit() and grouped and BARE not in marks and comma in (BARE, BRACED)
        return f"{''.join(first)}.{last}" if fits else ""

    @property
    def unmistakable(self) -> bool:
        """True for 0,25, which is no list and no thousands."""
        return (
            len(self.numbers) == 2 and self.numbers[0] == "0" and self.numbers[1].isdigit() and len(self.numbers[1]) > 1
        )


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral with commas: its place, as a number with a point, and as another one that may be meant instead.

    Without a number it is no numeral, but may be one; what is ``doubtful`` may be a list, or the other way round.
    """

    start: int
    end: int
    plain: str
    other: str = ""
    doubtful: bool = False
    mark: str = ""
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class Commas:
    r"""How a document writes numerals: its mark of decimals, empty where it shows none; and how it types its marks.

    >>> german = Commas.of([r"0,5 \cdot 0,25 = 0,125"])
    >>> german.plain(r"0,5 + 0{,}25 = 0,75"), german.written("1.5")
    ('0.5 + 0.25   = 0.75', '1,5')
    >>> Commas.of(["2 < 2.5"]).plain(r"1,024 + 1 = 2\,048, i = 1,2")
    '1024  + 1 = 2048  , i = 1,2'
    """

    decimal: str = ""
    comma: str = ""
    group: str = ""

    @classmethod
    def of(cls, formulas: Iterable[str]) -> Commas:
        """The way in which formulas of one document write numerals."""
        formulas = tuple(formulas)
        points = sum(not FIRST.fullmatch(a) or len(b) != 3 for text in formulas for a, b in POINT.findall(text))
        touching = [text for text in formulas if TOUCHING.search(text)]
        shown = sum(map(_decimals_shown, touching))
        decimal = "," if shown >= ENOUGH and shown >= FAR_MORE * points else "." if points > shown else ""
        found = [numeral for text in touching for numeral in cls(decimal).numerals(text) if numeral.mark]
        commas = Counter(numeral.mark for numeral in found if not numeral.grouped)
        groups = Counter(numeral.mark for numeral in found if numeral.grouped)
        comma = max(commas, key=lambda mark: commas[mark], default=BARE if decimal == "," else "")
        return cls(decimal, "" if decimal == "." else comma, max(groups, key=lambda mark: groups[mark], default=""))

    def numerals(self, latex: str) -> list[Numeral]:
        """The numerals with commas in a formula, and the commas that may be those of one."""
        points = list(self._points(latex)) if self.decimal == "," else []
        if not TOUCHING.search(latex):
            return points
        around = Surroundings(scanned(latex))
        runs = list(_runs(latex, around))
        own = self.decimal != "," and sum(_shown(run, around) for run in runs) >= ENOUGH  # of this formula alone
        way = replace(self, decimal=",") if own else self
        read = [numeral for run in runs if (numeral := way._read(run, around)) is not None]
        return [replace(numeral, doubtful=numeral.mark != BRACED) for numeral in read] if own else [*read, *points]

    def _points(self, latex: str) -> Iterator[Numeral]:
        """Numbers with a point, which in a document with decimal commas may be that of thousands: 1.024."""
        for found in POINT.finditer(latex):
            beside = MARK.match(latex, found.end()) or latex.startswith((",", "}"), found.start() - 1)
            if FIRST.fullmatch(found[1]) and GROUP.fullmatch(found[2]) and not beside:
                yield Numeral(*found.span(), found[0], found[1] + found[2])

    def plain(self, latex: str) -> str:
        """The formula with points in its numerals and no commas, as long as before."""
        return with_numbers(latex, self.numerals(latex))

    def written(self, latex: str) -> str:
        """A formula with points as the document writes it."""
        if self.group and "." not in self.group:
            latex = LONG.sub(lambda found: self._grouped(found[0]), latex)
        return POINT.sub(rf"\1{self.comma}\2", latex) if self.comma else latex

    def _grouped(self, digits: str) -> str:
        return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", lambda _: self.group, digits)

    def _read(self, run: Run, around: Surroundings) -> Numeral | None:
        bracket = around.bracket(run.first)
        if bracket == BELOW:
            return None
        if run.bare:
            return self._of_bare(run, around, bracket)
        if run.marks[-1] not in (BARE, BRACED):  # gaps alone
            listed = bracket in (SQUARE, SET)
            return None if listed or not run.thousands else _numeral(run, run.thousands)
        return self._either(run)

    def _either(self, run: Run, *, doubtful: bool = False) -> Numeral | None:
        """What can be decimals or thousands is what the document writes."""
        decimals, thousands = run.decimals, run.thousands
        if self.decimal == "." and thousands:
            return _numeral(run, thousands)
        if self.decimal == "," and decimals:
            return _numeral(run, decimals, thousands, doubtful)
        if thousands:
            return _numeral(run, thousands, decimals, doubtful)
        return _numeral(run, decimals, "", doubtful) if decimals else None

    def _of_bare(self, run: Run, around: Surroundings, bracket: str) -> Numeral | None:
        """Commas between digits, without braces: of a list, where nothing tells that they are of a numeral."""
        if _is_decimal(run, around) and self.decimal != ".":
            return _numeral(run, run.decimals, doubtful=not self.decimal)
        if around.goes_on_in_dots(run.first, run.last) or around.is_counted(run.first, run.last):
            return None
        arithmetic = around.in_arithmetic(run.first, run.last)
        raised = bracket == ABOVE and around.raises(run.first)
        if bracket in ("", PLAIN) or ((bracket == ROUND or raised) and arithmetic):
            sure = self.decimal == "," or bool(run.thousands)
            return self._either(run, doubtful=not sure) if sure or arithmetic else None
        return self._in_brackets(run, around, bracket) if self.decimal == "," and bracket != SET else None

    def _in_brackets(self, run: Run, around: Surroundings, bracket: str) -> Numeral:
        """In a document with decimal commas those of one argument, of an exponent, of items with wider marks."""
        if run.unmistakable and (
            run.numbers[1][0] == "0" or (bracket == ROUND and around.is_operated(run.first, run.last))
        ):
            return _numeral(run, run.decimals)  # (0,05) and (0,25)²
        if run.numbers[0] == "0" and around.is_signed(run.first) and run.decimals:
            return _numeral(run, run.decimals)  # (-0,5)
        one = around.has_one(run.first) or (bracket == ROUND and around.is_factor_in_brackets(run.first, run.last))
        raised = bracket == ABOVE and (around.raises(run.first) or around.is_signed(run.first))
        parted = bracket != ABOVE and around.is_parted(run.first)
        arithmetic = around.in_arithmetic(run.first, run.last)
        read = self._either(run) if one or raised or parted or arithmetic else None
        return read or Numeral(run.start, run.end, "", doubtful=True)


def with_numbers(latex: str, numerals: Iterable[Numeral], *, otherwise: bool = False) -> str:
    """The formula with its numerals as numbers, or as the other ones that may be meant, as long as before.

    >>> with_numbers("2 = 1,024", Commas().numerals("2 = 1,024")), with_numbers("x = 1,2", [])
    ('2 = 1024 ', 'x = 1,2')
    """
    parts, end = list[str](), 0
    for numeral in sorted(numerals, key=lambda numeral: numeral.start):
        number = (numeral.other if otherwise else "") or numeral.plain
        if number:
            parts += [latex[end : numeral.start], number.ljust(numeral.end - numeral.start)]
            end = numeral.end
    return "".join(parts) + latex[end:]


POINTS = Commas()  # of who shows no mark of decimals but the point


def _numeral(run: Run, plain: str, other: str = "", doubtful: bool = False) -> Numeral:
    mark = run.marks[0] if plain == run.thousands else run.marks[-1]
    return Numeral(run.start, run.end, plain, other, doubtful, mark, plain == run.thousands)


def _decimals_shown(latex: str) -> int:
    """How many numerals of a formula only decimal commas explain."""
    around = Surroundings(scanned(latex))
    return sum(_shown(run, around) for run in _runs(latex, around))


def _shown(run: Run, around: Surroundings) -> int:
    """Whether only decimal commas explain a numeral; braces around a comma, where no index is, tell it twice."""
    bracket = around.bracket(run.first)
    if bracket == BELOW or run.thousands or not run.decimals:
        return 0
    if not run.bare:
        return ENOUGH
    told = around.in_arithmetic(run.first, run.last) or around.is_approximate(run.first)
    value = told or (run.numbers[0] == "0" and run.numbers[1] != "1")  # 0,1 may be a list, and 0,4 is hardly one
    return int(value if bracket in ("", PLAIN, ROUND) and (told or bracket != ROUND) else _is_decimal(run, around))


def _is_decimal(run: Run, around: Surroundings) -> bool:
    return run.unmistakable and _is_no_pair(run, around)


def _is_no_pair(run: Run, around: Surroundings) -> bool:
    """True where no interval and no point of a plane is written: not for [0,25], (0,25) and f(0,25)."""
    bracket = around.bracket(run.first)
    return bracket in ("", PLAIN, ABOVE) or around.has_one(run.first)


def _runs(latex: str, around: Surroundings) -> Iterator[Run]:
    """The numbers that only marks stand between, each mark touching both."""
    tokens, place = around.tokens, 0
    while place < len(tokens):
        places, marks = [place], list[str]()
        while tokens[place].kind == "number" and (found := _next(latex, tokens, places[-1])) is not None:
            places.append(found[0])
            marks.append(found[1])
        if marks and around.may_begin(place):
            yield from _parted(tokens, places, marks)
        place = places[-1] + 1


def _next(latex: str, tokens: Sequence[Token], place: int) -> tuple[int, str] | None:
    """The place of the next number behind a mark, and the mark."""
    for behind in range(place + 1, min(place + FURTHEST, len(tokens))):
        if tokens[behind].kind == "number":
            mark = MARK.fullmatch(latex, tokens[place].end, tokens[behind].start)
            wide = mark is not None and mark["gap"] is not None
            if mark is None or (wide and not LAST.fullmatch(tokens[behind].text)):
                return None
            return behind, BARE if mark["bare"] else BRACED if mark["braced"] else mark[0]
    return None


def _parted(tokens: Sequence[Token], places: Sequence[int], marks: Sequence[str]) -> Iterator[Run]:
    """The run; where some of its commas are in braces, or behind gaps of groups, the bare ones part a list."""
    cuts = [n for n, mark in enumerate(marks) if mark == BARE] if BRACED in marks else []
    for start, end in zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(marks)], strict=True):
        if end > start:
            first, last = places[start], places[end]
            numbers = tuple(tokens[n].text for n in places[start : end + 1])
            yield Run(numbers, tuple(marks[start:end]), first, last, tokens[first].start, tokens[last].end)
