"""Recognising functions that are written out: e^u/(1 + e^u) is σ(u)."""

from __future__ import annotations

import sympy as sp

from ..network.functions import FUNCTIONS
from .indices import map_children
from .powers import Powers, powers_of, product_of

KEPT = (sp.Indexed, sp.KroneckerDelta)
SIGMOID = type(FUNCTIONS["sigmoid"](sp.Symbol("u", real=True)))


def recognised(expression: sp.Expr) -> sp.Expr:
    """1/(1 + e^−u) = e^u/(1 + e^u) = σ(u), 1/(1 + e^u) = 1 − σ(u), (e^u − e^−u)/(e^u + e^−u) = tanh u, anywhere.

    Beside σ(u), σ(−u) is 1 − σ(u).

    >>> u = sp.Symbol("u", real=True)
    >>> recognised(sp.exp(u) / (1 + sp.exp(u))), recognised(sp.exp(-u) / (1 + sp.exp(-u)) ** 2)
    (Sigmoid(u), (1 - Sigmoid(u))*Sigmoid(u))
    """
    turned = {node: 1 - node.func(-node.args[0]) for node in expression.atoms(SIGMOID) if _is_beside(node, expression)}
    return _recognised(expression.xreplace(turned) if turned else expression)


def _is_beside(sigmoid: sp.Expr, expression: sp.Expr) -> bool:
    """True for σ(−u) in a formula with σ(u)."""
    argument = sigmoid.args[0]
    return bool(argument.could_extract_minus_sign() and expression.has(sigmoid.func(-argument)))


def _recognised(expression: sp.Expr) -> sp.Expr:
    if not expression.args or isinstance(expression, KEPT) or not expression.has(sp.exp):
        return expression
    if isinstance(expression, (sp.Mul, sp.Pow)) and not isinstance(expression, sp.exp):
        expression = _tangents(_sigmoids(expression))
    return map_children(expression, _recognised)


def _sigmoids(product: sp.Expr) -> sp.Expr:
    powers = powers_of(product)
    for base, power in list(powers.items()):
        exponent = _exponent_beside_one(base) if power < 0 else None
        if exponent is not None:
            powers = _with_sigmoid(powers, base, exponent)
    return product if powers == powers_of(product) else product_of(powers)


def _exponent_beside_one(bracket: sp.Expr) -> sp.Expr | None:
    """v where the bracket is 1 + e^v; None for anything else."""
    if not isinstance(bracket, sp.Add) or len(bracket.args) != 2:
        return None
    one, power = sorted(bracket.args, key=lambda term: isinstance(term, sp.exp))
    return power.args[0] if one == 1 and isinstance(power, sp.exp) else None


def _with_sigmoid(powers: Powers, bracket: sp.Expr, exponent: sp.Expr) -> Powers:
    """(1 + e^v)^−m e^(kv) = σ(v)^k (1 − σ(v))^(m−k); where v is −u, through σ(u)."""
    ((base, times),) = powers_of(sp.exp(exponent)).items()
    result, count = Powers(powers), -powers[bracket]
    together = max(0, min(count, powers[base] // times))
    sigmoid = FUNCTIONS["sigmoid"]
    turned = exponent.could_extract_minus_sign()
    with_it = sigmoid(-exponent if turned else exponent)
    first, second = (1 - with_it, with_it) if turned else (with_it, 1 - with_it)
    result[bracket] = 0
    result[base] -= together * times
    result[first] += together
    result[second] += count - together
    return result


def _tangents(product: sp.Expr) -> sp.Expr:
    """(a e^v − a e^w) / (b e^v + b e^w) = (a/b) tanh((v − w)/2)."""
    powers = powers_of(product)
    for below in [base for base, power in powers.items() if power == -1]:
        pair = _two_exponents(below)
        for above in [base for base, power in powers.items() if power == 1 and pair is not None]:
            other = _two_exponents(above)
            if pair is None or other is None or set(pair) != set(other):
                continue
            (v, plus), (w, minus) = other.items()
            if plus == -minus and pair[v] == pair[w]:
                return product * below / above * (plus / pair[v]) * sp.tanh((v - w) / 2)
    return product


def _two_exponents(bracket: sp.Expr) -> dict[sp.Expr, sp.Expr] | None:
    """The exponents of a sum of two exponentials with their coefficients; None for anything else."""
    terms = [term.as_coeff_Mul() for term in bracket.args] if isinstance(bracket, sp.Add) else []
    if len(terms) != 2 or not all(isinstance(power, sp.exp) for _, power in terms):
        return None
    return {power.args[0]: number for number, power in sorted(terms, key=lambda t: -t[0])}
