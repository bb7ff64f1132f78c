"""What is found in formulas whose numerals have commas: weighed where these may mean something else, and as written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from ...proof.verdict import Outcome
from ...reading.notes.claims import Claim
from ...reading.tex.chains import chains_of
from ...reading.tex.comma_numerals import BARE, BRACED, POINTS, Commas
from ..finding import Finding

DOUBTFUL = "a comma between its digits may be of a list, of decimals or of thousands"
DIGITS, NUMBER = re.compile(r"\d+(?:\.\d+)?"), re.compile(r"([-−]?)\s*(\d+(?:\.\d+)?)")
BETWEEN_DIGITS = re.compile(r"\d,\d")
Judged = Callable[[Claim], Sequence[Finding]]


def weighed_otherwise(claim: Claim, found: Sequence[Finding], alone: Judged) -> list[Finding]:
    """The findings in a claim; what is wrong as it is read is refuted only if its commas can mean nothing else.

    Where numbers alone are wrong with the decimals of 295,168 and right with its thousands, thousands are meant.
    ``alone`` gives the findings in a claim of a document that says nothing else.
    """
    if not (claim.written or claim.otherwise or claim.doubtful):
        return list(found)
    if not any(finding.verdict == Outcome.REFUTED for finding in found):
        return list(found)
    others = list(alone(_read_as(claim, claim.otherwise))) if claim.otherwise else []
    if others and not claim.doubtful and all(other.verdict == Outcome.PROVED for other in others):
        return others
    listed = {_left(other) for part in _as_list(claim) for other in alone(part) if other.verdict.proved}
    doubtful = claim.doubtful or any(f.verdict == Outcome.REFUTED and _left(f) in listed for f in found)
    return [_weighed(replace(claim, doubtful=doubtful), finding, others) for finding in found]


def _read_as(claim: Claim, latex: str) -> Claim:
    return replace(claim, latex=latex, written="", commas=POINTS, otherwise="", doubtful=False)


def _as_list(claim: Claim) -> Iterable[Claim]:
    """The claims that are left where the commas part a list."""
    if not BETWEEN_DIGITS.search(claim.own):
        return []
    chains = chains_of(claim.own, {macro.name: macro for macro in claim.macros})
    return [_read_as(claim, claim.own[chain.start : chain.end]) for chain in chains]


def _left(finding: Finding) -> str:
    return finding.reading.rpartition("=")[0]


def _weighed(claim: Claim, finding: Finding, others: Sequence[Finding]) -> Finding:
    if finding.verdict != Outcome.REFUTED:
        return finding
    wrong = [other for other in others if other.link == finding.link and other.verdict == Outcome.REFUTED]
    either = not claim.otherwise or bool(wrong) or _is_near(claim, finding)
    if claim.doubtful or not either:
        words = f"{DOUBTFUL}; as it is read it would be wrong: {finding.diagnosis}"
        return replace(finding, verdict=Outcome.UNDECIDED, diagnosis=words, corrected="", witness=())
    far = wrong and _far_apart(finding)
    return replace(wrong[0], corrected=_grouped(claim, wrong[0].corrected)) if far else finding


def _is_near(claim: Claim, finding: Finding) -> bool:
    """True for a wrong number that is near the right one, and would be a thousand times as large otherwise."""
    stated, right = (NUMBER.fullmatch(text) for text in (finding.reading.rpartition(" ")[2], finding.corrected))
    if stated is None or right is None or bool(stated[1]) != bool(right[1]):
        return False
    numbers = zip(DIGITS.findall(claim.latex), DIGITS.findall(claim.otherwise), strict=False)
    ambiguous = [plain for plain, other in numbers if plain != other]
    return ambiguous == [stated[2]] and Fraction(right[2]) / 2 < Fraction(stated[2]) < 2 * Fraction(right[2])


def _far_apart(finding: Finding) -> bool:
    """True where the right number is a thousand times as large as the wrong one: 295168 and 295.169."""
    stated, right = (
        re.match(r"[^\d.]*(\d+)", text) for text in (finding.reading.rpartition("=")[2], finding.corrected)
    )
    return stated is not None and right is not None and abs(len(stated[1]) - len(right[1])) > 1


def _grouped(claim: Claim, corrected: str) -> str:
    return Commas(group=BRACED if BRACED in claim.own else BARE).written(corrected)


def as_written(claim: Claim, finding: Finding) -> Finding:
    """The finding with the TeX of the author, and a correction that writes numerals as the document does."""
    return replace(finding, latex=claim.own, corrected=claim.commas.written(finding.corrected))
