"""Norms and absolute values of arrays."""

from __future__ import annotations

import sympy as sp

from .arrays import Arithmetic, Array, Stuck


def norm(arithmetic: Arithmetic, array: Array) -> Array:
    """The root of the sum of the squares of the entries."""
    squared = Array(array.entry**2, array.indices, array.axes)
    return Array(sp.sqrt(arithmetic.summed(squared)))


def sum_of_sizes(arithmetic: Arithmetic, array: Array) -> Array:
    """The sum of the absolute values of the entries.

    Raises:
        Stuck: it is a matrix.
    """
    if array.rank > 1:
        raise Stuck("the norm of a matrix may be a sum of sizes, or the largest one of a column")
    return Array(arithmetic.summed(Array(sp.Abs(array.entry), array.indices, array.axes)))


def absolute(arithmetic: Arithmetic, array: Array) -> Array:
    """The absolute value of a number.

    Raises:
        Stuck: it is none.
    """
    if array.rank:
        raise Stuck("the absolute value of a vector")
    return Array(sp.Abs(array.entry))
