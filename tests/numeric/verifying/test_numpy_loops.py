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


def test_what_is_changed_in_place_without_a_module_is_not_guessed() -> None:
    """Neither np nor jnp stands there: for NumPy d is r, for JAX it is not."""

    def loss(w: Any, x: Any, y: Any) -> Any:
        return ((x @ w - y) ** 2).sum() / 2

    def gradient(w: Any, x: Any, y: Any) -> Any:
        r = x @ w
        d = r
        d -= y
        return x.T @ (2 * d - r)

    found = verified(loss, gradient, {"w": "D", "x": "N D", "y": "N"})
    assert "other numbers come out for arrays of NumPy than for arrays of JAX" in str(found)
    assert str(found).startswith("w: UNDECIDED")
