"""The pipeline: from options to the one report value. Symbols, then numbers, then words."""

from __future__ import annotations

from dataclasses import replace

from derive.keeping.proofs import Proofs
from numeric.keeping.numbers import Numbers

from .checking.notes_check import readable_notes
from .kept_numbers import KeptNumbers
from .options.options import Options
from .provenance import provenance
from .report import Derived, Report, SecondDerivatives
from .second_symbols import second_symbols
from .symbols import all_elements, derive_all
from .system.progress import Announce, silent
from .task import Task, task_of

STAGES = 7


def build_report(
    options: Options,
    command: str = "report",
    announce: Announce = silent,
    proofs: Proofs | None = None,
    kept: KeptNumbers | None = None,
) -> Report:
    """Derive, prove, evaluate, compare, learn: everything that any output shows.

    Args:
        options: what was asked for.
        command: the name of the command that asks, for the provenance.
        announce: called with the name of each of the ``STAGES``.
        proofs: where derivations that were proved before are found; without it everything is proved now.
        kept: where numbers that were computed before are found; without it they are computed now.

    Raises:
        UsageError: an option, the data or the notes cannot be used.
    """
    proofs, kept = proofs or Proofs(), kept or KeptNumbers()
    notes = readable_notes(options.checking.notes, announce)
    announce("read the data")
    task = task_of(options)
    key = task.key(command, options.learning) if kept.store else ""
    numbers = kept.get(key, task.holds)
    if numbers is not None:
        derived = _derived(task, numbers, announce, proofs)
    else:
        from .measuring import measured

        derived, numbers = measured(task, options.learning, command, announce, proofs)
        kept.put(key, numbers)
    source = provenance(options, task.dataset, command, numbers.device)
    return Report(
        replace(options, network=task.options), derived.batch, derived.sample, derived.elements, numbers.example,
        task.dataset, numbers.comparison, numbers.rows, numbers.trust, numbers.training, numbers.program_source, source,
        notes, numbers.second, derived.second_order, numbers.newton,
    )  # fmt: skip


def _derived(task: Task, numbers: Numbers, announce: Announce, proofs: Proofs) -> Derived:
    """What was derived, where the numbers are there already: then JAX is not even imported."""
    announce("derive the gradients, check every step")
    batch, sample = derive_all(task.whole, proofs, jacobians=False), derive_all(task.single, proofs)
    announce("differentiate by each single weight")
    elements = all_elements(sample, numbers.example, proofs)
    around = second_symbols(task.whole, task.single, proofs) if numbers.curved else None
    return Derived(batch, sample, elements, SecondDerivatives(*around, numbers.curvature) if around else None)
