"""Learning: gradient descent on the dataset, and what the trained network says about its rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from numeric.data.names import short_names
from numeric.results import Array, Dataset, Training

from ..report import Report
from .blocks import Block, Literal, Paragraph, Section, Table, Words, inline
from .data import SOURCES
from .newton import newton_steps
from .notation import number, words
from .number_format import readable, significant
from .pictures.plots import learning_curves, residual_plot
from .pictures.simplex import simplex

MAXIMUM_CLASSES = 20


def learning(report: Report) -> Section:
    """The runs of gradient descent from the same start: the loss, what it is measured by, the difference at the end."""
    training = report.training
    run = training.runs[0]
    text = inline(
        "Gradient descent over the whole dataset, {epochs} epochs with step size {rate}, from the same start each "
        "time: once with the derived formula and once with autodiff of each model. The loss goes from {first} to "
        "{last}{measured}. The final weights of the runs differ by at most {difference}.",
        epochs=str(training.epochs),
        rate=significant(training.learning_rate),
        first=significant(run.loss[0]),
        last=significant(run.loss[-1]),
        measured=_of_the_rows(training),
        difference=readable(significant(training.max_weight_difference, 2)),
    )
    shown = training.guessing is not None
    headings = ("gradient from", "loss at the start", "loss at the end", f"{training.measure} at the end")
    rows = tuple(
        (
            words(SOURCES.get(r.source, r.source)),
            number(significant(r.loss[0], 8), r.loss[0]),
            number(significant(r.loss[-1], 8), r.loss[-1]),
            *((number(told(training, r.accuracy[-1]), r.accuracy[-1]),) if shown else ()),
        )
        for r in training.runs
    )
    table = Table("The runs", tuple((Words(h),) for h in headings[: 4 if shown else 3]), rows)
    curves = learning_curves(training, training.measure)[: 2 if shown else 1]
    blocks: list[Block] = [
        Paragraph(text),
        *_warned(report),
        *curves,
        table,
        *newton_steps(report.newton),
        *predicted(report),
    ]
    return Section("learning", "Learning", tuple(blocks))


def _of_the_rows(training: Training) -> str:
    """The measure at the start and at the end, and of which rows it is; nothing where there is none but the loss."""
    if training.guessing is None:
        return ""
    start, end = (told(training, training.runs[0].accuracy[epoch]) for epoch in (0, -1))
    return f", the {training.measure} from {start} to {end}: it is that of the very rows that are learnt from"


def told(training: Training, value: float) -> str:
    """A measure as a reader says it: a share in percent, what may be negative as a number.

    >>> from numeric.results import TrainingRun
    >>> run = TrainingRun("symbolic", loss=(1.1, 0.4), accuracy=(0.25, 0.5), parameters={})
    >>> told(Training(1, 0.1, (run,), 0.0), 0.5), told(Training(1, 0.1, (run,), 0.0, measure="R²"), 0.5)
    ('50.0%', '0.500')
    """
    return f"{value:.1%}" if training.is_share else readable(f"{value:.3f}")


def _warned(report: Report) -> Iterator[Block]:
    """What to do where nothing was learnt."""
    training = report.training
    if training.diverged:
        yield Paragraph(inline(DIVERGED, option=Literal("--learning-rate")), "note")
    elif training.learnt_nothing:
        said = [NOTHING_LEARNT[report.dataset.task]]
        said += [] if report.options.network.bias or report.dataset.task != "regression" else [NO_BIAS]
        said += [] if report.dataset.standardised else [NOT_STANDARDISED]
        named = {"option": Literal("--standardise"), "bias": Literal("--bias")}
        yield Paragraph(inline(" ".join(said), **named), "note")


DIVERGED = "The loss ended above where it began: the steps are too large. Try a smaller step size ({option})."
NOTHING_LEARNT = {
    "classes": "This is no better than naming the largest class each time.",
    "labels": "This is no better than saying of each label what holds most often.",
    "regression": "This is no better than naming the mean each time.",
}
NO_BIAS = "Without a bias a network may not reach the mean ({bias})."
NOT_STANDARDISED = (
    "Where features differ much in size, one step size cannot suit them all: standardise them ({option})."
)


def predicted(report: Report) -> Iterator[Block]:
    """What the trained network says about each row: by its probabilities, or by what it predicts itself."""
    training, dataset = report.training, report.dataset
    shown, rows = PREDICTED[dataset.task], len(dataset.labels)
    if training.predicted is not None and len(training.predicted) == rows:
        yield from shown(training.predicted.reshape(rows, -1), dataset)
    elif training.probabilities is not None and training.probabilities.shape == dataset.labels.shape:
        yield from shown(training.probabilities, dataset)


def _numbers(predicted: Array, dataset: Dataset) -> Iterator[Block]:
    """Each row's number as it is predicted against what was measured."""
    picture = residual_plot(predicted, dataset)
    if picture is not None:
        yield picture


def _classes(probabilities: Array, dataset: Dataset) -> Iterator[Block]:
    """A triangle where there are three classes, and how many rows of each class are predicted as which."""
    if probabilities.shape[1] == 1:  # one output, of the second of two classes
        probabilities = np.hstack([1 - probabilities, probabilities])
    picture = simplex(probabilities, dataset)
    if picture is not None:
        yield picture
    classes = len(dataset.class_names)
    if classes > MAXIMUM_CLASSES:
        return
    labels, found, names = dataset.labels.argmax(axis=1), probabilities.argmax(axis=1), short_names(dataset.class_names)
    rows = []
    for k, name in enumerate(names):
        counts = [int(np.sum(found[labels == k] == j)) for j in range(classes)]
        cells = [number(str(n), n, heat=n / max(1, sum(counts)) * (1 if j == k else -1)) for j, n in enumerate(counts)]
        rows.append((words(name), *cells))
    headings = ((Words("right class"),), *((Words(f"predicted: {name}"),) for name in names))
    yield Table("How many rows of each class are predicted as which", headings, tuple(rows))


def _labels(probabilities: Array, dataset: Dataset) -> Iterator[Block]:
    """Of each label, in how many rows it holds, in how many it is predicted, and in how many both."""
    if len(dataset.class_names) > MAXIMUM_CLASSES:
        return
    holds, found = dataset.labels == 1, probabilities > 0.5
    rows = []
    for k, name in enumerate(short_names(dataset.class_names)):
        counts = (holds[:, k], found[:, k], holds[:, k] & found[:, k], holds[:, k] == found[:, k])
        rows.append((words(name), *(number(str(int(c.sum())), int(c.sum())) for c in counts)))
    headings = ("label", "holds", "predicted", "both", "right")
    yield Table("In how many rows each label holds and is predicted", tuple((Words(h),) for h in headings), tuple(rows))


PREDICTED = {"classes": _classes, "labels": _labels, "regression": _numbers}
