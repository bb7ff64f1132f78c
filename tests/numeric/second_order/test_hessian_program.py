"""Hessians as array code against ``jax.hessian`` of the loss that a user writes: every pair of parameters."""

from __future__ import annotations

from random import Random

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import derive
from derive.network.building import classifier
from numeric.model.plain import plain_model
from numeric.second_order.derived import second_derivatives
from numeric.second_order.hessian_program import HessianProgram, lower_hessian
from numeric.truth.hessian import enclose_hessian
from tests.derive.zoo.catalogue import ENTRIES
from tests.derive.zoo.network_text import Entry
from tests.derive.zoo.random_networks import random_entry
from tests.numeric.zoo.plain_losses import LOSSES
from tests.numeric.zoo.test_lowered_zoo import random_arrays, random_sizes

CLOSE = 1e-11
WITH_PARAMETERS = [e for e in ENTRIES if e.title in LOSSES and e.network.parameters]


def program_for(network: derive.Network) -> HessianProgram:
    """Every block of the Hessian."""
    return lower_hessian(network, second_derivatives(network))


def compared(entry: Entry, loss: object, seed: int) -> None:
    """Every block is that of ``jax.hessian``; those of the diagonal are symmetric to the last bit."""
    arrays = random_arrays(entry, random_sizes(entry, Random(f"{entry.title} {seed}")), np.random.default_rng(seed))
    names = [t.name for t in entry.network.parameters if entry.network.depends(entry.network.output, t)]
    found = program_for(entry.network)(arrays)
    expected = jax.jit(jax.hessian(lambda own: loss({**arrays, **own})))({n: jnp.asarray(arrays[n]) for n in names})
    for (one, other), block in found.items():
        due = np.asarray(expected[one][other])
        scale = max(1e-3, float(np.max(np.abs(due), initial=0.0)))
        assert np.max(np.abs(block - due), initial=0.0) <= CLOSE * scale, (one, other)
        if one == other:
            square = np.asarray(block).reshape(arrays[one].size, arrays[one].size)
            assert (square == square.T).all(), one
    assert set(found) == {(one, other) for one in names for other in names}


@pytest.mark.parametrize("entry", WITH_PARAMETERS, ids=[entry.title for entry in WITH_PARAMETERS])
def test_every_hessian_of_the_zoo_is_that_of_autodiff(entry: Entry) -> None:
    """The same numbers as ``jax.hessian`` of the loss in plain JAX, which knows nothing of the formulas."""
    compared(entry, lambda arrays: LOSSES[entry.title](**arrays), 0)


@pytest.mark.parametrize("seed", range(2))
def test_hessians_of_networks_made_up_at_random(seed: int) -> None:
    """Dense layers, activations, skips, gates, shared weights: as ``jax.hessian`` of the plain model has them."""
    entry = random_entry(seed)
    compared(entry, lambda arrays: plain_model(entry.network).loss(arrays, {}), seed)


def intermediates(program: HessianProgram, arrays: dict[str, np.ndarray]) -> list[tuple[int, ...]]:
    """The shape of every array that the code makes."""
    given = [jnp.asarray(arrays[name]) for name in program.program.arguments]
    traced = jax.make_jaxpr(program.function)(*given)
    shapes = []

    def walk(jaxpr: object) -> None:
        for equation in jaxpr.eqns:
            shapes.extend(tuple(v.aval.shape) for v in equation.outvars)
            for value in equation.params.values():
                inner = getattr(value, "jaxpr", None)
                if inner is not None:
                    walk(inner)

    walk(traced.jaxpr)
    return shapes


def test_nothing_is_larger_than_the_pairs_of_features_of_all_samples() -> None:
    """With 40 samples, 7 features and 5 classes at most 40×28 numbers have the samples among their axes."""
    arrays = {"x": np.ones((40, 7)), "W": np.ones((5, 7)), "y": np.eye(5)[[0, 1, 2, 3, 4] * 8]}
    shapes = intermediates(program_for(classifier()), arrays)
    assert max(int(np.prod(shape)) for shape in shapes if 40 in shape) == 40 * 28
    # Two numbers of a pair are read for each entry of the result.
    assert max(int(np.prod(shape)) for shape in shapes) <= 2 * 35 * 35


def test_a_confident_row_keeps_its_digits() -> None:
    """Where p rounds to 1, p (1 − p) is 0 for ``jax.hessian``; the others' sum keeps every digit."""
    network = classifier()
    arrays = {"x": np.array([[1.0, 2.0]]), "y": np.eye(3)[[0]], "W": np.array([[20.0, 20.0], [1.0, 1.0], [-3.0, 0.5]])}
    truth = enclose_hessian(network, arrays).balls.astype(float)
    ours = np.asarray(program_for(network).matrix(arrays))
    assert np.abs(ours / truth - 1).max() < 4e-14
    autodiff = np.asarray(jax.hessian(lambda w: plain_model(network).loss({"W": w}, arrays))(arrays["W"]))
    assert autodiff[0, 0, 0, 0] == 0 and truth[0, 0] > 1e-30


def test_one_sample_alone_keeps_its_digits_too() -> None:
    """The network of one data point has no sum over samples: p_k (δ_kj − p_j) x_d x_e."""
    network = classifier(batch=False)
    arrays = {"x": np.array([1.0, 2.0]), "y": np.eye(2)[0], "W": np.array([[30.0, 20.0], [1.0, 1.0]])}
    truth = enclose_hessian(network, arrays).balls.astype(float)
    ours = np.asarray(program_for(network).matrix(arrays))
    assert np.abs(ours / truth - 1).max() < 4e-14


def test_a_second_derivative_that_is_zero_is_an_array_of_zeros() -> None:
    """The hinge is made of straight lines."""
    network = derive.stack("dense", loss="hinge", bias=True)
    arrays = {"x": np.ones((4, 3)), "W": np.ones((2, 3)), "b": np.zeros(2), "y": np.eye(2)[[0, 1, 0, 1]]}
    blocks = program_for(network)(arrays)
    shapes = {block: np.shape(values) for block, values in blocks.items()}
    assert shapes == {("W", "W"): (2, 3, 2, 3), ("W", "b"): (2, 3, 2), ("b", "W"): (2, 2, 3), ("b", "b"): (2, 2)}
    assert not any(np.any(values) for values in blocks.values())


def test_the_code_is_two_smaller_matrices() -> None:
    """Classes and features in pairs, found by structure; a network without pairs has none."""
    source = program_for(classifier()).source
    assert source.count("= jnp.triu_indices") == 2 and '"an,bn->ab"' in source


@pytest.mark.parametrize("hidden", ["tanh", "softplus"])
def test_a_hidden_layer_is_made_of_pairs_of_units(hidden: str) -> None:
    """Σ_n (…)_nhg x_nd x_ne: half of the pairs of units, and half of the pairs of features."""
    source = program_for(derive.stack("dense 3", hidden, "dense")).source
    assert "pair_numbers(H)" in source and "pair_numbers(D)" in source
