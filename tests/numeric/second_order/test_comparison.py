"""Hessians compared: errors by side, eigenvalues, what is certified, and what is refused."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from derive.errors import UsageError
from derive.network.building import classifier
from numeric.compare.sampling import Sample
from numeric.model.models import Model
from numeric.second_order.comparison import compare_second, rows_of_second
from numeric.second_order.spectrum import spectrum_of

DRAW = np.random.RandomState(7)
X, Y = DRAW.standard_normal((6, 2)), np.eye(3)[[0, 1, 2, 0, 1, 2]]


def test_a_comparison_has_every_sides_error_and_the_null_space() -> None:
    """Six entries of W: adding one vector to all classes changes nothing, so that two eigenvalues are 0."""
    found = compare_second(classifier(), {"W": DRAW.standard_normal((3, 2))}, {"x": X, "y": Y})
    assert found.certified == 36 and len(found.entries) == 21
    assert found.spectrum.null == 2 and found.spectrum.psd and found.symmetric["ours"]
    assert found.max_ulp["ours"] < 200 and found.max_ulp["difference"] > 1e4
    assert found.entries[0].truth is not None and found.entries[0].row == "W[1,1]"


def test_a_confident_point_shows_who_lost_its_digits() -> None:
    """At large weights autodiff has entries that are wrong altogether; the formula's are right to 12 digits."""
    weights = {"W": np.array([[60.0, 9.0], [-60.0, 1.0], [5.0, -8.0]])}
    found = compare_second(classifier(), weights, {"x": np.array([[1.0, 0.5], [-1.0, 0.5]]), "y": Y[:2]})
    assert found.max_rel_error["ours"] < 1e-12 < 0.5 < found.max_rel_error["hessian"]


def test_a_wrong_model_is_seen() -> None:
    """A loss with a factor too much is not what was derived."""
    wrong = Model("twice", lambda own, arrays: 2 * jnp.sum(own["W"] ** 2), dict, dict)
    found = compare_second(classifier(), {"W": np.ones((3, 2))}, {"x": X, "y": Y}, own=wrong)
    assert found.apart > 1


def test_too_many_parameters_are_refused_with_the_number_of_entries() -> None:
    """And told what to do."""
    with pytest.raises(UsageError, match="61,465,600"):
        compare_second(classifier(), {"W": np.zeros((10, 784))}, {"x": np.zeros((1, 784)), "y": np.eye(10)[:1]})


def test_an_indefinite_matrix_is_not_called_semidefinite() -> None:
    """The eigenvalues of [[0, 1], [1, 0]] are −1 and 1."""
    found = spectrum_of(np.array([[0.0, 1.0], [1.0, 0.0]]))
    assert not found.psd and found.null == 0 and found.condition == 1.0
    assert spectrum_of(np.zeros((2, 2))).condition is None


def test_many_rows_are_left_to_those_that_are_certified_and_it_is_said() -> None:
    """A hundred thousand rows of twenty features: the Hessian is that of the sample, of 150 rows it is that of all."""
    weights = {"W": np.ones((3, 20))}
    few, many = ({"x": np.ones((rows, 20)), "y": np.ones((rows, 3))} for rows in (150, 100_000))
    chosen = Sample({"x": many["x"][:7], "y": many["y"][:7]}, np.arange(7))
    assert rows_of_second(classifier(), weights, few, Sample(few)) == (few, ())
    rows, said = rows_of_second(classifier(), weights, many, chosen)
    assert len(rows["x"]) == 7 and "7 rows" in said[0]
