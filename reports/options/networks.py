"""The networks that the options ask for, with and without concrete sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from derive.errors import UnsupportedFormula, UsageError
from derive.gradient.elements import why_not_explicit
from derive.network.building import classifier, stack
from derive.network.functions import EVERYWHERE, function_named
from numeric.model.one_sample import one_sample
from numeric.model.samples import sample_axis

from .conventions import ConventionOptions
from .options import NetworkOptions

if TYPE_CHECKING:
    from derive.network.definitions import Network


USUAL_SIZE = 3


def network_of(options: NetworkOptions, *, batch: bool) -> Network:
    """The network of the options, of many samples or of one, written in their conventions.

    A network from definitions is what they say; of one sample, without the axis over the samples.

    >>> [tensor.name for tensor in network_of(NetworkOptions(bias=True), batch=True).parameters]
    ['W', 'b']
    """
    network = _unspelled(options, batch=batch)
    if options.writing == ConventionOptions():
        return network
    return options.writing.conventions.spell(network, network if batch else _unspelled(options, batch=True))


def _unspelled(options: NetworkOptions, *, batch: bool) -> Network:
    if options.described is not None:
        return options.described if batch else one_sample(options.described)
    arguments: dict[str, Any] = {
        "bias": options.bias,
        "log_base": options.log_base or "e",
        "reduction": options.reduction,
        "loss": options.loss,
        "l1": options.l1,
        "l2": options.l2,
        **_variations(options),
    }
    if not options.layers:
        return classifier(hidden=options.activations, batch=batch, **arguments)
    inputs = options.inputs if batch else " ".join(size for size in options.inputs.split() if size != "N")
    return stack(*options.layers, inputs=inputs, outputs=options.outputs or None, **arguments)


def sample_of(options: NetworkOptions) -> Network | None:
    """The network of one sample; None where there is no such network, for a layer of it needs a batch.

    >>> sample_of(NetworkOptions(layers=("batch norm", "dense"))) is None
    True
    """
    try:
        return network_of(options, batch=False)
    except UsageError:
        network_of(options, batch=True)  # what is wrong for many samples too is an error
        return None


def _variations(options: NetworkOptions) -> dict[str, str]:
    """What differs from the usual loss: each loss knows some of these only."""
    usual = {"label_smoothing": "0", "temperature": "1"}
    return {name: getattr(options, name) for name, word in usual.items() if getattr(options, name) != word}


def refuse_numbers(options: NetworkOptions) -> None:
    """Refuse a network for which there are formulas and no numbers yet.

    Raises:
        UnsupportedFormula: it is no softmax classifier of dense layers, or an activation has a domain or no slope.

    >>> refuse_numbers(NetworkOptions(loss="huber"))
    Traceback (most recent call last):
        ...
    derive.errors.UnsupportedFormula: numbers are computed for softmax classifiers of dense layers only
    """
    numbers = "numbers are computed for softmax classifiers of dense layers"
    reason = "" if options.is_usual else f"{numbers} only"
    for function in map(function_named, options.activations):
        if function.domain != EVERYWHERE:
            reason = f"{numbers}, which may give any number: {function.name} is for {function.domain}"
        elif function.jumps:
            reason = f"nothing is learnt below {function.name}: its slope is 0 wherever it has one"
    if reason:
        raise UnsupportedFormula(
            reason, hint="backproof derive and backproof export have the formulas of this network, every step checked"
        )


def concrete_sizes(network: Network, options: NetworkOptions, sizes: Mapping[str, int]) -> dict[str, int]:
    """A number for each size but that of the samples: known, the widths in order, what the network says, else 3.

    >>> from .options import HiddenLayer
    >>> options = NetworkOptions(hidden=(HiddenLayer(8, "tanh"),))
    >>> concrete_sizes(network_of(options, batch=False), options, {"D": 4, "K": 3})
    {'D': 4, 'K': 3, 'H': 8}
    """
    rows = sample_axis(network)
    letters = [symbol.name for axis in network.axes if axis != rows for symbol in axis.size_symbols]
    hidden = [name for name in dict.fromkeys(letters) if name not in sizes]
    known = {**sizes, **dict(network.sizes), **dict(zip(hidden, options.widths, strict=False))}
    return {name: known.get(name, USUAL_SIZE) for name in dict.fromkeys((*sizes, *letters)) if name in letters}


def too_many_elements(network: Network, parameter: str, sizes: Mapping[str, int]) -> str:
    """Why the parameter's gradient is not written out weight by weight; empty where it can be."""
    reason = why_not_explicit(network, network.tensor(parameter), sizes)
    return f"{reason}; the array formula is used instead, it holds for any size" if reason else ""
