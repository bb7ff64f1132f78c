"""The second derivatives that a report shows: by the parameters next to the loss, with their numbers at the example."""

from __future__ import annotations

from itertools import combinations_with_replacement

from derive.errors import UnsupportedFormula
from derive.gradient.second_order import SecondDerivation
from derive.keeping.proofs import Proofs
from derive.network.definitions import Network
from derive.network.tensors import Role
from numeric.results import WorkedExample
from numeric.second_order.curvature import Curvature, curvature_at

from .report import SecondOrder

# A Hessian of more entries says nothing to a reader, and its eigenvalues take long.
MOST_ENTRIES = 200


def second_order(
    network: Network, sample: Network, example: WorkedExample | None, proofs: Proofs | None = None
) -> SecondOrder | None:
    """Derive them for a dataset and for one sample; None where a formula has no form.

    >>> from derive.network.building import classifier
    >>> found = second_order(classifier(hidden=("tanh",), bias=True), classifier(hidden=("tanh",), bias=True), None)
    >>> found.parameters, len(found.batch)
    (('W2', 'b2'), 3)
    """
    proofs, pairs = proofs or Proofs(), list(combinations_with_replacement(nearest_parameters(network), 2))
    try:
        batch = {pair: proofs.hessian(network, *pair) for pair in pairs}
        alone = batch if sample == network else {pair: proofs.hessian(sample, *pair) for pair in pairs}
        return SecondOrder(batch, alone, _at_example(sample, alone, example)) if pairs else None
    except UnsupportedFormula:
        return None


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


def _at_example(
    network: Network, found: dict[tuple[str, str], SecondDerivation], example: WorkedExample | None
) -> Curvature | None:
    if example is None:
        return None
    entries = sum(example.inputs[name].size for name in {name for pair in found for name in pair})
    if entries > MOST_ENTRIES:
        return None
    formulas = {pair: derivation.formula for pair, derivation in found.items()}
    return curvature_at(network, formulas, example.inputs)
