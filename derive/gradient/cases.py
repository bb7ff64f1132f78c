"""The two cases of a formula with a Kronecker delta: equal indices, and different ones."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ..algebra.indices import free_indices, substitute
from ..algebra.tidying import tidy
from ..errors import UnsupportedFormula
from ..network.definitions import Network
from ..writing.display_order import index_rank, leading_indices
from ..writing.latex import latex
from ..writing.text import text
from .derivation import Formula


@dataclass(frozen=True, slots=True)
class Case:
    """The value of a formula where two of its indices are equal, or where they differ."""

    value: sp.Expr
    first: sp.Symbol
    second: sp.Symbol
    equal: bool


def cases(formula: Formula) -> tuple[Case, Case]:
    """Split a formula with one delta of two free indices by substituting, δ = 1 and δ = 0.

    >>> k, j, K = (sp.Symbol(c, integer=True, positive=True) for c in "kjK")
    >>> p = sp.IndexedBase("p", real=True)
    >>> value = p[k] * (sp.KroneckerDelta(k, j, (1, K)) - p[j])
    >>> [case.value for case in cases(Formula(p[k], value, (k, j)))]
    [(1 - p[k])*p[k], -p[j]*p[k]]

    Raises:
        UnsupportedFormula: the formula has no delta of free indices, or several.
    """
    free = free_indices(formula.value)
    deltas = [d for d in formula.value.atoms(sp.KroneckerDelta) if d.free_symbols & free]
    if len(deltas) != 1 or not set(deltas[0].args[:2]) <= free:
        raise UnsupportedFormula(
            f"{len(deltas)} Kronecker deltas of free indices were found in {text(formula.value)}",
            hint="the two cases are shown for a formula with exactly one, such as ∂p_k/∂z_j",
        )
    (delta,) = deltas
    leading = (*leading_indices(formula.left), *(index.name for index in formula.indices))
    first, second = sorted(delta.args[:2], key=lambda index: index_rank(index.name, leading))
    equal = tidy(substitute(formula.value.xreplace({delta: sp.S.One}), {second: first}))
    different = tidy(formula.value.xreplace({delta: sp.S.Zero}))
    return Case(equal, first, second, equal=True), Case(different, first, second, equal=False)


def cases_latex(formula: Formula, network: Network | None = None) -> str:
    r"""Return the two cases as LaTeX.

    >>> k, j, K = (sp.Symbol(c, integer=True, positive=True) for c in "kjK")
    >>> p = sp.IndexedBase("p", real=True)
    >>> print(cases_latex(Formula(p[k], p[k] * (sp.KroneckerDelta(k, j, (1, K)) - p[j]), (k, j))))
    \begin{cases} p_k\left(1 - p_k\right) & j = k \\ -p_k p_j & j \neq k \end{cases}
    """
    rows = [
        rf"{latex(case.value, network, taken=(formula.left,), leading=_names(formula))} & "
        rf"{latex(case.second, network)} {'=' if case.equal else chr(92) + 'neq'} {latex(case.first, network)}"
        for case in cases(formula)
    ]
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


def cases_text(formula: Formula, network: Network | None = None) -> str:
    """Return the two cases as one line of text: ``p_k (1 − p_k) if j = k, −p_k p_j if j ≠ k``."""
    return ", ".join(
        f"{text(case.value, network, taken=(formula.left,), leading=_names(formula))} if "
        f"{text(case.second, network)} {'=' if case.equal else '≠'} {text(case.first, network)}"
        for case in cases(formula)
    )


def _names(formula: Formula) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*leading_indices(formula.left), *(index.name for index in formula.indices))))
