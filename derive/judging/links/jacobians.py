"""A Jacobian beside a vector: its diagonal is meant, and that is the whole of it only where the rest is 0."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from ...algebra.indices import free_indices, substitute
from ...errors import UnsupportedFormula, UsageError
from ...reading.document.statements.bindings import Statement
from ...reading.document.told.entries_written_out import is_a_slope
from ...reading.expression.nodes import Derivative, Matrix, Name, Node, Transposed
from ..equality.equalities import decided
from .link import Lowering
from .readings import Reading

ONLY_THE_DIAGONAL = "only the diagonal of the Jacobian is there, and what stands beside it is missing"
LAYOUT = "true if a Jacobian has a row for each entry of what it is by, false if a column: say which is meant"
FAULTS = (UnsupportedFormula, UsageError, ValueError, TypeError)


def only_the_diagonal(lowering: Lowering, statement: Statement, left: Node, right: Node) -> str:
    """What is wrong with ∂p/∂z = p ⊙ (1 − p) of a softmax; empty where the vector is not the diagonal either.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [r"p = \\mathrm{softmax}(z)", r"\\frac{\\partial p}{\\partial z} = p \\odot (1 - p)"]
    >>> low = Lowering(document_of([Claim(text, line, 1) for line, text in enumerate(lines)]))
    >>> only_the_diagonal(low, claim := low.document.statements[1], *claim.trees)[:17]
    'only the diagonal'
    """
    try:
        equality = lowering.equality(statement, left, right, Reading(diagonal=True, entrywise=True))
        indices = sorted(free_indices(equality.left) | free_indices(equality.right), key=str)
        if len(indices) != 2:
            return ""
        first, second = (_on_the_diagonal(side, indices) for side in (equality.left, equality.right))
        proved = decided(replace(equality, left=first, right=second), quick=True).verdict.proved
    except FAULTS:
        return ""
    return ONLY_THE_DIAGONAL if proved else ""


def of_the_other_layout(lowering: Lowering, statement: Statement, left: Node, right: Node) -> bool:
    """True for ∂z/∂x = W^T of vectors: so it is where Jacobians have a row for each entry of x.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [r"\\mathbf{z} = W \\mathbf{x}", r"\\frac{\\partial \\mathbf{z}}{\\partial \\mathbf{x}} = W^T"]
    >>> low = Lowering(document_of([Claim(text, line, 1) for line, text in enumerate(lines)]))
    >>> of_the_other_layout(low, claim := low.document.statements[1], *claim.trees)
    True
    """
    if not _has_a_layout(lowering, statement, left):
        return False
    try:
        turned = lowering.equality(statement, left, Transposed(right), Reading())
        return decided(turned, quick=True).verdict.proved
    except FAULTS:
        return False


def _has_a_layout(lowering: Lowering, statement: Statement, left: Node) -> bool:
    """True for the slope of a vector, not for ∂L/∂W of a number, which has the shape of W, and for J_f, written out."""
    bound = lowering.document.by_name.get(left.name, ()) if isinstance(left, Name) else ()
    slope = bound[-1].body if bound else left
    if isinstance(slope, Matrix):
        return is_a_slope(slope) and len(slope.rows[0]) > 1
    if not isinstance(left, Derivative) or left.gradient or len(left.denominators) != 1:
        return False
    return bool(lowering.ranks.rank(left.numerator, statement.claim.section))


def _on_the_diagonal(side: sp.Expr, indices: list[sp.Symbol]) -> sp.Expr:
    return substitute(side, {indices[1]: indices[0]})
