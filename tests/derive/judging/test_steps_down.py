"""Steps of descent: written out they are compared with the slope that is gone down, and what stands behind them too."""

from __future__ import annotations

import pytest

from .test_documents import judged

NEURON = r"""Gradient descent minimizes $E = \frac12 (k p + m - d)^2$ with

$$\frac{\partial E}{\partial k} = (k p + m - d) p, \quad \frac{\partial E}{\partial m} = k p + m - d$$

"""
UNIT = r"""Let $s = V u + c$, $h = \tanh(s)$ and $C = \frac12 \|h - d\|^2$. By gradient descent

$$\delta = (h - d) \odot (1 - h^2)$$

$$\frac{\partial C}{\partial V} = \delta u^T, \quad \frac{\partial C}{\partial c} = \delta$$

"""
UPHILL = r"""We maximize the likelihood $F = \log \sigma(k p)$, with

$$\frac{\partial F}{\partial k} = (1 - \sigma(k p)) p$$

"""
APART = r"""Let $E = \frac12 (k p - d)^2$.

"""
DECAYED = r"""# Slope

For gradient descent let $E = (k p - d)^2$, with $\frac{\partial E}{\partial k} = 2 (k p - d) p$.

"""


@pytest.mark.parametrize(
    ("text", "formula", "verdicts"),
    [
        (NEURON, r"k \leftarrow k - \eta (k p + m - d) p", ["PROVED"]),
        (NEURON, r"k \leftarrow k + \eta (k p + m - d) p", ["REFUTED"]),
        (NEURON, r"m := m - \eta (d - k p - m)", ["REFUTED"]),
        (NEURON, r"m := m + \eta (d - k p - m)", ["PROVED"]),
        (NEURON, r"k -= \eta (k p + m - d) p", ["PROVED"]),
        (NEURON, r"k \mathrel{+}= \eta (k p + m - d) p", ["REFUTED"]),
        (NEURON, r"k \leftarrow k - \eta \frac{\partial E}{\partial k}", []),
        (NEURON, r"k \leftarrow k - 2 \eta (k p + m - d) p", []),
        (NEURON, r"k \leftarrow k - \eta ((k p + m - d) p + \lambda k)", []),
        (NEURON, r"k_{new} = k - \eta (k p + m - d) p", ["PROVED"]),
        (NEURON, r"k_{new} = k - \eta (k p + m - d) p^2", ["REFUTED"]),
        (UNIT, r"V \leftarrow V - \eta \delta u^T, \quad c \leftarrow c - \eta \delta", ["PROVED", "PROVED"]),
        (UNIT, r"V \leftarrow V + \eta \delta u^T, \quad c \leftarrow c + \eta \delta", ["REFUTED", "REFUTED"]),
        (UNIT, r"V \leftarrow V - \eta u \delta^T", ["REFUTED"]),
        (UPHILL, r"k \leftarrow k + \eta (1 - \sigma(k p)) p", ["PROVED"]),
        (UPHILL, r"k \leftarrow k - \eta (1 - \sigma(k p)) p", []),
        (APART, r"k \leftarrow k - \eta (k p - d) p", []),
        (APART, r"k \leftarrow k - \eta \frac{\partial E}{\partial k} = k - \eta (k p - d) p", ["PROVED"]),
        (APART, r"k \leftarrow k - \eta \frac{\partial E}{\partial k} = k - \eta (k p + d) p", ["REFUTED"]),
        (APART, r"k = k - \eta \frac{\partial E}{\partial k} = k - \zeta (k p - d) p", ["UNDECIDED"]),
        (APART, r"k \leftarrow 0.5 - 0.1 \cdot 0.2 = 0.48", ["PROVED"]),
        (APART, r"k \leftarrow 0.5 - 0.1 \cdot 0.2 = 0.52", ["REFUTED"]),
    ],
)  # fmt: skip
def test_a_step_goes_down_the_slope(text: str, formula: str, verdicts: list[str]) -> None:
    """A rate may have any number in it; of a step up, by no slope that is told, or with decay, nothing is refuted."""
    last = text.count("\n") + 1
    found = [finding for finding in judged(text + f"$${formula}$$") if finding.line == last]
    assert [finding.verdict.value for finding in found] == verdicts, found


def test_a_rule_of_another_section_is_not_compared() -> None:
    """The rule of a perceptron has no slope in it, and refutes nothing beside one that has."""
    text = DECAYED + "# Perceptron\n\nHere $q$ is a step of $k p$, and $k \\leftarrow k + \\eta (d - q) p$."
    assert "REFUTED" not in [finding.verdict.value for finding in judged(text)]
