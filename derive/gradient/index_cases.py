"""The cases of a formula with Kronecker deltas: which of its free indices are equal, and what is left then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy as sp

from ..algebra.indices import free_indices, substitute
from ..algebra.tidying import tidy
from ..network.definitions import Network
from ..writing.display_order import index_rank, leading_indices
from ..writing.latex import latex
from ..writing.text import text
from .derivation import Formula

MOST_CASES = 8
Pair = tuple[sp.Symbol, sp.Symbol]


@dataclass(frozen=True, slots=True)
class IndexCase:
    """What a formula is where some of its indices are equal and others differ.

    ``equal`` and ``different`` are pairs of indices; of equal ones only the first stands in ``value``.
    """

    value: sp.Expr
    equal: tuple[Pair, ...]
    different: tuple[Pair, ...]

    def condition_text(self, network: Network | None = None) -> str:
        """The case in words, such as ``j = k, e ≠ d``."""
        pairs = [(*pair, "=") for pair in self.equal] + [(*pair, "≠") for pair in self.different]
        return ", ".join(f"{text(b, network)} {sign} {text(a, network)}" for a, b, sign in pairs)

    def condition_latex(self, network: Network | None = None) -> str:
        r"""The case as LaTeX, such as ``j = k,\ e \neq d``."""
        pairs = [(*pair, "=") for pair in self.equal] + [(*pair, r"\neq") for pair in self.different]
        return r",\ ".join(f"{latex(b, network)} {sign} {latex(a, network)}" for a, b, sign in pairs)


def index_cases(formula: Formula) -> tuple[IndexCase, ...]:
    """Split a formula at the deltas of its free indices; empty where it has none, or too many to be read.

    >>> from ..network.building import classifier
    >>> for case in index_cases(classifier(batch=False).hessian("W").formula):
    ...     print(case.condition_text(), case.value, sep=": ")
    j = k: (1 - p[k])*p[k]*x[d]*x[e]
    j ≠ k: -p[j]*p[k]*x[d]*x[e]
    """
    leading = (*leading_indices(formula.left), *(index.name for index in formula.indices))
    found = tuple(_split(IndexCase(formula.value, (), ()), frozenset(formula.indices), leading))
    return found if 1 < len(found) <= MOST_CASES else ()


def _split(case: IndexCase, free: frozenset[sp.Symbol], leading: tuple[str, ...]) -> Iterator[IndexCase]:
    pairs = [tuple(sorted(delta.args[:2], key=lambda i: index_rank(i.name, leading))) for delta in _deltas(case, free)]
    if not pairs:
        yield case
        return
    first, second = min(pairs, key=lambda pair: [index_rank(index.name, leading) for index in pair])
    renamed = {second: first}
    different = tuple(dict.fromkeys((renamed.get(a, a), renamed.get(b, b)) for a, b in case.different))
    equal = IndexCase(substitute(case.value, renamed), (*case.equal, (first, second)), different)
    yield from _split(_without(equal), free, leading)
    other = IndexCase(case.value, case.equal, (*case.different, (first, second)))
    yield from _split(_without(other), free, leading)


def _deltas(case: IndexCase, free: frozenset[sp.Symbol]) -> list[sp.KroneckerDelta]:
    inside = free_indices(case.value)
    deltas = [delta for delta in case.value.atoms(sp.KroneckerDelta) if set(delta.args[:2]) <= free & inside]
    return sorted(deltas, key=sp.default_sort_key)


def _without(case: IndexCase) -> IndexCase:
    """The case without the deltas that it decides."""
    apart = {frozenset(pair) for pair in case.different}
    zero = {d: sp.S.Zero for d in case.value.atoms(sp.KroneckerDelta) if frozenset(d.args[:2]) in apart}
    return IndexCase(tidy(case.value.xreplace(zero)), case.equal, case.different)


def case_text(case: IndexCase, formula: Formula, network: Network | None = None) -> str:
    """A case as one line: ``j = k: p_k (1 − p_k) x_d x_e``."""
    return (
        f"{case.condition_text(network)}: {text(case.value, network, taken=(formula.left,), leading=_names(formula))}"
    )


def case_latex(case: IndexCase, formula: Formula, network: Network | None = None) -> str:
    """The value of a case as LaTeX."""
    return latex(case.value, network, taken=(formula.left,), leading=_names(formula))


def cases_of_indices_latex(formula: Formula, network: Network | None = None) -> str:
    r"""The cases as a ``cases`` environment; empty where there are none.

    >>> from ..network.building import classifier
    >>> print(cases_of_indices_latex(classifier(batch=False).hessian("z").formula))
    \begin{cases} p_k\left(1 - p_k\right) & j = k \\ -p_k p_j & j \neq k \end{cases}
    """
    rows = [f"{case_latex(case, formula, network)} & {case.condition_latex(network)}" for case in index_cases(formula)]
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}" if rows else ""


def _names(formula: Formula) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*leading_indices(formula.left), *(index.name for index in formula.indices))))
