"""Formulas as plain nested lists: what a certificate holds and a separate checker can read.

A node is a list that begins with its kind:

    ["number", "3/4"]                         a rational
    ["pi"]
    ["size", "N"]                             the size of an axis
    ["element", "p", ["n", "k"]]              an element of a tensor; an index may be "i s -1", that is i + s − 1
    ["delta", "i", "j"]                       1 where two indices agree, else 0
    ["positive", argument]                    1 where it is positive, else 0
    ["sum", "k", "K", body]                   the sum over an index from 1 to its size
    ["add", …], ["multiply", …]
    ["power", base, "-1/2"]
    ["exp", "2", first, "-1", second]         exp((2 first − second) / root), with one root for the whole certificate
    ["log", argument], ["sin", …], ["cos", …]
    ["erf", "1/2", argument]                  erf(√½ · argument)

Every other function is written out in these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

import sympy as sp

from ..errors import UnsupportedFormula
from ..network.definitions import Network
from ..network.function_heads import Positive
from ..network.functions import function_of
from ..network.maximum import Maximum

Tree = list[Any]
HINT = "networks of sums, products, powers and the functions that ship have one"


def _sign(u: sp.Expr) -> sp.Expr:
    return Positive(u) - Positive(-u)


def _heaviside(u: sp.Expr, *_: sp.Expr) -> sp.Expr:
    return (1 + _sign(u)) / 2


def _larger(*values: sp.Expr) -> sp.Expr:
    first, *others = values
    rest = _larger(*others) if len(others) > 1 else others[0]
    return first * _heaviside(first - rest) + rest * _heaviside(rest - first)


def _largest(function: sp.Expr, limits: sp.Tuple) -> sp.Expr:
    """Each value that none exceeds; where two are equal there is no derivative, and the certificate is not made."""
    other = sp.Dummy(limits[0].name, integer=True, positive=True)
    exceeding = sp.Sum(Positive(function.xreplace({limits[0]: other}) - function), (other, *limits[1:]))
    return sp.Sum(function * (1 - Positive(exceeding)), limits)


WRITTEN_OUT: Mapping[type, Callable[..., sp.Expr]] = {
    sp.tanh: lambda u: 1 - 2 / (1 + sp.exp(2 * u)),
    sp.Abs: lambda u: u * _sign(u),
    sp.sign: _sign,
    sp.Heaviside: _heaviside,
    sp.Max: _larger,
    sp.Min: lambda *values: -_larger(*(-value for value in values)),
    Maximum: _largest,
}
PLAIN = {sp.log: "log", sp.sin: "sin", sp.cos: "cos", Positive: "positive"}
OPERATIONS = {sp.Add: "add", sp.Mul: "multiply"}


class PlainTrees:
    """Writes the formulas of one network as trees; ``names`` are other names for some of its tensors.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> PlainTrees(network).tree(network.definition("p").left ** 2)
    ['power', ['element', 'p', ['k']], '2']
    """

    def __init__(self, network: Network, names: Mapping[str, str] | None = None) -> None:
        self.network, self.names = network, names or {}
        self.sizes = {symbol.name for axis in network.axes for symbol in axis.size_symbols}
        self.scalars = {tensor.at() for tensor in network.tensors if not tensor.axes}

    def tree(self, expression: sp.Expr, scope: Mapping[sp.Symbol, str] | None = None) -> Tree:
        """Return the formula as nested lists; a bound index has its letter where that is free, else with a number.

        Raises:
            UnsupportedFormula: the expression holds something that the tree has no kind for.

        >>> from ..network.building import classifier
        >>> network = classifier(hidden=("relu",), batch=False)
        >>> PlainTrees(network).tree(network.definition("a").value)
        ['multiply', ['element', 'u', ['h']], ['positive', ['element', 'u', ['h']]]]
        """
        scope = scope or {}
        if expression.is_Rational:
            return ["number", str(expression)]
        if expression is sp.pi:
            return ["pi"]
        if isinstance(expression, sp.Symbol):
            is_tensor = expression in self.scalars
            return ["element", self._name(expression.name), []] if is_tensor else ["size", expression.name]
        rule = RULES.get(type(expression))
        if rule is not None:
            return rule(self, expression, scope)
        parts = [self.tree(argument, scope) for argument in self._arguments(expression)]
        kind = PLAIN.get(expression.func)
        if kind:
            return [kind, *parts]
        if expression.func in OPERATIONS:
            return [OPERATIONS[expression.func], *sorted(parts, key=repr)]
        return self.tree(_written_out(expression), scope)

    def _arguments(self, expression: sp.Expr) -> tuple[sp.Expr, ...]:
        """The arguments that are formulas: of what will be written out, none yet."""
        known = expression.func in PLAIN or expression.func in OPERATIONS
        return tuple(expression.args) if known else ()

    def _name(self, name: str) -> str:
        return self.names.get(name, name)

    def _element(self, expression: sp.Expr, scope: Mapping[sp.Symbol, str]) -> Tree:
        return [
            "element",
            self._name(expression.base.label.name),
            [linear(index, scope) for index in expression.indices],
        ]

    def _delta(self, expression: sp.Expr, scope: Mapping[sp.Symbol, str]) -> Tree:
        return ["delta", *(linear(index, scope) for index in expression.args[:2])]

    def _sum(self, expression: sp.Expr, scope: Mapping[sp.Symbol, str]) -> Tree:
        deeper, ranges = dict(scope), []
        for index, low, size in reversed(expression.limits):
            if low != 1:
                raise UnsupportedFormula("a sum that does not begin at 1 has no place in a certificate", hint=HINT)
            deeper[index] = self._letter(index.name, {*deeper.values(), *(i.name for i in _free(expression))})
            ranges.append((deeper[index], linear(size, {})))
        found = self.tree(expression.function, deeper)
        for letter, text in reversed(ranges):
            found = ["sum", letter, text, found]
        return found

    def _letter(self, name: str, taken: set[str]) -> str:
        letter, number = name, 1
        while letter in taken or letter in self.sizes:
            letter, number = f"{name}{number}", number + 1
        return letter

    def _power(self, expression: sp.Expr, scope: Mapping[sp.Symbol, str]) -> Tree:
        base, exponent = expression.args
        if not exponent.is_Rational:
            raise UnsupportedFormula("a power whose exponent is no number has no place in a certificate", hint=HINT)
        return ["power", self.tree(base, scope), str(exponent)]

    def _exp(self, expression: sp.Expr, scope: Mapping[sp.Symbol, str]) -> Tree:
        argument = sp.S.One if expression is sp.E else expression.args[0]
        terms = [term.as_coeff_Mul() for term in sp.Add.make_args(argument)]
        written = sorted(([str(scale), self.tree(rest, scope)] for scale, rest in terms), key=repr)
        return ["exp", *(part for pair in written for part in pair)]

    def _erf(self, expression: sp.Expr, scope: Mapping[sp.Symbol, str]) -> Tree:
        numbers, rest = expression.args[0].as_independent(sp.Symbol, sp.Indexed, as_Add=False)
        square = numbers**2
        if not (square.is_Rational and square.is_positive):
            raise UnsupportedFormula("erf of such a multiple has no place in a certificate", hint=HINT)
        found = ["erf", str(square), self.tree(rest, scope)]
        return found if numbers.is_positive else ["multiply", ["number", "-1"], found]


RULES: Mapping[type, Callable[[PlainTrees, Any, Mapping[sp.Symbol, str]], Tree]] = {
    sp.Indexed: PlainTrees._element,
    sp.KroneckerDelta: PlainTrees._delta,
    sp.Sum: PlainTrees._sum,
    sp.Pow: PlainTrees._power,
    sp.exp: PlainTrees._exp,
    type(sp.E): PlainTrees._exp,
    sp.erf: PlainTrees._erf,
}


def _free(expression: sp.Expr) -> set[sp.Symbol]:
    return {symbol for symbol in expression.free_symbols if isinstance(symbol, sp.Symbol)}


def _written_out(expression: sp.Expr) -> sp.Expr:
    """A function in simpler ones."""
    rule = WRITTEN_OUT.get(expression.func)
    record = function_of(expression)
    rule = rule or (record.expanded if record else None)
    if rule is None:
        raise UnsupportedFormula(
            f"{record.name if record else expression.func.__name__} has no place in a certificate", hint=HINT
        )
    return rule(*expression.args)


def linear(expression: sp.Expr, scope: Mapping[sp.Symbol, str]) -> str:
    """An index or a size: whole multiples of letters and a number, each term for itself.

    >>> i, s = sp.symbols("i s", integer=True, positive=True)
    >>> linear(2 * i + s - 1, {s: "t"})
    '-1 i i t'
    """
    found: list[str] = []
    for term in sp.Add.make_args(expression):
        factor, symbol = term.as_coeff_Mul()
        if term.is_Integer:
            found.append(str(term))
        elif isinstance(symbol, sp.Symbol) and factor.is_Integer and abs(factor) <= 9:
            name = scope.get(symbol, symbol.name)
            found += [name if factor > 0 else f"-{name}"] * abs(int(factor))
        else:
            raise UnsupportedFormula(f"the index {expression} has no place in a certificate", hint=HINT)
    return " ".join(sorted(found))


def shared_root(trees: Any) -> int:
    """The common denominator of what stands in exponents.

    >>> shared_root([["exp", "3/2", ["pi"]], ["erf", "1/3", ["pi"]]])
    6
    """
    if not isinstance(trees, list):
        return 1
    own = trees[1::2] if trees[:1] == ["exp"] else trees[1:2] if trees[:1] == ["erf"] else []
    return lcm(1, *(Fraction(text).denominator for text in own), *map(shared_root, trees))


def with_root(tree: Any, root: int) -> Any:
    """The tree with whole numbers in exponents.

    >>> with_root(["exp", "3/2", ["pi"]], 6)
    ['exp', '9', ['pi']]
    """
    if not isinstance(tree, list):
        return tree
    parts = [with_root(part, root) for part in tree]
    if parts[:1] == ["exp"]:
        parts[1::2] = [str(Fraction(text) * root) for text in parts[1::2]]
    return parts
