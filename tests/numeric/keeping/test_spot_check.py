"""Kept numbers are looked at: true ones stand, each kind of wrong one falls. The answers are worked out in NumPy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from derive.network.building import classifier
from numeric.keeping import spot_check
from numeric.keeping.numbers import Numbers
from numeric.keeping.spot_check import holds
from numeric.results import Comparison, Judgement, ParameterComparison, Training, TrainingRun, WorkedExample

WHOLE, SINGLE = classifier(), classifier(batch=False)
START = {"W": np.array([[0.5, -0.25], [0.125, 1.0]])}
ARRAYS = {"x": np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.25]]), "y": np.eye(2)[[0, 1, 1]]}


def loss_and_slope(W: Any, x: Any, y: Any) -> tuple[float, Any]:
    """−Σ y log p and (p − y) xᵀ, averaged over the rows."""
    z = x @ W.T
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return float(-(y * np.log(p)).sum(axis=1).mean()), (p - y).T @ x / len(x)


def true_numbers() -> Numbers:
    x, y, W = ARRAYS["x"], ARRAYS["y"], START["W"]
    loss, slope = loss_and_slope(W, x[:1], y[:1])
    example = WorkedExample(
        {"x": x[0], "y": y[0], "W": W}, 0.25, "e", {}, loss, {"W": slope}, {"W": W - 0.25 * slope}, 0.0
    )
    before, slope = loss_and_slope(W, x, y)
    after = loss_and_slope(W - slope, x, y)[0]
    entries = tuple(
        ParameterComparison(
            f"W[{k + 1},{d + 1}]", float(W[k, d]), g, g, g, g, g, g, 0.0, 0.0, 0.0, 0.0, True,
            Judgement(f"{g:.25f}", {}, {}, {}, {}, "tie"),
        )
        for (k, d), g in np.ndenumerate(slope)
    )  # fmt: skip
    comparison = Comparison("float64", entries, 0.0, 0.0, 0.0, "agree", "", {"ours": 0.5})
    run = TrainingRun("custom", (before, after), (), {"W": W - slope})
    training = Training(1, 1.0, (run,), 0.0)
    return Numbers(example, comparison, {}, None, training, "", None, False, None, {}, "cpu (cpu)")


def looked_at(numbers: Numbers, part: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """With the part that chance would have chosen."""

    class Chosen:
        def choice(self, parts: Any) -> Any:
            return parts[part]

    monkeypatch.setattr(spot_check, "SystemRandom", Chosen)
    return holds(numbers, WHOLE, SINGLE, START, ARRAYS)


@pytest.mark.parametrize("part", range(3))
def test_true_numbers_stand(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is looked at."""
    assert looked_at(true_numbers(), part, monkeypatch)


def changed_run(numbers: Numbers, **changes: Any) -> Numbers:
    return replace(numbers, training=replace(numbers.training, runs=(replace(numbers.training.runs[0], **changes),)))


def changed_truth(numbers: Numbers) -> Numbers:
    first, *others = numbers.comparison.parameters
    assert first.judgement is not None
    wrong = replace(first, judgement=replace(first.judgement, truth=f"{float(first.judgement.truth) + 1e-6:.25f}"))
    return replace(numbers, comparison=replace(numbers.comparison, parameters=(wrong, *others)))


def changed_formula(numbers: Numbers) -> Numbers:
    first, *others = numbers.comparison.parameters
    wrong = replace(first, symbolic=first.symbolic + 1e-6)
    return replace(numbers, comparison=replace(numbers.comparison, parameters=(wrong, *others)))


WRONG: dict[str, tuple[int, Any]] = {
    "loss of the example": (0, lambda n: replace(n, example=replace(n.example, loss=n.example.loss + 1e-6))),
    "gradient of the example": (0, lambda n: replace(n, example=replace(n.example, gradient={"W": np.zeros((2, 2))}))),
    "shape of a gradient": (0, lambda n: replace(n, example=replace(n.example, gradient={"W": np.zeros(2)}))),
    "step of the example": (0, lambda n: replace(n, example=replace(n.example, updated=n.example.inputs))),
    "no gradient": (0, lambda n: replace(n, example=replace(n.example, gradient={}))),
    "loss at the start": (0, lambda n: changed_run(n, loss=(0.0, n.training.runs[0].loss[1]))),
    "loss at the end": (1, lambda n: changed_run(n, loss=(n.training.runs[0].loss[0], 0.0))),
    "weights at the end": (1, lambda n: changed_run(n, parameters=START)),
    "a truth": (2, changed_truth),
    "what the formula gives": (2, changed_formula),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_numbers_fall(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each in the part that is about it."""
    part, change = WRONG[what]
    assert not looked_at(change(true_numbers()), part, monkeypatch)


def test_where_there_is_no_truth_only_what_claims_none_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """An enclosure cannot be had: numbers with a certified truth are not of this network."""
    monkeypatch.setitem(START, "W", np.full((2, 2), np.nan))
    numbers = true_numbers()
    assert not looked_at(numbers, 0, monkeypatch)
    assert looked_at(replace(numbers, comparison=replace(numbers.comparison, max_ulp_by_source=None)), 0, monkeypatch)
