r"""P(y = k | x) beside P(y = j | x): the entries of one vector, by the letter behind the sign of equality."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

CLASSES = r"Let $R(t = a \mid s) = \frac{e^{s_a}}{\sum_{b=1}^K e^{s_b}}$. "
SLOPE = r"$\frac{\partial R(t = a | s)}{\partial s_b} = R(t=a|s) (\delta_{ab} "
WORDS = (
    r"Let $Q(X = x | Y = y) = \frac{\exp(g_x^T q_y)}{\sum_{w} \exp(g_w^T q_y)}$ and $H = -\log Q(X = x | Y = y)$. "
    r"$\frac{\partial H}{\partial q_y} = -g_x "
)
NEAR = r"Let $p(a|b) = \frac{e^{g_a^T q_b}}{\sum_k e^{g_k^T q_b}}$. "
SEEN = (
    NEAR.replace(r"e^{g_a^T q_b}", r"\exp(g_a^T q_b)").replace(r"e^{g_k^T q_b}", r"\exp(g_k^T q_b)")
    + r"Let $H(q_b, a) = -\log p(a|b)$. "
)
POLICY = r"Let $q(a|s) = \frac{\exp(V_a s)}{\sum_k \exp(V_k s)}$. $\frac{\partial}{\partial V_{ij}} \log q(a|s) = "
TWO_VALUES = r"Let $R(t = 1 | s) = \sigma(s)$ and $R(t = 0 | s) = 1 - R(t = 1 | s)$. "

STEPS = r"$\nabla_\phi \sum_{n=1}^N \log q_\phi(b_n | c_n) = \sum_{n=1}^N "
VALUES = r"$\nabla_\phi \sum_u g_\phi(u) h(u) = \sum_u "
EACH = r"$\sum_{n=1}^N \frac{\partial h(u_n, v)}{\partial v} = "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (CLASSES + SLOPE + "- R(t=b|s))$", "PROVED"),
        (CLASSES + SLOPE + "+ R(t=b|s))$", "REFUTED"),
        (
            CLASSES + r"$\sum_{a=1}^K R(t = a | s) = 1$ and $R(t = b | s) = \frac{e^{s_b}}{\sum_{a=1}^K e^{s_a}}$",
            "PROVED",
        ),
        (WORDS + r"+ \sum_w Q(X = w | Y = y) g_w$", "PROVED"),
        (WORDS + r"- \sum_w Q(X = w | Y = y) g_w$", "REFUTED"),
        (NEAR + r"$\log p(k|b) = g_k^T q_b - \log \sum_j e^{g_j^T q_b}$", "PROVED"),
        (NEAR + r"$\frac{\partial \log p(a|b)}{\partial q_b} = g_a - \sum_k p(k|b) g_k$", "PROVED"),
        (NEAR + r"$\frac{\partial \log p(a|b)}{\partial q_b} = g_a + \sum_k p(k|b) g_k$", "REFUTED"),
        (SEEN + r"$\frac{\partial H(q_b, a)}{\partial g_a} = (p(a|b) - 1) q_b$", "PROVED"),  # a row of what is summed
        (SEEN + r"$\frac{\partial H(q_b, a)}{\partial g_a} = -q_b$", "REFUTED"),
        (SEEN + r"$\frac{\partial H(q_b, a)}{\partial g_k} = p(k|b) q_b$", "PROVED WHEN"),
        (r"$p(u|v) = \frac{p(v|u) p(u)}{p(v)}$. $\log p(v|u) = \log p(v)$", "UNDECIDED"),  # of u and v, no indices
        (POLICY + r"(\mathbb{1}[i = a] - q(i|s)) s_j$", "PROVED"),  # V_k s is the row k of V times s
        (POLICY + r"(\mathbb{1}[i = a] + q(i|s)) s_j$", "REFUTED"),
        (POLICY + r"(\mathbb{1}[i = a] - q(i|s)) s_i$", "REFUTED"),
        (TWO_VALUES + r"$R(t = 0 | s) R(t = 1 | s) = \sigma(s) (1 - \sigma(s))$", "PROVED"),
        (TWO_VALUES + r"$R(t = 0 | s) R(t = 1 | s) = \sigma(s)^2$", "REFUTED"),
        (STEPS + r"\frac{\nabla_\phi q_\phi(b_n | c_n)}{q_\phi(b_n | c_n)}$", "PROVED"),
        (STEPS + r"\nabla_\phi q_\phi(b_n | c_n)$", "UNDECIDED"),
        (r"$\sum_{n=1}^N \log q(b_n | c_n) = N \log q(b_n | c_n)$", "UNDECIDED"),
        (VALUES + r"g_\phi(u) \nabla_\phi \log g_\phi(u) h(u)$", "PROVED"),
        (VALUES + r"\nabla_\phi \log g_\phi(u) h(u)$", "UNDECIDED"),
        (VALUES.replace(" h(u) ", " ") + r"\nabla_\phi g_\phi(u) \frac{1}{h(u)}$", "UNDECIDED"),
        (r"$\nabla_\phi \log M_\phi = \frac{1}{M_\phi} \nabla_\phi M_\phi$", "PROVED"),
        (r"$\nabla_\phi \log M_\phi = M_\phi \nabla_\phi M_\phi$", "UNDECIDED"),
        (r"$\sum_\tau g(\tau) h(\tau) = g(\tau) \sum_\tau h(\tau)$", "UNDECIDED"),
        (EACH + r"N \frac{\partial h(u_n, v)}{\partial v}$", "UNDECIDED"),
        (EACH + r"\frac{\partial}{\partial v} \sum_{n=1}^N h(u_n, v)$", "PROVED"),
        (r"$\frac{Q(y=1)}{Q(y=0)} = \frac{Q(y=1)}{1 - Q(y=1)}$", "PROVED WHEN"),
        (r"$\frac{Q(y=1)}{Q(y=0)} = \frac{Q(y=1)}{1 + Q(y=1)}$", "UNDECIDED"),
        (r"$\ln Q(t=+1 \mid \mathbf{s}) - \ln(1 - Q(t=-1|s)) = 0$", "PROVED WHEN"),
        (r"$Q(y=2)$ is small. $Q(y=2) = 0.1$. $\frac{Q(y=1)}{Q(y=0)} = \frac{Q(y=1)}{1 - Q(y=1)}$", "UNDECIDED"),
    ],
)
def test_a_letter_that_varies_is_an_index(text: str, verdict: str) -> None:
    """What stays the same stays part of the name, and so does a number."""
    found = judged(text)[-1]
    assert found.verdict.value == verdict, found


def test_it_is_shown_as_it_is_written() -> None:
    """With the letter in its place."""
    assert judged(NEAR + r"$\log p(k|b) = 2 \log p(a|b)$")[-1].reading == "log(p(k|b)) = 2 log(p(a|b))"
    assert judged(CLASSES + SLOPE + "+ R(t=b|s))$")[-1].reading == "∂R(t=a|s)/∂s_b = R(t=a|s) (δ_{ab} + R(t=b|s))"


def test_a_colon_in_a_name_is_no_accent() -> None:
    """x_{1:t-1} behind the bar of a sum over t, beside letters that vary."""
    before = r"\boldsymbol x_{1:t-1}"
    text = rf"$\log p(x_t | {before}) = \log p(x_t | \psi({before}))$ and $\sum_t p(x_t | x_{{1:t-1}})$"
    assert "p(x_t|x_{1:t-1})" in judged(text)[0].reading
