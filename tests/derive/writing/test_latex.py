"""What an author would write, and that it means what the formula means."""

import pytest
import sympy as sp
from math_core import LatexToMathML

from derive.algebra.indices import fresh_index
from derive.errors import UnsupportedFormula
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from derive.network.partial import Partial
from derive.writing.latex import (
    condition_latex,
    definition_latex,
    equation_latex,
    formula_latex,
    latex,
    step_latex,
)

from ..brute_force import NETWORKS, SIZES, all_formulas, evaluate, random_values, size_of
from ..latex_reader import LatexReader
from ..notation import W1, W2, D, H, K, N, W, a, d, delta, h, i, j, k, n, over, p, u, x, y, z

w11, w12, x1, x2, z1, z2 = (sp.Symbol(name, real=True) for name in ("w_11", "w_12", "x_1", "x_2", "z_1", "z_2"))
S = sp.Sum

AS_WRITTEN = [
    (p[n, k] * (delta(k, j, K) - p[n, j]), r"p_{nk}\left(\delta_{kj} - p_{nj}\right)"),
    (
        S((p[n, k] - y[n, k]) * x[n, d], over(n, N)) / N,
        r"\frac{1}{N} \sum_{n=1}^{N} \left(p_{nk} - y_{nk}\right) x_{nd}",
    ),
    (p[n, k] * S(y[n, j], over(j, K)) - y[n, k], r"p_{nk} \sum_{j=1}^{K} y_{nj} - y_{nk}"),
    (-y[n, k] / p[n, k], r"-\frac{y_{nk}}{p_{nk}}"),
    (-S(y[n, k] * sp.log(p[n, k]) / sp.log(2), over(k, K)), r"-\sum_{k=1}^{K} y_{nk} \log_2 p_{nk}"),
    (-S(y[n, k] * sp.log(p[n, k]) / sp.log(10), over(k, K)), r"-\sum_{k=1}^{K} y_{nk} \log_{10} p_{nk}"),
    (-S(y[k] * sp.log(p[k]), over(k, K)), r"-\sum_{k=1}^{K} y_k \ln p_k"),
    (S(y[n, k], over(n, N)) / (N * sp.log(2)), r"\frac{1}{N \ln 2} \sum_{n=1}^{N} y_{nk}"),
    (sp.exp(z[n, k]) / S(sp.exp(z[n, j]), over(j, K)), r"\frac{e^{z_{nk}}}{\sum_{j=1}^{K} e^{z_{nj}}}"),
    (S(W[k, d] * x[n, d], over(d, D)) + sp.IndexedBase("b")[k], r"\sum_{d=1}^{D} W_{kd} x_{nd} + b_k"),
    (Partial(p[n, k], z[n, j]), r"\frac{\partial p_{nk}}{\partial z_{nj}}"),
    (W1[h, d], r"W^{(1)}_{hd}"),
    (1 - a[n, h] ** 2, r"1 - a_{nh}^2"),
    (sp.IndexedBase("a1")[n, h] ** 2, r"\left(a^{(1)}_{nh}\right)^2"),
    (sp.tanh(u[n, h]), r"\tanh u_{nh}"),
    (1 - sp.tanh(u[n, h]) ** 2, r"1 - \tanh^2 u_{nh}"),
    (S(p[n, k] * delta(n, k, K), over(k, K), over(n, N)), r"\sum_{n=1}^{N} \sum_{k=1}^{K} p_{nk} \delta_{nk}"),
    (S(a[h], over(h, H)) * S(x[d], over(d, D)), r"\left(\sum_{h=1}^{H} a_h\right) \sum_{d=1}^{D} x_d"),
    (S(-y[k] / p[k], over(k, K)), r"-\sum_{k=1}^{K} \frac{y_k}{p_k}"),
    (W[1, 2] * x[2], "w_{12} x_2"),
    (W[1, 12], "w_{1,12}"),
    (W2[1, 2], "w^{(2)}_{12}"),
    (W[10, 1] + W[2, 1], "w_{21} + w_{10,1}"),
    (w11 * x1 + w12 * x2, r"w_{11} x_1 + w_{12} x_2"),
    (sp.exp(z1) / (sp.exp(z1) + sp.exp(z2)), r"\frac{e^{z_1}}{e^{z_1} + e^{z_2}}"),
    (p[1] * (y[1] + y[2] + y[3]) - y[1], r"p_1\left(y_1 + y_2 + y_3\right) - y_1"),
    (
        y[2] * sp.exp(z[2]) / (sp.exp(z[1]) + sp.exp(z[2]) + sp.exp(z[10])),
        r"\frac{y_2 e^{z_2}}{e^{z_1} + e^{z_2} + e^{z_{10}}}",
    ),
    (sp.log(S(sp.exp(z[j]), over(j, K))) - z[k], r"\ln \sum_{j=1}^{K} e^{z_j} - z_k"),
    (sp.log(p[k]) * S(y[j], over(j, K)), r"\ln\left(p_k\right) \sum_{j=1}^{K} y_j"),
    (sp.log(p[k] * y[k]), r"\ln\left(y_k p_k\right)"),
    (1 / (1 + sp.exp(-z1)), r"\frac{1}{1 + e^{-z_1}}"),
    (sp.Rational(2, 3) * x1 / N, r"\frac{2}{3 N} x_1"),
    (-(x1 + x2), "-x_1 - x_2"),
    (2 * sp.Pow(2, sp.Symbol("q")), r"2 \cdot 2^q"),
    (p[k + 1], "p_{k+1}"),
    (sp.Float("1.5e-7") * x1, r"1.5 \times 10^{-7} x_1"),
    (sp.Symbol("alpha") * x1, r"\alpha x_1"),
    (sp.Symbol("loss"), r"\mathrm{loss}"),
    (sp.Max(0, u[h]), r"\max\left(0, u_h\right)"),
]


@pytest.mark.parametrize(("expression", "written"), AS_WRITTEN)
def test_written_as_an_author_would(expression: sp.Expr, written: str) -> None:
    """The order of factors and terms, the brackets and the subscripts are those of a textbook."""
    assert latex(expression) == written


def test_order_of_a_hidden_layers_gradient() -> None:
    """Later tensors come first, inputs after them, sums last."""
    network = classifier(hidden=("tanh",))
    assert formula_latex(derive_gradient(network, "W1").formula, network) == (
        r"\frac{\partial E}{\partial W^{(1)}_{hd}} = \frac{1}{N} \sum_{n=1}^{N} \left(1 - a_{nh}^2\right) x_{nd} "
        r"\sum_{k=1}^{K} \left(p_{nk} - y_{nk}\right) W^{(2)}_{kh}"
    )


def test_bound_letters_do_not_clash_with_either_side() -> None:
    """An index that is free on the left is not bound on the right."""
    other = fresh_index(k)
    written = equation_latex(Partial(sp.Symbol("L"), z[k]), p[k] * S(y[other], over(other, K)))
    assert written == r"\frac{\partial L}{\partial z_k} = p_k \sum_{j=1}^{K} y_j"
    assert latex(S(y[other], over(other, K)), taken=(z[k], z[j])) == r"\sum_{l=1}^{K} y_l"


def test_delta_starts_with_the_index_of_the_derived_element() -> None:
    """∂p_nj/∂z_nk carries δ_jk, also where SymPy has sorted it otherwise."""
    left = Partial(p[n, k], z[n, i])
    assert latex(delta(i, k, K), leading=("k", "i")) == r"\delta_{ki}"
    assert equation_latex(left, p[n, k] * (delta(i, k, K) - p[n, i])).endswith(
        r"p_{nk}\left(\delta_{ki} - p_{ni}\right)"
    )


def test_everything_printed_means_what_it_says() -> None:
    """Read back independently, every formula has the value that loops over the indices give."""
    cases = all_formulas()
    for network, formula in cases:
        values = random_values(network, seed=7)
        named = {}
        for tensor in network.tensors:
            layer = "" if tensor.layer is None else str(tensor.layer)
            for place in sp.utilities.iterables.cartes(*(range(size_of(s)) for s in tensor.shape)):
                key = (tensor.symbol_letter, layer, tuple(c + 1 for c in place))
                named[key] = float(values[tensor.name][place])
        named |= {(name, "", ()): float(size) for name, size in SIZES.items()}
        at = {index: 1 + place % 2 for place, index in enumerate(formula.indices)}
        source = latex(formula.value, network, taken=(formula.left,))
        found = LatexReader(source, named, {index.name: number for index, number in at.items()}).value()
        assert found == pytest.approx(evaluate(formula.value, at, values), rel=1e-12), source
    assert len(cases) > 100


def test_every_formula_converts_to_mathml() -> None:
    """All definitions, conditions, steps and formulas are in the part of LaTeX that math-core reads."""
    converter = LatexToMathML()
    for options in NETWORKS:
        network = classifier(**options)
        written = [definition_latex(d, network) for d in network.definitions]
        written += [condition_latex(c, network) for c in network.conditions]
        derivation = derive_gradient(network, network.parameters[0].name)
        written += [side for step in derivation.steps for side in step_latex(step, network)]
        for source in written:
            assert "<math" in converter.convert_with_local_state(source, displaystyle=True)
            assert not any(word in source for word in (r"\operatorname", r"\substack", r"\mbox", "|", "<", "_D"))


def test_names_from_outside_cannot_bring_commands_in() -> None:
    """A symbol's name is letters to be shown, never LaTeX to be run."""
    converter = LatexToMathML()
    for name in (r"\input{secrets}", "a$b", "x_{y}", "50%", "__import__('os')", "p^q_r", "w_out"):
        written = latex(sp.Symbol(name) + 1)
        assert r"\input" not in written
        assert "$" not in written.replace(r"\$", "")
        converter.convert_with_local_state(written, displaystyle=False)


def test_what_has_no_notation_is_refused() -> None:
    """An integral is not quietly printed as something else."""
    with pytest.raises(UnsupportedFormula, match="Integral"):
        latex(sp.Integral(x1, x1))


def test_jacobian_of_softmax_for_a_batch() -> None:
    """The local derivative that the chain rule uses prints compactly."""
    network = classifier(batch=False)
    local = derive_gradient(network, "z", of="p").formula
    assert formula_latex(local, network) in (
        r"\frac{\partial p_k}{\partial z_j} = p_k\left(\delta_{kj} - p_j\right)",
        r"\frac{\partial p_j}{\partial z_k} = p_j\left(\delta_{jk} - p_k\right)",
    )
