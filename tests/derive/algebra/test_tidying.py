"""Tidying: a table of formulas, and what holds for any formula: stable, whatever the order, of the same value."""

import random
from fractions import Fraction
from itertools import product

import pytest
import sympy as sp

from derive.algebra.cancelling import cancelled
from derive.algebra.tidying import content, gather, tidy
from derive.network.axes import Axis
from derive.network.definitions import Network
from derive.network.tensors import Role, Tensor
from derive.writing.text import text
from tests.derive.notation import D, K, N, W, a, d, delta, i, j, k, m, n, over, p, u, x, y, z

S = sp.Sum

AS_AN_AUTHOR_WRITES = [
    (S((2 * u[n] - 2 * y[n]) * x[n, d], over(n, N)) / N, "(2/N) Σ_n (u_n − y_n) x_nd"),
    (S(2 * u[n] - 2 * y[n], over(n, N)) / (K * N), "(2/(K N)) Σ_n (u_n − y_n)"),
    ((u[n] / 2 - y[n] / 2) * x[n, d], "(1/2) (u_n − y_n) x_nd"),
    ((u[n] / 2 - 3 * y[n]) * x[n, d], "((1/2) u_n − 3 y_n) x_nd"),
    ((-u[n] - y[n]) * x[n, d], "−(y_n + u_n) x_nd"),
    ((2 * u[n] - 2 * y[n]) ** 2 * x[n, d], "4 (u_n − y_n)² x_nd"),
    (-(y[n] - 1) / (1 - p[n]) - y[n] / p[n], "(1 − y_n) / (1 − p_n) − y_n / p_n"),
    (p[n] * (1 - p[n]) * ((1 - y[n]) / (1 - p[n]) - y[n] / p[n]), "p_n − y_n"),
    (p[n] * (1 - y[n] / p[n]) * x[n, d], "(p_n − y_n) x_nd"),
    (p[n] * (2 * sp.log(p[n]) - (1 - p[n]) / p[n]), "2 p_n ln p_n + p_n − 1"),
    (p[n] * (1 - y[n]), "p_n (1 − y_n)"),
    (p[n] * (1 / z[n] - y[n]), "p_n (1 / z_n − y_n)"),
    (u[n] + (y[n] + x[n, d]) / D, "(1/D) y_n + u_n + (1/D) x_nd"),
    (a[k] * y[k] / D + (a[k] - y[k] * a[k]) / D, "(1/D) a_k"),
    (
        S(p[n, k] * x[n, d], over(n, N)) / N - S(y[m, k] * x[m, d], over(m, N)) / N,
        "(1/N) Σ_n (p_nk − y_nk) x_nd",
    ),
    (p[n, k] * S(y[n, j], over(j, K)) - S(p[n, j], over(j, K)), "p_nk Σ_j y_nj − Σ_j p_nj"),
    (S(y[n, j], over(j, K)) + S(x[n, d], over(d, D)), "Σ_j y_nj + Σ_d x_nd"),
    (S(S(W[k, d] * y[j, k], over(k, K)) * x[n, d], over(n, N)), "(Σ_k y_jk W_kd) Σ_n x_nd"),
    (S(3 * a[k], over(n, N)), "3 N a_k"),
    (
        p[n] ** 2 * (1 - p[n]) * y[n] - 2 * p[n] ** 2 * y[n] * sp.log(p[n]) + a[n] * (1 - y[n]),
        "(1 − y_n) a_n + y_n p_n² (1 − 2 ln p_n − p_n)",
    ),
    (
        p[n] * (1 - p[n]) * (y[n] * (1 - p[n]) * (2 * sp.log(p[n]) - (1 - p[n]) / p[n])),
        "y_n (1 − p_n)² (2 p_n ln p_n + p_n − 1)",
    ),
]


@pytest.mark.parametrize(("expression", "written"), AS_AN_AUTHOR_WRITES)
def test_as_an_author_writes(expression: sp.Expr, written: str) -> None:
    """Numbers and common factors in front, sums joined, nothing divided that could cancel."""
    assert text(tidy(expression)) == written


@pytest.mark.parametrize(
    ("bracket", "number"),
    [(2 * u[n] - 4 * y[n], 2), (u[n] / 3 + y[n] / 3, sp.Rational(1, 3)), (u[n] - y[n], 1), (-u[n] - 2, -1)],
)
def test_the_number_of_a_bracket(bracket: sp.Expr, number: sp.Rational) -> None:
    """The largest number that all terms share, and never one that makes a term a fraction."""
    assert content(bracket) == number


def test_what_is_not_shorter_stays() -> None:
    """(1/p + q) p stays where multiplying it out gives no shorter formula, and a factor of no term stays out."""
    stays = a[n] * (1 / z[n] + y[n] + x[n, d])
    assert cancelled(stays) == stays
    assert gather(a[n] * y[n] + 1) == a[n] * y[n] + 1


# --- any formula ---

SAMPLES, CLASSES = Axis("samples", "nm", "N"), Axis("classes", "kj", "K")
NETWORK = Network(tuple(Tensor(c, (SAMPLES, CLASSES), Role.INPUT, c) for c in "pyz"), ())
SIZES = {N: 2, K: 3}
Values = dict[tuple[str, int, int], Fraction]


def random_formula(draw: random.Random, depth: int, samples: sp.Symbol, classes: sp.Symbol) -> sp.Expr:
    """A formula whose free indices are among the two."""
    if depth == 0:
        element = draw.choice([p, y, z])[samples, classes]
        return draw.choice([element, sp.Integer(draw.randint(-3, 4)), 1 - element, 1 / element, element / N])
    kind = draw.choice(["add", "add", "multiply", "multiply", "sum", "power"])
    if kind == "sum":
        inner = sp.Dummy("j", integer=True, positive=True)
        return S(random_formula(draw, depth - 1, samples, draw.choice([inner, classes])), (inner, 1, K))
    parts = [random_formula(draw, depth - 1, samples, classes) for _ in range(draw.randint(2, 3))]
    if kind == "power":
        return parts[0] ** draw.choice([2, 3])
    return sp.Add(*parts) if kind == "add" else sp.Mul(*parts)


def value(node: sp.Expr, values: Values, at: dict[sp.Symbol, int]) -> Fraction:
    """The number that a formula stands for, worked out term by term."""
    if isinstance(node, sp.Indexed):
        return values[(node.base.label.name, *(at[index] for index in node.indices))]
    if isinstance(node, sp.Symbol):
        return Fraction(SIZES[node])
    if node.is_Rational:
        return Fraction(int(node.p), int(node.q))
    if isinstance(node, sp.Sum):
        ranges = [range(1, SIZES[limit[2]] + 1) for limit in node.limits]
        bound = [limit[0] for limit in node.limits]
        places = product(*ranges)
        return sum(
            (value(node.function, values, {**at, **dict(zip(bound, w, strict=True))}) for w in places), Fraction(0)
        )
    if isinstance(node, sp.Pow):
        return value(node.base, values, at) ** int(node.exp)
    parts = [value(argument, values, at) for argument in node.args]
    total = Fraction(0) if isinstance(node, sp.Add) else Fraction(1)
    for part in parts:
        total = total + part if isinstance(node, sp.Add) else total * part
    return total


def formulas() -> list[sp.Expr]:
    """Sixty random formulas, the same in every run."""
    draw = random.Random(20)
    return [random_formula(draw, 3, n, k) for _ in range(60)]


@pytest.mark.parametrize("number", range(60))
def test_tidying_keeps_the_value(number: int) -> None:
    """Exact numbers before and after, at several draws of the elements."""
    expression = formulas()[number]
    tidied, draw = tidy(expression), random.Random(number)
    for _ in range(3):
        values = {(c, s, t): Fraction(draw.randint(2, 99), 97) for c in "pyz" for s in (1, 2) for t in (1, 2, 3)}
        at = {n: draw.randint(1, 2), k: draw.randint(1, 3)}
        assert value(expression, values, at) == value(tidied, values, at)


@pytest.mark.parametrize("number", range(60))
def test_tidying_twice_is_tidying_once(number: int) -> None:
    """What is tidy stays as it is."""
    tidied = tidy(formulas()[number])
    assert text(tidy(tidied), NETWORK) == text(tidied, NETWORK)


def test_the_order_of_writing_does_not_matter() -> None:
    """Terms and factors in any order, whichever their bound indices, have one tidied form."""
    terms = [p[n, k] * x[n, d], -y[n, k] * x[n, d], 2 * S(a[j] * x[n, d], over(j, K)) / N, -2 * S(u[i], over(i, K)) / N]
    forms = set()
    for seed in range(12):
        draw = random.Random(seed)
        shuffled = draw.sample(terms, len(terms))
        inner = sp.Dummy("j", integer=True, positive=True)
        nested = sp.Add(sp.Add(*shuffled[:2]), sp.Add(*shuffled[2:]))
        renamed = nested.xreplace({i: inner, j: inner})
        forms.add(text(tidy(S(renamed * delta(n, m, N) * 3, over(n, N)))))
    assert len(forms) == 1
