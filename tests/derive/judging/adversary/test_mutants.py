"""Right formulas with one change in their TeX, through the whole pipeline: no verdict that numbers show to be wrong."""

from __future__ import annotations

from os import environ

import pytest

from .mutants import judged_mutants

MUTATED = int(environ.get("BACKPROOF_MUTATED_DOCUMENTS", "4"))  # the long run: some hundreds, with ten formulas each


@pytest.mark.parametrize("seed", range(MUTATED))
def test_no_verdict_on_a_changed_formula_is_wrong(seed: int) -> None:
    """A token lost, doubled, exchanged: judged without an exception, and as NumPy finds on the tree that was read."""
    found = list(judged_mutants(seed))
    assert found
    assert not [str(one) for one in found if one.wrong]


def test_numbers_say_something_of_most_trees() -> None:
    """The evaluator of trees is no dead letter: of what is decided, it knows the truth of most."""
    found = [one for seed in range(2) for one in judged_mutants(seed) if one.decided]
    assert sum(not one.truth.improper for one in found) > len(found) / 2
