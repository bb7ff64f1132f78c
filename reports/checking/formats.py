"""The findings in the formats of programs: JSON, code hosts, test runners."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from derive.judging.finding import Finding, Place
from derive.proof.verdict import Outcome

from ..provenance import installed_version
from ..system.json_text import json_text
from ..system.visible_text import visible
from .for_people import link_of, one_line, place_of
from .notes_check import OPEN, TYPED, CheckedFile, CheckedNotes

LEVELS = {Outcome.REFUTED: "error", Outcome.UNDECIDED: "note", Outcome.REJECTED: "warning"}
RULES = {
    Outcome.REFUTED: "A formula or a number is wrong",
    Outcome.UNDECIDED: "A formula could not be decided",
    Outcome.REJECTED: "A formula could not be read, or has more than one reading",
}


def as_json(notes: CheckedNotes, *, strict: bool = False) -> str:
    """The document for programs, as text."""
    return json_text(notes_document(notes))


def notes_document(notes: CheckedNotes) -> dict[str, object]:
    """The document for programs."""
    files = [
        {"path": file.path, "claims": [_with_its_link(finding) for finding in file.findings]}
        | ({"error": file.error} if file.error else {})
        for file in notes.files
    ]
    return {"files": files, "summary": notes.summary}


def _with_its_link(finding: Finding) -> dict[str, object]:
    """The finding for programs; of a refutation in a chain, the link that is wrong too, and where its side begins."""
    wrong = link_of(finding)
    if finding.verdict != Outcome.REFUTED or wrong == finding.latex:
        return finding.document()
    line, column = place_of(finding)
    return finding.document() | {"wrong": {"line": line, "column": column, "latex": wrong}}


def _open_findings(notes: CheckedNotes, strict: bool) -> Iterator[tuple[CheckedFile, Finding]]:
    for file in notes.files:
        for finding in file.findings:
            if finding.verdict == Outcome.REFUTED or (strict and finding.verdict in OPEN):
                yield file, finding


def message_of(finding: Finding) -> str:
    """A finding in one line, with the link that is wrong; in a notebook with its place: lines count within a cell."""
    right = f"; right is {finding.corrected}" if finding.corrected else ""
    cell = f"cell {finding.cell}, line {place_of(finding)[0]}: " if finding.cell else ""
    return f"{cell}{finding.verdict}: {one_line(link_of(finding))}: {visible(finding.diagnosis)}{right}"


def as_github(notes: CheckedNotes, *, strict: bool = False) -> str:
    """Annotations of GitHub Actions, one line each; everything from outside is percent-encoded."""
    found = [
        _annotation(LEVELS[finding.verdict], file.path, _line_of(finding), message_of(finding))
        for file, finding in _open_findings(notes, strict)
    ]
    unread = [_annotation("error", file.path, {}, file.error) for file in notes.files if file.error]
    return "\n".join([*found, *unread])


def _annotation(level: str, path: str, place: dict[str, int], message: str) -> str:
    properties = {} if path == TYPED else {"file": _from_here(path), **place}
    pairs = [f"{name}={_encoded(str(value), True)}" for name, value in properties.items()]
    return f"::{'notice' if level == 'note' else level} {','.join([*pairs, 'title=backproof'])}::{_encoded(message)}"


def _line_of(finding: Finding) -> dict[str, int]:
    """Where a host can point to; lines of a notebook's cell are no lines of its file."""
    line, column = place_of(finding)
    return {} if finding.cell else {"line": line, "col": column}


def _from_here(path: str) -> str:
    """The path as a code host knows it: from the working folder, where it is inside."""
    with suppress(ValueError):
        return Path(path).absolute().relative_to(Path.cwd()).as_posix()
    return Path(path).as_posix()


def _encoded(text: str, is_property: bool = False) -> str:
    text = visible(text, kept="\r\n").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if is_property else text


def as_sarif(notes: CheckedNotes, *, strict: bool = False) -> str:
    """SARIF 2.1.0, for code scanning."""
    results = [
        {
            "ruleId": finding.verdict,
            "ruleIndex": list(RULES).index(finding.verdict),
            "level": LEVELS[finding.verdict],
            "message": {"text": message_of(finding)},
            "locations": [] if file.path == TYPED else [_location(file.path, finding)],
            "relatedLocations": []
            if file.path == TYPED
            else [_location(file.path, place) for place in finding.related],
        }
        for file, finding in _open_findings(notes, strict)
    ]
    rules = [{"id": name, "shortDescription": {"text": words}} for name, words in RULES.items()]
    driver = {"name": "backproof", "version": installed_version("backproof"), "rules": rules}
    notifications = [{"level": "error", "message": {"text": f"{f.path}: {f.error}"}} for f in notes.files if f.error]
    run = {
        "tool": {"driver": driver},
        "results": results,
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}],
    }
    return json_text({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _location(path: str, found: Finding | Place) -> dict[str, object]:
    from urllib.parse import quote

    here = _from_here(path)
    uri = Path(here).as_uri() if Path(here).is_absolute() else quote(here)
    place = {"artifactLocation": {"uri": uri}}
    line, column = place_of(found) if isinstance(found, Finding) else (found.line, 0)
    start = {"startLine": line} | ({"startColumn": column} if column else {})
    return {"physicalLocation": place | ({} if found.cell else {"region": start})}


def as_junit(notes: CheckedNotes, *, strict: bool = False) -> str:
    """JUnit XML: a suite for each file, a case for each claim."""
    suites = "".join(_suite(file, strict) for file in notes.files)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="backproof">\n{suites}</testsuites>'


def _suite(file: CheckedFile, strict: bool) -> str:
    failing = (Outcome.REFUTED, *OPEN) if strict else (Outcome.REFUTED,)
    cases = [_case(file, finding, failing) for finding in file.findings]
    if file.error:
        error = f"<error message={_attribute(file.error)}/>"
        cases.append(f'  <testcase classname={_attribute(file.path)} name="readable">{error}</testcase>\n')
    failures = sum(finding.verdict in failing for finding in file.findings)
    head = f'name={_attribute(file.path)} tests="{len(cases)}" failures="{failures}" errors="{int(bool(file.error))}"'
    return f" <testsuite {head}>\n{''.join(cases)} </testsuite>\n"


def _case(file: CheckedFile, finding: Finding, failing: tuple[str, ...]) -> str:
    cell = f"cell {finding.cell}, " if finding.cell else ""
    name = _attribute(f"{cell}{finding.line}:{finding.column} {one_line(finding.latex)}")
    inner = ""
    if finding.verdict in failing:
        inner = f"<failure message={_attribute(message_of(finding))}>{_xml(escape(finding.reading))}</failure>"
    elif finding.verdict in OPEN:
        inner = f"<skipped message={_attribute(message_of(finding))}/>"
    elif finding.condition or "assuming" in finding.diagnosis:
        when = f" {finding.holds}" if finding.condition else ""
        inner = f"<system-out>{_xml(escape(f'it holds{when}: {finding.diagnosis}'))}</system-out>"
    return f"  <testcase classname={_attribute(file.path)} name={name}>{inner}</testcase>\n"


def _attribute(text: str) -> str:
    return quoteattr(_xml(text))


def _xml(text: str) -> str:
    """What acts on who reads it, or is not allowed in XML at all, is written as its escape."""
    return visible(text, kept="\n")
