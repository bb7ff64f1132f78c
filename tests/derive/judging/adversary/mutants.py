"""Right formulas with one change in their TeX: judged in their document, and held against the numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from derive.judging.file_judge import FileJudge
from derive.reading.notes.sections import claims_in_text

from .more_stories import any_story
from .read_back import ReadBack, letters_of
from .stories import Story
from .trial import Tried, document
from .truth import truth_of, wrong

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z0-9]|\S")
MORE = (*"0123+-=()[]{}^_'ijknmT/*", r"\frac", r"\sum", r"\log", r"\cdot", r"\delta", "^T", "^2", "_i", "_j", "{i}")


def changed(latex: str, chance: Random) -> str:
    """The formula with a token left out, doubled, put elsewhere, or another in its place."""
    tokens = list(TOKEN.finditer(latex))
    one, other = chance.choice(tokens), chance.choice(tokens)
    new = chance.choice((other[0], other[0], chance.choice(MORE)))
    kind = chance.randrange(4)
    if kind == 0:
        return latex[: one.start()] + " " + latex[one.end() :]
    if kind == 1:
        return f"{latex[: one.start()]}{new} {latex[one.start() :]}"
    if kind == 2 and one.end() <= other.start():
        return f"{latex[: one.start()]}{other[0]} {latex[one.end() : other.start()]}{one[0]} {latex[other.end() :]}"
    return f"{latex[: one.start()]}{new} {latex[one.end() :]}"


def judged_mutants(seed: int) -> Iterator[Tried]:
    """The claims of a random document, half of them changed, as far as they are judged and numbers say something."""
    chance = Random(seed)
    story = any_story(chance)
    text = document(story, story.claims)
    found = claims_in_text(text, "markdown")
    claims = [replace(c, latex=changed(c.latex, chance)) if _is_changed(c.column, chance) else c for c in found]
    judge = FileJudge.of(claims, None, None)
    for claim in claims:
        for finding in judge.findings(claim):
            statement = judge.document.statements.get(claim)
            if claim.column != DISPLAYED or statement is None or not 0 < finding.link < len(statement.trees):
                continue
            sides = statement.trees[finding.link - 1 : finding.link + 1]
            parts = [ReadBack(tree, letters_of(story), sizes_of(story)) for tree in sides if tree is not None]
            if len(parts) == 2:
                truth = truth_of(story, (parts[0], parts[1]), seed)
                fault = "" if truth.improper else wrong(story, (parts[0], parts[1]), finding, truth, seed)
                yield Tried(text, claim.latex, truth, finding, fault)


DISPLAYED = 3  # the column of a display, behind its dollars


def _is_changed(column: int, chance: Random) -> bool:
    return column == DISPLAYED and chance.random() < 0.5


def sizes_of(story: Story) -> frozenset[str]:
    """The letters of sizes."""
    return frozenset(story.style.sizes.values())
