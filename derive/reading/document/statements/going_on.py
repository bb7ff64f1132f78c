"""Formulas that begin with a relation go on from the one before, unless the words before them name something else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ...notes.claims import Claim
from ...tex.chains import Chain

WORD = re.compile(r"[^\W\d_]{2,}")
ANY_WORD, COMMAND, OPERATOR = re.compile(r"[^\W\d_]+"), re.compile(r"\\[A-Za-z]+"), re.compile(r"[\d+*/=×·%°€$]")
FORMULA = re.compile(r"\$[^$]*\$?")
LEADING = frozenset((
    "so", "thus", "hence", "therefore", "then", "which", "that", "this", "it", "is", "are", "was", "and", "or",
    "we", "get", "gets", "gives", "give", "obtain", "have", "has", "finally", "ie", "with", "by", "equals", "equal",
    "becomes", "become", "simplifies", "simplify", "to", "follows", "yields", "yield", "where", "since", "because",
    "using", "from", "of", "can", "be", "write", "written", "as", "rewrite", "rewritten", "also", "further", "in",
    "now", "again", "the", "for", "into", "reduces", "just", "simply", "let", "us", "our", "also", "ist", "und",
    "also", "das", "wir", "damit", "daher", "folglich", "ergibt", "gleich",
))  # fmt: skip
GAP = 12


def going_on(read: Iterable[tuple[Claim, Chain]]) -> list[tuple[Claim, Chain]]:
    """The chains; a display that begins with a relation goes on from the last side of the one before."""
    found: list[tuple[Claim, Chain]] = []
    for claim, chain in read:
        named = names_something(claim.before) or in_a_cell(claim.before) or has_a_unit(claim.behind)
        if not chain.sides[0] and found and not named:
            before, last = found[-1]
            if (before.section, before.cell) == (claim.section, claim.cell) and claim.line - before.line <= GAP:
                chain = replace(chain, sides=(last.sides[-1], *chain.sides[1:]))
        found.append((claim, chain))
    return found


def has_a_unit(words: str | None) -> bool:
    """True for what stands between two formulas where it has the unit of the first, or an operator; and for None.

    >>> has_a_unit(" s "), has_a_unit("%"), has_a_unit(", i.e. that is"), has_a_unit(None)
    (True, True, False, True)
    """
    if words is None or OPERATOR.search(words):
        return True
    return any(word not in LEADING for word in ANY_WORD.findall(COMMAND.sub(" ", words.lower().replace("i.e.", ""))))


def in_a_cell(words: str) -> bool:
    """True for what a cell of a table begins with, behind one with words: it is said of the row, not of that cell.

    >>> in_a_cell("| the weight, at $t = 1$ |"), in_a_cell("| $w_1$ |"), in_a_cell("so")
    (True, False, False)
    """
    *before, behind = words.split("|")
    return len(before) > 1 and not behind.strip("*_ $") and WORD.search(FORMULA.sub("", before[-1])) is not None


def names_something(words: str) -> bool:
    """True for words before ≈ 22 that say what is about 22; "so" and "which is" go on with the formula before.

    >>> names_something("Ratio of both"), names_something("and that is"), names_something("")
    (True, False, False)
    """
    return any(word not in LEADING for word in WORD.findall(words.rpartition("$")[2].lower()))
