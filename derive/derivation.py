"""What a derivation is: formulas and checked steps."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from .network import Condition, Network
from .tensors import Tensor
from .verdict import Verdict


@dataclass(frozen=True, slots=True)
class Formula:
    """``left = value``, with the indices that are free in both and the conditions it needs.

    ``left`` is a ``Partial`` such as ∂E/∂W[k, d]; ``indices`` are the free indices in the order of
    the axes of the tensor that ``value`` fills (k, d for a gradient with respect to W).
    """

    left: sp.Expr
    value: sp.Expr
    indices: tuple[sp.Symbol, ...]
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One equality of a derivation: ``left = before = after`` by ``rule``.

    ``before`` and ``after`` are in index notation; the steps are the computation itself.
    """

    rule: str
    left: sp.Expr
    before: sp.Expr
    after: sp.Expr
    check: Verdict
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Derivation:
    """The ordered steps from the network to the derivative of ``of`` with respect to ``wrt``.

    ``general`` holds for any labels; ``formula`` uses the network's conditions on top (it is the
    last step's right side); the two are the same object where no condition applies.
    """

    network: Network
    of: Tensor
    wrt: Tensor
    steps: tuple[Step, ...]
    general: Formula
    formula: Formula
