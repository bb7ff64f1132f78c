"""Inner products in angles, traces of products, and what stands in brackets behind a wide space."""

from __future__ import annotations

import pytest

from .test_documents import judged

VECTORS = r"Let $\mathbf{u} \in \mathbb{R}^n$ and $\mathbf{v} \in \mathbb{R}^n$. "
SCORE = r"Let $q, r \in \mathbb{R}^n$ and $F(q) = \frac12 (\langle q, r \rangle - t)^2$. "
SAMPLES = (
    r"Let $\mathbf{v} \in \mathbb{R}^n$ and $J = \sum_i \log(1 + e^{-t_i \langle \mathbf{v}, \mathbf{x}_i \rangle})$. "
)
MATRICES = r"$\mathbf{Y} = \mathbf{A} \mathbf{B}$. "
SHARES = r"Let $q_k = e^{o_k} / \sum_j e^{o_j}$. "
DIFFERENCE = r"\langle \mathbf{u} - \mathbf{v}, \mathbf{u} + \mathbf{v} \rangle = \|\mathbf{u}\|^2"
PULL = r"\frac{t_i \mathbf{x}_i}{1 + e^{t_i \langle \mathbf{v}, \mathbf{x}_i \rangle}}"


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (VECTORS, r"\left\langle \mathbf{u}, \mathbf{v} \right\rangle = \mathbf{v}^T \mathbf{u}", "PROVED"),
        (VECTORS, DIFFERENCE + r" - \|\mathbf{v}\|^2", "PROVED"),
        (VECTORS, DIFFERENCE + r" + \|\mathbf{v}\|^2", "REFUTED"),
        (VECTORS, r"\langle \mathbf{u}, \mathbf{v} \rangle_2 = \sum_i u_i v_i", "PROVED"),
        (VECTORS, r"\langle \mathbf{u}, \mathbf{v} \rangle = 2 \sum_i u_i v_i", "REFUTED"),
        (VECTORS, r"\langle \mathbf{u}, \mathbf{v} \rangle_M = 2 \sum_i u_i v_i", "REJECTED"),
        (SCORE, r"\nabla F(q) = (\langle q, r \rangle - t) r", "PROVED"),
        (SCORE, r"\nabla F(q) = (\langle q, r \rangle - t) q", "REFUTED"),
        (SCORE, r"\nabla F(q) = (<q, r> - t) r", "PROVED"),
        (SCORE, r"\nabla F(q) = (\left<q, r\right> + t) r", "REFUTED"),
        (SAMPLES, rf"\nabla_{{\mathbf{{v}}}} J = -\sum_i {PULL}", "PROVED WHEN"),
        (SAMPLES, rf"\nabla_{{\mathbf{{v}}}} J = \sum_i {PULL}", "REFUTED"),
        (MATRICES, r"\langle \mathbf{A}, \mathbf{A} \rangle_F = \operatorname{tr}(\mathbf{A}^T \mathbf{A})", "PROVED"),
        (MATRICES, r"\operatorname{tr}(\mathbf{A} \mathbf{B}) = \operatorname{tr}(\mathbf{B} \mathbf{A})", "PROVED"),
        (MATRICES, r"\operatorname{tr}(\mathbf{A} \mathbf{B}) = 2 \operatorname{tr}(\mathbf{B} \mathbf{A})", "REFUTED"),
        (SHARES, r"\frac{\partial q_i}{\partial o_j} = -q_i q_j \quad (i \ne j)", "PROVED WHEN"),
        (SHARES, r"\frac{\partial q_i}{\partial o_j} = q_i q_j \quad (i \ne j)", "REFUTED"),
    ],
)  # fmt: skip
def test_what_angles_and_brackets_say(text: str, formula: str, verdict: str) -> None:
    """⟨u, v⟩ is of vectors or of matrices; another product than the usual one is not read."""
    found = judged(f"{text}\n\n$${formula}$$")
    last = [finding for finding in found if finding.line == max(f.line for f in found)]
    assert [str(finding.verdict) for finding in last] == [verdict], last


def test_an_average_in_angles_is_no_inner_product() -> None:
    r"""``\langle a \rangle`` has one part: it is not read."""
    found = judged(r"$E = \langle (y - a)^2 \rangle$. Then $\frac{\partial E}{\partial a} = -2 \langle y - a \rangle$.")
    assert {str(finding.verdict) for finding in found} == {"REJECTED"}
