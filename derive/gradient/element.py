"""One weight's explicit gradient, as a record with its name."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ..network.short_repr import cut
from ..network.tensors import Tensor
from ..proof.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Element:
    """One weight's gradient: SymPy's derivative, the general formula at that index, and the proof.

    Both are shown with the names of the forward pass, z_1 and p_1; the proof writes those out.
    """

    tensor: Tensor
    indices: tuple[int, ...]
    by_sympy: sp.Expr
    by_formula: sp.Expr
    verdict: Verdict

    def __repr__(self) -> str:
        return cut(f"Element({self.name}: {self.by_formula}; {self.verdict.outcome})")

    @property
    def name(self) -> str:
        """Such as ``W[1,2]``: row, then column, counted from 1."""
        return element_name(self.tensor, self.indices)


def element_name(tensor: Tensor, indices: tuple[int, ...]) -> str:
    """``W[1,2]``; a scalar is just its name."""
    return f"{tensor.name}[{','.join(map(str, indices))}]" if indices else tensor.name
