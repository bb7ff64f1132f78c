"""Each network of the zoo goes through every stage: derivation, proofs, exact numbers, LaTeX and back."""

from __future__ import annotations

import pytest

from . import stages
from .catalogue import FORMULAS, name_of
from .network_text import Entry
from .open_work import OPEN

READY = {
    stage.__name__: [
        pytest.param(entry, text, id=name_of(entry, text))
        for entry, text in FORMULAS
        if name_of(entry, text) not in OPEN[stage.__name__] | OPEN["derived"]
    ]
    for stage in stages.STAGES
}


@pytest.mark.parametrize(("entry", "text"), READY["steps_hold_for_every_size"])
def test_every_step_holds_for_every_size(entry: Entry, text: str) -> None:
    """The derivation ends, and each of its steps is proved for every size."""
    stages.steps_hold_for_every_size(entry, text)


@pytest.mark.parametrize(("entry", "text"), READY["reads_well"])
def test_the_result_reads_as_an_author_writes_it(entry: Entry, text: str) -> None:
    """The printed formula is the expected one, letter by letter."""
    stages.reads_well(entry, text)


@pytest.mark.parametrize(("entry", "text"), READY["exact_at_small_sizes"])
def test_the_result_is_the_exact_derivative_at_small_sizes(entry: Entry, text: str) -> None:
    """Exact dual numbers through the definitions give the same, without any step of the derivation."""
    stages.exact_at_small_sizes(entry, text)


@pytest.mark.parametrize(("entry", "text"), READY["has_the_numbers_of_the_definitions"])
def test_what_is_printed_has_the_numbers_of_the_definitions(entry: Entry, text: str) -> None:
    """The printed line, read as a person reads it, agrees with floats that know nothing of ``derive``."""
    stages.has_the_numbers_of_the_definitions(entry, text)


@pytest.mark.parametrize(("entry", "text"), READY["reads_back"])
def test_latex_reads_back_as_an_equal_formula(entry: Entry, text: str) -> None:
    """The LaTeX of the result goes through the reader of notes and comes back equal."""
    stages.reads_back(entry, text)


def test_open_work_names_what_exists() -> None:
    """What is left out of a test is a formula of the zoo."""
    names = {name_of(*formula) for formula in FORMULAS}
    assert all(open_names <= names for open_names in OPEN.values())
