"""Rational functions with factored denominators behave like numbers at every point."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from derive.proof.numbers import rational_functions
from derive.proof.numbers.rational_functions import FieldIsFull, RationalFunction, RationalFunctionField, TooLarge

FIELD = RationalFunctionField(3)
GENERATORS = [FIELD.generator(name) for name in "uvw"]
POINT = (Fraction(2), Fraction(-3, 5), Fraction(7))


def at_point(value: RationalFunction) -> Fraction:
    """The value at the point, by Python's fractions."""

    def polynomial(terms: dict[tuple[int, ...], object]) -> Fraction:
        total = Fraction(0)
        for monomial, coefficient in terms.items():
            term = Fraction(int(coefficient.p), int(coefficient.q))  # type: ignore[attr-defined]
            for coordinate, power in zip(POINT, monomial, strict=True):
                term *= coordinate ** int(power)
            total += term
        return total

    result = polynomial(value.numerator.to_dict())
    for place, power in value.denominator.items():
        result /= polynomial(FIELD.factors[place].to_dict()) ** power
    return result


@st.composite
def functions(draw: st.DrawFn, depth: int = 3) -> tuple[RationalFunction, Fraction]:
    """A random rational function together with its value at the point."""
    if depth == 0:
        place = draw(st.integers(0, 3))
        number = draw(st.integers(-4, 4))
        return (GENERATORS[place], POINT[place]) if place < 3 else (FIELD.number(number), Fraction(number))
    (left, left_value), (right, right_value) = draw(functions(depth=depth - 1)), draw(functions(depth=depth - 1))
    kind = draw(st.sampled_from("+-*/^"))
    if kind == "+":
        return left + right, left_value + right_value
    if kind == "-":
        return left - right, left_value - right_value
    if kind == "*":
        return left * right, left_value * right_value
    assume(bool(right) and right_value != 0)
    if kind == "/":
        return left / right, left_value / right_value
    return right**-2, right_value**-2


@given(functions(depth=4))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_arithmetic_is_that_of_the_values(pair: tuple[RationalFunction, Fraction]) -> None:
    """Whatever was cancelled or kept factored, the value at a point is right."""
    function, value = pair
    assert at_point(function) == value


@given(functions(), functions(), functions())
@settings(max_examples=50, deadline=None, derandomize=True)
def test_equality_does_not_depend_on_the_form(
    first: tuple[RationalFunction, Fraction],
    second: tuple[RationalFunction, Fraction],
    third: tuple[RationalFunction, Fraction],
) -> None:
    """a/(b c) + a/b and (a + a c)/(b c) are equal, and differ from anything else added."""
    a, b, c = first[0], second[0], third[0]
    assume(bool(b) and bool(c))
    assert a / (b * c) + a / b == (a + a * c) / (b * c)
    assert (a / b == c) == (a == b * c)
    assert a + FIELD.number(1, 10**30) != a


def test_denominator_of_a_softmax_stays_one_factor() -> None:
    """Σ_k u_k / S is 1, and nothing but S was ever a factor."""
    field = RationalFunctionField(3)
    units = [field.generator(k) for k in range(3)]
    total = units[0] + units[1] + units[2]
    known = len(field.factors)
    assert units[0] / total + units[1] / total + units[2] / total == field.one
    assert len(field.factors) == known + 1


def test_generators_run_out() -> None:
    """The third name of a field of two raises, a known name does not."""
    field = RationalFunctionField(2)
    field.generator("u"), field.generator("v"), field.generator("u")
    with pytest.raises(FieldIsFull):
        field.generator("w")


def test_division_by_zero_and_giant_powers_are_refused() -> None:
    """Neither ends in a wrong value or in a long wait."""
    u, v, w = GENERATORS
    with pytest.raises(ZeroDivisionError):
        u / (v - v)
    with pytest.raises(TooLarge):
        (u + v + w) ** 5000


def test_sums_over_a_common_denominator_are_written_out_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sum that would fill the memory is refused before it is written, and one below the limit is right."""
    u, v, w = GENERATORS
    assert u / (v + w) + v / (u + w) == (u * (u + w) + v * (v + w)) / ((v + w) * (u + w))
    monkeypatch.setattr(rational_functions, "MOST_WRITTEN", 3)
    with pytest.raises(TooLarge):
        (u + v) / (v + w) + v / (u + w)
    with pytest.raises(TooLarge):
        (u + v + u * v) / w + u * u / w
