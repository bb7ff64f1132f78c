"""The zoo's own arithmetic: definitions in plain text, walked by loops over numbers that carry one slope.

Nothing of ``derive`` takes part: Python's parser reads the text (it is never run), floats are the numbers.
"""

from __future__ import annotations

import ast
import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True)
class Dual:
    """A number and its derivative with respect to one chosen entry."""

    value: float
    slope: float = 0.0

    def __add__(self, other: Dual) -> Dual:
        return Dual(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other: Dual) -> Dual:
        return Dual(self.value - other.value, self.slope - other.slope)

    def __mul__(self, other: Dual) -> Dual:
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def __truediv__(self, other: Dual) -> Dual:
        quotient = self.value / other.value
        return Dual(quotient, (self.slope - quotient * other.slope) / other.value)

    def __pow__(self, other: Dual) -> Dual:
        assert other.slope == 0.0, "powers have constant exponents"
        return Dual(self.value**other.value, other.value * self.value ** (other.value - 1) * self.slope)


def _sigmoid(v: float) -> float:
    return 1 / (1 + math.exp(-v))


def _normal_density(v: float) -> float:
    return math.exp(-v * v / 2) / math.sqrt(2 * math.pi)


def _normal_share(v: float) -> float:
    return (1 + math.erf(v / math.sqrt(2))) / 2


GELU_SLOPE = 0.044715


def _inner(v: float) -> float:
    return math.sqrt(2 / math.pi) * (v + GELU_SLOPE * v**3)


def _gelu_tanh_slope(v: float) -> float:
    t = math.tanh(_inner(v))
    return (1 + t) / 2 + v / 2 * (1 - t * t) * math.sqrt(2 / math.pi) * (1 + 3 * GELU_SLOPE * v**2)


# What a name in the text means: its value, and its slope away from kinks.
FUNCTIONS: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "exp": (math.exp, math.exp),
    "log": (math.log, lambda v: 1 / v),
    "log1p": (math.log1p, lambda v: 1 / (1 + v)),
    "expm1": (math.expm1, math.exp),
    "sqrt": (math.sqrt, lambda v: 1 / (2 * math.sqrt(v))),
    "square": (lambda v: v * v, lambda v: 2 * v),
    "abs": (abs, lambda v: math.copysign(1, v)),
    "sign": (lambda v: math.copysign(1, v), lambda _: 0.0),
    "tanh": (math.tanh, lambda v: 1 - math.tanh(v) ** 2),
    "sigmoid": (_sigmoid, lambda v: _sigmoid(v) * (1 - _sigmoid(v))),
    "softplus": (lambda v: math.log1p(math.exp(v)), _sigmoid),
    "relu": (lambda v: max(v, 0.0), lambda v: float(v > 0)),
    "leaky_relu": (lambda v: v if v > 0 else v / 100, lambda v: 1.0 if v > 0 else 0.01),
    "elu": (lambda v: v if v > 0 else math.expm1(v), lambda v: 1.0 if v > 0 else math.exp(v)),
    "silu": (lambda v: v * _sigmoid(v), lambda v: _sigmoid(v) * (1 + v * (1 - _sigmoid(v)))),
    "gelu": (lambda v: v * _normal_share(v), lambda v: _normal_share(v) + v * _normal_density(v)),
    "gelu_tanh": (lambda v: v / 2 * (1 + math.tanh(_inner(v))), _gelu_tanh_slope),
    "softsign": (lambda v: v / (1 + abs(v)), lambda v: 1 / (1 + abs(v)) ** 2),
    "hard_tanh": (lambda v: max(-1.0, min(1.0, v)), lambda v: float(abs(v) < 1)),
    "sin": (math.sin, math.cos),
    "cos": (math.cos, lambda v: -math.sin(v)),
    "erf": (math.erf, lambda v: 2 / math.sqrt(math.pi) * math.exp(-v * v)),
    "f": (lambda v: math.atan(v) + v / 3, lambda v: 1 / (1 + v * v) + 1 / 3),
    "ell": (lambda v: math.sin(v) + v * v, lambda v: math.cos(v) + 2 * v),
}
COMPARISONS: dict[type, Callable[[float, float], bool]] = {
    ast.Gt: lambda a, b: a > b,
    ast.Lt: lambda a, b: a < b,
    ast.GtE: lambda a, b: a >= b,
    ast.LtE: lambda a, b: a <= b,
    ast.Eq: lambda a, b: a == b,
}
OPERATORS: dict[type, Callable[[Dual, Dual], Dual]] = {
    ast.Add: Dual.__add__,
    ast.Sub: Dual.__sub__,
    ast.Mult: Dual.__mul__,
    ast.Div: Dual.__truediv__,
    ast.Pow: Dual.__pow__,
}
Arrays = dict[str, dict[tuple[int, ...], Dual]]


def parsed(text: str) -> ast.expr:
    """The syntax tree of plain text; ``^`` is the power."""
    return ast.parse(text.strip().replace("^", "**"), mode="eval").body


@dataclass
class Loops:
    """Evaluates one side of a definition at chosen indices; ``ranges`` says over what each index letter runs."""

    arrays: Arrays
    sizes: Mapping[str, int]
    ranges: Mapping[str, int]

    def number(self, node: ast.expr, at: Mapping[str, int]) -> Dual:
        """The value of a node where each free index has a number."""
        if isinstance(node, ast.Constant):
            return Dual(float(node.value))  # type: ignore[arg-type]
        if isinstance(node, ast.Name):
            if node.id in at:
                return Dual(at[node.id])
            return Dual(self.sizes[node.id]) if node.id in self.sizes else self.arrays[node.id][()]
        if isinstance(node, ast.UnaryOp):
            return Dual(0.0) - self.number(node.operand, at)
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](self.number(node.left, at), self.number(node.right, at))
        if isinstance(node, ast.Subscript):
            return self.arrays[node.value.id][self.place(node, at)]  # type: ignore[attr-defined]
        if isinstance(node, ast.Compare):
            left, right = self.number(node.left, at), self.number(node.comparators[0], at)
            return Dual(float(COMPARISONS[type(node.ops[0])](left.value, right.value)))
        assert isinstance(node, ast.Call), ast.dump(node)
        return self.called(node, at)

    def place(self, node: ast.Subscript, at: Mapping[str, int]) -> tuple[int, ...]:
        """The numbers of an element's indices."""
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return tuple(round(self.number(part, at).value) for part in parts)

    def called(self, node: ast.Call, at: Mapping[str, int]) -> Dual:
        """sum(body, n), max(a, b), delta(i, j), where(condition, a, b), held(a) and the functions of one number."""
        name = node.func.id  # type: ignore[attr-defined]
        if name == "sum":
            letters = [index.id for index in node.args[1:]]  # type: ignore[attr-defined]
            total = Dual(0.0)
            for numbers in product(*(range(1, self.ranges[letter] + 1) for letter in letters)):
                total = total + self.number(node.args[0], {**at, **dict(zip(letters, numbers, strict=True))})
            return total
        values = [self.number(argument, at) for argument in node.args]
        if name in {"max", "min"}:
            return (max if name == "max" else min)(values, key=lambda dual: dual.value)
        if name == "delta":
            return Dual(float(values[0].value == values[1].value))
        if name == "where":
            return values[1] if values[0].value else values[2]
        if name == "held":
            return Dual(values[0].value)
        value, slope = FUNCTIONS[name]
        return Dual(value(values[0].value), slope(values[0].value) * values[0].slope)


def random_given(shapes: Mapping[str, tuple[int, ...]], special: Mapping[str, str], seed: int) -> Arrays:
    """Random entries; ``special`` says which tensors are shares (rows sum to 1), one-hot, binary or positive."""
    generator = random.Random(seed)
    arrays: Arrays = {}
    for name, shape in shapes.items():
        places = list(product(*(range(1, size + 1) for size in shape)))
        kind = special.get(name, "")
        if kind == "one-hot":
            chosen = {row: generator.randint(1, shape[-1]) for row in {p[:-1] for p in places}}
            arrays[name] = {p: Dual(float(chosen[p[:-1]] == p[-1])) for p in places}
        elif kind == "shares":
            raw = {p: generator.uniform(0.2, 1) for p in places}
            totals = {p[:-1]: sum(raw[q] for q in places if q[:-1] == p[:-1]) for p in places}
            arrays[name] = {p: Dual(raw[p] / totals[p[:-1]]) for p in places}
        elif kind == "binary":
            arrays[name] = {p: Dual(float(generator.randint(0, 1))) for p in places}
        elif kind == "positive":
            arrays[name] = {p: Dual(generator.uniform(0.3, 2.0)) for p in places}
        else:
            arrays[name] = {p: Dual(generator.uniform(-1.6, 1.6)) for p in places}
    return arrays
