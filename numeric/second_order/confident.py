"""1 − p_k as the sum of all the others, Σ_{j≠k} p_j, where Σ_j p_j = 1 follows from the definition of p.

On a confident row p_k rounds to 1, and p_k (1 − p_k) to 0; the others keep their digits.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from derive.algebra.canonical import equal_for_every_size
from derive.algebra.deltas import delta
from derive.algebra.indices import free_indices, fresh_index, map_children, substitute
from derive.gradient.accurate import sums_to_one
from derive.gradient.derivation import Formula
from derive.network.definitions import Network
from derive.proof.small_sizes import exact_check


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


def accurately(formula: Formula, network: Network) -> Formula:
    """The formula with all the others in the place of 1 − p_k, and of p_k's own part of Σ_j p_j u_j; proved equal.

    >>> from derive.network.building import classifier
    >>> from .directional import along_a_direction, hessian_vector
    >>> found = along_a_direction(classifier()).network
    >>> print(accurately(hessian_vector(classifier())["W"].formula, found))
    ∂S/∂W_kd = (1/N) Σ_n ((Σ_e V_ke x_ne) Σ_j≠k p_nj − Σ_j≠k p_nj Σ_e V_je x_ne) p_nk x_nd
    """
    value = with_all_the_others(formula.value, network)
    if value == formula.value or not exact_check(network, formula.value, value, conditions=network.conditions).proved:
        return formula
    return replace(formula, value=value)


def _others(terms: sp.Add, network: Network) -> sp.Expr:
    """c − c p_k as c Σ_{j≠k} p_j, for the first such pair of terms; else u_k − Σ_j p_j u_j without its own term."""
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
    return _without_own_term(terms, network)


def _without_own_term(terms: sp.Add, network: Network) -> sp.Expr:
    """u_k − Σ_j p_j u_j as u_k Σ_{j≠k} p_j − Σ_{j≠k} p_j u_j."""
    for total in (t for t in sp.Add.make_args(-terms) if isinstance(t, sp.Sum) and len(t.limits) == 1):
        (bound, _, size), factors = total.limits[0], sp.Mul.make_args(total.function)
        for share in (f for f in factors if isinstance(f, sp.Indexed) and bound in f.indices):
            definition = network.definition(str(share.base.label))
            if definition is None or share.indices[-1] != bound or sums_to_one(definition, network) is None:
                continue
            own, rest = sp.Mul(*(f for f in factors if f is not share)), terms + total
            for index in sorted(free_indices(rest), key=str):
                if equal_for_every_size(rest, substitute(own, {bound: index})):
                    mask = 1 - delta(bound, index, size)
                    return rest * sp.Sum(mask * share, total.limits[0]) - sp.Sum(mask * total.function, total.limits[0])
    return terms
