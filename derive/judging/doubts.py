"""Refutations in a file that is mostly left open: how it is read is in doubt then, and so are they."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..proof.verdict import Outcome
from .finding import DEFINES, NOTHING_EXPLAINS, WRONG_AS_READ, Finding
from .numbers.near_misses import is_near_miss

FEWEST_OPEN = 3  # fewer tell nothing of a file
FEWEST_HOLDING = 3  # formulas in letters that must hold where nothing explains an error
# The share of other formulas that must hold: where a slip is corrected, where it is named, and else.
ENOUGH_EXPLAINED, ENOUGH_NAMED, ENOUGH = 0.6, 0.7, 0.8
WORDS = re.compile(
    r"\b(?:log|exp|sqrt|tanh|cosh|sinh|cos|sin|abs|max|min|softmax|relu)\b|\be(?=\^)|σ(?=\()|√|π"
)  # e and σ alone are letters of the author
LETTER = re.compile(r"[^\W\d_]")
CONSTANT = "whatever the letters are"  # said of a formula that is a number
NUMBERS = re.compile(r"(?:entry \d+: )?(?:the value is|the left side is)")


def without_doubtful(findings: Sequence[Finding]) -> list[Finding]:
    """The findings in a file; of refutations in letters only those where enough of the other formulas hold.

    >>> def found(verdict: Outcome) -> Finding:
    ...     return Finding(1, 1, "a = b", "a = b", verdict, diagnosis="the sign is reversed")
    >>> wrong, right, left = found(Outcome.REFUTED), found(Outcome.PROVED), found(Outcome.UNDECIDED)
    >>> [str(without_doubtful(others)[0].verdict) for others in ([wrong, right], [wrong, right, left, left, left])]
    ['REFUTED', 'UNDECIDED']
    """
    told = [finding for finding in findings if not finding.diagnosis.startswith(DEFINES)]
    in_letters = [finding for finding in told if not _is_of_numbers(finding)]
    defining = len(told) < len(findings)  # without definitions it is read as the usual classifier
    fewest = FEWEST_HOLDING if defining else 0
    return [_weighed(finding, told if _is_of_numbers(finding) else in_letters, fewest) for finding in findings]


def _weighed(finding: Finding, others: Iterable[Finding], fewest: int) -> Finding:
    if finding.verdict != Outcome.REFUTED or finding.sure or not _is_read(finding):
        return finding
    numerals = not _has_letters(finding)
    if _is_of_numbers(finding) and not is_near_miss(finding.diagnosis, finding.reading, of_numerals=numerals):
        return _doubted(finding, "no usual slip makes one of the other: it may be meant otherwise")
    if numerals:
        return finding
    verdicts = [other.verdict for other in others if other is not finding]
    holding = sum(verdict.holds for verdict in verdicts)
    left_open = sum(verdict in (Outcome.UNDECIDED, Outcome.REFUTED) for verdict in verdicts)
    unexplained = not finding.corrected and bool(NOTHING_EXPLAINS.match(finding.diagnosis))
    enough = ENOUGH_EXPLAINED if finding.corrected else ENOUGH if unexplained else ENOUGH_NAMED
    too_few = unexplained and holding < fewest
    if not too_few and (left_open < FEWEST_OPEN or holding >= enough * (holding + left_open)):
        return finding
    return _doubted(finding, _too_little(holding, left_open))


def _too_little(holding: int, left_open: int) -> str:
    """What of the other formulas speaks against a refutation: that some are open, or that there are too few.

    >>> _too_little(2, 1), _too_little(2, 0)
    ('only 2 of 3 other formulas hold as they are read', 'only 2 other formulas in letters tell that it is read right')
    """
    if left_open:
        return f"only {holding} of {holding + left_open} other formulas hold as they are read"
    if holding > 1:
        return f"only {holding} other formulas in letters tell that it is read right"
    return (
        f"{'only one other formula in letters' if holding else 'nothing else in the file'} tells that it is read right"
    )


def _doubted(finding: Finding, but: str) -> Finding:
    words = WRONG_AS_READ.format(finding.diagnosis, but)
    return replace(finding, verdict=Outcome.UNDECIDED, diagnosis=words, witness=(), corrected="")


def _is_read(finding: Finding) -> bool:
    """True for what has more in it than arithmetic with numerals: letters, functions, lists."""
    return finding.diagnosis.startswith("entry") or "√" in finding.reading or bool(LETTER.search(finding.reading))


def _is_of_numbers(finding: Finding) -> bool:
    """True for numbers that were compared, with letters for some of them or without."""
    last = finding.reading.rpartition("=")[2]
    if CONSTANT in finding.diagnosis:
        return False  # a formula in letters, whose value is that of all points
    return bool(NUMBERS.match(finding.diagnosis)) or not LETTER.search(WORDS.sub("", last))


def _has_letters(finding: Finding) -> bool:
    return LETTER.search(WORDS.sub("", finding.reading)) is not None
