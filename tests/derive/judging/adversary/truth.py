"""What is true of a claim, by numbers at random points; and what a verdict says against it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from derive.judging.finding import Finding

from .read_back import ReadBack
from .stories import Claimed, Story
from .written import Delta, Improper, Letter, Part, Sum, World, children

LABELS = ("any", "sum", "hot")
INDICES = ("all", "equal", "apart")
WORLDS = 4
NEAR = 1e-6


@dataclass(frozen=True)
class Truth:
    """Under what a claim holds: for labels of ``any`` sum, that ``sum`` to one, one ``hot``; of which indices."""

    holds: frozenset[tuple[str, str]]
    improper: bool = False

    def under(self, labels: str = "any", indices: str = "all") -> bool:
        return (labels, indices) in self.holds


def free_indices(part: Part, story: Story, bound: frozenset[str] = frozenset()) -> dict[str, str]:
    """The indices that run freely in a part, each with its axis; empty where only a δ has it."""
    if isinstance(part, Sum):
        return free_indices(part.body, story, bound | {part.index})
    own: dict[str, str] = {}
    if isinstance(part, Letter):
        own = dict(zip(part.indices, story.axes_of(part.name), strict=False))
    if isinstance(part, Delta):
        own = {part.first: "", part.second: ""}
    found = {index: axis for index, axis in own.items() if index not in bound}
    if isinstance(part, ReadBack):
        for index, axis in part.free(story.axes_of):
            found = _together(found, {index: axis})
        return found
    for child in children(part):
        found = _together(found, free_indices(child, story, bound))
    return found


def _together(one: dict[str, str], other: dict[str, str]) -> dict[str, str]:
    """The indices of both.

    Raises:
        Improper: an index runs over two axes.
    """
    if any(axis and one.get(index) and one[index] != axis for index, axis in other.items()):
        raise Improper("an index of two axes")
    return {index: one.get(index) or other.get(index) or "" for index in (*one, *other)}


def truth_of(story: Story, claim: Claimed, seed: int, sizes: dict[str, int] | None = None) -> Truth:
    """Where both sides agree, at random worlds of each kind."""
    left, right = claim
    try:
        free = _together(free_indices(left, story), free_indices(right, story))
        if "" in free.values():
            raise Improper("an index of no axis")
        holds: set[tuple[str, str]] = set()
        for labels in LABELS:
            chance = np.random.default_rng(seed)
            agreeing = set(INDICES)
            for _ in range(WORLDS):
                agreeing &= _agreeing(left, right, story.world(chance, labels, sizes), free) if agreeing else set()
            holds |= {(labels, indices) for indices in agreeing}
            if ("any", "all") in holds:
                return Truth(frozenset((one, other) for one in LABELS for other in INDICES))
        return Truth(frozenset(holds))
    except Improper:
        return Truth(frozenset(), improper=True)


def _agreeing(left: Part, right: Part, world: World, free: dict[str, str]) -> set[str]:
    """Of which indices the sides agree in a world: of all, of equal ones, of different ones."""
    letters = sorted(free)
    twins = [(a, b) for a in letters for b in letters if a < b and free[a] == free[b]]
    agreeing = set(INDICES)
    for place in np.ndindex(*(world.sizes[free[letter]] for letter in letters)):
        at = dict(zip(letters, place, strict=True))
        equal = [at[a] == at[b] for a, b in twins]
        kinds = {"all"} | ({"equal"} if all(equal) else set()) | ({"apart"} if not any(equal) else set())
        if not agreeing & kinds:
            continue
        one, other = left.value(world, at), right.value(world, at)
        if np.shape(one) != np.shape(other):
            raise Improper("sides of different shapes")
        if not np.allclose(one, other, rtol=NEAR, atol=NEAR):
            agreeing -= kinds
    return agreeing


def wrong(story: Story, claim: Claimed, finding: Finding, truth: Truth, seed: int) -> str:
    """What is wrong about a verdict; empty where nothing is."""
    verdict, condition = finding.verdict.value, finding.condition
    if verdict == "PROVED" and not truth.under():
        return "PROVED, and it is false"
    if verdict == "PROVED WHEN":
        sizes = {name: int(number) for name, number in re.findall(r"\b([DHKN]) ?= ?(\d)", condition)}
        if sizes:
            truth = truth_of(story, claim, seed, sizes)
        labels = "hot" if "one-hot" in condition else "sum" if "one" in condition else "any"
        indices = "apart" if "≠" in condition else "equal" if re.search(r"\b([a-z]) = [a-z]\b", condition) else "all"
        if not truth.under(labels, indices):
            return f"PROVED WHEN {condition}, and it is false then"
    if verdict == "REFUTED" and any(truth.under(labels) for labels in ("any", "sum", "hot")):
        return "REFUTED, and it is true"
    if verdict == "REFUTED" and truth.under("any", "apart"):
        return "REFUTED, and it is true of different indices"
    return ""
