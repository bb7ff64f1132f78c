"""The short way to write a network: layers and a loss by their words.

>>> network = stack("dense 8", "relu", "dense", loss="softmax cross-entropy", l2=0.01)
>>> [str(definition.left) for definition in network.definitions]
['u[n, h]', 'a[n, h]', 'z[n, k]', 'p[n, k]', 'L[n]', 'E']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sympy as sp

from ..errors import UsageError, nearest
from . import losses
from .axes import Axis
from .blocks import Layer, LayerWords, activations, dense, elementwise, layer_of
from .builder import INPUT_AXES, Builder
from .definitions import Network
from .functions import plain_name
from .layers import SAMPLES
from .objectives import LossOptions, Number, Objective, exactly, objective_of
from .tensors import Role, Tensor

REDUCTIONS = ("mean", "sum")
OUTPUTS = ("one", "many")
MOST_LAYERS = 64
VARIATIONS = ("label_smoothing", "temperature", "threshold", "power", "class_weights", "masked_classes")


def one_of(what: str, found: str, known: Sequence[str]) -> str:
    """Return ``found`` when it is known.

    Raises:
        UsageError: it is not; the message names the nearest, and lists what is.

    >>> one_of("reduction", "maen", REDUCTIONS)
    Traceback (most recent call last):
        ...
    derive.errors.UsageError: unknown reduction 'maen'; did you mean 'mean'?
    """
    if found in known:
        return found
    near = nearest(found[:60], known)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    raise UsageError(f"unknown {what} {found!r:.60}{meant}", hint="expected one of: " + ", ".join(known))


def stack(
    *layers: LayerWords,
    loss: str = "softmax cross-entropy",
    inputs: str = "N D",
    outputs: str | None = None,
    bias: bool = False,
    reduction: str = "mean",
    l1: Number = 0,
    l2: Number = 0,
    log_base: str = "e",
    **variations: Any,
) -> Network:
    """Stack layers, from the input to the loss over the samples.

    Args:
        layers: words such as ``dense 8``, ``relu``, ``layer norm``, ``attention 4 8``; a residual branch as a list,
            ``["residual", "dense 8", "tanh", "dense"]``; or functions that add to a ``Builder``. The last dense layer
            makes the outputs. Sizes stay symbols; the numbers are kept in ``Network.sizes``.
        loss: such as ``softmax cross-entropy``, ``sigmoid cross-entropy``, ``squared error``, ``huber``, ``hinge``.
        inputs: the axes of the input by their sizes: N samples, D features, T positions, V words, I inputs. Without N
            the network is of one sample.
        outputs: ``one`` or ``many``; the loss says which where this does not.
        bias: a bias in every dense layer.
        reduction: ``mean`` or ``sum`` over the samples.
        l1, l2: strengths λ of the penalties λ Σ |W| and (λ/2) Σ W², of weights and not of biases.
        log_base: ``e``, ``2`` or ``10``, of the cross-entropy.
        variations: ``label_smoothing``, ``temperature``, ``class_weights``, ``masked_classes``, ``threshold`` (of
            huber), ``power`` (of focal).

    Raises:
        UsageError: a word is unknown, or a layer cannot follow the one before it.

    >>> stack("dense", loss="squared error").output.meaning
    'mean of the losses'
    >>> print(stack("dense", loss="squared error").definition("E").value)
    Sum(L[n], (n, 1, N))/N
    """
    one_of("reduction", reduction, REDUCTIONS)
    one_of("log base", log_base, tuple(losses.LOG_BASES))
    for name in variations:
        one_of("option of a loss", name, VARIATIONS)
    if not 1 <= len(layers) <= MOST_LAYERS:
        raise UsageError(f"{len(layers)} layers were asked for", hint=f"1 to {MOST_LAYERS} are possible")
    objective = objective_of(loss)
    options = LossOptions(log_base, **{name: _exact(value) for name, value in variations.items()})
    objective.check(options)
    penalties = exactly(l1), exactly(l2)
    if any(strength.is_negative for strength in penalties):
        raise UsageError("the strength of a penalty is negative", hint="such as 0.01")
    made = _built([layer_of(words) for words in layers], objective, options, inputs, outputs, bias=bias)
    _total(made, reduction, *penalties)
    return _network(made)


def _exact(value: Number | bool) -> sp.Expr | bool:
    return value if isinstance(value, bool) else exactly(value)


def _built(
    layers: Sequence[Layer], objective: Objective, options: LossOptions, inputs: str, outputs: str | None, *, bias: bool
) -> Builder:
    """Add everything until each letter is wanted as often as it was the time before: then the numbers are right."""
    source = Tensor("x", _input_axes(inputs), Role.INPUT, "features")
    outputs = one_of("number of outputs", outputs or objective.outputs, OUTPUTS)
    totals: Mapping[str, int] = {}
    while True:
        builder = Builder(source, totals, bias=bias, outputs=outputs, letter=objective.letter)
        for layer in layers:
            layer(builder)
        objective.add(builder, options)
        if dict(builder.wanted) == totals:
            return builder
        totals = dict(builder.wanted)


def _input_axes(inputs: str) -> tuple[Axis, ...]:
    words = inputs.split()
    for word in words:
        one_of("axis of the input", word, tuple(map(str, INPUT_AXES)))
    if not words or words == ["N"] or len(set(words)) < len(words) or len(words) > 4:
        raise UsageError(f"the input has the axes {inputs!r:.40}", hint="such as N D: N samples of D features")
    return tuple(INPUT_AXES[word] for word in words)


def _total(builder: Builder, reduction: str, l1: sp.Expr, l2: sp.Expr) -> None:
    """The loss over the samples, with the penalties; a single sample without penalties has its loss as output."""
    penalised = [] if l1 == 0 else [losses.magnitudes(weights, l1) for weights in builder.weights]
    penalised += [] if l2 == 0 else [losses.squares(weights, l2) for weights in builder.weights]
    if not builder.here.axes and builder.given[0].axes[:1] != (SAMPLES,) and not penalised:
        return
    meaning = f"{reduction} of the losses" if builder.here.axes else "loss"
    total = Tensor("E", (), Role.LOSS, f"{meaning} with penalty" if penalised else meaning)
    builder.add(losses.over_samples(total, builder.here, reduction, penalised))


def _network(builder: Builder) -> Network:
    labels = [tensor for tensor in builder.given if tensor.role is Role.LABEL]
    given = [tensor for tensor in builder.given if tensor.role is not Role.LABEL]
    return Network(
        (*given, *labels),
        tuple(builder.definitions),
        tuple(builder.conditions),
        sizes=tuple(builder.sizes.items()),
    )


def classifier(
    *,
    bias: bool = False,
    log_base: str = "e",
    reduction: str = "mean",
    hidden: Sequence[str] = (),
    batch: bool = True,
    loss: str = "softmax cross-entropy",
    l1: Number = 0,
    l2: Number = 0,
    outputs: str | None = None,
    **variations: Any,
) -> Network:
    """Return a classifier: dense layers, softmax and cross-entropy (or another loss), mean or sum over samples.

    ``hidden`` names one activation for each hidden layer; widths stay symbolic. With
    ``batch=False`` the network is that of a single sample and its output is L. The other arguments are those of
    ``stack``.

    Raises:
        UsageError: an option has no such value.

    >>> network = classifier()
    >>> [str(d.left) for d in network.definitions]
    ['z[n, k]', 'p[n, k]', 'L[n]', 'E']
    """
    return _classifier(
        bias,
        log_base,
        reduction,
        tuple(hidden),
        batch,
        loss,
        exactly(l1),
        exactly(l2),
        outputs,
        tuple(sorted(variations.items())),
    )


@lru_cache(maxsize=256)
def _classifier(
    bias: bool, log_base: str, reduction: str, hidden: tuple[str, ...], batch: bool, loss: str, l1: sp.Expr,
    l2: sp.Expr, outputs: str | None, variations: tuple[tuple[str, Any], ...],
) -> Network:  # fmt: skip
    for name in hidden:
        one_of("activation", plain_name(name), activations())
    layers = [layer for name in hidden for layer in (dense(), elementwise(name))]
    return stack(
        *layers, dense(), loss=loss, inputs="N D" if batch else "D", outputs=outputs, bias=bias, reduction=reduction,
        l1=l1, l2=l2, log_base=log_base, **dict(variations),
    )  # fmt: skip
