"""What each tensor and axis of a network is for, found by its place in the definitions and by no name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import sympy as sp

from ..network.axes import Axis
from ..network.definitions import Definition, Network
from ..network.functions import function_of
from ..network.tensors import Role, Tensor


class Part(Enum):
    """What a tensor is for; ``OTHER`` has no letter that books agree on.

    >>> Part("logits") is Part.LOGITS
    True
    """

    INPUT = "input"
    LABEL = "label"
    WEIGHTS = "weights"
    BIAS = "bias"
    BEFORE = "before the activation"
    ACTIVATION = "activation"
    LOGITS = "logits"
    OUTPUT = "output"
    LOSS = "loss"
    TOTAL = "total"
    OTHER = "other"


class Along(Enum):
    """What an axis runs along."""

    SAMPLES = "samples"
    INPUTS = "inputs"
    OUTPUTS = "outputs"
    HIDDEN = "hidden"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """What a tensor is for, and in which layer: how many weighted sums lead to it."""

    part: Part
    layer: int


def sample_axis(network: Network) -> Axis | None:
    """The axis of the samples: the first one of an input, which no parameter has and a loss or a label has.

    >>> from ..network.building import classifier
    >>> sample_axis(classifier()).size_name, sample_axis(classifier(batch=False))
    ('N', None)
    """
    held = {axis for t in network.parameters for axis in t.axes}
    answered = {axis for t in network.tensors if t.role in (Role.LOSS, Role.LABEL) for axis in t.axes[:1]}
    for tensor in network.given:
        if tensor.role is Role.INPUT and tensor.axes and tensor.axes[0] in answered - held:
            return tensor.axes[0]
    return None


def summed_over(definition: Definition, tensor: Tensor) -> frozenset[int]:
    """The places of the tensor's axes over which the definition sums."""
    bound = {limit[0] for total in definition.value.atoms(sp.Sum) for limit in total.limits}
    elements = [e for e in definition.value.atoms(sp.Indexed) if e.base.label.name == tensor.name]
    return frozenset(place for element in elements for place, index in enumerate(element.indices) if index in bound)


def places(network: Network) -> dict[str, Place]:
    """The place of every tensor by its name.

    >>> from ..network.building import classifier
    >>> found = places(classifier(hidden=("tanh",), bias=True))
    >>> found["W2"].part.value, found["W2"].layer, found["u"].part.value, found["p"].part.value
    ('weights', 2, 'before the activation', 'output')
    """
    layers: dict[str, int] = {t.name: 0 for t in network.given}
    found: dict[str, Place] = {}
    for definition in network.definitions:
        parts = list(network.tensors_in(definition.value))
        weights = [t for t in parts if t.role is Role.PARAMETER and summed_over(definition, t)]
        weighted = bool(weights) and definition.tensor.role is Role.INTERMEDIATE
        below = max((layers[t.name] for t in parts if t.role is not Role.PARAMETER), default=0)
        layers[definition.tensor.name] = below + weighted
        if weighted:
            found |= {t.name: Place(Part.WEIGHTS, below + 1) for t in weights if t.name not in found}
            added = (t for t in _added(definition, parts) if t.name not in found)
            found |= {t.name: Place(Part.BIAS, below + 1) for t in added}
            found[definition.tensor.name] = Place(Part.BEFORE, below + 1)
    found |= _activations(network, found, layers)
    found |= _ends(network, layers)
    other = {t.name: Place(Part.OTHER, layers.get(t.name, 0)) for t in network.tensors}
    return other | found


def _added(definition: Definition, parts: list[Tensor]) -> Iterator[Tensor]:
    """The parameters that stand as a term of their own."""
    terms = set(sp.Add.make_args(definition.value))
    for tensor in parts:
        elements = {e for e in terms if isinstance(e, sp.Indexed) and e.base.label.name == tensor.name}
        if tensor.role is Role.PARAMETER and (elements or (not tensor.axes and tensor.at() in terms)):
            yield tensor


def _activations(network: Network, found: dict[str, Place], layers: dict[str, int]) -> dict[str, Place]:
    """What is made of one tensor alone, entry by entry: of a weighted sum, or by a function of what became of one."""
    sums = {(network.tensor(name).axes, place.layer) for name, place in found.items() if place.part is Part.BEFORE}
    result: dict[str, Place] = {}
    for definition in network.definitions:
        tensor, parts = definition.tensor, list(network.tensors_in(definition.value))
        if tensor.role is not Role.INTERMEDIATE or len(parts) != 1 or parts[0].axes != tensor.axes:
            continue
        of_sum = parts[0].name in found and found[parts[0].name].part is Part.BEFORE
        if of_sum or (function_of(definition.value) and (tensor.axes, layers[tensor.name]) in sums):
            result[tensor.name] = Place(Part.ACTIVATION, layers[tensor.name])
    return result


def _ends(network: Network, layers: dict[str, int]) -> dict[str, Place]:
    """The data, the losses, and what stands just before the loss: the output, and the logits that it is made of."""
    labels = [t for t in network.given if t.role is Role.LABEL]
    inputs = [t for t in network.given if t.role is Role.INPUT and t.axes]
    losses = [t for t in network.tensors if t.role is Role.LOSS]
    found = {t.name: Place(Part.INPUT, 0) for t in inputs[:1]} | {t.name: Place(Part.LABEL, 0) for t in labels[:1]}
    if not losses:
        return found
    total = network.output if len(losses) > 1 or sample_axis(network) else None
    found |= {losses[-2 if len(losses) > 1 else -1].name: Place(Part.LOSS, 0)}
    found |= {total.name: Place(Part.TOTAL, 0)} if total and total.role is Role.LOSS else {}
    return found | _outputs(network, network.definition(losses[0].name), layers)


def _outputs(network: Network, loss: Definition | None, layers: dict[str, int]) -> dict[str, Place]:
    before = [t for t in network.tensors_in(loss.value) if t.role is Role.INTERMEDIATE] if loss else []
    if not before:
        return {}
    output = before[-1]
    definition = network.definition(output.name)
    found = {output.name: Place(Part.OUTPUT, layers[output.name])}
    parts = list(network.tensors_in(definition.value)) if definition else []
    if len(parts) == 1 and parts[0].role is Role.INTERMEDIATE and parts[0].axes == output.axes:
        found[parts[0].name] = Place(Part.LOGITS, layers[parts[0].name])
    return found


def alongs(network: Network) -> dict[Axis, Along]:
    """What every axis runs along.

    >>> from ..network.building import classifier
    >>> [along.value for along in alongs(classifier(hidden=("tanh",))).values()]
    ['samples', 'inputs', 'hidden', 'outputs']
    """
    samples, parts = sample_axis(network), places(network)
    found: dict[Axis, Along] = {}
    for along, wanted in (
        (Along.OUTPUTS, (Part.LABEL, Part.OUTPUT)),
        (Along.INPUTS, (Part.INPUT,)),
        (Along.HIDDEN, (Part.BEFORE, Part.ACTIVATION)),
    ):
        for tensor in network.tensors:
            if parts[tensor.name].part in wanted:
                found |= {axis: along for axis in tensor.axes[-1:] if axis not in found and axis != samples}
    own = {samples: Along.SAMPLES} if samples else {}
    return {axis: own.get(axis) or found.get(axis, Along.OTHER) for axis in network.axes}
