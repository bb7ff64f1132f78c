"""Formulas of steps as sums of products: g_2 and m_{t−1} are letters that keep their places, as matrices do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

import sympy as sp

from ...reading.expression.nodes import Known, Name, Node, Number, Power, Product, Terms, Total, mapped

Step = int | tuple[str, int]  # 3, or t − 1 as ("t", −1)
Letter = tuple[str, tuple[Step, ...]]  # g and its steps
MOST_TERMS = 24
MOST_STEPS = 12  # that a letter is followed back
REST = 3  # a sum up to t is that up to t − 3 and its last terms
ANY: Step = ("any", 0)
END, TURNED = "the end", "counted from the end"
TIMES = ("", "*", ".")
FUNCTIONS = {
    "exp": sp.exp, "log": sp.log, "sqrt": sp.sqrt, "tanh": sp.tanh, "sigmoid": lambda x: 1 / (1 + sp.exp(-x)),
    "relu": lambda x: sp.Max(x, 0),
}  # fmt: skip


class NotOfSteps(Exception):
    """A formula that is no sum of products of letters with steps."""


class Algebra:
    """Formulas as sympy expressions, where a letter is a number by ``is_number`` or keeps its place in products.

    What holds with letters that keep their places holds for numbers, vectors and matrices.

    >>> t, g = Name("t"), Name("g", (Name("t"),))
    >>> algebra = Algebra(lambda name: False)
    >>> algebra.value(Terms(((1, g), (1, Name("g", (Number("2"),))))), {"t": 2}) == 2 * algebra.symbol(("g", (2,)))
    True
    """

    def __init__(self, is_number: Callable[[str], bool]) -> None:
        self.is_number = is_number
        self.letters: dict[sp.Symbol, Letter] = {}
        self.rests: set[sp.Symbol] = set()

    def symbol(self, letter: Letter) -> sp.Symbol:
        """The symbol of a letter with its steps."""
        symbol = sp.Symbol(repr(letter), commutative=self.is_number(letter[0]))
        self.letters[symbol] = letter
        return symbol

    def value(self, node: Node, at: Mapping[str, Step]) -> sp.Expr:
        """The formula where the letters of steps are those ``at``.

        Raises:
            NotOfSteps: it is made of something else than sums, products, powers of numbers and functions.
        """
        if isinstance(node, Number):
            return sp.Rational(node.text)
        if isinstance(node, Name):
            return self._name(node, at)
        if isinstance(node, Terms):
            return sp.Add(*(sign * self.value(part, at) for sign, part in node.terms))
        if isinstance(node, Product):
            return self._product(node, at)
        if isinstance(node, Power):
            return _power(self.value(node.base, at), self.value(node.exponent, at))
        if isinstance(node, Known) and node.function in FUNCTIONS and not node.base:
            return sp.Function(node.function)(sp.expand(self.value(node.argument, at)))
        if isinstance(node, Total):
            return self._sum(node, at)
        raise NotOfSteps

    def _name(self, name: Name, at: Mapping[str, Step]) -> sp.Expr:
        if name.name in at and not name.indices and name.layer is None:
            step = at[name.name]
            return sp.Integer(step) if isinstance(step, int) else sp.Symbol(step[0]) + step[1]
        steps = [step_of(index, at) for index in name.indices]
        if name.layer is not None:
            steps.append(_moved(at.get(name.layer.letter, (name.layer.letter, 0)), name.layer.shift))
        return self.symbol((name.name, tuple(steps)))

    def _product(self, node: Product, at: Mapping[str, Step]) -> sp.Expr:
        total: sp.Expr = sp.Integer(1)
        of_numbers = True
        for sign, part in node.parts:
            value = self.value(part, at)
            is_number = bool(value.is_commutative)
            if sign == "/" and is_number and value != 0:
                total = total / value
            elif sign in ("", "*") or (sign == "." and (of_numbers or is_number)):
                total = total * value
            else:
                raise NotOfSteps  # an inner product, or entry by entry
            of_numbers = of_numbers and is_number
        return total

    def _sum(self, node: Total, at: Mapping[str, Step]) -> sp.Expr:
        if node.kind != "sum" or len(node.indices) != 1 or node.excluded or node.lower is None or node.upper is None:
            raise NotOfSteps
        (index,), first, last = node.indices, step_of(node.lower, at), step_of(node.upper, at)
        if not isinstance(first, int):
            raise NotOfSteps
        if isinstance(last, int):
            if last - first >= MOST_TERMS:
                raise NotOfSteps
            return sp.Add(*(self.value(node.body, {**at, index: place}) for place in range(first, last + 1)))
        try:
            return self._up_to(node.body, index, first, last, at)
        except NotOfSteps:  # β^i g_{t−i} up to i = t − 1 is β^{t−1−k} g_{k+1} up to k = t − 1
            turned = _put_for(node.body, index, Terms(((1, Name(END)), (-1, Name(TURNED)))))
            return self._up_to(turned, TURNED, first, last, {**at, END: (last[0], last[1] + first)})

    def _up_to(self, body: Node, index: str, first: int, last: tuple[str, int], at: Mapping[str, Step]) -> sp.Expr:
        """The sum from a number to t: that to t − 3, marked by a letter of its own, and the terms behind."""
        mark = sp.Symbol(f"the sum from {first} to {last[0]} - {REST}")
        self.rests.add(mark)
        places = [(last[0], shift) for shift in range(1 - REST, last[1] + 1)]
        return sp.Add(
            mark * self.value(body, {**at, index: ANY}), *(self.value(body, {**at, index: place}) for place in places)
        )  # fmt: skip

    def is_nothing(self, value: sp.Expr) -> bool:
        """True where a value is 0 whatever its letters are: what stands with each product of letters adds up to 0.

        >>> algebra = Algebra(lambda name: False)
        >>> a, b = (algebra.symbol((name, ())) for name in "ab")
        >>> algebra.is_nothing((a + b) * b - a * b - b**2), algebra.is_nothing(a * b - b * a)
        (True, False)
        """
        value = sp.expand(value)
        if any(sp.diff(value, mark, 2) != 0 for mark in self.rests):
            return False  # a sum times another
        factors: dict[tuple[sp.Expr, ...], sp.Expr] = {}
        for term in sp.Add.make_args(value):
            numbers, letters = term.args_cnc()
            factors[tuple(letters)] = factors.get(tuple(letters), sp.Integer(0)) + sp.Mul(*numbers)
        return all(sp.cancel(sp.together(sp.expand(sp.powsimp(factor)))) == 0 for factor in factors.values())


def _moved(step: Step, shift: int) -> Step:
    if isinstance(step, int):
        return step + shift
    return int(step[0]) + shift if step[0].isdigit() else (step[0], step[1] + shift)


def _power(base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
    one_over = exponent.is_negative and not base.is_commutative
    if not exponent.is_commutative or one_over or (base == 0 and not exponent.is_positive):
        raise NotOfSteps
    return base**exponent


def step_of(index: Node, at: Mapping[str, Step]) -> Step:
    """The step that an index tells: 2 of t − 1 where t is 3.

    Raises:
        NotOfSteps: it tells none.

    >>> before = Terms(((1, Name("t")), (-1, Number("1"))))
    >>> step_of(before, {"t": 3}), step_of(before, {})
    (2, ('t', -1))
    """
    shift, letters = _collected(index, at)
    left = {letter: factor for letter, factor in letters.items() if factor}
    if len(left) > 1 or any(factor != 1 for factor in left.values()):
        raise NotOfSteps
    return (next(iter(left)), shift) if left else shift


def _collected(index: Node, at: Mapping[str, Step]) -> tuple[int, dict[str, int]]:
    """−1 and 1 times t of t − 1."""
    if isinstance(index, Number) and index.text.isdigit():
        return int(index.text), {}
    if isinstance(index, Name) and not index.indices and index.layer is None:
        step = at.get(index.name, (index.name, 0))
        return (step, {}) if isinstance(step, int) else (step[1], {step[0]: 1})
    if not isinstance(index, Terms):
        raise NotOfSteps
    total, letters = 0, dict[str, int]()
    for sign, part in index.terms:
        shift, found = _collected(part, at)
        total += sign * shift
        letters |= {letter: letters.get(letter, 0) + sign * factor for letter, factor in found.items()}
    return total, letters


def _put_for(node: Node, letter: str, put: Node) -> Node:
    plain = isinstance(node, Name) and node.name == letter and not node.indices and node.layer is None
    return put if plain else mapped(node, lambda part: _put_for(part, letter, put))


def computed(value: sp.Expr) -> sp.Expr:
    """The value in which functions are what they compute.

    >>> computed(sp.Function("tanh")(0) + 1)
    1
    """
    for name, function in FUNCTIONS.items():
        value = value.replace(sp.Function(name), function)
    return value


def put_at(node: Node, letter: str, step: int) -> Node:
    """The formula where the letter of a step is a number: g_1 of g_{t−1} where t is 2.

    >>> put_at(Name("g", (Terms(((1, Name("t")), (-1, Number("1")))),)), "t", 2)
    Name(name='g', indices=(Number(text='1'),), layer=None, bold=False)
    """
    if isinstance(node, Name) and node.name == letter and not node.indices and node.layer is None:
        return Number(str(step))
    if isinstance(node, Terms):
        with suppress(NotOfSteps):
            if isinstance(total := step_of(node, {letter: step}), int) and total >= 0:
                return Number(str(total))
    made = mapped(node, lambda part: put_at(part, letter, step))
    if isinstance(made, Name) and made.layer is not None and made.layer.letter == letter:
        return replace(made, layer=None, indices=(*made.indices, Number(str(step + made.layer.shift))))
    return made
