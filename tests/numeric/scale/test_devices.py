"""Rows shared among devices: every row once, and networks whose rows cannot be shared are refused."""

from __future__ import annotations

from dataclasses import replace

import jax
import numpy as np
import pytest
from jax.sharding import Mesh

from derive.errors import InputError, UsageError
from derive.network.building import classifier
from numeric.compare.comparison import autodiff_sources
from numeric.scale.devices import SAMPLES, Devices, join_hosts
from numeric.scale.spread import _shares, gradients_over, spread_over
from tests.numeric.settings import setting

ONE = Devices(Mesh(np.array(jax.devices()[:1]), (SAMPLES,)))


@pytest.mark.parametrize(("count", "block", "devices"), [(150, 144, 8), (150, 64, 8), (5, 8, 8), (16, 8, 4)])
def test_every_row_is_taken_once(count: int, block: int, devices: int) -> None:
    """Shares of equal size, and what is left over by itself."""
    here = setting()
    spread = replace(spread_over(here.network, here.start(), here.arrays), count=count, block=block)
    rows = [row for part, _ in _shares(spread, devices) for row in range(part.start, part.stop)]
    assert rows == list(range(count))
    for part, own in _shares(spread, devices):
        assert part.stop - part.start in (own, own * devices)


def test_a_mesh_of_one_device_says_what_that_device_says() -> None:
    """The compiled share of a single device is the whole gradient."""
    here = setting(bias=True)
    custom = autodiff_sources(here.network)["custom"]
    (found,) = (ONE.compiled(custom, ("x", "y"))(here.start(), here.arrays, slice(0, 150), np.float64),)
    alone = spread_over(here.network, here.start(), here.arrays)
    whole = gradients_over(alone, {"custom": custom}, here.start(), here.arrays, np.float64)["custom"]
    assert all(np.allclose(found[name][0], whole[name], rtol=1e-13) for name in whole)


def test_rows_that_cannot_be_parted_are_not_shared() -> None:
    """The message says why, the hint what to leave out."""
    network = classifier(reduction="sum", l2="0.1")
    here = setting(reduction="sum", l2="0.1")
    with pytest.raises(UsageError, match="cannot be shared among 1 devices") as caught:
        spread_over(network, here.start(), here.arrays, ONE)
    assert "--devices" in caught.value.hint


@pytest.mark.parametrize("address", ["10.0.0.1:99999", "10.0.0.1:0", ":1234", "10.0.0.1:١٢٣٤", "10.0.0.1:", "10.0.0.1"])
def test_an_address_that_cannot_be_is_refused_at_once(address: str) -> None:
    """JAX would wait for the other hosts for minutes."""
    with pytest.raises(InputError, match="are no ADDRESS:PORT,NUMBER,ID") as caught:
        join_hosts(f"{address},2,0")
    assert "65535" in caught.value.hint
