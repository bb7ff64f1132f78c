"""The author's order: which factor and which term is written first, and what stands in front.

SymPy keeps factors and terms in an order of its own. Here the order follows from the network:
what comes later in the network is written first (``p − y`` before ``W``, ``W`` before ``x``), and
the notation's needs: constants in front, functions and sums last, positive terms before negative.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor, inf

import sympy as sp
from sympy.core.function import Application

from ..algebra.indices import free_indices, str_of
from ..network.cases import Cases
from ..network.definitions import Network
from ..network.partial import Direct, Partial
from ..network.tensors import Role, Tensor

LATER_LETTERS_FIRST = "ELpszauWwbx"
LABEL_AFTER_OUTPUT = 0.1


class LogarithmTo(sp.Function):  # type: ignore[misc]
    """log of the first argument to the base of the second: how ``log(p)/log(2)`` is shown."""

    nargs = 2


@dataclass(frozen=True, slots=True)
class ProductParts:
    """A product as it is written: a sign, a fraction of constants in front, then the other factors."""

    negative: bool
    front: tuple[sp.Expr, ...]
    front_below: tuple[sp.Expr, ...]
    above: tuple[sp.Expr, ...]
    below: tuple[sp.Expr, ...]

    @property
    def has_front(self) -> bool:
        """True when a constant stands in front."""
        return bool(self.front or self.front_below)


@lru_cache(maxsize=8192)
def is_constant(expression: sp.Expr) -> bool:
    """True for numbers and sizes, such as 2, ln 2 and N, which are written in front."""
    if expression.has(sp.Indexed, Partial, Direct, sp.KroneckerDelta, sp.Sum):
        return False
    return all(symbol.is_integer for symbol in expression.free_symbols)


class DisplayOrder:
    """The order of factors and terms for one network; without one, by the customary letters."""

    def __init__(self, network: Network | None = None) -> None:
        self.settings = _settings(network) if network else frozenset()
        self.positions = _positions(network) if network else {}
        self.axes = {axis.size: place for place, axis in enumerate(network.axes)} if network else {}
        self.followed_by_delta = (
            {t.name for t in network.tensors if t.role in (Role.INTERMEDIATE, Role.LABEL)} if network else set("ypszau")
        )
        self.latest = lru_cache(maxsize=8192)(self._latest)
        self._taken_apart = lru_cache(maxsize=8192)(self._split)

    def position(self, name: str) -> float:
        """How late in the network the tensor comes; 0 for an unknown one."""
        if name in self.positions:
            return self.positions[name]
        if name[0] == "y":
            return self.position("p") + LABEL_AFTER_OUTPUT
        place = LATER_LETTERS_FIRST.find(name[0])
        return float(len(LATER_LETTERS_FIRST) - place) if place >= 0 else 0.0

    def is_constant(self, expression: sp.Expr) -> bool:
        """True for numbers, sizes and given numbers such as a temperature τ: they are written in front."""
        if not self.settings or expression in self.settings:
            return expression in self.settings or is_constant(expression)
        return is_constant(expression.xreplace(dict.fromkeys(self.settings & expression.free_symbols, sp.S.One)))

    def _latest(self, expression: sp.Expr) -> float:
        if isinstance(expression, sp.Indexed):
            return self.position(expression.base.label.name)
        if isinstance(expression, sp.Symbol):
            return -1.0 if expression.is_integer or expression in self.settings else self.position(expression.name)
        if isinstance(expression, (Partial, Direct)):
            return float(self.latest(expression.numerator))
        return max((self.latest(a) for a in expression.args if isinstance(a, sp.Basic)), default=-1.0)

    def ordered_terms(self, expression: sp.Expr, leading: tuple[str, ...] = ()) -> list[sp.Expr]:
        """The terms: positive before negative, constants first, then later in the network before earlier."""

        if is_constant(expression):  # I − S + 1
            return sorted(
                sp.Add.make_args(expression), key=lambda t: (t.is_Number, bool(t.as_coeff_Mul()[0] < 0), str_of(t))
            )

        def key(term: sp.Expr) -> tuple[object, ...]:
            negative = self.split(term, leading).negative
            return (
                negative,
                not self.is_constant(term),
                -self.latest(term),
                _index_ranks(term, leading),
                _natural(term),
            )

        terms = list(sp.Add.make_args(expression))
        return sorted(terms, key=key) if len(terms) > 1 else terms

    def terms(self, expression: sp.Expr, leading: tuple[str, ...] = ()) -> list[ProductParts]:
        """The terms in order, each taken apart."""
        return [self.split(term, leading) for term in self.ordered_terms(expression, leading)]

    def outermost_last(self, limits: Sequence[sp.Tuple]) -> list[sp.Tuple]:
        """The limits of a sum in the order in which the signs are added from the right: samples stand outside."""
        return sorted(limits, key=lambda limit: -self.axes.get(limit[2], -1))

    def split(self, expression: sp.Expr, leading: tuple[str, ...] = ()) -> ProductParts:
        """Take a product apart and put its factors in order.

        >>> N, y, p = sp.Symbol("N", integer=True), sp.Symbol("y"), sp.Symbol("p")
        >>> parts = DisplayOrder().split(-y * sp.log(p) / N)
        >>> parts.negative, parts.front_below, parts.above
        (True, (N,), (y, log(p)))
        """
        return self._taken_apart(expression, leading)

    def _split(self, expression: sp.Expr, leading: tuple[str, ...]) -> ProductParts:
        coefficient, rest = expression.as_coeff_Mul()
        negative, above, below = bool(coefficient < 0), [], []
        for factor in sp.Mul.make_args(rest):
            sign, factor = _sign_out_of_sum(factor)
            negative ^= sign
            upper, lower = _fraction_of(factor)
            above += [upper] if upper != 1 else []
            below += [lower] if lower != 1 else []
        above, below = _logarithms_to_a_base(above, below)
        upper, lower = abs(coefficient).as_numer_denom()
        front = ([upper] if upper != 1 else []) + [f for f in above if self.is_constant(f)]
        front_below = ([lower] if lower != 1 else []) + [f for f in below if self.is_constant(f)]
        return ProductParts(
            negative,
            _constants(front),
            _constants(front_below),
            self._ordered([f for f in above if not self.is_constant(f)], leading),
            self._ordered([f for f in below if not self.is_constant(f)], leading),
        )

    def _ordered(self, factors: list[sp.Expr], leading: tuple[str, ...]) -> tuple[sp.Expr, ...]:
        if len(factors) < 2:
            return tuple(factors)
        return tuple(sorted(factors, key=lambda f: self._factor_key(f, factors, leading)))

    def _factor_key(self, factor: sp.Expr, factors: list[sp.Expr], leading: tuple[str, ...]) -> tuple[object, ...]:
        late = self._delta_position(factor, factors) if isinstance(factor, sp.KroneckerDelta) else self.latest(factor)
        stage = floor(late) if late < inf else late
        return (_group(factor), -stage, _kind(factor), -late, _index_ranks(factor, leading), _natural(factor))

    def _delta_position(self, delta: sp.KroneckerDelta, factors: Iterable[sp.Expr]) -> float:
        """Right after the outputs and labels that share an index with it, else in front."""
        own = delta.free_symbols
        sharing = [
            self.latest(factor)
            for factor in factors
            if not factor.has(sp.KroneckerDelta, sp.Sum)
            and any(
                e.base.label.name in self.followed_by_delta and own & e.free_symbols for e in factor.atoms(sp.Indexed)
            )
        ]
        return min(sharing) if sharing else inf


@lru_cache(maxsize=16)
def display_order(network: Network | None) -> DisplayOrder:
    """The order for a network, made once: whoever writes many formulas of one asks for it again and again.

    >>> display_order(None) is display_order(None)
    True
    """
    return DisplayOrder(network)


@lru_cache(maxsize=16)
def _settings(network: Network) -> frozenset[sp.Symbol]:
    """The given numbers beside the data: a temperature, the strength of a penalty."""
    inputs = [t for t in network.given if t.role is Role.INPUT]
    return frozenset(t.at() for t in inputs if not t.axes) if any(t.axes for t in inputs) else frozenset()


@lru_cache(maxsize=16)
def _positions(network: Network) -> dict[str, float]:
    """A defined tensor's place is its definition's; a given one comes just before its first use."""
    places = {d.tensor.name: float(place) for place, d in enumerate(network.definitions)}
    for order, tensor in enumerate(network.given):
        uses = (p for p, d in enumerate(network.definitions) if tensor in network.tensors_in(d.value))
        places[tensor.name] = next(uses, 0) - _before_use(tensor) - order / 1000
    return places


def _before_use(tensor: Tensor) -> float:
    if tensor.role is Role.LABEL:
        return 1 - LABEL_AFTER_OUTPUT
    return 0.7 if tensor.role is Role.INPUT else 0.4


def _sign_out_of_sum(factor: sp.Expr) -> tuple[bool, sp.Expr]:
    """Σ(−f) is written −Σ f."""
    if isinstance(factor, sp.Sum) and not isinstance(factor.function, sp.Add):
        coefficient, _ = factor.function.as_coeff_Mul()
        if coefficient < 0:
            return True, sp.Sum(-factor.function, *factor.limits)
    return False, factor


def _fraction_of(factor: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """The factor as numerator and denominator: 1/p² is below the line as p²."""
    if (
        isinstance(factor, sp.Pow)
        and not isinstance(factor, sp.exp)
        and factor.exp.is_number
        and factor.exp.is_negative
    ):
        return sp.S.One, sp.Pow(factor.base, -factor.exp)
    return factor, sp.S.One


def _logarithms_to_a_base(above: list[sp.Expr], below: list[sp.Expr]) -> tuple[list[sp.Expr], list[sp.Expr]]:
    """log p / log 2 is one thing, log₂ p."""
    logarithm = next((f for f in above if isinstance(f, sp.log) and not is_constant(f)), None)
    base = next((f for f in below if isinstance(f, sp.log) and f.args[0].is_Integer), None)
    if logarithm is None or base is None:
        return above, below
    joined = LogarithmTo(logarithm.args[0], base.args[0])
    return [joined if f is logarithm else f for f in above], [f for f in below if f is not base]


def _constants(factors: list[sp.Expr]) -> tuple[sp.Expr, ...]:
    """Numbers, then sizes, then logarithms."""
    return tuple(sorted(factors, key=lambda f: (not f.is_Number, f.has(sp.log, sp.Add), str_of(f))))


def _group(factor: sp.Expr) -> int:
    """Named derivatives, then elements and brackets, then functions, then sums and brackets of nothing but sums."""
    base = factor.base if isinstance(factor, sp.Pow) and not isinstance(factor, sp.exp) else factor
    if isinstance(base, (Partial, Direct)):
        return 0
    if isinstance(base, (sp.exp, sp.KroneckerDelta, Cases, sp.Piecewise, sp.Abs)):
        return 1
    if isinstance(base, Application):
        return 2
    of_sums = isinstance(factor, sp.Add) and all(isinstance(t.as_coeff_Mul()[1], sp.Sum) for t in factor.args)
    return 3 if of_sums or isinstance(factor, sp.Sum) else 1


def _kind(factor: sp.Expr) -> int:
    """An element before the deltas that follow it, both before a bracket."""
    base = factor.base if isinstance(factor, sp.Pow) else factor
    return 2 if isinstance(base, (sp.Add, sp.Sum)) else int(isinstance(factor, sp.KroneckerDelta))


def index_rank(name: str, leading: tuple[str, ...]) -> tuple[int, int | str]:
    """Leading indices in their order, then the others by the alphabet (numbers by value)."""
    if name in leading:
        return (0, leading.index(name))
    return (1, int(name)) if name.isdigit() else (2, name)


@lru_cache(maxsize=4096)
def _index_ranks(expression: sp.Expr, leading: tuple[str, ...]) -> tuple[object, ...]:
    if isinstance(expression, sp.Indexed):
        return tuple(index_rank(str_of(index), leading) for index in expression.indices)
    if isinstance(expression, (sp.KroneckerDelta, sp.Sum)):
        return ()
    if isinstance(expression, sp.exp):
        return _index_ranks(expression.args[0], leading)
    elements = [a for a in sp.preorder_traversal(expression) if isinstance(a, sp.Indexed)]
    return min((_index_ranks(e, leading) for e in elements), default=())


@lru_cache(maxsize=4096)
def _natural(expression: sp.Expr) -> tuple[tuple[str, int], ...]:
    """The written form with its numbers compared as numbers: w_1_2 before w_1_10."""
    return tuple((letters, int(number or 0)) for letters, number in re.findall(r"(\D+)(\d*)", str_of(expression)))


def indices_outside_brackets(parts: ProductParts) -> tuple[str, ...]:
    """The indices of the elements of a product, in the order in which they are written."""
    names: dict[str, None] = {}
    for factor in (*parts.above, *parts.below):
        if not isinstance(factor, (sp.Add, sp.Sum, sp.KroneckerDelta)):
            for element in sorted(factor.atoms(sp.Indexed), key=str_of):
                names |= {str_of(index): None for index in element.indices if index.is_Symbol}
    return tuple(names)


def leading_indices(*expressions: sp.Expr) -> tuple[str, ...]:
    """The free indices of left sides, in the order in which they stand there."""
    names: dict[str, None] = {}
    for expression in expressions:
        free = {index.name for index in free_indices(expression)}
        for node in sp.preorder_traversal(expression):
            if isinstance(node, sp.Indexed):
                names |= {str_of(index): None for index in node.indices if str_of(index) in free}
    return tuple(names)
