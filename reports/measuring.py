"""The numbers of a report: computed with JAX and in ball arithmetic while a second thread compiles and learns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from derive.errors import UnsupportedFormula
from derive.keeping.proofs import Proofs
from derive.network.definitions import Network
from numeric.compare.ahead import compile_autodiff
from numeric.compare.comparison import check_finite, gradients_of
from numeric.compare.error_bound import Method
from numeric.compare.sampling import Sample, sampled
from numeric.compare.trust import accuracy_at, loss_of_each_row, measure_trust
from numeric.compare.with_truth import compare_with_truth
from numeric.keeping.numbers import Numbers
from numeric.learning.example_point import example_inputs
from numeric.learning.training import train
from numeric.learning.worked_example import work_example
from numeric.lowering.one_pass import lower_for_rows
from numeric.lowering.scalars.bridge import ElementProgram, lambdify_elements
from numeric.lowering.scalars.limits import TooManyElements
from numeric.model.arrays import made_up
from numeric.model.trained_weights import trained_weights
from numeric.results import Array
from numeric.scale.devices import devices_named
from numeric.second_order.results import SecondComparison

from .options.options import LearningOptions
from .provenance import device_name
from .report import Derived, Symbols
from .second_order import newton_runs, second_order
from .symbols import accurate_formulas, all_elements, derive_all, parameter_formulas
from .system.background import one_worker
from .system.progress import Announce, within
from .task import Task


def measured(
    task: Task, learning: LearningOptions, command: str, announce: Announce, proofs: Proofs
) -> tuple[Derived, Numbers]:
    """Derive what is asked for, and compute the numbers meanwhile.

    Args:
        task: data, networks and start.
        learning: how numbers are computed.
        command: a report has more numbers than a comparison.
        announce: called with the name of each stage.
        proofs: where derivations are found.

    Raises:
        UsageError: the data cannot be used.
    """
    whole, single, start, arrays, learnt = task.whole, task.single, task.start, task.arrays, task.learnt
    point = point_of(task, learning)
    compared = sampled(whole, point, arrays, partial(loss_of_each_row, whole, point, arrays))
    with one_worker() as worker:
        worker.submit(compile_autodiff, whole, start, compared, learning.dtype)
        announce("derive the gradients, check every step")
        batch = derive_all(whole, proofs, jacobians=False)
        formulas, method = FORMS[learning.form]
        program = lower_for_rows(whole, formulas(batch), len(task.dataset.features))
        symbolic, descent = gradients_of(program), descent_options(learning)
        training = worker.submit(train, whole, start, learnt, symbolic, task=task.dataset.task, **descent)
        sample = derive_all(single, proofs)
        announce("work the example")
        exact = accurate_formulas(sample)
        example = work_example(single, exact, example_inputs(single, task.sizes, task.own, exact))
        announce("differentiate by each single weight")
        elements = all_elements(sample, example, proofs)
        around = second_order(whole, single, example, proofs) if command == "report" else None
        newton = worker.submit(lambda: newton_runs(whole, task.held, around, start, learnt, training.result(), proofs))
        announce("compare with autodiff")
        scalar = scalar_program(batch, task.sizes) if compared.rows is None else None
        sources = dict[str, Any](
            lambdify=scalar, method=method, dtype=learning.dtype, progress=within(announce, "compare with autodiff")
        )
        sources |= {"remarks": (*task.remarks, *said_of_made_up(whole)), "devices": devices_named(learning.devices)}
        comparison = compare_with_truth(whole, point, arrays, symbolic, compared, **sources)
        second = second_of(whole, point, arrays, compared, learning)
        announce("measure the accuracy")
        tell, accurate = within(announce, "measure the accuracy"), learning.form == "accurate"
        rows = accuracy_at(whole, point, arrays, learning.dtype, accurate=accurate, tell=tell, proofs=proofs)
        shown = command == "report"
        trust = measure_trust(whole, start, learnt, arrays, task.dataset.task, tell, proofs) if shown else None
        announce("learn by gradient descent")
        curves, steps = training.result(), newton.result()
    curvature = around.example if around else None
    found = (example, comparison, rows or {}, trust, curves, program.source, second, around is not None, curvature)
    return Derived(batch, sample, elements, around), Numbers(*found, steps, device_name())


def point_of(task: Task, learning: LearningOptions) -> Mapping[str, Array]:
    """Where gradients are compared: the user's own weights, trained ones, or the start; every value there is finite.

    Raises:
        InputError: a value of the network is none.
    """
    point: Mapping[str, Array] = task.start if task.given is None else task.given
    if task.given is None and learning.at == "trained":
        point = trained_weights(task.whole, task.start, task.learnt)
    check_finite(task.whole, point, task.arrays, learning.dtype)
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


def scalar_program(batch: Symbols, sizes: Mapping[str, int]) -> ElementProgram | None:
    """Each weight's own formula through ``lambdify``; None where there are too many, or one is no sum over samples."""
    try:
        return lambdify_elements(batch.network, parameter_formulas(batch), sizes)
    except (TooManyElements, UnsupportedFormula):
        return None


# Which formulas run, and what that says about their rounding.
FORMS = {"accurate": (accurate_formulas, Method.ACCURATE), "fast": (parameter_formulas, Method.SUBTRACTING)}
