"""Steps with numbers: each line says the same number on both sides, the one that the worked example has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from derive.gradient.derivation import Step
from reports.lesson.backward import MAXIMUM_LINES_WITH_NUMBERS, backward
from reports.lesson.blocks import Inline, Math, StepGroup
from reports.lesson.pictures.drawing import State, numbers_of
from reports.lesson.step_numbers import MAXIMUM_LENGTH, StepNumbers
from reports.report import Report


def text_of(line: tuple[Inline, ...]) -> str:
    """The words and the LaTeX of a line of text."""
    return "".join(part.latex if isinstance(part, Math) else part.text for part in line)


def steps_of(report: Report) -> list[Step]:
    """Every step once."""
    return list(dict.fromkeys(step for d in report.derivations.values() for step in d.steps))


@pytest.mark.parametrize("name", ["standard", "hidden"])
def test_before_and_after_are_the_same_number(name: str, request: pytest.FixtureRequest) -> None:
    """With the worked example's values each step turns a number into itself."""
    report: Report = request.getfixturevalue(f"{name}_report")
    numbers = StepNumbers(report)
    for step in steps_of(report):
        before, after = numbers.sides(step)
        assert np.isclose(before, after, rtol=1e-12, atol=1e-15), str(step)


@pytest.mark.parametrize("name", ["standard", "hidden"])
def test_the_last_number_is_the_gradient(name: str, request: pytest.FixtureRequest) -> None:
    """Of one sample: the worked example's first entry."""
    report: Report = request.getfixturevalue(f"{name}_report")
    numbers = StepNumbers(report)
    for tensor in report.network.parameters:
        last = report.derivations[tensor.name].steps[-1]
        wanted = np.ravel(report.example.gradient[tensor.name])[0]
        assert np.isclose(numbers.sides(last)[1], wanted, rtol=1e-12)


def test_the_drawing_and_the_steps_measure_alike(standard_report: Report) -> None:
    """∂L/∂z₁ is one number on the whole page, −0.5206: the example's logarithm is that of the derivation."""
    numbers = StepNumbers(standard_report)
    step = next(s for s in steps_of(standard_report) if str(s.left) == "Partial(E, z[n, k])" and not s.conditions)
    drawn = numbers_of(standard_report, State.BACKWARD)(standard_report.sample.network.tensor("z"), (1,))
    assert drawn is not None
    assert drawn == pytest.approx(-0.5205567, abs=1e-7)
    assert numbers.sides(step)[1] == pytest.approx(drawn, rel=1e-12)


def test_the_line_is_the_one_that_a_reader_would_write(standard_report: Report) -> None:
    """Values in place of letters, rounded ones marked as such."""
    numbers = StepNumbers(standard_report)
    lines = {(str(step.rule), str(step.left)): numbers.line(step) for step in steps_of(standard_report)}
    chain = lines["chain-rule", "Partial(E, W[k, d])"]
    assert chain == r"\frac{\partial E}{\partial w_{11}} \approx (-0.5206)(0.81) \approx -0.4217"
    exact = lines["collapse-deltas", "Partial(z[n, k], W[k, d])"]
    assert exact == r"\frac{\partial z_{11}}{\partial w_{11}} = 0.81"


def test_every_main_step_has_its_line(standard_report: Report, hidden_report: Report) -> None:
    """And no line stands twice below each other; a long derivation has lines for its main steps only."""
    for report in (standard_report, hidden_report):
        groups = [block for block in backward(report).blocks if isinstance(block, StepGroup)]
        steps = [step for group in groups for step in group.steps]
        assert all(step.numbers for step in steps if step.main)
        assert all(len(step.numbers) <= MAXIMUM_LENGTH for step in steps)
        few = len(steps_of(report)) <= MAXIMUM_LINES_WITH_NUMBERS
        assert any(step.numbers for step in steps if not step.main) == few


def test_the_line_opens_on_request(opened: Callable[..., Any]) -> None:
    """Closed at first, one fold under its own step; its formula is drawn."""
    browser = opened()
    fold = browser.find_element("css selector", ".bp-step .bp-numbers")
    formula = fold.find_element("css selector", "math")
    assert not formula.is_displayed()
    fold.find_element("css selector", "summary").click()
    assert formula.is_displayed() and formula.size["height"] > 10
