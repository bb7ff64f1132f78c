"""Full-batch gradient descent in compiled chunks of epochs: one program for every step size and every part of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import jax
import numpy as np

from ..model.models import Arrays, Gradients, Parameters
from ..results import Array

# Progress is told about this often; in between, a run does not leave the compiled loop.
REPORTS = 20

Curves = tuple[jax.Array, ...]
# Parameters, data and slopes before a step → the loss, and whatever else is recorded there.
Recorded = Callable[[Parameters, Arrays, Parameters], Curves]


def chunk_length(epochs: int) -> int:
    """The largest divisor of ``epochs`` that leaves at least ``REPORTS`` chunks, so that one compilation does.

    >>> chunk_length(200), chunk_length(7), chunk_length(1)
    (10, 1, 1)
    """
    return next(length for length in range(max(1, epochs // REPORTS), 0, -1) if epochs % length == 0)


class Descent:
    """θ ← θ − α ∂E/∂θ from one start, over all rows in each step.

    >>> from ..precision import dtype_named
    >>> square = Descent({"w": np.ones(())}, {}, 4, lambda p, _: {"w": 2 * p["w"]}, lambda p, _, slopes: (p["w"] ** 2,))
    >>> parameters, (losses,) = square.run(0.25)
    >>> float(parameters["w"]), losses.tolist(), square.losses(0.25, 2).tolist()
    (0.0625, [1.0, 0.25, 0.0625, 0.015625, 0.00390625], [1.0, 0.25])
    """

    def __init__(
        self, start: Parameters, arrays: Arrays, epochs: int, gradients: Gradients, recorded: Recorded
    ) -> None:
        self.start, self.arrays, self.epochs = start, arrays, epochs
        length = chunk_length(epochs)

        @jax.jit
        def chunk(parameters: Parameters, arrays: Arrays, rate: jax.Array) -> tuple[Parameters, Curves]:
            def step(here: Parameters, _: None) -> tuple[Parameters, Curves]:
                slopes = gradients(here, arrays)
                after = {name: here[name] - rate * slopes[name] for name in here}
                return after, recorded(here, arrays, slopes)

            return jax.lax.scan(step, parameters, length=length)

        self._chunk = chunk

    def _walk(self, rate: float) -> Iterator[tuple[Parameters, tuple[Array, ...]]]:
        """The parameters after each chunk of epochs, and what was recorded before each of its steps; without end."""
        here = self.start
        step_size = next(iter(here.values())).dtype.type(rate)
        while True:
            with jax.default_matmul_precision("highest"):
                here, curves = self._chunk(here, self.arrays, step_size)
            yield here, jax.device_get(curves)

    def losses(self, rate: float, count: int) -> Array:
        """The loss before each of the first so many steps."""
        found = list[Array]()
        for _, curves in self._walk(rate):
            found.append(curves[0])
            if sum(map(len, found)) >= count:
                break
        return np.concatenate(found)[:count]

    def run(
        self, rate: float, progress: Callable[[int], None] = lambda done: None
    ) -> tuple[Parameters, tuple[Array, ...]]:
        """The parameters at the end, and the curves: ``epochs`` + 1 points, the first before any step.

        ``progress`` is called with the epochs that are done.
        """
        parameters, curves, done, walk = self.start, list[tuple[Array, ...]](), 0, self._walk(rate)
        while done < self.epochs:
            progress(done)
            parameters, part = next(walk)
            curves.append(part)
            done += len(part[0])
        # One step more is taken only for what is recorded before it.
        curves.append(tuple(values[:1] for values in next(walk)[1]))
        progress(done)
        return jax.device_get(parameters), tuple(np.concatenate(parts) for parts in zip(*curves, strict=True))
