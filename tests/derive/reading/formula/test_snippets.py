"""The 48 snippets that no surveyed reader reads: each against the tree that a person builds by hand."""

import pytest
import sympy as sp

from derive.network.maximum import Maximum
from derive.network.partial import Partial
from derive.reading.formula import RejectedFormula, read_formula
from derive.reading.formula.reading import Reading

n, i, j, k, d, y_ = (sp.Symbol(c, integer=True, positive=True) for c in "nijkdy")
N, D, K, H = (sp.Symbol(c, integer=True, positive=True) for c in "NDKH")
x, y, z, s, p, w, W, W1, W2, b, h, yhat = (
    sp.IndexedBase(c, real=True) for c in ("x", "y", "z", "s", "p", "w", "W", "W1", "W2", "b", "h", "yhat")
)
X, Y, Z, L, B, w_, loss, lam, r, w_out = (
    sp.Symbol(c, real=True) for c in ("x", "y", "z", "L", "b", "w", "loss", "lambda", "r", "w_out")
)
e, log, S = sp.exp, sp.log, sp.Sum


def delta(first: sp.Symbol, second: sp.Symbol) -> sp.Expr:
    """A delta over the classes."""
    return sp.KroneckerDelta(first, second, (1, K))


entropy = -S(y[i] * log(s[i]), (i, 1, K))
softmax = e(z[i]) / S(e(z[j]), (j, 1, K))
outer = [Partial(L, W[k, d]), (s[k] - y[k]) * x[d]]
jacobian = [Partial(s[i], z[j]), s[i] * (delta(i, j) - s[j])]
batch = S((s[n, i] - y[n, i]) * x[n, j], (n, 1, N)) / N
sigmoid = 1 / (1 + e(-Z))

EXPECTED: list[tuple[int, str, list[sp.Expr]]] = [
    (1, r"\frac{\partial L}{\partial w_{ij}} = (s_i - y_i) x_j", [Partial(L, w[i, j]), (s[i] - y[i]) * x[j]]),
    (2, r"(s_i - y_i) x_j", [(s[i] - y[i]) * x[j]]),
    (3, r"-\sum_{i} y_i \log s_i", [entropy]),
    (4, r"-\sum_{i=1}^{K} y_i \log s_i", [entropy]),
    (5, r"-\sum_{i=1}^{K} y_i \log(s_i)", [entropy]),
    (6, r"\frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}", [softmax]),
    (7, r"\frac{\exp(z_i)}{\sum_{j=1}^{K} \exp(z_j)}", [softmax]),
    (8, r"\frac{\exp z_i}{\sum_j \exp z_j}", [softmax]),
    (9, r"\frac{\exp\left(z_i\right)}{\sum_{j=1}^{K} \exp\left(z_j\right)}", [softmax]),
    (10, r"\operatorname{softmax}(z)_i", [softmax]),
    (11, r"\operatorname{softmax}(z)", [e(z[k]) / S(e(z[j]), (j, 1, K))]),
    (12, r"\mathrm{softmax}(\mathbf{z})_i", [softmax]),
    (13, r"\hat{y}_i - y_i", [yhat[i] - y[i]]),
    (14, r"\hat{y_i} - y_i", [yhat[i] - y[i]]),
    (15, r"s_i(\delta_{ij} - s_j)", [s[i] * (delta(i, j) - s[j])]),
    (16, r"s_i (1 - s_i)", [s[i] * (1 - s[i])]),
    (
        17,
        r"\frac{\partial s_i}{\partial z_j} = s_i(\delta_{ij} - s_j)",
        [Partial(s[i], z[j]), s[i] * (delta(i, j) - s[j])],
    ),
    (18, r"\nabla_W L = (s - y) x^T", outer),
    (19, r"\nabla_{\mathbf{W}} \mathcal{L} = (\mathbf{s}-\mathbf{y})\mathbf{x}^\top", outer),
    (20, r"\frac{1}{N}\sum_{n=1}^{N} (s_{n,i} - y_{n,i}) x_{n,j}", [batch]),
    (21, r"\frac{1}{N}\sum_{n=1}^{N} (s_{ni} - y_{ni}) x_{nj}", [batch]),
    (22, r"L = -\log \frac{e^{z_y}}{\sum_j e^{z_j}}", [L, -log(e(z[y_]) / S(e(z[j]), (j, 1, K)))]),
    (23, r"\log \sum_{j=1}^{K} e^{z_j}", [log(S(e(z[j]), (j, 1, K)))]),
    (24, r"z_i = \sum_{j=1}^{D} w_{ij} x_j + b_i", [z[i], S(w[i, j] * x[j], (j, 1, D)) + b[i]]),
    (25, r"z = W x + b", [z[k], S(W[k, d] * x[d], (d, 1, D)) + b[k]]),
    (26, r"\begin{cases} s_i - 1 & i = y \\ s_i & i \neq y \end{cases}", [s[i] - delta(i, y_)]),
    (27, r"s_i - \mathbb{1}[i = y]", [s[i] - delta(i, y_)]),
    (28, r"\sigma(z) = \frac{1}{1+e^{-z}}", [sigmoid, sigmoid]),
    (29, r"\sigma(z)(1-\sigma(z))", [sigmoid * (1 - sigmoid)]),
    (30, r"\max(0, x)", [sp.Max(0, X)]),
    (31, r"\tanh(w x + b)", [sp.tanh(w_ * X + B)]),
    (32, r"\|w\|^2", [S(w[d] ** 2, (d, 1, D))]),
    (33, r"\lambda \sum_{i=1}^{D} w_i^2", [lam * S(w[i] ** 2, (i, 1, D))]),
    (34, r"s_i\!\left(1-s_i\right)", [s[i] * (1 - s[i])]),
    (35, r"2x\,y", [2 * X * Y]),
    (36, r"\left( p_{k} - y_{k} \right) \cdot h_{j}", [(p[k] - y[k]) * h[j]]),
    (37, r"x_1^2 + x_2^2", [x[1] ** 2 + x[2] ** 2]),
    (38, r"\frac{d}{dx} \ln(x)", [Partial(log(X), X)]),
    (39, r"\ln s_i", [log(s[i])]),
    (40, r"e^{z_i - \max_j z_j}", [e(z[i] - Maximum(z[j], (j, 1, K)))]),
    (41, r"W_{ij}^{(1)}", [W1[i, j]]),
    (42, r"\sum_{k=1}^{K} W^{(2)}_{ki} (s_k - y_k)", [S(W2[k, i] * (s[k] - y[k]), (k, 1, K))]),
    (43, r"\text{loss} = 3", [loss, sp.Integer(3)]),
    (44, r"w_{\text{out}} x", [w_out * X]),
    (45, r"1.5 \times 10^{-3}", [sp.Rational(3, 2000)]),
    (48, r"\pi r^2", [sp.pi * r**2]),
]


def values_of(reading: Reading) -> list[sp.Expr]:
    """The sides, bound indices of a matrix product renamed to the letters that these tests use."""
    return [renamed(value) for side in reading.sides for value in side.values]


def renamed(value: sp.Expr) -> sp.Expr:
    """Bound indices without a letter of the author's get that of the sum they replace in a test."""
    dummies = sorted(value.atoms(sp.Dummy), key=str)
    return value.xreplace({dummy: {"k": j, "d": d}[dummy.name] for dummy in dummies})


@pytest.mark.parametrize(("number", "source", "expected"), EXPECTED, ids=[str(row[0]) for row in EXPECTED])
def test_snippet_is_read_as_a_person_reads_it(number: int, source: str, expected: list[sp.Expr]) -> None:
    """Every side is exactly the tree that was built by hand."""
    assert values_of(read_formula(source)) == expected, number


@pytest.mark.parametrize(("number", "source"), [(46, "i"), (47, "e x")])
def test_snippet_with_two_readings_is_rejected_with_both(number: int, source: str) -> None:
    """The imaginary unit or an index, Euler's number or a variable: only a declaration can tell."""
    with pytest.raises(RejectedFormula) as found:
        read_formula(source)
    assert len(found.value.readings) == 2, number


def test_all_48_snippets_are_here() -> None:
    """At least 44 are read, the others are rejected, none is left out."""
    assert sorted([row[0] for row in EXPECTED] + [46, 47]) == list(range(1, 49))
    assert len(EXPECTED) >= 44


def test_echo_shows_the_limits_of_a_sum() -> None:
    """A sum from 2, or to 3, is not echoed as one over the whole axis."""
    assert str(read_formula(r"\sum_{i=2}^{K} z_i")) == "Σ_{i=2…K} z_i"
    assert str(read_formula(r"\sum_{i=1}^{3} x_i + \sum_{i=1}^{K} z_i")) == "Σ_i z_i + Σ_{i=1…3} x_i"
