"""Layers whose sizes have letters, sums over units, the gradient by the last activations, functions told by the way."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_published_notation import last

SIZED = r"""Layer $l$ has $d_l$ units.

$$u_j^l = \sum_{i=1}^{d_{l-1}} v_{ij}^l h_i^{l-1} + c_j^l$$
$$h_j^l = g(u_j^l) = \tanh(u_j^l)$$
$$Q = \frac12 \sum_{i=1}^K (h_i^L - r_i)^2$$
$$\epsilon_j^l = \frac{\partial Q}{\partial u_j^l}$$
"""
FROM = r"""A point $x_0$ near $x$: $f(x) \approx f(x_0) + f'(x_0) (x - x_0)$.

$$u^l = V^l h^{l-1} + c^l$$
$$h^l = \sigma(u^l)$$
$$Q = \sum_{i=1}^n (r_i - h^L_i)^2$$
$$\epsilon^l = \frac{\partial Q}{\partial u^l}$$
"""
BIASED = r"""$$s = \sum_{i=1}^d w_i x_i + w_0$$
$$E = (s - t)^2$$
"""
SMALL = r"""$$u^l = v^l h^{l-1} + c^l$$
$$h^l = f(u^l)$$
$$Q = \frac{1}{2} \| h^L - r \|^2$$
$$\epsilon^l = \frac{\partial Q}{\partial u^l}$$
"""
CLASSES = r"""$$z_k = \sum_{i=1}^d w_{ki} x_i$$
$$r = \sum_{i=1}^d x_i$$
$$p_k = \frac{e^{z_k}}{\sum_{c=0}^{C-1} e^{z_c}}$$
"""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$$\frac{\partial u_j^l}{\partial v_{ij}^l} = h_i^{l-1}$$", "PROVED"),
        (r"$$\frac{\partial u_j^l}{\partial h_i^{l-1}} = v_{ij}^l$$", "PROVED"),
        (
            r"$$\frac{\partial u_j^l}{\partial h_i^{l-1}} = v_{ji}^l$$",
            "REFUTED",
        ),  # of other units
        (r"$$\frac{\partial h_j^l}{\partial u_j^l} = 1 - (h_j^l)^2$$", "PROVED"),
        (r"$$\frac{\partial h_j^l}{\partial u_j^l} = h_j^l (1 - h_j^l)$$", "REFUTED"),
        (r"$$\epsilon_j^L = (h_j^L - r_j) g'(u_j^L)$$", "PROVED"),
        (r"$$\epsilon_j^l = g'(u_j^l) \sum_{k=1}^{d_{l+1}} \epsilon_k^{l+1} v_{jk}^{l+1}$$", "PROVED"),
        (r"$$\frac{\partial Q}{\partial v_{ij}^L} = \epsilon_j^L h_i^{L-1}$$", "PROVED"),
        (r"$$\frac{\partial Q}{\partial v_{ij}^L} = \epsilon_j^L h_i^L$$", "REFUTED"),
        (r"$$u_j^l = \sum_{i=1}^{d_l} v_{ij}^l h_i^{l-1} + c_j^l$$", "UNDECIDED"),  # a sum over the units of l
    ],
)
def test_a_layer_has_a_size_with_its_number(formula: str, verdict: str) -> None:
    """d_{l−1}, and K for the last one besides; what would need two layers of one size is not proved."""
    assert last(SIZED, formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$$\epsilon^L = \nabla_h Q \odot \sigma'(u^L)$$", "PROVED"),
        (r"$$\epsilon^L = \nabla_h Q$$", "REFUTED"),
        (r"$$\nabla_h Q = 2 (h^L - r)$$", "PROVED"),
        (r"$$\nabla_h Q = 2 (r - h^L)$$", "REFUTED"),
        (r"$$\epsilon^l_k = \sum_{i=1}^n \epsilon^{l+1}_i v^{l+1}_{ik} \sigma'(u^l_k)$$", "PROVED"),  # an entry of V
        (r"$$\epsilon^l_k = \sum_{i=1}^n \epsilon^{l+1}_i v^{l+1}_{ki} \sigma'(u^l_k)$$", "UNDECIDED"),
        (r"$$\epsilon^l_k = \sum_{i=1}^n \epsilon^{l+1}_i V^{l+1}_{ik} \sigma'(u^l_k)$$", "PROVED"),
    ],
)
def test_sums_from_one_beside_a_letter_with_index_zero(formula: str, verdict: str) -> None:
    """The point x_0 makes no sum begin at its second entry; ∇_h is by the activations of the last layer."""
    assert last(FROM, formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$$\epsilon^l = ((v^{l+1})^T \epsilon^{l+1}) \odot f'(u^l)$$", "PROVED"),
        (r"$$\epsilon^l = ((v^{l+1})^T \epsilon^l) \odot f'(u^l)$$", "REFUTED"),  # no step of ε^l
        (r"$$\epsilon^l = ((v^l)^T \epsilon^{l+1}) \odot f'(u^l)$$", "REFUTED"),
        (r"$$\frac{\partial Q}{\partial v^l} = \epsilon^l (h^{l-1})^T$$", "PROVED"),
        (r"$$\frac{\partial Q}{\partial v^l} = \epsilon^l (u^{l-1})^T$$", "REFUTED"),
    ],
)
def test_a_small_letter_whose_transpose_stands_before_errors_is_a_matrix(formula: str, verdict: str) -> None:
    """v^l of v^l h^{l-1}, where no word and no capital says so."""
    assert last(SMALL, formula) == [verdict]


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (BIASED, r"$$\frac{\partial E}{\partial w_0} = 2 (s - t)$$", "PROVED"),
        (BIASED, r"$$\frac{\partial E}{\partial w_0} = 2 (s - t) x_0$$", "UNDECIDED"),
        (BIASED, r"$$\frac{\partial E}{\partial w_j} = 2 (s - t) x_j$$", "PROVED"),
        (BIASED, r"$$\frac{\partial E}{\partial w_j} = 2 (s - t)$$", "REFUTED"),
        (CLASSES, r"$$\frac{\partial p_k}{\partial z_k} = p_k (1 - p_k)$$", "PROVED"),
        (CLASSES, r"$$\sum_{c=0}^{C-1} p_c = 1$$", "PROVED"),
        (CLASSES, r"$$\sum_{c=0}^{C-1} p_c = 2$$", "REFUTED"),
        (CLASSES, r"$$\sum_{c=0}^{C-1} \frac{\partial p_c}{\partial z_k} = 0$$", "PROVED"),
        (CLASSES, r"$$\sum_{c=0}^{C-1} \frac{\partial p_c}{\partial z_k} = 1$$", "REFUTED"),
    ],
)
def test_entries_from_one_and_a_letter_of_index_zero(text: str, formula: str, verdict: str) -> None:
    """w_0 is a letter of its own; a sum from 0 to C − 1 is over all classes."""
    assert last(text, formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$$y_j^1 = f(b_j^1)$$", "PROVED"),
        (r"$$\frac{\partial y_j^2}{\partial y_i^1} = f'(q_j^2) a_{ji}^2$$", "PROVED"),
        (r"$$\frac{\partial y_j^2}{\partial y_i^1} = f'(q_j^2) a_{ij}^2$$", "REFUTED"),
    ],
)
def test_numbers_above_are_layers_where_letters_of_layers_stand_there(formula: str, verdict: str) -> None:
    """y^1 and y^2 beside y^l."""
    text = r"""$$q_j^1 = \sum_i a_{ji}^1 x_i$$
$$y_j^1 = f(q_j^1)$$
$$q_j^2 = \sum_i a_{ji}^2 y_i^1$$
$$y_j^2 = f(q_j^2)$$
And so on, with $q_j^l > q_j^{l-1}$, $y_j^l > y_j^{l-1}$ and $a_{ji}^l < a_{ji}^{l-1}$.
"""
    assert last(text, formula) == [verdict]


def test_what_is_made_anew_in_every_layer_refutes_nothing() -> None:
    """After z_i = Σ_j w_ij a_j nothing hangs on z_j = Σ_i w_ij a_i."""
    text = r"""$$z_j^l = \sum_i w_{ij}^l a_i^{l-1}$$
$$a_j^l = \tanh(z_j^l)$$
"""
    wrong = r"$$\frac{\partial z_j^l}{\partial a_i^{l-1}} = w_{ji}^l$$"
    assert last(text, wrong) == ["REFUTED"]
    assert last(text + "\n" + r"$$z_i^l = \sum_j w_{ij}^l a_j^{l-1}$$" + "\n", wrong) == ["UNDECIDED"]


@pytest.mark.parametrize("formula", [r"$$C = \frac1n \sum_x C_x$$", r"$$C = \frac{1}{n} \sum_{\forall x} C_x$$"])
def test_the_mean_of_a_cost_leaves_it_as_it_is(formula: str) -> None:
    """The cost was said for one example; that the whole one is a mean defines it no second time."""
    text = "$$a = k x$$\n$$C = (a - y)^2$$\n" + formula + "\n"
    assert last(text, r"$$\frac{\partial C}{\partial a} = 2 (a - y)$$") == ["PROVED"]
    assert last(text, r"$$\frac{\partial C}{\partial a} = 2 (y - a)$$") == ["UNDECIDED"]  # C_x may be entries of C
