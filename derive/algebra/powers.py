"""Products as factors with whole powers."""

from __future__ import annotations

from collections import Counter

import sympy as sp

Powers = Counter[sp.Expr]


def powers_of(expression: sp.Expr) -> Powers:
    """Return the factors of a product with their integer powers; exp(2u) counts as exp(u) twice, √v³ as √v thrice.

    >>> u, v = sp.symbols("u v")
    >>> sorted((str(base), power) for base, power in powers_of(sp.exp(2 * u) / v).items())
    [('exp(u)', 2), ('v', -1)]
    """
    powers: Powers = Counter()
    for factor in sp.Mul.make_args(expression):
        if isinstance(factor, sp.exp):
            times, argument = factor.args[0].as_coeff_Mul()
            base, power = (sp.exp(argument), times) if times.is_Integer else (factor, sp.S.One)
        else:
            base, power = factor.as_base_exp()
        if power.is_Rational and not power.is_Integer:
            base, power = base ** sp.Rational(1, power.q), sp.Integer(power.p)
        if not power.is_Integer:
            base, power = factor, sp.S.One
        powers[base] += int(power)
    return powers


def product_of(powers: Powers) -> sp.Expr:
    """The product that ``powers_of`` took apart."""
    return sp.Mul(*(base**power for base, power in powers.items()))


def is_size(expression: sp.Expr) -> bool:
    """True for numbers and what is made of the sizes of axes, such as 1/(2 N).

    >>> is_size(1 / sp.sqrt(2 * sp.Symbol("N", integer=True))), is_size(sp.Symbol("s"))
    (True, False)
    """
    return not expression.has(sp.Indexed, sp.Sum, sp.Dummy) and all(s.is_integer for s in expression.free_symbols)
