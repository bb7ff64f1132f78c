"""Parts of the rows: their weighted gradients are that of all rows, and what cannot be parted is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from derive.network.building import classifier, stack
from derive.network.definitions import Network
from numeric.model.plain import plain_model
from numeric.scale.parts import Parts, Whole, parts_of, slices
from tests.numeric.settings import setting

KINDS: dict[str, tuple[dict[str, Any], tuple[int, ...]]] = {
    "mean": ({}, ()),
    "sum": ({"reduction": "sum"}, ()),
    "mean with weight decay": ({"l2": "0.1", "bias": True}, ()),
    "hidden": ({"l1": "0.01"}, (5,)),
    "base 2, smoothed": ({"log_base": "2", "label_smoothing": "0.1"}, ()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_weighted_gradients_of_parts_are_that_of_all_rows(kind: str) -> None:
    """Parts of 64, 64 and 22 rows, by autodiff, which knows nothing of parts."""
    options, widths = KINDS[kind]
    here = setting(widths=widths, **options)
    parts, start = parts_of(here.network), here.start()
    assert isinstance(parts, Parts)
    slope = plain_model(here.network).gradients
    whole = slope(start, here.arrays)
    count = parts.count(here.arrays)
    for name in whole:
        pieces = [
            parts.weight(rows.stop - rows.start, count) * slope(start, parts.taken(here.arrays, rows))[name]
            for rows in slices(count, 64)
        ]
        assert np.allclose(sum(pieces), whole[name], rtol=1e-12, atol=1e-15)


NOT_IN_PARTS: dict[str, Network] = {
    "batch norm": stack("dense 8", "batch norm", "dense"),
    "sum with weight decay": classifier(reduction="sum", l2="0.1"),
    "one sample": classifier(batch=False),
}


@pytest.mark.parametrize("kind", NOT_IN_PARTS)
def test_what_cannot_be_parted_says_why(kind: str) -> None:
    """Where parts would add up to something else, there are none."""
    found = parts_of(NOT_IN_PARTS[kind])
    assert isinstance(found, Whole) and found.reason


def test_the_samples_of_a_sum_with_weight_decay_would_add_up_to_something_else() -> None:
    """The refusal bites: weights of one would count the penalty once for each part."""
    network = NOT_IN_PARTS["sum with weight decay"]
    here = setting(reduction="sum", l2="0.1")
    slope, start = plain_model(network).gradients, here.start()
    halves = [{name: values[rows] for name, values in here.arrays.items()} for rows in slices(150, 75)]
    added = sum(np.asarray(slope(start, half)["W"]) for half in halves)
    assert not np.allclose(added, slope(start, here.arrays)["W"], rtol=1e-6)
