"""An adversary for the check of a step: right steps changed in one place, wrong in certified numbers, never proved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

import pytest
import sympy as sp

from derive.algebra.narrowing import narrowed
from derive.gradient.backward import derive_gradient
from derive.gradient.checking import StepChecker
from derive.gradient.derivation import Derivation, Step
from derive.network.building import classifier
from derive.network.definitions import Network
from derive.network.partial import Partial
from derive.proof.spot_check import contradiction
from tests.derive.gradient.test_direct_and_total import deviations, skip_connection

SEED = 20
CHANGES = int(os.environ.get("BACKPROOF_WRONG_STEPS", "2"))
NETWORKS = [
    (classifier(), "W", None),
    (classifier(), "z", "L"),
    (classifier(log_base="2", bias=True), "b", None),
    (classifier(hidden=("tanh",)), "W1", None),
    (skip_connection(), "W", None),
    (skip_connection(), "x", "r"),
    (deviations(), "x", None),
]


def nodes(expression: sp.Expr) -> list[sp.Expr]:
    """Every part of the formula that may be changed: not the indices of an element, not the limits of a sum."""
    inside = [] if isinstance(expression, (sp.Indexed, sp.KroneckerDelta)) else expression.args
    if isinstance(expression, sp.Sum):
        inside = (expression.function,)
    return [expression, *(node for part in inside if isinstance(part, sp.Expr) for node in nodes(part))]


def changed(expression: sp.Expr, random: Random, network: Network) -> Iterator[sp.Expr]:
    """The formula with one of its parts changed: doubled, negated, left out, raised, an index of it exchanged."""
    parts = nodes(expression)
    while True:
        part = random.choice(parts)
        kind = random.choice(("double", "negate", "leave out", "raise", "size", "index"))
        new = {
            "double": 2 * part,
            "negate": -part,
            "leave out": sp.S.One,
            "raise": part**2,
            "size": part * random.choice(sorted({s for a in network.axes for s in a.size_symbols}, key=str)),
            "index": part,
        }[kind]
        if kind == "index" and isinstance(part, (sp.Indexed, sp.KroneckerDelta)):
            places = part.indices if isinstance(part, sp.Indexed) else part.args[:2]
            old = random.choice(places)
            others = sorted({i for element in expression.atoms(sp.Indexed) for i in element.indices} - {old}, key=str)
            if old.is_Symbol and others:
                new = part.xreplace({old: random.choice(others)})
        if new != part:
            yield expression.xreplace({part: new})


def wrong_steps(derivation: Derivation, random: Random) -> Iterator[tuple[Step, sp.Expr]]:
    """Each step with a right side that certainly is not the left one, some for each step."""
    for step in derivation.steps:
        found, candidates = 0, changed(step.after, random, derivation.network)
        for _ in range(4 * CHANGES):
            wrong = next(candidates)
            if found < CHANGES and contradiction(derivation.network, step.before, wrong):
                found += 1
                yield step, wrong


@pytest.mark.parametrize(("network", "wrt", "of"), NETWORKS)
def test_a_wrong_step_is_never_proved(network: Network, wrt: str, of: str | None) -> None:
    """Whatever is changed in it, with everything known that the steps before established."""
    derivation = derive_gradient(network, wrt, of)
    checker = StepChecker(network)
    for step in derivation.steps:
        checker.establish(step.left, step.after)
    tried = 0
    for step, wrong in wrong_steps(derivation, Random(SEED)):
        tried += 1
        assert not checker.check(step.before, wrong, (), step.left).proved, (step.rule.name, step.left, wrong)
    assert tried > len(derivation.steps)


def test_a_total_derivative_is_not_read_where_definitions_are_set_aside() -> None:
    """∂E/∂r within what is known of ∂E/∂q: no symbol stands for it, and it must not be taken for 0."""
    network = skip_connection()
    E, q, r = (network.tensor(name) for name in "Eqr")
    checker = StepChecker(network)
    inner = Partial(E.at(), r.at(*r.indices))
    checker.establish(Partial(E.at(), q.at(*q.indices)), inner)
    assert not checker.check(2 * Partial(E.at(), q.at(*q.indices)), sp.S.Zero).proved


def test_what_stands_in_the_name_of_a_derivative_is_no_value() -> None:
    """a = b says nothing of ∂E/∂a and ∂E/∂b: narrowing stops at names."""
    network = skip_connection()
    r, s = (network.tensor(name).at(*network.tensor(name).indices) for name in "rs")
    E = network.output.at()
    assert narrowed(2 * Partial(E, r), 2 * Partial(E, s)) == (Partial(E, r), Partial(E, s))
    assert narrowed(sp.exp(r) * s, sp.exp(s) * s) == (r, s)
