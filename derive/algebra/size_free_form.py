"""The canonical form of softmax networks' formulas: it knows exponentials, logarithms and what sums to one.

Beyond ``derive.algebra.canonical``: e^(a+b) = e^a e^b, log of a product, e^(log u), reciprocals and powers of products,
Σ_k e^(u_k) as an atom of its own (so that p_k = e^(z_k)/Σ_j e^(z_j) sums to 1), and conditions such
as Σ_k y_nk = 1. Sizes are letters throughout: equal forms prove equality for every size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import lcm

import sympy as sp
from sympy.core.function import Application

from ..network.cases import Cases
from ..network.definitions import Condition
from ..network.maximum import Maximum
from .canonical import (
    CanonicalForm,
    Key,
    Monomial,
    Powers,
    TooLarge,
    decided_by_deltas,
    merged,
    multiplied_out,
    with_bound,
    without_deltas,
)
from .holding import Holds, by_holding
from .indices import fresh_index, substitute
from .steps import with_steps

MOST_POWER = 8
MOST_TERMS = 20


class OutsideTheForm(Exception):
    """A formula holds something that this form has no rule for."""


class Exponential(sp.Expr):  # type: ignore[misc]
    """e to a power, which SymPy does not merge with other exponentials on its own account."""

    is_commutative = True


class Logarithm(sp.Expr):  # type: ignore[misc]
    """The natural logarithm, which SymPy does not take apart on its own account."""

    is_commutative = True


class SizeFreeForm(CanonicalForm):
    """The canonical form under conditions such as Σ_k y_nk = 1.

    >>> z, K = sp.IndexedBase("z"), sp.Symbol("K", integer=True, positive=True)
    >>> i, j = (sp.Symbol(c, integer=True, positive=True) for c in "ij")
    >>> p = sp.exp(z[i] - 7) / sp.Sum(sp.exp(z[j] - 7), (j, 1, K))
    >>> SizeFreeForm().equal(sp.Sum(p, (i, 1, K)), sp.Integer(1))
    True
    """

    def __init__(self, conditions: Sequence[Condition] = ()) -> None:
        self.given = [given for given in map(_summed_element, conditions) if given is not None]

    def equal(self, left: sp.Expr, right: sp.Expr) -> bool:
        """True when the difference has the form of 0; False only means that this method cannot tell.

        Where it has not, max(0, u) is written as u [u > 0].
        """
        difference = left - right
        stepped = with_steps(difference)
        return self._is_zero(difference) or (stepped != difference and self._is_zero(stepped))

    def _is_zero(self, difference: sp.Expr) -> bool:
        self.work = 0
        try:
            return self.key(difference, {}) == ()
        except (OutsideTheForm, TooLarge, RecursionError):
            return False

    # multiplying out

    def monomials(self, expression: sp.Expr) -> list[Monomial]:
        """Multiply out, functions included."""
        self.count()
        if isinstance(expression, sp.Sum):
            return self._of_sum(expression)
        if isinstance(expression, (sp.exp, Exponential)):
            return self._of_exponential(expression.args[0])
        if isinstance(expression, (sp.log, Logarithm)):
            logarithm = self._of_logarithm(expression.args[0])
            bases = [self._of_logarithm(base) for base in expression.args[1:]]
            return self._divided(logarithm, bases[0]) if bases else logarithm
        if isinstance(expression, sp.Pow) and expression.exp.is_Integer and not expression.base.is_Rational:
            return self._of_power(expression.base, int(expression.exp))
        if isinstance(expression, sp.Product):  # Π_i f_i is e^(Σ_i log f_i), whichever branch each logarithm has
            return self._of_exponential(sp.Sum(sp.log(expression.function), *expression.limits))
        if isinstance(expression, sp.Pow) and expression.exp.is_integer and not expression.exp.is_Integer:
            return self._of_exponential(expression.exp * sp.log(expression.base))
        if expression is sp.E:
            return self._of_exponential(sp.S.One)
        if isinstance(expression, (sp.Indexed, sp.KroneckerDelta, sp.Add, sp.Mul)) or not expression.args:
            return super().monomials(expression)
        if isinstance(expression, (Cases, sp.Piecewise)):
            return self.monomials(by_holding(expression))
        if isinstance(expression, (Holds, Maximum)):
            return [Monomial(sp.S.One, ((expression, 1),), ())]
        if not isinstance(expression, (Application, sp.Pow)):
            raise OutsideTheForm
        arguments = [self.rebuilt(argument) for argument in expression.args]
        return [Monomial(sp.S.One, ((expression.func(*arguments), 1),), ())]

    def _of_sum(self, total: sp.Sum) -> list[Monomial]:
        *others, (index, low, high) = total.limits
        inner = sp.Sum(total.function, *others) if others else total.function  # SymPy makes one of nested sums
        fresh = fresh_index(index)
        function = substitute(inner, {index: fresh})
        if not low.is_Integer or not 1 <= low < MOST_TERMS or (high.is_Integer and high < low - 1):
            raise OutsideTheForm
        whole = [term for m in self.monomials(function) for term in self._bound(m, fresh, high)]
        for number in range(1, int(low)):  # a sum from 2 is the whole sum without its first term
            whole += self.monomials(-substitute(function, {fresh: sp.Integer(number)}))
        return whole

    def _bound(self, monomial: Monomial, index: sp.Symbol, size: sp.Expr) -> list[Monomial]:
        if any(base.has(index) for base, _ in monomial.powers):
            return [with_bound(monomial, ((index, size),))]
        return multiplied_out([[monomial], self.monomials(size)])

    def _of_exponential(self, argument: sp.Expr) -> list[Monomial]:
        factors = [self._exponential_of(m) for m in map(self.reduced, self.monomials(argument))]
        return multiplied_out(factors) if factors else super().monomials(sp.S.One)

    def _exponential_of(self, monomial: Monomial) -> list[Monomial]:
        coefficient, powers = monomial.coefficient, monomial.powers
        lone = len(powers) == 1 and powers[0][1] == 1 and not monomial.bound
        if lone and isinstance(powers[0][0], Logarithm) and coefficient.is_Integer:
            return self._of_power(powers[0][0].args[0], int(coefficient))
        exponent = _rebuilt(Monomial(sp.Rational(1, coefficient.q), powers, monomial.bound))
        return [Monomial(sp.S.One, ((Exponential(exponent), int(coefficient.p)),), ())]

    def _of_logarithm(self, argument: sp.Expr) -> list[Monomial]:
        terms = list(map(self.reduced, self.monomials(argument)))
        if len(terms) != 1 or terms[0].coefficient <= 0:
            return [Monomial(sp.S.One, ((Logarithm(_added(terms)), 1),), ())]
        outside, inside = _split(terms[0])
        result = self._log_of_number(outside.coefficient)
        for base, power in (*outside.powers, *([(inside, 1)] if inside is not None else [])):
            if isinstance(base, Exponential):
                result += multiplied_out([self.monomials(sp.Integer(power)), self.monomials(base.args[0])])
            else:
                result.append(Monomial(sp.Integer(power), ((Logarithm(base), 1),), ()))
        return result

    def _log_of_number(self, number: sp.Rational) -> list[Monomial]:
        factors = sp.factorrat(number) if max(number.p, number.q) < 10**12 else {number: 1}
        return [Monomial(sp.Integer(e), ((Logarithm(sp.Integer(b)), 1),), ()) for b, e in factors.items() if b != 1]

    def _of_power(self, base: sp.Expr, power: int) -> list[Monomial]:
        terms = list(map(self.reduced, self.monomials(base)))
        if len(terms) == 1 and (not terms[0].bound or power < 0):
            return [self._power_of(terms[0], power)]
        if 1 <= power <= MOST_POWER:
            return multiplied_out([self.monomials(base)] * power)
        return [self._power_of_sum(terms, power)]

    def _power_of_sum(self, terms: list[Monomial], power: int) -> Monomial:
        """(a b + a c)^n = a^n (b + c)^n for what all terms share; numbers are made whole."""
        shared = dict(terms[0].powers) if terms else {}
        for term in terms[1:]:
            here = dict(term.powers)
            shared = {b: min(e, here[b], key=abs) for b, e in shared.items() if here.get(b, 0) * e > 0}
        outside = Monomial(sp.S.One, tuple(shared.items()), ())
        scale = sp.Rational(1, lcm(*(int(t.coefficient.q) for t in terms))) if terms else sp.S.One
        rest = [
            Monomial(t.coefficient / scale, merged([*t.powers, *((b, -e) for b, e in shared.items())]), t.bound)
            for t in terms
        ]
        return _product_of(self._power_of(outside, power), Monomial(scale**power, ((_added(rest), power),), ()))

    def _power_of(self, monomial: Monomial, power: int) -> Monomial:
        if not monomial.coefficient and power < 0:
            raise OutsideTheForm
        outside, inside = _split(monomial)
        powers = [(base, exponent * power) for base, exponent in outside.powers]
        if inside is not None:
            powers.append((inside, power))
        return Monomial(outside.coefficient**power, merged(powers), ())

    def _divided(self, above: list[Monomial], below: list[Monomial]) -> list[Monomial]:
        if len(below) != 1 or below[0].bound:
            raise OutsideTheForm
        return multiplied_out([above, [self._power_of(below[0], -1)]])

    # what is known of sums

    def reduced(self, monomial: Monomial) -> Monomial:
        """Deltas collapsed, sums of exponentials made atoms, conditions used, unused indices counted."""
        while True:
            monomial = without_deltas(decided_by_deltas(_with_simple_deltas(monomial)))
            simpler = next((s for pair in monomial.bound if (s := self._without(monomial, pair)) is not None), None)
            if simpler is None:
                return monomial
            monomial = simpler

    def _without(self, monomial: Monomial, pair: tuple[sp.Symbol, sp.Expr]) -> Monomial | None:
        """The monomial without that bound index, where its sum is known."""
        index, size = pair
        inside = [(base, power) for base, power in monomial.powers if base.has(index)]
        outside = [factor for factor in monomial.powers if factor not in inside]
        left = tuple(other for other in monomial.bound if other != pair)
        if not inside:
            if size.is_Integer:
                return Monomial(monomial.coefficient * size, monomial.powers, left)
            return Monomial(monomial.coefficient, merged([*outside, (size, 1)]), left) if size.is_Symbol else None
        if all(isinstance(base, Exponential) for base, _ in inside):
            total = _rebuilt(Monomial(sp.S.One, tuple(inside), (pair,)))
            return Monomial(monomial.coefficient, merged([*outside, (total, 1)]), left)
        if len(inside) == 1 and inside[0][1] == 1:
            for name, place, axis, value in self.given:
                if axis == size and _is_summed(inside[0][0], name, place, index):
                    return Monomial(monomial.coefficient * value, tuple(outside), left)
        return None

    def _atom_key(self, node: sp.Expr, names: Mapping[sp.Symbol, str]) -> Key:
        """A sum of exponentials is an atom: it must not be multiplied out again."""
        if not isinstance(node, sp.Sum):
            return super()._atom_key(node, names)
        ((index, low, high),) = node.limits
        named = {**names, index: f"#{len(names)}"}
        return ("sum", str(low), str(high), self.key(node.function, named))

    def rebuilt(self, expression: sp.Expr) -> sp.Expr:
        """The expression multiplied out, with bound indices named by their depth."""
        return _added([self.reduced(m) for m in self.monomials(expression)])


def _with_simple_deltas(monomial: Monomial) -> Monomial:
    """δ² is δ."""
    powers = tuple((b, 1 if isinstance(b, sp.KroneckerDelta) and e > 1 else e) for b, e in monomial.powers)
    return Monomial(monomial.coefficient, powers, monomial.bound)


def _summed_element(condition: Condition) -> tuple[str, int, sp.Expr, sp.Expr] | None:
    """The name and the axis of Σ_k y_nk = 1; None for a condition of another kind."""
    total = condition.left
    if not isinstance(total, sp.Sum) or len(total.limits) != 1 or not condition.right.is_Rational:
        return None
    element, (index, low, high) = total.function, total.limits[0]
    if low != 1 or not isinstance(element, sp.Indexed) or list(element.indices).count(index) != 1:
        return None
    return element.base.label.name, element.indices.index(index), high, condition.right


def _is_summed(base: sp.Expr, name: str, place: int, index: sp.Symbol) -> bool:
    if not isinstance(base, sp.Indexed) or base.base.label.name != name or len(base.indices) <= place:
        return False
    return bool(base.indices[place] == index and sum(i.has(index) for i in base.indices) == 1)


def _product_of(first: Monomial, second: Monomial) -> Monomial:
    (product,) = multiplied_out([[first], [second]])
    return product


def _split(monomial: Monomial) -> tuple[Monomial, sp.Expr | None]:
    """What stands outside of all sums, and the sums of the rest as one atom."""
    bound = [index for index, _ in monomial.bound]
    inside = tuple((b, e) for b, e in monomial.powers if bound and b.has(*bound))
    outside: Powers = tuple(factor for factor in monomial.powers if factor not in inside)
    atom = _rebuilt(Monomial(sp.S.One, inside, monomial.bound)) if monomial.bound else None
    return Monomial(monomial.coefficient, outside, ()), atom


def _added(terms: Sequence[Monomial]) -> sp.Expr:
    return sp.Add(*map(_rebuilt, terms))


def _rebuilt(monomial: Monomial) -> sp.Expr:
    """The monomial as an expression; its bound indices are named by the depth at which they are bound."""
    product = sp.Mul(*(base**power for base, power in monomial.powers))
    depth = max((int(s.name[1:]) for s in product.atoms(sp.Symbol) if s.name.startswith("#")), default=-1) + 1
    for place, (index, size) in enumerate(sorted(monomial.bound, key=lambda pair: str(pair[1]))):
        name = sp.Symbol(f"#{depth + place}", integer=True, positive=True)
        product = sp.Sum(substitute(product, {index: name}), (name, 1, size))
    return monomial.coefficient * product
