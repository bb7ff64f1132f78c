"""Cancelling: a factor in front of a bracket is multiplied into it where it meets its own reciprocal."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from .powers import Powers, powers_of, product_of

MOST_TERMS = 12


def length(expression: sp.Basic) -> int:
    """How long a formula is: its elements, numbers and operations; indices do not count.

    >>> p, k = sp.IndexedBase("p"), sp.Symbol("k")
    >>> length(p[k] * (1 - p[k]))
    7
    """
    if not expression.args or isinstance(expression, (sp.Indexed, sp.KroneckerDelta)):
        return 1
    return sum(map(length, expression.args)) + 1


def cancelled(expression: sp.Expr) -> sp.Expr:
    """p (1 − y/p) = p − y, wherever multiplying a factor into a bracket makes the product shorter.

    >>> p, y = sp.symbols("p y")
    >>> cancelled(p * (1 - p) * ((1 - y) / (1 - p) - y / p))
    p - y
    """
    if not isinstance(expression, sp.Mul):
        return expression
    factors = powers_of(expression)
    for bracket in [base for base, power in factors.items() if isinstance(base, sp.Add) and power == 1]:
        moved = _met_inside(bracket, factors)
        if not moved:
            continue
        inside = sp.Add(*(cancelled(term * product_of(moved)) for term in bracket.args))
        outside = expression / bracket / product_of(moved)
        shortest = min((outside * written for written in _written(inside)), key=length)
        if length(shortest) < length(expression):
            return cancelled(shortest)
    return expression


def _met_inside(bracket: sp.Add, factors: Powers) -> Powers:
    """The factors beside a bracket by which something in it is divided, each to the power at which it is."""
    moved: Powers = Powers()
    for term in bracket.args:
        for base, power in powers_of(term).items():
            if isinstance(base, sp.Add) and power == 1:
                moved |= _met_inside(base, factors)
            elif power < 0 < factors.get(base, 0):
                moved[base] = max(moved[base], min(-power, factors[base]))
    return moved


def _written(inside: sp.Expr) -> Iterator[sp.Expr]:
    """A sum as it is, and with the products in it multiplied out."""
    yield inside
    terms = [multiplied_out(term) for term in sp.Add.make_args(inside)]
    if sum(len(sp.Add.make_args(term)) for term in terms) <= MOST_TERMS:
        yield sp.Add(*terms)


def multiplied_out(product: sp.Expr) -> sp.Expr:
    """The product with its brackets multiplied out; what stands inside of functions and sums stays.

    >>> p, y = sp.symbols("p y")
    >>> multiplied_out(p * (1 - y))
    -p*y + p
    """
    return sp.expand_mul(product, deep=False)
