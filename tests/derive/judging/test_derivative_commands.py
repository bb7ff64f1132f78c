r"""\pdv and \dv of the packages for physics, in documents."""

import pytest

from .test_documents import judged

MODEL = r"$a = w x$, $L = (a - y)^2$. "
BOLD = r"$z = \vb{w}^\top \vb{x}$. "
QUADRATIC = r"$q(w) = w^T A w$ with $w \in \mathbb{R}^n$. "
OWN = "\\newcommand{\\dv}[1]{{#1}^2}\n\n$a = w x$\n\n"


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (MODEL, r"\pdv{L}{w} = 2 (a - y) x", "PROVED"),
        (MODEL, r"\pdv{L}{w} = (a - y) x", "REFUTED"),
        (MODEL, r"\pdv[2]{L}{w} = 2 x^2", "PROVED"),
        (MODEL, r"\pdv{L}{w}{y} = -2 x", "PROVED"),
        (MODEL, r"\pdv{L}{w}{y} = 2 x", "REFUTED"),
        (MODEL, r"\dv{L}{a} = 2 (a - y)", "PROVED"),
        (MODEL, r"\pdv{w} (w^2) = 2 w", "PROVED"),
        (BOLD, r"\pdv{z}{\vb{w}} = \vb{x}", "PROVED"),
        (MODEL, r"\pdv{L}{w} = 2 \qty(a - y) x", "PROVED"),
        (MODEL, r"\pdv{L}{w} = \qty{a - y} x", "REFUTED"),
        (MODEL, r"\pdv{L}{w} = 2 \qty[\abs{a}^2 / a - y] x", "PROVED"),
        (BOLD, r"\pdv{\vb{w}} \norm{\vb{w}}^2 = 2 \vb{w}", "PROVED"),
        (BOLD, r"\pdv{\vb{w}} \norm{\vb{w}}^2 = \vb{w}", "REFUTED"),
        (MODEL, r"\frac{\delta L}{\delta w} = \frac{\delta}{\delta w} (a - y)^2 = 2 (a - y) x", "PROVED"),
        (MODEL, r"\frac{\delta L}{\delta a} = a - y", "REFUTED"),
        (MODEL + r"$\delta = a - y$ and $R = \delta^2$. ", r"\frac{\delta x}{\delta^2 x} = \frac{1}{a - y}", "PROVED"),
        (QUADRATIC, r"\vec{\nabla} q = (A + A^T) w", "PROVED"),
        (QUADRATIC, r"\boldsymbol\nabla_w q = (A + A^T) w", "PROVED"),
        (QUADRATIC, r"\operatorname{grad} q = (A + A^T) w", "PROVED"),
        (QUADRATIC, r"\overrightarrow{\nabla} q = 2 (A + A^T) w", "REFUTED"),
        (OWN, r"\dv{a} = w^2 x^2", "PROVED"),
    ],
)
def test_one_command_is_a_derivative(text: str, formula: str, verdict: str) -> None:
    """Of any order, by one variable or two, with nothing above it; a command of the author's own is the author's."""
    assert judged(f"{text}${formula}$")[-1].verdict == verdict


@pytest.mark.parametrize(
    ("slope", "verdict"),
    [
        (r"\frac{dK}{\partial v} = 2 (r - t) u", "PROVED"),
        (r"\frac{\partial K}{dv} = 2 (r - t) u", "PROVED"),
        (r"\frac{\partial K}{v} = 2 (r - t) u", "PROVED"),
        (r"\frac{-\partial K}{\partial v} = -2 (r - t) u", "PROVED"),
        (r"{\partial K}/{\partial v} = 2 (r - t) u", "PROVED"),
        (r"{\partial K}/{\partial v} = 2 (r - t)", "REFUTED"),
        (r"\frac{dK}{\partial v} = 2 (r - t)", "REFUTED"),
        (r"\frac{\partial K}{v} = 2 (r - t)", "REFUTED"),
        (r"\frac{-\partial K}{\partial v} = 2 (r - t) u", "REFUTED"),
        (r"\frac{\partial K}{v + 1} = 2 (r - t) u", "UNDECIDED"),
    ],
)
def test_slopes_with_one_sign_only(slope: str, verdict: str) -> None:
    """∂ above and d below, ∂ above alone before a letter, and a minus before the ∂ are slopes all the same."""
    found = judged(f"$r = u v$ and $K = (r - t)^2$. ${slope}$")[-1]
    assert found.verdict.value.replace("REJECTED", "UNDECIDED") == verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"dK = \sum_m (q_m - c_m)\, ds_m", "PROVED"),
        (r"dK = (q - c)^\top ds", "PROVED"),
        (r"dq_i = q_i (ds_i - \sum_m q_m\, ds_m)", "PROVED"),
        (r"dv = \sin u\, da + a \cos u\, du", "PROVED"),
        (r"dv = \sin u\, da - a \cos u\, du", "UNDECIDED"),
        (r"dK = \sum_m (q_m + c_m)\, ds_m", "UNDECIDED"),
        (r"dK = (q - c)^\top ds + o(\|ds\|)", "UNDECIDED"),
    ],
)
def test_the_change_of_a_letter_by_those_of_its_own(line: str, verdict: str) -> None:
    """dK = Σ_m (∂K/∂s_m) ds_m is no slope of a loss by K: its letters are what K is made of."""
    model = r"$q = \mathrm{softmax}(s)$, $K = -\sum_m c_m \ln q_m$, $\sum_m c_m = 1$, $v = a \sin u$. "
    assert judged(f"{model}${line}$")[-1].verdict.value == verdict
