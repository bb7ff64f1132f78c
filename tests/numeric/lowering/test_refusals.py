"""What the door to compiled formulas refuses: what was found, and what to give instead."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from derive.errors import UsageError
from derive.network.building import classifier
from numeric.lowering.jax_loss import as_jax_loss
from numeric.lowering.one_pass import program

ARRAYS = {"x": np.ones((2, 1)), "W": np.zeros((2, 1)), "y": np.eye(2)}


@pytest.mark.parametrize("name", ARRAYS)
def test_complex_numbers_are_not_cut_in_half(name: str) -> None:
    """Their real part alone would be an answer to another question."""
    arrays = {**ARRAYS, name: ARRAYS[name] + 1j}
    with pytest.raises(UsageError, match=f"{name} has complex numbers"):
        program(classifier())(arrays)
    with pytest.raises(UsageError, match=f"{name} has complex numbers"):
        jax.jit(as_jax_loss(classifier()))({"W": arrays.pop("W")}, arrays)


@pytest.mark.parametrize("labels", [[0, 1], [[0], [1]]])
def test_class_numbers_are_told_how_to_be_one_hot(labels: Any) -> None:
    """One number for each sample, or a column of them; a column is right where there is one class."""
    with pytest.raises(UsageError, match="as class numbers have") as refused:
        program(classifier())({**ARRAYS, "y": np.array(labels)})
    assert refused.value.hint == "make it one-hot: jax.nn.one_hot(y, 2) for whole numbers from 0 to 2 - 1"
    alone = {"x": np.ones((2, 1)), "W": np.zeros((1, 1)), "y": np.ones((2, 1))}
    assert program(classifier())(alone)["W"].shape == (1, 1)


@pytest.mark.parametrize("wrt", [3, ("W", None), [b"W"]])
def test_a_name_is_text(wrt: Any) -> None:
    """Whatever stands there else is named."""
    with pytest.raises(UsageError, match="is no name of a tensor"):
        program(classifier(), wrt)


def test_one_name_alone_is_one_tensor() -> None:
    """A name of two letters is not two names."""
    assert program(classifier(hidden=("tanh",)), "W1").wrt == ("W1",)


@pytest.mark.parametrize("odd", [None, "network", classifier])
def test_a_network_is_one(odd: Any) -> None:
    """The message says what was given."""
    with pytest.raises(UsageError, match="is no network"):
        program(odd)


def test_a_first_call_inside_of_jit_leaves_the_next_ones_quick() -> None:
    """What a quick call looks for is an array, not what JAX traces with."""
    found = program(classifier())
    arrays = {name: jax.numpy.asarray(array) for name, array in ARRAYS.items()}
    jax.jit(found)(arrays)
    assert set(found._quick[1]) == {type(arrays["x"])}
