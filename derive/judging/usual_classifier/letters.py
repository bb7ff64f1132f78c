"""What letters mean in one text, learnt from the formulas that define them: z = Wx, p = softmax(z), a loss.

Learnt before anything is judged, so that a definition also holds for the lines above it. A letter that
one line defines as the logits and another as the labels has no meaning of its own: both lines are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from ...reading.formula import Glossary, RejectedFormula
from ...reading.formula.glossary import USUAL, Meaning
from ...reading.formula.syntax import parse
from ...reading.notes.claims import Claim
from ..finding import Place
from .definitions import LINEAR, TRANSPOSED, roles_told

LONGEST_DEFINITION = 300
MOST_DEFINITIONS = 200
DEFINES = re.compile(r"^[^=]{1,60}(?:=|\\coloneqq|\\triangleq)")
TYPICAL = {
    "logits": "z", "probabilities": "p", "labels": "y", "weights": "W", "bias": "b", "hidden": "h", "loss": "L",
    "pre-activations": "u", "number": "lambda",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """A line that says what a letter is."""

    letter: str
    role: str
    place: Place


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two lines that give one letter different meanings."""

    first: Evidence
    second: Evidence

    @property
    def places(self) -> tuple[Place, Place]:
        """Where the two lines are."""
        return self.first.place, self.second.place

    def __str__(self) -> str:
        letter, one, other = self.first.letter, self.first, self.second
        return (
            f"{letter} stands for the {one.role} in {one.place} and for the {other.role} in {other.place}: "
            f"declare what {letter} means, or use two letters"
        )


@dataclass(frozen=True)
class Letters:
    """What the definitions in a text say: the glossary with it, and the letters that have two meanings."""

    glossary: Glossary
    conflicts: dict[str, Conflict] = field(default_factory=dict)


def learnt(claims: Iterable[Claim], glossary: Glossary) -> Letters:
    r"""Learn what letters mean from the claims of a text; what the author declares is never overruled.

    >>> claims = [Claim(r"q = \mathrm{softmax}(v)", 1, 1), Claim("v = W x", 2, 1)]
    >>> {letter: meaning.role for letter, meaning in learnt(claims, Glossary()).glossary.letters.items()}
    {'q': 'probabilities', 'v': 'logits'}
    """
    letters, conflicts = dict(glossary.letters), dict[str, Conflict]()
    for letter, said in _settled(list(_evidence(claims, glossary))).items():
        if letter in glossary.letters:
            continue
        role = said[0].role
        other = next((e for e in said if e.role != role), None)
        if other is not None:
            first, second = sorted((said[0], other), key=lambda e: e.place)
            conflicts[letter] = Conflict(first, second)
        elif role == TRANSPOSED:
            usual = USUAL[TYPICAL["weights"]]
            for name in {letter, letter.swapcase()} if letter in "wW" else {letter}:
                letters[name] = Meaning(name, "weights", usual.axes[::-1])
        elif glossary[letter].role != role or letter == "a":  # a is usual for logits and for activations
            usual = USUAL[TYPICAL[role]]
            letters[letter] = Meaning(letter, role, usual.axes, usual.batched)
    return Letters(replace(glossary, letters=letters), conflicts)


def _evidence(claims: Iterable[Claim], glossary: Glossary) -> Iterator[Evidence]:
    tried = 0
    for claim in claims:
        if len(claim.latex) > LONGEST_DEFINITION or not DEFINES.match(claim.latex):
            continue
        tried += 1
        if tried > MOST_DEFINITIONS:
            return
        try:
            chain, _ = parse(claim.latex)
        except RejectedFormula:
            continue
        for letter, role in roles_told(chain, glossary):
            if letter == "w" and role in ("weights", TRANSPOSED):
                letter = "W"  # one matrix
            yield Evidence(letter, role, Place(claim.cell, claim.line))


def _settled(found: list[Evidence]) -> dict[str, list[Evidence]]:
    """What is said of each letter; W x + b are the logits where they, or nothing else, go into the softmax."""
    logits = {e.letter for e in found if e.role == "logits"}
    linear = {e.letter for e in found if e.role == LINEAR}
    if not logits and len(linear) == 1:
        logits = linear
    told: dict[str, list[Evidence]] = {}
    for evidence in found:
        if evidence.role != LINEAR:
            told.setdefault(evidence.letter, []).append(evidence)
        elif evidence.letter in logits or (evidence.letter in told and len(linear) == 1):
            told.setdefault(evidence.letter, []).append(replace(evidence, role="logits"))
    return told
