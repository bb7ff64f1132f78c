"""Notation of vectors, matrices and cases that notes use: each is echoed in index notation, or refused."""

import pytest
import sympy as sp

from derive.network.functions import FUNCTIONS
from derive.reading.formula import Glossary, RejectedFormula, read_formula
from derive.reading.networks import describe
from tests.derive.notation import K, j, k, p, y, z

READ = [
    (r"\nabla_p L = -y \oslash p", "∂L/∂p_k = −y_k / p_k"),
    (r"\mathbf{1}^T p = 1", "Σ_k p_k = 1"),
    (r"\mathbf 1^T y = 1", "Σ_k y_k = 1"),
    (r"\mathbf{1}_K^\top \mathbf{p} = 1", "Σ_k p_k = 1"),
    (r"p = \frac{e^{z}}{\mathbf{1}^T e^{z}}", "p_k = exp(z_k) / Σ_j exp(z_j)"),
    (r"\operatorname{diag}(p) - pp^T", "p_k δ_kj − p_j p_k"),
    (r"\frac{\partial p}{\partial z} = \mathrm{diag}(p) - p p^T", "∂p_k/∂z_j = p_k δ_kj − p_j p_k"),
    (r"\frac{\partial z}{\partial x} = W", "∂z_k/∂x_d = W_kd"),
    (r"s_i - \mathbb{1}[i=y]", "s_i − δ_iy"),
    (r"p_i (1\{i=j\} - p_j)", "p_i (δ_ij − p_j)"),
    (r"\nabla_z L = p - y", "∂L/∂z_k = p_k − y_k"),
    (r"\nabla_x L = (W^T (p - y)) \odot (1 - x \odot x)", "∂L/∂x_d = (1 − x_d²) Σ_k (p_k − y_k) W_kd"),
    (
        r"\nabla_{b^{(1)}} L = (W^{(2)})^T (p - y) \odot (1 - h \odot h)",
        "∂L/∂b⁽¹⁾_h = (1 − h_h²) Σ_k (p_k − y_k) W⁽²⁾_kh",
    ),
    (
        r"\begin{cases} p_i (1 - p_i), & i = j, \\ -p_i p_j, & \text{otherwise}. \end{cases}",
        "δ_ij (p_i (1 − p_i) + p_i p_j) − p_i p_j",
    ),
    (r"\|p - y\|_2^2", "Σ_k (p_k − y_k)²"),
    (r"\lVert W \rVert_F^2", "Σ_k Σ_d W_kd²"),
    (r"z_k = w_k^T x + b_k", "z_k = Σ_d w_kd x_d + b_k"),
    (r"p = [0.1, 0.2, 0.7]^T", "p_k = [0.1, 0.2, 0.7]"),
    (r"x = \begin{bmatrix} 0.81 \\ 0.57 \end{bmatrix}", "x = [0.81, 0.57]"),
    (r"x = \begin{pmatrix} 0.81 & 0.57 \end{pmatrix}^T", "x_d = [0.81, 0.57]"),
    (r"W = \begin{pmatrix} 0.1 & 2 \\ -3 & 4 \\ \end{pmatrix}", "W_kd = [[0.1, 2], [−3, 4]]"),
]


@pytest.mark.parametrize(("source", "echo"), READ)
def test_read_as(source: str, echo: str) -> None:
    """The echo says what was understood."""
    assert str(read_formula(source)) == echo


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"\mathbf{1}", "the size of the ones"),
        (r"\mathbf{1}^T \mathbf{1}", "the size of the ones"),
        (r"\mathbf{1}_q^T p", "the size of this vector of ones"),
        (r"\operatorname{diag}(W)", "diag is read of a column"),
        (r"\Delta W = -\eta (p - y) x^T", "the change of the letter"),
        (r"\|w\|_1", "this norm"),
        (r"KL = \sum_k y_k \log \frac{y_k}{p_k}", "'KL' may be a word"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix} = W", "a list in brackets"),
        (r"\frac{\partial \mathbf{p}}{\partial \mathbf{z}}", "a row for each entry above"),
        (r"\mathbf{p} + \mathbf{x}", "the shapes do not fit"),
        (r"p \oslash \mathbf{x}", "shapes do not fit"),
    ],
)
def test_refused(source: str, words: str) -> None:
    """What has no size, no shape or two readings."""
    with pytest.raises(RejectedFormula) as found:
        read_formula(source)
    assert words in found.value.sentence


def test_a_matrix_keeps_its_rows_and_its_digits() -> None:
    """Four numerals, two in a row."""
    side = read_formula(r"W = \begin{pmatrix} 0.1 & 2 \\ 3 & 4.50 \end{pmatrix}").sides[1]
    assert (side.columns, side.numerals) == (2, ("0.1", "2", "3", "4.50"))


WITH_RECORDS = [
    (r"\mathrm{erf}(z_k)", sp.erf(z[k])),
    (r"\alpha\,\mathrm{sign}(z_k)", sp.Symbol("alpha", real=True) * sp.sign(z[k])),
    (r"\mathbb{1}[z_k > 1]", FUNCTIONS["positive"](z[k] - 1)),
    (r"\mathbb{1}[z_k \le 1]", 1 - FUNCTIONS["positive"](z[k] - 1)),
    (r"\delta_{kj}(p_k - y_k)", sp.KroneckerDelta(k, j, (1, K)) * (p[k] - y[k])),
]


@pytest.mark.parametrize(("written", "meant"), WITH_RECORDS)
def test_functions_of_the_table_conditions_and_deltas_before_a_bracket(written, meant):
    """What our own LaTeX writes is read back, never as a product with a letter called sign or erf."""
    assert read_formula(written, syntax="latex").expression == meant


@pytest.mark.parametrize("written", [r"\mathrm{foo}(z_k)", r"2\,\text{loss}\,(a + b)", r"W_{out} x", r"z_{ntd}"])
def test_a_word_is_no_factor_and_no_row_of_indices(written):
    """An upright word before a bracket, and three letters below a letter with fewer indices, have two readings."""
    with pytest.raises(RejectedFormula) as caught:
        read_formula(written, syntax="latex")
    assert len(caught.value.readings) == 2


def test_three_indices_are_read_where_the_letter_has_three():
    """x_{ntd} of a network in which x has three axes."""
    network = describe(
        {"x": "N T D input", "w": "D parameter"}, ["z[n,t] = sum(w[d]*x[n,t,d], d)", "E = sum(z[n,t], n, t)"]
    )
    found = read_formula("x_{ntd}", Glossary.of_network(network), syntax="latex").expression
    assert str(found) == "x[n, t, d]"


def test_an_element_of_a_layer_stands_before_a_bracket():
    """v^{(4)}_d (1 − a) is a product where v⁽⁴⁾ is a tensor of the network."""
    network = describe({"x": "D input", "v4": "D parameter"}, ["E = sum(v4[d]*(1 - x[d]), d)"])
    found = read_formula("v^{(4)}_d(1 - x_d)", Glossary.of_network(network), syntax="latex").expression
    assert str(found) == "(1 - x[d])*v4[d]"
