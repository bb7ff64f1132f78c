"""The error of the last layer and of the others, δ^L and δ^l; units by letter in two layers; lines said once more."""

from __future__ import annotations

import re

import pytest

from tests.derive.judging.test_published_notation import judged, last

RECURSIVE = r"""$$v^l = M^l q^{l-1} + c^l$$
$$q^l = \sigma(v^l)$$
$$R = \frac12 \|q^L - r\|^2$$
$$\epsilon^L = (q^L - r) \odot \sigma'(v^L)$$
"""
BACK = r"$$\epsilon^l = ((M^{l+1})^T \epsilon^{l+1}) \odot \sigma'(v^l)$$"
UNITS = r"""$$s_h = \sum_p m_{hp} u_p$$
$$g_h = \phi(s_h)$$
$$s_o = \sum_h m_{oh} g_h$$
$$E = \frac12 \sum_o (s_o - d_o)^2$$
$$\delta_o = s_o - d_o$$
"""
UNITS_BACK = r"$$\delta_h = \phi'(s_h) \sum_o m_{oh} \delta_o$$"
NUMBERED = r"""$$a_j = \sum_i v_{ij} x_i$$
$$h_j = \tanh(a_j)$$
$$a_k = \sum_j v_{jk} h_j$$
$$h_k = \frac{e^{a_k}}{\sum_q e^{a_q}}$$
$$E = -\sum_k t_k \log h_k$$
$$\delta_k = h_k - t_k$$
$$\delta_j = (1 - h_j^2) \sum_k v_{jk} \delta_k$$
"""
AGAIN = r"""$$z_j = b_j + \sum_i a_i w_{ij}$$
$$a_j = g(z_j)$$
$$E = \frac12 \sum_k (a_k - t_k)^2$$

Now recall that $z_k = b_k + \sum_j g(z_j) w_{jk}$.
"""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (BACK, "PROVED"),
        (r"$$\epsilon^l = (M^{l+1} \epsilon^{l+1}) \odot \sigma'(v^l)$$", "REFUTED"),
        (r"$$\epsilon^l = ((M^{l+1})^T \epsilon^{l+1}) \odot \sigma'(v^{l+1})$$", "REFUTED"),
        (r"$$\epsilon^l = (M^{l+1})^T \epsilon^{l+1}$$", "REFUTED"),
    ],
)
def test_the_error_of_a_layer_is_a_slope_of_the_loss(formula: str, verdict: str) -> None:
    """The first line says the error of the last layer alone; what follows is judged as ∂R/∂v^l, and refuted as that."""
    text = RECURSIVE + r"$$\frac{\partial R}{\partial c^l} = \epsilon^l$$" + "\n"
    assert last(text, formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$$d^{(l)} = (M^{(l+1)})^T d^{(l+1)} \odot g'(s^{(l)})$$", "PROVED"),
        (r"$$d^{(l)} = M^{(l+1)} d^{(l+1)} \odot g'(s^{(l)})$$", "REFUTED"),
    ],
)
def test_a_capital_before_a_letter_beside_a_dot_is_a_matrix(formula: str, verdict: str) -> None:
    """Where nothing but the definition of any layer is said, M d ⊙ g′ is no product of three vectors."""
    text = r"For all layers $s^{(l)} = M^{(l)} q^{(l-1)} + c^{(l)}$, $q^{(l)} = g(s^{(l)})$ and"
    text += r" $d^{(l)} = \frac{\partial E}{\partial s^{(l)}}$ with the error $E(q^{(L)})$." + "\n\n"
    assert last(text, formula) == [verdict]


ANY_LOSS = r"""# Numbers

With $v = 3$ the cost of a guess is $C(r, s) = \frac{1}{m} \sum_{i=1}^m (r_i - s_i)^2$ and $s_i = f(g x_i)$.

# Layers

$$q^{[k]} = M^{[k]} v^{[k-1]} + c^{[k]}, \quad v^{[k]} = f(q^{[k]})$$

# Errors

$$\epsilon^{[K]} = \frac{\partial C}{\partial q^{[K]}}$$

$$\epsilon^{[k-1]} = ((M^{[k]})^T \epsilon^{[k]}) \odot f'(q^{[k-1]})$$

"""


@pytest.mark.parametrize(
    ("formula", "proved"),
    [
        (r"$$\frac{\partial C}{\partial M^{[k]}} = \epsilon^{[k]} (v^{[k-1]})^T$$", True),
        (r"$$\frac{\partial C}{\partial c^{[k]}} = \epsilon^{[k]}$$", True),
        (r"$$\frac{\partial C}{\partial v^{[k-1]}} = (M^{[k]})^T \epsilon^{[k]}$$", True),
        (r"$$\frac{\partial C}{\partial c^{[k]}} = -\epsilon^{[k]}$$", False),
        (r"$$\frac{\partial C}{\partial v^{[k-1]}} = (M^{[k]})^T \epsilon^{[k-1]}$$", False),
        (r"$$\frac{\partial C}{\partial q^{[k-1]}} = (M^{[k]})^T \epsilon^{[k]}$$", False),
    ],
)
def test_the_last_error_tells_what_all_are_slopes_by(formula: str, proved: bool) -> None:
    """The loss, which has nothing of layers in it, is any function of the last; v was a number elsewhere."""
    assert (last(ANY_LOSS, formula) == ["PROVED"]) is proved
    assert last(ANY_LOSS.partition("# Layers")[2], formula) == ["PROVED" if proved else "REFUTED"]


def test_what_hangs_on_the_errors_of_layers() -> None:
    """The line of the last layer is a claim then; slopes by weights are right, or of the wrong layer."""
    text = RECURSIVE + BACK + "\n"
    assert [finding.verdict.value for finding in judged(text)] == ["PROVED"] * 5
    assert last(text, r"$$\frac{\partial R}{\partial M^l} = \epsilon^l (q^{l-1})^T$$") == ["PROVED"]
    assert last(text, r"$$\frac{\partial R}{\partial M^l} = \epsilon^l (q^l)^T$$") != ["PROVED"]


TWO = r"""$s_1 = M_1 u$, $q_1 = \tanh(s_1)$, $s_2 = M_2 q_1$, $R = \frac12 \|s_2 - r\|^2$, $\epsilon_2 = s_2 - r$
$$\epsilon_1 = M_2^T \epsilon_2$$
$$\frac{\partial R}{\partial M_1} = \epsilon_1 u^T$$
"""
UNNAMED = r"""$q_j = \sigma(\sum_i m_{ij} u_i + c_j)$, $s_k = \sum_j m_{jk} q_j$
$R = \frac12 \sum_k (s_k - r_k)^2$, $\epsilon_k = s_k - r_k$
$$\epsilon_j = \sum_k m_{jk} \epsilon_k$$
$$\frac{\partial R}{\partial m_{ij}} = \epsilon_j u_i$$
$$\frac{\partial R}{\partial c_j} = \epsilon_j$$
"""


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (TWO, ["REFUTED", "PROVED"]),
        (re.sub(r"_(\d)", r"^{(\1)}", TWO), ["REFUTED", "PROVED"]),
        (TWO.replace(r"\epsilon_2$$", r"\epsilon_2 \odot (1 - q_1^2)$$"), ["PROVED", "PROVED"]),
        (TWO.replace(r"\epsilon_1 u^T", r"(\epsilon_1 \odot (1 - q_1^2)) u^T"), ["PROVED", "PROVED"]),
        (TWO.replace(r"\epsilon_1 u^T", r"2 \epsilon_1 u^T"), ["PROVED", "REFUTED"]),
        (UNNAMED, ["REFUTED", "PROVED", "PROVED"]),
        (UNNAMED.replace("m_{jk} \\epsilon_k$", "m_{jk} \\epsilon_k q_j (1 - q_j)$"), ["PROVED", "PROVED", "PROVED"]),
    ],
)
def test_what_is_made_of_an_error_tells_what_it_is(text: str, verdicts: list[str]) -> None:
    """ε_1 without the slope of tanh is wrong where ∂R/∂M_1 = ε_1 u^T needs it, and right where that line has it."""
    assert [finding.verdict.value for finding in judged(text)[-len(verdicts) :]] == verdicts


def test_an_error_of_another_scale_is_a_definition() -> None:
    """Where δ^L is twice the slope, nothing that is made of it is refuted."""
    text = RECURSIVE.replace(r"\epsilon^L = (", r"\epsilon^L = 2 (") + BACK + "\n"
    found = [finding.verdict.value for finding in judged(text)]
    assert "REFUTED" not in found
    assert last(text, r"$$\frac{\partial R}{\partial c^l} = \epsilon^l$$") == ["UNDECIDED"]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$$\frac{\partial E}{\partial m_{hp}} = \delta_h u_p$$", "PROVED"),
        (r"$$\frac{\partial E}{\partial m_{hp}} = \delta_h g_p$$", "REFUTED"),
        (r"$$\frac{\partial E}{\partial m_{oh}} = \delta_o g_h$$", "PROVED"),
        (r"$$\frac{\partial E}{\partial m_{oh}} = \delta_o u_h$$", "REFUTED"),
    ],
)
def test_two_layers_of_one_letter_with_inputs_of_another(formula: str, verdict: str) -> None:
    """s_h of the inputs u_p and s_o of the units g_h: the letter of the unit says which."""
    assert last(UNITS + UNITS_BACK + "\n", formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$$\frac{\partial E}{\partial a_k} = \delta_k$$", "PROVED WHEN"),
        (r"$$\frac{\partial E}{\partial v_{jk}} = \delta_k h_j$$", "PROVED WHEN"),
        (r"$$\frac{\partial E}{\partial v_{ij}} = \delta_j x_i$$", "PROVED WHEN"),
        (r"$$\frac{\partial E}{\partial v_{ij}} = x_i \sum_k v_{jk} \delta_k$$", "REFUTED"),
        (r"$$\frac{\partial E}{\partial a_j} = \delta_j h_j$$", "REFUTED"),
    ],
)
def test_layers_with_a_line_for_each_have_numbers(formula: str, verdict: str) -> None:
    """a_j, h_j and δ_j are of the first layer, a_k, h_k and δ_k of the second, which is made otherwise."""
    assert last(NUMBERED, formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (UNITS_BACK, "PROVED"),
        (r"$$\delta_h = 2 \phi'(s_h) \sum_o m_{oh} \delta_o$$", "REFUTED"),
        (r"$$\delta_h = \sum_o m_{oh} \delta_o$$", "REFUTED"),
    ],
)
def test_errors_of_units_by_letter(formula: str, verdict: str) -> None:
    """δ_o is said of the outputs alone."""
    text = UNITS + r"$$\frac{\partial E}{\partial m_{hp}} = \delta_h u_p$$" + "\n"
    assert last(text, formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$$\frac{\partial E}{\partial w_{jk}} = (a_k - t_k) g'(z_k) a_j$$", "PROVED"),
        (r"$$\frac{\partial E}{\partial w_{jk}} = (a_k - t_k) a_j$$", "REFUTED"),
        (r"$$\frac{\partial E}{\partial b_k} = (a_k - t_k) g'(z_k)$$", "PROVED"),
    ],
)
def test_what_is_said_once_more_is_the_same_thing(formula: str, verdict: str) -> None:
    """z_k in full, after z_j, is no second z of which the loss knows nothing."""
    assert last(AGAIN, formula) == [verdict]


def test_a_letter_of_a_loss_says_nothing_of_errors_of_layers() -> None:
    """δ of Huber's loss is no δ^(l), of which only that of the last layer is told."""
    text = (
        r"$h(u) = \begin{cases} \frac12 u^2 & |u| \le \delta \\ \delta |u| - \frac12 \delta^2 & |u| > \delta "
        r"\end{cases}$. "
        r"$z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$, $a^{(l)} = f(z^{(l)})$, "
        r"$\delta^{(L)} = \frac{\partial J}{\partial a^{(L)}} \odot f'(z^{(L)})$ and "
        r"$\delta^{(l)} = (W^{(l+1)})^T \delta^{(l+1)} \odot f'(z^{(l)})$"
    )
    assert str(judged(text)[-1].verdict) != "REFUTED"


DELTA_RULE = r"""$$s_q = \sum_p m_{qp} a_p + c_q, \quad a_q = g(s_q), \quad g(u) = \frac{1}{1 + e^{-u}}$$
$$C = \frac12 \sum_r (d_r - a_r)^2$$
$$\epsilon_q = -\frac{\partial C}{\partial s_q}$$
"""
TURNED = r"$$\frac{\partial C}{\partial a_q} = -\sum_r \epsilon_r m_{qr}$$" + "\n"
UPRIGHT = r"$$\epsilon_q = a_q (1 - a_q) \sum_r \epsilon_r m_{rq}$$" + "\n"


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (DELTA_RULE + TURNED, UPRIGHT, "PROVED"),
        (DELTA_RULE + UPRIGHT, TURNED, "REFUTED"),
        (DELTA_RULE + TURNED + UPRIGHT, r"$$\frac{\partial C}{\partial m_{qp}} = -\epsilon_q a_p$$", "PROVED"),
        (DELTA_RULE + TURNED + UPRIGHT, r"$$\frac{\partial C}{\partial c_q} = -\epsilon_q$$", "PROVED"),
        (DELTA_RULE + UPRIGHT, r"$$\frac{\partial C}{\partial c_q} = \epsilon_q$$", "REFUTED"),
        (DELTA_RULE + UPRIGHT, r"$$\frac{\partial C}{\partial m_{qp}} = -\epsilon_q a_q$$", "REFUTED"),
    ],
)
def test_weights_in_both_orders_are_a_slip_and_each_layer_has_its_bias(text: str, formula: str, verdict: str) -> None:
    """m_{qr} beside m_{rq} does not turn the layers round, wherever it stands."""
    assert last(text, formula) == [verdict]
