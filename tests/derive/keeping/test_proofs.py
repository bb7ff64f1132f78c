"""Kept proofs: taken where they answer the question and stand up to a look, made again where not."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

import pytest

from derive.keeping.keys import key_of
from derive.keeping.proofs import Proofs
from derive.keeping.tables import Rows
from derive.network.building import classifier

NETWORK, SAMPLE = classifier(), classifier(batch=False)
SIZES = {"K": 3, "D": 2}


class Memory:
    """Keeps tables in this process."""

    def __init__(self) -> None:
        self.tables: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return copy.deepcopy(self.tables.get(key))

    def put(self, key: str, table: Rows) -> None:
        self.tables[key] = table


@pytest.fixture(scope="module")
def memory() -> Memory:
    """What one run has kept: three derivations and the explicit gradients of six weights."""
    kept = Memory()
    proofs = Proofs(kept)
    proofs.gradients(NETWORK, ("W", "z"))
    proofs.elements(SAMPLE, "W", SIZES)
    assert (proofs.taken, proofs.made) == (0, 3) and len(kept.tables) == 3
    return kept


def changed(memory: Memory, change: Any) -> Memory:
    """What the change makes of every table."""
    other = Memory()
    other.tables = {key: change(copy.deepcopy(rows)) for key, rows in memory.tables.items()}
    return other


def test_a_second_run_takes_what_was_kept_and_says_the_same(memory: Memory) -> None:
    """Two answers are taken, none is made; the text is the same to the letter."""
    proofs = Proofs(memory)
    anew = Proofs()
    gradients, again = (answers.gradients(NETWORK, ("W", "z")) for answers in (proofs, anew))
    elements, made = (answers.elements(SAMPLE, "W", SIZES) for answers in (proofs, anew))
    assert (proofs.taken, proofs.made) == (2, 0)
    assert elements == made and str(elements) == str(made)
    assert [str(gradients[name]) for name in "Wz"] == [str(again[name]) for name in "Wz"]


@pytest.mark.parametrize(
    "broken", [lambda _: None, lambda _: "no", lambda rows: rows[:-1], lambda rows: [*rows, ["plain", 1]], lambda _: []]
)
def test_what_is_broken_is_made_again(memory: Memory, broken: Any) -> None:
    """Cut off, replaced by something else: proved anew, kept again."""
    other = changed(memory, broken)
    proofs = Proofs(other)
    proofs.gradients(NETWORK, ("W", "z"))
    proofs.elements(SAMPLE, "W", SIZES)
    assert (proofs.taken, proofs.made) == (0, 3)
    again = Proofs(other)
    again.gradients(NETWORK, ("W", "z"))
    assert (again.taken, again.made) == (1, 0)


def test_the_answer_to_another_question_is_not_taken(memory: Memory) -> None:
    """Every name holds the table of another question."""
    other, keys = Memory(), list(memory.tables)
    other.tables = dict(zip(keys, [memory.tables[key] for key in (*keys[1:], keys[0])], strict=True))
    proofs = Proofs(other)
    assert str(proofs.gradients(NETWORK, ("W", "z"))["z"].formula) == "∂E/∂z_nk = (1/N) (p_nk − y_nk)"
    assert (proofs.taken, proofs.made) == (0, 1)


def test_no_changed_result_is_taken(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred tables with one row changed: the formula and the steps are those that are proved, or made again."""
    true = Proofs().gradients(NETWORK, ("W", "z"))
    monkeypatch.setattr("derive.gradient.backward.derive_gradients", lambda *_, **__: true)  # which takes its time
    key, random, taken = key_of(NETWORK, ("gradients", "E", "W", "z")), Random(7), 0
    rows = memory.tables[key]
    places = [place for place, row in enumerate(rows) if len(row) > 1 and row[0] not in ("plain", "Verdict", "symbol")]
    for _ in range(200):
        other, place = Memory(), random.choice(places)
        table = copy.deepcopy(rows)
        row = table[place]
        row[random.randrange(1, len(row))] = random.choice([random.randrange(place or 1), "z", "W", "tidy"])
        other.tables[key] = table
        proofs = Proofs(other)
        found = proofs.gradients(NETWORK, ("W", "z"))
        taken += proofs.taken
        for name, derivation in found.items():
            assert str(derivation.formula) == str(true[name].formula)
    assert 0 < taken < 60  # of these the result stands: another rule beside a step, or a step that was not looked at


def second_weight_first(rows: Rows) -> None:
    """The tuple of all weights, the last row, in another order."""
    rows[-1][1:3] = rows[-1][2:0:-1]


def formula_of_the_next_weight(rows: Rows) -> None:
    """The general formula of one weight beside another one."""
    first, second = [row for row in rows if row[0] == "Element"][:2]
    first[4] = second[4]


def derivative_of_the_next_weight(rows: Rows) -> None:
    """SymPy's derivative of one weight beside another one."""
    first, second = [row for row in rows if row[0] == "Element"][:2]
    first[3] = second[3]


def refuted(rows: Rows) -> None:
    """A verdict that is no proof."""
    next(row for row in rows if row[0] == "outcome")[1] = "UNDECIDED"


@pytest.mark.parametrize(
    "change", [second_weight_first, formula_of_the_next_weight, derivative_of_the_next_weight, refuted]
)
def test_no_changed_element_is_taken(memory: Memory, change: Any) -> None:
    """The explicit gradients are made again from the derivation that was kept."""
    other, key = changed(memory, lambda rows: rows), key_of(SAMPLE, ("elements", "W", "D=2,K=3"))
    change(other.tables[key])
    assert other.tables[key] != memory.tables[key]
    proofs = Proofs(other)
    assert str(proofs.elements(SAMPLE, "W", SIZES)) == str(Proofs().elements(SAMPLE, "W", SIZES))
    assert (proofs.taken, proofs.made) == (1, 1)


def test_the_name_tells_networks_questions_and_sources_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another bias, base, meaning, question or program text: another name."""
    question = ("gradients", "E", "W")
    networks = [NETWORK, classifier(bias=True), classifier(log_base="2"), classifier(reduction="sum"), SAMPLE]
    names = {key_of(network, question) for network in networks} | {key_of(NETWORK, (*question, "z"))}
    monkeypatch.setattr("derive.keeping.keys.digest_of_sources", lambda _: b"another form of the program")
    names.add(key_of(NETWORK, question))
    assert len(names) == 7 and "" not in names
