"""From the text of an entry to a ``Network``: SymPy in index notation, by a walk over Python's syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache

import sympy as sp

from derive.network.axes import Axis, index_symbol, size_symbol
from derive.network.definitions import Condition, Definition, Network
from derive.network.tensors import Role, Tensor

from .network_text import Entry, defined
from .plain_numbers import parsed

FUNCTIONS: dict[str, Callable[..., sp.Expr]] = {
    "exp": sp.exp,
    "log": sp.log,
    "log1p": lambda u: sp.log(1 + u),
    "expm1": lambda u: sp.exp(u) - 1,
    "sqrt": sp.sqrt,
    "square": lambda u: u**2,
    "abs": sp.Abs,
    "tanh": sp.tanh,
    "sin": sp.sin,
    "cos": sp.cos,
    "erf": sp.erf,
    "max": sp.Max,
    "min": sp.Min,
    "sigmoid": lambda u: 1 / (1 + sp.exp(-u)),
    "softplus": lambda u: sp.log(1 + sp.exp(u)),
    "relu": lambda u: sp.Max(0, u),
    "silu": lambda u: u / (1 + sp.exp(-u)),
    "hard_tanh": lambda u: sp.Max(-1, sp.Min(1, u)),
}
COMPARISONS = {ast.Gt: sp.Gt, ast.Lt: sp.Lt, ast.Eq: sp.Eq}
OPERATORS: dict[type, Callable[[sp.Expr, sp.Expr], sp.Expr]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}


class Symbols:
    """Turns syntax trees into index notation, for the tensors known so far."""

    def __init__(self, entry: Entry) -> None:
        self.axes = {size: Axis(size, "".join(letters.split()), _size(size)) for size, letters in entry.letters.items()}
        self.axis_of = {letter: self.axes[size] for letter, size in entry.axis_of.items()}
        self.tensors: dict[str, Tensor] = {}

    def add(self, name: str, axes: tuple[Axis, ...], role: Role) -> Tensor:
        """Make the tensor known; ``W1`` is shown as W with the layer 1."""
        letter, layer = (name[:-1], int(name[-1])) if name[-1].isdigit() else (name, None)
        self.tensors[name] = Tensor(name, axes, role, name, letter, layer)
        return self.tensors[name]

    def expression(self, node: ast.expr) -> sp.Expr:
        """The index notation of a node."""
        if isinstance(node, ast.Constant):
            return sp.Integer(node.value)
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.UnaryOp):
            return -self.expression(node.operand)
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](self.expression(node.left), self.expression(node.right))
        if isinstance(node, ast.Subscript):
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return self.tensors[node.value.id].at(*map(self.expression, parts))  # type: ignore[attr-defined]
        if isinstance(node, ast.Compare):
            return COMPARISONS[type(node.ops[0])](self.expression(node.left), self.expression(node.comparators[0]))
        assert isinstance(node, ast.Call), ast.dump(node)
        return self._called(node)

    def _name(self, name: str) -> sp.Expr:
        if name in self.tensors:
            return self.tensors[name].at()
        return index_symbol(name) if name in self.axis_of else size_symbol(name)

    def _called(self, node: ast.Call) -> sp.Expr:
        name = node.func.id  # type: ignore[attr-defined]
        first, *others = map(self.expression, node.args)
        if name == "sum":
            return sp.Sum(first, *(self.axis_of[letter.name].limits(letter) for letter in others))
        if name == "held":
            return sp.Piecewise((1, first), (0, True))
        return FUNCTIONS[name](first, *others)


def _size(size: str) -> str | sp.Expr:
    return size if size.isidentifier() else _affine(parsed(size))


def _affine(node: ast.expr) -> sp.Expr:
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](_affine(node.left), _affine(node.right))
    return size_symbol(node.id) if isinstance(node, ast.Name) else sp.Integer(node.value)  # type: ignore[attr-defined]


@cache
def network_of(entry: Entry) -> Network:
    """The network that the entry's text describes."""
    symbols = Symbols(entry)
    for name, line in entry.given.items():
        role = next(Role(word) for word in line.split() if word in {"input", "parameter", "label"})
        symbols.add(name, tuple(symbols.axes[size] for size in entry.axes_of(name)), role)
    given = tuple(symbols.tensors.values())
    definitions = tuple(_definition(symbols, text, last=text == entry.definitions[-1]) for text in entry.definitions)
    return Network(given, definitions, tuple(_condition(symbols, text) for text in entry.conditions))


def _definition(symbols: Symbols, text: str, *, last: bool) -> Definition:
    name, letters, right = defined(text)
    value = symbols.expression(right)
    role = Role.LOSS if last or name == "L" else Role.INTERMEDIATE
    tensor = symbols.add(name, tuple(symbols.axis_of[letter] for letter in letters), role)
    return Definition(tensor, tuple(map(index_symbol, letters)), value, "defined", held="held(" in text)


def _condition(symbols: Symbols, text: str) -> Condition:
    name, equation = text.split(": ")
    left, right = equation.split(" = ")
    return Condition(name, symbols.expression(parsed(left)), symbols.expression(parsed(right)))
