"""What the words around numbers say: that they are rounded, that it is wrong, that a list ends in them, a ratio."""

from __future__ import annotations

import re

from ...reading.document.statements.bindings import Statement
from ...reading.expression.nodes import Node, Number
from ..finding import Judgement
from ..links.readings import sentence_of
from ..numbers.arithmetic import places_of
from ..numbers.near_misses import SIDES, VALUE, plain
from ..numbers.stated import numerals_of

ROUNDED = re.compile(r"\b(?:round(?:ed|ing|s)?|gerundet)\b", re.IGNORECASE)
CUT = re.compile(r"\b(?:truncat\w+|cut(?:ting)? (?:off|after|at)|abgeschnitten)\b", re.IGNORECASE)
ABOUT = re.compile(
    r"\b(?:roughly|about|around|approximately|approx|nearly|almost|ca|circa|etwa|rund)\b[. ]*¦"
    r"|¦[ ,(]*(?:roughly|about|approximately|approx|nearly|almost|truncated|or so)\b",
    re.IGNORECASE,
)
DENIED_BEFORE = re.compile(
    r"\b(?:not|hardly) (?:\w+ )?(?:true|right|correct|the case)\b[^.;$]*$"
    r"|\b(?:false|wrong|incorrect)(?:\W*|\W+that\W*)$"
    r"|\b(?:false|wrong|incorrect|mistake|error) to (?:write|say|claim|conclude)\b[^.;$]*$",
    re.IGNORECASE,
)
DENIED_BEHIND = re.compile(
    r"^[\s$,)]*(?:which |that |this |it )?(?:is|are|would be|was) (?:simply |just |of course |clearly )?"
    r"(?:not (?:true|right|correct|the case)|false|wrong|incorrect|nonsense|absurd)\b",
    re.IGNORECASE,
)
RATIO = re.compile(r"(?<![\d.])\d+(?:\.\d+)?\s*:\s*\d+(?:\.\d+)?(?![\d.]*\s*:)")
OF_WORDS = re.compile(r"\b(?:of|half|twice|thrice|double|in|from)\W*$", re.IGNORECASE)
LISTED = re.compile(r"\d\s*,\s*$")
UNIT = re.compile(
    r"^[\s$~\\,]*(?:[kKMGTPmµun]i?(?:B|b|W|Hz|s|m|g|bit|FLOPS?|FLOPs|FLOP/s|A|V|Pa|J|eV|params?|parameters)?|[Mm]bit"
    r"|bytes?|bits?|min(?:utes?)?|h(?:ours?)?|s(?:ec(?:onds?)?)?|days?|thousand|million|billion|trillion|Mio|Mrd"
    r"|(?:kilo|mega|giga|tera)\w+)\b"
)
SCALES = (*(base**n for base in (1000, 1024) for n in range(1, 6)), 60, 3600, 24, 86400, 8)
NEAR = 0.05
FEW_UNITS, ABOUT_SHARE, HALF = 3, 0.1, 0.5
REACH, LEAST = 60, 1e-300


def said_of_numbers(statement: Statement, place: int, judged: Judgement) -> str:
    """Why a refuted link between numbers may be meant otherwise; empty where nothing around says so."""
    claim = statement.claim
    first, right = statement.trees[0], statement.trees[place + 1]
    start = claim.latex.partition("\n")[0].strip()[:40]
    before, found, behind = sentence_of(claim).partition(start)
    before = before if found else claim.before  # long paragraphs are cut off
    before = before.rstrip("$ \n")
    behind = behind[len(claim.latex.strip()) - len(start) :]
    if RATIO.search(claim.latex.partition("=")[0]):
        return "a colon between numbers may be that of a ratio, or of a time"
    if DENIED_BEFORE.search(before) or DENIED_BEHIND.search(behind):
        return "the words around it say that it is wrong"
    if isinstance(first, Number) and (OF_WORDS.search(before) or LISTED.search(before)):
        return "the number that it begins with belongs to the words or the list before it"
    words = f"{re.split(r'[$;]', before)[-1][-REACH:]} ¦ {behind.lstrip('$').partition('$')[0][:REACH]}"
    if right is None or (pair := _numbers_told(judged, right)) is None:
        return ""
    if UNIT.search(behind) and _is_scaled(*map(float, pair)):
        return "the word behind it may be a unit of which there are many"
    units, share = _apart(*pair)
    if ROUNDED.search(words) and units <= FEW_UNITS:
        return "it holds within rounding, as the words around it say"
    if CUT.search(sentence_of(claim)) and units <= 1:
        return "its digits are cut off, as the words around it say"
    return "the words around it say that it is about so" if ABOUT.search(words) and share <= ABOUT_SHARE else ""


def _numbers_told(judged: Judgement, right: Node) -> tuple[str, str] | None:
    """The two numbers of a refutation: what is right, and what is written."""
    if sides := SIDES.match(judged.diagnosis):
        return sides[1], sides[2]
    value, written = VALUE.match(judged.diagnosis), numerals_of(right)
    return (plain(value[2]), written[1][0]) if value and written and not written[0] else None


def _is_scaled(one: float, other: float) -> bool:
    """True where one is thousands of the other, or so many of a smaller unit."""
    low, high = sorted((abs(one), abs(other)))
    return bool(low) and any(abs(high / low / scale - 1) <= NEAR for scale in SCALES)


def _apart(one: str, other: str) -> tuple[float, float]:
    """How far two numbers are apart: in units of the last place that is shown, and as a share."""
    apart = abs(float(one) - float(other))
    whole = "." not in other
    place = max(places_of(one), places_of(other)) if whole and apart > HALF else places_of(other)
    return apart * 10.0**place, apart / max(abs(float(one)), abs(float(other)), LEAST)
