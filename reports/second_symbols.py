"""Which second derivatives a report shows, as formulas: by the parameters next to the loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations_with_replacement
from typing import Any

from derive.gradient.second_order import SecondDerivation
from derive.keeping.proofs import Proofs
from derive.network.definitions import Network
from derive.network.tensors import Role

from .options.networks import network_of
from .options.options import NetworkOptions

WEIGHT_DECAY = "0.01"
SecondFormulas = Mapping[tuple[str, str], SecondDerivation]


def second_symbols(network: Network, sample: Network, proofs: Proofs) -> tuple[SecondFormulas, SecondFormulas] | None:
    """Derive them for a dataset and for one sample; None where there are none.

    Raises:
        UnsupportedFormula: a formula has no form.

    >>> from derive.network.building import classifier
    >>> network = classifier(hidden=("tanh",), bias=True)
    >>> batch, sample = second_symbols(network, network, Proofs())
    >>> list(batch), batch is sample
    ([('W2', 'W2'), ('W2', 'b2'), ('b2', 'b2')], True)
    """
    pairs = list(combinations_with_replacement(nearest_parameters(network), 2))
    batch = {pair: proofs.hessian(network, *pair) for pair in pairs}
    alone = batch if sample == network else {pair: proofs.hessian(sample, *pair) for pair in pairs}
    return (batch, alone) if pairs else None


def nearest_parameters(network: Network) -> tuple[str, ...]:
    """The parameters in the last definition before the loss that has some; those in the loss itself where none has.

    >>> from derive.network.building import classifier
    >>> nearest_parameters(classifier(hidden=("tanh",), l2="0.1")), nearest_parameters(classifier(bias=True))
    (('W2',), ('W', 'b'))
    """
    for definition in (*reversed(network.definitions[:-1]), network.definitions[-1]):
        found = tuple(t.name for t in network.tensors_in(definition.value) if t.role is Role.PARAMETER)
        if found:
            return found
    return ()


def with_decay(network: Network, proofs: Proofs) -> dict[str, Any]:
    """What Newton's method takes of a network: its gradients, and the formulas of its second derivatives.

    >>> from derive.network.building import classifier
    >>> sorted(with_decay(classifier(l2=WEIGHT_DECAY), Proofs()))
    ['gradients', 'second']
    """
    names = [t.name for t in network.acting_parameters]
    pairs = {pair: proofs.hessian(network, *pair) for pair in combinations_with_replacement(names, 2)}
    gradients = {found.first.wrt.name: found.first for found in pairs.values()}
    return {"gradients": gradients, "second": {pair: found.formula for pair, found in pairs.items()}}


def penalized(options: NetworkOptions) -> Network | None:
    """The network of a dataset with a little weight decay, which its loss may need for a minimum; None where it has.

    >>> penalized(NetworkOptions(l2="0.1")) is None
    True
    """
    if options.l2 != "0" or options.described is not None or options.layers:
        return None
    return network_of(replace(options, l2=WEIGHT_DECAY), batch=True)
