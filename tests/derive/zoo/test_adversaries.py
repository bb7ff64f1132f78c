"""Against the provers: wrong formulas of every network of the zoo, and networks that nobody has chosen.

``BACKPROOF_ZOO=n`` tries n times as many; continuous integration does.
"""

from __future__ import annotations

from os import environ
from random import Random

import pytest

from derive.gradient.derivation import Formula
from derive.proof.every_size import holds_for_every_size
from derive.proof.small_sizes import exact_check
from derive.proof.verdict import Outcome

from . import stages
from .catalogue import FORMULAS, name_of
from .mutations import mutations
from .network_text import Entry
from .open_work import OPEN
from .random_networks import random_entry

TIMES = int(environ.get("BACKPROOF_ZOO", "1"))
READABLE = [
    pytest.param(entry, text, id=name_of(entry, text))
    for entry, text in FORMULAS
    if name_of(entry, text)
    not in OPEN["derived"] | OPEN["has_the_numbers_of_the_definitions"] | OPEN["exact_at_small_sizes"]
]


@pytest.mark.parametrize(("entry", "text"), READABLE)
def test_a_changed_formula_is_proved_only_if_its_numbers_are_right(entry: Entry, text: str) -> None:
    """A dropped factor, a sign, a size, a transposed weight, a wrong slope: whether the change is wrong is told by
    numbers that know nothing of the provers. A wrong one is never proved, a right one never refuted."""
    derivation = stages.derived(entry, text)
    network, formula = derivation.network, derivation.formula
    found = [m for m in mutations(formula.value, network) if m[1] != formula.value]
    random = Random(f"{name_of(entry, text)}")
    for name, value in random.sample(found, min(len(found), TIMES)):
        verdict = exact_check(network, formula.left, value, conditions=network.conditions)
        every_size = holds_for_every_size(network, formula.left, value, network.conditions, thorough=False)
        right = _has_right_numbers(entry, Formula(formula.left, value, formula.indices, network=network))
        exactly = "10³⁰" in name or "2 and 3" in name  # the numbers cannot tell these
        if right is False or exactly:
            assert not every_size, (name, value)
        if right is False or "10³⁰" in name:
            assert verdict.outcome in (Outcome.REFUTED, Outcome.UNDECIDED), (name, value, str(verdict))
        elif right and not exactly:
            assert verdict.outcome is not Outcome.REFUTED, (name, value, str(verdict))


def _has_right_numbers(entry: Entry, formula: Formula) -> bool | None:
    """Whether a formula has the slopes of the definitions at two points; None where its text is not read."""
    try:
        pairs = [pair for seed in (3, 4) for pair in entry.differences(str(formula), seed)]
    except (AssertionError, KeyError, ArithmeticError, ValueError):
        return None
    return all(abs(said - slope) <= stages.CLOSE * (1 + abs(slope)) for said, slope in pairs)


@pytest.mark.parametrize("seed", range(5 * TIMES))
def test_a_random_network_is_derived(seed: int) -> None:
    """Layers, activations, skips, gates, shared weights and losses in any order, with respect to every parameter."""
    entry = random_entry(seed)
    for text in entry.expected:
        stages.steps_hold_for_every_size(entry, text)
        stages.has_the_numbers_of_the_definitions(entry, text)
        stages.reads_back(entry, text)
