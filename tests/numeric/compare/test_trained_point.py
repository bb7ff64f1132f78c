"""Weights at which a report judges rows: trained on a share of many rows, which is said."""

from __future__ import annotations

import numpy as np
import pytest

from numeric.compare.trained_point import trained_on_some_rows
from tests.numeric.settings import setting


def test_of_many_rows_some_are_trained_on_unless_a_class_would_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The share that was drawn is said; a class with one row keeps all of them."""
    monkeypatch.setattr("numeric.compare.trained_point.MOST_OF_A_STEP", 1)
    monkeypatch.setattr("numeric.compare.trained_point.FEWEST_ROWS", 60)
    here = setting()
    found, share = trained_on_some_rows(here.network, here.start(), here.arrays)
    assert str(share) == "60 of 150 rows (drawn with seed 0)"
    right = (here.data.features @ found["W"].T).argmax(axis=1) == here.data.labels.argmax(axis=1)
    assert right.mean() > 0.9

    rare = {"x": here.arrays["x"], "y": np.eye(3)[[0, 1] * 74 + [0, 2]]}
    assert trained_on_some_rows(here.network, here.start(), rare)[1] is None
