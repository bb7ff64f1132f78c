"""Functions of exponentials by their names, and a number below a function in the place of a letter of its formula."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

HYPERBOLIC = r"$g(u) = \log \cosh(u)$ and "
SOFT = r"$g(u) = \log(1 + e^u)$ and "
ARC = r"$k(u) = \frac{2}{\pi} \arctan(b u)$ and "
WAVES = r"Let $z = W x + b$, $h = \sin(z)$, $o = V h$ and $L = \frac12 \|o - t\|^2$ of vectors. "
FIELD = r"The field is $v_j = \sum_i w_{ji} x_i$. For $\varphi(v) = \frac{1}{1 + e^{-c v}}$ it is "
CLIPPED = (
    r"$G_\kappa(v) = \begin{cases} v^2 & \text{if } |v| \le \kappa \\ 2 \kappa |v| - \kappa^2 & \text{otherwise} "
    r"\end{cases}$ and "
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (HYPERBOLIC + r"$g'(u) = \frac{\sinh(u)}{\cosh(u)}$", "PROVED"),
        (HYPERBOLIC + r"$g'(u) = \frac{\cosh(u)}{\sinh(u)}$", "REFUTED"),
        (HYPERBOLIC + r"$g''(u) = 1 - \tanh^2(u)$", "PROVED"),
        (HYPERBOLIC + r"$g''(u) = 1 + \tanh^2(u)$", "REFUTED"),
        (HYPERBOLIC + r"$\cosh(1) = 1.543$", "ROUNDED"),
        (HYPERBOLIC + r"$\cosh(1) = 1.643$", "REFUTED"),
        (SOFT + r"$g'(u) = 1 - e^{-g(u)}$", "PROVED"),
        (SOFT + r"$g'(u) = 1 - e^{g(u)}$", "REFUTED"),
        (ARC + r"$k'(u) = \frac{2 b}{\pi (1 + b^2 u^2)}$", "PROVED"),
        (ARC + r"$k'(u) = \frac{2 b}{\pi (1 - b^2 u^2)}$", "REFUTED"),
        (ARC + r"$\arctan(1) = 0.785$", "ROUNDED"),
        (r"$k(u) = \arcsin u$ and $k'(u) = \frac{1}{\sqrt{1 - u^2}}$", "PROVED"),
        (r"$k(u) = \arcsin u$ and $k'(u) = \frac{1}{\sqrt{1 + u^2}}$", "REFUTED"),
        (r"$k(v) = \arccos(v)$ and $k'(v) = -\frac{1}{\sqrt{1 - v^2}}$", "PROVED"),
        (r"$k(v) = \operatorname{arsinh}(v)$ and $k'(v) = \frac{1}{\sqrt{1 + v^2}}$", "PROVED"),
        (r"$k(v) = \operatorname{artanh} v$ and $k'(v) = \frac{1}{1 - v^2}$", "PROVED"),
        (r"$k(v) = \tan v$ and $k'(v) = 1 + \tan^2 v$", "PROVED"),
        (r"$k(v) = \tan v$ and $k'(v) = 1 - \tan^2 v$", "REFUTED"),
        (r"$k(v) = \operatorname{sech} v$ and $k'(v) = -\operatorname{sech} v \tanh v$", "PROVED"),
        (r"$k(v) = \coth v$ and $k'(v) = \operatorname{csch}^2 v$", "REFUTED"),
        (r"$k(v) = \operatorname{erf}(v)$ and $k'(v) = \frac{2}{\sqrt{\pi}} e^{-v^2}$", "PROVED"),
        (r"$k(v) = \tan v$ and $k'(v) = \frac{1}{\cos^2 v}$", "PROVED"),
        (r"$k(v) = \sin^2 v$ and $k'(v) = \sin 2v$", "PROVED"),
        (r"$k(v) = \sin^2 v$ and $k'(v) = \cos 2v$", "REFUTED"),
        (r"$k(v) = \sin(v + 1)$ and $k'(v) = \cos v \cos 1 - \sin v \sin 1$", "PROVED"),
        (r"$k(v) = \sin(v + 1)$ and $k'(v) = \cos v \cos 1 + \sin v \sin 1$", "REFUTED"),
        (r"$k(v) = e^v$ and $\sin^2 v + \cos^2 v = 1$", "PROVED"),
        (r"$k(v) = e^v$ and $\sin v = 2 \sin\frac{v}{2} \cos\frac{v}{2}$", "PROVED"),
        (WAVES + r"$\frac{\partial L}{\partial W} = (V^\top (o - t) \odot \cos(z)) x^\top$", "PROVED"),
        (WAVES + r"$\frac{\partial L}{\partial W} = (V^\top (o - t) \odot \sin(z)) x^\top$", "REFUTED"),
        (r"$\cos^{-1}(0.5) = 1.0472$", "ROUNDED"),
        (r"$\cos^{-1}(0.5) = 1.1395$", "UNDECIDED"),  # 1/cos 0.5
        (r"$\cos^{-1}(0.5) = 1.1472$", "REFUTED"),
        (r"$k(v) = \tan^{-1} v$ and $k'(v) = \frac{1}{1 + v^2}$", "PROVED"),
        (FIELD + r"$\varphi'(v) = c \varphi(v) [1 - \varphi(v)]$", "PROVED"),
        (FIELD + r"$\varphi'(v) = \varphi(v) [1 - \varphi(v)]$", "REFUTED"),
        (FIELD + r"$\varphi'(v) = c \, y (1 - y)$", "UNDECIDED"),
        (CLIPPED + "$G_2(1.5) = 2.25$", "ROUNDED"),
        (CLIPPED + "$G_2(3) = 8$", "PROVED"),
        (CLIPPED + "$G_2(3) = 9$", "REFUTED"),
        (CLIPPED + "$G_2(v) = v^2$, another function, and $G_2(3) = 8$", "REFUTED"),
    ],
)
def test_functions_of_exponentials_and_of_a_number_below(text: str, verdict: str) -> None:
    """sinh and cosh have the slopes of their exponentials, and G_2(3) is that of κ = 2, unless G_2 is defined."""
    assert str(judged(text)[-1].verdict) == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"$\tanh(v) = \frac{e^v - e^{-v}}{e^v + e^{-v}}$", "PROVED"),
        (r"$\tanh(v) = \frac{e^v + e^{-v}}{e^v - e^{-v}}$", "REFUTED"),
        (r"$\mathrm{ReLU}(v) = \min(0, v)$", "REFUTED"),
        (r"$\tanh(v) = 2 \sigma(v) - 1$", "REFUTED"),
        (r"$\tanh(v) = 0.5$", ""),  # to be solved
        (r"$\tanh(v) = \gamma v$", "UNDECIDED"),  # nothing says what the factor is
        (r"$e^v = v + 2$", "UNDECIDED"),
    ],
)
def test_the_formula_of_a_function_is_said_of_every_number(text: str, verdict: str) -> None:
    """Its letter needs no line that says what it is; an exponential may be part of an equation for its letter."""
    findings = judged(r"$h_t = f(x_t)$. " + text)[1:]
    assert [str(finding.verdict) for finding in findings] == ([verdict] if verdict else [])
