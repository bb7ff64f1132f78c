"""The numbers that a network's sizes stand for, read from the shapes of its arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import sympy as sp

from derive.errors import InputError
from derive.network.definitions import Network
from derive.network.tensors import Tensor

Sizes = dict[str, int]


def whole(size: sp.Expr, sizes: Mapping[str, int]) -> int:
    """The number that a size is, such as I − S + 1 = 4 for I = 5 and S = 2.

    Raises:
        InputError: a letter in it is not known, it is no whole number, or nothing is left.

    >>> whole(sp.Symbol("I") - sp.Symbol("S") + 1, {"I": 5, "S": 2})
    4
    """
    value = size.xreplace({s: sp.Integer(sizes[s.name]) for s in size.free_symbols if s.name in sizes})
    if not value.is_Integer:
        raise InputError(f"the size {size!s:.40} is not known", hint="give an array for a tensor with that axis")
    if value < 1:
        known = ", ".join(f"{s} = {sizes[str(s)]}" for s in sorted(size.free_symbols, key=str))
        raise InputError(f"the size {size!s:.40} is {value} where {known}", hint="expected at least one")
    return int(value)


def sizes_from(shapes: Iterable[tuple[Tensor, tuple[int, ...]]]) -> Sizes:
    """Every size by its letter, from each array's shape; an expression is solved for the one letter that is unknown.

    Raises:
        InputError: a shape does not fit the tensor's axes, or two shapes contradict each other.

    >>> from derive.network.building import classifier
    >>> x, W, y = classifier().given
    >>> sizes_from([(x, (150, 4)), (W, (3, 4)), (y, (150, 3))])
    {'N': 150, 'D': 4, 'K': 3}
    """
    known: Sizes = {}
    expressions: list[tuple[Tensor, str, sp.Expr, int]] = []
    for tensor, shape in shapes:
        if len(shape) != len(tensor.axes):
            raise InputError(f"{tensor.name} has the shape {shape}", hint=f"it has {len(tensor.axes)} axes")
        for axis, length in zip(tensor.axes, shape, strict=True):
            if not axis.size.is_Symbol:
                expressions.append((tensor, axis.name, axis.size, length))
            elif known.setdefault(str(axis.size), length) != length:
                raise InputError(f"{tensor.name} has {length} {axis.name}", hint="the sizes must agree")
            if length == 0:
                raise InputError(f"{tensor.name} has no {axis.name}", hint="give at least one")
    for tensor, name, size, length in expressions:
        known |= _solved(size, length, known)
        if whole(size, known) != length:
            raise InputError(
                f"{tensor.name} has {length} {name}", hint=f"it should have {size!s:.40} = {whole(size, known)}"
            )
    return known


def known_sizes(network: Network, *arrays: Mapping[str, Any]) -> Sizes:
    """Every size by its letter, from the shapes of the given arrays of a network, in one or several mappings by name.

    Raises:
        InputError: as for ``sizes_from``.

    >>> from derive.network.building import classifier
    >>> known_sizes(classifier(), {"x": np.ones((5, 2))}, {"W": np.ones((3, 2))})
    {'N': 5, 'D': 2, 'K': 3}
    """
    known = {name: values for group in arrays for name, values in group.items()}
    shaped = ((t, known[t.name]) for t in network.given if t.name in known)
    return sizes_from((t, tuple(v.shape if hasattr(v, "shape") else np.shape(v))) for t, v in shaped)


def _solved(size: sp.Expr, length: int, known: Sizes) -> Sizes:
    """The only unknown letter of a size, from the length that the size is."""
    unknown = [letter for letter in size.free_symbols if letter.name not in known]
    if len(unknown) != 1:
        return {}
    (letter,) = unknown
    slope = sp.expand(size).coeff(letter)
    rest = sp.expand(size - slope * letter).xreplace(
        {s: sp.Integer(known[s.name]) for s in size.free_symbols - {letter}}
    )
    value = (length - rest) / slope if slope.is_Integer and slope != 0 else sp.S.Half
    return {letter.name: int(value)} if value.is_Integer and value > 0 else {}
