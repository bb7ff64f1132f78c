"""The zoo's expected formulas are right before anything is derived: numbers from the definitions' own text say so."""

import pytest

from .author_text import AuthorText, sides, tokens
from .catalogue import ENTRIES, FORMULAS, name_of
from .network_text import Entry
from .plain_numbers import Dual

CLOSE = 1e-9  # the numbers are about 1, their slopes are exact but for rounding


@pytest.mark.parametrize(("entry", "text"), [pytest.param(*f, id=name_of(*f)) for f in FORMULAS])
def test_the_expected_formula_is_the_slope_of_the_definitions(entry: Entry, text: str) -> None:
    """At every index, at two random points; and some slope is not zero."""
    pairs = [pair for seed in (0, 1) for pair in entry.differences(text, seed)]
    assert all(abs(said - slope) <= CLOSE * (1 + abs(slope)) for said, slope in pairs)
    assert any(slope for _, slope in pairs)


def test_there_are_more_than_thirty_networks() -> None:
    """No two entries have the same title, and none is the default classifier."""
    assert len({entry.title for entry in ENTRIES}) == len(ENTRIES) > 30


MISREAD = [
    ("∂E/∂w_d = (1/N) Σ_n (p_n − y_n x_nd)", "a bracket"),
    ("∂E/∂w_d = (1/N) Σ_n (p_n + y_n) x_nd", "a sign"),
    ("∂E/∂w_d = Σ_n (p_n − y_n) x_nd", "1/N"),
    ("∂E/∂w_d = (2/N) Σ_n (p_n − y_n) x_nd", "a factor"),
    ("∂E/∂w_d = (1/N) Σ_n (p_n − y_n)", "x"),
]


@pytest.mark.parametrize(("text", "_slip"), MISREAD)
def test_a_slip_in_a_formula_is_seen(text: str, _slip: str) -> None:
    """The numbers of a formula with a slip are not the slopes."""
    logistic = ENTRIES[0]
    assert any(abs(said - slope) > 1e-3 for said, slope in logistic.differences(text))


READ = [
    ("2 − 3 − 4", -5.0),
    ("−(1/2) a", -1.5),
    ("Σ_n n − 1", 5.0),
    ("Σ_n (n − 1)", 3.0),
    ("2 Σ_n n n", 28.0),
    ("Σ_m≠n b_m", 40.0),
    ("a / (2 a)", 0.5),
    ("a^(2) a²", 81.0),
    ("|1 − a|²", 4.0),
    ("[a > 2] + [a < 2]", 1.0),
    ("√(a a) + exp(0) + ln 1", 4.0),
    ("b_(n+1) + b_n", 50.0),
    ("tanh²(0) + δ_nn + max(a, 2)", 4.0),
]


@pytest.mark.parametrize(("text", "value"), READ)
def test_author_text_is_read_as_a_person_does(text: str, value: float) -> None:
    """Precedence, sums that run to the end of their term, powers, cases."""
    arrays = {"a": {(): Dual(3.0)}, "b": {(1,): Dual(10.0), (2,): Dual(20.0), (3,): Dual(30.0)}}
    reading = AuthorText(
        tokens(text.rstrip(",")), arrays, {"N": 3}, {"n": 3, "m": 3}, at={"n": 2} if "b" in text else {"n": 1}
    )
    assert reading.value() == pytest.approx(value)


def test_the_sides_of_a_derivative() -> None:
    """Names with layers and hats, and the indices behind them."""
    assert sides("∂E/∂W⁽¹⁾_hd = x_nd") == (("E", ""), ("W1", "hd"), "x_nd")
    assert sides("∂ẑ_nd/∂z_me = 1") == (("zhat", "nd"), ("z", "me"), "1")
