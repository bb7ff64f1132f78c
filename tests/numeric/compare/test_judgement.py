"""The judgement on real data: who is nearest to the truth, and a planted error is caught against it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from flint import arb

from derive.gradient.accurate import accurate_form
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from derive.network.definitions import Network
from numeric.compare.comparison import compare_gradients, gradients_of
from numeric.compare.error_bound import Method
from numeric.compare.judgement import nearest
from numeric.lowering.program import lower_gradients
from numeric.model.models import Gradients
from numeric.model.trained_weights import trained_weights
from numeric.results import Array, Comparison
from numeric.truth.enclosure import enclose
from tests.numeric.settings import setting

IRIS = setting(bias=True)


def _point(at: str) -> dict[str, Array]:
    return IRIS.start() if at == "random" else trained_weights(IRIS.network, IRIS.start(), IRIS.arrays)


@cache
def _accurate() -> tuple[Network, Gradients]:
    network = classifier(bias=True)
    forms = {t.name: accurate_form(derive_gradient(network, t.name)) for t in network.parameters}
    return network, gradients_of(lower_gradients(network, {name: form.formula for name, form in forms.items() if form}))


def _judge(point: dict[str, Array], dtype: str, symbolic: Gradients | None = None) -> Comparison:
    network, accurate = _accurate()
    return compare_gradients(
        network,
        point,
        IRIS.arrays,
        symbolic or accurate,
        method=Method.ACCURATE,
        truth=lambda arrays: enclose(network, arrays).gradients,
        dtype=dtype,
    )


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("at", ["random", "trained"])
def test_every_source_is_within_its_bound_of_the_truth(dtype: str, at: str) -> None:
    """All 15 entries at both points in both formats: each side within its own bound, and ours has the smallest."""
    found = _judge(_point(at), dtype)
    assert found.verdict == "agree" and found.max_ulp_by_source is not None
    for entry in found.parameters:
        judged = entry.judgement
        assert judged is not None and entry.bound == judged.bounds["ours"]
        assert all(judged.abs_error[side] <= judged.bounds[side] for side in ("ours", "stax", "custom", "jvp"))
        assert abs(float(judged.truth) - entry.symbolic) == pytest.approx(judged.abs_error["ours"], rel=1e-3, abs=1e-14)
        assert sum(c.isdigit() for c in judged.truth.split("e")[0].lstrip("-0.")) >= 29
    for side, largest in found.max_ulp_by_source.items():
        assert largest == max(e.judgement.ulp[side] for e in found.parameters if e.judgement)


def test_the_difference_shows_at_trained_weights() -> None:
    """In float64, ours stays a million times nearer than either autodiff in the entries where it cancels."""
    found = _judge(_point("trained"), "float64")
    assert found.max_ulp_by_source is not None
    assert found.max_ulp_by_source["ours"] < 1e-6 * found.max_ulp_by_source["stax"]
    winners = [entry.judgement.nearest for entry in found.parameters if entry.judgement]
    assert winners.count("ours") > len(winners) / 2


@pytest.mark.parametrize("at", ["random", "trained"])
def test_a_single_entry_that_is_off_by_one_in_a_trillion_is_caught(at: str) -> None:
    """A relative error of 10⁻¹² in one entry of our gradient disagrees in that entry alone, at the random start.

    At trained weights rounding of the logits alone may move an entry by more than that: there 10⁻⁷ is caught.
    """
    _, right = _accurate()
    planted = 1e-12 if at == "random" else 1e-7

    def wrong(parameters: Any, arrays: Any) -> Any:
        found = right(parameters, arrays)
        return {**found, "W": found["W"].at[1, 1].multiply(1 + planted)}

    found = _judge(_point(at), "float64", wrong)
    assert found.verdict == "disagree" and [e.name for e in found.parameters if not e.agrees] == ["W[2,2]"]


def test_a_wrong_truth_convicts_every_side() -> None:
    """The judge is not lenient: a truth that is 10⁻¹⁰ off disagrees everywhere."""
    network, accurate = _accurate()
    found = compare_gradients(
        network,
        IRIS.start(),
        IRIS.arrays,
        accurate,
        method=Method.ACCURATE,
        truth=lambda arrays: {
            name: balls * (1 + arb(10) ** -10) for name, balls in enclose(network, arrays).gradients.items()
        },
    )
    assert not any(entry.agrees for entry in found.parameters)


def test_the_truth_sees_the_very_floats_of_the_format() -> None:
    """In float32 the data are rounded before the truth is computed: it differs from that of float64."""
    start = IRIS.start()
    truths = [
        [e.judgement.truth for e in _judge(start, dtype).parameters if e.judgement] for dtype in ("float32", "float64")
    ]
    assert all(a != b and float(a) == pytest.approx(float(b), rel=1e-5) for a, b in zip(*truths, strict=True))


@pytest.mark.parametrize(
    ("ours", "stax", "custom", "first"),
    [(1, 2, 2, "ours"), (2, 2, 2, "tie"), (1, 1, 2, "tie"), (2, 1, 3, "stax"), (2, 1, 1, "stax"), (2, 3, 1, "custom")],
)
def test_who_is_nearest(ours: float, stax: float, custom: float, first: str) -> None:
    """Ours is named only when it is strictly nearest; forward mode does not contend."""
    assert nearest({"ours": ours, "stax": stax, "custom": custom, "jvp": 0.0}) == first
    assert np.isfinite(ours)
