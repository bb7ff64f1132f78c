"""Vectors of a step or a sample without bold letters, and slopes that go through steps of time."""

from __future__ import annotations

import pytest

from .test_documents import judged

CELL = (
    r"For $t = 1, \dots, T$: $$a_t = U x_t + V s_{t-1} + b, \quad s_t = \tanh(a_t), \quad o_t = Q s_t + c, \quad "
    r"p_t = \mathrm{softmax}(o_t)$$ The loss for labels $y_t$ is $\mathcal{L} = \sum_{t=1}^T \ell_t$ with "
    r"$\ell_t = -\sum_k y_{t,k} \log p_{t,k}$. "
)
CUT = r"\left( (Q^\top (p_t - y_t)) \odot (1 - s_t^2) \right)"
ENTRIES = (
    r"For $t = 1, \dots, T$: $s_{ti} = \tanh(\sum_j U_{ij} x_{tj} + \sum_j V_{ij} s_{t-1,j})$ and "
    r"$L = \sum_{t=1}^T \sum_i (s_{ti} - y_{ti})^2$. "
)
SAMPLES = (
    "# Model\n$h_\\theta(x) = 1 / (1 + e^{-\\theta^T x})$, "
    "$J(\\theta) = \\sum_{i=1}^m (h_\\theta(x^{(i)}) - y^{(i)})^2$\n# Slope\n"
)

TWO_MODELS = (
    "# Squares\n$Q(\\beta) = \\sum_{i=1}^n (y_i - x_i^\\top \\beta)^2$\n"
    "# Logits\n$p_{ik} = \\frac{e^{x_i^\\top \\beta_k}}{\\sum_l e^{x_i^\\top \\beta_l}}$, "
    "$\\ell = \\sum_i \\sum_k y_{ik} \\log p_{ik}$\n"
)

METHODS = (
    "# Plain\n$v_{t+1} = v_t - \\gamma d_t$\n# Heavy\n$v_{t+1} = v_t - \\gamma q_t$ with "
    "$q_t = \\rho q_{t-1} + (1 - \\rho) d_t$\n# Both\n$q_t = \\rho_1 q_{t-1} + (1 - \\rho_1) d_t$, "
    "$\\hat{q}_t = \\frac{q_t}{1 - \\rho_1^t}$ and $v_{t+1} = v_t - \\gamma \\hat{q}_t$. "
)
LATER = (
    "The state is $s_{t+1} = \\tanh(V s_t + U x_{t+1})$. With $\\ell_t = \\sum_i s_{t,i}^2$ "
    "the loss is $L = \\sum_{t=1}^T \\ell_t$. "
    "$\\frac{\\partial s_t}{\\partial s_{t-1}} = \\operatorname{diag}(1 - s_t^2) V$. "
)


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (METHODS, {"PROVED"}),
        (METHODS + r"It is $q_t = \rho_1 q_{t-1} + (1 + \rho_1) d_t$.", {"PROVED", "REFUTED"}),
        (METHODS + r"It is $q_t = \rho_1 q_{t-1} + d_t - \rho_1 d_t$.", {"PROVED"}),
        (METHODS.replace("_{t", "_{n").replace("_t", "_n").replace("^t", "^n"), {"PROVED"}),
        (r"Start at $r_0 = u$: $r_{t+1} = \mu r_t + (1 - \mu) d_t^2$, $v_{t+1} = v_t - \frac{\gamma}{r_{t+1}} d_t$ and "
         r"$G = \sum_{t=1}^T \gamma_t$.", {"PROVED"}),
        (LATER + r"$\frac{\partial s_{t+1}}{\partial s_t} = \operatorname{diag}(1 - s_{t+1}^2) V$", {"PROVED"}),
        (LATER + r"$\frac{\partial s_{t+1}}{\partial s_t} = \operatorname{diag}(1 - s_t^2) V$", {"PROVED", "REFUTED"}),
        (LATER + r"$\frac{\partial s_t}{\partial s_{t-1}} = \operatorname{diag}(1 - s_t^2) V$", {"PROVED"}),
        (LATER + r"$\frac{\partial s_t}{\partial s_{t-1}} = \operatorname{diag}(1 - s_t^2) U$", {"PROVED", "REFUTED"}),
    ],
)  # fmt: skip
def test_a_rule_of_the_next_step_holds_in_its_section(text: str, verdicts: set[str]) -> None:
    """Another section has another method; s_{t+1} of s_t says what s_t is of s_{t−1}."""
    assert {finding.verdict for finding in judged(text)} == verdicts


def test_entries_of_a_later_section_make_no_vector_of_an_earlier_number() -> None:
    """y_i of a regression is a number, though y_{ik} of a later model has two indices."""
    slope = r"$\frac{\partial Q}{\partial \beta_j} = -2 \sum_{i=1}^n (y_i - x_i^\top \beta) x_{ij}$"
    found = judged(TWO_MODELS.replace("\n# Logits", f"\n\n{slope}\n\n# Logits"))
    assert found[1].verdict == "PROVED"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (CELL + r"$\frac{\partial \ell_t}{\partial o_t} = p_t - y_t$", "PROVED WHEN"),
        (CELL + r"$\frac{\partial \mathcal{L}}{\partial Q} = \sum_{t=1}^T (p_t - y_t) s_t^\top$", "PROVED WHEN"),
        (CELL + r"$\frac{\partial \mathcal{L}}{\partial Q} = \sum_{t=1}^T (y_t - p_t) s_t^\top$", "REFUTED"),
        (CELL + r"$\frac{\partial s_t}{\partial s_{t-1}} = \operatorname{diag}(1 - s_t^2) V$", "PROVED"),
        (CELL + r"$\frac{\partial \ell_t}{\partial s_t} = Q (p_t - y_t)$", "REFUTED"),
        (CELL + rf"$\frac{{\partial \mathcal{{L}}}}{{\partial V}} = \sum_{{t=1}}^T {CUT} s_{{t-1}}^\top$", "UNDECIDED"),
        (CELL + r"$\frac{\partial \mathcal{L}}{\partial s_t} = Q^\top (p_t - y_t)$", "UNDECIDED"),
        (CELL + r"$\frac{\partial \mathcal{L}}{\partial s_T} = Q^\top (p_T - y_T)$", "PROVED WHEN"),
        (CELL + r"Let $d_t = \frac{\partial \mathcal{L}}{\partial a_t}$. "
         rf"$d_t = {CUT}$", "UNDECIDED"),
        (ENTRIES + r"$\frac{\partial L}{\partial V_{ij}} = \sum_{t=1}^T 2 (s_{ti} - y_{ti}) (1 - s_{ti}^2) s_{t-1,j}$",
         "UNDECIDED"),
        (ENTRIES + r"$\frac{\partial L}{\partial s_{ti}} = 2 (s_{ti} - y_{ti})$", "UNDECIDED"),
        ("$a_t = v s_{t-1} + x_t$, $s_t = \\tanh(a_t)$ and $L = \\sum_{t=1}^T (s_t - y_t)^2$. "
         r"$\frac{\partial L}{\partial s_t} = 2 (s_t - y_t)$", "UNDECIDED"),
        (SAMPLES + r"$\frac{\partial J}{\partial \theta_j} = \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}$",
         "REFUTED"),
        (SAMPLES + r"$\frac{\partial J}{\partial \theta_j} = 2 \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) "
         r"h_\theta(x^{(i)}) (1 - h_\theta(x^{(i)})) x_j^{(i)}$", "PROVED"),
    ],
)  # fmt: skip
def test_a_slope_is_of_its_step(text: str, verdict: str) -> None:
    """Within a step it is judged; through steps that are given it is neither proved nor refuted."""
    assert judged(text)[-1].verdict == verdict
