"""What a report says of Newton's method: only where it was run, its steps, and where a loss has no minimum."""

from __future__ import annotations

import numpy as np
import pytest

from numeric.learning.newton_run import Ending, NewtonRun
from numeric.results import Training, TrainingRun
from reports.lesson.blocks import Paragraph, Picture, Table
from reports.lesson.newton import newton_steps
from reports.options.networks import network_of
from reports.options.options import HiddenLayer, NetworkOptions
from reports.second_order import newton_runs, second_order
from reports.second_symbols import penalized

TRAINING = Training(20, 0.5, (TrainingRun("symbolic", (1.0, 0.5), (0.5, 0.5), {}),), 0.0)
APART = {"x": np.array([[1.0, 2.0], [1.0, -1.0], [1.0, 0.5]]), "y": np.eye(2)[[0, 1, 0]]}
MIXED = {"x": np.array([[1.0], [1.0], [-1.0]]), "y": np.eye(2)[[0, 1, 1]]}


def runs_of(options: NetworkOptions, arrays: dict[str, np.ndarray]) -> dict[str, NewtonRun]:
    """The runs for a dataset of so many rows, from 0."""
    network = network_of(options, batch=True)
    found = second_order(network, network_of(options, batch=False), None)
    shapes = {"D": arrays["x"].shape[1], "K": 2}
    start = {t.name: np.zeros([shapes[str(size)] for size in t.shape]) for t in network.parameters}
    return dict(newton_runs(network, penalized(options), found, start, arrays, TRAINING))


def test_classes_that_can_be_separated_have_a_second_run_with_weight_decay() -> None:
    """Without it the weights go on for ever; the table and the picture are those of the run that ends."""
    runs = runs_of(NetworkOptions(), APART)
    assert [run.ending for run in runs.values()] == [Ending.NO_MINIMUM, Ending.MINIMUM]
    blocks = list(newton_steps(runs))
    said = " ".join(getattr(p, "text", "") for block in blocks if isinstance(block, Paragraph) for p in block.parts)
    assert "the loss has no minimum" in said and "--l2 0.01" in said and "the condition number" in said
    (table,) = (block for block in blocks if isinstance(block, Table))
    last = runs["0.01"].steps[-1]
    assert len(table.rows) == min(12, runs["0.01"].iterations + 1) and table.rows[-1][1].exact == repr(last.loss)
    assert sum(isinstance(block, Picture) for block in blocks) == 1


def test_classes_that_overlap_have_one_run() -> None:
    """It ends where the slope is 0, in fewer steps than there were epochs."""
    ((decay, run),) = runs_of(NetworkOptions(), MIXED).items()
    assert decay == "" and run.ending is Ending.MINIMUM and run.iterations < 10
    assert run.learning_rate == TRAINING.learning_rate and len(run.descent) == TRAINING.epochs + 1


@pytest.mark.parametrize("options", [NetworkOptions(loss="hinge"), NetworkOptions(hidden=(HiddenLayer(2, "tanh"),))])
def test_without_the_second_derivatives_by_all_parameters_there_is_none(options: NetworkOptions) -> None:
    """A hidden layer's are not in the report; the hinge loss has none but 0."""
    network = network_of(options, batch=True)
    found = second_order(network, network, None)
    start = {t.name: np.zeros([2] * len(t.axes)) for t in network.parameters}
    assert newton_runs(network, penalized(options), found, start, MIXED, TRAINING) == {}
    assert list(newton_steps({})) == []


def test_a_loss_that_is_lost_on_the_way_is_no_error() -> None:
    """The words on gradient descent say already that the numbers are too large."""
    network = network_of(NetworkOptions(loss="squared"), batch=True)
    arrays, start = {"x": np.full((3, 1), 1e200), "y": np.ones((3, 1))}, {"W": np.ones((1, 1))}
    found = second_order(network, network, None)
    assert newton_runs(network, penalized(NetworkOptions(loss="squared")), found, start, arrays, TRAINING) == {}


def test_of_many_rows_both_methods_take_some_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Hessian reads all rows that it is of; the curves of both are of the same rows."""
    monkeypatch.setattr("reports.second_order.MOST_WORK", 2 * 16)
    options, arrays = NetworkOptions(), {name: np.repeat(values, 3, axis=0) for name, values in APART.items()}
    found = runs_of(options, arrays)
    for run in found.values():
        assert run.share is not None and (run.share.rows, run.share.count) == (2, 9)
    first = next(newton_steps(found))
    assert isinstance(first, Paragraph)
    assert "take 2 of 9 rows (drawn with seed 0) here" in "".join(getattr(part, "text", "") for part in first.parts)
    assert next(iter(runs_of(options, MIXED).values())).share is None
