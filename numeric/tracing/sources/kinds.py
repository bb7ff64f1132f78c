"""Kinds of numbers: what would cut decimals off is refused."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from .refusals import refused


def cast(value: Any, kind: Any) -> Any:
    """The numbers as another kind.

    Raises:
        Refused: decimals are cut off.
    """
    wanted = jnp.dtype(kind)
    if wanted.kind in "iu" and jnp.asarray(value).dtype.kind == "f":
        raise refused("numbers are cut to whole ones", "a gradient has no rounding")
    return jnp.asarray(value).astype(wanted)


def check_uncut(new: Any, before: Any) -> None:
    """Refuse decimals that are put into an array of whole numbers.

    Raises:
        Refused: they are.
    """
    if new.dtype.kind == "f" and before.dtype.kind != "f":
        raise refused(f"numbers are put into an array of {before.dtype}, which cuts them", "make it of floats")
