"""Thousands of formulas in one file: what is done for one does not grow with the others; no time is measured."""

from __future__ import annotations

import pickle

import pytest

from derive.judging import document_judge
from derive.judging.document_judge import DocumentJudge
from derive.judging.guards import free_letters
from derive.judging.process import serving
from derive.judging.process import worker as module
from derive.judging.process.serving import Beforehand, State
from derive.judging.process.worker import Worker
from derive.judging.usual_classifier.judge import NotesJudge
from derive.reading.document.model import document_of
from derive.reading.notes.claims import Claim
from derive.reading.notes.sections import claims_in_text
from tests.benchmarks.large_notes import KINDS

REPEATED = (r"{0} + o = {0} + W x + b", r"{0} + \frac{{da}}{{dq}} = {0} + c a (1 - q)", r"{0} + L = {0} + \ln c")


def claims(formulas: int) -> list[Claim]:
    """Formulas of letters that nothing defines, the same ones with another number each time."""
    return [Claim(REPEATED[n % len(REPEATED)].format(n), n, 1) for n in range(1, formulas + 1)]


def decisions(formulas: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many times the exact engine is asked for the last three of so many formulas."""
    lines = claims(formulas)
    judge = DocumentJudge(lines)
    asked: list[int] = []
    real = document_judge.decided

    def counted(*sides: object, **options: object) -> object:
        asked.append(1)
        return real(*sides, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as counting:
        counting.setattr(document_judge, "decided", counted)
        for claim in lines[-3:]:
            judge.findings(claim)
    return len(asked)


def test_a_late_formula_asks_no_more_than_an_early_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Earlier lines for which letters count are asked for themselves: not for those before them, and so on."""
    assert free_letters.MOST_EARLIER == 3
    assert 0 < decisions(24, monkeypatch) <= decisions(12, monkeypatch)


def test_a_formula_that_is_claimed_again_with_a_number_is_known() -> None:
    """1 + a = 1 + b says a = b; an update says no equality, with a number or without."""
    judge = NotesJudge()
    lines = ["y_i = p_i", r"\sum_k p_k = 1", r"7 + \sum_k p_k = 8", r"7 + \sum_k p_k = 7", "p_i + 5 = y_i + 5"]
    verdicts = [[str(f.verdict) for f in judge.findings(Claim(line, n, 1))] for n, line in enumerate(lines)]
    fresh = [[str(f.verdict) for f in NotesJudge().findings(Claim(line, 1, 1))] for line in lines]
    assert verdicts == fresh
    update = [r"w = w - \alpha \frac{dL}{dw}", r"w + 5 = w - \alpha \frac{dL}{dw} + 5"]
    again = [[str(f.verdict) for f in judge.findings(Claim(line, 9, 1))] for line in update]
    assert again[1] != ["PROVED"]


def test_what_a_process_remembers_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The document is sent once; what goes with the claims does not grow with it, nor do the claims to read again."""
    monkeypatch.setattr(serving, "MOST_SINCE", 4)
    lines = claims(40)
    with Worker(seconds=60.0) as worker:
        state = State(worker.opened("", lines))
        for claim in lines[:9]:
            _, state = worker.findings(state, claim, "latex", Beforehand([]))
            assert len(state.since) < 4
    assert 0 < len(state.memory) < len(state.judge) / 2
    assert pickle.loads(state.memory).proved == {}


class Endless:
    """A judge that never answers."""

    def findings(self, _claim: Claim, _syntax: str) -> list[object]:
        """Burn time."""
        while True:
            pass


def test_many_that_take_too_long_have_less_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many of a file each has a share of the time, and is told so; the next file begins anew."""
    monkeypatch.setattr(module, "MOST_LATE", 2)
    with Worker(seconds=0.5) as worker:
        state = State(pickle.dumps(Endless()))
        said = [worker.findings(state, claim)[0][0].diagnosis for claim in claims(3)]
        assert said[1] == "it takes more than 0.5 seconds"
        assert said[2] == "it takes more than 0.1 seconds, and so did 2 formulas before"
        worker.opened("", claims(1))
        assert worker.findings(state, claims(1)[0])[0][0].diagnosis == said[0]


def test_an_index_follows_its_document() -> None:
    """What a document defines anew is looked up anew; what is asked at a place is looked up in the same tables."""
    document = document_of([Claim("z = w x", 1, 1), Claim("z = w x + b", 2, 1), Claim("q = z", 3, 1)])
    assert document.asked_at(2).index is document.index
    other = document.with_forms([0], "claim")
    assert other.index is not document.index
    assert [s.order for s in other.index.claims_with(0, "w", before=3)] == [0]


@pytest.mark.parametrize("kind", KINDS)
def test_large_files_have_as_many_formulas_as_were_asked_for(kind: str) -> None:
    """Those that the benchmarks measure."""
    found = claims_in_text(KINDS[kind](60), "notebook" if kind == "notebook" else "markdown")
    assert len(found) == 60
