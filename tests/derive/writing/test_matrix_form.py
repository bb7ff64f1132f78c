"""Matrix notation: it says what the index notation says, entry by entry, and its shapes fit."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import sympy as sp
from math_core import LatexToMathML

from derive.errors import UnsupportedFormula
from derive.gradient.backward import derive_gradient
from derive.gradient.derivation import Formula
from derive.network.building import classifier
from derive.network.definitions import Definition, Network
from derive.network.partial import Partial
from derive.writing.matrix_form import matrix_form
from derive.writing.matrix_tree import (
    Applied,
    Diagonal,
    Hadamard,
    Identity,
    MatrixNode,
    MatrixSymbol,
    Ones,
    Product,
    Quotient,
    Scaled,
    Total,
    Transpose,
    parts_of,
    transpose,
)

from ..brute_force import Values, all_formulas, evaluate, filled, random_values, size_of
from ..notation import D, K, N, W, d, delta, j, k, n, over, p, x, y, z
from ..zoo.catalogue import FORMULAS, name_of
from ..zoo.stages import derived

S = sp.Sum
FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "tanh": np.tanh,
    "exp": np.exp,
    "log": np.log,
    "sign": np.sign,
    "abs": np.abs,
    "sigmoid": lambda u: 1 / (1 + np.exp(-u)),
    "positive": lambda u: (u > 0).astype(float),
}


def value_of(node: MatrixNode, values: Values) -> np.ndarray:
    """The value of a tree with numpy; each shape is checked against what the tree says of itself."""
    found = _value(node, values)
    assert found.shape == tuple(size_of(size) for size in node.shape), node
    return found


def _value(node: MatrixNode, values: Values) -> np.ndarray:
    parts = [value_of(part, values) for part in parts_of(node)]
    match node:
        case MatrixSymbol(tensor, turned):
            array = values[tensor.name]
            column = array.reshape(array.shape + (1,) * (2 - array.ndim))
            return column.T if turned else column
        case Ones(shape):
            return np.ones(tuple(size_of(size) for size in shape))
        case Identity(size):
            return np.eye(size_of(size))
        case Transpose():
            return parts[0].T
        case Product():
            result = parts[0]
            for factor in parts[1:]:
                assert result.shape[1] == factor.shape[0], "the shapes of a matrix product must fit"
                result = result @ factor
            return result
        case Hadamard():
            assert len({part.shape for part in parts}) == 1, "an entrywise product needs one shape"
            return np.prod(np.stack(parts), axis=0)
        case Total():
            assert len({part.shape for part in parts}) == 1, "a sum needs one shape"
            return np.sum(np.stack(parts), axis=0)
        case Quotient():
            assert parts[1].shape in (parts[0].shape, (1, 1))
            return parts[0] / parts[1]
        case Scaled(coefficient):
            return evaluate(coefficient, {}, values) * parts[0]
        case Applied(function, base=base):
            return np.log(parts[0]) / np.log(float(base)) if base is not None else FUNCTIONS[function.name](parts[0])
        case Diagonal():
            return np.diag(parts[0][:, 0])
    raise AssertionError(node)


def agrees(formula: Formula | Definition, network: Network, seed: int = 5) -> bool:
    """True when the matrix form has the entries that loops over the indices give."""
    values = random_values(network, seed)
    expected = filled(formula, values, network)
    found = value_of(matrix_form(formula, network).body, values)
    return bool(np.allclose(found.reshape(expected.shape), expected, rtol=1e-12, atol=0))


def test_every_definition_and_gradient_of_every_network() -> None:
    """Linear and hidden layers, bias, log bases, mean and sum, a sample and a batch, everything derived."""
    cases = all_formulas()
    assert len(cases) > 100
    assert [str(f.left) for network, f in cases if not agrees(f, network)] == []


WRITTEN = {
    "least squares: ∂E/∂w_d": "∂E/∂w = (2/N) Xᵀ (ŷ − y)",
    "logistic regression with L2: ∂E/∂w_d": "∂E/∂w = (1/N) Xᵀ (p − y) + (1/10) w",
    "ridge regression: ∂E/∂w_d": "∂E/∂w = (2/N) Xᵀ (ŷ − y) + 2 α w",
    "temperature: ∂E/∂W_kd": "∂E/∂W = (1/(N τ)) (P − Y)ᵀ X",
    "class weights: ∂E/∂z_nk": "∂E/∂Z = (1/N) (P ⊙ (Y c 1_Kᵀ) − (1_N cᵀ) ⊙ Y)",
    "log cosh: ∂E/∂w_d": "∂E/∂w = −(1/N) Xᵀ tanh(y − z)",
    "skip connection: ∂E/∂h_nd": "∂E/∂H = ((R − Y) ⊙ (1 − A ⊙ A)) W + R − Y",
    "layer norm with gain and offset: ∂E/∂g_d": "∂E/∂g = ((R − Y) ⊙ Ẑ)ᵀ 1_N",
    "two towers with a shared weight: ∂E/∂W_hd": "∂E/∂W = (1/N) ((((p − y) 1_Hᵀ) ⊙ V)ᵀ X + (((p − y) 1_Hᵀ) ⊙ U)ᵀ T)",
    "gated unit: ∂E/∂W_hd": "∂E/∂W = ((R − Y) ⊙ S ⊙ (1 − S) ⊙ U)ᵀ X",
    "attention weights: ∂E/∂s_ij": "∂E/∂S = A ⊙ (C − (C ⊙ A) 1_T 1_Tᵀ)",
    "hidden layer with relu: ∂E/∂W_hd": "∂E/∂W = (1/N) ((((ŷ − y) 1_Hᵀ) ⊙ [U > 0])ᵀ X) ⊙ (v 1_Dᵀ)",
}


@pytest.mark.parametrize(("name", "written"), WRITTEN.items(), ids=WRITTEN)
def test_networks_of_the_zoo(name: str, written: str) -> None:
    """Entrywise products, functions by their records, given numbers in front, sums over rows: in value and in print."""
    entry, text = next((entry, text) for entry, text in FORMULAS if name_of(entry, text) == name)
    formula, network = derived(entry, text).formula, entry.network
    assert agrees(formula, network)
    assert matrix_form(formula, network).equation_text() == written
    LatexToMathML().convert_with_local_state(matrix_form(formula, network).equation_latex(), displaystyle=True)


@pytest.mark.parametrize(
    "name",
    ["matrix factors of observed entries: ∂E/∂U_nh", "embedding by one-hot: ∂E/∂W_kd", "mean pooling: ∂E/∂x_ntd"],
)
def test_no_matrix_form_is_better_than_a_doubtful_one(name: str) -> None:
    """r and R would both be R, the matrix of e and the loss both E; three indices are no matrix."""
    entry, text = next((entry, text) for entry, text in FORMULAS if name_of(entry, text) == name)
    with pytest.raises(UnsupportedFormula):
        matrix_form(derived(entry, text).formula, entry.network)


def test_a_wrong_matrix_form_would_be_noticed() -> None:
    """The oracle tells P − Y from P + Y and from a form with a factor too many."""
    network = classifier()
    formula = derive_gradient(network, "z").formula
    wrong = replace(formula, value=formula.value * 2)
    values = random_values(network, 5)
    found = value_of(matrix_form(wrong, network).body, values)
    assert not np.allclose(found, filled(formula, values, network))


AS_WRITTEN = [
    ({}, "W", r"\frac{1}{N} \left(P - Y\right)^\top X", "K×N · N×D → K×D"),
    ({"bias": True}, "b", r"\frac{1}{N} \left(P - Y\right)^\top \mathbf{1}_N", "K×N · N×1 → K×1"),
    ({"log_base": "2"}, "W", r"\frac{1}{N \ln 2} \left(P - Y\right)^\top X", "K×N · N×D → K×D"),
    ({"reduction": "sum"}, "W", r"\left(P - Y\right)^\top X", "K×N · N×D → K×D"),
    ({"batch": False}, "W", r"\left(\mathbf{p} - \mathbf{y}\right) \mathbf{x}^\top", "K×1 · 1×D → K×D"),
    ({}, "z", r"\frac{1}{N} \left(P - Y\right)", "N×K"),
    ({}, "p", r"-\frac{1}{N} Y \oslash P", "N×K"),
    (
        {"hidden": ("tanh",)},
        "W1",
        r"\frac{1}{N} \left(\left[\left(P - Y\right) W^{(2)}\right] \odot \left(1 - A \odot A\right)\right)^\top X",
        "H×N · N×D → H×D",
    ),
    ({"hidden": ("tanh",)}, "a", r"\frac{1}{N} \left(P - Y\right) W^{(2)}", "N×K · K×H → N×H"),
]


@pytest.mark.parametrize(("options", "wrt", "written", "shapes"), AS_WRITTEN)
def test_written_as_an_author_would(options: dict[str, object], wrt: str, written: str, shapes: str) -> None:
    """The forms that textbooks print, with the line of shapes."""
    network = classifier(**options)
    form = matrix_form(derive_gradient(network, wrt).formula, network)
    assert (form.latex(), form.shapes_text()) == (written, shapes)


def test_the_general_gradient_sums_the_labels() -> None:
    """Without the condition on the labels, Σ_j y_nj stands as Y 1 1ᵀ."""
    network = classifier()
    form = matrix_form(derive_gradient(network, "W").general, network)
    assert form.equation_latex() == (
        r"\frac{\partial E}{\partial W} = "
        r"\frac{1}{N} \left[P \odot \left(Y \mathbf{1}_K \mathbf{1}_K^\top\right) - Y\right]^\top X"
    )
    assert form.equation_text() == "∂E/∂W = (1/N) (P ⊙ (Y 1_K 1_Kᵀ) − Y)ᵀ X"
    assert form.shapes_latex() == r"K \times N \cdot N \times D \to K \times D"


def test_the_forward_pass() -> None:
    """The definitions in matrix notation, layer by layer."""
    network = classifier(bias=True, hidden=("tanh",), log_base="2")
    assert [matrix_form(d, network).equation_text() for d in network.definitions] == [
        "U = X W⁽¹⁾ᵀ + 1_N b⁽¹⁾ᵀ",
        "A = tanh(U)",
        "Z = A W⁽²⁾ᵀ + 1_N b⁽²⁾ᵀ",
        "P = exp(Z) ⊘ (exp(Z) 1_K 1_Kᵀ)",
        "L = −(Y ⊙ log₂(P)) 1_K",
        "E = (1/N) 1_Nᵀ L",
    ]


def test_softmax_jacobian_of_one_sample() -> None:
    """diag(p) − p pᵀ, of shape K × K."""
    network = classifier(batch=False)
    form = matrix_form(derive_gradient(network, "z", of="p").formula, network)
    assert form.equation_text() == "∂p/∂z = diag(p) − p pᵀ"


OTHER_FORMULAS = [
    (S(p[n, k] * x[n, d] * S(y[n, j], over(j, K)), over(n, N)), (k, d)),
    (S(p[n, k] * S(W[k, d] * x[n, d], over(d, D)), over(n, N)), (k,)),
    (S(p[n, k] * W[k, d] * x[n, d], over(d, D), over(n, N)), (k,)),
    (S(p[n, k] * y[n, k], over(k, K), over(n, N)), ()),
    (S(p[n, j] * p[n, k] * z[n, k], over(k, K)), (n, j)),
    (S(y[n, j] * (delta(j, k, K) - p[n, k]), over(j, K)), (n, k)),
    (x[n, d] ** 3 / (1 + x[n, d]), (d, n)),
    (S(x[n, d], over(k, K)), (n, d)),
    (S(y[n, k] ** 2, over(n, N)) * W[k, d], (k, d)),
    (W[k, d] * S(p[n, j], over(n, N), over(j, K)), (k, d)),
    (sp.exp(-z[n, k]), (n, k)),
    (S(x[n, d], over(n, N)), (d,)),
    (S(p[n, k], over(k, K)) * S(x[n, d], over(d, D)), (n,)),
    (2 - S(p[n, k], over(k, K)) / 3, (n,)),
    (delta(k, j, K), (k, j)),
    (1 / S(x[n, d], over(n, N), over(d, D)), ()),
]


@pytest.mark.parametrize(("value", "indices"), OTHER_FORMULAS)
def test_formulas_that_no_network_here_produces(value: sp.Expr, indices: tuple[sp.Symbol, ...]) -> None:
    """Nested and merged sums, outer products, powers, scalars beside matrices: value and shape agree."""
    network = classifier()
    left = Partial(p[n, k], z[n, j]) if j in indices else Partial(W[k, d], x[n, d])
    formula = Formula(left, value, indices)
    assert agrees(formula, network)
    LatexToMathML().convert_with_local_state(matrix_form(formula, network).latex(), displaystyle=True)


REFUSED = [
    (W[k, d] * x[n, d], (n, k, d)),
    (S(W[k, d] * x[n, d] * p[n, k] * z[n, k] * sp.exp(W[k, d] * x[n, d] * p[n, j]), over(n, N)), (k, d, j)),
    (S(sp.exp(W[k, d] * x[n, d]), over(n, N)), (k, d)),
    (p[n, 1], (n,)),
    (sp.sqrt(x[n, d]), (n, d)),
    (p[n, k], (n,)),
]


@pytest.mark.parametrize(("value", "indices"), REFUSED)
def test_formulas_without_matrix_form_are_refused(value: sp.Expr, indices: tuple[sp.Symbol, ...]) -> None:
    """Three indices in one factor, numbers as indices, roots: an error, never a wrong form."""
    with pytest.raises(UnsupportedFormula, match="no matrix form"):
        matrix_form(Formula(Partial(sp.Symbol("E"), x[n, d]), value, indices), classifier())


def test_transposing_twice_is_nothing() -> None:
    """Transposes never pile up."""
    symbol = MatrixSymbol(classifier().tensor("W"))
    assert transpose(transpose(symbol)) == symbol
    assert transpose(Identity(K)) == Identity(K)


def test_every_form_converts_to_mathml() -> None:
    """Equations and shape lines are in the part of LaTeX that math-core reads."""
    converter = LatexToMathML()
    for network, formula in all_formulas():
        form = matrix_form(formula, network)
        for source in (form.equation_latex(), form.shapes_latex()):
            assert "<math" in converter.convert_with_local_state(source, displaystyle=True)
