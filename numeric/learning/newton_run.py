"""What a run of Newton's method is: plain values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from derive.network.short_repr import short_repr

from ..results import Array, DrawnShare
from ..second_order.results import Spectrum


class Ending(StrEnum):
    """How a run of Newton's method ended."""

    MINIMUM = "minimum"
    NO_MINIMUM = "no minimum"
    LIMIT = "limit"


WORDS = {
    Ending.MINIMUM: "the gradient is 0 up to rounding, and the last step was nothing beside the weights",
    Ending.NO_MINIMUM: "the gradient goes to 0 while the weights go on without end: the loss has no minimum, as where "
    "classes can be separated; a penalty (--l2) gives it one",
    Ending.LIMIT: "the largest number of iterations was done",
}


@dataclass(frozen=True, slots=True)
class NewtonStep:
    """The loss and the length of its gradient before a step, and the step: its length, and the share t that was gone.

    ``decrement`` is gᵀp, twice what the parabola through the point promises; ``negative`` is the number of directions
    in which the loss curves down.
    """

    loss: float
    gradient: float
    decrement: float
    step: float
    share: float
    negative: int


@dataclass(frozen=True, slots=True, eq=False)
class NewtonRun:
    """Newton's method from one start, and gradient descent from the same.

    ``steps`` has a line for each iteration and one for the end, whose step was not gone. ``flat`` is the number of
    directions that were left out. ``spectrum`` is that of the Hessian at the end, on the rest of the space.
    ``descent`` and ``descent_gradient`` are loss and length of the gradient at each epoch of gradient descent, from the
    start on. ``share`` says which of all rows both took, where they took some.

    >>> import numpy as np
    >>> from derive.network.building import classifier
    >>> from .newton import newton
    >>> data = {"x": np.array([[1.0], [1.0], [-1.0]]), "y": np.eye(2)[[0, 1, 1]]}
    >>> run = newton(classifier(), {"W": np.zeros((2, 1))}, data, epochs=10)
    >>> run.ending, run.flat, run.iterations < 10, run.steps[-1].gradient < 1e-9
    (<Ending.MINIMUM: 'minimum'>, 1, True, True)
    """

    steps: tuple[NewtonStep, ...]
    parameters: dict[str, Array]
    ending: Ending
    flat: int
    spectrum: Spectrum
    learning_rate: float
    descent: tuple[float, ...]
    descent_gradient: tuple[float, ...]
    share: DrawnShare | None = None

    __repr__ = short_repr

    @property
    def iterations(self) -> int:
        """How many steps were gone."""
        return len(self.steps) - 1

    @property
    def words(self) -> str:
        """How it ended, in a sentence."""
        return WORDS[self.ending]

    @property
    def condition(self) -> float | None:
        """The condition number of the Hessian at the end, where the loss is not flat by proof."""
        return self.spectrum.condition

    @property
    def orders(self) -> tuple[float, ...]:
        """log of each gradient's length over that of the one before, below 1: 2 is quadratic convergence."""
        sizes = [step.gradient for step in self.steps]
        return tuple(math.log(b) / math.log(a) for a, b in pairwise(sizes) if 0 < b < a < 1)
