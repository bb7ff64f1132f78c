"""What does not scale is sampled and said: which rows, how many, and why."""

from __future__ import annotations

import numpy as np

from numeric.compare.sampling import FEWEST, sampled
from numeric.compare.trust import loss_of_each_row
from tests.numeric.settings import setting


def test_small_data_are_taken_whole() -> None:
    """Iris is compared in every row, and nothing is said."""
    here = setting()
    found = sampled(here.network, here.start(), here.arrays)
    assert found.arrays is here.arrays and found.rows is None and found.remarks == () and found.has_truth


def test_the_rows_are_the_same_every_time_and_the_worst_come_along() -> None:
    """A named seed; a tenth are those with the largest loss; labels and features stay together."""
    here = setting()
    worth = loss_of_each_row(here.network, here.start(), here.arrays)
    one, other = (sampled(here.network, here.start(), here.arrays, lambda: worth, seconds=0.03) for _ in range(2))
    assert one.rows is not None and other.rows is not None and worth is not None
    assert one.rows.tolist() == other.rows.tolist() == sorted(set(one.rows.tolist()))
    assert set(np.argsort(-worth, kind="stable")[: len(one.rows) // 10]) <= set(one.rows)
    for name, values in one.arrays.items():
        assert (values == here.arrays[name][one.rows]).all()
    assert f"of {len(one.rows)} of 150 rows (drawn with seed 0, and the {len(one.rows) // 10} of" in one.remarks[0]


def test_where_a_single_row_takes_too_long_there_is_no_truth() -> None:
    """Nothing is certified, and the remark says why."""
    here = setting()
    found = sampled(here.network, here.start(), here.arrays, seconds=1e-6)
    assert not found.has_truth and len(found.arrays["x"]) == FEWEST and "no certified truth" in found.remarks[0]
