"""Random formulas over all functions of the table: never a wrong PROVED, never a false REFUTED.

The truth is known by plain numbers: mpmath with definitions of its own, at random points away from kinks.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random
from typing import Any

import mpmath
import pytest
import sympy as sp

from derive.network.definitions import Definition, Network
from derive.network.function_heads import ElementaryHead
from derive.network.functions import FUNCTIONS, function_of
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from derive.proof.decision import decide
from derive.proof.small_sizes import exact_check
from derive.proof.verdict import Outcome, Verdict

ROUNDS = int(os.environ.get("ADVERSARY_ROUNDS", "60"))
X, Y = sp.symbols("x y", real=True)
POINTS = 8
NAMES = [name for name, function in FUNCTIONS.items() if name != "log1p"]
VALUES: dict[str, Callable[..., Any]] = {
    "Positive": lambda u: mpmath.mpf(u > 0),
    "sign": mpmath.sign,
    "Heaviside": lambda u, *_: mpmath.mpf(u > 0),
    "Abs": abs,
    "Max": max,
    "Min": min,
    "exp": mpmath.exp,
    "log": mpmath.log,
    "tanh": mpmath.tanh,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "erf": mpmath.erf,
    "Sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "Softplus": lambda u: mpmath.log(1 + mpmath.exp(u)),
    "LogOnePlus": lambda u: mpmath.log(1 + u),
    "ExpMinusOne": lambda u: mpmath.exp(u) - 1,
    "Relu": lambda u: max(u, mpmath.mpf(0)),
    "LeakyRelu": lambda u: u if u >= 0 else u / 100,
    "Elu": lambda u: u if u > 0 else mpmath.exp(u) - 1,
    "Silu": lambda u: u / (1 + mpmath.exp(-u)),
    "Gelu": lambda u: u * (1 + mpmath.erf(u / mpmath.sqrt(2))) / 2,
    "GeluTanh": lambda u: u * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (u + mpmath.mpf("0.044715") * u**3))) / 2,
    "Softsign": lambda u: u / (1 + abs(u)),
    "HardTanh": lambda u: max(min(u, mpmath.mpf(1)), mpmath.mpf(-1)),
}


class Undefined(Exception):
    """No real value here."""


def number(node: sp.Expr, at: dict[sp.Symbol, Any]) -> Any:
    """The value in mpmath's numbers; nothing of the package is used but the heads' names."""
    if node.is_Symbol:
        return at[node]
    if node.is_Rational:
        return mpmath.mpf(int(node.p)) / int(node.q)
    if node is sp.I:
        raise Undefined
    if node is sp.pi:
        return +mpmath.pi
    values = [number(argument, at) for argument in node.args]
    if node.is_Add:
        return mpmath.fsum(values)
    if node.is_Mul:
        return mpmath.fprod(values)
    if node.is_Pow and not isinstance(node, sp.exp):
        if (values[0] < 0 and not node.exp.is_Integer) or (not values[0] and values[1] < 0):
            raise Undefined
        return values[0] ** values[1]
    if node.func.__name__ in ("log", "LogOnePlus") and values[0] <= (-1 if node.func.__name__ == "LogOnePlus" else 0):
        raise Undefined
    return VALUES[node.func.__name__](*values)


def formula(draw: Random, depth: int) -> sp.Expr:
    """A random formula in x and y."""
    if depth == 0 or draw.random() < 0.15:
        return draw.choice([X, Y, X, Y, X + Y, X - Y, 2 * X, X - 1, -Y, X * Y])
    if draw.random() < 0.35:
        left, right = formula(draw, depth - 1), formula(draw, depth - 1)
        return draw.choice([left + right, left * right, left - 2 * right])
    function = FUNCTIONS[draw.choice(NAMES)]
    argument = formula(draw, depth - 1)
    if function.name in ("log", "sqrt"):
        argument = 1 + argument**2
    if function.arity is None:
        return function(argument, formula(draw, depth - 1))
    return function(argument)


def rewritten(draw: Random, node: sp.Expr) -> sp.Expr:
    """An equal formula: functions written out at random places, products multiplied out."""
    if not node.args:
        return node
    node = node.func(*(rewritten(draw, argument) for argument in node.args))
    function = function_of(node)
    if isinstance(node, ElementaryHead) and function and function.expanded and draw.random() < 0.6:
        return function.expanded(*node.args)
    if isinstance(node, sp.Max) and len(node.args) == 2 and draw.random() < 0.5:
        a, b = node.args
        return (a + b + sp.Abs(a - b)) / 2
    if isinstance(node, sp.Abs) and draw.random() < 0.5:
        return sp.Max(node.args[0], -node.args[0])
    if isinstance(node, sp.Mul) and draw.random() < 0.3:
        return sp.expand_mul(node)
    return node


def mutated(draw: Random, node: sp.Expr) -> sp.Expr:
    """A formula that differs a little: a sign, a factor, another function, a shifted argument, a lost term."""
    places = [n for n in sp.preorder_traversal(node) if isinstance(n, sp.Expr)]
    old = draw.choice(places)
    function = function_of(old)
    choices = [-old, 2 * old, old + 1, old * (1 + X**2)]
    if function is not None and function.arity == 1:
        others = [f for f in FUNCTIONS.values() if f.arity == 1 and f.name not in ("log", "sqrt", "log1p")]
        choices += [draw.choice(others)(*old.args), old.args[0], function(old.args[0] + 1)]
    if old.is_Add:
        choices.append(old - draw.choice(old.args))
    return node.xreplace({old: draw.choice(choices)})


def differences(left: sp.Expr, right: sp.Expr, slope: bool, draw: Random) -> list[bool]:
    """At each random point where both have a value: whether they differ."""
    found = []
    with mpmath.workdps(60):
        for _ in range(POINTS):
            at = {s: mpmath.mpf(draw.randrange(-3000, 3000)) / 1009 for s in (X, Y)}
            try:
                first = number(left, at)
                if slope:
                    step = mpmath.mpf(10) ** -25
                    up, down = (number(left, {**at, X: at[X] + s * step}) for s in (1, -1))
                    if abs((up - 2 * first + down) / step) > mpmath.mpf(10) ** -15 * (1 + abs(first)):
                        continue  # a kink is near
                    first = (up - down) / (2 * step)
                second = number(right, at)
            except (Undefined, OverflowError, ZeroDivisionError, ValueError):
                continue
            scale = 1 + abs(first) + abs(second)
            found.append(bool(abs(first - second) > mpmath.mpf(10) ** -12 * scale))
    return found


def wrong(verdict: Verdict, left: sp.Expr, right: sp.Expr, slope: bool, draw: Random) -> str:
    """What is wrong with the verdict; empty where nothing is."""
    found = differences(left, right, slope, draw)
    if verdict.proved and any(found):
        return f"PROVED, but they differ: {left} / {right} / {verdict}"
    if verdict.outcome is Outcome.REFUTED and not any(found):
        point = {sp.Symbol(name, real=True): sp.Rational(value) for name, value in verdict.witness.point}  # type: ignore[union-attr]
        with mpmath.workdps(60):
            at = {X: mpmath.mpf(1), Y: mpmath.mpf(1)} | {s: mpmath.mpf(int(v.p)) / int(v.q) for s, v in point.items()}
            step = mpmath.mpf(10) ** -25
            first = (
                (number(left, {**at, X: at[X] + step}) - number(left, {**at, X: at[X] - step})) / (2 * step)
                if slope
                else number(left, at)
            )
            if abs(first - number(right, at)) < mpmath.mpf(10) ** -10:
                return f"REFUTED, but they agree: {left} / {right} / {verdict}"
    return ""


def slope_claim(left: sp.Expr, right: sp.Expr) -> Verdict:
    """The verdict on ∂v/∂x = right, where v := left."""
    x, y = Tensor("x", (), Role.PARAMETER, ""), Tensor("y", (), Role.INPUT, "")
    v = Tensor("v", (), Role.LOSS, "")
    network = Network((x, y), (Definition(v, (), left, "v"),))
    return exact_check(network, Partial(v.at(), x.at()), right)


@pytest.mark.parametrize("kind", ["value", "slope"])
def test_random_formulas(kind: str) -> None:
    """Right ones rewritten, and mutants of them: values by ``decide``, derivatives by ``exact_check``."""
    faults, proved = [], 0
    for seed in range(ROUNDS):
        draw = Random(f"{kind} {seed}")
        left = formula(draw, draw.choice([1, 1, 2, 2, 3]))
        right = rewritten(
            draw, left if kind == "value" else sp.diff(left, X).replace(sp.DiracDelta, lambda *_: sp.S.Zero)
        )
        for candidate in (right, mutated(draw, right)):
            verdict = decide(left, candidate) if kind == "value" else slope_claim(left, candidate)
            fault = wrong(verdict, left, candidate, kind == "slope", draw)
            faults += [f"{seed}: {fault}"] if fault else []
            proved += verdict.proved
    assert not faults, "\n".join(faults)
    assert proved > ROUNDS // 3
