"""Slips in single terms of a sum: a number before one of them, one too many or too few, a factor that several share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import sympy as sp

from ...writing.text import text
from .undone import Claim, Correction, Scope, every_element

MOST_TERMS = 5


def wrong_number_of_a_term(claim: Claim) -> Iterator[Correction]:
    """λ w_j for ½ λ w_j, and p_k − y_k for p_k − 2 y_k."""

    def here(node: sp.Expr, _scope: Scope) -> Iterator[Correction]:
        for term in node.args if node.is_Add else ():
            number, rest = term.as_coeff_Mul()
            if rest == 1:
                continue
            if abs(number) != 1:
                yield f"the factor {text(abs(number))} of {text(rest)} is too much", node - term + term / abs(number)
            yield f"a factor 2 of {text(rest)} is missing", node + term
            yield f"a factor 1/2 of {text(rest)} is missing", node - term / 2

    yield from claim.rewritten(here)


def term_too_much(claim: Claim) -> Iterator[Correction]:
    """p_k − y_k for p_k − y_k + 1."""

    def here(node: sp.Expr, _scope: Scope) -> Iterator[Correction]:
        for term in node.args if node.is_Add else ():
            yield f"the term {text(term)} is too much", node - term

    yield from claim.rewritten(here)


def missing_term(claim: Claim) -> Iterator[Correction]:
    """p_k for p_k − y_k, −σ(z) for 1 − σ(z), and 3 x² for 3 x² − 2."""
    yield "the term 1 is missing", claim.formula + 1
    yield "the term −1 is missing", claim.formula - 1
    first, second = ({*sp.Add.make_args(sp.expand(side))} for side in (claim.left, claim.formula))
    if first > second and len(first - second) == 1:
        (term,) = first - second
        yield f"the term {text(term).replace('-', '−')} is missing", claim.formula + term
    for number in (tensor.at() for tensor in claim.network.tensors if not tensor.axes):
        yield f"the term {text(number)} is missing", claim.formula + number
        yield f"the term {text(-number)} is missing", claim.formula - number
    for element in every_element(claim.network, claim.scope):
        yield f"the term {text(element)} is missing", claim.formula + element
        yield f"the term {text(-element)} is missing", claim.formula - element


def missing_factor_of_terms(claim: Claim) -> Iterator[Correction]:
    """(f − t) x_j + λ w_j for (f − t) + λ w_j: what was in brackets lost its factor."""

    def here(node: sp.Expr, scope: Scope) -> Iterator[Correction]:
        terms = node.args if node.is_Add and len(node.args) <= MOST_TERMS else ()
        for count in range(2, len(terms)):
            for some in combinations(terms, count):
                for element in every_element(claim.network, scope):
                    words = f"the factor {text(element)} of {text(sp.Add(*some))} is missing"
                    others = [term for term in terms if term not in some]
                    yield words, sp.Add(*others, element * sp.Add(*some))

    yield from claim.rewritten(here)
