"""The table of elementary functions: each record agrees with itself, and with differences of its own values."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp
from flint import arb, fmpq

from derive.errors import UsageError
from derive.network.function_heads import ElementaryHead
from derive.network.functions import FUNCTIONS, Function, function_named, function_of, registered
from derive.proof.numbers.balls import precision

RECORDS = [pytest.param(record, id=name) for name, record in FUNCTIONS.items()]
ONE_ARGUMENT = [pytest.param(record, id=name) for name, record in FUNCTIONS.items() if record.arity == 1]
POINTS = [fmpq(-7, 2), fmpq(-9, 10), fmpq(-1, 3), fmpq(1, 7), fmpq(1, 2), fmpq(3, 2), fmpq(9, 4)]
STEP = fmpq(1, 2**60)


def inside(record: Function, at: fmpq) -> bool:
    """Whether the function is smooth there."""
    lowest = {"log": 0, "sqrt": 0, "log1p": -1}.get(record.name)
    return lowest is None or at > lowest


def difference(record: Function, at: fmpq) -> arb:
    """The central difference of the ball, exact to about 2^-100."""
    return (record.balls(arb(at + STEP)) - record.balls(arb(at - STEP))) / arb(2 * STEP)


def number(expression: sp.Expr) -> arb:
    """A constant formula as a ball, computed by SymPy."""
    return arb(str(sp.N(expression, 40)))


def disagreements(record: Function) -> list[str]:
    """What in a record of one argument contradicts its value in balls."""
    found = []
    u = sp.Symbol("u", real=True)
    with precision(400):
        for at in filter(lambda at: inside(record, at), POINTS):
            exact = sp.Rational(int(at.p), int(at.q))
            wanted = difference(record, at)
            by_head = sp.diff(record(u), u)
            others = {
                "ball_slope": record.ball_slope(arb(at)),
                "slope": formula(record.slope(u), u, exact),
                "SymPy's diff": formula(by_head, u, exact),
            }
            if record.slope_by_value:
                a = sp.Symbol("a", real=True)
                by_value = record.slope_by_value(u, a).xreplace({a: as_float(record.balls(arb(at)))})
                others["slope_by_value"] = formula(by_value, u, exact)
            if record.expanded:
                expanded = formula(record.expanded(u), u, exact)
                if abs(expanded - record.balls(arb(at))) > arb(2) ** -90:
                    found.append(f"expanded at {at}: {expanded}")
            found += [f"{what} at {at}: {ball}" for what, ball in others.items() if abs(ball - wanted) > arb(2) ** -80]
    return found


def as_float(ball: arb) -> sp.Float:
    """The midpoint to 80 digits."""
    return sp.Float(ball.mid().str(80, radius=False), 80)


def formula(expression: sp.Expr, u: sp.Symbol, at: sp.Rational) -> arb:
    """A formula at a point, its own heads by the records and the rest by SymPy."""

    def value(node: sp.Expr) -> sp.Expr:
        if isinstance(node, ElementaryHead):
            record = function_of(node)
            assert record is not None
            return as_float(record.balls(arb(str(sp.N(value(node.args[0]), 80)))))
        return node.func(*map(value, node.args)) if node.args else node

    return number(value(expression.xreplace({u: at})))


@pytest.mark.parametrize("record", ONE_ARGUMENT)
def test_slopes_agree_with_differences_of_the_value(record: Function) -> None:
    """f′ as a formula, as a ball, by SymPy's diff, through the value, and f expanded, at seven points."""
    assert disagreements(record) == []


@pytest.mark.parametrize("field", ["slope", "ball_slope", "slope_by_value", "expanded"])
def test_a_record_that_contradicts_itself_is_noticed(field: str) -> None:
    """Planted: tanh with one field taken from another function."""
    wrong = {
        "slope": lambda u: 1 - sp.tanh(u),
        "ball_slope": arb.tanh,
        "slope_by_value": lambda _u, a: 1 - a,
        "expanded": sp.exp,
    }
    found = disagreements(replace(FUNCTIONS["tanh"], **{field: wrong[field]}))
    assert found
    assert all(complaint.startswith(field) for complaint in found)


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("size", [40, 700, 1e5, 1e300])
def test_balls_stay_narrow_for_large_arguments(record: Function, size: float) -> None:
    """Value and slope far out on either side: known to 100 bits, or smaller than any float."""
    others = (arb(3),) if record.arity is None else ()
    with precision(512):
        for at in (arb(size), arb(-size)):
            if record.name in ("log", "sqrt", "log1p") and at < 0:
                continue
            for ball in (record.balls(at, *others), record.ball_slope(at, *others)):
                huge = not ball.is_finite() and size == 1e300 and record.name in ("exp", "expm1")
                assert huge or ball.rel_accuracy_bits() >= 100 or ball.rad() < arb(2) ** -1400 or ball == 0


@pytest.mark.parametrize(
    ("name", "slopes"),
    [("relu", "0"), ("abs", "0"), ("leaky relu", "1"), ("positive", "0"), ("elu", "1"), ("softsign", "1")],
)
def test_the_slope_at_zero_is_the_one_that_is_told(name: str, slopes: str) -> None:
    """The convention at the kink, as a ball and as a formula."""
    record = FUNCTIONS[name]
    assert record.ball_slope(arb(0)).str(5, radius=False) in (slopes, slopes + ".0000")
    assert formula(record.slope(sp.Symbol("u", real=True)), sp.Symbol("u", real=True), sp.S.Zero) == arb(slopes)


def test_a_function_is_found_by_name_and_by_head() -> None:
    """However its name is spelt; an unknown name is answered with the nearest."""
    u = sp.Symbol("u", real=True)
    assert function_named("Leaky-ReLU") is FUNCTIONS["leaky relu"]
    assert function_of(sp.erf(u)) is FUNCTIONS["erf"]
    assert function_of(sp.Max(0, u)) is FUNCTIONS["max"]
    assert function_of(u**2) is None
    with pytest.raises(UsageError, match="did you mean 'softplus'"):
        function_named("softplsu")


def test_a_name_is_given_once() -> None:
    """Registering a second record under a shipped name."""
    again = pytest.raises(UsageError, match="already")
    with again, registered(replace(FUNCTIONS["tanh"], head=sp.atan)):
        pass
    with again, registered(replace(FUNCTIONS["tanh"], name="another tanh")):
        pass
    assert "another tanh" not in FUNCTIONS
