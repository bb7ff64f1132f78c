"""The matrix form of a formula, where it has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.derivation import Formula
    from derive.network import Network


def matrix_latex(formula: Formula, network: Network) -> str | None:
    """The formula in matrices, such as (1/N)(P − Y)ᵀX; None where it has no such form."""
    return None
