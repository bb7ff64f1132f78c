"""Elements such as W_kd, made once each: SymPy finds out what is known of one, such as that it is real, each time."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp


@lru_cache(maxsize=512)
def base_named(name: str) -> sp.IndexedBase:
    """What is indexed, of real elements.

    >>> base_named("W")
    W
    """
    return sp.IndexedBase(name, real=True)


@lru_cache(maxsize=8192)
def element_of(base: sp.IndexedBase, indices: tuple[sp.Expr | int, ...]) -> sp.Indexed:
    """The element at these indices.

    >>> element_of(base_named("W"), (1, 2)) is element_of(base_named("W"), (1, 2))
    True
    """
    return sp.Indexed(base, *indices)


def element_named(name: str, indices: tuple[sp.Expr | int, ...]) -> sp.Expr:
    """The real element of that name; a plain symbol where there are no indices.

    >>> element_named("W", (1, 2)), element_named("L", ())
    (W[1, 2], L)
    """
    return element_of(base_named(name), tuple(indices)) if indices else sp.Symbol(name, real=True)
