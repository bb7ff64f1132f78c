"""A letter that is defined again in its section means the second from there on; functions that nothing defines."""

import pytest

from derive.judging.file_judge import FileJudge
from derive.reading.notes.sections import claims_in_text

TWICE = r"""Take $f(x, y) = x y$. Then $\frac{\partial f}{\partial x} = y$.

Next $f(x, y) = x + y$ with $\frac{\partial f}{\partial x} = 1$ and $\frac{\partial f}{\partial y} = 2$.
"""
AFTER_SAYING_IT_AGAIN = r"""For $f(u, v) = u \cdot v$ we write

$$f(u,v) = u v \quad \rightarrow \quad \frac{\partial f}{\partial u} = v$$

The same for addition:

$$f(u,v) = u + v \quad \rightarrow \quad \frac{\partial f}{\partial u} = 1, \quad \frac{\partial f}{\partial v} = v$$
"""
SLIPPED = r"""For $f(u, v) = (u - v)^2$ we write

$$f(u,v) = u^2 - 2 u v + v^2$$

$$f(u,v) = u^2 - u v + v^2 \quad \rightarrow \quad \frac{\partial f}{\partial u} = 2 u - v$$
"""
LIKELIHOOD = r"""The likelihood is $L = \prod_{i=1}^N p_i$ and the loss is $L = -\sum_{i=1}^N \log p_i$,
so $\frac{\partial L}{\partial p_i} = -\frac{1}{p_i}$.
"""
SAME = r"""With $L = (a - y)^2$ we have $L = a^2 - 2 a y + y^2$ and $\frac{\partial L}{\partial a} = 2 (a - y)$.
"""
UNKNOWN = r"""The hidden units are $\text{RBF} = \phi(z) = e^{-z^2}$ with $\frac{d \phi(z)}{dz} = -2 z e^{-z^2}$.
"""
SHORT = r"""Here $a = \sigma(z)$ and $b = \sigma(w^T x)$, $\sigma(z_1) = \frac{1}{1 + e^{-z_1}}$; in short
$\sigma' = \sigma (1 - \sigma)$.
"""
LABEL = r"""The label is $t = 1$. Let $s = v u + c$, $q = \sigma(s)$, $E = -(t \log q + (1 - t) \log(1 - q))$.

One term is left: $E = -\log {}$.
Then $\frac{\partial E}{\partial s} = q - t$ and $\frac{\partial E}{\partial v} = q - t$.
"""
REST = ["PROVED", "REFUTED"]
LISTED = r"""Let $q = \sigma(s)$, $\sigma(s) = 1/(1 + e^{-s})$, $s = v x$.

- Half the square: $C = \frac{1}{2} (q - t)^2$ and $\frac{\partial C}{\partial s} = (q - t) q (1 - q)$.
- Surprise: $C = -t \log q - (1 - t) \log (1 - q)$, $\frac{\partial C}{\partial s} = q {} t$.
"""
OF_ANY = r"""Each stage fits $s_n = -\frac{\partial C(t_n, f_n)}{\partial f_n}$, with
$k_n = \frac{\partial^2 C(t_n, f_n)}{\partial f_n^2}$.

# Squares

$C(t_n, f_n) = (t_n - f_n)^2$, so $s_n = 2 (t_n - f_n)$ and $k_n = 2$.

# Signs

Here $t_n \in \{-1, 1\}$. $C(t_n, f_n) = \ln(1 + e^{-t_n f_n})$, so $s_n = \frac{t_n}{1 + e^{t_n f_n}}$.
"""
PAIR = r"""$$q_{ab} = g(v_a - v_b), \quad \text{where} \quad g(u) = \frac{1}{1 + e^{-u}}$$

It is also $q_{ab} = \frac{e^{v_a}}{e^{v_a} + e^{v_b}}$, a function of $d = v_a - v_b$. Let $C = -y \log q_{ab}$. Then
$\frac{\partial C}{\partial v_a} = -\frac{y}{q_{ab}} \frac{\partial q_{ab}}{\partial v_a} = -y (1 - q_{ab})$
and $\frac{\partial C}{\partial v_b} = y (1 - q_{ab})$.
"""
REARRANGED = r"""The loss is $L(w; X, y) = \|y - X w\|^2$, rearranged: $L(w; X, y) = (y - X w)^T (y - X w)$, and

$$L(w; X, y) = y^T y - 2 y^T X w {} (X w)^T X w$$

$$\frac{\partial L(w; X, y)}{\partial w} = -2 X^T y + 2 X^T X w$$
"""
IN_STEPS = r"""We look at $r = b_2 + v_2 \ln(b_1 + v_1 \sin(b_0 + v_0 x))$:
$f_0 = b_0 + v_0 x$, $h_1 = \sin(f_0)$,
$f_1 = b_1 + v_1 h_1$, $h_2 = \ln(f_1)$ and $r = b_2 + v_2 h_2$. Then

$$\frac{\partial r}{\partial h_1} = {}\frac{v_2 v_1}{f_1}$$
"""


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (IN_STEPS.replace("{}", ""), ["PROVED"] * 7),
        (IN_STEPS.replace("{}", "-"), ["PROVED"] * 6 + ["REFUTED"]),
        (LISTED.replace("{}", "-"), ["PROVED"] * 7),
        (LISTED.replace("{}", "+"), ["PROVED"] * 6 + ["REFUTED"]),
        (LISTED.replace("Surprise", "Simplified").replace("{}", "-"), ["PROVED"] * 5 + ["UNDECIDED", "PROVED"]),
        (LABEL.replace("{}", "q"), ["PROVED"] * 3 + ["PROVED WHEN", *REST]),
        (LABEL.replace("{}", "(1 - q)"), ["PROVED"] * 3 + ["UNDECIDED", *REST]),
        (LABEL.replace("t = 1", "t = 0").replace("{}", "(1 - q)"), ["PROVED"] * 3 + ["PROVED WHEN", *REST]),
        (TWICE, ["PROVED", "PROVED", "PROVED", "PROVED", "REFUTED"]),
        (AFTER_SAYING_IT_AGAIN, ["PROVED"] * 5 + ["REFUTED"]),
        (SLIPPED, ["PROVED"] * 2 + ["UNDECIDED", "REFUTED"]),
        (LIKELIHOOD, ["PROVED", "UNDECIDED", "PROVED"]),
        (SAME, ["PROVED", "PROVED", "PROVED"]),
        (OF_ANY, ["PROVED"] * 7),
        (OF_ANY.replace("{1 + e^{t_n", "{1 + e^{-t_n"), ["PROVED"] * 6 + ["REFUTED"]),
        (OF_ANY.replace("2 (t_n - f_n)", "t_n - f_n"), ["PROVED"] * 3 + ["REFUTED"] + ["PROVED"] * 3),
        (OF_ANY.replace("k_n = 2", "k_n = 1"), ["PROVED"] * 4 + ["REFUTED"] + ["PROVED"] * 2),
        (OF_ANY.replace("2 (t_n - f_n)", "t_n^3"), ["PROVED"] * 3 + ["UNDECIDED"] + ["PROVED"] * 3),  # of another loss
        (REARRANGED.replace("{}", "+"), ["PROVED"] * 4),
        (REARRANGED.replace("{}", "-"), ["PROVED", "PROVED", "UNDECIDED", "PROVED"]),
        (PAIR, ["PROVED"] * 6 + ["PROVED WHEN"] * 2),
        (PAIR.replace("} = y (1", "} = y (2"), ["PROVED"] * 6 + ["PROVED WHEN", "REFUTED"]),
    ],
)
def test_the_second_definition_is_meant_behind_it(text: str, verdicts: list[str]) -> None:
    """It refutes nothing itself; one that says the same is a claim that holds."""
    claims = claims_in_text(text, "markdown")
    judge = FileJudge.of(claims, None, None)
    assert [str(finding.verdict) for claim in claims for finding in judge.findings(claim)] == verdicts


@pytest.mark.parametrize("text", [UNKNOWN, SHORT])
def test_what_a_function_is_refutes_nothing(text: str) -> None:
    """An equality of a function that nothing defines tells what it is; σ alone is σ all the same."""
    claims = claims_in_text(text, "markdown")
    judge = FileJudge.of(claims, None, None)
    assert "REFUTED" not in [finding.verdict for claim in claims for finding in judge.findings(claim)]
