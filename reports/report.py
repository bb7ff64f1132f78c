"""The one report value: built once by the pipeline; every output format is a template over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from derive.network.short_repr import short_repr
from derive.writing.notebook_display import shown_as_text

from .system.showing import display

if TYPE_CHECKING:
    from derive.gradient.derivation import Derivation
    from derive.gradient.element import Element
    from derive.gradient.second_order import SecondDerivation
    from derive.network.definitions import Network
    from derive.proof.second_voice import Fingerprint
    from numeric.learning.newton_run import NewtonRun
    from numeric.results import Comparison, Dataset, RowAccuracy, Training, Trust, WorkedExample
    from numeric.second_order.results import Curvature, SecondComparison

    from .checking.notes_check import CheckedNotes
    from .options.options import Options
    from .provenance import Provenance


@dataclass(frozen=True, slots=True, eq=False)
class Symbols:
    """A network and what was derived from it.

    ``derivations`` are of the network's output, by the name of the tensor they are with respect
    to: every parameter, and the intermediates (p, z, …) on the way. ``jacobians`` are the local
    derivatives by ``(of, wrt)``, such as ``("p", "z")``; only the one-sample network has them.
    ``second_voice`` compares each parameter's formula with the derivative of the loss at random points modulo primes.
    """

    network: Network
    derivations: Mapping[str, Derivation]
    jacobians: Mapping[tuple[str, str], Derivation]
    second_voice: Mapping[str, Fingerprint]

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, eq=False)
class SecondDerivatives:
    """The second derivatives by the parameters next to the loss, for a dataset and for one sample, by both names.

    ``example`` is what they say at the worked example; None where there is none.
    """

    batch: Mapping[tuple[str, str], SecondDerivation]
    sample: Mapping[tuple[str, str], SecondDerivation]
    example: Curvature | None

    __repr__ = short_repr

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return tuple(dict.fromkeys(name for pair in self.batch for name in pair))


@dataclass(frozen=True, slots=True, eq=False)
class Derived:
    """What was derived for a report; its fields are the report's own."""

    batch: Symbols
    sample: Symbols
    elements: Mapping[str, tuple[Element, ...]]
    second_order: SecondDerivatives | None

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """Everything that any format shows; no format computes a number of its own.

    ``batch`` is the network of a whole dataset (output E), ``sample`` that of one data point
    (output L). ``elements`` are the explicit gradients of
    ``sample`` by each weight of the worked example, by the parameter's name; a parameter with
    too many weights has none. ``rows`` is the accuracy of each source row by row at the compared weights,
    empty where the rows meet, ``trust``
    what a report adds to it. ``program_source`` is the lowered gradient as readable JAX code. ``notes`` are the
    findings in the notes that were to be checked; None where there were none. ``second`` is the Hessian's comparison,
    where it was asked for. ``second_order`` are the second
    derivatives that it shows; None where it shows none. ``newton`` are the runs of Newton's method, by the weight decay
    that was added for it.
    """

    options: Options
    batch: Symbols
    sample: Symbols
    elements: Mapping[str, tuple[Element, ...]]
    example: WorkedExample
    dataset: Dataset
    comparison: Comparison
    rows: Mapping[str, RowAccuracy]
    trust: Trust | None
    training: Training
    program_source: str
    provenance: Provenance
    notes: CheckedNotes | None = None
    second: SecondComparison | None = None
    second_order: SecondDerivatives | None = None
    newton: Mapping[str, NewtonRun] = field(default_factory=dict)

    @property
    def network(self) -> Network:
        """The network of a whole dataset."""
        return self.batch.network

    @property
    def derivations(self) -> Mapping[str, Derivation]:
        """The derivations for a whole dataset, by the tensor's name."""
        return self.batch.derivations

    def __str__(self) -> str:
        return display("text")(self)

    def __repr__(self) -> str:
        return f"Report({self.dataset.name}: {display('sentence')(self)})"

    _repr_pretty_ = shown_as_text

    def _repr_markdown_(self) -> str:
        return display("markdown")(self)

    def _repr_html_(self) -> str:
        return display("html")(self)
