"""Learning: gradient descent on the dataset, and what the trained network says about its rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from numeric.data.names import short_names
from numeric.results import Array, Dataset

from ..report import Report
from .blocks import Block, Literal, Paragraph, Section, Table, Words, inline
from .data import SOURCES
from .notation import number, words
from .number_format import readable, significant
from .pictures.plots import learning_curves
from .pictures.simplex import simplex

MAXIMUM_CLASSES = 20
# How a measure of the rows is told; R² is no share.
MEASURES = {"classes": "accuracy", "labels": "share of right labels", "regression": "R²"}


def learning(report: Report) -> Section:
    """The runs of gradient descent from the same start: loss, accuracy, the difference at the end."""
    training, dataset = report.training, report.dataset
    run, measure = training.runs[0], MEASURES[dataset.task]
    text = inline(
        "Gradient descent over the whole dataset, {epochs} epochs with step size {rate}, from the same start each "
        "time: once with the derived formula and once with autodiff of each model. The loss goes from {first} to "
        "{last}, the {measure} from {poor} to {good}: it is that of the very rows that are learnt from, not of new "
        "ones. The final weights of the runs differ by at most {difference}.",
        epochs=str(training.epochs),
        rate=significant(training.learning_rate),
        first=significant(run.loss[0]),
        last=significant(run.loss[-1]),
        measure=measure,
        poor=measured(run.accuracy[0], dataset),
        good=measured(run.accuracy[-1], dataset),
        difference=readable(significant(training.max_weight_difference, 2)),
    )
    headings = ("gradient from", "loss at the start", "loss at the end", f"{measure} at the end")
    rows = tuple(
        (
            words(SOURCES.get(r.source, r.source)),
            number(significant(r.loss[0], 8), r.loss[0]),
            number(significant(r.loss[-1], 8), r.loss[-1]),
            number(measured(r.accuracy[-1], dataset), r.accuracy[-1]),
        )
        for r in training.runs
    )
    blocks: list[Block] = [Paragraph(text)]
    if training.learnt_nothing:
        blocks.append(Paragraph(inline(NOTHING_LEARNT[dataset.task], option=Literal("--standardise")), "note"))
    table = Table("The runs", tuple((Words(h),) for h in headings), rows)
    blocks += [*learning_curves(training, measure), table, *predicted(report)]
    return Section("learning", "Learning", tuple(blocks))


def measured(value: float, dataset: Dataset) -> str:
    """A share in percent; of a regression a number.

    >>> from numeric.data.datasets import load_dataset
    >>> measured(0.5177, load_dataset("iris")), measured(0.5177, load_dataset("diabetes"))
    ('51.8%', '0.518')
    """
    return f"{value:.3f}" if dataset.task == "regression" else f"{value:.1%}"


NOTHING_LEARNT = {
    "classes": "This is no better than naming the largest class each time. Where features differ much in size, one "
    "step size cannot suit them all: standardise them ({option}).",
    "labels": "This is no better than saying of each label what holds most often. Where features differ much in size, "
    "one step size cannot suit them all: standardise them ({option}).",
    "regression": "This is no better than naming the mean each time: a network without a bias cannot reach the mean, "
    "and where features differ much in size, one step size cannot suit them all ({option}).",
}


def predicted(report: Report) -> Iterator[Block]:
    """What the trained network says about each row, as far as it says probabilities."""
    probabilities, dataset = report.training.probabilities, report.dataset
    if probabilities is not None and probabilities.shape == dataset.labels.shape:
        yield from PREDICTED.get(dataset.task, _no_blocks)(probabilities, dataset)


def _no_blocks(_probabilities: Array, _dataset: Dataset) -> Iterator[Block]:
    yield from ()


def _classes(probabilities: Array, dataset: Dataset) -> Iterator[Block]:
    """A triangle where there are three classes, and how many rows of each class are predicted as which."""
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


PREDICTED = {"classes": _classes, "labels": _labels}
