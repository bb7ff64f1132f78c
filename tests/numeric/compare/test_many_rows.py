"""Many rows: every source at all of them, the truth at a sample and at those that look worst."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
import pytest

from derive.gradient.accurate import accurate_form
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from numeric.compare import worst_rows
from numeric.compare.comparison import compare_gradients, gradients_of
from numeric.compare.directions import directions_that_fit, entries_taken
from numeric.compare.error_bound import Method
from numeric.compare.sampling import sampled
from numeric.compare.trust import accuracy_at, loss_of_each_row
from numeric.compare.with_truth import compare_with_truth
from numeric.comparison_table import rows_judged, verdict_sentence
from numeric.lowering.program import lower_gradients
from numeric.model.models import Arrays, Gradients, Parameters
from numeric.results import Comparison

NETWORK = classifier()
ROWS = 1500
# No seed draws these two: they are the last of the order in which rows are drawn.
PLANTED, WRONG = (int(row) for row in np.random.RandomState(0).permutation(ROWS)[-2:])


@cache
def _data() -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    random = np.random.RandomState(3)
    x, W = random.standard_normal((ROWS, 3)), random.standard_normal((4, 3))
    first, second = np.sort(W @ x[PLANTED])[:-3:-1]
    x[PLANTED] *= 40 / (first - second)  # this row is sure, and right: autodiff subtracts 1 from 1
    return {"W": W}, {"x": x, "y": np.eye(4)[(x @ W.T).argmax(axis=1)]}


@cache
def _ours() -> Gradients:
    form = accurate_form(derive_gradient(NETWORK, "W"))
    assert form is not None
    return gradients_of(lower_gradients(NETWORK, {"W": form.formula}))


def _compared(symbolic: Gradients) -> Comparison:
    start, arrays = _data()
    sample = sampled(NETWORK, start, arrays, partial(loss_of_each_row, NETWORK, start, arrays), seconds=0.05)
    return compare_with_truth(NETWORK, start, arrays, symbolic, sample, method=Method.ACCURATE)


def test_all_rows_are_compared_and_a_sample_has_the_truth() -> None:
    """The gradient is that of every row; the entries of the sample have a truth, those of all rows none."""
    start, arrays = _data()
    found = _compared(_ours())
    p = np.exp(arrays["x"] @ start["W"].T)
    expected = ((p / p.sum(axis=1, keepdims=True) - arrays["y"]).T @ arrays["x"] / ROWS).ravel()
    assert np.allclose([e.symbolic for e in found.parameters], expected, rtol=1e-12)
    assert found.verdict == "agree" and found.rows == ROWS and all(e.judgement is None for e in found.parameters)
    assert found.sample is not None and found.sample.rows is not None and 4 <= found.sample.rows < 100
    assert all(e.judgement is not None for e in found.sample.parameters)
    assert f"of {found.sample.rows} of {ROWS} rows (drawn with seed 0" in found.remarks[0]
    assert f"at the {found.sample.rows} rows with a certified truth 12 of 12 agree" in verdict_sentence(found)


def test_a_formula_that_is_wrong_in_one_row_only_disagrees() -> None:
    """A slip in a row that the sample does not have is found, for all rows are compared."""
    start, arrays = _data()
    sample = sampled(NETWORK, start, arrays, partial(loss_of_each_row, NETWORK, start, arrays), seconds=0.05)
    assert sample.rows is not None and WRONG not in sample.rows
    bad = arrays["x"][WRONG]

    def wrong(parameters: Parameters, given: Arrays) -> Parameters:
        right = _ours()(parameters, given)["W"]
        return {"W": right + 1e-9 * (given["x"] == bad).all(axis=1).any()}

    found = _compared(wrong)
    assert found.verdict == "disagree"
    assert found.sample is not None and found.sample.verdict == "agree"


def test_the_row_that_autodiff_loses_is_found_among_many() -> None:
    """It was not drawn: it is judged because it looks worst; the median is that of the drawn rows."""
    start, arrays = _data()
    rows = accuracy_at(NETWORK, start, arrays, "float64")
    assert rows is not None
    drawn = np.random.RandomState(0).permutation(ROWS)[:500]
    assert PLANTED not in drawn
    assert rows["custom"].exact_zeros >= 1 and rows["custom"].max_ulp > 1e15 and rows["custom"].median_ulp < 1e3
    assert rows["ours"].max_ulp < 8 and rows["ours"].wrong == 0
    assert 500 < rows["ours"].judged < 600 and rows["ours"].drawn == 500 and rows["ours"].rows == ROWS
    assert rows_judged(rows).startswith(f"of {ROWS} rows, {rows['ours'].judged} with a certified truth: 500 drawn")


def test_how_bad_a_row_looks_does_not_depend_on_the_parts_of_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound of a row is its own: parts of two rows say of each what all rows at once do."""
    start, arrays = _data()
    whole = accuracy_at(NETWORK, start, arrays, "float64")
    monkeypatch.setattr(worst_rows, "MOST_BOUNDED", 300)
    assert accuracy_at(NETWORK, start, arrays, "float64") == whole


def test_of_many_entries_forward_mode_and_differences_are_computed_for_some() -> None:
    """Which ones follows from a seed; what was not computed is missing, not 0, and nothing disagrees for it."""
    random = np.random.RandomState(0)
    start = {"W": random.standard_normal((4, 3))}
    arrays = {"x": random.standard_normal((6, 3)), "y": np.eye(4)[[0, 1, 2, 3, 0, 1]]}
    taken = directions_that_fit(NETWORK, start, arrays, work=6 * 24 * 9)
    assert taken is not None and taken < 12
    marks = entries_taken(start, taken)["W"].ravel()

    found = compare_gradients(NETWORK, start, arrays, _ours(), method=Method.ACCURATE, work=6 * 24 * 9)
    assert [entry.jvp is not None for entry in found.parameters] == marks.tolist()
    assert [entry.difference is not None for entry in found.parameters] == marks.tolist()
    assert sum(marks) == taken and found.verdict == "agree"
    assert f"for {taken} of 12 entries (drawn with seed 0)" in found.remarks[0]
