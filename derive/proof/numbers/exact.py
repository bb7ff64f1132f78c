"""Exact evaluation: formulas as rational functions over independent exponentials.

exp of an exponent becomes a product of powers of generators, one for each independent exponent;
tanh is a rational function of exp(2u), or a generator itself where no exponential of u occurs;
log of a positive quantity is expanded over its irreducible factors; a case distinction is the sum of its
branches, each times 0/1 generators. Two formulas whose values agree here are equal; where they differ a
witness has to be found (``derive.proof.witness``).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from enum import Enum
from fractions import Fraction
from typing import Any, cast

import sympy as sp

from ...network.definitions import Definition, Network
from ...network.functions import function_of
from ..walk.evaluation import Element, Environment, Evaluation
from ..walk.not_evaluable import NotEvaluable, why_not
from ..walk.value_rules import MOST_TERMS
from .angles import is_of_an_angle, turned
from .exponents import Coordinates, Exponent, ExponentBasis
from .generator_plan import GeneratorPlan, PlanChanged
from .rational_functions import RationalFunction, RationalFunctionField
from .signs import Signs, is_sign
from .vanishing import Agreement, agreement

Powers = list[tuple[RationalFunction, int]]
MOST_FACTORS = 64


class Kind(Enum):
    """What a generator stands for that is no element: a letter may be called log, but it is none of these."""

    EXP = "exp"
    TANH = "tanh"
    LOG = "log"
    FUNCTION = "function"


class ExactEvaluation(Evaluation[RationalFunction]):
    """Values in the field of rational functions over independent exponentials and logarithms.

    ``kept`` names the tensors whose elements stay whole inside an exponent: exp(z[1,2]) is then one
    generator, however z is defined. ``replaced`` gives values to elements that a condition fixes.
    """

    def __init__(
        self,
        network: Network,
        sizes: Mapping[sp.Symbol, int],
        plan: GeneratorPlan,
        kept: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(network, sizes)
        self.plan, self.kept, self.version = plan, kept, plan.version
        self.field = RationalFunctionField(plan.capacity)
        self.replaced: dict[Element, RationalFunction] = {}
        self._basis = ExponentBasis()
        self._kinds: dict[int, tuple[Kind, Fraction]] = {}
        self._exponents: dict[int, tuple[sp.Expr, Environment]] = {}
        self._exponent_values: dict[int, RationalFunction] = {}
        self._opaques: list[tuple[Hashable, list[RationalFunction], RationalFunction]] = []
        self._of_kept: dict[Element, RationalFunction] = {}
        self._roots: dict[Hashable, tuple[int, RationalFunction]] = {}
        self.signs = Signs(self)

    @property
    def is_crowded(self) -> bool:
        """True when earlier formulas left so many factors and functions that a fresh start is cheaper."""
        return len(self.field.factors) - len(self.field.context.names()) > MOST_FACTORS or bool(self._opaques)

    def number(self, numerator: int, denominator: int = 1) -> RationalFunction:
        return self.field.number(numerator, denominator)

    def given(self, element: Element) -> RationalFunction:
        fixed = self.replaced.get(element)
        return self.field.generator(element) if fixed is None else fixed

    def replace(self, element: Element, value: RationalFunction) -> None:
        """From now on the element has that value: a condition says so."""
        self.replaced[element] = value
        self.forget()

    def opaque(self, node: sp.Expr, at: Environment) -> RationalFunction:
        """A generator for a function without a rule here: the same function of equal arguments is the same.

        Raises:
            NotEvaluable: it is neither a function nor π: infinity, i, an integral …
        """
        if node is not sp.pi and not (isinstance(node, sp.Function) and node.args):
            raise NotEvaluable(why_not(node))
        values = [self.value(argument, at) for argument in node.args]
        by_cell = self.signs.by_cell(values, lambda inside: self._of_function(node, inside))
        return self._of_function(node, values) if by_cell is None else by_cell

    def _of_function(self, node: sp.Expr, values: list[RationalFunction]) -> RationalFunction:
        self.plan.met_angles |= is_of_an_angle(node)
        if self.plan.turns and is_of_an_angle(node) and not self._has_roots(values[0]):
            turn = turned(values[0], self.plan.unit_of, lambda name: self.field.generator((Kind.FUNCTION, name)))
            if turn is not None:
                return turn[isinstance(node, sp.sin)]
        function = function_of(node)
        if function is None or not function.parity or len(values) != 1:
            return self._opaque(node.func, values)
        (value,) = values
        if not value and function.parity < 0:
            return self.field.zero
        if not value or value.numerator.leading_coefficient() > 0:
            return self._opaque(node.func, values)
        found = self._opaque(node.func, [-value])
        return found if function.parity > 0 else -found

    def _has_roots(self, value: RationalFunction) -> bool:
        parts = [value.numerator, *(self.field.factors[place] for place in value.denominator)]
        return any(n and self.field.names[i] in self._roots for part in parts for i, n in enumerate(part.degrees()))

    def power(self, base: sp.Expr, exponent: sp.Rational, at: Environment) -> RationalFunction:
        """v^(p/q) = v^⌊p/q⌋ r^(p mod q), with the root r of v as a generator; exact roots of exponentials."""
        if isinstance(base, sp.exp):
            return self.exponential(base.args[0] * exponent, at)
        value = self.value(base, at)
        whole, rest = divmod(int(exponent.p), int(exponent.q))
        root = self._opaque(f"root {exponent.q}", [value])
        (place,) = (place for place, power in enumerate(root.numerator.degrees()) if power)
        self._roots[self.field.names[place]] = int(exponent.q), value
        return value**whole * root**rest

    def root_of(self, name: Hashable) -> tuple[int, RationalFunction] | None:
        """The order and the radicand of the root that has this generator; None for any other generator."""
        return self._roots.get(name)

    # comparing

    def agreement(self, left: RationalFunction, right: RationalFunction) -> Agreement:
        """Where two values agree: everywhere, in every sign cell, or not shown."""
        return agreement(self, left, right)

    def positive(self, argument: sp.Expr, at: Environment) -> RationalFunction:
        """[argument > 0] in generators that are 0 or 1."""
        return self.signs.positive(self.value(argument, at))

    def is_positive_generator(self, name: Hashable) -> bool:
        """True for an exponential and for the logarithm of a prime."""
        if not isinstance(name, tuple):
            return False
        return name[0] is Kind.EXP or (name[0] is Kind.LOG and isinstance(name[1], int))

    def is_never_negative(self, name: Hashable) -> bool:
        """True for what is positive, for a sign's generator and for a root."""
        return self.is_positive_generator(name) or is_sign(name) or name in self._roots

    def require_positive(self, base: sp.Expr, at: Environment) -> None:
        if not base.is_positive and not self._is_sum_of_exponentials(self.value(base, at)):
            raise NotEvaluable(f"a power of {base}, which may be negative, has no logarithm")

    def _is_sum_of_exponentials(self, value: RationalFunction) -> bool:
        """True for a quotient of polynomials in exponentials with positive coefficients."""
        parts = [value.numerator, *(self.field.factors[place] for place, n in value.denominator.items() if n % 2)]
        return all(map(self._is_positive_polynomial, parts))

    def _is_positive_polynomial(self, polynomial: Any) -> bool:
        terms = polynomial.to_dict().items()
        return bool(terms) and all(
            c > 0 and all(not n or self._is_exponential(place) for place, n in enumerate(monomial))
            for monomial, c in terms
        )

    def _is_exponential(self, place: int) -> bool:
        name = self.field.names[place]
        return isinstance(name, tuple) and name[0] == Kind.EXP and isinstance(name[1], int)

    def _opaque(self, name: Hashable, arguments: list[RationalFunction]) -> RationalFunction:
        for known, values, generator in self._opaques:
            if known == name and all(map(self._same, values, arguments)):
                return generator
        generator = self.field.generator((Kind.FUNCTION, f"{name} {len(self._opaques)}"))
        self._opaques.append((name, arguments, generator))
        return generator

    def _same(self, first: RationalFunction, second: RationalFunction) -> bool:
        return first == second or (bool(self._roots) and agreement(self, first, second) is Agreement.EVERYWHERE)

    # exponentials

    def exponential(self, argument: sp.Expr, at: Environment) -> RationalFunction:
        if isinstance(argument, sp.Indexed) and argument.args[0].args[0].name in self.kept:
            element = self.element_at(argument, at)
            found = self._of_kept.get(element)
            if found is None:
                self._check_range(*element)
                found = self._of_kept[element] = self._product(self._coordinates(argument, at))
            return found
        definition = self._definition_of(argument)
        if definition is not None:  # what it says may hold logarithms, which an exponential undoes
            return self.exponential(definition.value, self._at(definition.indices, self.element_at(argument, at)[1]))
        plain, powers = self._without_logarithms(argument, at)
        exponent = self.exponent(plain, at)
        plain_part, signed = self.signs.parted(exponent)
        result = self._product(self._coordinates_of(plain_part, None if signed else (plain, at)))
        for sign, part in signed:  # e^(s m) = 1 + s (e^m − 1) for s that is 0 or 1
            result = result * (self.field.one + sign * (self._product(self._coordinates_of(part)) - self.field.one))
        for value, power in powers:
            result = result * value**power
        return result

    def _definition_of(self, argument: sp.Expr) -> Definition | None:
        """The definition of an element that does not stay whole and has a logarithm of its own; else None."""
        tensor = argument.args[0].args[0] if isinstance(argument, sp.Indexed) else argument
        found = self.definitions.get(tensor.name) if isinstance(tensor, sp.Symbol) else None
        return found if found is not None and found.value.has(sp.log) else None

    def _without_logarithms(self, argument: sp.Expr, at: Environment) -> tuple[sp.Expr, Powers]:
        """Take n·log(v) out of an exponent: exp(f + n log v) = exp(f) vⁿ."""
        plain, powers = [], []
        for term in sp.Add.make_args(argument):
            times, rest = term.as_coeff_Mul()
            if isinstance(rest := _as_logarithm(rest), sp.log) and len(rest.args) == 1 and times.is_Integer:
                powers.append((self.value(rest.args[0], at), int(times)))
            elif times.is_Integer and self._definition_of(rest) is not None:
                powers.append((self.exponential(rest, at), int(times)))
            else:
                plain.append(term)
        return (sp.Add(*plain) if powers else argument), powers

    def _coordinates(self, argument: sp.Expr, at: Environment) -> Coordinates:
        return self._coordinates_of(self.exponent(argument, at), (argument, at))

    def _coordinates_of(self, exponent: Exponent, formula: tuple[sp.Expr, Environment] | None = None) -> Coordinates:
        """The exponent in the basis; where it joins the basis, its formula or its value is kept."""
        known = len(self._basis.members)
        coordinates = self._basis.coordinates(exponent)
        if len(self._basis.members) > known:
            if formula is not None:
                self._exponents[known] = formula[0], dict(formula[1])
            else:
                self._exponent_values[known] = self._value_of(exponent)
        return coordinates

    def _value_of(self, exponent: Exponent) -> RationalFunction:
        result = self.field.zero
        for key, times in exponent.items():
            if isinstance(key, tuple) and isinstance(key[0], str):
                value = self.element(key)
            else:
                monomial, below = cast("tuple[tuple[int, ...], tuple[tuple[int, int], ...]]", key)
                value = RationalFunction(self.field, self.field.context.from_dict({monomial: 1}), dict(below))
            result = result + value * self.number(times.numerator, times.denominator)
        return result

    def exponent(self, node: sp.Expr, at: Environment) -> Exponent:
        """The exponent as a rational combination of kept elements and monomials."""
        total: dict[Hashable, Fraction] = {}
        self._gather(total, node, at, Fraction(1))
        return {key: times for key, times in total.items() if times}

    def _gather(self, total: dict[Hashable, Fraction], node: sp.Expr, at: Environment, times: Fraction) -> None:
        if isinstance(node, sp.Indexed) and node.args[0].args[0].name in self.kept:
            element = self.element_at(node, at)
            self._check_range(*element)
            total[element] = total.get(element, Fraction(0)) + times
        elif node.is_Add:
            for term in node.args:
                self._gather(total, term, at, times)
        elif isinstance(node, sp.Sum):
            for place in self.places(node, at):
                self._gather(total, node.function, place, times)
        elif node.is_Mul and node.args[0].is_Rational:
            number, rest = node.as_coeff_Mul()
            self._gather(total, rest, at, times * Fraction(int(number.p), int(number.q)))
        else:
            for key, coefficient in self.value(node, at).terms():
                more = times * Fraction(int(coefficient.p), int(coefficient.q))
                total[key] = total.get(key, Fraction(0)) + more

    def _product(self, coordinates: Coordinates) -> RationalFunction:
        result = self.field.one
        for place, power in coordinates.items():
            result = result * self._power(place, power)
        return result

    def _power(self, place: int, power: Fraction) -> RationalFunction:
        """exp(power · f) for the basis exponent f at that place."""
        frozen = frozenset(self._basis.members[place].items())
        kind, unit = self._kinds.setdefault(place, (Kind.EXP, Fraction(1, self.plan.roots.get(frozen, 1))))
        whole = power / unit if kind == Kind.EXP else power / (2 * unit)
        if whole.denominator != 1:
            if kind == Kind.TANH:
                self.plan.exponential.add(frozen)
            else:
                self.plan.roots[frozen] = self.plan.roots.get(frozen, 1) * whole.denominator
            raise PlanChanged
        if abs(whole) > MOST_TERMS:
            raise NotEvaluable(f"the power {whole} of an exponential is too high to write out")
        generator = self.field.generator((kind, place))
        if kind == Kind.TANH:
            generator = (self.field.one + generator) / (self.field.one - generator)
        return generator ** int(whole)

    def hyperbolic_tangent(self, argument: sp.Expr, at: Environment) -> RationalFunction:
        exponent = self.exponent(argument, at)
        if self.signs.parted(exponent)[1]:
            squared = self.exponential(2 * argument, at)
            return (squared - self.field.one) / (squared + self.field.one)
        coordinates = self._coordinates_of(exponent, (argument, at))
        if len(coordinates) == 1:
            ((place, power),) = coordinates.items()
            frozen = frozenset(self._basis.members[place].items())
            if frozen not in self.plan.exponential:
                kind, unit = self._kinds.setdefault(place, (Kind.TANH, abs(power)))
                if kind == Kind.TANH and abs(power) == unit:
                    generator = self.field.generator((kind, place))
                    return generator if power > 0 else -generator
        squared = self._product({place: 2 * power for place, power in coordinates.items()})
        return (squared - self.field.one) / (squared + self.field.one)

    # logarithms

    def logarithm(self, argument: sp.Expr, at: Environment) -> RationalFunction:
        """log v = Σ e_i log|f_i| over the irreducible factors f_i of v, which is taken to be positive."""
        value = self.value(argument, at)
        by_cell = self.signs.by_cell([value], lambda inside: self._logarithm(inside[0], argument))
        return self._logarithm(value, argument) if by_cell is None else by_cell

    def _logarithm(self, value: RationalFunction, argument: sp.Expr) -> RationalFunction:
        if not value:
            raise NotEvaluable(f"the logarithm of {argument}, which is 0")
        result = self._log_of_polynomial(value.numerator)
        for place, power in value.denominator.items():
            result = result - self._log_of_polynomial(self.field.factors[place]) * self.number(power)
        return result

    def _log_of_polynomial(self, polynomial: object) -> RationalFunction:
        constant, factors = polynomial.factor()  # type: ignore[attr-defined]
        result = self._log_of_rational(Fraction(int(constant.p), int(constant.q)))
        for factor, power in factors:
            leading = factor.leading_coefficient()
            result = result + self._log_of_rational(Fraction(int(leading.p), int(leading.q))) * self.number(power)
            result = result + self._log_of_factor(factor / leading) * self.number(power)
        return result

    def _log_of_rational(self, number: Fraction) -> RationalFunction:
        result = self.field.zero
        for prime, power in sp.factorrat(sp.Rational(abs(number.numerator), number.denominator)).items():
            result = result + self.field.generator((Kind.LOG, int(prime))) * self.number(int(power))
        return result

    def _log_of_factor(self, monic: object) -> RationalFunction:
        self._refine_tanh(monic)
        names, context = self.field.names, self.field.context
        for place, name in enumerate(names):
            if monic == context.gen(place) and isinstance(name, tuple) and name[0] == Kind.EXP and len(name) == 2:
                scale = self.number(1, self._kinds[name[1]][1].denominator)
                if name[1] in self._exponent_values:
                    return self._exponent_values[name[1]] * scale
                return self.value(*self._exponents[name[1]]) * scale
        return self.field.generator((Kind.LOG, str(monic)))

    def _refine_tanh(self, polynomial: object) -> None:
        """log(1 ± tanh u) is no independent generator: write that tanh with exp(u) instead."""
        degrees = polynomial.degrees()  # type: ignore[attr-defined]
        for place, name in enumerate(self.field.names):
            if degrees[place] and isinstance(name, tuple) and name[0] == Kind.TANH:
                self.plan.exponential.add(frozenset(self._basis.members[name[1]].items()))
                raise PlanChanged


def _as_logarithm(node: sp.Expr) -> sp.Expr:
    """log(1 + e^u) for softplus, log(1 + u) for log1p; anything else as it is."""
    function = function_of(node)
    if function is None or function.expanded is None or len(node.args) != 1:
        return node
    expanded = function.expanded(*node.args)
    return expanded if isinstance(expanded, sp.log) else node
