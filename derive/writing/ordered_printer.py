"""What printing in any format has in common: the author's order, and where brackets are needed."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import sympy as sp
from sympy.core.function import Application

from ..algebra.tidying import content
from ..errors import UnsupportedFormula
from ..network.cases import Cases
from ..network.definitions import Network
from ..network.function_heads import ElementaryHead, Positive
from ..network.functions import Function, function_of
from ..network.maximum import Maximum
from ..network.partial import Direct, Partial
from ..network.spelling import Letter
from ..network.unknown_functions import Unknown
from .case_notation import CaseNotation, as_written
from .display_order import (
    DisplayOrder,
    LogarithmTo,
    ProductParts,
    display_order,
    index_rank,
    indices_outside_brackets,
    is_constant,
)
from .naming import ShownName, element_name, presentable, subscript, symbol_name, tensor_name

# Anything else is refused: SymPy would print it by rules that are not ours.
NOTATED = (
    int, sp.Add, sp.Mul, sp.Pow, sp.Sum, sp.Indexed, sp.Symbol, sp.Number, sp.NumberSymbol, Application, Partial,
    Direct, Maximum, Cases,
)  # fmt: skip
# Functions that are not written as a name before its argument.
DELTA = Letter("delta")
NOT_APPLIED = (sp.exp, sp.KroneckerDelta, sp.Abs, Cases, sp.Piecewise, Positive, sp.Heaviside)


class OrderedPrinter(CaseNotation):
    """Walks a formula in the author's order; a subclass says how each piece is written.

    Mixed into one of SymPy's printers, whose dispatch (``_print``) it uses.
    """

    printmethod = None  # SymPy's objects do not print themselves here
    fractions_are_closed = True
    network: Network | None
    display: DisplayOrder
    leading: tuple[str, ...]

    def __init__(self, network: Network | None, leading: tuple[str, ...]) -> None:
        """Take the network that gives letters and order, and the indices that are written first."""
        super().__init__()
        self.network, self.display, self.leading = network, display_order(network), leading

    def _print(self, expression: Any, **kwargs: Any) -> str:
        if not isinstance(expression, NOTATED):
            raise UnsupportedFormula(
                f"there is no notation for {type(expression).__name__} in a formula",
                hint="formulas are made of elements, sums, products, powers, deltas, exp, log and tanh",
            )
        result: str = super()._print(expression, **kwargs)
        return result

    def write(self, expression: sp.Expr, taken: Iterable[sp.Expr] = ()) -> str:
        """Write an expression, its bound indices renamed to presentable letters."""
        shown = presentable(as_written(expression), self.network, taken)
        return self.case_rows(shown, alone=True) if isinstance(shown, (Cases, sp.Piecewise)) else self._print(shown)

    @abstractmethod
    def joined_terms(self, first: str, others: list[tuple[bool, str]]) -> str:
        """a + b − c, from pairs of (negative, term)."""

    @abstractmethod
    def joined_factors(self, factors: list[str]) -> str:
        """a b c."""

    @abstractmethod
    def bracketed(self, written: str) -> str:
        """(a)."""

    @abstractmethod
    def fraction(self, above: str, below: str, parts: ProductParts) -> str:
        """a over b."""

    @abstractmethod
    def front_fraction(self, above: str, below: str, parts: ProductParts) -> str:
        """The fraction of constants in front."""

    @abstractmethod
    def raised(self, base: str, power: str) -> str:
        """a to the power n."""

    @abstractmethod
    def square_root(self, radicand: str) -> str:
        """The square root."""

    @abstractmethod
    def summation(self, index: str, low: str, high: str, body: str) -> str:
        """Σ over one index."""

    @abstractmethod
    def summation_without(self, index: str, left_out: str, body: str) -> str:
        """Σ over all values of an index but one."""

    @abstractmethod
    def named(self, name: ShownName) -> str:
        """An element or symbol."""

    @abstractmethod
    def exponential(self, argument: str) -> str:
        """The exponential of an argument."""

    @abstractmethod
    def function_name(self, name: str) -> str:
        """The name of a function such as tanh."""

    @abstractmethod
    def name_of(self, function: Function) -> str:
        """The name of a function that has a record."""

    @abstractmethod
    def logarithm_name(self, base: str | None) -> str:
        """The natural logarithm, or that to a base."""

    @abstractmethod
    def applied(self, name: str, argument: str, bracket: bool) -> str:
        """f x or f(x)."""

    @abstractmethod
    def derivative(self, above: str, below: str) -> str:
        """∂u/∂v."""

    @abstractmethod
    def higher_derivative(self, above: str, below: list[str], order: str) -> str:
        """∂²u/∂v∂w; an element that stands twice is in the list once, with its power."""

    @abstractmethod
    def held(self, derivative: str, names: str) -> str:
        """A derivative for which the tensors of these names are held fixed."""

    def _print_Add(self, expression: sp.Add, order: Any = None) -> str:
        number = content(expression)
        if abs(number) != 1 and self._is_plain(expression):  # SymPy multiplies out 2 (u − y) on its own account
            bracket = sp.Add(*(term / number for term in expression.args))
            return self.product(replace(self.display.split(number, self.leading), above=(bracket,)))
        return self._terms(expression)

    def _terms(self, expression: sp.Add) -> str:
        first, *others = self.display.terms(expression, self.leading)
        written = [(parts.negative, self.product(replace(parts, negative=False))) for parts in others]
        return self.joined_terms(self.product(first), written)

    def _is_plain(self, bracket: sp.Add) -> bool:
        """True for terms of elements and functions, without sums and sizes of their own: 2 u − 2 y."""
        factors = (f for term in bracket.args for f in sp.Mul.make_args(term) if not f.is_Number)
        return not bracket.has(sp.Sum) and not any(self.display.is_constant(factor) for factor in factors)

    def _print_Mul(self, expression: sp.Expr) -> str:
        return self.product(self.display.split(expression, self.leading))

    def product(self, parts: ProductParts) -> str:
        """Write a product: the sign, the constants in front, then the rest as one fraction."""
        outer, self.leading = self.leading, tuple(dict.fromkeys((*indices_outside_brackets(parts), *self.leading)))
        try:
            written = self._unsigned(parts)
        finally:
            self.leading = outer
        return self.negated(written) if parts.negative else written

    def _unsigned(self, parts: ProductParts) -> str:
        if not parts.above and parts.below:
            below = self._factors((*parts.front_below, *parts.below), alone=True)
            return self.fraction(self._factors(parts.front, alone=True) or "1", below, parts)
        pieces = [self._front(parts)] if parts.has_front else []
        if parts.above:
            above = self._factors(parts.above, alone=bool(parts.below) or not pieces)
            below = self._factors(parts.below, alone=True)
            pieces.append(self.fraction(above, below, parts) if below else above)
        return self.joined_factors(pieces) if pieces else "1"

    def _front(self, parts: ProductParts) -> str:
        above = self._factors(parts.front, alone=bool(parts.front_below))
        if not parts.front_below:
            return above
        return self.front_fraction(above or "1", self._factors(parts.front_below, alone=True), parts)

    def _factors(self, factors: tuple[sp.Expr, ...], alone: bool) -> str:
        if len(factors) == 1 and alone:
            return self._print(factors[0])
        return self.joined_factors([self._factor(f, place == len(factors) - 1) for place, f in enumerate(factors)])

    def _factor(self, factor: sp.Expr, last: bool) -> str:
        """A factor, bracketed where it would otherwise swallow what follows or be torn apart."""
        if isinstance(factor, Application) and not isinstance(factor, NOT_APPLIED):
            return self._function(factor, bracket=not last)
        written = self._terms(factor) if isinstance(factor, sp.Add) else self._print(factor)
        torn = isinstance(factor, (sp.Add, sp.Mul)) or (isinstance(factor, (sp.Sum, Maximum)) and not last)
        return self.bracketed(written) if torn else written

    def _print_Pow(self, expression: sp.Pow) -> str:
        base, power = expression.as_base_exp()
        if power.is_number and power.is_negative:
            return self._print_Mul(expression)
        if isinstance(base, sp.tanh) and power.is_Integer:
            name = self.raised(self.function_name("tanh"), self._print(power))
            return self.applied(name, self._print(base.args[0]), not self.is_simple(base.args[0]))
        if power == sp.S.Half:
            return self.square_root(self._print(base))
        written = self._print(base)
        layered = isinstance(base, (sp.Indexed, sp.Symbol)) and self._is_layered(base)
        atomic = isinstance(base, (sp.Indexed, sp.Symbol, sp.KroneckerDelta)) or (base.is_Integer and base >= 0)
        raised = (
            f"{power.p}/{power.q}" if isinstance(power, sp.Rational) and not power.is_Integer else self._print(power)
        )
        return self.raised(written if atomic and not layered else self.bracketed(written), raised)

    def _is_layered(self, base: sp.Indexed | sp.Symbol) -> bool:
        """True where something stands above the letter already."""
        name = element_name(base, self.network) if isinstance(base, sp.Indexed) else symbol_name(base, self.network)
        return bool(name.above) if name.spelled else name.layer is not None

    def _print_Sum(self, expression: sp.Sum) -> str:
        parts = self.display.split(expression, self.leading)
        total: Any = parts.above[0] if parts.above else expression
        left_out, function = without_one_term(total)
        body = self.bracketed(self._terms(function)) if isinstance(function, sp.Add) else self._print(function)
        for index, low, high in self.display.outermost_last(total.limits):
            if left_out is not None:
                body = self.summation_without(self._print(index), self._print(left_out), body)
            else:
                body = self.summation(self._print(index), self._print(low), self._print(high), body)
        return self.negated(body) if parts.negative else body

    def _print_Indexed(self, element: sp.Indexed) -> str:
        return self.named(element_name(element, self.network))

    def _print_Symbol(self, symbol: sp.Symbol, *_: Any, **__: Any) -> str:
        return self.named(symbol_name(symbol, self.network))

    _print_Dummy = _print_Symbol

    def _print_KroneckerDelta(self, delta: sp.KroneckerDelta, *_: Any, **__: Any) -> str:
        indices = sorted(delta.args[:2], key=lambda index: index_rank(subscript(index), self.leading))
        spelling = self.network.spelling if self.network else None
        names = tuple(subscript(index, spelling) for index in indices)
        return self.named(ShownName("delta", None, names, DELTA if spelling else None))

    def _print_exp(self, expression: sp.exp, *_: Any, **__: Any) -> str:
        return self.exponential(self._print(expression.args[0]))

    def _print_Function(self, expression: sp.Function, *_: Any, **__: Any) -> str:
        return self._function(expression, bracket=False)

    _print_log = _print_tanh = _print_LogarithmTo = _print_Function

    def _print_Max(self, expression: sp.Max, *_: Any, **__: Any) -> str:
        arguments = sorted(expression.args, key=lambda a: (not is_constant(a), self._print(a)))
        name = self.function_name(expression.func.__name__)
        return self.applied(name, ", ".join(map(self._print, arguments)), bracket=True)

    _print_Min = _print_Max

    def _function(self, expression: sp.Function, bracket: bool) -> str:
        if isinstance(expression, (sp.Max, sp.Min)):
            return self._print_Max(expression)
        arguments = expression.args[:1] if isinstance(expression, LogarithmTo) else expression.args
        if isinstance(expression, LogarithmTo):
            name = self.logarithm_name(self._print(expression.args[1]))
        elif isinstance(expression, sp.log):
            name = self.logarithm_name(None)
        else:
            function = function_of(expression)
            name = self.name_of(function) if function else self.function_name(expression.func.__name__)
        own = isinstance(expression, (ElementaryHead, Unknown))
        bracket = bracket or own or len(arguments) > 1 or not self.is_simple(arguments[0])
        return self.applied(name, ", ".join(map(self._print, arguments)), bracket)

    def is_simple(self, argument: Any) -> bool:
        """True for an argument that needs no brackets: one element, number, sum or fraction."""
        if isinstance(argument, (sp.Indexed, sp.Symbol, sp.Sum)) or (argument.is_Integer and argument >= 0):
            return True
        parts = self.display.split(argument, self.leading)
        lone_fraction = isinstance(argument, sp.Mul) and bool(parts.below) and not (parts.negative or parts.has_front)
        return self.fractions_are_closed and lone_fraction

    def _print_Partial(self, expression: Partial | Direct) -> str:
        if not isinstance(expression.numerator, Partial):
            return self.derivative(self._print(expression.numerator), self._print(expression.denominator))
        counted = Counter(expression.denominators)
        below = [self._print(sp.Pow(element, times)) for element, times in counted.items()]
        return self.higher_derivative(self._print(expression.element), below, str(counted.total()))

    def _print_Direct(self, expression: Direct) -> str:
        names = ", ".join(self.named(tensor_name(name, self.network)) for name in expression.held)
        return self.held(self._print_Partial(expression), names)


def without_one_term(total: sp.Sum) -> tuple[sp.Expr | None, sp.Expr]:
    """The index k that Σ_i (1 − δ_ik) f_i leaves out, and f_i; None and the whole where it leaves out none.

    >>> i, k, K = (sp.Symbol(c, integer=True, positive=True) for c in "ikK")
    >>> f = sp.IndexedBase("f")
    >>> without_one_term(sp.Sum((1 - sp.KroneckerDelta(i, k, (1, K))) * f[i], (i, 1, K)))
    (k, f[i])
    """
    (index, *bounds), *more = total.limits
    for factor in sp.Mul.make_args(total.function):
        delta = 1 - factor
        if more or not isinstance(delta, sp.KroneckerDelta) or list(delta.args[2:]) != [sp.Tuple(*bounds)]:
            continue
        others = [symbol for symbol in delta.args[:2] if symbol != index]
        if len(others) == 1 and not others[0].has(index):
            return others[0], total.function / factor
    return None, total.function
