"""Single formulas of known truth in the usual letters: none is decided wrong, nearly all are decided."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derive.judging.file_judge import FileJudge
from derive.judging.usual_classifier.declarations import declared
from derive.reading.notes.claims import Claim
from derive.reading.notes.sections import claims_in_text

TABLE = Path(__file__).with_name("single_formulas.jsonl")
LINES = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines()]
PARTS = 8
CERTAIN = ("PROVED", "PROVED WHEN", "ROUNDED")


def decided(line: dict[str, str]) -> str:
    """``T`` or ``F`` as the checker decides a line; empty where it leaves it open or finds no claim."""
    glossary, setting = declared(f"<!-- backproof: {line['declare']} -->" if "declare" in line else "")
    if line["tex"].startswith("sum("):
        claims = [Claim(line["tex"], 1, 1)]
        found = FileJudge.of(claims, glossary, setting).findings(claims[0], "plain")
    else:
        claims = claims_in_text(f"$${line['tex']}$$\n", "markdown")
        judge = FileJudge.of(claims, glossary, setting)
        found = [finding for claim in claims for finding in judge.findings(claim)]
    verdicts = [finding.verdict.value for finding in found]
    if "REFUTED" in verdicts:
        return "F"
    return "T" if verdicts and all(verdict in CERTAIN for verdict in verdicts) else ""


@pytest.mark.parametrize("part", range(PARTS))
def test_no_single_formula_is_decided_wrong(part: int) -> None:
    """Bound letters and sizes, unwritten sizes, counting from 0, words as functions, mixed numbers, guards."""
    lines = LINES[part::PARTS]
    found = {line["tex"]: decided(line) for line in lines}
    assert {line["tex"]: found[line["tex"]] for line in lines if found[line["tex"]] not in ("", line["truth"])} == {}
    assert sum(map(bool, found.values())) >= 0.85 * len(lines)
