r"""v′ as a letter of its own beside v, where the notes differentiate by it; f′ stays a slope."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

WORDS = (
    r"Let $s_j = {g_j^{'}}^T h$, $q_j = \frac{\exp(s_j)}{\sum_{i=1}^V \exp(s_i)}$ and $E = -\log q_b$. "
    r"$\frac{\partial E}{\partial g_j'} = (q_j - \delta_{jb}) h$ and "
)
NEURON = r"Let $s = w x$, $a = f(s)$ and $C = \frac12 (a - t)^2$. $\frac{\partial C}{\partial w} = (a - t) "
UNITS = (
    r"Let $s' = v_1 r$, $s'' = v_2 r$ and $r = \tanh(s)$. $\frac{\partial C}{\partial r} = "
    r"\frac{\partial s'}{\partial r} \frac{\partial C}{\partial s'} + "
    r"\frac{\partial s''}{\partial r} \frac{\partial C}{\partial s''}$ and $C = (s' - s'')^2$, "
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (UNITS + r"$\frac{\partial C}{\partial r} = 2 (s' - s'') (v_1 - v_2)$", "PROVED"),
        (UNITS + r"$\frac{\partial C}{\partial r} = 2 (s' - s'') (v_1 + v_2)$", "REFUTED"),
        (UNITS + r"$\frac{\partial C}{\partial s} = (1 - r^2) \left[v_1 \frac{\partial C}{\partial s'} + "
         r"v_2 \frac{\partial C}{\partial s''}\right]$", "PROVED"),
        (WORDS + r"$\frac{\partial E}{\partial h} = \sum_{j=1}^V (q_j - \delta_{jb}) g_j'$", "PROVED"),
        (WORDS + r"$\frac{\partial E}{\partial h} = \sum_{j=1}^V (q_j + \delta_{jb}) g_j'$", "REFUTED"),
        (WORDS + r"$\frac{\partial s_j}{\partial h} = g_j^{'}$", "PROVED"),
        (WORDS + r"$\frac{\partial s_j}{\partial g_j'} = 2 h$", "REFUTED"),
        (NEURON + "f'(s) x$", "PROVED"),
        (NEURON + "f'(s)$", "REFUTED"),
        (r"Let $f(x) = x^2 + 1$. $f' = f (\log f)'$", "PROVED"),
        (r"Let $f(x) = x^2 + 1$. $f' = -f (\log f)'$", "REFUTED"),
        (r"Let $f(x) = x^2 + 1$. $(f \log f)' = f (\log f)'$", "REFUTED"),
    ],
)  # fmt: skip
def test_a_letter_with_a_prime(text: str, verdict: str) -> None:
    """What a derivative is taken by is no derivative itself."""
    found = judged(text)[-1]
    assert found.verdict.value == verdict, found
