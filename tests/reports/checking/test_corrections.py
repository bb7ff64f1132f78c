"""``check --fix``: what one slip explains is written where it belongs; every other byte stays as it was."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from derive.errors import UsageError
from derive.judging.finding import Finding
from derive.judging.usual_classifier.judge import NotesJudge
from derive.proof.verdict import Outcome
from derive.reading.notes import claims_of, formulas_in_text
from derive.reading.notes.files import kind_of, read_notes
from reports.checking.author_text import Source, changed, sources_of
from reports.checking.corrections import CorrectedFile, copy_of, corrected_file, write_corrected
from reports.checking.notes_check import notes_in
from reports.cli import main

WRONG, RIGHT = r"\frac{\partial L}{\partial z_k} = y_k - p_k", r"\frac{\partial L}{\partial z_k} = p_k - y_k"


def judged(text: str, kind: str) -> list[Finding]:
    """The findings in a text, judged here."""
    claims = [claim for formula in formulas_in_text(text, kind) for claim in claims_of(formula)]
    judge = NotesJudge()
    judge.learn(claims)
    return [finding for claim in claims for finding in judge.findings(claim)]


def fixed(path: Path, *, in_place: bool = False) -> bytes:
    """The bytes of the file after its corrections."""
    text, kind = read_notes(path), kind_of(path)
    found = corrected_file(path, judged(text, kind), judged)
    assert found is not None
    return write_corrected(found, in_place=in_place).read_bytes()


def notebook(*sources: str | list[str], indent: int | None = 1, plain: bool = True) -> str:
    """A notebook with Markdown cells."""
    cells = [{"cell_type": "markdown", "id": f"c{n}", "metadata": {}, "source": text} for n, text in enumerate(sources)]
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"title": "é"}, "cells": cells}
    return json.dumps(document, indent=indent, ensure_ascii=plain) + "\n"


FILES = [
    ("a.md", f"é ${WRONG}$, and ${WRONG}$.\n", 2),
    ("crlf.md", f"one\r\n\r\n$$\r\n{WRONG}\r\n$$\r\ntwo\r\n", 1),
    ("bom.md", f"\ufeff$${WRONG}$$", 1),
    ("cr.md", f"one\r$${WRONG}$$\rtwo", 1),
    ("quoted.md", f"> so\n> $$\n> {WRONG}\n> $$\n", 1),
    (
        "comment.tex",
        f"\\begin{{align}} % here\n a &= a \\\\ % there\n{WRONG} \\label{{x}} \\\\ b &= b\n\\end{{align}}",
        1,
    ),
    ("page.html", f"<p title='$'>\\({WRONG}\\) &amp; é &lt;</p>\n<script type='math/tex'>{WRONG}</script>", 2),
    ("lines.ipynb", notebook(["# T\n", f"so ${WRONG}$\n", "end"], f"${WRONG}$"), 2),
    ("one.ipynb", notebook(f'"quoted" \\t é\n${WRONG}$', indent=None, plain=False), 1),
]


@pytest.mark.parametrize(("name", "text", "count"), FILES, ids=[name for name, _, _ in FILES])
def test_only_the_wrong_side_changes(name: str, text: str, count: int, tmp_path: Path) -> None:
    """In every kind of file: byte order marks, line ends, entities, JSON escapes and spaces are kept."""
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8"))
    wrong, right = (json.dumps(tex)[1:-1] if name.endswith("ipynb") else tex for tex in (WRONG, RIGHT))
    assert text.count(wrong) == count
    assert fixed(path) == text.replace(wrong, right).encode("utf-8")
    assert path.read_bytes() == text.encode("utf-8") and copy_of(path).exists()


def test_in_place_keeps_the_rights_and_follows_links(tmp_path: Path) -> None:
    """The file that a link points to is replaced as a whole, with its rights; nothing is left beside it."""
    path, link = tmp_path / "a.md", tmp_path / "b.md"
    path.write_text(f"${WRONG}$", "utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    assert fixed(link, in_place=True) == f"${RIGHT}$".encode()
    assert path.read_text("utf-8") == f"${RIGHT}$" and link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["a.md", "b.md"]


def test_a_copy_that_is_not_ours_is_not_overwritten(tmp_path: Path) -> None:
    """The same copy again is nothing new; another one with its name stays."""
    path = tmp_path / "a.md"
    path.write_text(f"${WRONG}$", "utf-8")
    assert fixed(path) == fixed(path)
    copy_of(path).write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="is there already"):
        fixed(path)
    assert copy_of(path).read_text("utf-8") == "mine"


def refuted(line: int, latex: str, corrected: str, link: int = 1) -> Finding:
    """A refutation at the beginning of a line."""
    return Finding(line, 1, latex, "", Outcome.REFUTED, corrected=corrected, link=link)


def answers(*verdicts: Outcome) -> Callable[[str, str], Sequence[Finding]]:
    """A checker that finds in line n a chain with verdict n for each of its links."""

    def check(text: str, _kind: str) -> Sequence[Finding]:
        lines = text.splitlines()
        return [
            Finding(n, 1, line, "", verdict, link=link)
            for n, (line, verdict) in enumerate(zip(lines, verdicts, strict=True), 1)
            for link in (1, 2, 3)
        ]

    return check


def test_a_correction_that_does_not_hold_is_not_made(tmp_path: Path) -> None:
    """It is checked again where it was written; the others are made all the same."""
    path = tmp_path / "a.md"
    path.write_text("a = b\nc = d\n", "utf-8")
    found = corrected_file(
        path, [refuted(1, "a = b", "x"), refuted(2, "c = d", "y = z")], answers(Outcome.UNDECIDED, Outcome.PROVED)
    )
    assert found is not None and found.after == "a = b\nc = z\n"
    assert corrected_file(path, [refuted(1, "a = b", "x")], answers(Outcome.REFUTED, Outcome.PROVED)) is None


def test_one_correction_a_chain_and_none_at_another_place(tmp_path: Path) -> None:
    """What follows a wrong side may be measured by it; a formula that is not where it was is left alone."""
    path = tmp_path / "a.md"
    path.write_text("a &= b \\\\ &= c = d.\n", "utf-8")
    latex = "a  = b     = c = d"
    both = [refuted(1, latex, "x", 2), refuted(1, latex, "y", 3)]
    right = Finding(1, 1, latex.replace("c", "x"), "", Outcome.PROVED, link=2)
    found = corrected_file(path, both, lambda _text, _kind: [right])
    assert found is not None and found.after == "a &= b \\\\ &= x = d.\n"
    moved = [refuted(1, "b = a", "x"), refuted(9, latex, "x", 2), refuted(1, latex, ""), refuted(1, latex, "x", 7)]
    assert corrected_file(path, moved, lambda _text, _kind: [right]) is None


def test_places_in_a_notebook_are_those_of_the_file() -> None:
    """Escapes, pairs of surrogates and nested brackets of other members do not shift them."""
    cells = '[{"source": ["\\u00e9\\ud83d\\ude00", "\\\\x\\n"]}, {"a": 1, "source": "y"}]'
    raw = f'{{"x": [{{"source": "no"}}], "cells": {cells}}}'
    sources = sources_of(raw, "notebook")
    assert [sources[number].text for number in (1, 2)] == ["é😀\\x\n", "y"]
    changes = sources[1].change(1, 4, "é\n")
    assert json.loads(changed(raw, changes))["cells"][0]["source"] == ["éé\n", "\n"]
    assert changed(raw, changes).isascii() and sources_of("[1]", "notebook") == {}


def test_spaces_of_a_formula_may_be_marks_in_the_file() -> None:
    """What became a space when the formula was found; anything else is another formula."""
    source = Source("a &= b \\\\ = c")
    assert source.found("a  = b    = c", 0) is not None
    assert source.found("a  = c", 0) is None and source.found("a  = b    = c d", 0) is None


def test_the_command_shows_the_diff_and_says_what_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A copy leaves the notes wrong; in place they are right; without a correction nothing is written."""
    path = tmp_path / "a.md"
    path.write_text("one: $3 \\cdot 0.25 = 0.85$\n\n$0.5 + 0.25 = 0.75 = 0.95$\n", "utf-8")
    assert main(["check", str(path), "--fix", "--no-cache"]) == 1
    written = capsys.readouterr().out
    assert "-one: $3 \\cdot 0.25 = 0.85$\n+one: $3 \\cdot 0.25 = 0.75$" in written
    assert "+$0.5 + 0.25 = 0.75 = 0.75$" in written and "2 corrections written to" in written
    assert "nothing is REFUTED there" in written and copy_of(path).name == "a.fixed.md"
    assert [found.name for found in notes_in([tmp_path])] == ["a.md"]
    assert main(["check", str(path), "--fix", "--in-place", "--no-cache"]) == 0
    assert path.read_bytes() == copy_of(path).read_bytes()
    assert main(["check", str(path), "--fix", "--no-cache"]) == 0
    assert "nothing was corrected" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["--in-place", "a.md"],
        ["--fix", "--formula", "1 = 2"],
        ["--fix", "a.md", "--json"],
        ["--all", "a.md", "--format", "sarif"],
    ],
)
def test_what_makes_no_sense_together_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is read."""
    assert main(["check", *words]) == 2
    written = capsys.readouterr()
    assert "hint" in written.err + written.out


def corrected(path: Path) -> CorrectedFile:
    """What is to be written of the file."""
    found = corrected_file(path, judged(read_notes(path), kind_of(path)), judged)
    assert found is not None
    return found


def test_what_the_author_wrote_meanwhile_is_not_lost(tmp_path: Path) -> None:
    """A file that was saved again while it was checked stays as it is."""
    path = tmp_path / "a.md"
    path.write_text(f"${WRONG}$\n")
    found = corrected(path)
    path.write_text(f"${WRONG}$ and another line\n")
    for in_place in (True, False):
        with pytest.raises(UsageError, match="was changed while"):
            write_corrected(found, in_place=in_place)
    assert [one.name for one in tmp_path.iterdir()] == ["a.md"]
    assert path.read_text() == f"${WRONG}$ and another line\n"


@pytest.mark.parametrize("name", ["replace", "link", "fsync", "rename"])
def test_an_error_while_notes_are_replaced_leaves_them(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full, or Ctrl-C: the notes are there as they were or as they will be, and nothing beside them."""
    for error in (OSError(28, "No space left on device"), KeyboardInterrupt()):
        path = tmp_path / "a.md"
        path.write_text(f"${WRONG}$\n")
        path.chmod(0o640)
        found = corrected(path)

        real, told = getattr(os, name), [error]

        def failing(
            *arguments: object, real: object = real, told: list[BaseException] = told, **words: object
        ) -> object:
            if told:
                raise told.pop()
            return real(*arguments, **words)  # type: ignore[operator]

        with monkeypatch.context() as patch:
            patch.setattr(os, name, failing)
            with suppress(UsageError, KeyboardInterrupt):
                write_corrected(found, in_place=True)
        assert [one.name for one in tmp_path.iterdir()] == ["a.md"]
        assert path.read_text() in (f"${WRONG}$\n", f"${RIGHT}$\n") and path.stat().st_mode & 0o777 == 0o640


def test_a_pipe_in_the_place_of_the_copy_is_no_wait(tmp_path: Path) -> None:
    """It stays, and is named."""
    path = tmp_path / "a.md"
    path.write_text(f"${WRONG}$\n")
    os.mkfifo(tmp_path / "a.fixed.md")
    with pytest.raises(UsageError, match=r"a\.fixed\.md' cannot be written"):
        write_corrected(corrected(path), in_place=False)
