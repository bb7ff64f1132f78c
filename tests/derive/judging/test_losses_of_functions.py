"""Losses of a function, ℓ(f(x), y) = …, and what else is written behind the letter of a loss."""

from __future__ import annotations

import pytest

from .test_documents import judged

LOSS = r"Let $h(u) = v^T u$, $\ell(h(u), t) = (h(u) - t)^2$ and $C = \sum_i \ell(h(u_i), t_i)$. "
ONE = r"Let $h(u) = v^T u$ and $\ell(t, h(u)) = \log(1 + e^{-t h(u)})$. "
LIST = (
    r"Let $h(u, v) = v^T u$ and $C = \frac{1}{2 m} \sum_{i=1}^m (h(u^{(i)}, v) - t^{(i)})^2$. "
    r"$\frac{\partial}{\partial v_j} C(v, u) = "
)
OF_F = r"Let $f(u) = v^T u$ and $C = \sum_i (t^{(i)} - f(u^{(i)}))^2$. "
DROPPED = (
    r"Let $C(v) = \frac{1}{2 m} \sum_{i=1}^m (t^{(i)} - v^T u^{(i)})^2$ and $f_v(u) = v^T u$. For one of them "
    r"$\frac{\partial C(v)}{\partial v_j} = \frac{\partial}{\partial v_j} \frac{1}{2} (f_v(u) - t)^2 = (f_v(u) - t) "
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (LOSS + r"$\frac{\partial C}{\partial v} = 2 \sum_i (v^T u_i - t_i) u_i$", "PROVED"),
        (LOSS + r"$\frac{\partial C}{\partial v} = 2 \sum_i (v^T u_i + t_i) u_i$", "REFUTED"),
        (LOSS + r"$\ell(h(u), t) = (v^T u - t)^2$", "PROVED"),
        (LOSS + r"$\ell(h(u), t) = (v^T u + t)^2$", "REFUTED"),
        (LOSS + r"$\ell(3, 1) = 4$", "PROVED"),
        (LOSS + r"$\ell(3, 1) = 3$", "REFUTED"),
        (ONE + r"$\frac{\partial \ell}{\partial v} = \frac{-t}{1 + e^{t h(u)}} u$", "PROVED"),
        (ONE + r"$\frac{\partial \ell}{\partial v} = \frac{t}{1 + e^{t h(u)}} u$", "REFUTED"),
        (r"Let $\ell(h(u), t) = (v u - t)^2$. $\ell(h(u), t) = (v u + t)^2$", "UNDECIDED"),  # it says nothing of h(u)
        (LIST + r"\frac{1}{m} \sum_{i=1}^m (h(u^{(i)}, v) - t^{(i)}) u_j^{(i)}$", "PROVED"),
        (LIST + r"\sum_{i=1}^m (h(u^{(i)}, v) - t^{(i)}) u_j^{(i)}$", "REFUTED"),
        (OF_F + r"$\frac{\partial C(f)}{\partial v} = -2 \sum_i (t^{(i)} - v^T u^{(i)}) u^{(i)}$", "PROVED"),
        (OF_F + r"$\frac{\partial C(f)}{\partial v} = 2 \sum_i (t^{(i)} - v^T u^{(i)}) u^{(i)}$", "REFUTED"),
    ],
)  # fmt: skip
def test_a_loss_of_a_function_is_one_of_its_value(text: str, verdict: str) -> None:
    """f(x) on the left is a letter, and what stands behind C of ∂C(v, u)/∂v says what C is made of."""
    assert judged(text)[-1].verdict.value == verdict, judged(text)[-1]


LAYERS = (
    r"$a^{[l]} = f^{[l]}(z^{[l]})$, $z^{[l]} = V^{[l]} a^{[l-1]} + b^{[l]}$, "
    r"$\delta^{[l]} = \frac{\partial C}{\partial z^{[l]}}$, a step $c_n = c - \eta \nabla_V C(V)$ and $\delta^{[l]} = "
)


@pytest.mark.parametrize(
    ("end", "verdict"),
    [
        (r"{f^{[l]}}'(z^{[l]}) \odot (V^{[l+1]T} \delta^{[l+1]})$", "PROVED"),
        (r"f^{[l]}(z^{[l]}) \odot (V^{[l+1]T} \delta^{[l+1]})$", "REFUTED"),
    ],
)
def test_a_loss_of_the_parameters_hangs_on_what_is_made_of_them(end: str, verdict: str) -> None:
    """C(V) is no reason for ∂C/∂z to be 0, nor are two sides that are 0 a proof."""
    assert judged(LAYERS + end)[-1].verdict.value == verdict


@pytest.mark.parametrize(("end", "verdict"), [("u_j$", "PROVED"), ("v_j$", "REFUTED")])
def test_entries_of_the_sample_whose_index_is_dropped(end: str, verdict: str) -> None:
    """u_j is one of u^{(i)}; that the slope of a mean is that of one sample is neither proved nor refuted."""
    *_, whole, last = judged(DROPPED + end)
    assert (whole.verdict.value, last.verdict.value) == ("UNDECIDED", verdict)


OUTPUT = (
    r"Let $z = v u$, $t' = \sigma(z)$, $C = \frac{1}{2} (t - t')^2$ and $\frac{\partial C}{\partial t'} = t' - t$. "
    r"$\frac{\partial C}{\partial v} = (t' - t) u "
)
ANY = r"Let $z = v u + c$, $a = g(z)$ and $C(\theta) = C(a, t) = C(g(z), t)$. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (OUTPUT + "t'(1 - t')$", "PROVED"),
        (OUTPUT + "t'(1 + t')$", "REFUTED"),
        (LAYERS + r"f^{[l]}(z^{[l]})' \odot (V^{[l+1]T} \delta^{[l+1]})$", "PROVED"),
        (LAYERS + r"2 f^{[l]}(z^{[l]})' \odot (V^{[l+1]T} \delta^{[l+1]})$", "REFUTED"),
        (ANY + r"$\frac{\partial C}{\partial c} = \frac{\partial C}{\partial a} g'(z)$", "PROVED"),
        (ANY + r"$\frac{\partial C}{\partial v} = \frac{\partial C}{\partial a} g'(z)$", "UNDECIDED"),
    ],
)
def test_primes_of_outputs_and_behind_calls(text: str, verdict: str) -> None:
    """t' is a letter where t'(1 - t') is a product, f(z)' is f'(z), and C(θ) = C(a, t) does not say what C is."""
    assert judged(text)[-1].verdict.value == verdict, judged(text)[-1]


FACTORED = r"Let $V \in \mathbb{R}^{n \times d}$, $t \in \mathbb{R}^n$, $C = \frac{1}{2} (t - V v)^T (t - V v)$. "
LINE = "# Line\n\nThe model is $t = v_0 + v_1 u_1 + \\cdots + v_d u_d$.\n\n# All\n\n"
ALL = LINE + r"$t = [t^{(1)}, \ldots, t^{(n)}]^T$, $U \in \mathbb{R}^{n \times d}$ and $C = \|U v - t\|^2$. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (FACTORED + r"$\nabla_v C = \nabla_v \frac{1}{2} (V v - t)^T (V v - t)$", "PROVED"),
        (FACTORED + r"$\nabla_v C = \frac{1}{2} \nabla_v (V v - t)^T (V v - t)$", "PROVED"),
        (FACTORED + r"$\nabla_v C = \nabla_v \frac{1}{2} \|V v + t\|^2$", "REFUTED"),
        (FACTORED + r"$\nabla_v C = 2 \nabla_v \frac{1}{2} \|V v - t\|^2$", "REFUTED"),
        (ALL + r"$\nabla_v C = 2 U^T (U v - t)$", "PROVED"),
        (ALL + r"$\nabla_v C = U^T (U v - t)$", "REFUTED"),
    ],
)
def test_gradients_of_products_and_vectors_of_all_samples(text: str, verdict: str) -> None:
    """Nobody takes the gradient of ½, and t of one section is another thing than the numbers of all samples."""
    assert judged(text)[-1].verdict.value == verdict, judged(text)[-1]
