"""Sign cells: which signs follow, which are assumed, and which cells are empty."""

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.network.definitions import Network
from derive.proof.numbers.generator_plan import GeneratorPlan
from derive.proof.numbers.sign_cells import Cell, CellEvaluation, SignNeeded, sample_point
from derive.proof.walk.not_evaluable import NotEvaluable

x, y = sp.symbols("x y", real=True)
a = sp.Symbol("a", positive=True)


EVERYWHERE = Cell()


def sign(expression: sp.Expr, cell: Cell = EVERYWHERE) -> int:
    """The sign in a cell, with a positive."""
    return CellEvaluation(Network((), ()), {}, GeneratorPlan(), cell, frozenset({"a"})).sign(expression, {})


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (sp.exp(x) + sp.exp(-y), 1),
        (-2 * a, -1),
        (a * sp.exp(x) + x**2, 1),
        (sp.exp(x) - sp.exp(x), 0),
        (-1 / (1 + x**2), -1),
        (a / (a + sp.exp(y)) ** 3, 1),
    ],
)
def test_sign_that_follows(expression: sp.Expr, expected: int) -> None:
    """Exponentials, positive symbols and even powers decide by themselves."""
    assert sign(expression) == expected


def test_sign_that_is_assumed_decides_all_multiples() -> None:
    """With x − y > 0, also 2y − 2x < 0 and exp(x)(x − y) > 0 are known; x alone is not."""
    cell = Cell().where(x - y, 1)
    assert [sign(e, cell) for e in (x - y, 2 * y - 2 * x, sp.exp(x) * (x - y), (y - x) ** 3)] == [1, -1, 1, -1]
    with pytest.raises(SignNeeded) as needed:
        sign(x, cell)
    assert needed.value.atom == x


def test_boundary_is_substituted() -> None:
    """Where x − 2y = 0, exp(x − 2y) is 1 and x − 2y + 3 is positive."""
    cell = Cell().where(x - 2 * y, 0)
    assert [sign(e, cell) for e in (x - 2 * y, sp.exp(x - 2 * y) - 1, x - 2 * y + 3)] == [0, 0, 1]


@pytest.mark.parametrize(
    ("signs", "empty"),
    [
        ([(x, 1), (x - 3, -1)], False),
        ([(x - y, 1), (y - 1, 1), (x, -1)], True),
        ([(x, 1), (y, 1), (x + y, -1)], True),
        ([(3 * x - 1, 1), (1000 * x - 334, -1)], False),
    ],
)
def test_empty_cells_are_recognised(signs: list[tuple[sp.Expr, int]], empty: bool) -> None:
    """A point of the cell, or None where no point has all of these signs."""
    point = sample_point(Cell(tuple(signs)))
    assert (point is None) is empty
    if point is not None:
        assert all(sp.sign(atom.subs(point)) == wanted for atom, wanted in signs)


def test_curved_cells_are_not_sampled() -> None:
    """A product of symbols is no linear inequality."""
    with pytest.raises(NotEvaluable, match="not linear"):
        sample_point(Cell().where(x * y - 1, 1))


LINES = st.lists(st.tuples(*[st.integers(-4, 4)] * 3).filter(lambda c: any(c[:2])), min_size=1, max_size=6)


@given(LINES, st.fractions(-5, 5, max_denominator=6), st.fractions(-5, 5, max_denominator=6))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_cell_around_a_point_is_never_called_empty(
    lines: list[tuple[int, int, int]], at_x: Fraction, at_y: Fraction
) -> None:
    """The signs at a known point describe a cell that has a point; the one found has the same signs."""
    signs = []
    for p, q, r in lines:
        value = p * at_x + q * at_y + r
        if value:
            signs.append((p * x + q * y + r, 1 if value > 0 else -1))
    point = sample_point(Cell(tuple(signs)))
    assert point is not None
    assert all(sp.sign(atom.subs(point)) == wanted for atom, wanted in signs)
