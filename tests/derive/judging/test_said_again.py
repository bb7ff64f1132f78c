"""What a later section says once more, word for word; norms of numbers; a power that is a difference of numbers."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_published_notation import last

FORWARD = r"""## Forward

$$m_{g1} = k_3 u_{f1} + k_4 u_{f2} + c$$
$$u_{g1} = \frac{1}{1 + e^{-m_{g1}}}$$
$$C_{g1} = \frac12 \|r_{g1} - u_{g1}\|^2$$

## Backward

"""
AGAIN = FORWARD + "$$m_{g1} = k_3 u_{f1} + k_4 u_{f2} + c$$\n"


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (AGAIN, r"$$\frac{\partial C_{g1}}{\partial m_{g1}} = (u_{g1} - r_{g1}) u_{g1} (1 - u_{g1})$$", "PROVED"),
        (AGAIN, r"$$\frac{\partial C_{g1}}{\partial m_{g1}} = (r_{g1} - u_{g1}) u_{g1} (1 - u_{g1})$$", "REFUTED"),
        (AGAIN, r"$$\frac{\partial C_{g1}}{\partial k_3} = \frac{\partial C_{g1}}{\partial m_{g1}} u_{f1}$$", "PROVED"),
        (
            AGAIN,
            r"$$\frac{\partial C_{g1}}{\partial k_3} = \frac{\partial C_{g1}}{\partial m_{g1}} u_{f2}$$",
            "REFUTED",
        ),
        (FORWARD, r"$$\frac{\partial m_{g1}}{\partial k_3} = 1 \cdot k_3^{(1 - 1)} u_{f1} + 0 + 0$$", "PROVED"),
        (FORWARD, r"$$\frac{\partial m_{g1}}{\partial k_3} = k_3^{(2 - 1)} u_{f1}$$", "REFUTED"),
        (FORWARD, r"$$\frac12 \|0.25 - 0.75136507\|^2 = 0.1256835$$", "ROUNDED"),
        (FORWARD, r"$$\frac12 \|0.25 - 0.75136507\|^2 = 0.1256845$$", "REFUTED"),
    ],
)
def test_what_is_said_once_more_is_the_same(text: str, formula: str, verdict: str) -> None:
    """The sum of the second section is that of the first, on which the cost hangs; its letters are numbers."""
    assert last(text, formula) == [verdict]


def test_what_is_made_of_another_letter_since_is_another_thing() -> None:
    """Between the two lines c becomes 2 b: the sum of the cost is not that of the claim."""
    changed = FORWARD + "$$c = 2 b$$\n$$m_{g1} = k_3 u_{f1} + k_4 u_{f2} + c$$\n"
    wrong = r"$$\frac{\partial C_{g1}}{\partial m_{g1}} = (u_{g1} - r_{g1}) u_{g1}$$"
    assert last(changed, wrong) != ["PROVED"]


def test_a_rounded_result_in_a_norm_is_rounded() -> None:
    """0.48 stands for all that round to it, under a norm as under a power."""
    text = FORWARD + r"$$u_{g1} = \frac{1}{1 + e^{0.1}} = 0.48$$" + "\n"
    formula = r"$$C_{g1} = \frac12 \|1 - 0.48\|^2 = 0.134$$"
    assert last(text, formula)[-1] == "ROUNDED"
    assert last(text, formula.replace("134", "144"))[-1] == "REFUTED"


BY_PARTS = r"""$E$ is the cost.

$$h_j^l = g(\sum_k v_{jk}^l h_k^{l-1} + c_j^l)$$
$$h_j^l = g(s_j^l), \quad s_j^l = \sum_k v_{jk}^l h_k^{l-1} + c_j^l$$
$$\delta_j^l = \frac{\partial E}{\partial s_j^l}$$
"""
NEURON = r"""$$q = \sigma(k p + m)$$
$$u = k p + m$$
$$q = \sigma(u)$$
$$C = \frac12 (q - r)^2$$
"""


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (BY_PARTS, r"$$\delta_j^L = \frac{\partial E}{\partial h_j^L} g'(s_j^L)$$", "PROVED"),
        (BY_PARTS, r"$$\delta_j^l = \sum_k \delta_k^{l+1} v_{kj}^{l+1} g'(s_j^l)$$", "PROVED"),
        (BY_PARTS, r"$$\delta_j^l = \sum_k \delta_k^{l+1} v_{jk}^{l+1} g'(s_j^l)$$", "REFUTED"),
        (BY_PARTS, r"$$\frac{\partial E}{\partial v_{jk}^l} = \delta_j^l h_k^{l-1}$$", "PROVED"),
        (BY_PARTS, r"$$\frac{\partial E}{\partial v_{jk}^l} = \delta_j^l h_k^l$$", "REFUTED"),
        (NEURON, r"$$\frac{\partial C}{\partial u} = (q - r) q (1 - q)$$", "PROVED"),
        (NEURON, r"$$\frac{\partial C}{\partial u} = (q - r) (1 - q)$$", "REFUTED"),
        (NEURON.replace("u = k p + m", "u = k p"), r"$$\frac{\partial C}{\partial u} = (q - r) q$$", "REFUTED"),
    ],
)
def test_what_is_said_as_a_whole_and_then_by_parts(text: str, formula: str, verdict: str) -> None:
    """The activation is made of the sum that a later line names, where that says the same."""
    assert last(text, formula) == [verdict]
