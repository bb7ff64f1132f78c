"""The softmax Jacobian as two cases."""

import pytest
import sympy as sp

from derive.errors import UnsupportedFormula
from derive.gradient.backward import derive_gradient
from derive.gradient.cases import cases, cases_latex, cases_text
from derive.gradient.derivation import Formula
from derive.network.building import classifier
from derive.network.partial import Partial

from ..brute_force import evaluate, random_values
from ..notation import K, delta, j, k, n, over, p, y, z

JACOBIAN = Formula(Partial(p[k], z[j]), p[k] * (delta(k, j, K) - p[j]), (k, j))


def test_softmax_jacobian() -> None:
    """∂p_k/∂z_j is p_k (1 − p_k) for j = k and −p_k p_j otherwise."""
    assert cases_latex(JACOBIAN) == (
        r"\begin{cases} p_k\left(1 - p_k\right) & j = k \\ -p_k p_j & j \neq k \end{cases}"
    )
    assert cases_text(JACOBIAN) == "p_k (1 − p_k) if j = k, −p_k p_j if j ≠ k"


def test_cases_are_those_of_the_derived_jacobian() -> None:
    """The cases of the derived formula have its values, on the diagonal and off it."""
    network = classifier(batch=False)
    formula = derive_gradient(network, "z", of="p").formula
    values = random_values(network, seed=1)
    equal, different = cases(formula)
    first, second = equal.first, equal.second
    for at in ({first: 2, second: 2}, {first: 1, second: 3}):
        case = equal if at[first] == at[second] else different
        assert evaluate(case.value, at, values) == pytest.approx(evaluate(formula.value, at, values), rel=1e-14)


def test_a_batch_keeps_its_sample_index() -> None:
    """Indices that are not in the delta stay."""
    formula = Formula(Partial(p[n, k], z[n, j]), p[n, k] * (delta(k, j, K) - p[n, j]), (n, k, j))
    assert cases_latex(formula) == (
        r"\begin{cases} p_{nk}\left(1 - p_{nk}\right) & j = k \\ -p_{nk} p_{nj} & j \neq k \end{cases}"
    )


@pytest.mark.parametrize(
    "value", [p[k] * p[j], sp.Sum(p[n] * delta(n, k, K), over(n, K)), delta(k, j, K) * delta(k, n, K) * y[k]]
)
def test_formulas_without_two_cases_are_refused(value: sp.Expr) -> None:
    """No delta, one over a bound index, or two of them: there are no two cases."""
    with pytest.raises(UnsupportedFormula, match="Kronecker"):
        cases(Formula(Partial(p[k], z[j]), value, (k, j)))
