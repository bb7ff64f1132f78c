"""Inverses of matrices: what holds of any matrix in their place is proved, they cancel, and they refute nothing."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

HAT = "Let $P = U (U^T U)^{-1} U^T$ with $U \\in \\mathbb{R}^{m \\times k}$.\n\n"
LEAST = "Let $\\hat v = (U^T U)^{-1} U^T s$ and $C = \\|s - U v\\|^2$.\n\n"
SQUARE = (
    "Let $A \\in \\mathbb{R}^{n \\times n}$, $B \\in \\mathbb{R}^{n \\times n}$ "
    "and $f(\\lambda) = (A^T A + \\lambda I)^{-1} b$.\n\n"
)
MANY = "For each $i$ let $M_i = u_i u_i^T + D$.\n\n"


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (HAT, "P P = P", "PROVED"),
        (HAT, "P^T = P", "PROVED"),
        (HAT, "P U = U", "PROVED"),
        (HAT, "P U = 2 U", "UNDECIDED"),
        (HAT, "P P = 2 P", "UNDECIDED"),
        (HAT, "(U^T U)^{-1} U^T U v = v", "PROVED"),
        (HAT, "(U^T U)^{-1} U^T U v = U v", "UNDECIDED"),
        (LEAST, r"U^T U \hat v = U^T s", "PROVED"),
        (LEAST, r"\nabla_v C = -2 U^T (s - U v)", "PROVED"),
        (LEAST, r"\frac{\partial \hat v}{\partial s} = (U^T U)^{-1} U^T", "PROVED"),
        (LEAST, r"\frac{\partial \hat v}{\partial s} = 2 (U^T U)^{-1} U^T", "UNDECIDED"),
        (LEAST, r"\frac{\partial \hat v}{\partial U} = 0", "UNDECIDED"),
        (SQUARE, "(A B)^{-1} = A^{-1} B^{-1}", "UNDECIDED"),
        (SQUARE, "(A^{-1})^T = A^{-1}", "UNDECIDED"),
        (SQUARE, "((A^T A)^{-1})^T = (A^T A)^{-1}", "PROVED"),
        (SQUARE, "A^{-1} B A b = B b", "UNDECIDED"),
        (SQUARE, "A B^{-1} B b = A b", "PROVED"),
        (SQUARE, r"(A^T A + \lambda I)^{-1} (A^T A + \lambda I) b = b", "PROVED"),
        (SQUARE, r"(A^T A + \lambda I)^{-1} (A^T A + 2 \lambda I) b = b", "UNDECIDED"),
        (SQUARE, "f(2) = f(3)", "UNDECIDED"),
        (SQUARE, r"f'(\lambda) = 0", "UNDECIDED"),
        (SQUARE, r"\frac{d f}{d \lambda} = 0", "UNDECIDED"),
        (SQUARE, r"\frac{\partial (A^{-1} b)}{\partial A} = 0", "UNDECIDED"),
        (SQUARE, r"\frac{\partial (b^T (A^T A)^{-1} b)}{\partial b} = 2 (A^T A)^{-1} b", "PROVED"),
        (SQUARE, r"\frac{\partial (b^T (A^T A)^{-1} b)}{\partial b} = (A^T A)^{-1} b", "UNDECIDED"),
        (SQUARE, r"\frac{\partial (b^T A^{-1} b)}{\partial b} = 2 A^{-1} b", "UNDECIDED"),
        (MANY, "M_i^{-1} M_j c = c", "UNDECIDED"),
    ],
)
def test_inverses(text: str, formula: str, verdict: str) -> None:
    """Each beside one that is wrong, or that hangs on what the inverse is of."""
    found = judged(f"{text}$${formula}$$\n")[-1].verdict.value
    assert found == verdict or (verdict == "UNDECIDED" and found == "REJECTED")
