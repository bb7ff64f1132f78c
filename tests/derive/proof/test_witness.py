"""Witnesses: found, small, certified, the same in every run."""

from collections.abc import Mapping
from fractions import Fraction

from flint import arb, fmpq

from derive.proof.verdict import Witness
from derive.proof.walk.evaluation import Element
from derive.proof.walk.not_evaluable import NotEvaluable
from derive.proof.witness import defined_somewhere, find_witness, point_in_words

X, Y = ("x", ()), ("y", (1, 2))
Values = Mapping[Element, Fraction]


def ball(value: Fraction) -> arb:
    """The exact number as a ball at the current precision."""
    return arb(fmpq(value.numerator, value.denominator))


def test_point_is_made_small() -> None:
    """x + y against x − y needs y ≠ 0 only: x becomes 0 and y 1."""
    witness = find_witness(lambda point: (ball(point[X] + point[Y]), ball(point[X] - point[Y])))
    assert witness is not None
    assert witness.point == (("x", "0"), ("y[1,2]", "1"))
    assert (witness.left, witness.right) == ("1.0000000000000000000", "-1.0000000000000000000")


def test_equal_sides_have_none() -> None:
    """exp(x) exp(y) and exp(x + y) overlap at every point and precision."""
    assert find_witness(lambda p: (ball(p[X]).exp() * ball(p[Y]).exp(), ball(p[X] + p[Y]).exp())) is None


def test_more_digits_are_given_where_twenty_agree() -> None:
    """A relative difference of 10⁻³⁰ shows in the decimals."""
    tiny = Fraction(1, 10**30)
    witness = find_witness(lambda point: (ball(1 + point[X] * tiny), arb(1)))
    assert witness is not None
    assert witness.left != witness.right
    assert witness.left.startswith("1.000000000000000000000000000001")


def test_points_without_a_value_do_not_count() -> None:
    """Where a side is not finite or cannot be evaluated nothing is concluded."""

    def never(_point: Values) -> tuple[arb, arb]:
        raise NotEvaluable("no value")

    assert find_witness(never) is None
    assert not defined_somewhere(never)
    assert find_witness(lambda point: (arb("nan"), ball(point[X]))) is None
    assert not defined_somewhere(lambda point: (ball(-1 - point[X] ** 2).log(), arb(0)))
    assert defined_somewhere(lambda point: (ball(point[X]).log(), arb(0)))


def test_witness_is_the_same_in_every_run() -> None:
    """No clock and no hash of the run decides the point."""
    search = [find_witness(lambda p: (ball(p[X] * p[Y]), ball(p[X] ** 2 * p[Y]))) for _ in range(2)]
    assert search[0] == search[1]
    assert search[0] is not None


def test_point_in_words() -> None:
    """Zeros are named together."""
    point = (("a", "0"), ("b", "1"), ("c", "0"), ("d", "0"), ("e", "1/2"))
    assert point_in_words(Witness(point, "", "")) == "b = 1, e = 1/2, and 0 elsewhere"
    assert point_in_words(Witness((), "", "")) == "every point"
    assert point_in_words(Witness((("a", "0"),), "", "")) == "a = 0"
