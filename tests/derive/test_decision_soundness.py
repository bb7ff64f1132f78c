"""Formulas that look equal to a careless decision procedure: none of them may be called proved."""

import pytest
import sympy as sp

from derive.decision import decide
from derive.fingerprint import fingerprint
from derive.verdict import Outcome

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
