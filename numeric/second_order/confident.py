"""1 − p_k as the sum of all the others, Σ_{j≠k} p_j, where Σ_j p_j = 1 follows from the definition of p.

On a confident row p_k rounds to 1, and p_k (1 − p_k) to 0; the others keep their digits.
"""

from __future__ import annotations

import sympy as sp

from derive.algebra.deltas import delta
from derive.algebra.indices import fresh_index, map_children, substitute
from derive.gradient.accurate import sums_to_one
from derive.network.definitions import Network


def with_all_the_others(expression: sp.Expr, network: Network) -> sp.Expr:
    """The expression with Σ_{j≠k} p_j in the place of 1 − p_k.

    >>> from derive.network.building import classifier
    >>> network = classifier(batch=False)
    >>> k = sp.Symbol("k", integer=True, positive=True)
    >>> p = network.tensor("p")
    >>> with_all_the_others(p.at(k) * (1 - p.at(k)), network).args[1].args[0]
    (1 - KroneckerDelta(_k, k, (1, K)))*p[_k]
    """
    if not expression.args or isinstance(expression, (sp.Indexed, sp.KroneckerDelta)):
        return expression
    inner = map_children(expression, lambda child: with_all_the_others(child, network))
    if isinstance(inner, sp.Add):
        return _others(inner, network)
    return inner


def _others(terms: sp.Add, network: Network) -> sp.Expr:
    """c − c p_k as c Σ_{j≠k} p_j, for the first such pair of terms."""
    for term in terms.args:
        for element in term.atoms(sp.Indexed):
            rest = term / element
            if rest.has(element.base) or -rest not in terms.args:
                continue
            definition = network.definition(str(element.base.label))
            if definition is None or sums_to_one(definition, network) is None:
                continue
            index, size = element.indices[-1], definition.tensor.axes[-1].size
            other = fresh_index(definition.indices[-1])
            total = sp.Sum((1 - delta(other, index, size)) * substitute(element, {index: other}), (other, 1, size))
            return terms - term + rest - rest * total
    return terms
