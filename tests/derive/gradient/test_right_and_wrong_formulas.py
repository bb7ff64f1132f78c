"""The self-test set: no wrong formula passes, no right one is refuted, and the slips are named."""

from functools import cache
from itertools import islice

import pytest

from derive.judging.slips.diagnosis import Diagnosis, diagnose
from derive.proof.second_voice import fingerprint
from derive.proof.small_sizes import exact_check
from derive.proof.verdict import Outcome, Verdict
from tests.derive.formula_set import TRUE, Equality, planted_slips, right_formulas, small_errors


@cache
def right() -> list[Equality]:
    """Every third of the right formulas."""
    return list(islice(right_formulas(), 0, None, 3))


@cache
def planted() -> list[tuple[Equality, tuple[str, ...]]]:
    """Every planted slip, and the names that may be given to it."""
    return list(planted_slips())


@cache
def wrong() -> list[Equality]:
    """The planted slips and the small errors."""
    return [equality for equality, _ in planted()] + list(small_errors())


def checked(equality: Equality) -> Verdict:
    """The verdict on an equality, under the network's conditions."""
    return exact_check(equality.network, equality.left, equality.right, conditions=equality.network.conditions)


def test_set_is_large_enough() -> None:
    """At least 300 formulas of either kind, no two the same."""
    assert len({(e.network, e.left, e.right) for e in right()}) >= 300
    assert len({(e.network, e.left, e.right) for e in wrong()}) >= 300


def test_the_true_equalities_are_proved() -> None:
    """The textbook formulas themselves."""
    assert [e.name for e in TRUE if not checked(e).proved] == []


@pytest.mark.parametrize("part", range(4))
def test_no_right_formula_is_refuted(part: int) -> None:
    """Each in another form: renamed, expanded, with sums split, softmax and tanh written out; all are proved."""
    verdicts = {e.name: checked(e) for e in right()[part::4]}
    assert {name: str(v) for name, v in verdicts.items() if v.outcome is Outcome.REFUTED} == {}
    assert {name: str(v) for name, v in verdicts.items() if not v.proved} == {}


def test_every_wrong_formula_is_refuted() -> None:
    """Each with a planted slip, or wrong by one part in 10^30; each with a witness that shows it."""
    verdicts = {e.name: checked(e) for e in wrong()}
    assert {name: str(v) for name, v in verdicts.items() if v.outcome is not Outcome.REFUTED} == {}
    assert all(v.witness is not None and v.witness.left != v.witness.right for v in verdicts.values())


def test_the_second_voice_never_contradicts() -> None:
    """It agrees with every right formula on which it has an opinion, and differs on every wrong one."""
    for equality in right()[::40]:
        second = fingerprint(
            equality.left, equality.right, network=equality.network, conditions=equality.network.conditions
        )
        assert second.agree is not False, equality.name
    for equality in wrong()[::8]:
        second = fingerprint(
            equality.left, equality.right, network=equality.network, conditions=equality.network.conditions
        )
        assert second.agree is not True, equality.name


def diagnosed(equality: Equality) -> Diagnosis | None:
    """The diagnosis of a wrong formula, under the network's conditions."""
    return diagnose(equality.left, equality.right, network=equality.network, conditions=equality.network.conditions)


def test_planted_slips_are_named() -> None:
    """At least 80 % are named for what they are; the correction that is offered is always proved."""
    found = [(equality, names, diagnosed(equality)) for equality, names in planted()[::4]]
    named = [equality for equality, names, diagnosis in found if diagnosis and diagnosis.slip in names]
    assert len(named) >= 0.8 * len(found)
    assert all(diagnosis.verdict.proved for _, _, diagnosis in found if diagnosis)
