"""The matrix form of a formula, where it has one."""

from __future__ import annotations

import sympy as sp

from ..errors import UnsupportedFormula
from ..network.definitions import Network
from ..network.partial import Partial
from .equality import Equality
from .matrix_form import MatrixForm, matrix_form


def matrix_notation(formula: Equality, network: Network) -> MatrixForm | None:
    """The formula in matrices, such as (1/N) (P − Y)ᵀ X; None where it has no such form."""
    if not _has_letters(formula.left, network):
        return None
    try:
        return matrix_form(formula, network)
    except UnsupportedFormula:
        return None


def _has_letters(left: sp.Expr, network: Network) -> bool:
    """False for a product such as VGNV, and for the diagonal ∂²E/∂w_d², which is not all of ∂²E/∂w∂wᵀ."""
    if isinstance(left, sp.Symbol):
        return any(tensor.name == left.name for tensor in network.tensors)
    below = left.denominators if isinstance(left, Partial) else ()
    indices = [index for side in below if isinstance(side, sp.Indexed) for index in set(side.indices)]
    return len(indices) == len(set(indices))
