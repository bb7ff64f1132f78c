"""``backproof check`` from the outside: exit statuses, formats, cache, files that cannot be read."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from markdown_it import MarkdownIt

from derive.reading.notes.files import KINDS
from reports.checking.cache import FindingsCache
from reports.cli import main

ROOT = Path(__file__).parents[3]
RIGHT = r"$\frac{\partial L}{\partial w_{ij}} = (p_i - y_i) x_j$" + "\n"
DEFINED = r"Let $z_i = \sum_j w_{ij} x_j$, $p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$ and $L = -\sum_i y_i \log p_i$."
WRONG = DEFINED + "\n\nHere " + r"$\frac{\partial L}{\partial w_{ij}} = (y_i - p_i) x_j$." + "\n"
OPEN = r"$\frac{\partial Q}{\partial q} = 3 q$" + "\n"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def notes(folder: Path, text: str, name: str = "notes.md") -> str:
    """A file of notes with that text."""
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def test_exit_statuses(tmp_path: Path) -> None:
    """0 right, 1 refuted, 2 unreadable or nothing to do; what is open fails only when asked."""
    right, wrong, still_open = (notes(tmp_path, text, f"{n}.md") for n, text in enumerate((RIGHT, WRONG, OPEN)))
    statuses = [main(["check", *words]) for words in ([right], [wrong], [still_open], [still_open, "--strict"], [])]
    assert statuses == [0, 1, 0, 1, 2]
    assert main(["check", str(tmp_path / "none.md"), wrong]) == main(["check", notes(tmp_path, "x", "a.zip")]) == 2


NOTEBOOK = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}
CELL = {"cell_type": "markdown", "id": "a", "metadata": {}}
SCREEN = '<span class="katex"><math><semantics><annotation encoding="application/x-tex">1 = 2</annotation></semantics>'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("binary.md", b"\x89PNG\r\n\x1a\n\x00\xff", "no UTF-8 text (byte 0)"),
        ("latin.md", "$a = é$".encode("latin-1"), "no UTF-8 text (byte 5)"),
        ("large.md", b"$a = b$\n" * (1 << 20) + b"\n", "larger than 8 MiB"),
        ("broken.ipynb", b'{"cells": [', "no notebook: it is not JSON"),
        ("list.ipynb", b"[1]", "no notebook: its cells"),
        ("odd.ipynb", json.dumps(NOTEBOOK | {"cells": 3}).encode(), "no notebook: its cells"),
        ("notes.zip", b"PK", "kind of the notes"),
        ("none.md", None, "No such file"),
        ("pipe.md", None, "neither a file nor a folder"),
        ("-", None, "standard input is not read"),
    ],
)
def test_files_that_cannot_be_read(
    name: str,
    content: bytes | None,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is wrong and what to do, in 80 columns; status 2; the file beside it is checked all the same."""
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path(name).write_bytes(content)
    if name == "pipe.md":
        os.mkfifo(name)
    assert main(["check", notes(tmp_path, "$1 = 2$", "good.md"), name]) == 2
    written = capsys.readouterr().out
    assert message in " ".join(written.split()) and "hint: " in written
    assert "1 claim: 1 REFUTED; 1 file could not be read" in written
    assert max(map(len, written.splitlines())) <= max(80, len(str(tmp_path)) + 10)


@pytest.mark.parametrize(
    ("name", "content", "places"),
    [
        ("bom.md", b"\xef\xbb\xbf$1 = 2$\r\n\r\nand $3 = 4$\r\n", [(1, 2), (3, 6)]),
        ("cr.md", b"one\r\r$1 = 2$\r", [(3, 2)]),
        ("empty.md", b"", []),
        ("blank.tex", b"\n\n \n", []),
        ("screen.html", f"<p>\n {SCREEN}</math></span></p>".encode(), [(2, 80)]),
        ("cells.ipynb", json.dumps(NOTEBOOK | {"cells": [CELL | {"source": "\n$1 = 2$"}]}).encode(), [(2, 2)]),
        ("unclosed.md", b"$1 = 2 and no end\n\n$3 = 4$\n", [(3, 2)]),
    ],
)
def test_files_as_people_have_them(
    name: str, content: bytes, places: list[tuple[int, int]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Byte order marks, line ends of other systems, nothing, rendered pages, cells: each formula at its place."""
    (tmp_path / name).write_bytes(content)
    assert main(["check", str(tmp_path / name), "--json"]) == int(bool(places))
    [file] = json.loads(capsys.readouterr().out)["files"]
    assert [(claim["line"], claim["column"]) for claim in file["claims"]] == places


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_an_interruption_in_the_middle(tmp_path: Path) -> None:
    """Ctrl-C while a formula is judged: one line, status 130, no process left behind, nothing kept half."""
    claim = r"${} + \frac{{\partial L}}{{\partial w_{{ij}}}} = {} + (p_i - y_i) x_j$"
    path = notes(tmp_path, "\n\n".join(claim.format(i, i) for i in range(3000)))  # more than a minute's work
    script = "import sys; from reports.cli import main; print('begun', flush=True); sys.exit(main())"
    command = [sys.executable, "-c", script, "check", path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None and run.stdout.readline() == "begun\n"
        time.sleep(1.0)  # at whatever it is then: starting the process, finding the formulas, judging them
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (130, "")
    assert err == "interrupted: nothing was left half written\n"
    assert not list(tmp_path.glob("cache/**/*.part"))


def test_json_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One document with the promised keys, the place, the diagnosis and the corrected LaTeX."""
    assert main(["check", notes(tmp_path, RIGHT + WRONG), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    first, *definitions, second = document["files"][0]["claims"]
    assert [claim["verdict"] for claim in definitions] == ["PROVED"] * 3
    keys = {"line", "column", "latex", "reading", "verdict", "condition", "witness", "diagnosis", "corrected"}
    assert set(first) == set(second) == keys
    assert (first["verdict"], first["condition"]) == ("PROVED WHEN", "labels sum to one")
    assert (second["line"], second["column"], second["verdict"]) == (4, 7, "REFUTED")
    assert "sign" in second["diagnosis"] and second["corrected"] and second["witness"]
    assert document["summary"]["REFUTED"] == document["summary"]["PROVED WHEN"] == 1


def test_formats_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """SARIF, GitHub annotations and JUnit name the file, the line and the column."""
    path = notes(tmp_path, WRONG)
    found = {}
    for form in ("sarif", "github", "junit"):
        assert main(["check", path, "--format", form]) == 1
        found[form] = capsys.readouterr().out
    result = json.loads(found["sarif"])["runs"][0]["results"][0]
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 7}
    assert found["github"].startswith("::error file=") and ",line=3,col=7," in found["github"]
    suite = ElementTree.fromstring(found["junit"])[0]
    assert suite.get("failures") == "1" and [case.tag for case in suite[-1]] == ["failure"]


@pytest.mark.parametrize(
    "words", [["derive", "--format", "text"], ["check", "--formula", "1 = 1", "--format", "sarif"]]
)
def test_two_formats_contradict_each_other(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """--json and another format: wrong usage, told to programs too; --json and json say the same."""
    assert main([*words, "--json"]) == 2
    assert "contradict each other" in json.loads(capsys.readouterr().out)["error"]["message"]
    assert main([*words[:-1], "json", "--json"]) == 0


def test_hostile_text_stays_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Terminal escapes, XML and workflow commands in a formula act on nothing."""
    path = notes(tmp_path, "$a = \x1b]8;;x\x07<b>&\"'::error::$\n$x \ud7ff= ]]> 1$\n")
    for form in ("text", "github", "junit", "sarif", "json"):
        main(["check", path, "--format", form, "--strict", "--no-cache"])
        written = capsys.readouterr().out
        assert "\x1b" not in written
        if form == "junit":
            ElementTree.fromstring(written)


def test_formula_and_explain(capsys: pytest.CaptureFixture[str]) -> None:
    """A typed formula, LaTeX or plain, and how it was read."""
    words = ["--formula", r"\nabla_W L = (p - y) x^T", "--formula", "dL/dz[k] = p[k] - y[k]"]
    assert main(["check", *words, "--explain"]) == 0
    written = capsys.readouterr().out
    assert "read as    ∂L/∂W_kd = (p_k − y_k) x_d" in written and "2 claims: 2 PROVED WHEN" in written


def test_unchanged_notes_are_not_judged_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run needs no worker and says the same; changed notes are judged."""
    path = notes(tmp_path, WRONG)
    assert main(["check", path]) == 1
    first = capsys.readouterr().out
    with monkeypatch.context() as without_worker:
        without_worker.setattr("derive.judging.process.worker.Worker._started", None)
        assert main(["check", path]) == 1
        assert capsys.readouterr().out == first
    assert main(["check", notes(tmp_path, RIGHT)]) == 0


def test_damaged_cache_is_ignored(tmp_path: Path) -> None:
    """What is kept is checked when it is read."""
    cache = FindingsCache(tmp_path)
    for content in ("", "[1]", '[{"verdict": "PROVED"}]', "\x00"):
        (tmp_path / "key.json").write_text(content, "utf-8")
        assert cache.get("key") is None


def test_folder_and_declaration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every file of notes in a folder; a declaration on the command line holds for all."""
    notes(tmp_path, r"\( \frac{\partial L}{\partial z_k} = q_k - y_k \)", "a.tex")
    assert main(["check", str(tmp_path), "--declare", "q = probabilities", "--strict"]) == 0
    assert "1 PROVED WHEN" in capsys.readouterr().out
    for wrong in ("q = nonsense", "nonsense"):  # no file is at fault
        assert main(["check", str(tmp_path), "--declare", wrong]) == 2
        told = capsys.readouterr()
        assert "--declare: the declaration" in told.err and "--declare 'a = hidden, log = 2'" in told.err
        assert "could not be read" not in told.out + told.err


def test_neither_sympy_nor_jax_in_the_command_itself() -> None:
    """SymPy belongs to the worker process, JAX to neither."""
    imports = "import sys, reports.cli, reports.commands.check, reports.checking.notes_check"
    script = f"{imports}; print({{'jax', 'sympy'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def yaml_blocks() -> list[dict[str, Any]]:
    """The YAML that the README shows."""
    tokens = MarkdownIt().parse((ROOT / "README.md").read_text("utf-8"))
    return [yaml.safe_load(token.content) for token in tokens if token.info == "yaml"]


def test_the_workflow_of_the_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It parses, has what a workflow needs, and its command line is ours; ``on`` is a truth value in YAML 1.1."""
    workflow, _ = yaml_blocks()
    assert set(workflow) == {"name", True, "jobs"} and workflow[True] == ["push", "pull_request"]
    steps = workflow["jobs"]["check"]["steps"]
    assert all(set(step) <= {"uses", "with", "run"} for step in steps)
    program, *words = shlex.split(steps[-1]["run"])
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes").mkdir()
    for text, status in ((RIGHT, 0), (WRONG, 1)):
        notes(tmp_path / "notes", text)
        assert (program, main(words)) == ("backproof", status)


def test_the_hook_of_the_readme() -> None:
    """It names a hook that is defined, whose command is ours and whose pattern takes every kind of notes but .txt."""
    _, config = yaml_blocks()
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert config["repos"][0]["hooks"] == [{"id": hook["id"]}]
    assert (hook["entry"], hook["language"]) == ("backproof check", "python")
    assert {kind for kind in KINDS if not re.search(hook["files"], f"a{kind}")} == {".txt"}


def test_progress_counts_the_formulas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many stages as formulas that are judged, each named by its place; none for what is kept, or for programs."""
    seen: list[Any] = []

    @contextmanager
    def record(stages: int, quiet: bool = False) -> Iterator[Callable[[str], None]]:
        seen.append((stages, quiet))
        yield seen.append

    monkeypatch.setattr("reports.system.progress.progress", record)
    path = notes(tmp_path, RIGHT + WRONG)
    assert [main(["check", path, *words]) for words in ([], ["--json"])] == [1, 1]
    assert seen == [(5, False), "notes.md:1", *["notes.md:2"] * 3, "notes.md:4", (0, True)]


SURROUNDINGS = """
import os, socket, sys
for name in ("jax", "numpy", "sklearn", "matplotlib"):
    sys.modules[name] = None
def refuse(*_):
    raise OSError("no network")
socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse
from reports.cli import main
sys.exit(main())
"""


def test_poor_surroundings(tmp_path: Path) -> None:
    """No JAX, no network, no UTF-8, nowhere to write, another hash seed: the same findings, byte for byte."""
    path = notes(tmp_path, WRONG + "$p − y = 1$ and $-\\log_2 0.4794433 = 1.07$\n")
    folder = tmp_path / "read only"
    folder.mkdir(mode=0o500)
    poor = {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "HOME": "/dev/null",
        "XDG_CACHE_HOME": "/dev/null",
    }
    command, found = [sys.executable, "-c", SURROUNDINGS, "check", "--explain", path], []
    for seed in ("1", "2"):
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, **poor}
        done = subprocess.run(command, capture_output=True, cwd=folder, env=environment, timeout=120, check=False)
        assert (done.returncode, done.stderr) == (1, b"")
        found.append(done.stdout)
    assert found[0] == found[1] and b"the sign is reversed" in found[0] and found[0].isascii()
    assert not list(folder.iterdir())
