"""Steps with numbers: each line says the same number on both sides, the one that the worked example has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from derive.gradient.derivation import Step
from reports.lesson.backward import MAXIMUM_LINES_WITH_NUMBERS, backward, numbers_below
from reports.lesson.blocks import Inline, Math, StepGroup
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
    """Of one sample, to the logarithm of the loss: the worked example's first entry, in its own base."""
    report: Report = request.getfixturevalue(f"{name}_report")
    numbers = StepNumbers(report)
    base = {"e": np.e, "2": 2.0, "10": 10.0}
    change = np.log(base[report.options.example_log_base]) / np.log(base[report.options.log_base])
    for tensor in report.network.parameters:
        last = report.derivations[tensor.name].steps[-1]
        wanted = np.ravel(report.example.gradient[tensor.name])[0] * change
        assert np.isclose(numbers.sides(last)[1], wanted, rtol=1e-12)


def test_the_base_of_the_numbers_is_said_once(standard_report: Report, base_two_report: Report) -> None:
    """That of the derivation: the worked example's derivatives of the loss are so many times as large."""
    numbers, example = StepNumbers(standard_report), standard_report.example.gradient["W"][0][0]
    step = standard_report.derivations["W"].steps[-1]
    said = text_of(numbers_below(standard_report))
    assert r"is \ln, as in the derivation;" in said and r"measures its loss with \log_{2}" in said
    ratio = float(said.rpartition("approx ")[2].split()[0])
    assert np.isclose(example / numbers.sides(step)[1], ratio, rtol=1e-4)
    same = text_of(numbers_below(base_two_report))
    assert r"is \log_{2}, as in the derivation and in the worked example itself." in same


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
