"""Axes: named ranges of an index, and the index symbols that run over them."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp


def index_symbol(letter: str) -> sp.Symbol:
    """Return the index symbol of that letter; indices count from 1.

    >>> index_symbol("k").is_positive
    True
    """
    return sp.Symbol(letter, integer=True, positive=True)


@dataclass(frozen=True, slots=True)
class Axis:
    """A named range 1 … size of an index; its size is a symbol or a number.

    >>> classes = Axis("classes", "kjlim", "K")
    >>> classes.index, classes.size, classes.limits(classes.index)
    (k, K, (k, 1, K))
    """

    name: str
    letters: str
    size_name: str | int

    @property
    def size(self) -> sp.Expr:
        """The number of values of the index: a positive integer symbol or a number."""
        if isinstance(self.size_name, int):
            return sp.Integer(self.size_name)
        return sp.Symbol(self.size_name, integer=True, positive=True)

    @property
    def index(self) -> sp.Symbol:
        """The index symbol that authors use first for this axis."""
        return index_symbol(self.letters[0])

    def limits(self, index: sp.Symbol) -> tuple[sp.Symbol, int, sp.Expr]:
        """The limits that ``Sum`` wants for a sum over the whole axis."""
        return (index, 1, self.size)
