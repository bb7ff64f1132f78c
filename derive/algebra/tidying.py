"""Tidying: numbers, constants and common factors stand outside of sums and brackets, once."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import combinations
from math import gcd

import sympy as sp

from ..network.cases import Cases
from ..network.maximum import Maximum
from .cancelling import cancelled, length
from .indices import map_children, substitute
from .powers import Powers, is_size, powers_of, product_of

MOST_OPENED = 8
MOST_ROUNDS = 4
SHORTEST_SHARED = 3  # a product of two, or a bracket
KEPT = (sp.Indexed, sp.KroneckerDelta, Cases, sp.Piecewise, Maximum)


def take_out_of_sums(expression: sp.Expr) -> sp.Expr:
    """Σ_i c f_i = c Σ_i f_i, and Σ_i c = c · size, for c without the index i.

    >>> i, K, c = sp.Symbol("i"), sp.Symbol("K"), sp.Symbol("c")
    >>> take_out_of_sums(sp.Sum(c * sp.IndexedBase("f")[i], (i, 1, K)))
    c*Sum(f[i], (i, 1, K))
    """
    if not expression.has(sp.Sum):
        return expression
    if isinstance(expression, sp.Sum):
        return _take_out_of(sp.Sum(gather(take_out_of_sums(expression.function)), *expression.limits))
    return map_children(expression, take_out_of_sums)


def _take_out_of(total: sp.Sum) -> sp.Expr:
    """The factors of the summand that are free of the index, in front of the sum."""
    number, function = _number_out(total.function)
    used = [limit for limit in total.limits if function.has(limit[0])]
    sizes = sp.Mul(number, *(limit[2] - limit[1] + 1 for limit in total.limits if limit not in used))
    if not used:
        return sizes * function
    bound = [limit[0] for limit in used]
    inside: list[sp.Expr] = []
    outside: list[sp.Expr] = []
    for factor in sp.Mul.make_args(function):
        (inside if factor.has(*bound) else outside).append(factor)
    return sizes * sp.Mul(*outside) * sp.Sum(sp.Mul(*inside), *used)


def content(expression: sp.Expr) -> sp.Rational:
    """The number that all terms of a sum share, with the sign where all terms are negative.

    >>> u, v = sp.symbols("u v")
    >>> content(2 * u - 4 * v), content(-u / 2 - v / 2), content(1 - u / 3)
    (2, -1/2, 1)
    """
    if not isinstance(expression, sp.Add):
        return sp.S.One
    numbers = [term.as_coeff_Mul()[0] for term in expression.args]
    if not all(number.is_Rational for number in numbers):
        return sp.S.One
    sign = -1 if all(number < 0 for number in numbers) else 1
    return sp.Rational(sign * gcd(*(int(n.p) for n in numbers)), gcd(*(int(n.q) for n in numbers)))


def _number_out(expression: sp.Expr) -> tuple[sp.Rational, sp.Expr]:
    """The number in front of a product, and the rest; a lone bracket gives its content."""
    number, rest = expression.as_coeff_Mul()
    inner = content(rest)
    return number * inner, _divided(rest, inner)


def _divided(bracket: sp.Expr, number: sp.Rational) -> sp.Expr:
    return bracket if number == 1 else sp.Add(*(term / number for term in bracket.args))


def gather(expression: sp.Expr) -> sp.Expr:
    """Take the factors that all terms of an Add share out of the bracket.

    >>> a, b, c = sp.symbols("a b c")
    >>> gather(2 * a * b - 2 * a * c)
    2*a*(b - c)
    """
    if not isinstance(expression, sp.Add):
        return expression
    terms = [powers_of(term) for term in expression.args]
    shared = _shared(terms)
    if not shared:
        return expression
    number, outside = content(expression), product_of(shared)
    return number * outside * sp.Add(*(term / outside / number for term in expression.args))


def _shared(terms: list[Powers]) -> Powers:
    """The factors common to all products, numbers aside, each to the power nearest to 0."""
    shared: Powers = Counter()
    for base, power in terms[0].items():
        others = [term.get(base, 0) for term in terms[1:]]
        if base.is_Number or any(other * power <= 0 for other in others):
            continue
        shared[base] = min([power, *others], key=abs)
    return shared


def grouped(expression: sp.Expr) -> sp.Expr:
    """(1 − p) a + (1 − p) b + c = (1 − p) (a + b) + c: what some terms share, a bracket or several factors.

    >>> a, b, c, p = sp.symbols("a b c p")
    >>> grouped((1 - p) * a + (1 - p) * b + c)
    c + (1 - p)*(a + b)
    """
    if not isinstance(expression, sp.Add) or len(expression.args) < 3:
        return expression
    terms = {term: powers_of(term) for term in sorted(expression.args, key=sp.default_sort_key)}
    common = (_without_sizes(_shared([terms[s], terms[t]])) for s, t in combinations(terms, 2))
    longest = max(common, key=lambda powers: length(product_of(powers)))
    if length(product_of(longest)) < SHORTEST_SHARED:
        return expression
    members = [term for term, powers in terms.items() if all(_has(powers, *factor) for factor in longest.items())]
    others = sp.Add(*(term for term in terms if term not in members))
    return _tidied(gather(sp.Add(*members)) + others)


def _without_sizes(powers: Powers) -> Powers:
    return Powers({base: power for base, power in powers.items() if not is_size(base)})


def _has(powers: Powers, base: sp.Expr, power: int) -> bool:
    return powers.get(base, 0) * power > 0 and abs(powers[base]) >= abs(power)


def numbers_out_of_brackets(product: sp.Expr) -> sp.Expr:
    """(2 a − 2 b) c = 2 (a − b) c, and −(a − 1) c = (1 − a) c: the numbers of a product stand in front of it.

    >>> a, b, c = sp.symbols("a b c")
    >>> numbers_out_of_brackets((2 * a - 2 * b) * c), numbers_out_of_brackets(-(a - 1) * c)
    (2*c*(a - b), c*(1 - a))
    """
    number, factors = sp.S.One, []
    for factor in sp.Mul.make_args(product):
        base, power = factor.as_base_exp()
        inner = content(base) if power.is_Integer else sp.S.One
        number *= inner**power
        factors.append(_divided(base, inner) ** power if inner != 1 else factor)
    if number == 1:
        return _turned(product)
    return _turned(sp.Mul(number, *factors))


def _turned(product: sp.Expr) -> sp.Expr:
    """A negative product with a bracket whose number is negative, a − 1, has 1 − a instead."""
    if product.as_coeff_Mul()[0] >= 0:
        return product
    for factor in product.args:
        if isinstance(factor, sp.Add) and factor.as_coeff_Add()[0] < 0:
            return -product / factor * sp.Add(*(-term for term in factor.args))
    return product


def one_sum(expression: sp.Expr) -> sp.Expr:
    """c Σ_i f_i + c Σ_j g_j = c Σ_i (f_i + g_i): sums over the same ranges with the same factor become one.

    >>> i, j, K = sp.symbols("i j K", integer=True, positive=True)
    >>> f, g = sp.IndexedBase("f"), sp.IndexedBase("g")
    >>> one_sum(sp.Sum(f[i], (i, 1, K)) - 2 * sp.Sum(g[j], (j, 1, K)))
    Sum(f[i] - 2*g[i], (i, 1, K))
    """
    if not isinstance(expression, sp.Add):
        return expression
    groups: dict[tuple[sp.Expr, ...], list[tuple[sp.Rational, sp.Sum]]] = {}
    others: list[sp.Expr] = []
    for term in sorted(expression.args, key=sp.default_sort_key):
        number, rest = term.as_coeff_Mul()
        totals = [f for f in sp.Mul.make_args(rest) if isinstance(f, sp.Sum)]
        if len(totals) != 1:
            others.append(term)
            continue
        sizes = sorted((limit[1:] for limit in totals[0].limits), key=str)
        groups.setdefault((rest / totals[0], *sizes), []).append((number, totals[0]))
    if all(len(found) == 1 for found in groups.values()):
        return expression
    return sp.Add(*others, *(outside * _joined(found) for (outside, *_), found in groups.items()))


def _joined(found: list[tuple[sp.Rational, sp.Sum]]) -> sp.Expr:
    if len(found) == 1:
        return found[0][0] * found[0][1]
    limits = sorted(found[0][1].limits, key=lambda limit: str(limit[1:]))
    functions = []
    for number, total in found:
        own = sorted(total.limits, key=lambda limit: str(limit[1:]))
        renamed = {old[0]: new[0] for old, new in zip(own, limits, strict=True)}
        functions.append(number * substitute(total.function, renamed))
    return _tidied(sp.Sum(sp.Add(*functions), *limits))


def without_constant_brackets(expression: sp.Expr) -> sp.Expr:
    """c + (a + b)/N = c + a/N + b/N: beside other terms, a size does not stand before a bracket.

    >>> a, b, c = sp.symbols("a b c")
    >>> without_constant_brackets(c + (a + b) / sp.Symbol("N", integer=True))
    c + a/N + b/N
    """
    if not isinstance(expression, sp.Add):
        return expression
    terms: list[sp.Expr] = []
    for term in expression.args:
        brackets = [f for f in sp.Mul.make_args(term) if not is_size(f)]
        if len(brackets) == 1 and isinstance(brackets[0], sp.Add):
            terms += [term / brackets[0] * inner for inner in brackets[0].args]
        else:
            terms.append(term)
    return expression if len(terms) == len(expression.args) else sp.Add(*terms)


def opened(expression: sp.Expr) -> sp.Expr:
    """(1 − y) p − y (1 − p) = p − y: brackets are multiplied out where that leaves no more terms and fewer factors.

    >>> p, y = sp.symbols("p y")
    >>> opened((1 - y) * p - y * (1 - p)), opened((1 - y) * p - y * (1 + p))
    (p - y, p*(1 - y) - y*(p + 1))
    """
    brackets = [[f for f in sp.Mul.make_args(term) if isinstance(f, sp.Add)] for term in expression.args]
    if sum(map(bool, brackets)) < 2 or sum(len(f.args) for found in brackets for f in found) > MOST_OPENED:
        return expression
    simpler = sp.Add(*(sp.expand_mul(term, deep=False) for term in expression.args))
    fewer = len(sp.Add.make_args(simpler)) <= len(expression.args) and _leaves(simpler) * 2 <= _leaves(expression)
    return simpler if fewer else expression


def _leaves(expression: sp.Expr) -> int:
    return 1 if isinstance(expression, KEPT) or not expression.args else sum(map(_leaves, expression.args))


def tidy(expression: sp.Expr) -> sp.Expr:
    """Take out of sums, then out of brackets, from the inside to the outside, until nothing changes.

    >>> a, b, c = sp.symbols("a b c")
    >>> tidy(a * c / 2 - b * c / 2)
    c*(a - b)/2
    """
    for _ in range(MOST_ROUNDS):
        before, expression = expression, _tidied(expression)
        if expression == before:
            break
    return expression


@lru_cache(maxsize=16384)
def _tidied(expression: sp.Expr) -> sp.Expr:
    if not expression.args or isinstance(expression, KEPT):
        return expression
    expression = map_children(expression, _tidied)
    if isinstance(expression, sp.Sum):
        return _take_out_of(expression)
    if isinstance(expression, sp.Add):
        opened_up = opened(expression)
        if not isinstance(opened_up, sp.Add):
            return _tidied(opened_up)
        gathered = gather(one_sum(without_constant_brackets(opened_up)))
        return grouped(gathered) if isinstance(gathered, sp.Add) else _tidy_product(gathered)
    return _tidy_product(expression) if isinstance(expression, (sp.Mul, sp.Pow)) else expression


def _tidy_product(expression: sp.Expr) -> sp.Expr:
    if isinstance(expression, sp.exp):
        return expression
    simpler = cancelled(numbers_out_of_brackets(expression))
    return _tidied(simpler) if simpler != expression else expression
