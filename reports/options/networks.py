"""The networks that the options ask for, with and without concrete sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.errors import UnsupportedFormula, UsageError
from derive.gradient.counting import why_not_explicit
from derive.network.building import classifier, stack
from derive.network.functions import function_of
from numeric.model.one_sample import one_sample
from numeric.model.samples import sample_axis

from .conventions import ConventionOptions
from .options import NetworkOptions

if TYPE_CHECKING:
    from derive.network.definitions import Network
    from numeric.results import Dataset


USUAL_SIZE = 3
USUAL_LOSS = {"classes": "softmax", "labels": "sigmoid", "regression": "squared"}
TASK_REMARKS = {
    "regression": ("the target is a measured number: the loss is the squared error",),
    "labels": ("each row has many labels: the loss is the cross-entropy of a sigmoid for each",),
}


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
        return _sized(options.described if batch else one_sample(options.described), options)
    arguments: dict[str, Any] = {
        "bias": options.bias,
        "log_base": options.log_base or "e",
        "reduction": options.reduction,
        "loss": options.loss or USUAL_LOSS["classes"],
        "l1": options.l1,
        "l2": options.l2,
        "outputs": options.outputs or None,
        **_variations(options),
    }
    if not options.layers:
        return classifier(hidden=options.activations, batch=batch, **arguments)
    inputs = options.inputs if batch else " ".join(size for size in options.inputs.split() if size != "N")
    return _sized(stack(*options.layers, inputs=inputs, **arguments), options)


def _sized(network: Network, options: NetworkOptions) -> Network:
    """The network with the numbers that its file says for sizes."""
    return replace(network, sizes=(*network.sizes, *options.sizes)) if options.sizes else network


def fitted(options: NetworkOptions, data: Dataset) -> tuple[NetworkOptions, tuple[str, ...]]:
    """The options with the loss and the number of outputs that the data want, where they name none, and what to say.

    Raises:
        UsageError: the loss that was asked for is not one for these data.

    >>> from numeric.data.datasets import load_dataset
    >>> found, remarks = fitted(NetworkOptions(), load_dataset("diabetes"))
    >>> found.loss, remarks
    ('squared', ('the target is a measured number: the loss is the squared error',))
    """
    network, remarks = options, tuple[str, ...]()
    if options.described is None and not options.loss:
        network = replace(options, loss=USUAL_LOSS[data.task])
        remarks = TASK_REMARKS.get(data.task, ())
    if options.described is None and not options.outputs:
        network = replace(network, outputs=_outputs(network, data))
    whole = network_of(network, batch=True)
    _check_slopes(whole)
    _check_pair(whole, data)
    return network, remarks


def _check_slopes(network: Network) -> None:
    """Refuse a function whose slope is 0 wherever it has one, where a parameter acts on the loss through it.

    Raises:
        UnsupportedFormula: nothing is learnt below it.
    """
    for definition in network.definitions:
        for node in () if definition.held else definition.value.atoms(sp.Function):
            record = function_of(node)
            below = [part for argument in node.args for part in network.tensors_in(argument)]
            acts = any(t in network.parameters or network.depends(t, p) for t in below for p in network.parameters)
            if record is not None and record.jumps and acts:
                raise UnsupportedFormula(
                    f"nothing is learnt below {record.name}: its slope is 0 wherever it has one",
                    hint="backproof derive and backproof export have the formulas of this network, every step checked",
                )


def _outputs(options: NetworkOptions, data: Dataset) -> str:
    """One output for one measured number and for two classes whose loss takes one; as many as labels elsewhere."""
    from numeric.model.arrays import label_of

    usual = label_of(network_of(options, batch=True))
    columns = data.labels.shape[1]
    if usual is None or len(usual.axes) > 1 or columns == 1 or (data.task == "classes" and columns == 2):
        return options.outputs
    return "many"


def _check_pair(network: Network, data: Dataset) -> None:
    """Refuse shares of one for anything but classes, and a logarithm of probabilities for measured numbers.

    Raises:
        UsageError: with what to do.
    """
    from numeric.model.arrays import label_of

    label = label_of(network)
    shares = [c for c in network.conditions if label is not None and label in network.tensors_in(c.left)]
    if data.task != "classes" and shares:
        kind = "measured numbers" if data.task == "regression" else "many labels"
        raise UsageError(
            f"the labels of this loss sum to one, and {data.name:.60} has {kind}",
            hint=f"--loss {USUAL_LOSS[data.task]} is for {kind}",
        )
    if data.task != "regression":
        return
    from numeric.model.purpose import is_unbounded  # which imports JAX

    if is_unbounded(network, data):
        raise UsageError(
            f"this loss is for labels between 0 and 1, and {data.name:.60} has measured numbers: it has no least value",
            hint="--loss squared or --loss huber is for measured numbers",
        )


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


def one_sample_of(options: NetworkOptions) -> Network | None:
    """The same, where it has no axis over samples at all: then each weight's own gradient can be written out.

    >>> one_sample_of(NetworkOptions()).output.name
    'L'
    """
    found = sample_of(options)
    return None if found is None or sample_axis(found) is not None else found


def _variations(options: NetworkOptions) -> dict[str, str]:
    """What differs from the usual loss: each loss knows some of these only."""
    usual = {"label_smoothing": "0", "temperature": "1"}
    return {name: getattr(options, name) for name, word in usual.items() if getattr(options, name) != word}


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
