"""Sign cells: regions in which every case distinction of a formula has one branch.

Max, Min, Abs, sign and Piecewise ask for signs. A sign follows from the factors of the expression,
from exponentials being positive, or it is assumed: then the decision is made in each cell, one for
either sign, and at the boundary where a formula may jump there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from ...network.definitions import Network
from ..walk.evaluation import Element, Environment
from ..walk.not_evaluable import NotEvaluable
from .exact import ExactEvaluation, Kind
from .generator_plan import GeneratorPlan
from .rational_functions import RationalFunction
from .signs import is_certainly_positive

RELATIONS = {1: ">", 0: "=", -1: "<"}


@dataclass(frozen=True, slots=True)
class Cell:
    """The signs assumed so far, each of an irreducible polynomial.

    >>> x = sp.Symbol("x", real=True)
    >>> str(Cell().where(x, 1).where(x - 2, -1))
    'x > 0 and x - 2 < 0'
    """

    signs: tuple[tuple[sp.Expr, int], ...] = ()

    def where(self, atom: sp.Expr, sign: int) -> Cell:
        """The part of the cell in which the atom has that sign."""
        return Cell((*self.signs, (atom, sign)))

    @property
    def boundary(self) -> sp.Expr | None:
        """The atom that is 0 here, or None inside an open cell."""
        return next((atom for atom, sign in self.signs if sign == 0), None)

    def __str__(self) -> str:
        return " and ".join(f"{atom} {RELATIONS[sign]} 0" for atom, sign in self.signs)


EVERYWHERE = Cell()


class SignNeeded(Exception):
    """The sign of this expression is needed and does not follow from the cell."""

    def __init__(self, atom: sp.Expr) -> None:
        super().__init__(str(atom))
        self.atom = atom


class CellEvaluation(ExactEvaluation):
    """Exact evaluation of explicit formulas inside one cell; ``jumps`` tells that 0 is a case of its own."""

    def __init__(
        self,
        network: Network,
        sizes: Mapping[sp.Symbol, int],
        plan: GeneratorPlan,
        cell: Cell = EVERYWHERE,
        positive: frozenset[str] = frozenset(),
        jumps: bool = False,
    ) -> None:
        super().__init__(network, sizes, plan)
        self.cell, self.positive_names, self.jumps = cell, positive, jumps
        boundary = cell.boundary
        if boundary is not None:
            self.replace(*self._solved(boundary))

    chooses = True

    def require_positive(self, base: sp.Expr, at: Environment) -> None:
        if not base.is_positive and self.sign(base, at) <= 0:
            raise NotEvaluable(f"a power of {base}, which is not positive, has no logarithm")

    def sign(self, expression: sp.Expr, at: Environment) -> int:
        """The sign of the expression: that of its number times those of its irreducible factors.

        Raises:
            SignNeeded: a factor's sign does not follow from the cell.
        """
        value = self.value(expression, at)
        if not value:
            return 0
        result = self._sign_of_polynomial(value.numerator)
        for place, power in value.denominator.items():
            if power % 2:
                result *= self._sign_of_polynomial(self.field.factors[place])
        return result

    def _sign_of_polynomial(self, polynomial: Any) -> int:
        number, factors = polynomial.factor()
        result = 1 if number > 0 else -1
        for factor, power in factors:
            if power % 2 or self.jumps:  # where a formula may jump, also x² has to be told from 0
                result *= self._sign_of_factor(factor) ** int(power)
        return result

    def _sign_of_factor(self, factor: Any) -> int:
        if is_certainly_positive(self, factor):
            return 1
        if is_certainly_positive(self, -factor):
            return -1
        monic = factor / factor.leading_coefficient()
        direction = 1 if factor.leading_coefficient() > 0 else -1
        for atom, sign in self.cell.signs:
            assumed = self.value(atom, {}).numerator
            if sign and assumed and assumed / assumed.leading_coefficient() == monic:
                return sign * direction * (1 if assumed.leading_coefficient() > 0 else -1)
        raise SignNeeded(self.written(monic))

    def is_positive_generator(self, name: Any) -> bool:
        return name[0] in self.positive_names or super().is_positive_generator(name)

    def written(self, polynomial: Any) -> sp.Expr:
        """The polynomial as a formula."""
        names = self.field.names
        terms = []
        for monomial, coefficient in polynomial.to_dict().items():
            factors = [self._written_name(names[place]) ** int(power) for place, power in enumerate(monomial) if power]
            terms.append(sp.Mul(sp.Rational(int(coefficient.p), int(coefficient.q)), *factors))
        return sp.Add(*terms)

    def _written_name(self, name: Any) -> sp.Expr:
        kind, place = name
        if isinstance(place, tuple):
            return sp.IndexedBase(kind, real=True)[place] if place else sp.Symbol(kind, real=True)
        if kind is Kind.LOG and isinstance(place, int):
            return sp.log(place)
        if kind not in (Kind.EXP, Kind.TANH):
            raise NotEvaluable("the sign of a logarithm or a root")
        argument, _ = self._exponents[place]
        unit = self._kinds[place][1]
        times = sp.Rational(unit.numerator, unit.denominator)
        return sp.exp(times * argument) if kind is Kind.EXP else sp.tanh(times * argument)

    def _solved(self, atom: sp.Expr) -> tuple[Element, RationalFunction]:
        """Solve atom = 0 for a symbol that occurs linearly with a constant coefficient."""
        value = self.value(atom, {})
        degrees = value.numerator.degrees()
        for place, name in enumerate(self.field.names):
            if degrees[place] == 1 and isinstance(name, tuple) and isinstance(name[1], tuple):
                coefficient = value.numerator.derivative(place)
                if coefficient.is_constant():
                    generator = self.field.generator(name)
                    slope = RationalFunction(self.field, coefficient, {})
                    return name, generator - RationalFunction(self.field, value.numerator, {}) / slope
        raise NotEvaluable(f"the boundary {atom} = 0 cannot be solved for one symbol")


Linear = tuple[dict[sp.Symbol, Fraction], Fraction]


def sample_point(cell: Cell) -> dict[sp.Symbol, Fraction] | None:
    """A rational point of an open cell with linear atoms, by Fourier-Motzkin elimination; None if it is empty.

    SymPy's simplex takes 20 times as long for the few atoms of a cell, and its ``lpmax`` called 6 of 80 random cells of
    8 or 12 atoms open, at a point that breaks a constraint (SymPy 1.14); they are empty.

    >>> x, y = sp.symbols("x y", real=True)
    >>> sample_point(Cell().where(x - y, 1).where(y - 3, 1).where(x, -1)) is None
    True

    Raises:
        NotEvaluable: an atom is not linear in its symbols.
    """
    inequalities = [_linear(atom * sign) for atom, sign in cell.signs if sign]
    symbols = sorted({s for coefficients, _ in inequalities for s in coefficients}, key=str)
    return _sample(inequalities, symbols)


def _linear(expression: sp.Expr) -> Linear:
    coefficients: dict[sp.Symbol, Fraction] = {}
    constant = Fraction(0)
    for term in sp.Add.make_args(sp.expand(expression)):
        number, rest = term.as_coeff_Mul()
        if not number.is_Rational or not (rest == 1 or rest.is_Symbol):
            raise NotEvaluable(f"{expression} is not linear")
        exact = Fraction(int(number.p), int(number.q))
        if rest == 1:
            constant += exact
        else:
            coefficients[rest] = coefficients.get(rest, Fraction(0)) + exact
    return coefficients, constant


def _sample(inequalities: list[Linear], symbols: list[sp.Symbol]) -> dict[sp.Symbol, Fraction] | None:
    """Solve Σ c_i s_i + c > 0 for all of them: eliminate the last symbol, solve, put back."""
    if not symbols:
        return {} if all(constant > 0 for _, constant in inequalities) else None
    *others, last = symbols
    lower: list[Linear] = []
    upper: list[Linear] = []
    rest: list[Linear] = []
    for coefficients, constant in inequalities:
        factor = coefficients.get(last, Fraction(0))
        without = {s: c for s, c in coefficients.items() if s != last}
        if factor:
            bound = ({s: -c / factor for s, c in without.items()}, -constant / factor)
            (lower if factor > 0 else upper).append(bound)
        else:
            rest.append((without, constant))
    point = _sample(rest + [_difference(high, low) for low in lower for high in upper], others)
    if point is None:
        return None
    low_values = [_at(bound, point) for bound in lower]
    high_values = [_at(bound, point) for bound in upper]
    low = max(low_values) if low_values else None
    high = min(high_values) if high_values else None
    return point | {last: _simple_between(low, high)}


def _difference(high: Linear, low: Linear) -> Linear:
    symbols = high[0].keys() | low[0].keys()
    return {s: high[0].get(s, Fraction(0)) - low[0].get(s, Fraction(0)) for s in symbols}, high[1] - low[1]


def _at(bound: Linear, point: Mapping[sp.Symbol, Fraction]) -> Fraction:
    return sum((c * point[s] for s, c in bound[0].items()), bound[1])


def _simple_between(low: Fraction | None, high: Fraction | None) -> Fraction:
    """The simplest rational strictly between the bounds."""
    if low is None and high is None:
        return Fraction(1)
    if low is None:
        assert high is not None
        return Fraction(min(-1, -(-high // 1) - 1))
    if high is None:
        return Fraction(max(1, low // 1 + 1))
    middle = (low + high) / 2
    denominator = 1
    while not low < middle.limit_denominator(denominator) < high:
        denominator *= 2
    return middle.limit_denominator(denominator)
