"""Ten networks on data: derived, lowered, and compared entry by entry with autodiff and the certified truth."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from derive.gradient.accurate import accurate_form
from derive.gradient.backward import derive_gradients
from derive.network.building import stack
from derive.reading.networks import describe
from numeric.compare.comparison import compare_gradients, gradients_of
from numeric.compare.error_bound import Method
from numeric.compare.trust import accuracy_at, truths
from numeric.data.datasets import load_dataset
from numeric.learning.training import train
from numeric.lowering.program import lower_gradients
from numeric.model.arrays import arrays_of, sizes_of
from numeric.model.starting_weights import starting_weights
from numeric.results import Dataset

ROWS = 6


@dataclass(frozen=True)
class Case:
    """A network by its layers, the data, what is measured, and whether stax has it."""

    data: str
    layers: tuple[Any, ...]
    measure: str
    twin: bool
    options: dict[str, Any] = field(default_factory=dict)
    widths: tuple[int, ...] = ()


CASES = {
    "logistic regression": Case("breast_cancer", ("dense",), "accuracy", True, {"loss": "sigmoid", "bias": True}),
    "relu": Case("wine", ("dense 4", "relu", "dense"), "accuracy", True, {"bias": True}),
    "squared error": Case("diabetes", ("dense",), "R²", True, {"loss": "squared", "bias": True}),
    "many labels": Case("labels", ("dense",), "share of labels right", True, {"loss": "sigmoid", "outputs": "many"}),
    "residual": Case("iris", (["residual", "dense 3", "tanh", "dense"], "dense"), "accuracy", False),
    "layer norm": Case("iris", ("dense 4", "layer norm 1/1000", "gain", "dense"), "accuracy", False),
    "batch norm": Case("iris", ("batch norm 1/1000", "dense"), "accuracy", False),
    "attention": Case("pixels", ("attention 2", "mean pooling", "dense"), "accuracy", False, {"inputs": "N T D"}),
    "huber": Case("diabetes", ("dense 3", "tanh", "dense"), "R²", True, {"loss": "huber", "bias": True}),
    "weight decay": Case("iris", ("dense 3", "tanh", "dense"), "accuracy", True, {"l2": "0.01", "l1": "0.001"}),
    "hinge": Case("iris", ("dense",), "accuracy", True, {"loss": "hinge"}),
}


def small(name: str) -> Dataset:
    """A few rows of every class, standardised."""
    if name == "labels":
        whole = replace(small("iris"), task="labels")
        return replace(whole, labels=np.stack([whole.labels[:, 0], 1 - whole.labels[:, 2]], axis=1))
    whole = load_dataset({"pixels": "digits"}.get(name, name), standardise=name != "pixels")
    kept = slice(None, None, len(whole.features) // ROWS)
    features = whole.features[kept][:, 16:32] / 16 if name == "pixels" else whole.features[kept]
    return replace(whole, features=features, labels=whole.labels[kept])


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_source_agrees(case: Case) -> None:
    """All within their bounds of the truth; three steps lower the loss; the measure is that of the task."""
    data, network = small(case.data), stack(*case.layers, **case.options)
    network = replace(network, sizes=(*network.sizes, ("T", 4)))
    sizes = sizes_of(network, data, case.widths)
    arrays, start = arrays_of(network, data, sizes), starting_weights(network, sizes, 0)
    derivations = derive_gradients(network, [t.name for t in network.parameters])
    formulas = {name: (accurate_form(d) or d).formula for name, d in derivations.items()}
    symbolic = gradients_of(lower_gradients(network, formulas))
    found = compare_gradients(network, start, arrays, symbolic, method=Method.ACCURATE, truth=truths(network))
    assert found.verdict == "agree", [e for e in found.parameters if not e.agrees]
    assert all(entry.judgement for entry in found.parameters)
    assert case.twin is all(entry.stax is not None for entry in found.parameters)
    assert case.twin is not any("no stax model" in remark for remark in found.remarks)
    learnt = train(network, start, arrays, symbolic, task=data.task, epochs=3)
    assert learnt.measure == case.measure and learnt.runs[0].loss[-1] < learnt.runs[0].loss[0]
    assert learnt.max_weight_difference < 1e-9 and not learnt.diverged
    rows = accuracy_at(network, start, arrays, "float64")
    assert rows is not None and rows["ours"].wrong == 0


def test_a_network_from_definitions_is_compared_too() -> None:
    """Poisson regression, written out: its labels are counts, and nothing but the loss is measured."""
    network = describe(
        {"x": "N D input", "w": "D parameter", "b": "parameter", "y": "N label"},
        ["z[n] = sum(w[d]*x[n,d], d) + b", "E = 1/N*sum(exp(z[n]) - y[n]*z[n], n)"],
    )
    data = replace(small("diabetes"), labels=np.arange(len(small("diabetes").labels))[:, None] % 4 * 1.0)
    sizes = sizes_of(network, data)
    arrays, start = arrays_of(network, data, sizes), starting_weights(network, sizes, 0)
    formulas = {name: d.formula for name, d in derive_gradients(network, ["w", "b"]).items()}
    symbolic = gradients_of(lower_gradients(network, formulas))
    assert compare_gradients(network, start, arrays, symbolic, truth=truths(network)).verdict == "agree"
    assert train(network, start, arrays, symbolic, task="regression", epochs=2).measure == "loss"
