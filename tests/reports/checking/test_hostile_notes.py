"""Notes whose names and formulas act on what shows them: no form of the findings passes a character of that kind on."""

from __future__ import annotations

import unicodedata
from xml.etree import ElementTree

import pytest

from derive.judging.finding import Finding
from derive.proof.verdict import Outcome
from reports.checking.for_people import as_text
from reports.checking.formats import as_github, as_json, as_junit, as_sarif
from reports.checking.notes_check import CheckedFile, CheckedNotes

ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
OUR_OWN = "\n\N{INVISIBLE SEPARATOR}\N{INVISIBLE TIMES}\N{FUNCTION APPLICATION}"
# Every character that acts and is below the emoji, one at a time in the middle of a word.
HOSTILE = " ".join(f"a{chr(code)}b" for code in range(0x10000) if unicodedata.category(chr(code)) in ACTING - {"Cs"})


@pytest.mark.parametrize("form", [as_text, as_json, as_sarif, as_github, as_junit], ids=lambda form: form.__name__)
def test_nothing_that_acts_is_passed_on(form: object) -> None:
    """In the name of a file, the formula, its reading, the diagnosis, a witness, a correction, an error."""
    wrong = Finding(
        1, 1, HOSTILE, HOSTILE, Outcome.REFUTED, HOSTILE, ((HOSTILE, HOSTILE),), HOSTILE, HOSTILE, hint=HOSTILE
    )
    files = [CheckedFile(f"n{HOSTILE}.md", (wrong,)), CheckedFile("m.md", error=HOSTILE, hint=HOSTILE)]
    text = form(CheckedNotes(tuple(files)))  # type: ignore[operator]
    assert {hex(ord(c)) for c in text if unicodedata.category(c) in ACTING and c not in OUR_OWN} == set()
    if form is as_junit:
        assert ElementTree.fromstring(text.encode()).find("testsuite") is not None
        assert "202e" in text
