"""Deciding explicit formulas: proofs, conditions, witnesses, and honest silence."""

import threading

import flint
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.network.definitions import Condition
from derive.proof.decision import decide
from derive.proof.verdict import Outcome

x, y, z = sp.symbols("x y z", real=True)
a = sp.Symbol("a", positive=True)
SIGMOID = 1 / (1 + sp.exp(-x))

EQUAL = [
    (sp.tanh(x), (sp.exp(2 * x) - 1) / (sp.exp(2 * x) + 1)),
    (sp.tanh(x), 2 / (1 + sp.exp(-2 * x)) - 1),
    (1 - sp.tanh(x) ** 2, 1 / sp.cosh(x) ** 2),
    (sp.tanh(x + y), (sp.tanh(x) + sp.tanh(y)) / (1 + sp.tanh(x) * sp.tanh(y))),
    (SIGMOID, (1 + sp.tanh(x / 2)) / 2),
    (sp.diff(SIGMOID, x), SIGMOID * (1 - SIGMOID)),
    (sp.sinh(2 * x), 2 * sp.sinh(x) * sp.cosh(x)),
    (sp.sin(x) ** 2 + sp.cos(x) ** 2, sp.S.One),
    (sp.sin(x + 2 * y), sp.sin(x) * (1 - 2 * sp.sin(y) ** 2) + 2 * sp.cos(x) * sp.sin(y) * sp.cos(y)),
    (sp.cos(x * y / 3), 4 * sp.cos(x * y / 9) ** 3 - 3 * sp.cos(x * y / 9)),
    (sp.exp(x / 2) ** 2 * sp.exp(y / 3) ** 3, sp.exp(x + y)),
    (sp.exp(1 + x), sp.E * sp.exp(x)),
    (sp.log(1 + sp.exp(x)), x + sp.log(1 + sp.exp(-x))),
    (sp.log(sp.exp(x) / (sp.exp(x) + sp.exp(y))), x - sp.log(sp.exp(x) + sp.exp(y))),
    (sp.log(6 * a), sp.log(2) + sp.log(3) + sp.log(a)),
    (sp.log(sp.cosh(x)), sp.log(sp.exp(x) + sp.exp(-x)) - sp.log(2)),
    (sp.log(1 - sp.tanh(x) ** 2), -2 * sp.log(sp.cosh(x))),
    (sp.exp(y * sp.tanh(x)) * sp.exp(-y), sp.exp(-2 * y / (sp.exp(2 * x) + 1))),
    (a**x, sp.exp(x * sp.log(a))),
    (sp.exp(x - sp.log(sp.exp(x) + sp.exp(y))), sp.exp(x) / (sp.exp(x) + sp.exp(y))),
    (sp.Max(x, -x), sp.Abs(x)),
    (sp.Max(x, 0), sp.Piecewise((x, x > 0), (0, True))),
    (sp.Max(x, 0) - sp.Max(-x, 0), x),
    (sp.Max(x - y, 0) + y, sp.Max(x, y)),
    (sp.Max(x, y) + sp.Max(y, z) + sp.Max(x, z) + sp.Min(x, y, z), x + y + z + sp.Max(x, y, z)),
    (sp.log(1 + sp.exp(-sp.Abs(x))) + sp.Max(x, 0), sp.log(1 + sp.exp(x))),
    (sp.sign(x) * x, sp.Abs(x)),
    (sp.Abs(x * y), sp.Abs(x) * sp.Abs(y)),
    (sp.Abs(sp.exp(x) + a), sp.exp(x) + a),
]


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_true_equality_is_proved(left: sp.Expr, right: sp.Expr) -> None:
    """Each of these needs a homomorphism, a factorisation or a case distinction."""
    assert decide(left, right).outcome is Outcome.PROVED


@pytest.mark.parametrize(("left", "right"), EQUAL)
@pytest.mark.parametrize("change", [lambda f: f * (1 + sp.Rational(1, 10**30)), lambda f: f + sp.Rational(1, 10**40)])
def test_tiny_change_is_refuted(left: sp.Expr, right: sp.Expr, change: object) -> None:
    """A factor of 1 + 10⁻³⁰ or a summand of 10⁻⁴⁰ makes the same formulas wrong."""
    verdict = decide(left, change(right))  # type: ignore[operator]
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.witness is not None
    assert verdict.witness.left != verdict.witness.right


def explicit_softmax(classes: int, features: int) -> tuple[sp.Expr, sp.Expr, sp.Symbol]:
    """The cross-entropy of an explicit classifier, its gradient at one weight, and that weight."""
    weights = [[sp.Symbol(f"W_{k}_{d}", real=True) for d in range(features)] for k in range(classes)]
    inputs = [sp.Symbol(f"x_{d}", real=True) for d in range(features)]
    labels = [sp.Symbol(f"y_{k}", real=True) for k in range(classes)]
    logits = [sum(w * v for w, v in zip(row, inputs, strict=True)) for row in weights]
    total = sum(sp.exp(logit) for logit in logits)
    loss = -sum(label * sp.log(sp.exp(logit) / total) for label, logit in zip(labels, logits, strict=True))
    return loss, (sp.exp(logits[1]) / total * sum(labels) - labels[1]) * inputs[0], weights[1][0]


@pytest.mark.parametrize(("classes", "features"), [(2, 1), (3, 4), (10, 4)])
def test_explicit_gradient_of_the_loss(classes: int, features: int) -> None:
    """SymPy's derivative by one weight is the formula; with the other sign it is not."""
    loss, formula, weight = explicit_softmax(classes, features)
    derivative = sp.diff(loss, weight)
    assert decide(derivative, formula).outcome is Outcome.PROVED
    verdict = decide(derivative, -formula)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.reason.endswith("and 0 elsewhere")


def test_condition_is_used_only_where_it_is_needed() -> None:
    """With y_1 + y_2 = 1 the second label is 1 − y_1; the witness of a wrong formula meets it too."""
    first, second = sp.symbols("y_1 y_2", real=True)
    sum_is_one = Condition("labels sum to one", first + second, sp.S.One)
    assert decide(x * first, x * (1 - second), conditions=[sum_is_one]).condition == "labels sum to one"
    assert decide(x * first, first * x, conditions=[sum_is_one]).condition == ""
    verdict = decide(x * first, x * second, conditions=[sum_is_one])
    assert verdict.witness is not None
    point = {name: sp.Rational(value) for name, value in verdict.witness.point}
    assert point["y_1"] + point["y_2"] == 1


def test_boundary_between_cases_is_an_exception_not_a_refutation() -> None:
    """Two steps that differ only in their value at 0 are equal when x ≠ 0."""
    step = sp.Piecewise((1, x > 0), (0, True))
    verdict = decide(step, sp.Heaviside(x))
    assert (verdict.outcome, verdict.condition) == (Outcome.PROVED_WHEN, "x ≠ 0")
    assert decide(step, sp.Piecewise((1, x > 1), (0, True))).outcome is Outcome.REFUTED


def test_narrow_cell_is_found() -> None:
    """A difference only between 3 and 3 + 1/1000 has a witness there."""
    narrow = sp.Piecewise((1, (x > 3) & (x < sp.Rational(3001, 1000))), (0, True))
    verdict = decide(narrow, sp.S.Zero)
    assert verdict.witness is not None
    assert 3 < sp.Rational(dict(verdict.witness.point)["x"]) < sp.Rational(3001, 1000)


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        (sp.atan(x), sp.asin(x / sp.sqrt(1 + x**2)), "no point was found"),
        (sp.sqrt(x * y) * sp.sqrt(x * y + 1), sp.sqrt(x**2 * y**2 + x * y), "no point was found"),
        (sp.log(a), sp.log(-a), "both sides are defined"),
        (sp.Sum(x, (sp.Symbol("i", integer=True), 1, 10**9)), x, "too long"),
        ((x + y + z + a) ** 500, (x + y + z + a) ** 500 + 0 * x, ""),
    ],
)
def test_outside_the_class(left: sp.Expr, right: sp.Expr, reason: str) -> None:
    """What cannot be proved or refuted is left open, with the reason; trivial equality still holds."""
    verdict = decide(left, right)
    if left != right:
        assert verdict.outcome is Outcome.UNDECIDED
        assert reason in verdict.reason


def test_same_unknown_function_of_equal_arguments() -> None:
    """sin is opaque, but sin of (x + y) − y is sin of x."""
    assert decide(sp.sin(sp.exp(x) * sp.exp(y)), sp.sin(sp.exp(x + y))).proved


def test_division_by_zero_in_disguise() -> None:
    """A denominator that is identically 0 proves nothing."""
    nothing = sp.tanh(x) * sp.cosh(x) - sp.sinh(x)
    assert decide(1 / nothing, x).outcome is Outcome.UNDECIDED


def test_precision_is_put_back_also_with_threads() -> None:
    """FLINT's global precision is the same after decisions in several threads at once."""
    before = flint.ctx.prec
    tiny = 1 + sp.Rational(1, 10**30)
    workers = [threading.Thread(target=lambda: decide(sp.exp(x), sp.exp(x) * tiny)) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert flint.ctx.prec == before


SMALL = st.integers(-3, 3)


@st.composite
def formulas(draw: st.DrawFn, depth: int = 3) -> sp.Expr:
    """Random formulas of the class, without divisions by zero."""
    if depth == 0:
        return draw(st.sampled_from([x, y, sp.S.One, sp.Rational(2, 3)]))
    inner = formulas(depth=depth - 1)
    kind = draw(st.integers(0, 5))
    if kind == 0:
        return draw(inner) + draw(inner)
    if kind == 1:
        return draw(inner) * draw(inner)
    if kind == 2:
        return draw(inner) / (2 + draw(inner) ** 2)
    if kind == 3:
        return sp.exp(draw(SMALL) * x + draw(SMALL) * y) - draw(inner)
    if kind == 4:
        return sp.tanh(draw(SMALL) * x) * draw(inner)
    return sp.log(1 + sp.exp(draw(SMALL) * y)) + draw(inner)


@given(formulas(), formulas(), formulas())
@settings(max_examples=25, deadline=None, derandomize=True)
def test_laws_of_arithmetic_hold(first: sp.Expr, second: sp.Expr, third: sp.Expr) -> None:
    """Distributivity and cancellation are proved; adding a number is refuted, whatever the formulas are."""
    assert decide(first * (second + third), sp.expand(first * second + first * third)).proved
    assert decide((first + second) ** 2, first**2 + 2 * first * second + second**2).proved
    assert decide(first * second, first * second + sp.Rational(1, 7)).outcome is Outcome.REFUTED


@given(formulas())
@settings(max_examples=20, deadline=None, derandomize=True)
def test_derivative_by_another_road(formula: sp.Expr) -> None:
    """d/dx of f(2x) is 2 f'(2x)."""
    assert decide(sp.diff(formula.subs(x, 2 * x), x), 2 * sp.diff(formula, x).subs(x, 2 * x)).proved
