"""Numbers plugged into the definitions of any network: what is shown is the value; = stands for equal digits alone."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import sympy as sp

from derive.network.definitions import Network
from derive.reading.formula import read_formula
from derive.reading.networks import describe
from numeric.learning.example_point import example_inputs
from numeric.lowering.program import lower_forward
from numeric.model.one_sample import one_sample
from reports.lesson.example_values import ExampleValues
from reports.lesson.number_format import decimals
from reports.lesson.substitution import substituted_latex
from tests.derive.zoo.catalogue import ENTRIES

TITLES = (
    "logistic regression with L1 and L2", "Huber loss", "hinge of several classes", "masked classes", "log cosh",
    "layer norm with gain and offset", "embedding by one-hot", "convolution, tanh, mean pooling, softmax",
    "one attention head", "hidden layer with relu", "hidden layer with gelu",
)  # fmt: skip
NETWORKS = {entry.title: entry.network for entry in ENTRIES if entry.title in TITLES}
NETWORKS["largest of the logits"] = describe(
    {"x": "D input", "W": "K D parameter", "y": "K label"},
    (
        r"z_k = \sum_{d=1}^D W_{kd} x_d",
        r"r_k = z_k - \max_j z_j",
        r"E = \sum_{k=1}^K (r_k - y_k)^2",
    ),
    axes={"D": "features: d e", "K": "classes: k j"},
)


@cache
def example(title: str, feature: float | None = None) -> tuple[Network, ExampleValues]:
    """The network of one sample, and the values of its example; with that number for each feature."""
    network = one_sample(NETWORKS[title])
    inputs = example_inputs(network, given={} if feature is None else {"x": np.full(4, feature)})
    forward = lower_forward(network, [definition.tensor.name for definition in network.definitions])(inputs)
    known = SimpleNamespace(inputs=inputs, forward={name: np.asarray(values) for name, values in forward.items()})
    symbols: Any = SimpleNamespace(network=network, derivations={}, jacobians={})
    report: Any = SimpleNamespace(example=known)
    return network, ExampleValues(symbols, report)


@pytest.mark.parametrize("title", NETWORKS)
def test_every_definition_with_numbers_is_its_value(title: str) -> None:
    """Plugged in with all digits and read back by the reader of notes: sums, maxima, cases, scalars, several axes."""
    network, values = example(title)
    for definition in network.definitions:
        explicit = values.explicit(definition.value, dict.fromkeys(definition.indices, sp.S.One))
        found = values.value(definition.tensor.at(*[1] * len(definition.indices)))
        assert values.value(explicit) == pytest.approx(found, rel=1e-12, abs=1e-14)
        written = substituted_latex(explicit, network, values.arrays, inputs_first=True, places=17)
        if not explicit.has(sp.core.relational.Relational):
            read = read_formula(written, syntax="latex").expression
            assert values.value(read) == pytest.approx(found, rel=1e-9, abs=1e-12), written


@pytest.mark.parametrize("title", NETWORKS)
def test_equal_means_that_the_shown_digits_are_equal(title: str) -> None:
    """A sign = only where what is shown on both sides is one number exactly; where it is ≈ it is not."""
    network, values = example(title)
    for definition in network.definitions:
        explicit = values.explicit(definition.value, dict.fromkeys(definition.indices, sp.S.One))
        whole, exact = values.relations(explicit)
        shown = {part: sp.Rational(decimals(values.value(part))) for part in values.parts(explicit)}
        assert (whole == "=") == all(values.exact(part) == number for part, number in shown.items())
        result = values.exact(explicit)
        if result is not None and whole == "=":
            assert (exact == "=") == (sp.Rational(decimals(values.value(explicit))) == result)
        if not explicit.atoms(sp.exp, sp.log, sp.tanh) and whole == exact == "=":
            assert result is not None and float(result) == pytest.approx(values.value(explicit), rel=1e-12)


def test_the_signs_of_a_logit_a_softmax_and_a_loss() -> None:
    """z₁ = 0.9112 exactly; p₁ ≈ 0.4794 of exact logits; the loss of rounded probabilities, ≈ twice."""
    network, values = example("masked classes")
    first = {d.tensor.name: values.explicit(d.value, dict.fromkeys(d.indices, sp.S.One)) for d in network.definitions}
    assert values.relations(first["z"]) == ("=", "=") and values.exact(first["z"]) == sp.Rational("0.9112")
    assert values.relations(first["p"]) == ("=", r"\approx") and values.exact(first["p"]) is None


def test_a_probability_that_is_1_to_all_digits_breaks_nothing() -> None:
    """The logarithm of 1 − p has no value then: no sign claims that digits are equal."""
    _, values = example("logistic regression with L1 and L2", 1e4)
    definition = values.network.definition("L")
    assert definition is not None and float(values.arrays["p"]) in (0.0, 1.0)
    assert values.relations(values.explicit(definition.value, {})) == (r"\approx", r"\approx")
