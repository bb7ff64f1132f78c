"""The matrix form of a formula, where it has one."""

from __future__ import annotations

from ..errors import UnsupportedFormula
from ..network.definitions import Network
from .equality import Equality
from .matrix_form import MatrixForm, matrix_form


def matrix_notation(formula: Equality, network: Network) -> MatrixForm | None:
    """The formula in matrices, such as (1/N) (P − Y)ᵀ X; None where it has no such form."""
    try:
        return matrix_form(formula, network)
    except UnsupportedFormula:
        return None
