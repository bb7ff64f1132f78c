"""The written list of SymPy's and our own classes that a kept formula may be made of, and how each is put together.

Nothing is looked up by a name that a file says, nothing is evaluated on the way: what was written comes back as it was,
argument by argument, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from sympy.core.symbol import Str

from ..network import function_heads as heads
from ..network.cases import Cases
from ..network.maximum import Maximum
from ..network.partial import Direct, Partial

Make = Callable[..., sp.Basic]
# fmt: off
ASSUMPTIONS = frozenset((
    "commutative", "complex", "extended_negative", "extended_nonnegative", "extended_nonpositive", "extended_nonzero",
    "extended_positive", "extended_real", "finite", "imaginary", "integer", "negative", "nonnegative", "nonpositive",
    "nonzero", "positive", "rational", "real", "zero",
))
# fmt: on


def _as_it_was(cls: type[sp.Basic]) -> Make:
    return lambda *parts: sp.Basic.__new__(cls, *parts)


def _unevaluated(cls: type[sp.Basic]) -> Make:
    return lambda *parts: cls(*parts, evaluate=False)


def _summed(function: sp.Expr, *limits: sp.Tuple) -> sp.Basic:
    made = sp.Basic.__new__(sp.Sum, function, *limits)
    made.is_commutative = function.is_commutative
    return made


# What is joined, applied to arguments, or put beside others.
COMPOSED: dict[type[sp.Basic], Make] = {
    sp.Add: lambda *parts: sp.Add._from_args(parts),
    sp.Mul: lambda *parts: sp.Mul._from_args(parts),
    sp.Pow: _unevaluated(sp.Pow),
    sp.Sum: _summed,
    sp.Tuple: _as_it_was(sp.Tuple),
    sp.IndexedBase: sp.IndexedBase,
    sp.Indexed: sp.Indexed,
    **{cls: _as_it_was(cls) for cls in (Partial, Direct, Cases, Maximum)},
    **{
        cls: _unevaluated(cls)
        for cls in (
            sp.KroneckerDelta, sp.exp, sp.log, sp.tanh, sp.sinh, sp.cosh, sp.sin, sp.cos, sp.atan, sp.erf, sp.sign,
            sp.Abs, sp.Max, sp.Min, sp.Eq, sp.Ne, sp.Le, sp.Lt, sp.Ge, sp.Gt, sp.And, sp.Or, sp.Not,
            heads.Positive, heads.Sigmoid, heads.Softplus, heads.LogOnePlus, heads.ExpMinusOne, heads.Relu,
            heads.LeakyRelu, heads.Elu, heads.Silu, heads.Gelu, heads.GeluTanh, heads.Softsign, heads.HardTanh,
        )
    },
}  # fmt: skip
COMPOSED_BY_NAME = {cls.__name__: make for cls, make in COMPOSED.items()}
CONSTANTS: dict[str, sp.Basic] = {"pi": sp.pi, "e": sp.E, "true": sp.true, "false": sp.false, "infinity": sp.oo}
NAME_OF_CONSTANT = {value: name for name, value in CONSTANTS.items()}


def _symbol(name: str, assumptions: dict[str, bool]) -> sp.Symbol:
    return sp.Symbol(_text(name), **_assumed(assumptions))


def _integer(number: int) -> sp.Integer:
    if type(number) is not int:
        raise ValueError("no whole number")
    return sp.Integer(number)


def _rational(above: int, below: int) -> sp.Rational:
    if _integer(below) < 2:
        raise ValueError("no fraction")
    return sp.Rational(_integer(above), below)


# What has no parts, by the word in a table.
LEAVES: dict[str, Callable[..., Any]] = {
    "symbol": _symbol,
    "integer": _integer,
    "rational": _rational,
    "constant": CONSTANTS.__getitem__,
    "name": lambda name: Str(_text(name)),
}


def leaf_of(node: sp.Basic) -> list[Any] | None:
    """The row of a node without parts; None for one that has some, and for what may not be kept.

    >>> leaf_of(sp.Symbol("k", integer=True)), leaf_of(sp.Rational(1, 2)), leaf_of(sp.Float(0.5))
    (['symbol', 'k', {'integer': True}], ['rational', 1, 2], None)
    """
    if node in NAME_OF_CONSTANT:
        return ["constant", NAME_OF_CONSTANT[node]]
    if isinstance(node, sp.Integer):
        return ["integer", int(node)]
    if isinstance(node, sp.Rational) and node.is_finite:
        return ["rational", int(node.p), int(node.q)]
    if isinstance(node, Str):
        return ["name", node.name]
    if type(node) is sp.Symbol:
        return ["symbol", node.name, assumptions_of(node)]
    return None


def assumptions_of(symbol: sp.Symbol) -> dict[str, bool]:
    """What its author said of a symbol, as far as it was said."""
    return {name: value for name, value in sorted(symbol._assumptions_orig.items()) if value is not None}


def fresh_dummy(name: str, assumptions: dict[str, bool]) -> sp.Dummy:
    """A dummy that is no other: where two nodes were different ones, they are again."""
    return sp.Dummy(_text(name), **_assumed(assumptions))


def _text(name: object) -> str:
    if not isinstance(name, str):
        raise ValueError("no name")
    return name


def _assumed(assumptions: dict[str, bool]) -> dict[str, bool]:
    if set(assumptions) - ASSUMPTIONS or not all(isinstance(value, bool) for value in assumptions.values()):
        raise ValueError("no assumptions about a symbol")
    return assumptions
