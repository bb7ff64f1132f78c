"""Functions that formulas of notes have and no file of a network: one table, of what is known by its head alone.

A function that is left out here is any function: nothing is known of its slope. What exponentials, logarithms, sines
and cosines say is written with these.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import sympy as sp
from flint import arb

from .function_balls import Ball
from .function_code import JaxForm
from .functions import Function, register_by_head

Formula = Callable[[sp.Expr], sp.Expr]


def _inverse(
    name: str, head: type[sp.Expr], slope: Formula, balls: Ball, ball_slope: Ball, parity: int = -1
) -> Function:
    """The record of a function that stays whole; none is in files, so that none has code."""
    return Function(name, head, head, slope, balls, ball_slope, JaxForm("", ""), rf"\{name}", name, parity=parity)


ARCTAN = _inverse("arctan", sp.atan, lambda u: 1 / (1 + u**2), arb.atan, lambda u: 1 / (1 + u * u))
ARCSIN = _inverse("arcsin", sp.asin, lambda u: 1 / sp.sqrt(1 - u**2), arb.asin, lambda u: (1 - u * u).rsqrt())
ARCCOS = _inverse("arccos", sp.acos, lambda u: -1 / sp.sqrt(1 - u**2), arb.acos, lambda u: -(1 - u * u).rsqrt(), 0)
STAYING = (ARCTAN, ARCSIN, ARCCOS)
for _function in STAYING:
    register_by_head(_function)


def _up_and_down(u: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    return sp.exp(u), sp.exp(-u)


def _over(above: Formula, below: Formula) -> Formula:
    return lambda u: above(u) / below(u)


def _sinh(u: sp.Expr) -> sp.Expr:
    up, down = _up_and_down(u)
    return (up - down) / 2


def _cosh(u: sp.Expr) -> sp.Expr:
    up, down = _up_and_down(u)
    return (up + down) / 2


def _one(_u: sp.Expr) -> sp.Expr:
    return sp.S.One


ELEMENTARY: MappingProxyType[str, Formula] = MappingProxyType(
    {
        "tan": _over(sp.sin, sp.cos),
        "cot": _over(sp.cos, sp.sin),
        "sec": _over(_one, sp.cos),
        "csc": _over(_one, sp.sin),
        "sinh": _sinh,
        "cosh": _cosh,
        "coth": _over(_cosh, _sinh),
        "sech": _over(_one, _cosh),
        "csch": _over(_one, _sinh),
        "arsinh": lambda u: sp.log(u + sp.sqrt(u**2 + 1)),
        "arcosh": lambda u: sp.log(u + sp.sqrt(u**2 - 1)),
        "artanh": lambda u: (sp.log(1 + u) - sp.log(1 - u)) / 2,
        "erf": sp.erf,
        **{function.name: function for function in STAYING},
    }
)
