"""The numbers of the drawing as tables: for each layer its weights, for everything else its values, with gradients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derive.network.tensors import Tensor
from derive.writing.latex import latex

from ...report import Report
from ..blocks import Cell, Inline, Math, Table, Words
from ..notation import spoken
from ..number_format import decimals, readable
from .columns import Part, plan_of
from .contents import Entry, State, Subject
from .drawing import drawn_symbols, example_sizes, numbers_of
from .stages import Form, Stage, Term

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class _Both:
    """The same drawing with values and with gradients."""

    forward: Subject
    backward: Subject

    def value(self, tensor: Tensor, *places: int) -> str:
        """The value as it is written."""
        return _written(self.forward.value(tensor, *places))

    def slope(self, tensor: Tensor, *places: int) -> str:
        """The gradient as it is written; of what is given there is none."""
        return _written(self.backward.value(tensor, *places)) if self.backward.is_slope(tensor) else NOTHING

    def name(self, tensor: Tensor, *places: int) -> Math:
        """The entry's name as a formula."""
        entry = self.forward.entry(tensor, *places)
        network = self.forward.network
        plain = " ".join([tensor.name, *map(str, entry)])
        return Math(latex(tensor.at(*entry), network), spoken(tensor, entry, network) if network.spelling else plain)


def _written(value: float | None) -> str:
    return NOTHING if value is None else readable(decimals(value))


def drawn_numbers(report: Report) -> Iterator[Table]:
    """One table for each layer of weights; columns are where its lines begin, rows where they end; one for the rest."""
    network = drawn_symbols(report).network
    plan, sizes = plan_of(network), example_sizes(network, report.example)
    forward, backward = (
        Subject(plan, sizes, state, numbers_of(report, state)) for state in (State.FORWARD, State.BACKWARD)
    )
    both = _Both(forward, backward)
    stages = [part.stage for part in plan.parts if part.stage is not None and part.stage.form is Form.DENSE]
    for stage in stages:
        yield from (_weights(both, stage, term) for term in stage.terms)
    named = {stage.tensor.name for stage in stages} | {term.source.name for stage in stages for term in stage.terms}
    others = [part for part in plan.parts if part.tensor.name not in named]
    biases = dict.fromkeys(bias for stage in stages for bias in stage.biases)
    rows = [_row(both, part.tensor, _places(forward, part)) for part in others]
    rows += [_row(both, bias, _of_vector(forward, bias)) for bias in biases]
    if rows:
        headings = tuple((Words(heading),) for heading in ("letter", "values", "gradients of the loss by them"))
        yield Table("The other numbers of the drawing", headings, tuple(rows))


def _weights(both: _Both, stage: Stage, term: Term) -> Table:
    subject, target, source = both.forward, stage.tensor, term.source
    columns = [i for i in subject.shown(source) if i is not None]
    outputs = [i for i in subject.shown(target) if i is not None]
    headings = [(Words(f"from {_meaning(source)} to {_meaning(target)}"),), *(_node(both, source, d) for d in columns)]
    rows = tuple((Cell(_node(both, target, k)), *(_both(both, term, k, d) for d in columns)) for k in outputs)
    caption = f"The {_meaning(term.weights)} of the drawing, in brackets their gradients"
    return Table(caption, tuple(headings), rows, of_entries=True)


def _meaning(tensor: Tensor) -> str:
    return tensor.meaning or tensor.name


def _node(both: _Both, tensor: Tensor, i: int) -> tuple[Inline, ...]:
    """``z_1 = 0.9112 (−0.7511)``; a feature has no gradient here."""
    places = (i,) if both.forward.shape(tensor) else ()
    slope = both.slope(tensor, *places)
    shown = both.value(tensor, *places) + ("" if slope == NOTHING else f" ({slope})")
    return both.name(tensor, *places), Words(f" = {shown}")


def _both(both: _Both, term: Term, k: int, d: int) -> Cell:
    places = {term.inner: d} if term.outer is None else {term.inner: d, term.outer: k}
    entry = tuple(places[at] for at in sorted(places))
    value, slope = both.value(term.weights, *entry), both.slope(term.weights, *entry)
    return Cell((Words(f"{value} ({slope})"),), number=True)


def _places(subject: Subject, part: Part) -> list[Entry]:
    """The entries of a part whose numbers the drawing shows."""
    if not part.units:
        return [at for row in subject.table(part.tensor) for at in row]
    return _of_vector(subject, part.tensor)


def _of_vector(subject: Subject, tensor: Tensor) -> list[Entry]:
    shown = [i for i in subject.shown(tensor) if i is not None]
    return [(i,) for i in shown] if subject.shape(tensor) else [()]


def _row(both: _Both, tensor: Tensor, places: list[Entry]) -> tuple[Cell, ...]:
    """All numbers of a tensor in one row; nothing is listed where there are too many for the drawing."""
    letter = Math(latex(tensor.at(*tensor.indices), both.forward.network), spoken=tensor.name)
    values = ", ".join(both.value(tensor, *at) for at in places) or NOTHING
    slopes = ", ".join(both.slope(tensor, *at) for at in places) if both.backward.is_slope(tensor) else NOTHING
    return Cell((letter,)), Cell((Words(values),)), Cell((Words(slopes or NOTHING),))
