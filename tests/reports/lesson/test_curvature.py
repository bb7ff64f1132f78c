"""The chapter on second derivatives: its steps, its numbers against JAX, and what it says of each network."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import jax
import numpy as np
import pytest

from numeric.lowering.program import loss_of
from reports.lesson.blocks import Equation, Paragraph, Picture, Section, StepGroup
from reports.lesson.curvature import curvature
from reports.lesson.document import lesson
from reports.lesson.play.section import playground
from reports.options.options import NetworkOptions
from reports.report import Report
from tests.reports.sample_reports import sample_report

ENTRY = re.compile(r"w_\{(\d)(\d)\}")


def words(section: Section) -> str:
    """What the paragraphs say, formulas as LaTeX."""
    paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
    return " ".join(getattr(p, "text", getattr(p, "latex", "")) for block in paragraphs for p in block.parts)


def hessian_by_jax(report: Report, name: str) -> np.ndarray:
    """The second derivatives of the worked example's loss by one parameter."""
    inputs, loss = dict(report.example.inputs), loss_of(report.sample.network)
    return np.asarray(jax.hessian(lambda value: loss({**inputs, name: value}))(np.asarray(inputs[name], float)))


def test_no_step_of_the_gradient_is_shown_again(standard_report: Report) -> None:
    """∂p/∂z and the like are known; every anchor of the lesson stands once."""
    groups = [block for section in lesson(standard_report) for block in section.blocks if isinstance(block, StepGroup)]
    assert max(Counter(group.anchor for group in groups).values()) == 1
    own = [block.anchor for block in curvature(standard_report).blocks if isinstance(block, StepGroup)]
    assert own == ["d-g-by-p", "d-g-by-z", "d-g-by-w"]


def test_the_entries_of_the_example_are_those_of_jax(standard_report: Report) -> None:
    """One on the diagonal of the classes and one beside it, each with its numbers."""
    hessian = hessian_by_jax(standard_report, "W")
    lines = [b.latex for b in curvature(standard_report).blocks if isinstance(b, Equation) and "approx" in b.latex]
    shown = {}
    for line in lines:
        places = [tuple(int(digit) - 1 for digit in place) for place in ENTRY.findall(line.split(r"\approx")[0])]
        shown[(*places[0], *places[-1])] = float(line.split(r"\approx")[-1].replace("{", "").replace("}", ""))
    assert set(shown) == {(0, 0, 0, 0), (0, 0, 1, 0)}
    assert all(value == pytest.approx(hessian[at], abs=5e-5) for at, value in shown.items())


def test_what_does_not_curve_is_counted(standard_report: Report) -> None:
    """One sample of a softmax: (K − 1) · 1 of K D directions curve."""
    assert "Ten of 12 eigenvalues are 0" in words(curvature(standard_report))
    assert "No eigenvalue is below 0" in words(curvature(standard_report))


def test_with_a_hidden_layer_the_parameters_next_to_the_loss_are_taken(hidden_report: Report) -> None:
    """And it is said that the others are left out; their three second derivatives are each symmetric."""
    section = curvature(hidden_report)
    assert hidden_report.second_order is not None and hidden_report.second_order.parameters == ("W2", "b2")
    assert "which stand next to the loss" in words(section)
    assert words(section).count("with the indices traded the formula is the same") == 3


def test_the_picture_shows_the_parabola_of_slope_and_curvature(standard_report: Report) -> None:
    """Where the weights are those of the example loss and parabola touch, in value, slope and curvature."""
    assert standard_report.second_order is not None and standard_report.second_order.example is not None
    steepest, flattest = standard_report.second_order.example.along
    for along in (steepest, flattest):
        middle, step = len(along.steps) // 2, along.steps[1] - along.steps[0]
        near = slice(middle - 1, middle + 2)
        assert along.loss[middle] == pytest.approx(standard_report.example.loss, abs=1e-12)
        assert along.loss[near] == pytest.approx(along.parabola[near], abs=step**3)
    assert flattest.curvature == flattest.slope == 0 and len(set(np.round(flattest.loss, 12))) == 1
    assert any(isinstance(block, Picture) for block in curvature(standard_report).blocks)


def test_a_loss_without_curvature_has_neither_picture_nor_newton_step() -> None:
    """The hinge loss is straight wherever it has a derivative."""
    report = sample_report(NetworkOptions(loss="hinge"), written_out=False)
    section = curvature(report)
    assert "all of them are 0" in words(section)
    assert not any(isinstance(block, Picture) for block in section.blocks)
    assert playground(report.sample, report.example, report.second_order).curved == ()


def test_where_there_are_none_it_is_said(standard_report: Report) -> None:
    """A formula in it has no form: the chapter is one sentence."""
    assert "has no formula here" in words(curvature(replace(standard_report, second_order=None)))


def test_a_lecture_has_no_steps(standard_report: Report) -> None:
    """The chapter of a lecture is its results."""
    short = replace(standard_report, options=replace(standard_report.options, short=True))
    assert not any(isinstance(block, StepGroup) for block in curvature(short).blocks)
