"""Loops over rows become sums; what does not only add up is refused with the line, and never misread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from derive.errors import UsageError
from numeric.verifying.verification import verified

from . import numpy_loops as n

SHAPES = {"W": "D K", "X": "N D", "T": "N K"}


@pytest.mark.parametrize("gradient", n.READ, ids=lambda function: function.__name__)
def test_loops_that_add_up_are_proved(gradient: Callable[..., Any]) -> None:
    """Rows that are set, loops in loops, dictionaries, lists of rows, layers as objects."""
    found = verified(n.loss, gradient, SHAPES, ["W"])
    assert found.proved, str(found)


@pytest.mark.parametrize("gradient", n.REFUSED, ids=lambda function: function.__name__)
def test_what_is_not_read_is_refused_with_its_line(gradient: Callable[..., Any]) -> None:
    """By an error that names the line, or by an honest UNDECIDED; never by a verdict."""
    said = what_is_said(gradient)
    assert n.REFUSED[gradient] in said, said
    assert "numpy_loops.py, line " in said or said.startswith("W: UNDECIDED"), said


def what_is_said(gradient: Callable[..., Any]) -> str:
    """The message of the error, or the verdict."""
    try:
        return str(verified(n.loss, gradient, SHAPES, ["W"]))
    except UsageError as error:
        return error.message
