"""What an index is: a mask, numbers and slices, or positions."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np

from .refusals import refused

WHERE_HINT = "write np.where(mask, …, …) for the whole array"


def mask_in(where: Any) -> Any | None:
    """The mask in an index; None where there is none.

    Raises:
        Refused: it stands beside other indices.
    """
    kind = getattr(where, "dtype", None)
    if kind is not None and kind == np.bool_ and getattr(where, "ndim", 0) > 0:
        return where
    parts = where if isinstance(where, tuple) else ()
    if any(getattr(part, "dtype", None) == np.bool_ for part in parts):
        raise refused("a mask stands beside other indices", WHERE_HINT)
    return None


def spread(mask: Any, array: Any) -> Any:
    """A mask with dimensions of size 1 behind it, as many as the array has more."""
    return mask.reshape(mask.shape + (1,) * (jnp.ndim(array) - mask.ndim))


def is_basic(where: Any) -> bool:
    """True for numbers, slices and new dimensions: what NumPy gives a view for."""
    parts = where if isinstance(where, tuple) else (where,)
    return all(part is None or part is Ellipsis or isinstance(part, slice) or jnp.ndim(part) == 0 for part in parts)


def has_slice(where: Any) -> bool:
    """True where the result has a dimension."""
    parts = where if isinstance(where, tuple) else (where,)
    return any(isinstance(part, slice) or part is None or part is Ellipsis for part in parts)
