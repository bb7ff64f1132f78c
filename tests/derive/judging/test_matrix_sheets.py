"""Sheets of matrix calculus: gradients that do not say by what, letters in bold side by side, escaped brackets."""

from __future__ import annotations

import pytest

from derive.reading.notes import formulas_in_text

from .test_documents import judged

GIVEN = (
    r"With $\mathbf{u} \in \mathbb{R}^n$, $\mathbf{c} \in \mathbb{R}^n$ and $\mathbf{M} \in \mathbb{R}^{n \times n}$ "
    r"let $g(\mathbf{u}) = \mathbf{c}^T \mathbf{u}$. "
)
TWO = r"Let $g(\mathbf{u}) = \mathbf{c}^T \mathbf{u}$ and $h(\mathbf{c}) = \mathbf{c}^T \mathbf{c}$. "
SCALAR = r"Let $f(\mathbf{t}) = \mathbf{a}^T \mathbf{t}$ and $v(t) = t \mathbf{a}$. "
RULE = "The transposes of products: "
MATRIX = r"$q = \sum_i \sum_j c_{ij}^2$. "
WITHOUT_BRACES = r"$f(w) = \frac{1}{2} \|Xw - y\|^2$ with $X \in \mathbb{R}^{n \times d}$. $\nabla f(w) = "
ESCAPED = r"""Both \\(\|\|\mathbf{u}\|\|_2\\) and

\\[
\left\[
\begin{matrix}
a \\\
b
\end{matrix}
\right\] = \left\(c\right\)
\\]
"""


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (GIVEN + r"$\nabla (\mathbf{u}^T \mathbf{c}) = \mathbf{c}$", "PROVED"),
        (GIVEN + r"$\nabla (\mathbf{u}^T \mathbf{c}) = 2 \mathbf{c}$", "REFUTED"),
        (GIVEN + r"$\nabla \mathbf{u}^T \mathbf{Mu} = (\mathbf{M} + \mathbf{M}^T) \mathbf{u}$", "PROVED"),
        (GIVEN + r"$\nabla \mathbf{u}^T \mathbf{Mu} = (\mathbf{M} - \mathbf{M}^T) \mathbf{u}$", "REFUTED"),
        (GIVEN + r"$\nabla^2 \mathbf{u}^T \mathbf{Mu} = \mathbf{M}^T + \mathbf{M}$", "PROVED"),
        (GIVEN + r"$\nabla \|\mathbf{Mu}\|_2^2 = 2 \mathbf{M}^T \mathbf{Mu}$", "PROVED"),
        (GIVEN + r"$\nabla \|\mathbf{Mu}\|_2^2 = \mathbf{M}^T \mathbf{Mu}$", "REFUTED"),
        (GIVEN + r"$\mathbf{cu}^T \mathbf{c} = \mathbf{c} (\mathbf{u}^T \mathbf{c})$", "PROVED"),
        (RULE + "$(PQR)^T = R^T Q^T P^T$", "PROVED"),
        (RULE + "$(PQR)^T = P^T Q^T R^T$", "REFUTED"),
        (RULE.replace("products", "symmetric matrices") + "$(PQ)^T = P^T Q^T$", "UNDECIDED"),
        ("$(PQ)^T = P^T Q^T$", "UNDECIDED"),  # T may be a power
        (TWO + r"$\nabla (\mathbf{u}^T \mathbf{c}) = \mathbf{c}$", "UNDECIDED"),
        (SCALAR + r"$\nabla v(t) = 2 \mathbf{a}$", "UNDECIDED"),
        (WITHOUT_BRACES + "X^TXw - X^Ty$", "PROVED"),
        (WITHOUT_BRACES + "X^TXw + X^Ty$", "REFUTED"),
        (WITHOUT_BRACES + "XX^TXw - X^Ty$", "UNDECIDED"),
        (r"$\frac{\partial(c^TMu)}{\partial M} = cu^T$", "PROVED"),
        (r"$\frac{\partial(c^TMu)}{\partial M} = uc^T$", "UNDECIDED"),
        (GIVEN + MATRIX + r"$\nabla (\mathbf{u}^T \mathbf{c}) = 2 \mathbf{c}$", "UNDECIDED"),
    ],
)
def test_a_sheet_is_read_as_it_is_meant(text: str, verdict: str) -> None:
    """∇ is by the only letter of which the sheet has functions; a letter that may be two things refutes nothing."""
    assert judged(text)[-1].verdict.value == verdict, judged(text)[-1]


def test_what_markdown_eats_between_doubled_brackets() -> None:
    r"""``\[`` is a bracket there, three backslashes end a row, and two norms' bars are one."""
    first, second = (formula.latex.split() for formula in formulas_in_text(ESCAPED, "markdown"))
    assert first == [r"\|\mathbf{u}", r"\|_2"]
    assert second == [r"\left", "[", r"\begin{matrix}", "a", r"\\", "b", r"\end{matrix}", r"\right", "]", "=", r"\left",
                      r"(c\right", ")"]  # fmt: skip
