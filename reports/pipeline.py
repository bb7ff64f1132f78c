"""The pipeline: from options to the one report value. Symbols, then numbers, then words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from derive.errors import UnsupportedFormula
from derive.gradient.accurate import accurate_formula
from derive.gradient.derivation import Formula
from derive.gradient.element import Element
from derive.keeping.proofs import Proofs
from derive.network.definitions import Network
from numeric.compare.ahead import compile_autodiff
from numeric.compare.comparison import check_finite, gradients_of
from numeric.compare.error_bound import Method
from numeric.compare.sampling import Sample, sampled
from numeric.compare.trust import accuracy_at, loss_of_each_row, measure_trust
from numeric.compare.with_truth import compare_with_truth
from numeric.data.datasets import load_dataset
from numeric.data.weights_file import read_weights
from numeric.learning.example_point import example_inputs
from numeric.learning.example_sizes import sizes_of_point
from numeric.learning.training import train
from numeric.learning.worked_example import work_example
from numeric.lowering.program import lower_gradients
from numeric.lowering.scalars.bridge import ElementProgram, TooManyElements, lambdify_elements
from numeric.model.arrays import arrays_of, made_up, sizes_of
from numeric.model.samples import sample_axis
from numeric.model.starting_weights import starting_weights
from numeric.model.trained_weights import trained_weights
from numeric.results import Array, WorkedExample
from numeric.scale.devices import devices_named
from numeric.scale.draw import rows_in_memory
from numeric.second_order.results import SecondComparison

from .checking.notes_check import readable_notes
from .options.networks import concrete_sizes, fitted, network_of, sample_of, too_many_elements
from .options.options import LearningOptions, Options
from .options.own_example import own_arrays
from .provenance import provenance
from .report import Report, Symbols
from .second_order import newton_runs, second_order
from .symbols import derive_all
from .system.background import one_worker
from .system.progress import Announce, silent, within

STAGES = 7


def build_report(
    options: Options, command: str = "report", announce: Announce = silent, proofs: Proofs | None = None
) -> Report:
    """Derive, prove, evaluate, compare, learn: everything that any output shows.

    Args:
        options: what was asked for.
        command: the name of the command that asks, for the provenance.
        announce: called with the name of each of the ``STAGES``.
        proofs: where derivations that were proved before are found; without it everything is proved now.

    Raises:
        UsageError: an option, the data or the notes cannot be used.
    """
    data, learning, proofs = options.data, options.learning, proofs or Proofs()
    notes = readable_notes(options.checking.notes, announce)
    announce("read the data")
    dataset = load_dataset(data.name, target=data.target, standardise=data.standardise, task=data.task or None)
    network, remarks = fitted(options.network, dataset)
    whole = network_of(network, batch=True)
    single, sizes = sample_of(network) or whole, sizes_of(whole, dataset, network.widths)
    arrays, start = arrays_of(whole, dataset, sizes), starting_weights(whole, sizes, learning.seed)
    mine = own_arrays(options.example, single, whole, lambda: arrays, start, dataset)
    learnt, said = rows_in_memory(whole, start, arrays)
    point = point_of(options, whole, start, arrays, learnt)
    compared = sampled(whole, point, arrays, loss_of_each_row(whole, point, arrays))
    with one_worker() as worker:
        worker.submit(compile_autodiff, whole, start, compared, learning.dtype)
        announce("derive the gradients, check every step")
        batch = derive_all(whole, proofs, jacobians=False)
        formulas, method = FORMS[learning.form]
        program = lower_gradients(whole, formulas(batch))
        symbolic, descent = gradients_of(program), descent_options(learning)
        training = worker.submit(train, whole, start, learnt, symbolic, task=dataset.task, **descent)
        sample = derive_all(single, proofs)
        announce("work the example")
        concrete = concrete_sizes(whole, network, sizes)
        example = work_example(single, accurate_formulas(sample), example_inputs(single, concrete, mine))
        announce("differentiate by each single weight")
        elements = all_elements(sample, example, proofs)
        around = second_order(whole, single, example, proofs) if command == "report" else None
        newton = worker.submit(lambda: newton_runs(network, whole, around, start, learnt, training.result()))
        announce("compare with autodiff")
        scalar = scalar_program(batch, concrete) if compared.rows is None else None
        sources = dict[str, Any](
            lambdify=scalar, method=method, dtype=learning.dtype, progress=within(announce, "compare with autodiff")
        )
        sources |= {"remarks": (*remarks, *said, *said_of_made_up(whole)), "devices": devices_named(learning.devices)}
        comparison = compare_with_truth(whole, point, arrays, symbolic, compared, **sources)
        second = second_of(whole, point, arrays, compared, learning)
        announce("measure the accuracy")
        tell, accurate = within(announce, "measure the accuracy"), learning.form == "accurate"
        rows = accuracy_at(whole, point, arrays, learning.dtype, accurate=accurate, tell=tell)
        trained = trained_weights(whole, start, learnt) if command == "report" else None
        trust = measure_trust(whole, trained, arrays, dataset.task, tell) if trained else None
        announce("learn by gradient descent")
        curves, source, steps = training.result(), provenance(options, dataset, command), newton.result()
    numbers = (example, dataset, comparison, rows or {}, trust, curves, program.source, source, notes, second)
    return Report(replace(options, network=network), batch, sample, elements, *numbers, around, steps)


def point_of(
    options: Options,
    network: Network,
    start: Mapping[str, Array],
    arrays: Mapping[str, Array],
    learnt: Mapping[str, Array],
) -> Mapping[str, Array]:
    """Where gradients are compared: the user's own weights, trained ones, or the start; every value there is finite.

    Raises:
        InputError: a value of the network is none, or the file with the weights does not fit.
    """
    if options.data.weights:
        point: Mapping[str, Array] = read_weights(options.data.weights, {n: np.shape(v) for n, v in start.items()})
    else:
        point = trained_weights(network, start, learnt) if options.learning.at == "trained" else start
    check_finite(network, point, arrays, options.learning.dtype)
    return point


def second_of(
    network: Network,
    point: Mapping[str, Array],
    arrays: Mapping[str, Array],
    compared: Sample,
    learning: LearningOptions,
) -> SecondComparison | None:
    """The Hessian's comparison, where it was asked for."""
    if not learning.second:
        return None
    from numeric.second_order.comparison import compare_second, rows_of_second

    rows, said = rows_of_second(network, point, arrays, compared)
    return compare_second(network, point, rows, dtype=learning.dtype, certify=compared.has_truth, remarks=said)


def said_of_made_up(network: Network) -> tuple[str, ...]:
    """What to say of given tensors that are in no data."""
    names = ", ".join(made_up(network))
    return (f"{names}: 1 everywhere, for the data have none",) if names else ()


def descent_options(learning: LearningOptions) -> dict[str, Any]:
    """What gradient descent is told."""
    return {"epochs": learning.epochs, "learning_rate": learning.learning_rate, "dtype": learning.dtype}


def parameter_formulas(symbols: Symbols) -> dict[str, Formula]:
    """The formula of each parameter's gradient under the network's conditions, by the parameter's name."""
    return {t.name: symbols.derivations[t.name].formula for t in symbols.network.parameters}


def scalar_program(batch: Symbols, sizes: Mapping[str, int]) -> ElementProgram | None:
    """Each weight's own formula through ``lambdify``; None where there are too many, or one is no sum over samples."""
    try:
        return lambdify_elements(batch.network, parameter_formulas(batch), sizes)
    except (TooManyElements, UnsupportedFormula):
        return None


def accurate_formulas(symbols: Symbols) -> dict[str, Formula]:
    """The same, rearranged where possible so that no nearly equal numbers are subtracted."""
    return {t.name: accurate_formula(symbols.derivations[t.name]) for t in symbols.network.parameters}


def all_elements(sample: Symbols, example: WorkedExample, proofs: Proofs) -> dict[str, tuple[Element, ...]]:
    """The explicit gradients of the worked example's loss, for each parameter with few enough weights."""
    if sample_axis(sample.network) is not None:
        return {}
    sizes = sizes_of_point(sample.network, example.inputs)
    return {
        t.name: proofs.elements(sample.network, t.name, sizes)
        for t in sample.network.parameters
        if not too_many_elements(sample.network, t.name, sizes)
    }


# Which formulas run, and what that says about their rounding.
FORMS = {"accurate": (accurate_formulas, Method.ACCURATE), "fast": (parameter_formulas, Method.SUBTRACTING)}
