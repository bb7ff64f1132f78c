"""Number formats: the one place that switches JAX to 64 bits, and the names of the dtypes."""

from __future__ import annotations

from typing import Any, Literal

import jax
import numpy as np

from derive.errors import UsageError

DtypeName = Literal["float32", "float64"]

DTYPES: dict[str, type[np.floating[Any]]] = {"float32": np.float32, "float64": np.float64}

# JAX rounds every number to float32 unless told otherwise before the first array exists.
jax.config.update("jax_enable_x64", True)


def dtype_named(name: str) -> type[np.floating[Any]]:
    """Return the dtype of that name.

    Raises:
        UsageError: there is none; the message lists the names that exist.

    >>> dtype_named("float32").__name__
    'float32'
    """
    try:
        return DTYPES[name]
    except KeyError:
        raise UsageError(f"unknown dtype {name!r:.60}", hint="expected one of: " + ", ".join(DTYPES)) from None


def unit_roundoff(dtype: str) -> float:
    """Return u, half the distance from 1 to the next number: the relative error of one rounding.

    >>> unit_roundoff("float64") == 2.0**-53
    True
    """
    return float(np.finfo(dtype_named(dtype)).eps) / 2
