"""What is found of a claim is not found again: by another process, by the usual network, under another name."""

from __future__ import annotations

import pickle

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.judging.file_judge import FileJudge
from derive.judging.finding import Judgement
from derive.judging.links.readings import Reading
from derive.judging.usual_classifier.judge import NotesJudge
from derive.proof.verdict import Outcome
from derive.reading.formula import read_formula
from derive.reading.formula.reading import WrongShape
from derive.reading.notes.claims import Claim


def test_a_refusal_goes_from_one_process_to_the_other() -> None:
    """Sides of different shapes: with the place, both shapes and the reading with one side transposed."""
    with pytest.raises(WrongShape) as refused:
        read_formula(r"1 + \nabla_W L = 1 + x (\hat{y} - y)^\top")
    again = pickle.loads(pickle.dumps(refused.value))
    assert (again.position, again.left, again.right) == (refused.value.position, "K × D", "D × K")
    assert (again.value, again.turned) == (refused.value.value, refused.value.turned) and again.turned is not None


def test_what_the_document_decides_is_not_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual network is asked about nothing but what tells something to later claims, such as a value."""
    claims = (Claim("z = w x", 1, 1), Claim(r"\frac{dz}{dx} = w", 2, 1), Claim(r"\frac{dz}{dx} = x", 3, 1))
    asked: list[str] = []

    def judged(left: object, right: object, *_: object, **__: object) -> Judgement:
        asked.append(f"{left} = {right}")
        return Judgement(Outcome.UNDECIDED)

    monkeypatch.setattr("derive.judging.usual_classifier.judge.judge_equality", judged)
    file = FileJudge.of(claims, None, None)
    assert [str(finding.verdict) for claim in claims for finding in file.findings(claim)] == [
        "PROVED", "PROVED", "REFUTED",
    ]  # fmt: skip
    assert len(asked) <= 1  # that z is w x
    judge = NotesJudge()
    assert [f for claim in (Claim("w = 0.5", 1, 1),) for f in judge.findings(claim, told=True)] == []
    assert [str(finding.verdict) for finding in judge.findings(Claim("w = 0.7", 2, 1))] == ["REFUTED"]


def test_a_link_is_lowered_again_in_another_document() -> None:
    """What was found of a link is found again; not where the document is another one, or was sent elsewhere."""
    claims = [Claim("z = w x", 1, 1), Claim(r"\frac{dz}{dx} = w", 2, 1)]
    judge = DocumentJudge(claims)
    lowering, statement = judge.lowering, judge.document.statements[1]
    left, right = statement.trees
    assert left is not None and right is not None
    first = lowering.equality(statement, left, right, Reading())
    assert lowering.equality(statement, left, right, Reading()) is first
    assert pickle.loads(pickle.dumps(lowering)).met == {}
    lowering.document = lowering.document.with_bindings([])
    assert lowering.equality(statement, left, right, Reading()) is not first
