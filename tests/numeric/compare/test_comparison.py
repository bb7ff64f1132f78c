"""The comparison on real data: all sources agree, and every planted error is caught and named."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import numpy as np
import pytest
from jax.test_util import check_grads
from scipy.special import softmax

from derive.errors import InputError, UsageError
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from numeric.compare.comparison import compare_gradients, gradients_of
from numeric.compare.entries import relative_error
from numeric.lowering.program import lower_gradients
from numeric.model.models import Gradients
from numeric.model.plain import plain_model
from numeric.results import Comparison
from tests.numeric.settings import Setting, setting

IRIS = setting()
LINEAR = IRIS.network
Change = Callable[[Any, Any, Any], Any]


@cache
def _symbolic(bias: bool = False, hidden: tuple[str, ...] = ()) -> Gradients:
    network = classifier(bias=bias, hidden=hidden)
    formulas = {t.name: derive_gradient(network, t.name).formula for t in network.parameters}
    return gradients_of(lower_gradients(network, formulas))


@cache
def _setting(name: str, bias: bool, hidden: tuple[int, ...], standardise: bool) -> Setting:
    return setting(name, hidden, standardise, bias=bias)


def _compare(
    name: str, dtype: str, bias: bool = False, hidden: tuple[int, ...] = (), standardise: bool = False
) -> Comparison:
    here = _setting(name, bias, hidden, standardise)
    return compare_gradients(
        here.network, here.start(), here.arrays, _symbolic(bias, ("tanh",) * len(hidden)), dtype=dtype
    )


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_iris_agrees_in_every_entry(dtype: str) -> None:
    """Twelve entries by name, each equal to the textbook formula in NumPy, and every source within its bound."""
    found = _compare("iris", dtype)
    assert found.verdict == "agree" and found.dtype == dtype
    assert [e.name for e in found.parameters] == [f"W[{k},{d}]" for k in (1, 2, 3) for d in (1, 2, 3, 4)]
    data, start = IRIS.data, IRIS.start()["W"]
    x = data.features.astype(dtype).astype(np.float64)
    expected = (softmax(x @ start.T, axis=1) - data.labels).T @ x / 150
    for entry, value in zip(found.parameters, expected.ravel(), strict=True):
        for source in ("symbolic", "stax", "custom", "jvp"):
            assert abs(getattr(entry, source) - value) <= entry.bound
        assert abs(entry.difference - value) < 1e-9
        assert entry.agrees and entry.lambdify is None
    assert [e.value for e in found.parameters] == start.ravel().tolist()


def test_float64_and_float32_are_told_apart() -> None:
    """The bound and the errors scale with the unit roundoff; ULP counts do not."""
    wide, narrow = _compare("iris", "float64"), _compare("iris", "float32")
    ratios = [n.bound / w.bound for n, w in zip(narrow.parameters, wide.parameters, strict=True)]
    np.testing.assert_allclose(ratios, 2.0**29, rtol=1e-3)
    assert wide.max_rel_error < 1e-13 and 1e-9 < narrow.max_rel_error < 1e-5
    assert wide.max_ulp < 200 and narrow.max_ulp < 200


def test_the_largest_errors_are_those_of_the_entries() -> None:
    """The summary repeats the entries' own numbers, and these follow from the sources."""
    found = _compare("iris", "float32", bias=True)
    for entry in found.parameters:
        assert entry.stax is not None
        apart = [abs(entry.stax - entry.symbolic), abs(entry.custom - entry.symbolic)]
        assert entry.abs_error == max(apart)
        spacing = np.spacing(np.float32(max(map(abs, (entry.symbolic, entry.stax, entry.custom)))))
        assert entry.abs_error / spacing <= entry.ulp <= 2 * entry.abs_error / spacing + 1
    assert found.max_abs_error == max(e.abs_error for e in found.parameters)
    assert found.max_rel_error == max(e.rel_error for e in found.parameters)
    assert found.max_ulp == max(e.ulp for e in found.parameters)
    assert [e.name for e in found.parameters][-3:] == ["b[1]", "b[2]", "b[3]"]


@pytest.mark.parametrize(
    ("name", "options", "entries"),
    [
        ("wine", {"bias": True}, 42),
        ("breast_cancer", {"standardise": True, "hidden": (3,)}, 96),
    ],
)
def test_other_data_and_hidden_layers_agree(name: str, options: dict[str, Any], entries: int) -> None:
    """Nothing is tied to Iris or to the linear network: every entry of every parameter agrees."""
    found = _compare(name, "float32", **options)
    assert len(found.parameters) == entries and found.verdict == "agree"
    names = [e.name for e in found.parameters]
    assert len(set(names)) == entries and (not options.get("hidden") or "W2[2,3]" in names)


PLANTED: dict[str, Change] = {
    "one entry is 1e-12 too large": lambda g, x, y: g.at[2, 1].multiply(1 + 1e-12),
    "the sign of one entry": lambda g, x, y: g.at[0, 3].multiply(-1),
    "the sum in the place of the mean": lambda g, x, y: g * 150,
    "classes in another order": lambda g, x, y: g[::-1],
    "the label missing": lambda g, x, y: g + y.T @ x / 150,
    "one row missing": lambda g, x, y: g * 150 / 149,
    "rounded to float32": lambda g, x, y: g.astype("float32").astype("float64"),
    "one entry is not a number": lambda g, x, y: g.at[0, 0].set(np.nan),
}


@pytest.mark.parametrize("change", PLANTED.values(), ids=PLANTED)
def test_a_planted_error_is_caught_and_no_other_entry_is_blamed(change: Change) -> None:
    """A wrong formula disagrees in exactly the entries that it changes."""
    right = _symbolic()

    def wrong(parameters: Any, arrays: Any) -> Any:
        return {"W": change(right(parameters, arrays)["W"], arrays["x"], arrays["y"])}

    found = compare_gradients(LINEAR, IRIS.start(), IRIS.arrays, wrong)
    assert found.verdict == "disagree"
    disagreeing = {e.name for e in found.parameters if not e.agrees}
    expected = {"one entry is 1e-12 too large": {"W[3,2]"}, "the sign of one entry": {"W[1,4]"}}
    names = [name for name, planted in PLANTED.items() if planted is change]
    assert disagreeing == expected.get(names[0], disagreeing) and disagreeing


def _orthogonal_to_the_checked_direction(weights: Any) -> Any:
    """An error of 1 in W[1,1], balanced in W[1,2], that check_grads' one direction, RandomState(0), cannot see."""
    direction = np.random.RandomState(0).randn(*weights.shape)
    error = np.zeros(weights.shape)
    error[0, 0], error[0, 1] = 1.0, -direction[0, 0] / direction[0, 1]
    return error


@pytest.mark.parametrize("kind", ["an error of 1.0 in one entry", "an error of 1e-6 of every entry"])
def test_check_grads_passes_a_planted_error_that_the_comparison_catches(kind: str) -> None:
    """JAX's own checker looks along one direction with fixed tolerances; every entry is compared here."""
    start = IRIS.start()
    error = _orthogonal_to_the_checked_direction(start["W"]) if kind.startswith("an error of 1.0") else None
    model, arrays = plain_model(LINEAR), IRIS.arrays

    def slope(weights: Any, arrays: Any) -> Any:
        right = model.gradients({"W": weights}, arrays)["W"]
        return right * (1 + 1e-6) if error is None else right + error

    loss = jax.custom_vjp(lambda weights: model.loss({"W": weights}, arrays))
    loss.defvjp(
        lambda weights: (loss(weights), weights),
        lambda weights, cotangent: (cotangent * slope(weights, arrays),),
    )
    check_grads(loss, (start["W"],), order=1, modes=["rev"])
    found = compare_gradients(LINEAR, start, arrays, lambda parameters, given: {"W": slope(parameters["W"], given)})
    blamed = {e.name for e in found.parameters if not e.agrees}
    assert found.verdict == "disagree"
    assert blamed == ({"W[1,1]", "W[1,2]"} if error is not None else {e.name for e in found.parameters})


def test_each_entry_formula_is_judged_too() -> None:
    """A lambdified formula that is wrong in one entry disagrees there; a right one agrees everywhere."""
    symbolic, start = _symbolic(), IRIS.start()
    right = {e.name: e.symbolic for e in _compare("iris", "float64").parameters}
    for lambdify, blamed in ((right, set()), ({**right, "W[2,4]": right["W[2,4]"] * 1.0001}, {"W[2,4]"})):
        found = compare_gradients(LINEAR, start, IRIS.arrays, symbolic, lambdify=lambda _, values=lambdify: values)
        assert {e.name for e in found.parameters if not e.agrees} == blamed
        assert [e.lambdify for e in found.parameters] == list(lambdify.values())


def test_sources_are_announced() -> None:
    """Whoever shows progress hears each source once, in order."""
    told: list[str] = []
    compare_gradients(LINEAR, IRIS.start(), IRIS.arrays, _symbolic(), progress=told.append)
    assert told == ["symbolic", "stax", "custom", "jvp", "difference", "bounds"]


@pytest.mark.parametrize(("scale", "dtype", "hint"), [(1e308, "float64", "standardise"), (1e39, "float32", "float64")])
def test_features_beyond_the_format_are_refused(scale: float, dtype: str, hint: str) -> None:
    """Logits that are not finite give one clear line, not a table of NaN."""
    huge = {**IRIS.arrays, "x": np.sign(IRIS.data.features) * scale}
    start = {"W": np.full((3, 4), 2.0)}
    with pytest.raises(InputError, match="not finite") as caught:
        compare_gradients(LINEAR, start, huge, _symbolic(), dtype=dtype)
    assert hint in caught.value.hint


def test_logits_of_a_thousand_are_compared_like_any_other() -> None:
    """At logits of ±1000 and more, probabilities are 0 and 1, and all sources still agree."""
    start = {"W": 400 * np.array([[1.0, 0, 0, 0], [0, -1.0, 0, 0], [0, 0, 1.0, -1.0]])}
    for dtype in ("float64", "float32"):
        found = compare_gradients(LINEAR, start, IRIS.arrays, _symbolic(), dtype=dtype)
        assert found.verdict == "agree" and all(np.isfinite(e.symbolic) for e in found.parameters)


def test_an_unknown_dtype_is_refused() -> None:
    """The message lists the formats that exist."""
    with pytest.raises(UsageError, match="float8"):
        _compare("iris", "float8")


def test_relative_errors_never_leave_their_range() -> None:
    """Opposite numbers are 2 apart, also where their sum or difference overflows."""
    assert relative_error(1e308, -1e308) == 2.0
    assert relative_error(5e-324, 0.0) == 1.0
    assert relative_error(3.0, 4.0) == 0.25
