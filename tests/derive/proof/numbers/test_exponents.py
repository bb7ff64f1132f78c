"""The basis of exponents: every exponential is a product of powers of independent ones."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from derive.proof.numbers.exponents import ExponentBasis

EXPONENTS = st.dictionaries(st.sampled_from("uvwx"), st.fractions(-3, 3, max_denominator=4).filter(bool))


@given(st.lists(EXPONENTS, max_size=7))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_coordinates_give_the_exponent_back(exponents: list[dict[str, Fraction]]) -> None:
    """Σ coordinate · basis member is the exponent, and the basis has no more members than dimensions."""
    basis = ExponentBasis()
    for exponent in exponents:
        total: dict[object, Fraction] = {}
        for place, times in basis.coordinates(exponent).items():
            for key, value in basis.members[place].items():
                total[key] = total.get(key, Fraction(0)) + times * value
        assert {key: value for key, value in total.items() if value} == exponent
    assert len(basis.members) <= 4


def test_dependent_exponents_share_a_generator() -> None:
    """u + v and u − v make 2u a product of both, and half of their sum is u."""
    basis = ExponentBasis()
    basis.coordinates({"u": Fraction(1), "v": Fraction(1)})
    basis.coordinates({"u": Fraction(1), "v": Fraction(-1)})
    assert basis.coordinates({"u": Fraction(1)}) == {0: Fraction(1, 2), 1: Fraction(1, 2)}
    assert len(basis.members) == 2
