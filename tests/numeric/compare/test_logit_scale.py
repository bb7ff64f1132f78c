"""Accuracy against the logits' scale: the shape that the report's plot must have."""

from __future__ import annotations

import numpy as np
import pytest

from derive.network.building import classifier
from numeric.compare.logit_scale import accuracy_by_scale, sources
from numeric.model.head import Head, head_of


def _head(**options: str) -> Head:
    head = head_of(classifier(**options))  # type: ignore[arg-type]
    assert isinstance(head, Head)
    return head


@pytest.mark.parametrize(("dtype", "none_right", "overflow"), [("float64", 2.0**50, 710.0), ("float32", 2.0**21, 89.0)])
def test_only_ours_stays_right_at_every_scale(dtype: str, none_right: float, overflow: float) -> None:
    """Autodiff and optax lose every digit, the naive formula ends in NaN where exp overflows, ours stays right."""
    scales = (1.0, 20.0, 60.0, 200.0, 1000.0)
    found = accuracy_by_scale(_head(), dtype, scales=scales, rows=60)
    assert found is not None
    assert set(found.max_ulp) == {"ours", "jax.grad", "optax", "naive"}
    assert found.scales == scales and (found.dtype, found.rows, found.classes) == (dtype, 60, 3)
    for source in ("jax.grad", "optax"):
        largest = found.max_ulp[source]
        assert largest[0] is not None and largest[0] < 200 and max(v or 0 for v in largest) >= none_right
    assert [value is None for value in found.max_ulp["naive"]] == [scale > overflow for scale in scales]
    ours = [value for value in found.max_ulp["ours"] if value is not None]
    assert len(ours) == len(scales) and max(ours) < 4 + np.log2(3)


def test_the_study_is_the_same_every_time() -> None:
    """The rows come from a named seed: two studies give the very same numbers."""
    studies = [accuracy_by_scale(_head(), "float32", scales=(5.0,), rows=20) for _ in range(2)]
    assert studies[0] == studies[1]


def test_sources_agree_where_nothing_is_hard() -> None:
    """At small logits all four compute the same gradient, in base 10 too."""
    z, y = np.array([[0.1, 0.2, -0.3]]), np.array([[0.0, 1.0, 0.0]])
    found = [np.asarray(f({"z": z}, {"y": y})["z"]) for f in sources(_head(log_base="10")).values()]  # type: ignore[dict-item]
    assert len(found) == 4
    for values in found:
        np.testing.assert_allclose(values, found[0], rtol=1e-14)


@pytest.mark.parametrize(
    ("loss", "known"),
    [
        ("sigmoid", ["ours", "jax.grad", "optax", "naive"]),
        ("hinge", ["ours", "jax.grad", "naive"]),
        ("squared", ["ours", "jax.grad", "naive"]),
    ],
)
def test_optax_is_there_where_it_has_that_loss(loss: str, known: list[str]) -> None:
    """Found by what it computes: the cross-entropy of one output too, no hinge or square of several classes."""
    found = accuracy_by_scale(_head(loss=loss), "float64", scales=(1.0, 20.0), rows=10)
    assert found is not None and list(found.max_ulp) == known
