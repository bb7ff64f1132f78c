"""Refutations in a file that is mostly left open: how it is read is in doubt then, and so are they."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..proof.verdict import Outcome
from .finding import DEFINES, Finding

FEWEST_OPEN = 3  # fewer tell nothing of a file
ENOUGH_EXPLAINED, ENOUGH = 0.6, 0.7  # the share of other formulas that must hold, where a slip explains it, and else
WORDS = re.compile(r"\b(?:log|exp|sqrt|tanh|cosh|sinh|cos|sin|abs|max|min|softmax|relu|e)\b|σ|√|π")
LETTER = re.compile(r"[^\W\d_]")
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
    return [_weighed(finding, told if _is_of_numbers(finding) else in_letters) for finding in findings]


def _weighed(finding: Finding, others: Iterable[Finding]) -> Finding:
    if finding.verdict != Outcome.REFUTED or not _has_letters(finding):
        return finding
    verdicts = [other.verdict for other in others if other is not finding]
    holding = sum(verdict.proved or verdict == Outcome.ROUNDED for verdict in verdicts)
    left_open = sum(verdict in (Outcome.UNDECIDED, Outcome.REFUTED) for verdict in verdicts)
    enough = ENOUGH_EXPLAINED if finding.corrected else ENOUGH
    if left_open < FEWEST_OPEN or holding >= enough * (holding + left_open):
        return finding
    said = f"only {holding} of {holding + left_open} other formulas hold as they are read"
    words = f"it would be wrong as it is read ({finding.diagnosis}), but {said}"
    return replace(finding, verdict=Outcome.UNDECIDED, diagnosis=words, witness=(), corrected="")


def _is_of_numbers(finding: Finding) -> bool:
    """True for numbers that were compared, with letters for some of them or without."""
    last = finding.reading.rpartition("=")[2]
    return bool(NUMBERS.match(finding.diagnosis)) or not LETTER.search(WORDS.sub("", last))


def _has_letters(finding: Finding) -> bool:
    return LETTER.search(WORDS.sub("", finding.reading)) is not None
