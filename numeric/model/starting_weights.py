"""Starting weights: a random start that depends on a named seed alone."""

from __future__ import annotations

import math

import numpy as np

from derive.errors import UsageError

from ..results import Array
from .architecture import Architecture

LARGEST_SEED = 2**32 - 1
BIAS_DEVIATION = 0.01


def starting_weights(architecture: Architecture, seed: int) -> dict[str, Array]:
    """Draw every parameter from a normal distribution with mean 0, in the network's order.

    The deviation of weights from m inputs to k outputs is √(2 / (m + k)), that of biases is 0.01: the
    defaults of ``stax.Dense``. Each number is rounded to float32, so that a comparison in float32 and one
    in float64 start from the very same point. Returned in float64, shapes as in ``Architecture.shapes``.

    Raises:
        UsageError: the seed is no integer from 0 to 2³² − 1.

    Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", AISTATS 2010, equation 12 (its variance, drawn from a normal distribution).

    >>> float(starting_weights(Architecture((4, 3)), seed=0)["W"][0, 0])
    0.9429256319999695
    """
    if not 0 <= seed <= LARGEST_SEED:
        raise UsageError(f"the seed {seed} is out of range", hint=f"use an integer from 0 to {LARGEST_SEED}")
    # NumPy freezes the stream of RandomState for ever (NEP 19); that of a Generator may change.
    random = np.random.RandomState(seed)
    drawn: dict[str, Array] = {}
    for name, shape in architecture.shapes.items():
        deviation = math.sqrt(2 / sum(shape)) if len(shape) == 2 else BIAS_DEVIATION
        drawn[name] = (deviation * random.standard_normal(shape)).astype(np.float32).astype(np.float64)
    return drawn
