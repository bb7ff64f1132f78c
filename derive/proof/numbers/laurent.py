"""Laurent polynomials over atoms in plain Python: the normal form in which the second voice reads exponents.

exp(f) is the product of the exponentials of f's monomials, tanh is a quotient of exponentials, log of a
product is a sum. Nothing here uses FLINT or the exact field, so that a fault of theirs is not repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

import sympy as sp

from ...network.definitions import Network
from ...network.functions import function_of
from ..walk.evaluation import Element, Environment, Evaluation
from ..walk.not_evaluable import NotEvaluable
from ..walk.value_rules import MOST_TERMS

Atom = tuple[Any, ...]
Monomial = frozenset[tuple[Atom, int]]
Function = Callable[[sp.Expr, Environment], "Laurent"]
UNIT: Monomial = frozenset()
OPAQUE, SIGN = "function of", "sign of"  # no tensor has such a name


@dataclass(frozen=True)
class Laurent:
    """Σ coefficient · Π atom^power, powers may be negative.

    >>> x = Laurent.atom(("x", ()))
    >>> (x + x) / x == Laurent.rational(2)
    True
    """

    terms: frozenset[tuple[Monomial, Fraction]]

    @staticmethod
    def of(terms: Mapping[Monomial, Fraction]) -> Laurent:
        """The polynomial with these terms, zeros left out."""
        return Laurent(frozenset((monomial, c) for monomial, c in terms.items() if c))

    @staticmethod
    def rational(number: Fraction | int) -> Laurent:
        """A constant."""
        return Laurent.of({UNIT: Fraction(number)})

    @staticmethod
    def atom(atom: Atom, power: int = 1) -> Laurent:
        """A power of an atom."""
        return Laurent.of({frozenset({(atom, power)}): Fraction(1)})

    def __add__(self, other: Laurent) -> Laurent:
        total = dict(self.terms)
        for monomial, coefficient in other.terms:
            total[monomial] = total.get(monomial, Fraction(0)) + coefficient
        return Laurent.of(total)

    def __neg__(self) -> Laurent:
        return Laurent(frozenset((monomial, -c) for monomial, c in self.terms))

    def __sub__(self, other: Laurent) -> Laurent:
        return self + (-other)

    def __mul__(self, other: Laurent) -> Laurent:
        if len(self.terms) * len(other.terms) > MOST_TERMS:
            raise NotEvaluable("a product in an exponent is too large to write out")
        total: dict[Monomial, Fraction] = {}
        for left, a in self.terms:
            for right, b in other.terms:
                monomial = _product(left, right)
                total[monomial] = total.get(monomial, Fraction(0)) + a * b
        return Laurent.of(total)

    def __truediv__(self, other: Laurent) -> Laurent:
        return self * other.inverse()

    def __pow__(self, power: int) -> Laurent:
        if power < 0:
            return self.inverse() ** (-power)
        if len(self.terms) > 1 and power > MOST_TERMS.bit_length():
            raise NotEvaluable(f"the power {power} in an exponent is too high to write out")
        if len(self.terms) == 1:
            ((monomial, coefficient),) = self.terms
            return Laurent.of({frozenset((a, n * power) for a, n in monomial if power): coefficient**power})
        result = Laurent.rational(1)
        for _ in range(power):
            result = result * self
        return result

    def inverse(self) -> Laurent:
        """1 / self; several terms become one atom, normalised by the leading one."""
        if not self.terms:
            raise ZeroDivisionError("division by a formula that is identically 0")
        lead, coefficient = self.leading()
        inverse = Laurent.of({_power(lead, -1): 1 / coefficient})
        if len(self.terms) == 1:
            return inverse
        return inverse * Laurent.atom(("inverse", self * inverse))

    def leading(self) -> tuple[Monomial, Fraction]:
        """The first term in an order of monomials that multiplication respects."""
        return max(self.terms, key=cmp_to_key(_compare_terms))


def _product(left: Monomial, right: Monomial) -> Monomial:
    if not left or not right:
        return left or right
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + power
    return frozenset((atom, power) for atom, power in powers.items() if power)


def _power(monomial: Monomial, power: int) -> Monomial:
    return frozenset((atom, n * power) for atom, n in monomial)


def _compare_terms(left: tuple[Monomial, Fraction], right: tuple[Monomial, Fraction]) -> int:
    return _order(left[0], right[0])


def _order(left: Monomial, right: Monomial) -> int:
    """Compare the powers of the first atom, by name, that the two do not share."""
    quotient = _product(left, _power(right, -1))
    if not quotient:
        return 0
    _, power = min(quotient, key=lambda pair: name_of(pair[0]))
    return 1 if power > 0 else -1


def name_of(atom: Atom) -> str:
    """A text that is the same in every run: sets are written in order."""
    return "(" + ",".join(_part_name(part) for part in atom) + ")"


def _part_name(part: Any) -> str:
    if isinstance(part, Laurent):
        return "+".join(sorted(f"{c}*{_part_name(m)}" for m, c in part.terms))
    if isinstance(part, frozenset):
        return "*".join(sorted(f"{name_of(a)}^{n}" for a, n in part))
    return repr(part)


class LaurentEvaluation(Evaluation[Laurent]):
    """Formulas as Laurent polynomials; ``kept`` tensors are atoms, whatever their definitions say."""

    def __init__(self, network: Network, sizes: Mapping[sp.Symbol, int], kept: frozenset[str] = frozenset()) -> None:
        super().__init__(network, sizes)
        self.definitions = {name: d for name, d in self.definitions.items() if name not in kept}
        self._of_elements: dict[tuple[bool, Element], Laurent] = {}

    def number(self, numerator: int, denominator: int = 1) -> Laurent:
        return Laurent.rational(Fraction(numerator, denominator))

    def given(self, element: Element) -> Laurent:
        return Laurent.atom(element)

    def exponential(self, argument: sp.Expr, at: Environment) -> Laurent:
        return self._once(self._exponential, argument, at)

    def hyperbolic_tangent(self, argument: sp.Expr, at: Environment) -> Laurent:
        return self._once(self._hyperbolic_tangent, argument, at)

    def opaque(self, node: sp.Expr, at: Environment) -> Laurent:
        """An atom for π, and one for a function of equal arguments."""
        if node is not sp.pi and function_of(node) is None:
            return super().opaque(node, at)
        arguments = (self.value(argument, at) for argument in node.args)
        return Laurent.atom((OPAQUE, type(node).__name__, *arguments))

    def positive(self, argument: sp.Expr, at: Environment) -> Laurent:
        """An atom that is 0 or 1."""
        value = self.value(argument, at)
        return Laurent.atom((SIGN, value)) if value.terms else value

    def _once(self, function: Function, argument: sp.Expr, at: Environment) -> Laurent:
        """exp and tanh of a single element are read once."""
        if not isinstance(argument, sp.Indexed):
            return function(argument, at)
        key = (function == self._exponential, self.element_at(argument, at))
        if key not in self._of_elements:
            self._of_elements[key] = function(argument, at)
        return self._of_elements[key]

    def _exponential(self, argument: sp.Expr, at: Environment) -> Laurent:
        result = Laurent.rational(1)
        for monomial, coefficient in self.value(argument, at).terms:
            logarithm = _sole_logarithm(monomial)
            if logarithm is not None and coefficient.denominator == 1:
                result = result * logarithm ** int(coefficient)
            else:
                atom = ("exp", monomial, coefficient.denominator)
                result = result * Laurent.atom(atom, coefficient.numerator)
        return result

    def _hyperbolic_tangent(self, argument: sp.Expr, at: Environment) -> Laurent:
        up = self.exponential(2 * argument, at)
        return (up - Laurent.rational(1)) / (up + Laurent.rational(1))

    def require_positive(self, base: sp.Expr, at: Environment) -> None:
        if not base.is_positive:
            raise NotEvaluable(f"a power of {base}, which may be negative, has no logarithm")

    def logarithm(self, argument: sp.Expr, at: Environment) -> Laurent:
        if argument.is_Mul:
            return sum((self.logarithm(factor, at) for factor in argument.args), Laurent.rational(0))
        if argument.is_Pow and argument.exp.is_Integer:
            return self.number(int(argument.exp)) * self.logarithm(argument.base, at)
        if isinstance(argument, sp.exp):
            return self.value(argument.args[0], at)
        return self._logarithm(self.value(argument, at))

    def _logarithm(self, value: Laurent) -> Laurent:
        """log of a normal form: the leading term's atoms and primes, and what is left as one atom."""
        if not value.terms:
            raise NotEvaluable("the logarithm of 0")
        lead, coefficient = value.leading()
        result = Laurent.rational(0)
        for prime, power in sp.factorrat(sp.Rational(abs(coefficient.numerator), coefficient.denominator)).items():
            result = result + self.number(int(power)) * Laurent.atom(("log", int(prime)))
        for atom, power in lead:
            result = result + self.number(power) * _logarithm_of_atom(atom)
        if len(value.terms) > 1:
            rest = value / Laurent.of({lead: coefficient})
            result = result + Laurent.atom(("log", rest))
        return result


def _sole_logarithm(monomial: Monomial) -> Laurent | None:
    """v, where the monomial is just log v."""
    if len(monomial) == 1:
        ((atom, power),) = monomial
        if power == 1 and atom[0] == "log" and len(atom) == 2:
            if isinstance(atom[1], int):
                return Laurent.rational(atom[1])
            if isinstance(atom[1], Laurent):
                return atom[1]
    return None


def _logarithm_of_atom(atom: Atom) -> Laurent:
    if atom[0] == "exp" and len(atom) == 3:
        return Laurent.of({atom[1]: Fraction(1, atom[2])})
    if atom[0] == "inverse" and isinstance(atom[1], Laurent):
        return -Laurent.atom(("log", atom[1]))
    return Laurent.atom(("log", Laurent.atom(atom)))
