"""Layers by their words, ``dense 8`` or ``layer norm``: each adds its tensors and definitions to a network.

A layer is a function of a ``Builder``; adding one is adding a function, and a word for it in ``WORDS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

import sympy as sp

from ..errors import UsageError, nearest
from . import layers
from .axes import Axis
from .builder import HEADS, TAPS, Builder
from .functions import FUNCTIONS, function_named, plain_name
from .layers import Function
from .losses import labels_one_hot

Layer = Callable[[Builder], None]
LayerWords: TypeAlias = "str | Layer | Sequence[LayerWords]"
MOST_UNITS = 4096
POOLED = ("h", "m", "c", "e")  # the first that is no index of what is left
OUTPUTS = {"u": "pre-activations", "z": "logits", "yhat": "outputs"}


def dense(units: int | None = None) -> Layer:
    """A dense layer; the last one of a network makes its outputs."""

    def add(builder: Builder) -> None:
        rows, below = builder.rows, builder.features
        is_output = builder.next_is_output()
        axes = builder.output_axes() if is_output else (builder.hidden(units),)
        if is_output and units is not None and axes:
            builder.sized(axes[0], units)
        _dense(builder, rows, axes, below, is_output=is_output)

    return add


def _dense(builder: Builder, rows: tuple[Axis, ...], axes: tuple[Axis, ...], below: Axis, *, is_output: bool) -> None:
    weights = builder.parameter("W" if axes else "w", (*axes, below), "weights", counted="W")
    builder.weights.append(weights)
    bias = builder.parameter("b", axes, "bias") if builder.bias else None
    letter = builder.letter if is_output else "u"
    output = builder.stage(letter, (*rows, *axes), OUTPUTS.get(letter, "outputs"))
    builder.add(layers.dense(output, builder.here, weights, bias))


def elementwise(function: str | Function) -> Layer:
    """An activation, or any function by its name, entry by entry."""

    def add(builder: Builder) -> None:
        output = builder.stage("a", builder.here.axes, "activations")
        builder.add(layers.elementwise(output, builder.here, function))

    return add


def softmax() -> Layer:
    """Softmax over the last axis."""

    def add(builder: Builder) -> None:
        _ = builder.rows
        builder.add(layers.softmax(builder.stage("p", builder.here.axes, "probabilities"), builder.here))

    return add


def log_softmax() -> Layer:
    """The logarithms of softmax, over the last axis."""

    def add(builder: Builder) -> None:
        _ = builder.rows
        builder.add(layers.log_softmax(builder.stage("q", builder.here.axes, "log-probabilities"), builder.here))

    return add


def residual(*branch: LayerWords) -> Layer:
    """What comes in, and what the layers of the branch make of it, added; the branch ends with the same axes."""

    def add(builder: Builder) -> None:
        source = builder.here
        inner = [layer_of(words) for words in branch]
        # Sizes are asked for now: while letters are counted, those of the branch come to stand for these.
        width, came = _axes(source.axes[-1:], builder.sizes), _axes(source.axes, builder.sizes)
        builder.inside += 1
        for layer in inner[:-1]:
            layer(builder)
        if branch and _is_dense(branch[-1], width):
            _dense(builder, builder.rows, source.axes[-1:], builder.features, is_output=False)
        elif inner:
            inner[-1](builder)
        builder.inside -= 1
        if builder.here.axes != source.axes:
            raise UsageError(
                f"a residual branch comes in with {came} and ends with {_axes(builder.here.axes, builder.sizes)}",
                hint='end it with "dense", without a number: it gets the width of what comes in',
            )
        output = builder.stage("r", source.axes, "sums with what came in")
        builder.add(layers.residual(output, source, builder.here))

    return add


def _is_dense(words: LayerWords, width: str) -> bool:
    """True for a dense layer without a width, or with the width that came in."""
    return isinstance(words, str) and plain_name(words) in {"dense", f"dense {width}"}


def _axes(axes: Sequence[Axis], sizes: Mapping[str, int] = MappingProxyType({})) -> str:
    """The sizes as far as they are known, else their letters."""
    return " × ".join(str(sizes.get(str(axis.size_name), axis.size)) for axis in axes) or "one number"


def layer_norm(epsilon: sp.Expr = sp.S.Zero) -> Layer:
    """Mean 0 and deviation 1 over the last axis: mean, variance and deviation are stages of their own."""
    return lambda builder: _normalised(builder, (*builder.rows, builder.features)[-1], epsilon)


def batch_norm(epsilon: sp.Expr = sp.S.Zero) -> Layer:
    """Mean 0 and deviation 1 over the samples, as in training."""

    def add(builder: Builder) -> None:
        if not builder.samples:
            raise UsageError("batch norm needs a batch of samples", hint="this network is of one sample")
        _normalised(builder, builder.samples[0], epsilon)

    return add


def _normalised(builder: Builder, axis: Axis, epsilon: sp.Expr) -> None:
    source = builder.here
    kept = tuple(own for own in source.axes if own != axis)
    mean, variance = builder.stage("mu", kept, "mean"), builder.stage("v", kept, "variance")
    deviation = builder.stage("s", kept, "standard deviation")
    output = builder.stage("xhat", source.axes, "normalised values")
    builder.add(*layers.normalisation(output, source, (mean, variance, deviation), axis, epsilon))


def gain() -> Layer:
    """A gain and an offset for each feature, what a norm is often followed by."""

    def add(builder: Builder) -> None:
        _ = builder.rows
        factor = builder.parameter("g", (builder.features,), "gain")
        offset = builder.parameter("c", (builder.features,), "offset")
        output = builder.stage("r", builder.here.axes, "scaled values")
        builder.add(layers.gain_and_offset(output, builder.here, factor, offset))

    return add


def dropout(kept: sp.Expr = sp.S.One) -> Layer:
    """A given mask, 1 for what is kept and else 0, divided by the share that is kept."""

    def add(builder: Builder) -> None:
        mask = builder.data("m", builder.here.axes, "mask, 1 for what is kept")
        output = builder.stage("r", builder.here.axes, "what dropout leaves")
        builder.add(layers.dropout(output, builder.here, mask, kept))

    return add


def embedding(units: int | None = None) -> Layer:
    """The row of a table for each one-hot word."""

    def add(builder: Builder) -> None:
        rows, words = builder.rows, builder.features
        if builder.here in builder.given:
            builder.conditions.append(replace(labels_one_hot(builder.here), name="words are one-hot"))
        axis = builder.hidden(units)
        table = builder.parameter("U", (words, axis), "embeddings")
        builder.weights.append(table)
        output = builder.stage("e", (*rows, axis), "embedded words")
        builder.add(layers.embedding(output, builder.here, table))

    return add


def convolution(taps: int | None = None, channels: int | None = None) -> Layer:
    """A convolution in one dimension, of ``taps`` taps; with ``channels``, that many of them side by side."""

    def add(builder: Builder) -> None:
        own = builder.here.axes[len(builder.samples) :]
        if not 1 <= len(own) <= 2:
            raise UsageError(f"a convolution is over {_axes(own)}", hint="it wants positions, and perhaps channels")
        window = builder.inner(TAPS, taps)
        places = Axis("places", own[0].letters, own[0].size - window.size + 1)
        above = (builder.hidden(channels),) if channels is not None else ()
        kernel = builder.parameter("F", (*above, window, *own[1:]), "kernel")
        builder.weights.append(kernel)
        bias = builder.parameter("b", above, "bias") if builder.bias else None
        output = builder.stage("u", (*builder.samples, places, *above), "convolved values")
        builder.add(layers.convolution(output, builder.here, kernel, bias))

    return add


def mean_pooling() -> Layer:
    """The mean over the positions, the axis in front of the features."""

    def add(builder: Builder) -> None:
        own = builder.here.axes[len(builder.samples) :]
        if len(own) < 2:
            raise UsageError(
                f"mean pooling is over {_axes(own)}", hint="it wants positions and features, such as N T D"
            )
        kept = (*builder.samples, *own[1:])
        letter = next(each for each in POOLED if all(each not in axis.letters for axis in kept))
        output = builder.stage(letter, kept, "means over the positions")
        builder.add(layers.mean_pooling(output, builder.here, own[0]))

    return add


def attention(*sizes: int) -> Layer:
    """Attention of each position to each: ``attention 8`` has one head of 8, ``attention 4 8`` has four joined ones."""

    def add(builder: Builder) -> None:
        if len(builder.here.axes) - len(builder.samples) != 2:
            raise UsageError(f"attention is over {_axes(builder.here.axes)}", hint="it wants positions and features")
        *rows, positions, features = builder.here.axes
        heads = (builder.inner(HEADS, sizes[0]),) if len(sizes) > 1 else ()
        units = builder.hidden(sizes[-1] if sizes else None)
        projected = []
        for letter in "qkv":
            weights = builder.parameter(f"W{letter}", (*heads, units, features), f"weights of {letter}")
            builder.weights.append(weights)
            output = builder.stage(letter, (*rows, *heads, positions, units), MEANINGS[letter])
            builder.definitions.append(layers.dense(output, builder.here, weights))
            projected.append(output)
        queries, keys, values = projected
        square = (*rows, *heads, positions, positions)
        scores = builder.add(layers.attention_scores(builder.stage("S", square, "scores"), queries, keys))
        weights = builder.add(layers.softmax(builder.stage("A", square, "attention weights"), scores))
        output = builder.stage("o", values.axes, "attention")
        builder.add(layers.attention(output, weights, values))
        if heads:
            joint = builder.parameter("Wo", (features, *heads, units), "weights of the heads")
            builder.weights.append(joint)
            together = builder.stage("r", (*rows, positions, features), "heads together")
            builder.add(layers.join_heads(together, output, joint))

    return add


MEANINGS = {"q": "queries", "k": "keys", "v": "values"}


def _sizes(least: int, most: int, *, fraction: bool = False) -> Callable[[str, list[str]], list[object]]:
    def read(word: str, numbers: list[str]) -> list[object]:
        if not least <= len(numbers) <= most:
            wanted = f"{least} to {most}" if least != most else str(least)
            raise UsageError(f"the layer {word!r:.40} has {len(numbers)} numbers", hint=f"it takes {wanted}")
        return [_number(word, number, fraction=fraction) for number in numbers]

    return read


def _number(word: str, text: str, *, fraction: bool) -> object:
    if fraction:
        value = Fraction(text)
        if not 0 < value <= 1:
            raise UsageError(f"the number {text} of {word!r:.40} is out of range", hint="more than 0, at most 1")
        return sp.Rational(value.numerator, value.denominator)
    if not text.isdigit() or not 1 <= int(text) <= MOST_UNITS:
        raise UsageError(f"the size {text} of {word!r:.40} is out of range", hint=f"a whole number, 1 to {MOST_UNITS}")
    return int(text)


# word: what makes the layer, and what numbers it takes
WORDS: dict[str, tuple[Callable[..., Layer], Callable[[str, list[str]], list[object]]]] = {
    "dense": (dense, _sizes(0, 1)),
    "softmax": (softmax, _sizes(0, 0)),
    "log softmax": (log_softmax, _sizes(0, 0)),
    "layer norm": (layer_norm, _sizes(0, 1, fraction=True)),
    "batch norm": (batch_norm, _sizes(0, 1, fraction=True)),
    "gain": (gain, _sizes(0, 0)),
    "dropout": (dropout, _sizes(0, 1, fraction=True)),
    "embedding": (embedding, _sizes(0, 1)),
    "convolution": (convolution, _sizes(0, 2)),
    "mean pooling": (mean_pooling, _sizes(0, 0)),
    "attention": (attention, _sizes(0, 2)),
}


def activations() -> tuple[str, ...]:
    """The names of the functions of one argument that there are.

    >>> {"tanh", "relu", "sigmoid"} <= set(activations())
    True
    """
    return tuple(name for name, function in FUNCTIONS.items() if function.arity == 1)


def layer_of(words: LayerWords) -> Layer:
    """The layer that the words ask for: ``dense 8``, a function's name, or ``["residual", "dense", "tanh", "dense"]``.

    Raises:
        UsageError: there is no such layer, or its numbers do not fit; the message names the nearest.

    >>> layer_of("dnese 8")
    Traceback (most recent call last):
        ...
    derive.errors.UsageError: there is no layer 'dnese'; did you mean 'dense'?
    """
    if isinstance(words, str):
        return _of_words(words)
    if callable(words):
        return words
    if not isinstance(words, (list, tuple)):
        raise UsageError(f"{words!r:.40} is no layer", hint='a layer is words such as "dense 8"')
    if len(words) < 2 or not isinstance(words[0], str) or plain_name(words[0]) != "residual":
        raise UsageError(f"a list of layers begins with {words[0] if words else 'nothing'!r:.40}", hint=BRANCH)
    return residual(*words[1:])


BRANCH = 'a branch is a list such as ["residual", "dense 8", "tanh", "dense"]'


def _of_words(words: str) -> Layer:
    parts = words[:80].replace(":", " ").split()
    numbers = [part for part in parts if part[0].isdigit() or part[0] == "."]
    name = plain_name(" ".join(parts[: len(parts) - len(numbers)]))
    if name in WORDS and parts[len(parts) - len(numbers) :] == numbers:
        make, read = WORDS[name]
        try:
            return make(*read(name, numbers))
        except ValueError:
            raise UsageError(f"the layer {words!r:.60} has a number that is not read", hint="such as dense 8") from None
    if name in activations() and not numbers:
        return elementwise(function_named(name).name)
    known = [*WORDS, *activations(), "residual"]
    near = nearest(name, known)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    raise UsageError(f"there is no layer {name or words!r:.40}{meant}", hint="expected one of: " + ", ".join(known))
