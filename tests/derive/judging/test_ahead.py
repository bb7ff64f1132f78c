"""A second process judges by the document, ahead of the first: the findings are those of one process alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import active_count

import pytest

from derive.judging.finding import Finding
from derive.judging.process import ahead
from derive.judging.process.ahead import Ahead
from derive.judging.process.serving import State
from derive.judging.process.worker import Worker
from derive.reading.notes.claims import Claim

LINES = [
    r"z = w x + b", r"a = \sigma(z)", r"L = \frac{1}{2} (a - y)^2", r"\frac{dL}{da} = a - y", r"w = 2", r"x = 3",
    r"\frac{dL}{dz} = (a - y) a (1 - a)", r"\frac{dL}{dw} = (a - y) a (1 - a) x", r"w x = 6", r"w x = 7",
    r"\frac{dL}{db} = (a - y) a", r"\int", r"w = 5", r"w x = 15", r"x = 4",
]  # fmt: skip
CLAIMS = tuple(Claim(line, number, 1) for number, line in enumerate(LINES, 1))


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Worker, Worker]]:
    """Two processes, also where the machine has one processor; a file of a few claims is worth the second."""
    monkeypatch.setattr(ahead, "WORTH_A_PROCESS", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with Worker() as first, Worker() as second:
        yield first, second


def judged(first: Worker, second: Worker, claims: tuple[Claim, ...] = CLAIMS) -> tuple[list[list[Finding]], int]:
    """The findings in each claim, and of how many the document's part was known."""
    state, found, known = State(first.opened("", claims)), [], 0
    with Ahead(second, state.judge, claims) as other:
        for place, claim in enumerate(claims):
            beforehand = other.findings(place)
            findings, state = first.findings(state, claim, "latex", beforehand)
            found.append(findings)
            known += beforehand is not None
    return found, known


def test_the_findings_are_those_of_one_process(workers: tuple[Worker, Worker], monkeypatch: pytest.MonkeyPatch) -> None:
    """Definitions, values that change on the way, errors, what is not read."""
    found, known = judged(*workers)
    monkeypatch.setattr(ahead, "WORTH_A_PROCESS", 1000)
    alone, unknown = judged(*workers)
    assert found == alone and known > 0 == unknown
    verdicts = {str(finding.verdict) for findings in found for finding in findings}
    assert verdicts >= {"PROVED", "REFUTED"}


def test_a_second_process_that_ends_is_missed_by_nobody(workers: tuple[Worker, Worker]) -> None:
    """Killed again and again, it tells less, and the findings are the same."""
    expected, _ = judged(*workers)
    first, second = workers
    real = second.beforehand

    def killed(judge: bytes, claim: Claim) -> list[Finding] | None:
        if claim.line % 2:
            second.end()
        return real(judge, claim)

    second.beforehand = killed  # type: ignore[method-assign]
    found, _ = judged(first, second)
    assert found == expected


def test_an_interruption_ends_both(workers: tuple[Worker, Worker]) -> None:
    """Ctrl-C between two claims: the thread ends, and with it the question that it waits for."""
    first, second = workers
    before = active_count()
    state = State(first.opened("", CLAIMS))
    with pytest.raises(KeyboardInterrupt), Ahead(second, state.judge, CLAIMS * 20):
        raise KeyboardInterrupt
    assert active_count() == before


def test_few_claims_have_one_process(tmp_path: Path) -> None:
    """A second one would take longer to start than it saves."""
    with Worker() as second:
        with Ahead(second, b"", CLAIMS) as other:
            assert other.findings(0) is None
        assert second._process is None
