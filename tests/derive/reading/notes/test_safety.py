"""Notes from strangers: nothing in them is run, opened or included, and size alone stops nothing for long."""

import json
import os
import sys
from pathlib import Path

import pytest

from derive.errors import InputError
from derive.judging.process.worker import Worker
from derive.judging.usual_classifier.declarations import declared
from derive.judging.usual_classifier.judge import NotesJudge
from derive.reading.notes import claims_of, formulas_in_text, read_notes
from reports.checking.cache import FindingsCache
from reports.checking.formats import as_json
from reports.checking.notes_check import NotesChecker
from reports.system.progress import silent

HOSTILE = "\n\n".join([
    "$__import__('os').system('touch harm') = 1$", r"$\input{/etc/hostname} = 1$", r"$\write18{touch harm} = 1$",
    "<script>open('harm','w')</script>", "<img src=\"javascript:alert(1)\" onerror=\"harm()\">",
    "{{7*7}} {% include 'x' %}",
    "<!-- backproof: q = probabilities, log = 2 -->", r"$z = \catcode`\@=11$", "![](https://a.b/c?tex=%5Cinput%7Bx%7D=1)",
    "$x = 9^{9^{9^9}}$", r"$\sum_{i=1}^{10^{12}} x_i = 1$", "$x = 1e-99999999$", "$" + "(" * 3000 + "x = 1$", "$a = b",
    "$0/0 = 1$", "```{python}\nopen('harm', 'w')\n```",
])  # fmt: skip
CODE = {
    "cell_type": "code",
    "id": "b",
    "metadata": {},
    "source": "open('harm', 'w')",
    "outputs": [],
    "execution_count": 1,
}
CELLS = [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": HOSTILE}, CODE]
NOTEBOOK = json.dumps({"cells": CELLS, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})
WATCHED = frozenset({
    "compile", "exec", "import", "os.system", "os.exec", "os.fork", "os.posix_spawn", "subprocess.Popen", "pty.spawn",
    "socket.connect", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "os.utime", "webbrowser.open", "urllib.Request",
})  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

seen: list[str] = []
watching: list[bool] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if watching and (event in WATCHED or (event == "open" and int(str(arguments[2])) & WRITING)):
        seen.append(event)


sys.addaudithook(_watch)  # it can never be taken away again; it looks only while a test watches


def judge_all() -> list[str]:
    """The verdicts on all claims of the hostile notes, read as every kind of file, as the worker process does it."""
    texts = [(HOSTILE, kind) for kind in ("markdown", "latex", "html")] + [(NOTEBOOK, "notebook")]
    verdicts = []
    for text, kind in texts:
        claims = [claim for formula in formulas_in_text(text, kind) for claim in claims_of(formula)]
        judge = NotesJudge(*declared(text))
        judge.learn(claims)
        verdicts += [finding.verdict for claim in claims for finding in judge.findings(claim)]
    return verdicts


def test_nothing_is_run_or_written() -> None:
    """Python's audit hook sees no compile, exec, process, connection, import or opening for writing."""
    first = judge_all()  # what is imported on first use is imported now
    watching.append(True)
    seen.clear()
    try:
        assert judge_all() == first
        assert seen == []
        compile("1", "here", "eval")
        assert seen == ["compile"]
    finally:
        watching.clear()
    assert "REJECTED" in first and not {"PROVED", "REFUTED"} & set(first)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"$a = \xe9$"])
def test_bytes_that_are_no_text(content: bytes, tmp_path: Path) -> None:
    """The encoding is told; nothing is guessed."""
    path = tmp_path / "notes.md"
    path.write_bytes(content)
    with pytest.raises(InputError, match="UTF-8"):
        read_notes(path)


def test_a_file_of_fifty_megabytes_is_refused(tmp_path: Path) -> None:
    """Before anything in it is parsed."""
    path = tmp_path / "notes.md"
    path.write_bytes(b"$a = b$\n" * (50 * 1024 * 1024 // 8))
    with pytest.raises(InputError, match="8 MiB"):
        read_notes(path)


def test_many_formulas_are_bounded() -> None:
    """Ten thousand formulas are found, thirty thousand are refused."""
    assert len(formulas_in_text("$a = 1$\n" * 10_000, "latex")) == 10_000
    with pytest.raises(InputError, match="at most"):
        formulas_in_text("$a = 1$\n" * 30_000, "latex")


def test_checking_files_runs_nothing_and_writes_nothing(tmp_path: Path) -> None:
    """Beside the worker: files are only opened for reading, findings only written by who prints them."""
    paths = [tmp_path / name for name in ("a.md", "b.tex", "c.html", "d.ipynb", "e.md")]
    for path in paths[:-1]:
        path.write_text(NOTEBOOK if path.suffix == ".ipynb" else HOSTILE, "utf-8")
    with Worker() as worker:
        checker = NotesChecker(worker, FindingsCache(None))
        first = [as_json(checker.check(checker.plan(paths), silent)) for _ in range(2)]  # all is imported and started
        watching.append(True)
        seen.clear()
        try:
            again = as_json(checker.check(checker.plan(paths), silent))
            assert seen == []
            (tmp_path / "harm").write_text("", "utf-8")
            assert seen == ["open"]
        finally:
            watching.clear()
    assert [again, again] == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "b.tex", "c.html", "d.ipynb", "harm"]
