"""Records as plain data: what was written comes back as it was, and data that are no value of the type do not."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from numeric.keeping.plain_data import NotPlain, plain_of, value_of
from numeric.learning.newton_run import Ending, NewtonRun, NewtonStep
from numeric.results import Array, Comparison, Judgement, ParameterComparison, ScaleAccuracy, Training, TrainingRun
from numeric.second_order.results import Spectrum

JUDGED = Judgement("0.125", {"ours": 0.0}, {"ours": 0.0}, {"ours": 0.5}, {"ours": 1e-15}, "ours")
ENTRY = ParameterComparison("W[1,1]", 0.5, 0.125, None, 0.125, 0.125, None, 0.1, 0.0, 0.0, 1.0, 1e-15, True, JUDGED)
COMPARISON = Comparison("float64", (ENTRY,), 0.0, 0.0, 1.0, "agree", "a rule", {"ours": 0.5}, ("a remark",))
RUN = TrainingRun("custom", (1.1, float("inf"), float("nan")), (0.1 + 0.2,), {"W": np.array([[5e-324, -0.0]])})
NEWTON = NewtonRun(
    (NewtonStep(1.0, 0.5, 0.25, 0.5, 1.0, 0),), {"W": np.ones((2, 1))}, Ending.MINIMUM, 1, Spectrum((0.5, 2.0), 1e-15),
    0.1, (1.0,), (0.5,),
)  # fmt: skip
VALUES: list[tuple[Any, Any]] = [
    (Comparison, Comparison("float64", (ENTRY,), 0.0, 0.0, 1.0, "agree", "a rule", sample=COMPARISON, rows=3)),
    (Training, Training(2, 0.1, (RUN, RUN), 0.0, None, np.eye(2, dtype=np.float32), "accuracy", None)),
    (ScaleAccuracy, ScaleAccuracy("float32", 5, 3, (1.0,), {"ours": (2.0,), "naive": (None,)})),
    (NewtonRun, NEWTON),
    (dict[str, Array], {"L": np.array(0.25), "z": np.zeros((0, 3)), "n": np.arange(3)}),
]


@pytest.mark.parametrize(("kind", "value"), VALUES, ids=lambda one: getattr(one, "__name__", ""))
def test_what_was_written_comes_back(kind: Any, value: Any) -> None:
    """Through JSON: every float bit for bit, also the smallest, −0, infinity and what is no number."""
    written = json.dumps(plain_of(value))
    found = value_of(kind, json.loads(written))
    assert type(found) is type(value) and json.dumps(plain_of(found)) == written
    assert repr(found) == repr(value)


def test_arrays_keep_shape_and_dtype() -> None:
    """A lone number of NumPy's stays one."""
    found = value_of(
        dict[str, Array], plain_of(VALUES[-1][1] | {"one": np.float64(0.5), "f": np.array([1.5], np.float32)})
    )
    assert [(a.shape, a.dtype.name) for a in found.values()] == [
        ((), "float64"), ((0, 3), "float64"), ((3,), "int64"), ((), "float64"), ((1,), "float32")
    ]  # fmt: skip
    assert type(found["one"]) is np.float64


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        (Comparison, ["float64"]),
        (Comparison, {"__class__": "os.system"}),
        (Training, [1, "0.1", [], 0.0, 0.0, None, "accuracy", None]),
        (Training, [True, 0.1, [], 0.0, 0.0, None, "accuracy", None]),
        (tuple[str, str], ["W"]),
        (tuple[float, ...], [1.0, "x"]),
        (Array, ["object", [1], [0]]),
        (Array, ["float64", [2], [1.0]]),
        (Array, ["float64", [1], ["import os"]]),
        (Array, ["int64", [1], [2**70]]),
        (Array, ["float64", "1", [1.0]]),
        (Ending, "victory"),
        (float | None, "nan"),
        (bytes, "x"),
        (dict[str, int], [["rows", 1]]),
    ],
)
def test_other_data_are_no_value(kind: Any, plain: Any) -> None:
    """Too few fields, wrong types, arrays of anything but numbers."""
    with pytest.raises(NotPlain):
        value_of(kind, plain)


@pytest.mark.parametrize("value", [object(), np.array([None]), {1: 2}, {"a": {3}}, b"x", np.array(["x"])])
def test_nothing_else_is_written(value: Any) -> None:
    """A value that would not come back."""
    with pytest.raises(NotPlain):
        plain_of(value)
