"""The second derivatives that a report shows: by the parameters next to the loss, with their numbers at the example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from derive.errors import InputError, UnsupportedFormula
from derive.keeping.proofs import Proofs
from derive.network.definitions import Network
from numeric.learning.newton import Beside, newton
from numeric.learning.newton_run import Ending, NewtonRun
from numeric.results import Array, Training, WorkedExample
from numeric.scale.draw import rows_that_fit
from numeric.second_order.curvature import curvature_at
from numeric.second_order.results import Curvature

from .report import SecondDerivatives
from .second_symbols import WEIGHT_DECAY, SecondFormulas, second_symbols, with_decay

# A Hessian of more entries says nothing to a reader, and its eigenvalues take long.
MOST_ENTRIES = 200
# Operations of one Hessian: of more, it is that of some rows; where the rows cannot be taken apart, there is none.
MOST_WORK, MOST_OF_ALL_ROWS = 50_000_000, 1_000_000_000


def second_order(
    network: Network, sample: Network, example: WorkedExample | None, proofs: Proofs | None = None
) -> SecondDerivatives | None:
    """Derive them for a dataset and for one sample; None where a formula has no form.

    >>> from derive.network.building import classifier
    >>> found = second_order(classifier(hidden=("tanh",), bias=True), classifier(hidden=("tanh",), bias=True), None)
    >>> found.parameters, len(found.batch)
    (('W2', 'b2'), 3)
    """
    try:
        found = second_symbols(network, sample, proofs or Proofs())
        return SecondDerivatives(*found, _at_example(sample, found[1], example)) if found else None
    except UnsupportedFormula:
        return None


def newton_runs(
    network: Network,
    held: Network | None,
    found: SecondDerivatives | None,
    start: Mapping[str, Array],
    arrays: Mapping[str, Array],
    training: Training,
    proofs: Proofs | None = None,
) -> dict[str, NewtonRun]:
    """Newton's method beside gradient descent, by the weight decay that was added for it; "" where none was.

    It is there where the second derivatives by all parameters are; with a little weight decay too where without it the
    loss has no minimum. Of many rows both methods take some, which each run says.

    Args:
        network: of a dataset.
        held: the same with a little weight decay; None where it has some.
        found: its second derivatives.
        start: where both methods start, by tensor name.
        arrays: the data by tensor name.
        training: by gradient descent from the same start, whose epochs and learning rate are taken.
        proofs: where the derivations with weight decay are found; without it they are made now.
    """
    entries = sum(np.size(values) for values in start.values())
    if found is None or {*found.parameters} != {*start} or entries > MOST_ENTRIES:
        return {}
    formulas = {pair: derivation.formula for pair, derivation in found.batch.items()}
    taken, share = rows_that_fit(network, arrays, MOST_WORK // entries**2)
    if all(formula.value == 0 for formula in formulas.values()) or _work(entries, taken) > MOST_OF_ALL_ROWS:
        return {}
    rate, epochs = training.learning_rate, training.epochs
    gradients = {d.first.wrt.name: d.first for d in found.batch.values()}
    first = training.runs[0]
    known = first.slope and share is None and first.parameters.keys() == start.keys()
    beside = Beside(rate, first.loss, first.slope) if known and _is_wide(first.parameters) else None
    told: dict[str, Any] = {"gradients": gradients, "second": formulas, "beside": beside}
    try:
        run = newton(network, start, taken, epochs=epochs, learning_rate=rate, **told)
    except InputError:  # it leaves the range of the format, as the words on gradient descent say
        return {}
    runs = {"": run}
    if run.ending is Ending.NO_MINIMUM and held is not None:
        runs[WEIGHT_DECAY] = newton(held, start, taken, epochs=epochs, **with_decay(held, proofs or Proofs()))
    return {decay: replace(run, share=share) for decay, run in runs.items()}


def _is_wide(parameters: Mapping[str, Array]) -> bool:
    """Whether they were trained in float64, as Newton's method is."""
    return all(values.dtype == np.float64 for values in parameters.values())


def _work(entries: int, arrays: Mapping[str, Array]) -> int:
    """About how many operations a Hessian takes."""
    return entries**2 * max(len(values) for values in arrays.values())


def _at_example(network: Network, found: SecondFormulas, example: WorkedExample | None) -> Curvature | None:
    if example is None:
        return None
    entries = sum(example.inputs[name].size for name in {name for pair in found for name in pair})
    if entries > MOST_ENTRIES:
        return None
    formulas = {pair: derivation.formula for pair, derivation in found.items()}
    gradients = {derivation.first.wrt.name: derivation.first.formula for derivation in found.values()}
    return curvature_at(network, formulas, example.inputs, gradients)
