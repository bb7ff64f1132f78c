"""A user's own logits: where a confident row loses its gradient, in each number format."""

from __future__ import annotations

import numpy as np
import pytest

from derive.errors import UsageError
from derive.network.building import classifier
from numeric.compare import logits_comparison
from numeric.compare.logits_comparison import SUBTRACTING, compare_logits, side_gradients
from numeric.data.logits_data import Logits
from numeric.model.head import Head, head_of
from numeric.precision import DTYPES

NAMES = ("a", "b", "c")
# Row 2 is so sure of its label that 1 − p is below half a unit of 1 in every format but float64, row 3 also there.
VALUES = np.array([[0.0, 0.5, 1.0], [18.0, 0.0, 0.0], [0.0, 40.0, 0.0], [0.0, 0.0, 2.0]])


def _logits(values: np.ndarray = VALUES, labels: tuple[int, ...] = (0, 0, 1, 1)) -> Logits:
    return Logits("z.npz", values, np.eye(3)[list(labels)], NAMES, "")


def test_each_format_says_which_rows_lose_their_gradient() -> None:
    """Autodiff loses row 3 in float64 and row 2 in float32 too; ours has every digit of its format in every row."""
    found = {f.dtype: f for f in compare_logits(_logits(), classifier()).formats}
    assert list(found) == list(DTYPES)
    assert [row.row for row in found["float64"].worst] == [3]
    assert {row.row for row in found["float32"].worst} == {2, 3}
    for each in found.values():
        assert each.sides["ours"].wrong == each.sides["ours"].exact_zeros == 0 and each.sides["ours"].max_ulp < 4
        assert all(row.lost == ("jax.grad", "optax") and row.label == row.component for row in each.worst)
    row = found["float32"].worst[-1]
    assert row.values["ours"] == pytest.approx(row.exact, rel=1e-6) and row.values["jax.grad"] == 0
    assert compare_logits(_logits(), classifier()).verdict == "agree"


def test_short_formats_are_computed_in_float32_and_rounded_once() -> None:
    """Which is said, and keeps ours within half a unit of bfloat16 even where nothing is lost."""
    found = {f.dtype: f for f in compare_logits(_logits(), classifier()).formats}
    assert {dtype: f.computed_in for dtype, f in found.items()} == {
        "float64": "float64", "float32": "float32", "float16": "float32", "bfloat16": "float32",
    }  # fmt: skip
    assert found["bfloat16"].sides["ours"].max_ulp <= 0.51
    z = VALUES.astype(DTYPES["bfloat16"])
    head = head_of(classifier())
    assert isinstance(head, Head)
    found_z = side_gradients(head, z, np.eye(3)[[0, 0, 1, 1]], "float32")
    assert {side: values.dtype.name for side, values in found_z.items()} == {
        "ours": "bfloat16", "jax.grad": "bfloat16", "optax": "bfloat16",
    }  # fmt: skip


def test_the_truth_is_that_of_the_rounded_logits() -> None:
    """A logit that the format cannot hold is rounded first: no side is blamed for that."""
    found = compare_logits(
        _logits(np.array([[1.001, 0.0, 0.0]]), (0,)), classifier(log_base="2"), ["bfloat16"]
    ).formats[0]
    assert found.sides["ours"].max_ulp <= 0.51 and found.sides["jax.grad"].max_ulp < 4


def test_a_logit_beyond_the_format_is_said() -> None:
    """70 000 is no float16: that format is left out with the reason, the others are compared."""
    found = compare_logits(_logits(VALUES * 1750), classifier())
    reasons = {f.dtype: f.reason for f in found.formats}
    assert reasons == {"float64": "", "float32": "", "float16": "row 3 has a logit that is too large for float16",
                       "bfloat16": ""}  # fmt: skip
    assert found.verdict == "agree"


def test_of_many_rows_those_are_judged_that_differ_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for two rows the two that autodiff loses are taken, and it is said."""
    monkeypatch.setattr(logits_comparison, "MOST_NUMBERS", 6)
    found = compare_logits(_logits(), classifier(), ["float32"])
    assert found.judged == 2 and {row.row for row in found.formats[0].worst} == {2, 3}
    assert found.remarks == ("Of 4 rows, the truth is taken of the 2 in which the sides are furthest apart.",)


def test_other_losses_are_compared_where_they_have_logits_and_labels_of_one_shape() -> None:
    """A sigmoid for each class has optax too, a squared error has not; one output is refused with what is expected."""
    cases = (("sigmoid", {"ours", "jax.grad", "optax"}, ()), ("squared", {"ours", "jax.grad"}, (SUBTRACTING,)))
    for loss, sides, remarks in cases:
        found = compare_logits(_logits(), classifier(loss=loss, outputs="many"), ["float32"])
        assert set(found.formats[0].sides) == sides and found.remarks == remarks
        assert found.verdict == "agree"
    with pytest.raises(UsageError, match="the loss of this network takes"):
        compare_logits(_logits(), classifier(loss="sigmoid", outputs="one"))
