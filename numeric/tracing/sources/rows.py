"""What a loop over a symbolic number of rows goes through: a count, the rows of arrays, several together."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp

from .refusals import refused

LOOP_HINT = "a loop over rows may only add up; else write it with @ and np.sum, or give the size as a number"


@dataclass(frozen=True, eq=False)
class Rows:
    """``length`` rows; ``item`` is what the loop's variable is in the row of that number."""

    length: Any
    item: Callable[[Any], Any]

    def read(self) -> Any:
        """What the loop goes through as one array: for a count 0, 1, 2 …"""
        return self.item(jnp.arange(self.length))

    def __iter__(self) -> Any:
        raise refused("this goes through a symbolic number of rows", LOOP_HINT)


def is_symbolic(size: Any) -> bool:
    """True for a size of JAX that is no number."""
    return hasattr(size, "_get_vars")


def rows_of(value: Any) -> Rows | None:
    """The rows that a loop over the value goes through, where their number is symbolic; else None."""
    if isinstance(value, Rows):
        return value
    shape = getattr(value, "shape", None)
    if not shape or not is_symbolic(shape[0]):
        return None
    return Rows(shape[0], lambda number: value[number])


def counted(*bounds: Any) -> Any:
    """``range``."""
    if not any(map(is_symbolic, bounds)):
        return builtins.range(*(int(bound) for bound in bounds))
    start, stop, step = {1: (0, *bounds, 1), 2: (*bounds, 1), 3: bounds}[builtins.len(bounds)]
    if step != 1:
        raise refused("a range with steps over a symbolic size", LOOP_HINT)
    if is_symbolic(start) or start != 0:
        return Rows(stop - start, lambda number: start + number)
    return Rows(stop, lambda number: number)


def numbered(value: Any, start: int = 0) -> Any:
    """``enumerate``."""
    rows = rows_of(value)
    if rows is None:
        return builtins.enumerate(value, start)
    return Rows(rows.length, lambda number: (number + start, rows.item(number)))


def together(*values: Any, strict: bool = False) -> Any:
    """``zip``."""
    every = [rows_of(value) for value in values]
    found = [rows for rows in every if rows is not None]
    if not found:
        return builtins.zip(*values, strict=strict)
    if builtins.len(found) < builtins.len(every) or any(rows.length != found[0].length for rows in found):
        raise refused("a loop goes through a symbolic and another number of rows together", LOOP_HINT)
    return Rows(found[0].length, lambda number: tuple(rows.item(number) for rows in found))
