r"""Fractions with ``\over``, braces around a bracket, blanks of exercises, and slopes that are plainly 0."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_published_notation import last

NEURON = r"""$$s = k p + m$$
$$q = \sigma{(s)}$$
$$E = {1 \over 2} (q - d)^2$$
"""
TWO = r"""$$a_1 = g(v_1 i)$$
$$E = \frac12 ((f(a_1 u_1) - d_1)^2 + (f(a_1 u_2) - d_2)^2)$$
"""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$${\partial E \over \partial k} = (q - d) q (1 - q) p$$", "PROVED"),
        (r"$${\partial E \over \partial k} = (q - d) q (1 - q)$$", "REFUTED"),
        (r"$$\frac{\partial}{\partial s} \sigma{\left(s\right)} = \sigma{(s)} (1 - \sigma{(s)})$$", "PROVED"),
        (r"$${\partial q \over \partial s} = {q (1 - q) \over 2}$$", "REFUTED"),
        (r"$${{\partial E \over \partial q} \over {q - d}} = 1$$", "PROVED"),
    ],
)
def test_older_spellings_are_read(formula: str, verdict: str) -> None:
    """A fraction within a fraction, a bracket in braces; a wrong factor is found behind them."""
    assert last(NEURON, formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("$$\\frac{\\partial E}{\\partial k} =\\\\\n= (q - d) q (1 - q) p$$", "PROVED"),
        ("$$\\frac{\\partial E}{\\partial k} =\\\\\n= (q - d) q (1 - q)$$", "REFUTED"),
        (r"$$\frac{\partial E}{\partial k} == (q - d) q (1 - q) p$$", "PROVED"),
        (r"$$\frac{\partial E}{\partial k} = (q - d).q.(1 - q) . p$$", "PROVED"),
        (r"$$\frac{\partial E}{\partial k} = (q - d).q.(1 + q) . p$$", "REFUTED"),
        (r"$$r = {f_a}(s)$$ and $$\frac{\partial r}{\partial k} = {f_a}'(s) p$$", "PROVED"),
        (r"$$r = {f_a}(s)$$ and $$\frac{\partial r}{\partial k} = {f_a}^{'}(s)$$", "REFUTED"),
        (r"$$\frac{\partial E}{\partial k} = = (q - d) ·* q \left( {1 - q} \right) ⋅ p$$", "PROVED"),
        (r"$$\frac{\partial E}{\partial k} = = (q - d) ⋅ q \left( {1 + q} \right) ⋅ p$$", "REFUTED"),
        (r"$$\frac{E}{\partial k} = \lbrace q - d\rbrace q \\{1 - q\\} p$$", "PROVED"),
        (r"$$\frac{E}{\partial k} = \lbrace q - d\rbrace q \\{1 - q\\} p^2$$", "REFUTED"),
        (r"$$\frac{\partial E}{\partial k} = (q - d) q [1 - (q] p) = (p (q - d) q (1 - q)$$", "PROVED"),
        (r"$$\frac{\partial E}{\partial k} = (q - d) q [1 - (q] p) = (p (q - d) q (1 + q)$$", "REFUTED"),
        (r"$$c = \eta*s$$ and $$C2: \frac{\partial c}{\partial k} = \eta*p$$", "PROVED"),
        (r"$$c = \eta*s$$ and $$C2: \frac{\partial c}{\partial k} = \eta*k$$", "REFUTED"),
        (
            r"$$k^\text{(new)} = k^\text{(old)} - \eta \frac{\partial E}{\partial q} = k^\text{(old)} - \eta (q - d)$$",
            "PROVED",
        ),
        (
            r"$$k^\text{(new)} = k^\text{(old)} - \eta \frac{\partial E}{\partial q} = k^\text{(old)} + \eta (q - d)$$",
            "REFUTED",
        ),
    ],
)
def test_signs_said_twice_and_full_stops_between_factors(formula: str, verdict: str) -> None:
    """A = that ends a row and begins the next is one, W.x is a product; a prime behind braces is of what they hold."""
    assert last(NEURON, formula)[-1] == verdict


def test_a_full_stop_ends_a_sentence() -> None:
    """Behind a full stop with a gap, another formula begins: nothing is multiplied."""
    assert last(NEURON, r"$$\frac{\partial E}{\partial q} = q - d. k$$") != ["REFUTED"]


@pytest.mark.parametrize("formula", [r"$\frac{\partial E}{\partial k} =$ ___", r"$$q = $$"])
def test_a_blank_claims_nothing(formula: str) -> None:
    """What an exercise leaves open is neither right nor wrong."""
    assert last(NEURON, formula) == []


def test_what_stands_before_a_blank_is_judged() -> None:
    """The equation before the last sign is one."""
    assert last(NEURON, r"$\frac{\partial E}{\partial q} = q + d =$") == ["REFUTED"]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (
            r"$$\frac{\partial E}{\partial u_1} = \frac12 (\frac{\partial}{\partial u_1} (f(a_1 u_1) - d_1)^2"
            r" + \frac{\partial}{\partial u_1} (f(a_1 u_2) - d_2)^2)$$",
            "PROVED",
        ),
        (r"$$\frac{\partial E}{\partial u_1} = \frac{\partial}{\partial u_1} (f(a_1 u_2) - d_2)^2$$", "REFUTED"),
        (r"$$\frac{\partial}{\partial u_1} (c - d_2)^2 = 0$$", "UNDECIDED"),  # nothing says what c is made of
    ],
)
def test_a_formula_without_the_letter_has_no_slope(formula: str, verdict: str) -> None:
    """The other unit's error is written out and has no u_1; of a letter that nobody defined this is not known."""
    assert last(TWO, formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$$\frac{\partial E}{\partial w1} = 2 (\hat{y1} - t1) \hat{y1} (1 - \hat{y1}) x1$$", "PROVED"),
        (r"$$\frac{\partial E}{\partial w1} = 2 (\hat{y1} - t1) \hat{y1} (1 - \hat{y1}) x2$$", "REFUTED"),
        (r"$$\frac{\partial E}{\partial z_1} = 2 (\hat{y}_1 - t_1) \hat{y}_1 (1 - \hat{y}_1)$$", "PROVED"),
        (r"$$\frac{\partial \hat{y1}}{\partial z1} = \frac{e^{-z1}}{(1 + e^{-z1})^2}$$", "PROVED"),
        (r"$$\frac{\partial E}{\partial \hat{y1}} = 2t1 - 2\hat{y1}$$", "REFUTED"),
    ],
)
def test_numbers_beside_letters_are_their_names(formula: str, verdict: str) -> None:
    """w1 is w_1, in what is below ∂ and above e too."""
    text = r"""$$z1 = w1 * x1 + w2 * x2$$
$$\hat{y1} = \frac{1}{1 + e^{-z1}}$$
$$E = (\hat{y1} - t1)^2$$
"""
    assert last(text, formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (
            r"$$\frac { { dC } }{ { dk }_{ 2 } } =({ q }_{ 1 }{ -r }_{ 1 }){ q }_{ 1 }(1-{ q }_{ 1 }){ p }_{ 2 }$$",
            "PROVED",
        ),
        (
            r"$$\frac { { dC } }{ { dk }_{ 2 } } =({ q }_{ 1 }{ -r }_{ 1 }){ q }_{ 1 }(1-{ q }_{ 1 }){ p }_{ 1 }$$",
            "REFUTED",
        ),
        (r"$$\frac { { dC } }{ { dsu }_{ 1 } } =({ q }_{ 1 }-{ r }_{ 1 }){ q }_{ 1 }(1-{ q }_{ 1 })$$", "PROVED"),
        (r"$$\frac { { d su }_{ 1 } }{ { d }k_{ 1 } } ={ p }_{ 1 }$$", "PROVED"),
        (r"$$\frac { d }{ { dsu }_{ 1 } } (1+{ e }^{ -{ su }_{ 1 } })={ -e }^{ -su_1 }$$", "PROVED"),
        (r"$$\frac { d }{ { dsu }_{ 1 } } { { su }_{ 1 } }^{ 2 }=3{ su }_{ 1 }$$", "REFUTED"),
    ],
)
def test_braces_that_show_nothing(formula: str, verdict: str) -> None:
    """An editor of formulas puts braces around each letter; su, which an equation defines, is one name."""
    text = r"""${ su }_{ 1 }={ k }_{ 1 }{ p }_{ 1 }+{ k }_{ 2 }{ p }_{ 2 }$
${ q }_{ 1 }=\sigma ({ su }_{ 1 })$
$C=\frac { 1 }{ 2 } { ({ q }_{ 1 }-{ r }_{ 1 }) }^{ 2 }$
"""
    assert last(text, formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [("$$kp = pk$$", "PROVED"), (r"$$\frac{d}{dk} kp = p$$", "PROVED"), ("$$kp = 2p$$", "UNDECIDED")],
)
def test_two_letters_that_stand_alone_are_a_product(formula: str, verdict: str) -> None:
    """Of kp = s - m both letters stand alone: it is no name."""
    assert last(NEURON + "$$kp = s - m$$\n", formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$$\frac{\partial q_i}{\partial s_j} = q_i(\delta{ij} - q_j)$$", "PROVED"),
        (r"$$\frac{\partial q_i}{\partial s_j} = q_j(\delta{ij} - q_j)$$", "REFUTED"),
        (r"$$\frac{\partial q_i}{\partial s{_j}} = q_i.(\delta_{ij} - q_j)$$", "PROVED"),
        (r"$$\frac{\partial q_i}{\partial s_j} = - q_i.q_j$$ for $i \neq j$", "PROVED WHEN"),
        (
            r"$$\frac{\partial q_i}{\partial s_j} ="
            r" \begin{cases} q_i.(1 - q_j) & if & i = j \\ -q_i.q_j & if & i \neq j \end{cases}$$",
            "PROVED",
        ),
        (
            r"$$\frac{\partial q_i}{\partial s_j} ="
            r" \begin{cases} q_i.(1 - q_j) & if & i = j \\ q_i.q_j & if & i \neq j \end{cases}$$",
            "REFUTED",
        ),
        (r"$$\frac{\partial C}{\partial s_i} = -r_i + \sum_k r_k.q_i$$", "PROVED"),
        (r"$$\text{softmax(s)}_i = q_i$$", "PROVED"),
        (r"$$\text{softmax(s)}_i = 2q_i$$", "REFUTED"),
        (r"$$\sigma\prime(u) = \sigma(u)(1 - \sigma(u))$$", "PROVED"),
    ],
)
def test_points_and_braces_of_indices(formula: str, verdict: str) -> None:
    r"""q_i.q_j is a product, \delta{ij} is δ_ij, s{_j} is s_j, "if" in cells is a word."""
    text = r"""$$q_i = \frac{e^{s_i}}{\sum_k e^{s_k}}$$
$$C = -\sum_k r_k \log q_k$$
"""
    assert last(text, formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$$Leaky\;ReLU(2) = 2$$", "PROVED"),
        (r"$$Leaky\;ReLU(-2) = -0.02$$", "PROVED"),
        (r"$$Leaky\;ReLU(-2) = 0$$", "REFUTED"),
        (r"$$log softmax(s)_i = s_i - \log \sum_k e^{s_k}$$", "PROVED"),
    ],
)
def test_a_function_of_two_words(formula: str, verdict: str) -> None:
    """Leaky ReLU is one name; log softmax is two functions."""
    assert last("$$Leaky\\;ReLU(x) = max(0.01x, x)$$\n", formula) == [verdict]


@pytest.mark.parametrize(
    ("side", "verdict"),
    [
        (r"V^{(2)^T} \delta^{(2)} \odot g'(s^{(1)})", "PROVED"),
        (r"V^{(2)^{\top}} \delta^{(2)} \odot g'(s^{(1)})", "PROVED"),
        (r"2 V^{(2)^T} \delta^{(2)} \odot g'(s^{(1)})", "REFUTED"),
    ],
)
def test_a_transpose_above_the_number_of_a_layer(side: str, verdict: str) -> None:
    """V^{(2)^T} is the transpose of V^{(2)}."""
    network = r"$$s^{(1)} = V^{(1)} u, \quad a^{(1)} = g(s^{(1)}), \quad s^{(2)} = V^{(2)} a^{(1)}$$ "
    errors = r"$$\delta^{(2)} = \frac{\partial E}{\partial s^{(2)}}$$ with vectors $u \in \mathbb{R}^n$. "
    assert last(network + errors, rf"$$\frac{{\partial E}}{{\partial s^{{(1)}}}} = {side}$$") == [verdict]
