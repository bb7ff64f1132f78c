"""Properties that authors state of a letter: conditions, no claims; what needs them is not refuted."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

FORM = r"Let $f = x^T A x$ where $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$"


def verdicts(text: str) -> list[str]:
    """The verdicts on what is reported of a text."""
    return [finding.verdict.value for finding in judged(text)]


@pytest.mark.parametrize(
    "text",
    [
        r"Let $U \in \mathbb{R}^{n \times k}$ with $U^T U = I$.",
        r"The columns of $U \in \mathbb{R}^{n \times n}$ are orthonormal, $U^T U = I$.",
        r"Take $V \in \mathbb{R}^{n \times n}$ such that $V^T V = V V^T = I$.",
        r"The matrix $A \in \mathbb{R}^{n \times n}$ is symmetric: $A^T = A$.",
        r"Assume $\|w\|_2 = 1$.",
        r"A projection $P \in \mathbb{R}^{n \times n}$ has $P^2 = P$.",
    ],
)
def test_a_told_property_is_no_claim(text: str) -> None:
    """What the author states of a letter is not reported."""
    assert verdicts(text) == []


@pytest.mark.parametrize(
    "text",
    [
        r"Let $U \in \mathbb{R}^{n \times k}$ have orthonormal columns. Then $U U^T = I$.",
        r"Let $U \in \mathbb{R}^{n \times n}$. Hence $U^T U = I$.",
        r"Let $W \in \mathbb{R}^{n \times n}$ be a matrix. $$W^T = W$$",
    ],
)
def test_a_property_that_nobody_tells_is_reported(text: str) -> None:
    """A conclusion, or a property without a word, stays in sight, and is not refuted."""
    assert verdicts(text) == ["UNDECIDED"]


def test_a_property_of_what_is_defined_is_a_claim() -> None:
    """The softmax sums to one; its squares do not."""
    text = r"Let $p_i = e^{z_i} / \sum_j e^{z_j}$, normalised such that $\sum_i p_i = 1$ and $\sum_i p_i^2 = 1$."
    assert verdicts(text)[:2] == ["PROVED", "PROVED"]
    assert verdicts(text)[2] in ("REFUTED", "UNDECIDED")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (FORM + r" and $A^T = A$. Then $\nabla_x f = 2 A x$.", "PROVED WHEN"),
        (FORM + r" and $A^T = A$. Then $\nabla_x f = A x$.", "REFUTED"),
        (FORM + r". Then $\nabla_x f = 2 A x$.", "REFUTED"),
        (FORM + r" for symmetric $A$. Then $\nabla_x f = 2 A x$.", "PROVED WHEN"),
        (FORM + r" for an orthogonal $A$. Then $\nabla_x f = 2 A x$.", "UNDECIDED"),
        (FORM.replace("A", r"\Omega") + r" for symmetric $\Omega$. Then $\nabla_x f = 2 \Omega x$.", "PROVED WHEN"),
        (
            FORM.replace("A", r"\hat\Omega") + r" where $\hat{\Omega}$ is symmetric. $\nabla_x f = \hat\Omega x$.",
            "REFUTED",
        ),
        (FORM + r" with the covariance matrix $A$. Then $\nabla_x f = 2 A x$.", "PROVED WHEN"),
        (FORM + r" with the covariance matrix of $A$. Then $\nabla_x f = 2 A x$.", "REFUTED"),
        (FORM + r" where $A$ is positive semi-definite. Then $\nabla_x f = 2 A x$.", "PROVED WHEN"),
        (FORM + r" where $A$ is diagonal. Then $\nabla_x f = 2 A x$.", "PROVED WHEN"),
        (FORM + r" with a diagonal matrix $A$. Then $\nabla_x f = A x$.", "REFUTED"),
        (FORM + r", which has the diagonal of $A$. Then $\nabla_x f = 2 A x$.", "REFUTED"),
        (FORM + r" and $A^T = -A$. Then $x^T A x = 0$.", "PROVED WHEN"),
        (FORM + r" and $A^T = -A$. Then $\nabla_x f = A x$.", "REFUTED"),
    ],
)
def test_a_claim_is_judged_under_what_is_told(text: str, verdict: str) -> None:
    """Symmetric matrices are put in; of orthogonal ones it is not known whether they help."""
    assert verdicts(text)[-1] == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"Let $Q = 2 R$, and $Q$ is **orthogonal**, and $M = Q D Q^T$, then $$M Q = Q D Q^T Q = Q D$$", "UNDECIDED"),
        (r"Let $Q = 2 R$ and $M = Q D Q^T$, then $$M Q = Q D Q^T Q = Q D$$", "REFUTED"),
        (r"$R$ is orthogonal, and $S = B^T B$. $$S^T = B B^T$$", "REFUTED"),
        (
            r"Let $S = B^T B$, which is symmetric, so $S$ is symmetric and $f = x^T S x$. $$\nabla_x f = S x$$",
            "REFUTED",
        ),
        (r"Let $S = B + C$, and $S$ is symmetric, and $f = x^T S x$. $$\nabla_x f = 2 S x$$", "UNDECIDED"),
    ],
)
def test_what_is_told_of_a_defined_matrix(text: str, verdict: str) -> None:
    """It refutes nothing where the definition does not show it; what the definition shows changes nothing."""
    square = (
        " ".join(rf"Let ${letter} \in \mathbb{{R}}^{{n \times n}}$." for letter in "BCDR") + r" $x \in \mathbb{R}^n$. "
    )
    assert verdicts(square + text)[-1] == verdict
