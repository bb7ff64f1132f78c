"""Formulas that look equal to a careless decision procedure: none of them may be called proved."""

import pytest
import sympy as sp

from derive.network.definitions import Condition
from derive.proof.decision import decide
from derive.proof.second_voice import fingerprint
from derive.proof.verdict import Outcome

x, y = sp.symbols("x y", real=True)


@pytest.mark.parametrize(
    ("left", "right", "outcome"),
    [
        (sp.Float("0.1"), sp.Float("0.2"), Outcome.REFUTED),
        (sp.Float("0.1") * x, sp.Float("0.3") * x, Outcome.REFUTED),
        (sp.Float("0.5") * x, x / 2, Outcome.PROVED),
        (sp.Float("0.1") * x, x / 10, Outcome.REFUTED),
        (x ** sp.Float("2.0"), x * x, Outcome.PROVED),
    ],
)
def test_float_is_the_fraction_it_stores(left: sp.Expr, right: sp.Expr, outcome: Outcome) -> None:
    """A half is exact in binary, a tenth is not."""
    assert decide(left, right).outcome is outcome


@pytest.mark.parametrize("value", [sp.nan, sp.zoo, sp.oo, -sp.oo, sp.I, sp.I * x, sp.Integral(x, (x, 0, 1))])
def test_what_is_no_real_number_proves_nothing(value: sp.Expr) -> None:
    """Neither infinity nor i is a value, not even its own."""
    verdict = decide(value, value)
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.reason


def test_constants_have_their_values() -> None:
    """π is π, and neither 3 nor 2π."""
    assert decide(sp.pi * x + x, x * (1 + sp.pi)).proved
    assert decide(sp.pi, 2 * sp.pi).outcome is Outcome.REFUTED


def test_functions_of_one_name_are_told_apart() -> None:
    """A function that somebody called sin is not the sine."""
    assert not decide(sp.Function("sin")(x), sp.sin(x)).proved


def test_base_of_a_logarithm_counts() -> None:
    """log to base 2 is neither the natural logarithm nor that to base 3."""
    a = sp.Symbol("a", positive=True)
    binary, ternary = (sp.log(a, base, evaluate=False) for base in (2, 3))
    assert decide(binary, sp.log(a)).outcome is Outcome.REFUTED
    assert decide(binary, ternary).outcome is Outcome.REFUTED
    assert decide(binary, sp.log(a) / sp.log(2)).proved
    assert not decide(sp.exp(binary, evaluate=False), a).proved


@pytest.mark.parametrize(
    ("left", "condition"),
    [
        (sp.Piecewise((1, x**2 > 0), (0, True)), "x ≠ 0"),
        (sp.sign((x - y) ** 2), "x - y ≠ 0"),
        (sp.Heaviside(x**2 * sp.exp(y)), "x ≠ 0"),
        (sp.sign(1 + x**2), ""),
    ],
)
def test_square_is_not_positive_at_zero(left: sp.Expr, condition: str) -> None:
    """A step of an even power is 1 but for the zero of that power."""
    assert decide(left, sp.S.One).condition == condition


def test_zeros_of_two_squares() -> None:
    """Two steps, each with a zero of its own."""
    verdict = decide(sp.sign(x**2) + sp.sign(y**2), sp.Integer(2))
    assert verdict.outcome is not Outcome.PROVED


INDEX = sp.Symbol("n", integer=True)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sp.Abs(x) ** INDEX, x**INDEX),
        ((-x) ** INDEX, x**INDEX),
        (sp.Pow(-1, INDEX), sp.S.One),
        (sp.Pow(-2, INDEX), sp.Pow(2, INDEX)),
    ],
)
def test_power_of_a_negative_number(left: sp.Expr, right: sp.Expr) -> None:
    """These fail at n = 3: b^n is exp(n log b) for positive b only."""
    verdict = decide(left, right)
    assert not verdict.proved
    assert fingerprint(left, right).agree is not True


def test_power_of_a_positive_number() -> None:
    """Powers of what is certainly positive have a logarithm."""
    assert decide((sp.exp(x) + 1) ** y * (sp.exp(x) + 1) ** INDEX, (1 + sp.exp(x)) ** (y + INDEX)).proved
    assert decide(sp.Integer(6) ** INDEX, sp.Integer(2) ** INDEX * sp.Integer(3) ** INDEX).proved


@pytest.mark.parametrize("name", ["log", "tanh", "exp", "function", "inverse"])
def test_letter_named_like_a_function(name: str) -> None:
    """A symbol called exp is a number like any other."""
    letter = sp.Symbol(name, real=True)
    functions = sp.exp(x), sp.tanh(y), sp.log(2), sp.log(1 + x**2), sp.sin(x)
    for function in functions:
        verdict = decide(letter + function, 2 * letter)
        assert verdict.outcome is Outcome.REFUTED
        assert verdict.witness is not None
        assert name in dict(verdict.witness.point)
        assert decide(letter * function + letter, letter * (1 + function)).proved
    assert decide(sp.Abs(letter), letter).outcome is Outcome.REFUTED
    assert decide(sp.Max(letter, x), (letter + x + sp.Abs(letter - x)) / 2).proved


def test_symbols_that_share_a_name() -> None:
    """Two dummies called x are two numbers; a positive a says nothing of another a."""
    first, second = sp.Dummy("x", real=True), sp.Dummy("x", real=True)
    verdict = decide(first, second)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.witness is not None
    assert [name for name, _ in verdict.witness.point] == ["x", "x"]
    assert "\ue000" not in str(verdict)
    assert fingerprint(first, second).agree is False
    positive, real = sp.Symbol("a", positive=True), sp.Symbol("a", real=True)
    assert decide(sp.Abs(real) + positive, real + positive).outcome is Outcome.REFUTED
    assert decide(sp.Abs(sp.IndexedBase(real)[1]) + positive, sp.IndexedBase(real)[1] + positive).proved is False
    assert decide(first * second, second * first, conditions=[Condition("same", first, second)]).condition == ""
    assert decide(first, second, conditions=[Condition("same", first, second)]).condition == "same"


def test_condition_with_a_function() -> None:
    """A condition that gives y the value exp(x) is met by every witness; exp(x) itself is not solved for."""
    is_exponential = Condition("y is exp x", y, sp.exp(x))
    assert decide(y, sp.exp(x), conditions=[is_exponential]).condition == "y is exp x"
    assert decide(sp.exp(x), sp.S.One, conditions=[Condition("", sp.exp(x), sp.S.One)]).outcome is Outcome.UNDECIDED
