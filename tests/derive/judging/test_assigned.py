"""What an algorithm assigns with an arrow is defined by it, where nothing else defines it; and slopes by a mean."""

from __future__ import annotations

import pytest

from .test_documents import judged

NORMED = (
    r"# In\n$$m \leftarrow \frac{1}{N} \sum_{i=1}^N r_i, \quad v \leftarrow \frac{1}{N} \sum_{i=1}^N (r_i - m)^2$$ "
    r"$$u_i \leftarrow \frac{r_i - m}{\sqrt{v + \epsilon}}, \quad q_i \leftarrow a u_i + b$$\n# Out\n"
).replace(r"\n", "\n")
WHOLE = (
    r"$\frac{\partial L}{\partial r_i} = \frac{a}{N \sqrt{v + \epsilon}} \left(N \frac{\partial L}{\partial q_i} - "
    r"\sum_{j=1}^N \frac{\partial L}{\partial q_j} - u_i \sum_{j=1}^N \frac{\partial L}{\partial q_j} "
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (NORMED + r"$\frac{\partial L}{\partial a} = \sum_{i=1}^N \frac{\partial L}{\partial q_i} u_i$", "PROVED"),
        (NORMED + r"$\frac{\partial L}{\partial a} = \sum_{i=1}^N \frac{\partial L}{\partial q_i} r_i$", "REFUTED"),
        (NORMED + r"$\frac{\partial L}{\partial b} = \sum_{i=1}^N \frac{\partial L}{\partial q_i}$", "PROVED"),
        (NORMED + WHOLE + r"u_j\right)$", "PROVED WHEN"),
        (NORMED + WHOLE + r"q_j\right)$", "REFUTED"),
        (NORMED + r"$\frac{\partial v}{\partial m} = -\frac{2}{N} \sum_{i=1}^N (r_i - m)$", "PROVED"),
        (NORMED + r"$\frac{\partial v}{\partial m} = -\frac{3}{N} \sum_{i=1}^N (r_i - m)$", "UNDECIDED"),
        (r"$w \leftarrow w - \eta (w - c)$, $R = (w - c)^2$ and $\frac{dR}{dw} = 2 (w - c)$", "PROVED"),
        (r"$R = (w - c)^2$, $w \leftarrow w'$ and $\frac{dR}{dw} = 2 (w - c)$", "PROVED"),
        (r"$q = 2 w$, $q \leftarrow 3 w$ and $\frac{dq}{dw} = 3$", "REFUTED"),
    ],
)
def test_an_arrow_defines_what_nothing_defines(text: str, verdict: str) -> None:
    """The slopes of what it makes are proved; an update, or a second meaning, defines nothing."""
    assert judged(text)[-1].verdict == verdict


LOSS = r"$s = v u + c$, $q = \tanh(s)$, $E = \frac12 (q - d)^2$. "
NEURON = r"$s = v u + c$, $q = \tanh(s)$, $E = \frac12 (q - d)^2$, $\Delta v = -\rho \frac{\partial E}{\partial v}$, "

ALL = r"$q_n = v u_n + c$, $E = \frac12 \sum_n (q_n - d_n)^2$, $\Delta v = -\rho \frac{\partial E}{\partial v}$, "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (NEURON + r"$\Delta c = -\rho (q - d) (1 - q^2)$", "PROVED"),
        (NEURON + r"$\Delta c = \rho (q - d) (1 - q^2)$", "REFUTED"),
        (NEURON + r"$\Delta c = -\rho (q - d) (1 - q^2) u$", "REFUTED"),
        (NEURON + r"$v_{new} = v + \rho \frac{\partial E}{\partial v}$", "REFUTED"),
        (NEURON + r"$c_{new} = c - \rho \frac{\partial E}{\partial c}$", "PROVED"),
        # of another rate, of another section, of a step that decays, and of one that nothing explains
        (NEURON + r"$\Delta c = \eta (q - d) (1 - q^2)$", "PROVED"),
        (NEURON + "\n\n# Up\n\n" + r"$\Delta c = \rho (q - d) (1 - q^2)$", "PROVED"),
        (NEURON + r"$\Delta c = -\rho (\frac{\partial E}{\partial c} + \lambda c)$", "PROVED"),
        (NEURON + r"$\Delta c = -\rho \sin(u)$", "PROVED"),
        (NEURON + r"$\Delta c = -\rho \frac{q - d}{2} (1 - q^2)$", "PROVED"),
        (ALL + r"$\Delta c = \rho (d_n - q_n)$", "PROVED"),
        (LOSS + r"Gradient descent takes $v_{new} = v + \rho \frac{\partial E}{\partial v}$", "REFUTED"),
        (LOSS + r"Gradient descent takes $v_{new} = v - \rho \frac{\partial E}{\partial v}$", "PROVED"),
        (LOSS + r"Gradient ascent takes $v_{new} = v + \rho \frac{\partial E}{\partial v}$", "PROVED"),
        (LOSS + r"Then $v_{new} = v + \rho \frac{\partial E}{\partial v}$", "PROVED"),
    ],
)
def test_a_step_is_down_the_slope_where_another_is(text: str, verdict: str) -> None:
    """Δc is −ρ ∂E/∂c where Δv is −ρ ∂E/∂v, and is refuted where one slip explains what else it is."""
    assert judged(text)[-1].verdict == verdict
