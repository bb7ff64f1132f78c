"""Tests of the command line as a user meets it: output, errors, exit statuses."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import reports.commands.derive as derive_command
from reports.cli import main
from reports.commands.report import show_page

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sympy", "numpy", "jax", "jaxlib", "sklearn", "matplotlib", "jinja2", "scipy", "flint")


class Outcome:
    """What one command wrote and how it ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def error(self) -> str:
        """The message, after checking that it is one line of error, one of hint, and no traceback."""
        lines = self.err.splitlines()
        assert len(lines) == 2, self.err
        assert lines[0].startswith("error: ") and lines[1].startswith("hint: ")
        return self.err


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command in this process."""

    def command(*words: str) -> Outcome:
        status = main(words)
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return command


def in_a_process(
    *words: str, code: str = "", variables: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command, or some code, in a fresh interpreter."""
    program = code or "import sys; from reports.cli import main; sys.exit(main())"
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | (variables or {})
    words = (sys.executable, "-c", program, *words)
    return subprocess.run(words, capture_output=True, text=True, env=environment, check=False)


LOADED = f"print(*(m for m in {HEAVY!r} if m in sys.modules))"


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["report", "--help"], ["compare", "--help"], ["doctor"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    """Help, version and doctor answer at once: neither SymPy nor JAX is imported."""
    code = f"import sys; from reports.cli import main; status = main(sys.argv[1:]); {LOADED}; sys.exit(status)"
    done = in_a_process(*words, code=code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == ""


def test_derive_never_imports_jax() -> None:
    """Deriving is symbols alone; the check that SymPy is there shows that the test can see imports."""
    code = f"import sys; from reports.cli import main; assert main(['derive', '--wrt', 'z']) == 0; {LOADED}"
    loaded = in_a_process(code=code).stdout.splitlines()[-1].split()
    assert "sympy" in loaded
    assert not {"jax", "jaxlib", "sklearn", "matplotlib"} & set(loaded)


def test_version_and_commands(run: Run) -> None:
    """The version in one line; without a command, the help with every command."""
    assert run("--version").out.startswith("backproof ")
    shown = run()
    assert shown.status == 0
    assert all(command in shown.out for command in ("report", "derive", "compare", "doctor"))


WRONG_USAGE = [
    (["derive", "--wrt", "q"], "no tensor named 'q'", "x, W, y, z, p, L, E"),
    (["derive", "--of", "z", "--wrt", "p"], "z does not depend on p", "x, W"),
    (["derive", "--loss", "hinge", "--of", "v"], "v does not depend on W", "nothing comes before it, for it is held"),
    (["derive", "--of", "x", "--wrt", "W"], "x does not depend on W", "nothing comes before it, for it is given"),
    (["derive", "--label-smoothing", "1"], "the label smoothing 1 is out of range", "0 or more, and below 1"),
    (["derive", "--format", "pdf"], "unknown format 'pdf'", "text, latex, markdown, json"),
    (["derive", "--log-base", "3"], "unknown log base '3'", "e, 2, 10"),
    (["derive", "--log-base", ""], "unknown log base", "e, 2, 10"),
    (["derive", "--reduction", "median"], "unknown reduction 'median'", "mean, sum"),
    (["derive", "--hidden", "8"], "hidden layer '8'", "8:tanh"),
    (["derive", "--hidden", "8:rellu"], "unknown activation 'rellu'; did you mean 'relu'?", "tanh"),
    (["derive", "--hidden", "0:tanh"], "out of range", "1 to"),
    (["derive", *["--hidden", "2:tanh"] * 33], "33 hidden layers", "at most 32"),
    (["derive", "--loss", "softmx"], "unknown loss 'softmx'; did you mean 'softmax'?", "squared, huber"),
    (["derive", "--l2", "-1"], "the l2 -1 is out of range", "0 or more"),
    (["derive", "--temperature", "0"], "the temperature 0 is out of range", "more than 0"),
    (["derive", "--loss", "hinge", "--label-smoothing", "0.1"], "hinge has no label smoothing", "its options"),
    (["compare", "--loss", "softmax", "--data", "diabetes"], "measured numbers", "--loss squared"),
    (["report", "--hidden", "8:log"], "outside of what a function takes", "standardise"),
    (["derive", "--network", "absent.toml"], "absent.toml", "check the path"),
    (["derive", "--classes", "1"], "--classes", "--help"),
    (["compare", "--dtype", "float8"], "unknown dtype 'float8'", "float64, float32"),
    (["compare", "--seed", "-1"], "seed -1", "0 to"),
    (["compare", "--seed", "x"], "--seed", "--help"),
    (["compare", "--epochs", "0"], "epochs 0", "1 to"),
    (["compare", "--learning-rate", "nan"], "learning rate nan", "0.1"),
    (["report", "--to", "docx"], "unknown output format 'docx'", "html, md"),
    (["report", "--to", "html", "--to", "md,txt"], "unknown output format 'txt'", "html, md"),
    (["report", "--markdown", "wiki"], "unknown Markdown dialect 'wiki'", "github, pandoc, quarto, myst, jupyter"),
    (["report", "--to", "html", "--markdown", "myst"], "no Markdown is to be written", "add --to md"),
    (["report", "--to", ""], "unknown output format ''", "html, md"),
    (["report", "--to", "md", "--open"], "--open is about the page", "add html"),
    (
        ["check", "--explain", "--format", "github", "--formula", "1 = 1"],
        "no place in the format github",
        "text or json",
    ),
    (["check"], "nothing to check", "--formula"),
    (["report", "--reductoin", "sum"], "--reductoin", "--help"),
    (["repotr"], "repotr", "--help"),
    (["report", "extra"], "extra", "--help"),
]


@pytest.mark.parametrize(
    ("words", "found", "expected"),
    WRONG_USAGE,
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_wrong_usage_is_one_line_and_status_two(run: Run, words: list[str], found: str, expected: str) -> None:
    """Each option with a value that it cannot have: what was found, what was expected, what to do."""
    outcome = run(*words)
    assert outcome.status == 2
    assert outcome.out == ""
    assert found in outcome.error and expected in outcome.error


CODE = "__import__('os').system('touch ran')"
BAD_DATA = [
    ("text in a feature", "a,b,class\n1,2,u\n3,red,v\n", "class", "found 'red', expected a number", "encode"),
    ("not a number", "a,b,class\n1,nan,u\n3,4,v\n", "class", "'nan', expected a finite number", "remove the row"),
    ("infinity", "a,b,class\n1,-inf,u\n3,4,v\n", "class", "'-inf', expected a finite number", "remove the row"),
    ("missing target", "a,b,class\n1,2,u\n3,4,v\n", "klass", "no target column 'klass'", "'class'"),
    ("no target named", "a,kind,class\n1,s,u\n3,t,v\n", None, "2 columns hold text", "--target"),
    ("one class", "a,b,class\n1,2,u\n3,4,u\n", "class", "the same class, 'u'", "two classes"),
    ("empty file", "", "class", "is empty", "first line"),
    ("header only", "a,b,class\n", "class", "no rows", "add"),
    ("ragged", "a,b,class\n1,2,u\n3,v\n", "class", "found 2 values, expected 3", "header"),
    ("huge numbers", "a,b,class\n1e400,2,u\n3,4,v\n", "class", "too large", "rescale"),
    (
        "code as a header, missing target",
        f'"{CODE}",b,class\n1,2,u\n3,4,v\n',
        "klass",
        "no target column",
        "__import__",
    ),
    ("escape sequence in a name", '"\x1b[31mred",class\nx,u\n1,v\n', "class", r"\x1b[31mred", "encode"),
]


@pytest.mark.parametrize(
    ("content", "target", "found", "expected"), [case[1:] for case in BAD_DATA], ids=[case[0] for case in BAD_DATA]
)
def test_bad_data_is_one_line_and_status_two(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, target: str | None, found: str, expected: str
) -> None:
    """Each kind of CSV file that cannot be learnt from, and nothing of it is run."""
    monkeypatch.chdir(tmp_path)
    Path("data.csv").write_text(content, encoding="utf-8")
    outcome = run("compare", "--data", "data.csv", *(["--target", target] if target else []))
    assert outcome.status == 2
    assert found in outcome.error and expected in outcome.error
    assert "\x1b" not in outcome.err
    assert not Path("ran").exists()


@pytest.mark.parametrize(
    ("data", "found", "expected"),
    [
        ("irsi", "unknown dataset 'irsi'", "did you mean iris?"),
        ("absent.csv", "no file 'absent.csv'", "check the path"),
        (".", "is a folder", "CSV file"),
    ],
)
def test_data_that_is_not_there(run: Run, data: str, found: str, expected: str) -> None:
    """An unknown name, a missing file, a folder."""
    outcome = run("compare", "--data", data)
    assert outcome.status == 2
    assert found in outcome.error and expected in outcome.error


def test_an_error_with_json_is_one_document(run: Run) -> None:
    """Programs get code, message and hint on standard output, for our errors and for wrong options."""
    for words, code in ((["compare", "--data", "irsi", "--json"], "input"), (["derive", "--nope", "--json"], "usage")):
        outcome = run(*words)
        found = json.loads(outcome.out)["error"]
        assert (outcome.status, found["code"], sorted(found)) == (2, code, ["code", "hint", "message"])
        assert outcome.error == f"error: {found['message']}\nhint: {found['hint']}\n"
    assert json.loads(run("derive", "--wrt", "q", "--format=json").out)["error"]["code"] == "usage"


def test_an_unexpected_exception_is_a_fault_of_ours(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 4, one line and how to report it; the traceback only with --debug, wherever it stands."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("division by zero\nin two lines \x1b[0m")

    monkeypatch.setattr(derive_command, "_written", broken)
    outcome = run("derive", "--wrt", "z")
    assert outcome.status == 4
    assert "fault of Backproof" in outcome.error and "--debug" in outcome.err and "\x1b" not in outcome.err
    for words in (["--debug", "derive", "--wrt", "z"], ["derive", "--wrt", "z", "--debug"]):
        outcome = run(*words)
        assert outcome.status == 4
        assert "Traceback" in outcome.err


def test_an_interruption_is_one_line_and_status_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle of the work."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(derive_command, "_written", interrupted)
    outcome = run("derive", "--wrt", "z")
    assert outcome.status == 130
    assert outcome.err == "interrupted: nothing was left half written\n"


def test_an_output_that_cannot_be_written_is_known_before_any_work(run: Run, tmp_path: Path) -> None:
    """--out names a file."""
    (tmp_path / "taken").write_text("mine")
    outcome = run("report", "--out", str(tmp_path / "taken"), "--data", "irsi")
    assert outcome.status == 2
    assert "is a file" in outcome.error and "--out" in outcome.err


def test_no_browser_to_open_the_page_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report is there all the same; where a browser starts, nothing is said."""
    for started, said in ((False, "warning: no browser could be started; open out/report.html yourself\n"), (True, "")):
        monkeypatch.setattr("webbrowser.open", lambda address, started=started: started)
        show_page([Path("out/report.md"), Path("out/report.html")])
        assert capsys.readouterr().err == said


def test_a_reader_that_leaves_is_no_error() -> None:
    """Standard output is closed by the reader, as ``head`` does."""
    code = (
        "import os, sys; from reports.cli import main; r, w = os.pipe(); os.close(r); os.dup2(w, 1); "
        "sys.exit(main(['derive', '--wrt', 'z']))"
    )
    done = in_a_process(code=code)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_that_knows_no_unicode() -> None:
    """Standard output in ASCII: signs and Greek letters are spelled, so that the formula can still be read."""
    done = in_a_process("derive", "--wrt", "z", variables={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    assert "dE/dz_nk = (1/N) (p_nk - y_nk)" in done.stdout and done.stdout.isascii()


@pytest.mark.parametrize(("package", "command"), [("flint", "derive"), ("jax", "compare")])
def test_a_missing_package_is_named(package: str, command: str) -> None:
    """Exit status 3 and what to do, in a process in which the package cannot be imported; nothing of a traceback."""
    hiding = f"import sys; sys.modules[{package!r}] = None; from reports.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-c", hiding, command], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"the Python package {package} cannot be imported" in done.stderr and "hint: install" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EMFILE, "Too many open files"),
        OSError(errno.EROFS, "Read-only file system", "/x\x1b"),
        PermissionError(errno.EACCES, "Permission denied", "/x"),
        FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"),
    ],
    ids=lambda error: error.strerror[:20],
)
def test_what_the_machine_lacks_is_no_fault_of_ours(error: OSError, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it is noticed: status 2 and what the system said."""

    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(derive_command, "_written", broken)
    outcome = run("derive", "--wrt", "z")
    assert outcome.status == 2 and "\x1b" not in outcome.error
    assert error.strerror in outcome.error and "fault" not in outcome.err


def test_a_name_that_no_system_takes_is_an_input_that_cannot_be_read(run: Run) -> None:
    """Four thousand letters, wherever a file or folder is named."""
    long = "a" * 4000
    for words in (["check", f"{long}.md"], ["derive", "--network", long], ["certify", long], ["report", "--css", long]):
        outcome = run(*words)
        assert outcome.status == 2 and "fault" not in outcome.err
