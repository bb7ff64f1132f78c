"""Where parameters enter a loss: the outputs, above which no parameter stands; the parts of the loss; its samples."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sympy as sp

from ...network.axes import Axis
from ...network.definitions import Definition, Network
from ...network.tensors import Tensor


def cuts_of(network: Network, *parameters: Tensor) -> tuple[Tensor, ...]:
    """The tensors through which alone the parameters act on the loss, and above which the loss has no parameter.

    In the order of the network: the logits before the probabilities.

    >>> from ...network.building import classifier
    >>> network = classifier(hidden=("tanh",))
    >>> [tensor.name for tensor in cuts_of(network, network.tensor("W1"))]
    ['z', 'p', 'L']
    """
    between = (definition.tensor for definition in network.definitions[:-1])
    reached = (t for t in between if all(network.depends(t, parameter) for parameter in parameters))
    return tuple(tensor for tensor in reached if _is_cut(network, tensor))


def _is_cut(network: Network, cut: Tensor) -> bool:
    """True where no parameter acts on the loss but through the tensor."""
    loss, names = network.output, {tensor.name for tensor in network.parameters}
    if not network.depends(loss, cut):
        return False
    above = [d for d in network.definitions if d.tensor != cut and network.depends(d.tensor, cut)]
    beside = {name for d in above for name in names if network.tensor(name) in network.tensors_in(d.value)}
    shared = {
        tensor.name
        for d in above
        for tensor in network.tensors_in(d.value)
        if tensor not in (cut, *(one.tensor for one in above)) and _is_made_of(network, tensor, cut)
    }
    return not beside and not shared


def _is_made_of(network: Network, tensor: Tensor, cut: Tensor) -> bool:
    """True where the tensor is made of a parameter that the cut is made of too: a second path."""
    return any(network.depends(tensor, p) and network.depends(cut, p) for p in network.parameters)


@dataclass(frozen=True, slots=True)
class Parts:
    """The loss as a sum: what it says of the data, and a penalty of the parameters themselves (0 where it has none)."""

    data: Network
    penalty: Network | None


def parts_of(network: Network) -> Parts:
    """Tell the penalty from the rest of the loss: the terms of its last definition that mention parameters directly.

    >>> from ...network.building import classifier
    >>> parts = parts_of(classifier(l2=0.1))
    >>> parts.data.definitions[-1].value, parts.penalty.definitions[-1].value
    (Sum(L[n], (n, 1, N))/N, Sum(W[k, d]**2, (k, 1, K), (d, 1, D))/20)
    """
    last = network.definitions[-1]
    direct = [term for term in sp.Add.make_args(last.value) if _has_parameter(network, term)]
    mixed = any(_has_made(network, term) for term in direct)
    if not direct or mixed or len(direct) == len(sp.Add.make_args(last.value)):
        return Parts(network, None)
    penalty = sp.Add(*direct)
    return Parts(_with_loss(network, last.value - penalty), _with_loss(network, penalty))


def _has_parameter(network: Network, term: sp.Expr) -> bool:
    return any(tensor in network.parameters for tensor in network.tensors_in(term))


def _has_made(network: Network, term: sp.Expr) -> bool:
    made = (tensor for tensor in network.tensors_in(term) if network.definition(tensor.name))
    return any(network.depends(tensor, parameter) for tensor in made for parameter in network.parameters)


def _with_loss(network: Network, value: sp.Expr) -> Network:
    last: Definition = replace(network.definitions[-1], value=value)
    return replace(network, definitions=(*network.definitions[:-1], last))


@dataclass(frozen=True, slots=True)
class Samples:
    """A loss that is ``scale`` times the sum of the losses of its samples."""

    axis: Axis
    scale: sp.Expr
    loss: Tensor


def samples_of(network: Network) -> Samples | None:
    """The samples of E := c Σ_n L_n; None where the loss is no such sum.

    >>> from ...network.building import classifier
    >>> found = samples_of(classifier())
    >>> found.axis.name, found.scale, found.loss.name
    ('samples', 1/N, 'L')
    """
    value = network.definitions[-1].value
    totals = [factor for factor in sp.Mul.make_args(value) if isinstance(factor, sp.Sum)]
    if len(totals) != 1 or len(totals[0].limits) != 1 or not isinstance(totals[0].function, sp.Indexed):
        return None
    (total,), element = totals, totals[0].function
    loss = next(iter(network.tensors_in(element)), None)
    if loss is None or element.indices != (total.limits[0][0],) or network.definition(loss.name) is None:
        return None
    return Samples(loss.axes[0], value / total, loss)
