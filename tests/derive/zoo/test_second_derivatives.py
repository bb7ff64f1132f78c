"""Second derivatives of the zoo: proved step by step, equal to differences of slopes without any of ``derive``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest

from derive.gradient.second_order import SecondDerivation

from .author_text import AuthorText, tokens
from .catalogue import ENTRIES
from .network_text import Entry

STEP = 1e-5
CLOSE = 1e-6  # a central difference of exact slopes: the square of the step, and rounding over the step
PLACES = 6
SCALAR = [entry for entry in ENTRIES if not entry.network.output.axes]
PAIRS = [
    pytest.param(entry, first, second, id=f"{entry.title}: {first}, {second}")
    for entry in SCALAR
    for place, first in enumerate(entry.network.parameters)
    for second in entry.network.parameters[place:]
]
# Their text has indices such as i_1, which the reader of one-letter subscripts does not know.
LONG_INDICES = ("i_1",)


def places(entry: Entry, name: str) -> Iterator[tuple[int, ...]]:
    """Every place of a tensor."""
    return product(*(range(1, entry.numbers[size] + 1) for size in entry.axes_of(name)))


def said(entry: Entry, found: SecondDerivation, at: tuple[int, ...], seed: int) -> float:
    """The number of the printed right side at these indices."""
    names = [index.name for index in found.formula.indices]
    text = found.formula.text.split(" = ", 1)[1]
    numbers = dict(zip(names, at, strict=True))
    return AuthorText(tokens(text), entry.forward(seed), entry.numbers, entry.ranges, at=numbers).value()


def difference(entry: Entry, wrt: tuple[str, tuple[int, ...]], second: tuple[str, tuple[int, ...]], seed: int) -> float:
    """How the exact slope with respect to one entry changes with another, by a central difference."""
    loss = entry.network.output.name
    up, down = (entry.forward(seed, wrt, (*second, by))[loss][()].slope for by in (STEP, -STEP))
    return (up - down) / (2 * STEP)


@pytest.mark.parametrize(("entry", "first", "second"), PAIRS)
def test_the_second_derivative_is_proved_and_has_the_numbers_of_the_definitions(
    entry: Entry, first: object, second: object
) -> None:
    """Every step for every size, symmetric, and at some entries equal to the difference of the definitions' slopes."""
    names = (str(first.name), str(second.name))  # type: ignore[attr-defined]
    found = entry.network.hessian(*names)
    assert all(step.check.proved and "every size" in step.check.method for step in found.steps)
    if any(index.name in LONG_INDICES for index in found.formula.indices) or "i_" in found.formula.text:
        return
    every = list(product(places(entry, names[0]), places(entry, names[1])))
    for one, other in Random(f"{entry.title} {names}").sample(every, min(PLACES, len(every))):
        slope = difference(entry, (names[0], one), (names[1], other), 0)
        assert abs(said(entry, found, (*one, *other), 0) - slope) <= CLOSE * (1 + abs(slope))


@pytest.mark.parametrize("entry", SCALAR, ids=[entry.title for entry in SCALAR])
def test_every_relative_is_proved_or_says_why_not(entry: Entry) -> None:
    """Each step, each claim, each weight that is not negative; and a reason in words where there is no formula."""
    if entry.title.startswith("three layers"):
        pytest.skip("minutes: six sums inside each other")
    family = entry.network.second_order(entry.network.parameters[0].name)
    for relative in family:
        assert relative.offered == (relative.formula is not None)
        assert all(step.check.proved for step in relative.steps), relative
        assert all(claim.verdict.proved for claim in relative.claims), relative
        assert relative.offered or len(relative.reason) > 20
