"""The worked example against the published numbers, and against arithmetic with 50 digits."""

from __future__ import annotations

from dataclasses import fields
from itertools import chain

import mpmath
import numpy as np
import pytest

from derive.errors import InputError, UsageError
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from derive.network.definitions import Network
from numeric.learning.example_point import FEATURES, WEIGHTS, example_inputs
from numeric.learning.worked_example import work_example
from numeric.results import Array, WorkedExample


def _work(network: Network, inputs: dict[str, Array] | None = None, rate: float = 0.25) -> WorkedExample:
    formulas = {t.name: derive_gradient(network, t.name).formula for t in network.parameters}
    return work_example(network, formulas, inputs or example_inputs(network), rate)


@pytest.fixture(scope="module")
def published() -> WorkedExample:
    """The post's example: no bias, base 2, step size 0.25."""
    return _work(classifier(log_base="2", batch=False))


def test_the_published_numbers_come_out(published: WorkedExample) -> None:
    """Logits, probabilities and loss are those of the post, to the digits that it prints."""
    np.testing.assert_allclose(published.forward["z"], [0.9112, 0.6105, -0.1517], atol=5e-15)
    np.testing.assert_allclose(published.forward["p"], [0.4794433, 0.35493179, 0.16562491], atol=5e-9, rtol=1e-7)
    assert round(published.loss, 7) == 1.0605679
    assert published.loss == published.forward["L"]


@pytest.mark.parametrize(("log_base", "bits"), [("e", 1.0605679), ("2", 1.0605679), ("10", 1.0605679)])
def test_the_loss_in_bits_is_the_published_one(log_base: str, bits: float) -> None:
    """Whatever the logarithm of the loss; a loss that is no logarithm has no bits."""
    example = _work(classifier(log_base=log_base, batch=False))
    assert example.log_base == log_base and example.bits == pytest.approx(bits, abs=5e-8)


def _exact(log_base: int, rate: str) -> dict[str, list[mpmath.mpf]]:
    """The same step with 50 digits, from decimal strings, differentiating nothing: g = (p − y) x / ln base."""
    mpmath.mp.dps = 50
    x = [mpmath.mpf(str(v)) for v in FEATURES]
    weights = [[mpmath.mpf(str(v)) for v in row] for row in WEIGHTS]

    def loss(rows: list[list[mpmath.mpf]]) -> mpmath.mpf:
        z = [mpmath.fdot(row, x) for row in rows]
        return (mpmath.log(mpmath.fsum(map(mpmath.exp, z))) - z[0]) / mpmath.log(log_base)

    gradient = []
    for k in range(3):
        for d in range(4):

            def at(t: mpmath.mpf, k: int = k, d: int = d) -> mpmath.mpf:
                rows = [list(row) for row in weights]
                rows[k][d] += t
                return loss(rows)

            gradient.append(mpmath.diff(at, 0))
    flat = [w - mpmath.mpf(rate) * g for w, g in zip(chain(*weights), gradient, strict=True)]
    after = loss([flat[0:4], flat[4:8], flat[8:12]])
    return {"gradient": gradient, "updated": flat, "loss_after": [after]}


def test_all_twelve_weights_and_the_loss_after_agree_with_fifty_digits(published: WorkedExample) -> None:
    """Gradient, updated weights and the loss after the step equal a numerical derivative taken with 50 digits."""
    exact = _exact(2, "0.25")
    found = {"gradient": published.gradient["W"], "updated": published.updated["W"], "loss_after": published.loss_after}
    for name, values in exact.items():
        np.testing.assert_allclose(np.ravel(found[name]), [float(v) for v in values], rtol=2e-15)
    assert published.loss_after < published.loss


@pytest.mark.parametrize("rate", [0.1, 1.0])
def test_the_step_size_scales_the_update(rate: float) -> None:
    """Each weight moves by exactly α times its gradient."""
    example = _work(classifier(log_base="10", batch=False), rate=rate)
    np.testing.assert_array_equal(example.updated["W"], WEIGHTS - rate * example.gradient["W"])


def test_a_batch_network_works_the_same_example() -> None:
    """With the formulas of a batch, the mean over one row gives the same numbers, without the row's axis."""
    one, batch = (_work(classifier(log_base="2", bias=True, batch=batch)) for batch in (False, True))
    for part in ("forward", "gradient", "updated"):
        for name, values in getattr(one, part).items():
            np.testing.assert_allclose(getattr(batch, part)[name], values, rtol=1e-15)
            assert np.shape(getattr(batch, part)[name]) == np.shape(values)
    assert batch.loss == pytest.approx(one.loss, rel=1e-15) and "E" in batch.forward


@pytest.mark.parametrize(("hidden", "widths"), [(("tanh",), {"H": 2}), (("tanh", "tanh"), {"H_1": 3, "H_2": 2})])
def test_hidden_layers_are_worked_like_any_other(hidden: tuple[str, ...], widths: dict[str, int]) -> None:
    """Every parameter gets a gradient of its shape; the loss falls by α times its squared length, nearly."""
    network = classifier(hidden=hidden, bias=True, batch=False)
    inputs = example_inputs(network, widths)
    example = _work(network, inputs, rate=1e-4)
    assert {t.name for t in network.parameters} == set(example.gradient)
    assert all(example.gradient[name].shape == inputs[name].shape for name in example.gradient)
    length = sum(float((values**2).sum()) for values in example.gradient.values())
    assert example.loss - example.loss_after == pytest.approx(1e-4 * length, rel=1e-3)
    assert all((np.round(inputs[name], 2) == inputs[name]).all() for name in inputs)


def test_everything_is_in_float64(published: WorkedExample) -> None:
    """No number of the example passes through float32."""
    for field in fields(published):
        value = getattr(published, field.name)
        for array in value.values() if isinstance(value, dict) else ():
            assert array.dtype == np.float64


def test_an_example_that_overflows_is_refused() -> None:
    """Features of 1e308 give no finite logits: a clear error, no table of NaN."""
    network = classifier(batch=False)
    inputs = {**example_inputs(network), "x": np.full(4, 1e308), "W": np.full((3, 4), 10.0)}
    with pytest.raises(InputError, match="not a finite number"):
        _work(network, inputs)


def test_a_shape_that_does_not_fit_is_refused() -> None:
    """A label for two classes beside three rows of weights is refused by name."""
    network = classifier(batch=False)
    with pytest.raises(UsageError, match="classes"):
        _work(network, {**example_inputs(network), "y": np.array([1.0, 0.0])})


def test_a_step_that_would_raise_the_loss_is_halved() -> None:
    """Of a squared error with features of 3 the step 0.25 goes too far; 0.25 / 2ⁿ is the first that does not."""
    network = classifier(batch=False, loss="squared")
    inputs = example_inputs(network, given={"x": np.full(4, 3.0)})
    formulas = {"w": derive_gradient(network, "w").formula}
    example = work_example(network, formulas, inputs)
    assert example.learning_rate in {0.25 / 2**n for n in range(1, 10)} and example.loss_after < example.loss
    longer = work_example(network, formulas, inputs, 2 * example.learning_rate)
    assert longer.loss_after >= longer.loss == example.loss


def test_the_users_own_arrays_stay_and_the_rest_fits_them() -> None:
    """Two features of the user's: weights of two columns are drawn beside them; all given, nothing is drawn."""
    network = classifier(batch=False)
    inputs = example_inputs(network, given={"x": np.array([2.5, -1.0]), "y": np.array([0.0, 1.0])})
    assert inputs["x"].tolist() == [2.5, -1.0] and inputs["W"].shape == (2, 2)
    own = {"x": np.ones(1), "W": np.zeros((2, 1)), "y": np.array([1.0, 0.0])}
    assert all(example_inputs(network, given=own)[name] is own[name] for name in own)
