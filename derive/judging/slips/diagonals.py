"""Diagonals: what stands off it was forgotten, diag(p) for diag(p) − p pᵀ; or what a penalty adds to it, λ I."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import sympy as sp

from ...writing.text import text
from .undone import Claim, Correction, Scope, elements


def diagonal_alone(claim: Claim) -> Iterator[Correction]:
    """p_k δ_kj, or p_k (1 − p_k) δ_kj, written for p_k (δ_kj − p_j).

    >>> from ...network.building import classifier
    >>> network = classifier(batch=False)
    >>> p, k, j = network.tensor("p"), *sp.symbols("k j", integer=True, positive=True)
    >>> delta = sp.KroneckerDelta(k, j, (1, p.shape[0]))
    >>> from ...network.partial import Partial
    >>> claim = Claim(network, Partial(p.at(k), network.tensor("z").at(j)), p.at(k) * delta)
    >>> (p.at(k) * (delta - p.at(j))) in [corrected for _, corrected in diagonal_alone(claim)]
    True
    """
    tensors = [tensor for tensor in claim.network.tensors if len(tensor.axes) == 1]

    def here(node: sp.Expr, scope: Scope) -> Iterator[Correction]:
        if not isinstance(node, sp.KroneckerDelta):
            return
        for tensor in tensors:
            for element in elements(tensor, {index: scope[index] for index in node.args[:2] if index in scope}):
                yield "only the diagonal is there, and what stands beside it is missing", node - element

    yield from claim.rewritten(here)
    for factor in claim.formula.atoms(sp.Add):
        if len(factor.args) == 2 and 1 in factor.args:
            yield from diagonal_alone(Claim(claim.network, claim.left, claim.formula.xreplace({factor: sp.S.One})))


def missing_on_the_diagonal(claim: Claim) -> Iterator[Correction]:
    """AᵀA written for AᵀA + λ I: the curvature of the penalty was left out."""
    numbers = [tensor for tensor in claim.network.given if not tensor.axes]
    for first, second in combinations(sorted(claim.scope, key=str), 2):
        if claim.scope[first] == claim.scope[second]:
            delta = sp.KroneckerDelta(first, second, (1, claim.scope[first]))
            for factor, tensor in product((1, 2), numbers):
                added = factor * tensor.at()
                yield f"{text(added)} is missing on the diagonal", claim.formula + added * delta
