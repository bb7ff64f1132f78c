"""A command imports what it uses: seen from outside, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import json, sys
from reports.cli import run_command
run_command(sys.argv[1:])
sys.stderr.write("\\n" + json.dumps(sorted(sys.modules)))
"""
HEAVY = {"jax", "numpy", "sklearn", "matplotlib", "pydantic", "lark", "scipy", "markdown_it"}
STANDARD = {
    "hashlib",
    "importlib.metadata",
    "importlib.resources",
    "tempfile",
    "tomllib",
}  # what takes long of Python's
NOTES = {
    "markdown_it",
    "mdit_py_plugins",
    "nbformat",
    "derive.reading.notes.html_files",
    "derive.reading.notes.sections",
}
EXPLAINING = {"derive.judging.slips.diagnosis", "derive.writing.matrix_form", "derive.gradient.derivation_text"}
CASES = [
    (("check", "nothing.md"), {"sympy", "jax", "numpy", "pydantic"} | NOTES),
    (("--help",), {"sympy", "flint", "pydantic", "jax", "numpy", "multiprocessing"} | STANDARD),
    (("derive", "--one-sample", "--wrt", "z"), HEAVY | {"rich", "importlib.metadata", "reports.commands.report"}),
    (("certify", "nothing.json"), {*HEAVY, "sympy", "reports.commands.derive"} - {"pydantic"}),
]


def imported(words: tuple[str, ...], cache: Path) -> set[str]:
    """The modules of a process that has run a command."""
    environment = os.environ | {"XDG_CACHE_HOME": str(cache), "BACKPROOF_PROVE_ANEW": ""}
    command = [sys.executable, "-c", RUN, *words]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def printed_by(code: str) -> set[str]:
    """The words that a fresh interpreter prints last."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(("words", "unused"), CASES, ids=lambda case: " ".join(case) if isinstance(case, tuple) else "")
def test_what_is_not_used_is_not_imported(words: tuple[str, ...], unused: set[str], tmp_path: Path) -> None:
    """Help waits for no mathematics, ``derive`` for no arrays and no other command."""
    assert imported(words, tmp_path) & unused == set()


def test_what_derives_and_proves_is_not_imported_for_what_was_kept(tmp_path: Path) -> None:
    """The second time neither the backward walk nor the checks of its steps are loaded; the first time they are."""
    words, makers = ("derive", "--one-sample", "--wrt", "z"), {"derive.gradient.backward", "derive.gradient.checking"}
    assert imported(words, tmp_path) >= makers
    assert imported(words, tmp_path) & makers == set()


def test_what_judges_imports_no_reader_of_notes_and_no_explanation() -> None:
    """Those of Markdown and HTML wait for a file, these for an error; arrays and commands have no place there."""
    found = printed_by("import sys, derive.judging.process.preloaded; print(*sys.modules)")
    assert found & (HEAVY - {"lark"} | NOTES | EXPLAINING | {"typer", "rich", "reports"}) == set()
    assert {
        "derive.judging.usual_classifier.judge",
        "derive.judging.file_judge",
        "derive.judging.process.serving",
    } <= found


def test_what_judges_is_begun_before_the_words_are_read() -> None:
    """It takes longest, and reading the words needs a library that takes long too."""
    begun = "print('begun', *sys.modules); sys.exit(0)"
    code = f"import sys, derive.judging.process.starting as s; s.begin = lambda: exec({begun!r})"
    found = printed_by(f"{code}; from reports.cli import run_command; run_command(['check', '--formula', 'a = a'])")
    assert "begun" in found and found & {"typer", "rich", "reports.commands.program", "sympy"} == set()


def test_options_of_commands_that_are_only_listed_are_not_made() -> None:
    """The list of commands has a line for each; with a command's name among the words each has its options."""
    code = "from reports.commands.program import _app, _named; import typer, sys; "
    count = "print(sum(len(one.params) for one in typer.main.get_command(_app(sys.argv[1:])).commands.values()))"
    listed, asked = (
        int(subprocess.check_output([sys.executable, "-c", code + count, *words]))
        for words in (["--help"], ["--", "derive", "--help"])
    )
    assert listed < 20 < asked
