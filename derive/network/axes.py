"""Axes: named ranges of an index, and the index symbols that run over them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count

import sympy as sp


@lru_cache(maxsize=4096)
def index_symbol(letter: str) -> sp.Symbol:
    """Return the index symbol of that letter; indices count from 1.

    >>> index_symbol("k").is_positive
    True
    """
    return sp.Symbol(letter, integer=True, positive=True)


@lru_cache(maxsize=4096)
def size_symbol(letter: str) -> sp.Symbol:
    """Return the symbol of that letter for the size of an axis; sizes are positive whole numbers.

    >>> size_symbol("K").is_integer
    True
    """
    return sp.Symbol(letter, integer=True, positive=True)


@dataclass(frozen=True, slots=True)
class Axis:
    """A named range 1 … size of an index; its size is a symbol, a number, or made of the sizes of other axes.

    >>> classes = Axis("classes", "kjlim", "K")
    >>> classes.index, classes.size, classes.limits(classes.index)
    (k, K, (k, 1, K))
    >>> Axis("positions", "ij", size_symbol("I") - size_symbol("S") + 1).size
    I - S + 1
    """

    name: str
    letters: str | tuple[str, ...]
    size_name: str | int | sp.Expr

    @property
    def size(self) -> sp.Expr:
        """The number of values of the index: a positive integer symbol, a number, or an expression in such symbols."""
        if isinstance(self.size_name, str):
            return size_symbol(self.size_name)
        return sp.Integer(self.size_name) if isinstance(self.size_name, int) else self.size_name

    @property
    def size_symbols(self) -> tuple[sp.Symbol, ...]:
        """The letters in the size, by name."""
        return tuple(sorted(self.size.free_symbols, key=str))

    @property
    def index(self) -> sp.Symbol:
        """The index symbol that authors use first for this axis."""
        return index_symbol(self.letters[0])

    def spare_letter(self, taken: Container[str]) -> str:
        """The first letter of the axis that is not taken; where all are, the first one with a number.

        >>> Axis("inputs", "i", "I").spare_letter("ij")
        'i_1'
        """
        numbered = (f"{self.letters[0]}_{number}" for number in count(1))
        return next(letter for letter in chain(self.letters, numbered) if letter not in taken)

    def limits(self, index: sp.Symbol) -> tuple[sp.Symbol, int, sp.Expr]:
        """The limits that ``Sum`` wants for a sum over the whole axis."""
        return (index, 1, self.size)
