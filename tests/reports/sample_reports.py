"""Reports for tests: real derivations and a real worked example, recorded numbers for what depends on the machine."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from derive.gradient.counting import size_of
from derive.keeping.proofs import Proofs
from derive.network.definitions import Network
from numeric.learning.example_point import example_inputs
from numeric.learning.worked_example import work_example
from numeric.results import (
    Array,
    Comparison,
    Dataset,
    Judgement,
    ParameterComparison,
    RowAccuracy,
    ScaleAccuracy,
    Training,
    TrainingRun,
    Trust,
)
from reports.options.networks import concrete_sizes, network_of
from reports.options.options import NetworkOptions, Options
from reports.provenance import Provenance
from reports.report import Report
from reports.second_order import second_order
from reports.symbols import accurate_formulas, all_elements, derive_all

EPOCHS = 12
FEATURES = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
CLASSES = ("setosa", "versicolor", "virginica")
PROGRAM = """def gradients(x, W, y):
    # a recorded program
    return {"W": (p - y).T @ x / N if 1 < 2 else None}
"""
VERSIONS = {"backproof": "0.1.0", "python": "3.11.0", "sympy": "1.14.0"}
PROVENANCE = Provenance(VERSIONS, "cpu (cpu)", "float64", 0, "iris", "0" * 64, "backproof report")
ROWS = {
    side: RowAccuracy(2.5 * place, 0.5, place - 1, place) for place, side in enumerate(("ours", "stax", "custom"), 1)
}
# One row in the middle of its region, one near a border, one on the wrong side of it, and the same again.
PREDICTED = np.array([[0.9, 0.06, 0.04], [0.1, 0.46, 0.44], [0.05, 0.55, 0.4]] * 2)
LARGEST: dict[str, tuple[float | None, ...]] = {
    "ours": (2.0, 3.0),
    "stax": (9.0, 4e6),
    "custom": (9.0, 4e6),
    "naive": (9.0, None),
}
SCALES = tuple(ScaleAccuracy(dtype, 64, 3, (1.0, 100.0), LARGEST) for dtype in ("float32", "float64"))


def sample_report(network: NetworkOptions | None = None, *, written_out: bool = True) -> Report:
    """A report about any network, without a comparison being run; ``written_out`` asks for each weight's formula."""
    options = Options(network or NetworkOptions())
    batch = derive_all(network_of(options.network, batch=True))
    sample = derive_all(network_of(options.network, batch=False))
    sizes = concrete_sizes(batch.network, options.network, {"D": len(FEATURES), "K": len(CLASSES)})
    inputs = example_inputs(sample.network, sizes)
    example = work_example(sample.network, accurate_formulas(sample), inputs)
    elements = all_elements(sample, example, Proofs()) if written_out else {}
    dataset = sample_dataset()
    comparison, training = _comparison(batch.network, sizes), _training(batch.network, sizes)
    measured = (dataset, comparison, ROWS, Trust(SCALES, ROWS), training)
    around = second_order(batch.network, sample.network, example)
    return Report(options, batch, sample, elements, example, *measured, PROGRAM, PROVENANCE, second_order=around)


def sample_dataset(
    name: str = "iris", features: tuple[str, ...] = FEATURES, classes: tuple[str, ...] = CLASSES
) -> Dataset:
    """A few rows under any names."""
    rows = 2 * len(classes)
    values = np.round(1 + np.sin(np.arange(rows * len(features))).reshape(rows, len(features)), 1)
    labels = np.eye(len(classes))[np.arange(rows) % len(classes)]
    return Dataset(name, values, labels, features, classes, standardised=False, sha256="0" * 64)


def _entries(network: Network, sizes: Mapping[str, int]) -> list[tuple[str, float]]:
    """A name and a recorded gradient for every parameter entry; neighbours differ in sign and size."""
    names = [
        f"{tensor.name}[{','.join(str(i + 1) for i in at)}]"
        for tensor in network.parameters
        for at in np.ndindex(size_of(tensor, sizes))
    ]
    return [(name, round((-1) ** place * (1 + place) / 8, 6)) for place, name in enumerate(names)]


def _comparison(network: Network, sizes: Mapping[str, int]) -> Comparison:
    entries = []
    for name, value in _entries(network, sizes):
        error = 2.0**-52 * abs(value)
        six = (value, value, value + error, value, value, value + 1e-9)
        bounds = dict.fromkeys(("ours", "stax", "custom", "jvp"), 4 * error)
        judged = _judged(value)
        entries.append(ParameterComparison(name, 0.25, *six, error, 2.0**-52, 1.0, 4 * error, True, judged, bounds))
    return Comparison("float64", tuple(entries), 3e-16, 2.0**-52, 1.0, "agree", "bound = a recorded rule")


def _judged(value: float) -> Judgement:
    sides = ("ours", "stax", "custom", "jvp")
    errors, ulps, bounds = (dict.fromkeys(sides, size) for size in (2.0**-53 * abs(value), 0.5, 1e-15))
    return Judgement(f"{value:.29f}", errors, errors, ulps, bounds, "tie")


def _training(network: Network, sizes: Mapping[str, int]) -> Training:
    loss = tuple(round(1.6 / (1 + 0.2 * epoch), 6) for epoch in range(EPOCHS + 1))
    accuracy = tuple(round(min(1.0, 0.3 + 0.06 * epoch), 4) for epoch in range(EPOCHS + 1))
    final: dict[str, Array] = {t.name: np.full(size_of(t, sizes), 0.5) for t in network.parameters}
    runs = tuple(TrainingRun(source, loss, accuracy, final) for source in ("symbolic", "stax", "custom"))
    return Training(EPOCHS, 0.1, runs, 2.2e-16, probabilities=PREDICTED)
