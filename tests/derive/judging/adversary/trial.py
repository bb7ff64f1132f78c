"""A random document, with some of its claims true and some with a slip, judged, and held against the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from derive.judging.file_judge import FileJudge
from derive.judging.finding import Finding
from derive.reading.notes.sections import claims_in_text

from .more_stories import any_story
from .mutation import with_a_slip
from .stories import Claimed, Story, lines_of
from .truth import Truth, truth_of, wrong


@dataclass(frozen=True)
class Tried:
    """A claim of a document, what is true of it, what was found, and what is wrong about that."""

    text: str
    latex: str
    truth: Truth
    finding: Finding
    wrong: str

    @property
    def decided(self) -> bool:
        return self.finding.verdict.proved or self.finding.verdict.value == "REFUTED"

    def __str__(self) -> str:
        found = f"{self.finding.verdict} {self.finding.condition}: {self.finding.diagnosis}"
        return f"{self.wrong or 'open'}: {self.latex}\n  {found}\n  read as {self.finding.reading}\n{self.text}"


def tried(seed: int) -> Iterator[Tried]:
    """The claims of the random document of that seed, of one section or of two that know nothing of each other."""
    chance = Random(seed)
    stories = [any_story(chance) for _ in range(1 + (chance.random() < 0.25))]
    parts = [(story, claims_of(story, chance)) for story in stories]
    text = "\n".join(f"# Part {number}\n\n{document(*part)}" for number, part in enumerate(parts, 1))
    found = claims_in_text(text, "markdown")
    judge = FileJudge.of(found, None, None)
    displays = iter([claim for claim in found if claim.column == 3])
    for story, claims in parts:
        for claim in claims:
            displayed = next(displays)
            truth = truth_of(story, claim, seed)
            for finding in judge.findings(displayed):
                yield Tried(text, displayed.latex, truth, finding, wrong(story, claim, finding, truth, seed))


def claims_of(story: Story, chance: Random) -> list[Claimed]:
    """Half of the true claims of a document, and some of them with a slip."""
    chosen = [claim for claim in story.claims if chance.random() < 0.5] or story.claims[:1]
    slips = [(left, with_a_slip(right, story, chance)) for left, right in chosen if chance.random() < 0.6]
    claims = [*chosen, *((left, right) for left, right in slips if right is not None)]
    chance.shuffle(claims)
    return claims


def document(story: Story, claims: list[Claimed]) -> str:
    """The definitions in a sentence, then the claims, a display each."""
    defined = ", ".join(f"${line}$" for line in lines_of(story))
    displays = (f"$${story.style.tex(left)} = {story.style.tex(right)}$$" for left, right in claims)
    return "\n\n".join([f"Let {defined}. {story.words}", *displays]) + "\n"
