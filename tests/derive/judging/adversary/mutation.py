"""A formula with one slip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from .stories import Story
from .written import (
    Applied,
    Delta,
    Each,
    Letter,
    Number,
    Over,
    Part,
    Plus,
    Raised,
    Slope,
    Sum,
    Times,
    Turned,
    walk,
    with_child,
)  # fmt: skip


def with_a_slip(part: Part, story: Story, chance: Random) -> Part | None:
    """The part with one of its parts changed; None where nothing was found."""
    found = [with_child(part, node, new) for node in walk(part) for new in _slips(node, story)]
    changed = [new for new in found if new != part]
    return chance.choice(changed) if changed else None


def _slips(node: Part, story: Story) -> Iterator[Part]:
    if isinstance(node, Plus):
        for place, (sign, term) in enumerate(node.terms):
            rest = node.terms[:place] + node.terms[place + 1 :]
            yield replace(node, terms=(*node.terms[:place], (-sign, term), *node.terms[place + 1 :]))
            if rest:
                yield Plus(rest)
    if isinstance(node, (Times, Each)):
        for place in range(len(node.factors)):
            rest = node.factors[:place] + node.factors[place + 1 :]
            if rest:
                yield type(node)(rest) if len(rest) > 1 else rest[0]
        yield type(node)((*node.factors, node.factors[0])) if not isinstance(node.factors[0], Number) else node
    if isinstance(node, Times):
        yield Times((Number(2), *node.factors))
        yield Times(tuple(reversed(node.factors)))
    if isinstance(node, Turned):
        yield node.part
    if isinstance(node, Letter):
        yield from _letters(node, story)
    if isinstance(node, Raised):
        yield node.base
        yield replace(node, power=node.power + 1)
    if isinstance(node, Over):
        yield node.top
        yield Over(node.bottom, node.top)
    if isinstance(node, Sum):
        yield node.body
    if isinstance(node, Delta):
        yield Number(1)
        yield Number(0)
    if isinstance(node, Applied):
        others = {"sigmoid": "tanh", "tanh": "sigmoid", "sin": "cos", "cos": "sin", "log": "exp", "exp": "log"}
        yield node.inside
        if node.function in others:
            yield replace(node, function=others[node.function])
    if isinstance(node, Number) and node.bottom == 1:
        yield Number(node.top + 1)
        yield Number(-node.top)


def _letters(node: Letter, story: Story) -> Iterator[Part]:
    axes = {**story.axes, **{d.name: d.axes for d in story.definitions}}
    for name, others in axes.items():
        if name != node.name and len(others) == len(axes[node.name]):
            yield replace(node, name=name)
    if len(node.indices) > 1:
        yield replace(node, indices=tuple(reversed(node.indices)))
    for index in "ijkmcn":
        for place in range(len(node.indices)):
            yield replace(node, indices=(*node.indices[:place], index, *node.indices[place + 1 :]))
    if not node.indices and len(axes[node.name]) == 2:
        yield Turned(node)


def slopes_in(part: Part) -> bool:
    """True where a derivative stands in it."""
    return any(isinstance(node, Slope) for node in walk(part))
