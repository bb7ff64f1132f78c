"""Numbers plugged into formulas: what is shown, read back by an independent reader, is the formula's value."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pytest
import sympy as sp

from derive.algebra.indices import substitute
from derive.gradient.backward import derive_gradient
from derive.gradient.counting import size_of
from derive.gradient.elements import write_out
from derive.network.building import classifier
from reports.lesson.substitution import substituted_latex
from tests.derive.latex_reader import LatexReader

SIZES = {"D": 2, "K": 2, "H": 2}
NETWORK = classifier(batch=False, bias=True, hidden=("tanh",), log_base="10")
POINTS = 12
# Few digits: what is printed is then exactly what was put in.
CHOICES = np.array([-9.9, -2.5, -1.0, -0.3, -3e-9, 0.0, 1e-7, 0.75, 1.0, 4.2])


def read_back(written: str) -> float:
    """The value of LaTeX without letters."""
    plain = written.replace(r"\left(", "(").replace(r"\right)", ")")
    plain = re.sub(r"(\S+) \\times 10\^\{(-?\d+)\}", r"\1 (10^{\2})", plain).replace(r"\cdot", "")
    return LatexReader(plain.replace("(", r"\left(").replace(")", r"\right)"), {}, {}).value()


def explicit_at_one(value: sp.Expr, indices: tuple[sp.Symbol, ...]) -> sp.Expr:
    """The formula at the first place, every sum written out."""
    return write_out(substitute(value, dict.fromkeys(indices, sp.S.One)), SIZES)


DEFINED = {d.tensor.name: d for d in NETWORK.definitions}
SLOPES = {f"dL/d{tensor.name}": tensor.name for tensor in NETWORK.parameters}


@cache
def formula(name: str) -> sp.Expr:
    """A definition or a gradient at its first place."""
    found = DEFINED[name] if name in DEFINED else derive_gradient(NETWORK, SLOPES[name]).general
    return explicit_at_one(found.value, found.indices)


def evaluated(expression: sp.Expr, values: dict[str, Any]) -> float:
    """SymPy's own value, every element put in at once."""
    put_in = {e: values[e.base.label.name][tuple(int(i) - 1 for i in e.indices)] for e in expression.atoms(sp.Indexed)}
    return float(expression.xreplace({e: sp.Float(float(v), 30) for e, v in put_in.items()}).evalf(30))


@pytest.mark.parametrize("name", [*DEFINED, *SLOPES])
def test_shown_numbers_give_the_value(name: str) -> None:
    """Negative, tiny and equal values in every formula of a network with a hidden layer."""
    random = np.random.default_rng(20)
    for _ in range(POINTS):
        values = {t.name: random.choice(CHOICES, size_of(t, SIZES)) for t in NETWORK.tensors}
        values["p"] = np.maximum(np.abs(values["p"]), 0.25)
        written = substituted_latex(formula(name), NETWORK, values, inputs_first=name in ("u", "z"))
        assert read_back(written) == pytest.approx(evaluated(formula(name), values), rel=1e-9, abs=1e-12), written


def test_no_two_signs_and_no_two_numbers_side_by_side() -> None:
    """A negative value after a sign, and a product of numbers, stand in brackets."""
    W, x = (sp.IndexedBase(letter, real=True) for letter in "Wx")
    values = {"W": [[-2.0, 3.0]], "x": [-1.0, 4.0]}
    network = classifier(batch=False)
    assert substituted_latex(x[2] - W[1, 1], network, values) == "4 - (-2)"
    assert substituted_latex(W[1, 2] * x[2], network, values, inputs_first=True) == "(4)(3)"


def test_the_worked_example_as_published() -> None:
    """The logit of the worked example as the lesson shows it: feature times weight."""
    network = classifier(batch=False)
    definition = network.definition("z")
    assert definition is not None
    values = {"x": [0.81, 0.57, 0.28, 0.84], "W": [[0.15, 0.29, 0.10, 0.71]]}
    first = write_out(substitute(definition.value, dict.fromkeys(definition.indices, sp.S.One)), {"D": 4})
    written = substituted_latex(first, network, values, inputs_first=True)
    assert written == "(0.81)(0.15) + (0.57)(0.29) + (0.28)(0.1) + (0.84)(0.71)"
