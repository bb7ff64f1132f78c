"""The chains of a formula with points in their numerals, and where the author wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..tex.chains import chains_of
from ..tex.comma_numerals import Commas, with_numbers
from ..tex.macros import Macro

CUT_BEHIND = re.compile(r",\d")


@dataclass(frozen=True, slots=True)
class WrittenChain:
    """A chain: its beginning in the formula, its TeX with points in numerals, as the author wrote it, and otherwise.

    ``doubtful`` is one that was cut at a comma between digits that touch, or has a comma that may mean something else.
    """

    start: int
    plain: str
    written: str
    otherwise: str
    doubtful: bool


def written_chains(latex: str, macros: Mapping[str, Macro], commas: Commas) -> Iterator[WrittenChain]:
    r"""The chains of a formula of a file that writes numerals so; the only one is the whole formula.

    >>> [(chain.plain, chain.doubtful) for chain in written_chains("a = 1,024 b, c = 1,5 = d", {}, Commas())]
    [('a = 1024  b', False), ('c = 1', True), ('5 = d', True)]
    """
    numerals = commas.numerals(latex)
    plain, other = with_numbers(latex, numerals), with_numbers(latex, numerals, otherwise=True)
    chains = chains_of(plain, macros)
    for chain in chains:
        tokens = [token for side in chain.sides for token in side]
        first = min((token.start for token in tokens), default=chain.start)
        last = max((token.end for token in tokens), default=chain.end)
        within = [numeral for numeral in numerals if first <= numeral.start < last]
        start, end = (0, len(latex)) if len(chains) == 1 else (chain.start, chain.end)
        end = max([end, *(numeral.end for numeral in within if numeral.plain)])
        settled = any(numeral.plain and not numeral.other and not numeral.grouped for numeral in within)
        yield WrittenChain(
            start,
            plain[start:end],
            _unlike(latex[start:end], plain[start:end]),
            "" if settled else _unlike(other[start:end], plain[start:end]),
            _is_cut(plain, first, last) or any(numeral.doubtful for numeral in within),
        )


def _unlike(latex: str, plain: str) -> str:
    return latex if latex != plain else ""


def _is_cut(plain: str, first: int, last: int) -> bool:
    """True where the chain begins behind, or ends before, a comma that touches digits on both sides."""
    before = first > 1 and plain[first - 1] == "," and plain[first : first + 1].isdigit() and plain[first - 2].isdigit()
    return before or (plain[last - 1 : last].isdigit() and CUT_BEHIND.match(plain, last) is not None)
