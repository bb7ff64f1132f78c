"""The point of the worked example: inputs, labels and weights for any network, few and with two decimals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

import jax
import numpy as np

from derive.errors import UnsupportedFormula
from derive.gradient.derivation import Formula
from derive.network.definitions import Network

from .. import precision as precision  # switches JAX to 64 bits before the first array
from ..lowering.by_numpy import values_at
from ..lowering.program import loss_of, lower_forward, lower_gradients
from ..model.sizes import Sizes, whole
from ..results import Array
from .example_sizes import LEARNING_RATE, as_rows, example_sizes, without_rows
from .own_example import fitting_sizes
from .tensor_uses import Use, use_of

FEATURES = np.array([0.81, 0.57, 0.28, 0.84])
WEIGHTS = np.array([[0.15, 0.29, 0.10, 0.71], [-0.80, 0.97, 0.51, 0.67], [0.14, -0.47, -0.62, 0.21]])

SMALLEST_RATE = 2.0**-12
FIRST_SEED, SEEDS_TRIED = 1, 30
NOTABLY = 0.99
STRENGTH = 0.5
FEW = ((2,), (3,), (4,))  # a vector of so many features has the published ones


def example_inputs(
    network: Network,
    known: Mapping[str, int] | None = None,
    given: Mapping[str, Array] | None = None,
    formulas: Mapping[str, Formula] | None = None,
) -> dict[str, Array]:
    """Return an array for every given tensor: the published point where its shapes fit, else one drawn like it.

    The published point has four features, three labels and 3×4 weights. Elsewhere the first seed counts from which
    something is learnt; everything is rounded to two decimals, so that it can be written out. Biases start at 0.

    Args:
        network: of one sample, or of a batch, which then has one row, or two where its samples meet.
        known: sizes of the data or that the user has chosen.
        given: arrays of the user's own, which stay as they are.
        formulas: the gradient by every parameter, where it was derived already; else JAX differentiates.

    Raises:
        UnsupportedFormula: there is no worked example: nothing is learnt, or a function has no numbers.
        InputError: an array of the user's own does not fit.

    >>> from derive.network.building import classifier
    >>> inputs = example_inputs(classifier(bias=True, batch=False))
    >>> inputs["x"].tolist(), inputs["W"][0].tolist(), inputs["b"].tolist()
    ([0.81, 0.57, 0.28, 0.84], [0.15, 0.29, 0.1, 0.71], [0.0, 0.0, 0.0])
    """
    if not network.parameters or network.output.axes:
        what = f"{network.output.name} is no single number" if network.output.axes else "the network has no parameter"
        raise UnsupportedFormula(f"there is no worked example: {what}", hint="give a loss and what is learnt")
    teacher = _Teacher(network, formulas)
    own = fitting_sizes(network, given or {})
    drawing = _Drawing(network, example_sizes(network, known, own), given or {})
    if drawing.given.keys() == drawing.uses.keys():
        return drawing.point(FIRST_SEED)
    tries = product((False, True), (False, True), (0.5, 0.0), range(FIRST_SEED, FIRST_SEED + SEEDS_TRIED))
    for shares, positive, enough, seed in tries:
        point = drawing.point(seed, shares=shares, positive=positive)
        if teacher.teaches(point, enough):
            return point
    return drawing.point(FIRST_SEED)


class _Drawing:
    """Draws points of a network, with labels of one class or shares, with weights of both signs or positive ones."""

    def __init__(self, network: Network, sizes: Sizes, given: Mapping[str, Array]) -> None:
        self.given, self.uses = given, {t.name: use_of(t, network) for t in network.given}
        self.shapes = {
            t.name: tuple(whole(t.axes[place].size, sizes) for place in without_rows(network, t)) for t in network.given
        }

    def point(self, seed: int, *, shares: bool = False, positive: bool = False) -> dict[str, Array]:
        random = np.random.RandomState(seed)
        drawn = {
            name: _drawn(use, self.shapes[name], random, shares=shares, positive=positive)
            for name, use in self.uses.items()
        }
        return {**drawn, **self._published(weights=seed == FIRST_SEED), **self.given}

    def _published(self, *, weights: bool) -> dict[str, Array]:
        """The published features for a vector of features, its weights where the labels and they fit too."""
        features, labels, learnt = (
            [name for name, use in self.uses.items() if use in own]
            for own in ((Use.FEATURES,), (Use.ONE_OF,), (Use.WEIGHTS, Use.GAIN))
        )
        few = {name: FEATURES[: self.shapes[name][0]] for name in features[:1] if self.shapes[name] in FEW}
        fits = [self.shapes[name] for name in (*features, *labels, *learnt)] == [(4,), (3,), (3, 4)]
        return {**few, learnt[0]: WEIGHTS} if fits and weights else few


def _drawn(use: Use, shape: tuple[int, ...], random: np.random.RandomState, *, shares: bool, positive: bool) -> Array:
    """Values that fit what the tensor is used for."""
    if use is Use.WEIGHTS:
        deviation = np.sqrt(2 / (np.prod(shape[1:]) + shape[0])) if shape else 1.0
        values = np.round(deviation * random.standard_normal(shape), 2)
        return np.abs(values) + 0.01 if positive else values
    if use is Use.GAIN:
        return np.round(1 + 0.2 * random.standard_normal(shape), 2)
    if use is Use.ONE_OF:
        return _shares(shape) if shares else _one_hot(shape)
    if use in CONSTANT:
        return CONSTANT[use](np.arange(float(np.prod(shape))).reshape(shape), shape[-1] if shape else 1)
    return np.round(random.uniform(0.1, 0.95, shape), 2)


def _one_hot(shape: tuple[int, ...]) -> Array:
    rows = np.arange(int(np.prod(shape[:-1]))) % shape[-1]
    return np.eye(shape[-1])[rows].reshape(shape)


def _shares(shape: tuple[int, ...]) -> Array:
    """Shares with two decimals: most for the first, as much for each other."""
    other = np.floor(50 / shape[-1]) / 100
    values = np.full(shape, other)
    values[..., 0] = np.round(1 - other * (shape[-1] - 1), 2)
    return values


# The values of a tensor with places 0, 1, 2 … and so many entries in its last axis.
CONSTANT: dict[Use, Callable[[Array, int], Array]] = {
    Use.BIAS: lambda places, _: 0.0 * places,
    Use.YES_OR_NO: lambda places, _: 1.0 - places % 2,
    Use.SIGN: lambda places, _: 1.0 - 2.0 * (places % 2),
    Use.STRENGTH: lambda places, _: STRENGTH + 0.0 * places,
    Use.MASK: lambda places, entries: np.where((places % entries == entries - 1) & (entries > 2), 0.0, 1.0),
    Use.CLASS_WEIGHTS: lambda places, _: np.where(places == 0, STRENGTH, 1.0),
}


class _Teacher:
    """Tells whether something is learnt at a point."""

    def __init__(self, network: Network, formulas: Mapping[str, Formula] | None) -> None:
        self.network, self.names = network, [t.name for t in network.parameters]
        self.loss = _by_formulas(network, formulas) if formulas else _by_autodiff(network, self.names)

    def teaches(self, point: Mapping[str, Array], enough: float) -> bool:
        """True where more than that share of each parameter's entries has a slope and a step makes the loss smaller.

        A layer of relu may be 0 for all units; then nothing is learnt.
        """
        arrays = as_rows(self.network, point)
        before, slopes = self.loss(arrays)
        if not (np.isfinite(before) and all(np.isfinite(slope).all() for slope in slopes.values())):
            return False
        moved = all(np.count_nonzero(slope) >= max(1, enough * slope.size) for slope in slopes.values())
        wanted = before - (1 - NOTABLY) * abs(before) * (enough > 0)
        return moved and any(self._after(arrays, slopes, rate) < wanted for rate in rates())

    def _after(self, arrays: Mapping[str, Array], slopes: Mapping[str, Array], rate: float) -> float:
        return self.loss({**arrays, **{name: arrays[name] - rate * slopes[name] for name in self.names}})[0]


# Arrays by tensor name → the loss, and its slope by each parameter.
LossAndSlopes = Callable[[Mapping[str, Array]], tuple[float, Mapping[str, Array]]]


def _by_formulas(network: Network, formulas: Mapping[str, Formula]) -> LossAndSlopes:
    loss, gradients = lower_forward(network, network.output.name), lower_gradients(network, formulas)
    return lambda arrays: (float(values_at(loss, arrays)[network.output.name]), values_at(gradients, arrays))


def _by_autodiff(network: Network, names: Sequence[str]) -> LossAndSlopes:
    loss = loss_of(network)
    both = jax.jit(jax.value_and_grad(lambda weights, rest: loss({**rest, **weights})))

    def found(arrays: Mapping[str, Array]) -> tuple[float, Mapping[str, Array]]:
        rest = dict(arrays)
        value, slopes = jax.device_get(both({name: rest.pop(name) for name in names}, rest))
        return float(value), slopes

    return found


def rates() -> Iterator[float]:
    """The step sizes that are tried: 0.25, then half of the last one, again and again.

    >>> next(rates())
    0.25
    """
    rate = LEARNING_RATE
    while rate >= SMALLEST_RATE:
        yield rate
        rate /= 2
