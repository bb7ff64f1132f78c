"""Conditions that nothing meets: i ≠ i, i = j and i ≠ j, 1 = 2. What is said of them is empty."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

from ...proof.verdict import Outcome
from ...reading.notes.claims import Claim
from ..finding import Finding

TERM = r"(?:-?\d+(?:\.\d+)?|\\?[A-Za-z]+(?:[_^](?:\{[\w,]+\}|\w))*)"
RELATIONS = {"=": "=", "≠": "<>", "<": "<", ">": ">", "≤": "<=", "≥": "=>"}
PART = re.compile(rf"\s*{TERM}(?:\s*[=≠<>≤≥]\s*{TERM})+\s*")
STEP = re.compile(rf"({TERM})|([=≠<>≤≥])")
START = re.compile(r"\b(?:for|if|when|where|with|falls|für|wenn)\b(?:\s+(?:all|every))?:?|∀|¦|\(")
PLAIN = (
    (re.compile(r"\\(?:text|textrm|mathrm|mbox|textit)\s*\{([^{}]*)\}"), r" \1 "),
    (re.compile(r"\\not\s*=|\\neq?(?![A-Za-z])|!="), "≠"),
    (re.compile(r"\\(?:leq?|leqslant)(?![A-Za-z])"), "≤"),
    (re.compile(r"\\(?:geq?|geqslant)(?![A-Za-z])"), "≥"),
    (re.compile(r"\\lt(?![A-Za-z])"), "<"),
    (re.compile(r"\\gt(?![A-Za-z])"), ">"),
    (re.compile(r"\\(?:land|wedge)(?![A-Za-z])"), " and "),
    (re.compile(r"\\forall(?![A-Za-z])"), "∀"),
    (re.compile(r"\\q?quad(?![A-Za-z])"), "¦"),
    (re.compile(r"\\[,;:! ]|[$~]"), " "),
)  # fmt: skip
FOLLOWS = re.compile(r"[\s,:$]*(?=[$\\¦]|for\b|if\b|when\b|where\b)")
OF_NUMBERS = re.compile(r"[\s¦;,]*-?\d+(?:\.\d+)?\s*[=≠<>≤≥]")
MOST_TERMS = 8
LONGEST = 400
TURNED = str.maketrans("<>", "><")
THROUGH = {
    "<<": "<", "<=": "<", "=<": "<", "==": "=", ">>": ">", ">=": ">", "=>": ">", "<>": "<=>", "><": "<=>",
}  # fmt: skip


def without_empty_claims(claim: Claim, findings: list[Finding]) -> list[Finding]:
    """The findings in a claim; all undecided where it is said under a condition that nothing meets."""
    empty = never_met(claim)
    if not empty:
        return findings
    reason = f"nothing meets its condition, {empty}"
    return [
        replace(finding, verdict=Outcome.UNDECIDED, condition="", witness=(), corrected="", diagnosis=reason)
        for finding in findings
    ]


def never_met(claim: Claim) -> str:
    r"""The conditions behind a formula that cannot all hold, as they are written; empty where they can.

    >>> never_met(Claim(r"a_i = b_j \quad \text{if } i = j \text{ and } i \ne j", 1, 1))
    'i = j and i ≠ j'
    >>> never_met(Claim(r"a_i = b_j \quad \text{if } i \ne j", 1, 1))
    ''
    """
    _, _, tail = claim.latex[-LONGEST:].partition("=")
    text = f"{_plain(tail)} {_following(claim)}"
    for start in START.finditer(text):
        said = _conditions(text[start.end() :])
        if said and not _possible([step for part in said for step in _steps(part)]):
            return " and ".join(said)
    return ""


def _plain(latex: str) -> str:
    for pattern, replacement in PLAIN:
        latex = pattern.sub(replacement, latex)
    return latex


def _following(claim: Claim) -> str:
    """What stands right behind the formula in its paragraph, where it begins as a condition does."""
    if not claim.latex.strip():
        return ""
    _, found, rest = claim.prose.partition(claim.latex.strip())
    follows = FOLLOWS.match(rest[:LONGEST]) if found else None
    text = _plain(rest[follows.end() : LONGEST]) if follows else ""
    return "" if OF_NUMBERS.match(text) else f"¦{text}"  # another claim, and no condition


def _conditions(text: str) -> list[str]:
    """The relations that a text begins with, one after the other."""
    said = []
    for part in re.split(r",|;|¦|\band\b|\bund\b", text):
        if not part.strip():
            continue
        if not PART.fullmatch(part.rstrip(" .)")):
            break
        said.append(" ".join(part.rstrip(" .)").split()))
    return said


def _steps(part: str) -> list[tuple[str, str, str]]:
    found = [match[0] for match in STEP.finditer(part)]
    triples = zip(found[::2], found[1::2], found[2::2], strict=False)
    return [(first, RELATIONS[sign], second) for first, sign, second in triples]


def _possible(steps: list[tuple[str, str, str]]) -> bool:
    """True unless relations of pairs, carried on through every third term, leave a pair no relation."""
    terms = list(dict.fromkeys(term for first, _, second in steps for term in (first, second)))
    if len(terms) > MOST_TERMS:
        return True
    known = {pair: set("<=>") for pair in product(terms, repeat=2)}
    for term in terms:
        known[term, term] = {"="}
    for first, second in combinations(filter(_is_number, terms), 2):
        steps = [*steps, (first, _sign(Fraction(first) - Fraction(second)), second)]
    for first, signs, second in steps:
        known[first, second] &= set(signs)
        known[second, first] &= set(signs.translate(TURNED))
    for _ in terms:
        for middle, first, second in product(terms, repeat=3):
            steps_on = product(known[first, middle], known[middle, second])
            known[first, second] &= set("".join(THROUGH[one + other] for one, other in steps_on))
    return all(known.values())


def _is_number(term: str) -> bool:
    return term.lstrip("-")[:1].isdigit()


def _sign(difference: Fraction) -> str:
    return "<" if difference < 0 else ">" if difference > 0 else "="
