"""The head of a network: what follows the tensor through which every parameter acts on the loss.

By structure: the first tensor with a row for each sample without which no parameter reaches the loss. A penalty is set
aside: it has no rows. The head's own output is the sum of the losses of the samples, so that no row is scaled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import count

import numpy as np
import sympy as sp

from derive.algebra.indices import fresh_index
from derive.errors import UnsupportedFormula
from derive.gradient.derivation import Derivation
from derive.keeping.proofs import Proofs
from derive.network.axes import Axis
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor

from .samples import over_one_sample, sample_axis

SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Head:
    """``network`` takes the tensor ``source`` (the logits, say) as its input, beside labels and other data."""

    network: Network
    source: Tensor


@dataclass(frozen=True, slots=True)
class NoHead:
    """Why a network has no head, in words."""

    reason: str


_DERIVED = dict[Head, Derivation]()


@cache
def head_of(network: Network) -> Head | NoHead:
    """The head of a network, or why there is none.

    >>> from derive.network.building import classifier
    >>> head = head_of(classifier(hidden=("tanh",), l2="0.1"))
    >>> head.source.name, str(head.network.definitions[-1].value)
    ('z', 'Sum(L[n], (n, 1, N))')
    >>> from derive.network.building import stack
    >>> head_of(stack("dense", "batch norm", "dense")).source.name
    'z'
    """
    rows = sample_axis(network)
    total = None if rows is None else sum_over_samples(network, rows)
    if total is None:
        return NoHead("the loss is no sum over the samples")
    definitions = (*network.definitions[:-1], total)
    for definition in network.definitions[:-1]:
        tensor = definition.tensor
        if tensor.axes[:1] == (rows,) and not definition.held and _carries_all(network, definitions, tensor):
            return Head(_above(network, definitions, tensor), replace(tensor, role=Role.INPUT))
    return NoHead("no tensor with a row for each sample carries all that the parameters do")


def sum_over_samples(network: Network, rows: Axis) -> Definition | None:
    """The output as the sum over the samples, without a factor and without what has no rows; None if it is no sum.

    >>> from derive.network.building import classifier
    >>> network = classifier(l2="0.1")
    >>> sum_over_samples(network, sample_axis(network)).value
    Sum(L[n], (n, 1, N))
    """
    last = network.definitions[-1]
    with_rows = [t for t in sp.Add.make_args(last.value) if any(rows in x.axes for x in network.tensors_in(t))]
    try:
        _, summand, index = over_one_sample(sp.Add(*with_rows), rows)
    except UnsupportedFormula:
        return None
    if index is None or any(t.role is Role.PARAMETER for t in network.tensors_in(summand)) or last.indices:
        return None
    own = rows.index if summand.has(rows.index) or index == rows.index else fresh_index(rows.index)
    return replace(last, value=sp.Sum(summand.xreplace({index: own}), rows.limits(own)))


def losses_apart(network: Network) -> Network | None:
    """The same network with the losses of the samples as its output; None where the loss is no sum over them.

    >>> from derive.network.building import classifier
    >>> losses_apart(classifier()).output.axes[0].name
    'samples'
    """
    rows = sample_axis(network)
    total = None if rows is None else sum_over_samples(network, rows)
    if rows is None or total is None:
        return None
    name = next(name for name in (f"losses{number or ''}" for number in count()) if name not in _names(network))
    tensor = Tensor(name, (rows,), Role.LOSS, "loss of one sample")
    *inner, (own, _, _) = total.value.limits
    value = sp.Sum(total.value.function, *inner) if inner else total.value.function
    last = Definition(tensor, (own,), value, "loss of one sample")
    return Network(network.given, (*network.definitions[:-1], last), network.conditions, sizes=network.sizes)


def _names(network: Network) -> set[str]:
    return {tensor.name for tensor in network.tensors}


def _carries_all(network: Network, definitions: tuple[Definition, ...], tensor: Tensor) -> bool:
    """True where no parameter reaches the output once the tensor is given, and one does before."""
    reached = {p.name for p in network.parameters}
    for definition in definitions:
        if definition.tensor != tensor and any(t.name in reached for t in network.tensors_in(definition.value)):
            reached.add(definition.tensor.name)
    below = any(network.depends(tensor, parameter) for parameter in network.parameters)
    return below and definitions[-1].tensor.name not in reached


def _above(network: Network, definitions: tuple[Definition, ...], tensor: Tensor) -> Network:
    """The definitions that the output needs, with the tensor given."""
    needed = {definitions[-1].tensor.name}
    for definition in reversed(definitions):
        if definition.tensor.name in needed and definition.tensor != tensor:
            needed |= {part.name for part in network.tensors_in(definition.value)}
    kept = tuple(d for d in definitions if d.tensor.name in needed and d.tensor != tensor)
    given = tuple(t for t in network.given if t.name in needed)
    names = {tensor.name, *(t.name for t in given), *(d.tensor.name for d in kept)}
    conditions = tuple(c for c in network.conditions if {t.name for t in network.tensors_in(c.left)} <= names)
    source = replace(tensor, role=Role.INPUT)
    return Network((source, *given), kept, conditions, chosen=network.chosen, sizes=network.sizes)


def head_derivation(head: Head, proofs: Proofs | None = None) -> Derivation:
    """The slope of the head's output by the logits, derived once in a process; by ``proofs`` a kept one will do.

    >>> from derive.network.building import classifier
    >>> print(head_derivation(head_of(classifier())).formula)
    ∂E/∂z_nk = p_nk − y_nk
    """
    name = head.source.name
    if head not in _DERIVED:
        _DERIVED[head] = (proofs or Proofs()).gradients(head.network, (name,))[name]
    return _DERIVED[head]


def labels_beside(head: Head) -> Tensor | None:
    """The head's only other data, where these are labels with the axes of its source; else None.

    >>> from derive.network.building import classifier
    >>> found = head_of(classifier())
    >>> labels_beside(found).name if isinstance(found, Head) else ""
    'y'
    """
    others = [tensor for tensor in head.network.given if tensor.name != head.source.name]
    alike = len(others) == 1 and others[0].role is Role.LABEL and others[0].axes == head.source.axes
    return others[0] if alike and len(others[0].axes) <= 2 else None


def factor_between(losses: Sequence[float], others: Sequence[float]) -> float | None:
    """c where ``losses = c · others`` at every point, so that it is the same loss but for that factor; else None.

    >>> factor_between([2.0, 4.0], [1.0, 2.0]), factor_between([2.0, 4.0], [1.0, 1.0])
    (2.0, None)
    """
    ratios = [loss / other for loss, other in zip(losses, others, strict=True)]
    return ratios[0] if np.ptp(ratios) < SAME * abs(ratios[0]) else None
