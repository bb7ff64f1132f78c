"""The plain model of every network of the zoo against the loss that a user writes by hand: values and slopes."""

from __future__ import annotations

from random import Random

import jax
import numpy as np
import pytest

from derive.network.tensors import Role
from numeric.model.plain import plain_model
from tests.derive.zoo.catalogue import ENTRIES
from tests.derive.zoo.network_text import Entry

from .plain_losses import LOSSES
from .test_lowered_zoo import random_arrays, random_sizes

READ = [e for e in ENTRIES if e.title in LOSSES and e.is_scalar and "function" not in e.given.values()]


@pytest.mark.parametrize("entry", READ, ids=lambda entry: entry.title)
def test_the_plain_model_is_what_a_user_writes(entry: Entry) -> None:
    """Read off the definitions, at sizes that nobody has seen: the loss and its slope by everything that is given."""
    arrays = random_arrays(entry, random_sizes(entry, Random(entry.title)), np.random.default_rng(3))
    wrt = [t.name for t in entry.network.given if t.role is Role.PARAMETER] or list(arrays)[:1]
    point, data = {n: arrays[n] for n in wrt}, {n: a for n, a in arrays.items() if n not in wrt}
    voices = (lambda p, rest: LOSSES[entry.title](**{**rest, **p}), plain_model(entry.network).loss)
    by_hand, found = jax.jit(lambda *given: [jax.value_and_grad(loss)(*given) for loss in voices])(point, data)
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9), found, by_hand)
