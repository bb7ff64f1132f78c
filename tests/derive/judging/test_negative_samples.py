r"""A word beside its negative samples: of −log σ(g_a·q) − Σ_r log σ(−g_r·q), a is none of the r that were drawn."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

DRAWN = r"We draw $R$ negative samples. "
LOSS = r"$E = -\log \sigma(g_a^T q) - \sum_{r=1}^R \log \sigma(-g_r^T q)$ and $\frac{\partial E}{\partial g_a} = "
WORDS = (
    r"$P(O = a \mid B = b) = \exp(g_a^T q_b) / \sum_w \exp(g_w^T q_b)$ and $h_w = P(O = w \mid B = b)$. " + DRAWN
    + r"$E = -\log \sigma(g_a^T q_b) - \sum_{r=1}^R \log \sigma(-g_r^T q_b)$, $\frac{\partial E}{\partial g_r} = "
)  # fmt: skip
SOFTMAX = r"$E = -g_a^T q + \log \sum_w \exp(g_w^T q)$ and $\frac{\partial E}{\partial g_a} = "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (DRAWN + LOSS + r"(\sigma(g_a^T q) - 1) q$", "PROVED WHEN"),
        (DRAWN + LOSS + r"(\sigma(g_a^T q) + 1) q$", "REFUTED"),
        (LOSS + r"(\sigma(g_a^T q) - 1) q$", "REFUTED"),
        (DRAWN + SOFTMAX + "-q$", "REFUTED"),
        (WORDS + r"(1 - \sigma(-g_r^T q_b)) q_b$", "PROVED WHEN"),
        (WORDS + r"(1 - \sigma(g_r^T q_b)) q_b$", "REFUTED"),
    ],
)
def test_the_true_word_is_none_of_its_samples(text: str, verdict: str) -> None:
    """Only where words speak of such samples, and never of the sum that a softmax divides by."""
    found = judged(text)[-1]
    assert found.verdict.value == verdict, found


MODEL = r"""The rows of $G$ are words. $p_w = \frac{e^{g_w^T q_b}}{\sum_x e^{g_x^T q_b}}$, $E = -\log p_a$ and $d$ is
one-hot with the 1 at the true word $a$. $\frac{\partial E}{\partial q_b} = -g_a + \sum_w p_w g_w$.

# The words

$\frac{\partial E}{\partial G} = (p - d) q_b^T$, """


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$\frac{\partial E}{\partial g_w} = (p_w - d_w) q_b$", "PROVED WHEN"),
        (r"$\frac{\partial E}{\partial g_w} = (d_w - p_w) q_b$", "REFUTED"),
        (r"$\frac{\partial E}{\partial G} = q_b (p - d)^T$", "REFUTED"),
        (r"$-g_a + \sum_w p_w g_w = G^T \, (p - d)$", "PROVED WHEN"),
        (r"$-g_a + \sum_w p_w g_w = G \, (p - d)$", "REFUTED"),
    ],
)
def test_word_vectors_are_vectors_in_every_section(formula: str, verdict: str) -> None:
    """q_b of e^{g_w · q_b} is one where it stands alone beside a number too; a transpose too much is a slip."""
    found = judged(MODEL + formula)[-1]
    assert found.verdict.value == verdict, found
