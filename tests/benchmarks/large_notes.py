"""Large files of notes, made from their number of formulas alone: the same file in every run.

``python -m tests.benchmarks.large_notes KIND FORMULAS`` prints one; ``lecture`` is the one that has a limit.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

LECTURE = Path(__file__).resolve().parents[2] / "tests" / "derive" / "judging" / "lectures" / "lecture.md"
A_CHAPTER = 50  # formulas
LETTERS = ("zwxb", "urvc", "qmhd", "ogsn")
CHAPTER = (
    "{0} = {1} {2} + {3}",
    r"a = \sigma({0})",
    r"J = \frac{{1}}{{2}} (a - y)^2",
    r"\frac{{dJ}}{{da}} = a - y",
    r"\frac{{da}}{{d{0}}} = a (1 - a)",
    r"\frac{{dJ}}{{d{1}}} = (a - y) a (1 - a) {2}",
    r"\frac{{dJ}}{{d{3}}} = (a - y) a (1 + a)",  # refuted
    r"\frac{{d{0}}}{{d{2}}} = {1}",
)
SLOW = (
    r"\left(\sum_{i=1}^{12} \sum_{j=1}^{12} \sum_{k=1}^{12} F_{ij} G_{jk} e^{c_i t_k}\right)^{12}"
    r" = \prod_{i=1}^{12} \sum_{j=1}^{12} F_{ij} e^{c_i t_j}"
)


def lecture(formulas: int) -> str:
    """The displayed formulas of a lecture, each time with another number added to both sides, so that none is known."""
    found = re.findall(r"\$\$\s*([^$=]+=[^$=]+?)\s*\$\$", LECTURE.read_text(encoding="utf-8"))
    repeated = islice(cycle(found), formulas)
    return "\n\n".join(f"$${i} + {formula.replace('=', f'= {i} +', 1)}$$" for i, formula in enumerate(repeated))


def book(formulas: int) -> str:
    """Chapters with letters of their own: each defines a neuron, and says of its slopes what is right but for one."""
    parts = []
    for number, formula in enumerate(_chapters(formulas)):
        if number % A_CHAPTER == 0:
            parts.append(f"# Chapter {number // A_CHAPTER + 1}")
        parts.append(f"$${formula}$$")
    return "\n\n".join(parts)


def notebook(formulas: int) -> str:
    """The same as a notebook, a cell for each formula."""
    cells = [{"cell_type": "markdown", "metadata": {}, "source": [part]} for part in book(formulas).split("\n\n")]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def one_scope(formulas: int) -> str:
    """One section: each formula defines a letter, or says what the slope of one is."""
    lines = ["x_0 = w x"]
    for number in range(1, formulas):
        place, odd = divmod(number, 2)
        slope = rf"\frac{{d c_{{{place}}}}}{{dw}} = {place + 1} x"
        lines.append(slope if odd else rf"c_{{{place}}} = {place + 1} w x")
    return "\n\n".join(f"$${line}$$" for line in lines)


def slow(formulas: int) -> str:
    """A book in which every thirtieth formula takes longer than a formula may."""
    parts = book(formulas).split("\n\n")
    return "\n\n".join(f"$${SLOW}$$" if number % 30 == 17 else part for number, part in enumerate(parts))


def _chapters(formulas: int) -> Iterator[str]:
    for number in range(formulas):
        letters = LETTERS[number // A_CHAPTER % len(LETTERS)]
        yield CHAPTER[number % A_CHAPTER % len(CHAPTER)].format(*letters)


KINDS: dict[str, Callable[[int], str]] = {
    "lecture": lecture, "book": book, "notebook": notebook, "one scope": one_scope, "slow": slow,
}  # fmt: skip

if __name__ == "__main__":
    print(KINDS[sys.argv[1]](int(sys.argv[2])))
