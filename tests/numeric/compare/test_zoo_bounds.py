"""The bound over the whole zoo: autodiff is within it of the certified truth, and it is worth something."""

from __future__ import annotations

from itertools import product

import jax
import numpy as np
import pytest

from derive.network.tensors import Role
from numeric.compare.error_bound import gradient_bounds
from numeric.lowering.program import loss_of
from numeric.precision import DTYPES, unit_roundoff
from numeric.truth.enclosure import enclose
from tests.derive.zoo.catalogue import ENTRIES
from tests.derive.zoo.network_text import Entry

SCALARS = [e for e in ENTRIES if not e.network.output.axes and "function" not in e.given.values()]


def arrays_of(entry: Entry, dtype: str) -> dict[str, np.ndarray]:
    """The entry's own random numbers, as arrays."""
    numbers, found = entry.forward(seed=7), {}
    for tensor in entry.network.given:
        shape = [entry.numbers[size] for size in entry.axes_of(tensor.name)]
        places = product(*(range(1, size + 1) for size in shape))
        values = [numbers[tensor.name][place].value for place in places]
        found[tensor.name] = np.array(values, DTYPES[dtype]).reshape(shape)
    return found


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("entry", SCALARS, ids=lambda entry: entry.title)
def test_autodiff_of_the_definitions_is_within_the_bound(entry: Entry, dtype: str) -> None:
    """Every parameter (or, without one, every input with axes); at most 50,000 roundings of the largest entry."""
    network, point = entry.network, arrays_of(entry, dtype)
    inputs = [tensor.name for tensor in network.given if tensor.role is Role.INPUT and tensor.axes]
    wrt = [tensor.name for tensor in network.parameters] or inputs
    truth, bounds = enclose(network, point, wrt).gradients, gradient_bounds(network, point, dtype, wrt=wrt)
    found = jax.jit(jax.grad(loss_of(network)))(point)
    for name in wrt:
        exact = np.vectorize(lambda ball: float(ball.mid()), otypes=[float])(truth[name])
        assert (np.abs(np.asarray(found[name], np.float64) - exact) <= bounds[name]).all()
        assert (bounds[name] <= 50_000 * unit_roundoff(dtype) * (np.abs(exact).max() + 1e-3)).all()
