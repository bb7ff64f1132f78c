"""f(x + h) ≈ f(x) + h f′(x), and quotients of differences: what holds of any smooth function but for powers of h."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import (
    Call,
    Derivative,
    Known,
    Name,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Terms,
    Transposed,
    mapped,
    walk,
    whole_number,
)
from ...reading.expression.printing import shown
from ..finding import Judgement

ORDERS = ("", "first", "second", "third", "fourth")
HIGHEST = len(ORDERS)  # the power of the step from which on all is left out
STEP = sp.Symbol("step")
SLOPES = sp.symbols(f"slope_:{HIGHEST}")  # along the step; the first one is the value
HESSIAN = re.compile("hessian", re.IGNORECASE)
Parts = dict[Node, Fraction]


class NoExpansionError(Exception):
    """A side says something else than how a function changes with its argument."""


def speaks_of_hessian(index: Index) -> bool:
    """True where the words of a document name the matrix of second derivatives."""
    return any(HESSIAN.search(statement.claim.prose) for statement in index.statements)


def to_first_order(left: Node, right: Node, *, hessian: bool = False, small: Node | None = None) -> Judgement | None:
    """PROVED WHEN the step is small, for expansions of any smooth function; None for what says something else.

    A matrix between two steps is that of the second derivatives where the document speaks of a ``hessian``. ``small``
    is what goes to 0, where that is told: the step, or a factor of it.

    >>> x, h, f = Name("x"), Name("h"), Name("f")
    >>> after, now, slope = Call(f, (Terms(((1, x), (1, h))),)), Call(f, (x,)), Prime(f, x)
    >>> to_first_order(after, Terms(((1, now), (1, Product((("", slope), ("", h))))))).condition
    'h is small: to first order in it'
    >>> to_first_order(after, Terms(((1, now), (1, slope)))) is None
    True
    """
    left, right = _without_transposes(left), _without_transposes(right)
    for expansion in _expansions((left, right), hessian):
        if small is not None and not expansion.is_along(small):
            continue
        try:
            (first, one), (second, other) = map(expansion.without_remainder, (left, right))
            difference = expansion.value(first) - expansion.value(second)
            divided = max(expansion.divided(first), expansion.divided(second))
        except NoExpansionError:
            continue
        apart = sp.Poly(sp.expand(sp.expand(difference) * STEP**divided), STEP)
        lowest = min((power for (power,), _ in apart.terms()), default=HIGHEST) if apart else HIGHEST
        if rest := one or other:
            if lowest - divided >= rest and not (one and other):
                return Judgement(Outcome.PROVED, "for any smooth function")
            continue
        told = max((n for side in (left, right) for n in expansion.orders(side)), default=0)
        if lowest >= min(HIGHEST, max(1, divided, told) + 1) and told < HIGHEST:
            is_small = f"{shown(expansion.step)} is small: to {ORDERS[max(told, 1)]} order in it"
            matrices = dict.fromkeys(name for side in (left, right) for name in expansion.second_slopes(side))
            said = [f"{name} is the matrix of second derivatives" for name in matrices]
            return Judgement(Outcome.PROVED_WHEN, "", ", ".join((*said, is_small)))
    return None


@dataclass(frozen=True)
class _Expansion:
    """A function around a point, along a step: the step has a length that is a letter, and a direction."""

    function: Name
    point: Parts
    along: Parts
    step: Node
    hessian: bool
    place: int = 0  # of the argument that moves

    def value(self, node: Node) -> sp.Expr:
        """A side as a polynomial of the step, with the slopes along it as letters."""
        if (multiple := _multiple(_parts(node), self.along)) is not None:
            return sp.Rational(multiple) * STEP
        if isinstance(node, Terms):
            return sp.Add(*(sign * self.value(part) for sign, part in node.terms))
        if isinstance(node, Number):
            return sp.Rational(node.text)
        if isinstance(node, Product):
            return self._product(node)
        if node == self._length():
            return STEP
        if self._goes_down() and isinstance(node, Power) and self._is_size(node.base) and node.exponent == Number("2"):
            return SLOPES[1]
        if isinstance(node, Power) and whole_number(node.exponent).isdigit():
            return self.value(node.base) ** int(whole_number(node.exponent))
        if (order := self._order(node)) is not None:
            return SLOPES[order]
        if isinstance(node, Call) and node.function == self.function:
            return self._after(_parts(node.arguments[self.place]))
        raise NoExpansionError

    def is_along(self, small: Node) -> bool:
        """True where the step is that, or a multiple of it."""
        return _multiple(_parts(small), self.along) is not None or any(part == small for _, part in _factors(self.step))

    def without_remainder(self, node: Node) -> tuple[Node, int]:
        """A side without O(h²) or o(h), and the power of the step that this leaves out; 0 where there is none."""
        terms = node.terms if isinstance(node, Terms) else ((1, node),)
        found = [(part, _size_of(part)) for _, part in terms]
        rests = [size for _, size in found if size is not None]
        if not rests:
            return node, 0
        powers = [sp.degree(self.value(_without_norms(size.argument)), STEP) + size.more for size in rests]
        kept = tuple(term for term, (_, size) in zip(terms, found, strict=True) if size is None)
        return Terms(kept or ((1, Number("0")),)), max(min(powers), 1)

    def orders(self, node: Node) -> Iterator[int]:
        """The orders of the derivatives that a side shows."""
        for part in walk(node):
            if (order := self._order(part)) is not None:
                yield order
            elif isinstance(part, Product) and self._matrices(list(_factors(part))):
                yield 2

    def second_slopes(self, node: Node) -> Iterator[str]:
        """The letters between two steps, which are taken for the second derivatives."""
        for product in (part for part in walk(node) if isinstance(part, Product)):
            factors = list(_factors(product))
            yield from (shown(factors[place][1]) for place in sorted(self._matrices(factors)))

    def divided(self, node: Node) -> int:
        """The power of the step by which a quotient of a side is divided."""
        products = [part for part in walk(node) if isinstance(part, Product)]
        below = [[part for sign, part in _factors(product) if sign == "/"] for product in products]
        return max((sp.degree(sp.Mul(*map(self.value, parts)), STEP) for parts in below if parts), default=0)

    def _product(self, node: Product) -> sp.Expr:
        """The factors; of slopes there is one, and a letter between two steps is a matrix of slopes."""
        factors = self._with_whole_steps(list(_factors(node)))
        slopes = [place for place, (_, part) in enumerate(factors) if self._order(part) is not None]
        if len(slopes) == 2 and self._goes_down():
            del factors[slopes[1]]  # ∇f ∇f, of which one is the direction
        elif len(slopes) > 1:
            raise NoExpansionError
        matrices = self._matrices(factors)
        value = sp.S.One
        for place, (sign, part) in enumerate(factors):
            made = SLOPES[2] if place in matrices else STEP if part == self._length() else self.value(part)
            value = value / made if sign == "/" else value * made
        return value

    def _with_whole_steps(self, factors: list[tuple[str, Node]]) -> list[tuple[str, Node]]:
        """The factors in which δ A is one where it is the step."""
        parts = list(_factors(self.step))
        for place in range(len(factors)):
            if len(parts) > 1 and factors[place : place + len(parts)] == parts:
                return [*factors[:place], ("", self.step), *factors[place + len(parts) :]]
        return factors

    def _matrices(self, factors: list[tuple[str, Node]]) -> set[int]:
        """The places of letters between two steps, where these are the second derivatives."""
        steps = {place for place, (sign, part) in enumerate(factors) if self._is_step(part) and sign != "/"}
        found = {place for place, (_, part) in enumerate(factors) if {place - 1, place + 1} <= steps}
        return {place for place in found if self.hessian and isinstance(factors[place][1], (Name, Call))}

    def _is_step(self, node: Node) -> bool:
        return _multiple(_parts(node), self.along) is not None

    def _length(self) -> Node | None:
        """ϵ of the step ϵ e_i, and η of η ∇f."""
        return self.step.parts[0][1] if isinstance(self.step, Product) and len(self.step.parts) == 2 else None

    def _is_size(self, node: Node) -> bool:
        """True for ‖∇f‖."""
        return isinstance(node, Known) and node.function == "norm" and self._order(node.argument) == 1

    def _goes_down(self) -> bool:
        """True for the step η ∇f."""
        parts = self.step.parts if isinstance(self.step, Product) else ()  # none of a step that is a number
        return bool(parts) and self._order(parts[-1][1]) == 1

    def _after(self, argument: Parts) -> sp.Expr:
        """The series of the function at the point and a multiple of the step."""
        moved = _difference(argument, self.point)
        multiple = Fraction(0) if not moved else _multiple(moved, self.along)
        if multiple is None:
            raise NoExpansionError
        powers = ((sp.Rational(multiple) * STEP) ** n / sp.factorial(n) for n in range(HIGHEST))
        return sp.Add(*(slope * power for slope, power in zip(SLOPES, powers, strict=True)))

    def _order(self, node: Node) -> int | None:
        """Which derivative of the function a node is, at the point or without one."""
        if isinstance(node, Prime) and node.function == self.function:
            at = node.argument is None or _parts(node.argument) == self.point
            return node.order if at and node.order < HIGHEST else None
        if not isinstance(node, Derivative):
            return None
        above = node.numerator
        mine = above == self.function or (
            isinstance(above, Call)
            and above.function == self.function
            and _parts(above.arguments[self.place]) == self.point
        )
        order = len(node.denominators) or node.order
        return order if mine and all(map(self._is_along, node.denominators)) and order < HIGHEST else None

    def _is_along(self, letter: Node) -> bool:
        """True for the point itself, and for w_i of W where the step is along e_i."""
        direction = self.step.parts[-1][1] if isinstance(self.step, Product) else None
        indices = direction.indices if isinstance(direction, Name) else ()
        if not indices:
            return letter in self.point
        names = {part.name.lower() for part in self.point if isinstance(part, Name)}
        return isinstance(letter, Name) and letter.name.lower() in names and letter.indices == indices


@dataclass(frozen=True)
class _Remainder:
    """O of a power of the step, or o, which leaves out one power ``more``."""

    argument: Node
    more: int


def _size_of(node: Node) -> _Remainder | None:
    name = node.function.name.rpartition(":")[2] if isinstance(node, Call) else ""
    if not isinstance(node, Call) or name not in ("O", "o") or len(node.arguments) != 1:
        return None
    return _Remainder(node.arguments[0], int(name == "o"))


def has_remainder(*sides: Node, document: Document | None = None) -> bool:
    """True where a side says what is left out: f(x) + h f′(x) + O(h²); not where the ``document`` defines o.

    >>> has_remainder(Name("f"), Terms(((1, Name("f")), (1, Call(Name("O"), (Name("h"),))))))
    True
    """
    found = [part for side in sides for part in walk(side) if _size_of(part) is not None]
    names = {part.function.name for part in found if isinstance(part, Call)}
    return bool(names) and not (document is not None and any(map(document.defined, names)))


def _without_norms(node: Node) -> Node:
    made = mapped(node, _without_norms)
    return made.argument if isinstance(made, Known) and made.function in ("norm", "abs") else made


def _expansions(sides: tuple[Node, Node], hessian: bool) -> Iterator[_Expansion]:
    """The function with two arguments, around each of them and what they share, along what is between."""
    calls = [part for side in sides for part in walk(side) if isinstance(part, Call) and part.arguments]
    for function in dict.fromkeys(call.function for call in calls):
        mine = list(dict.fromkeys(call for call in calls if call.function == function))
        place = _moving(mine)
        if place is None:
            continue
        arguments = [_parts(call.arguments[place]) for call in mine]
        shared = {p: n for p, n in arguments[0].items() if all(other.get(p) == n for other in arguments)}
        for point in [shared] if shared else arguments:
            moved = [difference for other in arguments if (difference := _difference(other, point))]
            if moved:
                yield _Expansion(function, point, _unit(moved[0]), _node(_unit(moved[0])), hessian, place)


def _moving(calls: Sequence[Call]) -> int | None:
    """The place of the only argument in which calls differ."""
    if len({len(call.arguments) for call in calls}) > 1:
        return None
    columns = list(zip(*(call.arguments for call in calls), strict=True))
    moving = [place for place, column in enumerate(columns) if len({*column}) > 1]
    return moving[0] if len(moving) == 1 else None


def _without_transposes(node: Node) -> Node:
    made = mapped(node, _without_transposes)
    return made.base if isinstance(made, Transposed) else made


def _factors(node: Node, sign: str = "") -> Iterator[tuple[str, Node]]:
    """The factors of a product and of the products in it, each with its sign or a stroke."""
    if not isinstance(node, Product):
        yield sign, node
        return
    for inner, part in node.parts:
        under = (sign == "/") != (inner == "/")
        yield from _factors(part, "/" if under else "")


def _parts(node: Node) -> Parts:
    """A sum as terms without their numbers, each with its number."""
    found: dict[Node, Fraction] = {}
    for sign, part in node.terms if isinstance(node, Terms) else ((1, node),):
        number, rest = Fraction(sign), []
        for mark, factor in _factors(part):
            if isinstance(factor, Number) and mark != "/":
                number *= Fraction(factor.text)
            elif isinstance(factor, Number):
                number /= Fraction(factor.text) or 1
            else:
                rest.append((mark, factor))
        whole = rest[0][1] if len(rest) == 1 and rest[0][0] != "/" else Product(tuple(rest))
        found[whole] = found.get(whole, Fraction(0)) + number
    return {part: number for part, number in found.items() if number}


def _difference(first: Parts, second: Parts) -> Parts:
    found = {part: first.get(part, Fraction(0)) - second.get(part, Fraction(0)) for part in {**first, **second}}
    return {part: number for part, number in found.items() if number}


def _multiple(parts: Parts, of: Parts) -> Fraction | None:
    """The number that one sum is of another; None where it is no multiple of it."""
    if set(parts) != set(of) or not of:
        return None
    ratios = {parts[part] / number for part, number in of.items()}
    return ratios.pop() if len(ratios) == 1 else None


def _unit(parts: Parts) -> Parts:
    """The sum with 1 before its first term."""
    first = next(iter(parts.values()))
    return {part: number / abs(first) if len(parts) > 1 else Fraction(1) for part, number in parts.items()}


def _node(parts: Parts) -> Node:
    if len(parts) == 1:
        return next(iter(parts))
    return Terms(tuple((1 if number > 0 else -1, part) for part, number in parts.items()))
