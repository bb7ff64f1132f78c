"""Newton's method beside gradient descent: the derived Hessian says how far to go, and where it is no use going.

θ ← θ − t p with H p = g on the complement of the directions in which the loss is flat (proved, not guessed); t is
halved until the loss falls. Where H has negative eigenvalues their absolute values are taken, so that p leads downhill.

Source: Nocedal, Wright, "Numerical Optimization", 2nd edition, 2006, sections 3.1 and 3.3.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from functools import partial

import jax.numpy as jnp
import numpy as np

from derive.errors import InputError, UsageError
from derive.gradient.accurate import accurate_formula
from derive.gradient.backward import derive_gradients
from derive.gradient.derivation import Derivation
from derive.network.definitions import Network

from ..compare.comparison import gradients_of
from ..lowering.by_numpy import values_at
from ..lowering.program import LoweredProgram, lower_forward, lower_gradients
from ..model.plain import plain_model
from ..precision import unit_roundoff
from ..results import Array
from ..second_order.derived import Formulas, second_derivatives
from ..second_order.flat import flat_directions
from ..second_order.hessian_program import lower_hessian
from ..second_order.results import Spectrum
from ..second_order.spectrum import spectrum_of
from .descent import Descent
from .newton_run import Ending, NewtonRun, NewtonStep
from .step_size import TRIAL, falling_rate, largest_of, length_of, some_rows

ITERATIONS = 50
EPOCHS = 1000
MOST_PARAMETERS = 1_500
# Armijo's condition: the loss falls by this share of what the slope promises.
SUFFICIENT = 1e-4
HALVINGS = 40
# Steps of a minimum are this small beside the weights: the square root of a rounding, which the next step squares.
SETTLED = math.sqrt(unit_roundoff("float64"))


def newton(
    network: Network,
    start: Mapping[str, Array],
    arrays: Mapping[str, Array],
    *,
    iterations: int = ITERATIONS,
    epochs: int = EPOCHS,
    learning_rate: float | None = None,
    gradients: Mapping[str, Derivation] | None = None,
    second: Formulas | None = None,
    beside: Beside | None = None,
) -> NewtonRun:
    """Make the loss smaller by Newton's method, with the derived gradient and Hessian, in float64.

    Args:
        network: whose loss is made smaller.
        start: where both runs start, by tensor name.
        arrays: the data by tensor name.
        iterations: at most so many steps.
        epochs: of gradient descent beside it; 0 for none.
        learning_rate: of gradient descent; None takes that of ``falling_rate``.
        gradients: the derivations by each parameter, where they were made already.
        second: the second derivatives by every two parameters, where they were derived already.
        beside: gradient descent from the same start, where it was run already.

    Raises:
        UsageError: there are more than 1,500 parameters, or the numbers are out of range.
        InputError: the loss is not a number.
    """
    names = [t.name for t in network.acting_parameters]
    point = {name: np.asarray(start[name], np.float64) for name in names}
    count = sum(values.size for values in point.values())
    if not iterations >= 1 or not epochs >= 0:
        raise UsageError(f"{iterations} iterations, {epochs} epochs", hint="use positive numbers")
    if count > MOST_PARAMETERS:
        raise UsageError(f"Newton's method for {count} parameters", hint=f"it takes at most {MOST_PARAMETERS}")
    given = {name: np.asarray(values, np.float64) for name, values in arrays.items() if name not in point}
    derived = gradients or derive_gradients(network, names)
    problem = _Problem(network, point, given, derived, second or second_derivatives(network, names))
    steps, theta, ending = _descended(problem, iterations)
    if beside is None:
        beside = _gradient_descent(problem, epochs, learning_rate) if epochs else Beside(0.0, (), ())
    spectrum = problem.spectrum(theta)
    return NewtonRun(steps, problem.apart(theta), ending, problem.flat.shape[1], spectrum, *astuple(beside))


@dataclass(frozen=True, slots=True)
class Beside:
    """Gradient descent: its step size, and at the start and after each epoch the loss and the gradient's length."""

    learning_rate: float
    losses: tuple[float, ...]
    slopes: tuple[float, ...]


class _Problem:
    """Loss, gradient and Hessian as functions of the vector of all parameters."""

    def __init__(
        self,
        network: Network,
        point: Mapping[str, Array],
        given: Mapping[str, Array],
        derived: Mapping[str, Derivation],
        second: Formulas,
    ) -> None:
        self.network, self.point, self.given = network, point, given
        self.flat = flat_directions(network, point, derived)
        # Whoever is orthogonal to the flat directions: the space in which a step is looked for.
        self.rest = _complement(self.flat)
        self.gradients = accurate_gradients(network, [derived[name] for name in point])
        self.program = lower_hessian(network, second)
        self._loss = lower_forward(network, network.output.name)
        self.start = np.concatenate([values.ravel() for values in point.values()])

    def apart(self, theta: Array) -> dict[str, Array]:
        """The parameters by name."""
        ends = np.cumsum([values.size for values in self.point.values()])
        parts = np.split(np.asarray(theta), ends[:-1])
        return {n: part.reshape(v.shape) for (n, v), part in zip(self.point.items(), parts, strict=True)}

    def loss(self, theta: Array) -> float:
        """The loss by the network's definitions."""
        return float(values_at(self._loss, {**self.given, **self.apart(theta)})[self.network.output.name])

    def gradient(self, theta: Array) -> Array:
        """The gradient by the derived formulas, along the rest of the space."""
        found = values_at(self.gradients, {**self.given, **self.apart(theta)})
        return np.concatenate([found[name].ravel() for name in self.point])

    def hessian(self, theta: Array, given: Mapping[str, Array] | None = None) -> Array:
        """The Hessian by the derived formulas; of other data where they are given."""
        return self.program.matrix_at({**(given or self.given), **self.apart(theta)})

    def spectrum(self, theta: Array) -> Spectrum:
        """The eigenvalues on the rest of the space."""
        return spectrum_of(self.rest.T @ self.hessian(theta) @ self.rest)


def _complement(flat: Array) -> Array:
    """An orthonormal basis of everything that is orthogonal to the columns."""
    vectors, _ = np.linalg.qr(np.hstack([flat, np.eye(len(flat))]))
    return vectors[:, flat.shape[1] : len(flat)]


def accurate_gradients(network: Network, derivations: Iterable[Derivation]) -> LoweredProgram:
    """The gradients by the formulas that lose no digits."""
    return lower_gradients(network, {d.wrt.name: accurate_formula(d) for d in derivations})


def _descended(problem: _Problem, iterations: int) -> tuple[tuple[NewtonStep, ...], Array, Ending]:
    theta, steps = problem.start, list[NewtonStep]()
    while True:
        loss, gradient = problem.loss(theta), problem.gradient(theta)
        if not np.isfinite(loss) or not np.isfinite(gradient).all():
            raise InputError("the loss is not a number on the way of Newton's method", hint="standardise the features")
        direction, negative = _direction(problem, theta, gradient)
        share = _share(problem, theta, direction, loss, gradient)
        size = float(np.linalg.norm(direction))
        steps.append(
            NewtonStep(loss, float(np.linalg.norm(gradient)), float(gradient @ direction), size, share, negative)
        )
        done = _ending(steps, theta, share)
        if done is not None or len(steps) > iterations:
            return tuple(steps), theta, done or Ending.LIMIT
        theta = theta - share * direction


def _direction(problem: _Problem, theta: Array, gradient: Array) -> tuple[Array, int]:
    """H⁻¹ g on the rest of the space, with the absolute values of the eigenvalues; how many of them are negative."""
    rest = problem.rest
    values, vectors = np.linalg.eigh(rest.T @ problem.hessian(theta) @ rest)
    along = vectors.T @ (rest.T @ gradient)
    # An eigenvalue that is nothing beside the largest says nothing but rounding.
    floor = max(float(np.max(np.abs(values), initial=0.0)) * len(values) * unit_roundoff("float64"), 1e-300)
    sizes = np.maximum(np.abs(values), floor)
    return rest @ (vectors @ (along / sizes)), int(np.sum(values < -floor))


def _share(problem: _Problem, theta: Array, direction: Array, loss: float, gradient: Array) -> float:
    """1, or half of it so often that the loss falls as Armijo wants; 0 where rounding hides every fall."""
    promised = float(gradient @ direction)
    # What rounding alone moves the loss by.
    blur = 16 * unit_roundoff("float64") * max(abs(loss), 1e-300)
    share = 1.0
    for _ in range(HALVINGS):
        after = problem.loss(theta - share * direction)
        if after <= loss - SUFFICIENT * share * promised + blur:
            return share
        share /= 2
    return 0.0


def _ending(steps: list[NewtonStep], theta: Array, share: float) -> Ending | None:
    """Whether nothing more is to be gained, and why."""
    last, most = steps[-1], max(step.gradient for step in steps)
    settled = last.step <= SETTLED * max(1.0, float(np.linalg.norm(theta)))
    small = last.gradient <= most * SETTLED
    if settled and (small or share == 0):
        return Ending.MINIMUM
    if small and len(steps) > 3 and last.step >= 0.1 * steps[-2].step:
        return Ending.NO_MINIMUM
    return Ending.LIMIT if share == 0 else None


def _gradient_descent(problem: _Problem, epochs: int, rate: float | None) -> Beside:
    """Gradient descent from the same start; without a step size, with that of ``falling_rate``."""
    loss, gradients = plain_model(problem.network).loss, gradients_of(problem.gradients)
    start, data = ({n: jnp.asarray(v) for n, v in group.items()} for group in (problem.point, problem.given))
    descent = Descent(start, data, epochs, gradients, lambda here, given, s: (loss(here, given), length_of(s)))
    if rate is None:
        few = some_rows(problem.network, problem.point, problem.given)
        curvature = largest_of(problem.hessian(problem.start, few))
        rate = falling_rate(curvature, partial(descent.losses, count=min(TRIAL, epochs)))
    losses, slopes = descent.run(rate)[1]
    return Beside(rate, tuple(losses.tolist()), tuple(slopes.tolist()))
