"""Tensors: symbols with declared axes. An element is a SymPy ``Indexed`` (a symbol at rank 0)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import sympy as sp

from ..errors import UsageError
from .axes import Axis
from .indexed import element_named
from .short_repr import cut


class Role(Enum):
    """What a tensor is for: it decides the order of factors and what is differentiated.

    >>> Role("parameter") is Role.PARAMETER
    True
    """

    INPUT = "input"
    LABEL = "label"
    PARAMETER = "parameter"
    INTERMEDIATE = "intermediate"
    LOSS = "loss"


@dataclass(frozen=True, slots=True)
class Tensor:
    """A symbol with declared axes, such as the weights W[k, d].

    ``name`` is a plain identifier (used on the command line, in JSON and in generated code);
    ``letter`` and ``layer`` say how it is typeset: ``W`` with layer 1 is ``W^{(1)}``.

    >>> W = Tensor("W", (Axis("classes", "kj", "K"), Axis("features", "de", "D")), Role.PARAMETER, "weights")
    >>> W.at(*W.indices), W.shape
    (W[k, d], (K, D))
    """

    name: str
    axes: tuple[Axis, ...]
    role: Role
    meaning: str
    letter: str = ""
    layer: int | None = None

    def __repr__(self) -> str:
        return cut(f"Tensor({self.name}[{', '.join(map(str, self.indices))}]: {self.meaning}, {self.role})")

    def __post_init__(self) -> None:
        if not (self.name.isascii() and self.name.isidentifier() and len(self.name) <= 32):
            raise UsageError(
                f"the tensor name {self.name!r:.60} is not a plain identifier",
                hint="use ASCII letters and digits, beginning with a letter, such as W1",
            )

    @property
    def symbol_letter(self) -> str:
        """The letter that is typeset."""
        return self.letter or self.name

    @property
    def indices(self) -> tuple[sp.Symbol, ...]:
        """One index symbol for each axis; a second axis of the same range takes its next letter."""
        letters: list[str] = []
        for axis in self.axes:
            letters.append(axis.spare_letter(letters))
        return tuple(sp.Symbol(c, integer=True, positive=True) for c in letters)

    @property
    def shape(self) -> tuple[sp.Expr, ...]:
        """The sizes of the axes."""
        return tuple(axis.size for axis in self.axes)

    def at(self, *indices: sp.Expr | int) -> sp.Expr:
        """The element at these indices (counted from 1); a plain symbol at rank 0."""
        if len(indices) != len(self.axes):
            raise UsageError(
                f"{self.name} has {len(self.axes)} axes, but {len(indices)} indices were given",
                hint="give one index for each of: " + (", ".join(a.name for a in self.axes) or "no axis"),
            )
        return element_named(self.name, indices)
