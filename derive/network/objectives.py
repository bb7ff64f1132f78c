"""Losses by their words, ``softmax cross-entropy`` or ``huber``: each adds its stages to a network that has outputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import sympy as sp

from ..errors import UsageError, nearest
from . import losses
from .axes import Axis
from .builder import Builder
from .functions import plain_name
from .layers import elementwise, softmax
from .tensors import Role, Tensor

Number: TypeAlias = "str | int | float | Fraction | sp.Expr"
TWO = sp.Integer(2)


def exactly(number: Number) -> sp.Expr:
    """The number that is written, exactly: 0.1 is 1/10.

    Raises:
        UsageError: it is no finite number.

    >>> exactly(0.1), exactly("1/3")
    (1/10, 1/3)
    """
    if isinstance(number, sp.Expr):
        return number
    try:
        value = Fraction(str(number)[:40])
    except (ValueError, ZeroDivisionError):
        raise UsageError(f"{number!r:.40} is no number", hint="such as 0.01 or 1/3") from None
    return sp.Rational(value.numerator, value.denominator)


@dataclass(frozen=True, slots=True)
class LossOptions:
    """What a loss may be varied by.

    Attributes:
        log_base: of the cross-entropy: e, 2 or 10.
        label_smoothing: the share ε of each label that is spread over all classes.
        temperature: τ, by which the logits are divided.
        class_weights, masked_classes: True for a given tensor with a weight, or a 1 or 0, for each class.
        threshold: c of the Huber loss.
        power: γ of the focal loss.
    """

    log_base: str = "e"
    label_smoothing: sp.Expr = sp.S.Zero
    temperature: sp.Expr = sp.S.One
    class_weights: bool = False
    masked_classes: bool = False
    threshold: sp.Expr = sp.S.One
    power: sp.Expr = TWO


NO_OPTIONS = LossOptions()
OPTION_WORDS = {
    "log_base": "logarithm to another base",
    "label_smoothing": "label smoothing",
    "temperature": "temperature",
    "class_weights": "class weights",
    "masked_classes": "masked classes",
    "threshold": "threshold",
    "power": "power",
}


@dataclass(frozen=True, slots=True)
class Objective:
    """A loss by its word: how it is added, whether it has one output or many, and which options it knows."""

    word: str
    add: Callable[[Builder, LossOptions], None]
    outputs: str
    letter: str = "z"
    options: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def check(self, options: LossOptions) -> None:
        """Refuse an option that this loss does not know.

        Raises:
            UsageError: it is given one.
        """
        for name, word in OPTION_WORDS.items():
            if name not in self.options and getattr(options, name) != getattr(NO_OPTIONS, name):
                known = ", ".join(OPTION_WORDS[own] for own in self.options) or "none"
                raise UsageError(f"the loss {self.word} has no {word}", hint=f"its options: {known}")
        if not 0 <= options.label_smoothing < 1:
            raise UsageError(
                f"the label smoothing {options.label_smoothing} is out of range", hint="0 to 1, such as 0.1"
            )
        if not options.temperature.is_positive or options.threshold.is_nonpositive or options.power.is_negative:
            raise UsageError("a temperature and a threshold are positive, a power is not negative", hint="such as 2")


def _labels(builder: Builder, axes: tuple[Axis, ...], meaning: str = "labels") -> Tensor:
    return builder.data("y", axes, meaning, Role.LABEL)


def _loss(builder: Builder, axes: tuple[Axis, ...]) -> Tensor:
    return builder.stage("L", axes, "loss of one sample", Role.LOSS)


def _softmax_cross_entropy(builder: Builder, options: LossOptions) -> None:
    logits, classes = builder.here, builder.features
    mask = builder.data("m", (classes,), "mask, 1 for the classes that count") if options.masked_classes else None
    probabilities = builder.stage("p", logits.axes, "probabilities")
    builder.add(softmax(probabilities, logits, options.temperature, mask))
    _cross_entropy(builder, options, by_logits=logits if mask is not None else None, mask=mask)


def _cross_entropy(
    builder: Builder, options: LossOptions, by_logits: Tensor | None = None, mask: Tensor | None = None
) -> None:
    probabilities, classes = builder.here, (*builder.rows, builder.features)[-1]
    weights = builder.data("c", (classes,), "class weights") if options.class_weights else None
    labels = _labels(builder, probabilities.axes)
    builder.conditions.append(losses.labels_sum_to_one(labels))
    if options.label_smoothing != 0:
        smoothed = builder.stage("t", labels.axes, "smoothed labels")
        builder.add(losses.smoothed_labels(smoothed, labels, options.label_smoothing))
        labels = smoothed
    output = _loss(builder, probabilities.axes[:-1])
    if by_logits is not None:
        builder.add(losses.cross_entropy_of_logits(output, by_logits, labels, mask))
    else:
        builder.add(losses.cross_entropy(output, probabilities, labels, options.log_base, weights))


def _by_logits(builder: Builder, options: LossOptions) -> None:
    logits = builder.here
    builder.add(softmax(builder.stage("p", logits.axes, "probabilities"), logits, options.temperature))
    _cross_entropy(builder, options, by_logits=logits)


def _sigmoid(builder: Builder) -> Tensor:
    logits = builder.here
    builder.add(elementwise(builder.stage("p", logits.axes, "probabilities"), logits, "sigmoid"))
    return logits


def _sigmoid_cross_entropy(builder: Builder, options: LossOptions) -> None:
    _sigmoid(builder)
    _binary_cross_entropy(builder, options)


def _binary_cross_entropy(builder: Builder, options: LossOptions) -> None:
    probabilities = builder.here
    labels = _labels(builder, probabilities.axes)
    output = _loss(builder, builder.samples)
    builder.add(losses.binary_cross_entropy(output, probabilities, labels, options.log_base))


def _sigmoid_by_logits(builder: Builder, _: LossOptions) -> None:
    logits = _sigmoid(builder)
    labels = _labels(builder, logits.axes)
    builder.add(losses.binary_cross_entropy_of_logits(_loss(builder, builder.samples), logits, labels))


def _squared_error(builder: Builder, _: LossOptions) -> None:
    outputs = builder.here
    targets = _labels(builder, outputs.axes, "targets")
    builder.add(losses.squared_error(_loss(builder, builder.samples), outputs, targets))


def _huber(builder: Builder, options: LossOptions) -> None:
    outputs = builder.here
    targets = _labels(builder, outputs.axes, "targets")
    error, small = builder.stage("r", outputs.axes, "errors"), builder.stage("s", outputs.axes, "marks of small errors")
    loss = _loss(builder, builder.samples)
    builder.add(*losses.huber(loss, outputs, targets, error, small, options.threshold))


def _hinge(builder: Builder, _: LossOptions) -> None:
    scores = builder.here
    labels = _labels(builder, scores.axes)
    builder.conditions.append(losses.labels_one_hot(labels))
    right = builder.stage("c", builder.rows, "score of the right class")
    violated = builder.stage("v", scores.axes, "marks of violated margins")
    builder.add(*losses.hinge(_loss(builder, builder.rows), scores, labels, right, violated))


def _focal(builder: Builder, options: LossOptions) -> None:
    classes = builder.outputs == "many"
    logits = builder.here
    probabilities = builder.stage("p", logits.axes, "probabilities")
    builder.add(softmax(probabilities, logits) if classes else elementwise(probabilities, logits, "sigmoid"))
    labels = _labels(builder, logits.axes)
    loss = _loss(builder, builder.samples)
    builder.add(losses.focal(loss, probabilities, labels, options.power, classes=classes))


def _divergence(builder: Builder, options: LossOptions) -> None:
    logits = builder.here
    builder.add(softmax(builder.stage("p", logits.axes, "probabilities"), logits, options.temperature))
    probabilities = builder.here
    labels = _labels(builder, probabilities.axes, "given shares")
    builder.conditions.append(losses.labels_sum_to_one(labels))
    builder.add(losses.divergence(_loss(builder, builder.rows), probabilities, labels))


OBJECTIVES = (
    Objective(
        "softmax cross-entropy", _softmax_cross_entropy, "many", aliases=("softmax",),
        options=("log_base", "label_smoothing", "temperature", "class_weights", "masked_classes"),
    ),
    Objective("softmax cross-entropy by logits", _by_logits, "many", options=("label_smoothing",)),
    Objective("cross-entropy", _cross_entropy, "many", options=("log_base", "label_smoothing", "class_weights")),
    Objective(
        "sigmoid cross-entropy", _sigmoid_cross_entropy, "one", options=("log_base",), aliases=("sigmoid",),
    ),
    Objective("sigmoid cross-entropy by logits", _sigmoid_by_logits, "one"),
    Objective("binary cross-entropy", _binary_cross_entropy, "one", options=("log_base",)),
    Objective("squared error", _squared_error, "one", "yhat", aliases=("squared",)),
    Objective("huber", _huber, "one", "yhat", options=("threshold",)),
    Objective("hinge", _hinge, "many", aliases=("multi class hinge",)),
    Objective("focal", _focal, "one", options=("power",), aliases=("focal loss",)),
    Objective("kl divergence", _divergence, "many", options=("temperature",), aliases=("kl",)),
)  # fmt: skip
_BY_WORD = {plain_name(word): found for found in OBJECTIVES for word in (found.word, *found.aliases)}


def objective_of(word: str) -> Objective:
    """The loss of that word.

    Raises:
        UsageError: there is none; the message names the nearest.

    >>> objective_of("Softmax cross-entropy").outputs
    'many'
    >>> objective_of("squred")
    Traceback (most recent call last):
        ...
    derive.errors.UsageError: there is no loss 'squred'; did you mean 'squared'?
    """
    found = _BY_WORD.get(plain_name(word))
    if found is not None:
        return found
    near = nearest(plain_name(word), _BY_WORD)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    raise UsageError(
        f"there is no loss {word!r:.60}{meant}", hint="expected one of: " + ", ".join(o.word for o in OBJECTIVES)
    )
