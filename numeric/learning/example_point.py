"""The point of the worked example: inputs, labels and weights for any network, few and with two decimals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from derive.errors import UnsupportedFormula
from derive.network.definitions import Network
from derive.network.tensors import Role, Tensor

from ..lowering.program import loss_of
from ..model.one_sample import samples_meet
from ..model.samples import sample_axis
from ..model.sizes import Sizes, whole
from ..results import Array
from .tensor_uses import Use, use_of

FEATURES = np.array([0.81, 0.57, 0.28, 0.84])
LABELS = np.array([1.0, 0.0, 0.0])
WEIGHTS = np.array([[0.15, 0.29, 0.10, 0.71], [-0.80, 0.97, 0.51, 0.67], [0.14, -0.47, -0.62, 0.21]])

LEARNING_RATE = 0.25
SMALLEST_RATE = 2.0**-12
FIRST_SEED, SEEDS_TRIED = 1, 30
NOTABLY = 0.99
# What is longer than can be written out is shortened: an axis of the input and of the labels; any other axis.
LONGEST, SHORT = 6, {Role.INPUT: 4, Role.LABEL: 3}
SHORT_INSIDE, LONGEST_INSIDE, TOGETHER = 3, 8, 2
# Which tensors have the first word about a size.
ORDER = {use: place for place, use in enumerate((Use.FEATURES, Use.ONE_OF, Use.NUMBERS, Use.YES_OR_NO, Use.SIGN))}
STRENGTH = 0.5
FEW = ((2,), (3,), (4,))  # a vector of so many features has the published ones


@dataclass(frozen=True, slots=True)
class NoExample:
    """Why a network has no worked example, in words that a reader can use.

    >>> NoExample("nothing is learnt: the network has no parameter").reason
    'nothing is learnt: the network has no parameter'
    """

    reason: str


def example_sizes(network: Network, known: Mapping[str, int] | None = None) -> Sizes:
    """A number for each size, small enough to write everything out.

    Args:
        network: of one sample.
        known: sizes of the data or that the user has chosen; what is too long is shortened.

    >>> from derive.network.building import classifier
    >>> network = classifier(hidden=("tanh",), batch=False)
    >>> example_sizes(network), example_sizes(network, {"D": 30, "K": 2, "H": 2})
    ({'D': 4, 'H': 3, 'K': 3}, {'D': 4, 'H': 2, 'K': 2})
    """
    said = {**dict(network.sizes), **(known or {})}
    sizes: Sizes = {}
    for tensor in sorted(network.given, key=lambda t: ORDER.get(use_of(t, network), len(ORDER))):
        for place, axis in enumerate(tensor.axes):
            outer = place < len(tensor.axes) - 1
            for symbol in axis.size_symbols:
                sizes.setdefault(symbol.name, _short(said.get(symbol.name), tensor.role, outer=outer))
    letters = [symbol.name for axis in network.axes for symbol in axis.size_symbols]
    return _positive(network, {name: sizes.get(name, SHORT_INSIDE) for name in dict.fromkeys(letters)})


def _short(said: int | None, role: Role, *, outer: bool) -> int:
    """The size that was said, where that is short; else a short one."""
    if said is not None and said <= (LONGEST if role in SHORT else LONGEST_INSIDE):
        return said
    return TOGETHER if outer and role in SHORT else SHORT.get(role, SHORT_INSIDE)


def _positive(network: Network, sizes: Sizes) -> Sizes:
    """The sizes, of which those that are subtracted are made so small that I − S + 1 is at least 2."""
    for axis in network.axes:
        while not axis.size.is_Symbol and whole(axis.size, sizes) < TOGETHER:
            taken = [s.name for s in axis.size_symbols if axis.size.coeff(s).is_negative and sizes[s.name] > 1]
            if not taken:
                break
            sizes[taken[0]] -= 1
    return sizes


def example_inputs(
    network: Network, known: Mapping[str, int] | None = None, given: Mapping[str, Array] | None = None
) -> dict[str, Array] | NoExample:
    """Return an array for every given tensor: the published point where its shapes fit, else one drawn like it.

    The published point has four features, three labels and 3×4 weights. Elsewhere the first seed counts from which
    something is learnt; everything is rounded to two decimals, so that it can be written out. Biases start at 0.

    Args:
        network: of one sample, or of a batch, which then has one row, or two where its samples meet.
        known: sizes of the data or that the user has chosen.
        given: arrays of the user's own, which stay as they are.

    >>> from derive.network.building import classifier
    >>> inputs = example_inputs(classifier(bias=True, batch=False))
    >>> inputs["x"].tolist(), inputs["W"][0].tolist(), inputs["b"].tolist()
    ([0.81, 0.57, 0.28, 0.84], [0.15, 0.29, 0.1, 0.71], [0.0, 0.0, 0.0])
    """
    if not network.parameters:
        return NoExample("nothing is learnt: the network has no parameter")
    if network.output.axes:
        return NoExample(f"{network.output.name} is not a single number")
    try:
        teacher = _Teacher(network)
    except UnsupportedFormula as reason:
        return NoExample(str(reason))
    drawing = _Drawing(network, example_sizes(network, known), given or {})
    tries = product((False, True), (False, True), (0.5, 0.0), range(FIRST_SEED, FIRST_SEED + SEEDS_TRIED))
    for shares, positive, enough, seed in tries:
        point = drawing.point(seed, shares=shares, positive=positive)
        if teacher.teaches(point, enough):
            return point
    if given:
        return drawing.point(FIRST_SEED)
    return NoExample("no start was found from which one step makes the loss smaller")


def without_rows(network: Network, tensor: Tensor) -> tuple[int, ...]:
    """The places of the tensor's axes in the example: all but that of the samples, where there is only one."""
    rows = None if samples_meet(network) else sample_axis(network)
    return tuple(place for place, axis in enumerate(tensor.axes) if axis != rows)


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
        return CONSTANT[use](np.arange(int(np.prod(shape))).reshape(shape), shape[-1] if shape else 1)
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
CONSTANT = {
    Use.BIAS: lambda places, _: 0.0 * places,
    Use.YES_OR_NO: lambda places, _: 1.0 - places % 2,
    Use.SIGN: lambda places, _: 1.0 - 2.0 * (places % 2),
    Use.STRENGTH: lambda places, _: STRENGTH + 0.0 * places,
    Use.MASK: lambda places, entries: np.where((places % entries == entries - 1) & (entries > 2), 0.0, 1.0),
    Use.CLASS_WEIGHTS: lambda places, _: np.where(places == 0, STRENGTH, 1.0),
}


class _Teacher:
    """Tells whether something is learnt at a point."""

    def __init__(self, network: Network) -> None:
        self.network, self.names = network, [t.name for t in network.parameters]
        loss = loss_of(network)
        self.both = jax.jit(jax.value_and_grad(lambda weights, rest: loss({**rest, **weights})))

    def teaches(self, point: Mapping[str, Array], enough: float) -> bool:
        """True where more than that share of each parameter's entries has a slope and a step makes the loss smaller.

        A layer of relu may be 0 for all units; then nothing is learnt.
        """
        arrays = {name: jnp.asarray(values) for name, values in as_rows(self.network, point).items()}
        weights = {name: arrays.pop(name) for name in self.names}
        before, slopes = self.both(weights, arrays)
        slopes = jax.device_get(slopes)
        if not (np.isfinite(before) and all(np.isfinite(slope).all() for slope in slopes.values())):
            return False
        moved = all(np.count_nonzero(slope) >= max(1, enough * slope.size) for slope in slopes.values())
        wanted = float(before) - (1 - NOTABLY) * abs(float(before)) * (enough > 0)
        return moved and any(self._after(weights, arrays, slopes, rate) < wanted for rate in rates())

    def _after(self, weights: dict[str, jax.Array], rest: dict[str, jax.Array], slopes: Any, rate: float) -> float:
        return float(self.both({name: value - rate * slopes[name] for name, value in weights.items()}, rest)[0])


def rates() -> Iterator[float]:
    """The step sizes that are tried: 0.25, then half of the last one, again and again.

    >>> next(rates())
    0.25
    """
    rate = LEARNING_RATE
    while rate >= SMALLEST_RATE:
        yield rate
        rate /= 2


def as_rows(network: Network, inputs: Mapping[str, Array]) -> dict[str, Array]:
    """The arrays of the given tensors as the network takes them: with the axis of the one sample where it has one.

    >>> from derive.network.building import classifier
    >>> {name: array.shape for name, array in as_rows(classifier(), {"x": np.ones(4), "W": np.ones((3, 4))}).items()}
    {'x': (1, 4), 'W': (3, 4)}
    """
    rows = None if samples_meet(network) else sample_axis(network)
    arrays = {t.name: np.asarray(inputs[t.name], dtype=np.float64) for t in network.given if t.name in inputs}
    return {name: values[None] if rows in network.tensor(name).axes else values for name, values in arrays.items()}
