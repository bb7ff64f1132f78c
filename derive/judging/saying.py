"""What is said of a link: a proof with its conditions, and a finding with its place."""

from __future__ import annotations

import re
from dataclasses import replace

from ..proof.verdict import Outcome
from ..reading.document.statements.bindings import Statement
from ..reading.expression.printing import ACCENTS, letter, shown
from ..reading.notes.claims import Claim
from ..reading.tex.tokens import Tokens
from .equality.equalities import Equality, of_every_entry, with_names_of_sizes
from .equality.stated_labels import without_what_is_stated
from .equality.told_sizes import at_told_sizes
from .finding import Finding, Judgement
from .guards.in_force import joined
from .links.link import Lowering
from .links.readings import Reading

WITH_ACCENTS = re.compile(rf"\b(?:{'|'.join(ACCENTS)}):[A-Za-z]\w*")
# Where names that nobody wrote say at which sizes and indices two sides differ; the witness has the numbers.
AT_A_POINT = re.compile(r"-?[\d.e+-]+ on the left, -?[\d.e+-]+ on the right, at [^()]*(?=\)|$)")
OWN_NAMES = re.compile(r"\b(?:one|own|unitm?\d):(?=\w)")


def proved_as(judgement: Judgement, equality: Equality, reading: Reading, at: tuple[Lowering, Statement]) -> Judgement:
    """A proof under a reading: its condition, what it assumes, and how the formula was read where authors differ.

    ``at`` is where it stands: what is stated there needs no condition.
    """
    judgement = without_what_is_stated(judgement, equality, at[0].document, at[1], at[0].base)
    if not judgement.verdict.proved:
        return judgement
    judgement = at_told_sizes(judgement, equality, at[0].document, at[1])
    if not judgement.verdict.proved:
        return judgement
    condition = with_names_of_sizes(judgement.condition, equality.network)
    words = joined(reading.said, condition)
    assumed = f"; assuming {', '.join(equality.assumed)}" if equality.assumed else ""
    verdict = Outcome.PROVED_WHEN if words else judgement.verdict
    if equality.missing:
        return Judgement(Outcome.UNDECIDED, equality.missing[0])
    return replace(
        judgement,
        verdict=verdict,
        condition=words,
        diagnosis=with_names_of_sizes(judgement.diagnosis, equality.network) + assumed + reading.note,
    )


def _as_written(claim: Claim, side: Tokens) -> str:
    return claim.latex[side[0].start : side[-1].end] if side else ""


def _as_letters(words: str) -> str:
    """The words with the author's letters: x, not the name that tells the x of one example from that of many."""
    words = AT_A_POINT.sub("the two sides differ", words)
    return WITH_ACCENTS.sub(lambda found: letter(found[0]), OWN_NAMES.sub("", words))


def _relation(statement: Statement, place: int) -> str:
    """The sign between two sides as it stands there: ≡ is read as := and is none."""
    first, second = statement.chain.sides[place : place + 2]
    between = statement.claim.latex[first[-1].end : second[0].start] if first and second else ""
    return "≡" if r"\equiv" in between else statement.chain.relations[place]


def finding_of(statement: Statement, place: int, judgement: Judgement) -> Finding:
    """The judgement of the link behind a place of a chain as a finding, with the two sides as they were read."""
    claim = statement.claim
    pairs = zip(statement.trees, statement.chain.sides, strict=True)
    written = [shown(tree) if tree else _as_written(claim, side) for tree, side in pairs]
    reading = f"{written[place]} {_relation(statement, place)} {written[place + 1]}"
    condition = _as_letters(of_every_entry(judgement.condition))
    return Finding(
        claim.line, claim.column, claim.latex, reading, judgement.verdict, condition,
        judgement.witness, _as_letters(judgement.diagnosis), judgement.corrected, claim.cell, judgement.related,
        place + 1, sure=judgement.sure,
    )  # fmt: skip
