r"""S(z)_i = … defines the entries of what S makes of z, and Σ_{j=0}^{N−1} is over all N of them."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

SHARES = r"Let $S(u)_a = \frac{e^{u_a}}{\sum_b e^{u_b}}$. $\frac{\partial S(u)_a}{\partial u_b} = S(u)_a "
ROWS = r"Let $r(q)_a = \sqrt{\frac{1}{N} \sum_{b=%s} q_{ab}^2}$. $\frac{\partial r(q)_a}{\partial q_{ab}} = "
FROM_ZERO, FROM_ONE = ROWS % "0}^{N-1", ROWS % "1}^{N"

SHIFTED = (
    r"Let $S(\mathbf{u})_a = \frac{e^{u_a}}{\sum_b e^{u_b}}$, $R = k^2 \sum_a v_a S(\mathbf{u})_a$ "
    r"with a vector $\mathbf{v}$, and $"
)
JACOBIAN = r"$\mathbf{r} = \sigma(M \mathbf{q})$ and $\frac{\partial \sigma(\mathbf{q})}{\partial \mathbf{q}} = "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (JACOBIAN + r"\operatorname{diag}(\sigma(\mathbf{q}) \odot (1 - \sigma(\mathbf{q})))$", "PROVED"),
        (SHIFTED + r"S(\mathbf{u} + k)_a = S(\mathbf{u})_a$", "PROVED"),
        (SHIFTED + r"S(\mathbf{u} + k)_a = e^k S(\mathbf{u})_a$", "REFUTED"),
        (SHIFTED + r"S(\mathbf{u} + \mathbf{v}) = S(\mathbf{u})$", "UNDECIDED"),
        (
            SHIFTED
            + r"S(\mathbf{u} + k) = S(\mathbf{u})$, and $\frac{\partial S_a}{\partial u_b} = S_a (\delta_{ab} - S_b)$",
            "PROVED",
        ),
        (JACOBIAN + r"\operatorname{diag}(1 - \sigma(\mathbf{q}))$", "REFUTED"),
        (SHARES + r"(\delta_{ab} - S(u)_b)$", "PROVED"),
        (SHARES + r"(\delta_{ab} + S(u)_b)$", "REFUTED"),
        (FROM_ONE + r"\frac{q_{ab}}{N r(q)_a}$", "PROVED"),
        (FROM_ZERO + r"\frac{q_{ab}}{N.r(q)_a}$", "PROVED"),
        (FROM_ZERO + r"\frac{q_{ab}}{r(q)_a}$", "REFUTED"),
        (r"Let $S(u)_a = u_a^2$ and $t = S(w)_a$. $S(u)_a = 2 u_a$", "UNDECIDED"),
    ],
)
def test_entries_of_a_function(text: str, verdict: str) -> None:
    """Where it is applied to one letter alone, its entries are those of a vector or a matrix."""
    found = judged(text)[-1]
    assert found.verdict.value == verdict, found
