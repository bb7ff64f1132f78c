"""The findings in the formats of their readers: people, programs, code hosts, test runners."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from derive.judging.finding import Finding, Place
from derive.proof.verdict import Outcome

from ..provenance import installed_version
from ..system.json_text import json_text
from ..system.visible_text import visible
from .notes_check import OPEN, TYPED, CheckedFile, CheckedNotes

WIDTH = 80
# More letters than this that are 0 are not told one by one.
MOST_ZEROS = 3
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
        {"path": file.path, "claims": [finding.document() for finding in file.findings]}
        | ({"error": file.error} if file.error else {})
        for file in notes.files
    ]
    return {"files": files, "summary": notes.summary}


def as_text(notes: CheckedNotes, *, explain: bool = False, strict: bool = False) -> str:
    """For people: what is wrong, grouped by file, and a summary line; ``explain`` adds how each formula was read."""
    lines: list[str] = []
    for file in notes.files:
        shown = [line for finding in file.findings for line in _lines(file, finding, explain)]
        if file.error:
            shown.append(_filled("  error: ", file.error, 9))
            shown += [_filled("  hint: ", file.hint, 8)] if file.hint else []
        if shown:
            lines += [visible(file.path), *shown, ""]
    return "\n".join([*lines, textwrap.fill(summary_line(notes), WIDTH)])


def summary_line(notes: CheckedNotes) -> str:
    """How many claims there are, how many have each verdict, and how many files could not be read."""
    counted = ", ".join(f"{number} {verdict}" for verdict, number in notes.summary.items() if number)
    total, unread = sum(notes.summary.values()), sum(bool(file.error) for file in notes.files)
    found = f"{total} claim{'' if total == 1 else 's'}: {counted}" if total else "no claims were found"
    return found + (f"; {unread} file{'' if unread == 1 else 's'} could not be read" if unread else "")


def _lines(file: CheckedFile, finding: Finding, explain: bool) -> Iterator[str]:
    if not explain and finding.verdict not in LEVELS:
        return
    cell = f"cell {finding.cell}, " if finding.cell else ""
    condition = f" {visible(finding.condition)}" if finding.condition else ""
    head = f"  {cell}{finding.line}:{finding.column}  {finding.verdict}{condition}  "
    formula = one_line(finding.latex)
    if len(head + formula) <= WIDTH:
        yield head + formula
    else:
        yield head.rstrip()
        yield _filled("      ", formula, 6)
    explained = (
        ("read as", finding.reading),
        ("because" if finding.verdict in LEVELS else "holds", finding.diagnosis),
        ("right is", finding.corrected),
        ("witness", witness_words(finding)),
    )
    for name, words in explained:
        if words:
            yield _filled(f"      {name:<9}  ", words, 17)


def _filled(before: str, words: str, indent: int) -> str:
    """Words from outside behind our own, in lines of a terminal; what has no spaces stays whole."""
    lines = textwrap.wrap(visible(words), WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    return before + ("\n" + " " * indent).join(lines)


def witness_words(finding: Finding) -> str:
    """The point at which the sides of a refuted claim differ, and what each is there.

    >>> witness_words(Finding(1, 1, "a = b", "", "REFUTED", witness=(("a", "1/2"), ("left", "0.50"), ("right", "0"))))
    'at a = 1/2: the left side is 0.5, the right side 0'
    >>> zeros = [(f"x[{i}]", "0") for i in "2345"]
    >>> witness_words(Finding(1, 1, "x = 0", "", "REFUTED", witness=(("x[1]", "1"), *zeros)))
    'at x[1] = 1 and 0 everywhere else'
    """
    point = [(name, value) for name, value in finding.witness if name not in ("left", "right")]
    if finding.verdict != Outcome.REFUTED or not point:
        return ""
    sides = {name: _without_zeros(value) for name, value in finding.witness if name in ("left", "right")}
    told = [f"{name} = {value}" for name, value in point if value != "0"]
    zeros = [f"{name} = 0" for name, value in point if value == "0"]
    values = "at " + (
        ", ".join(told) + " and 0 everywhere else" if told and len(zeros) > MOST_ZEROS else ", ".join(told + zeros)
    )
    return values + (f": the left side is {sides['left']}, the right side {sides['right']}" if len(sides) == 2 else "")


def _without_zeros(decimal: str) -> str:
    return decimal.rstrip("0").rstrip(".") if re.fullmatch(r"-?\d+\.\d+", decimal) else decimal


def one_line(latex: str) -> str:
    """A formula in one line of at most 160 characters that act on nothing."""
    line = " ".join(visible(latex, kept="\n").split())
    return line if len(line) <= 160 else line[:159] + "…"


def _open_findings(notes: CheckedNotes, strict: bool) -> Iterator[tuple[CheckedFile, Finding]]:
    for file in notes.files:
        for finding in file.findings:
            if finding.verdict == Outcome.REFUTED or (strict and finding.verdict in OPEN):
                yield file, finding


def message_of(finding: Finding) -> str:
    """A finding in one line; in a notebook with its place, because lines count within a cell."""
    right = f"; right is {finding.corrected}" if finding.corrected else ""
    cell = f"cell {finding.cell}, line {finding.line}: " if finding.cell else ""
    return f"{cell}{finding.verdict}: {one_line(finding.latex)}: {visible(finding.diagnosis)}{right}"


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
    return {} if finding.cell else {"line": finding.line, "col": finding.column}


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
    start = {"startLine": found.line} | ({"startColumn": found.column} if isinstance(found, Finding) else {})
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
    return f"  <testcase classname={_attribute(file.path)} name={name}>{inner}</testcase>\n"


def _attribute(text: str) -> str:
    return quoteattr(_xml(text))


def _xml(text: str) -> str:
    """What acts on who reads it, or is not allowed in XML at all, is written as its escape."""
    return visible(text, kept="\n")
