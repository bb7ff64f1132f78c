"""The README is true: every code block runs, and prints what it says.

The two set-up commands are the exception: a test must not install. ``.ci/run`` runs them, from clean clones,
and what is tested here is that it runs exactly the two that are printed.
"""

from __future__ import annotations

import doctest
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reports.system.compiled_programs import FOLDER, SETTINGS, programs_folder

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETUP_LANGUAGE = "bash"
# What a reader saves, under the name that the text gives it.
FILES = {
    "csv": "flowers.csv",
    "markdown": "neuron.md",
    "py": "model.py",
    "rst": "index.rst",
    "sh": "formulas",
    "toml": "regression.toml",
    "yaml": "notes.yml",
}
COMMAND = "import sys; from reports.cli import main; sys.exit(main())"


@dataclass(frozen=True)
class Block:
    """A fenced code block, and the heading that it stands under."""

    section: str
    language: str
    code: str


def blocks_of(markdown: str) -> list[Block]:
    """Return the code blocks of a Markdown text in their order."""
    found: list[Block] = []
    section = ""
    tokens = MarkdownIt().parse(markdown)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before is not None and before.type == "heading_open":
            section = token.content
        if token.type in ("fence", "code_block"):
            found.append(Block(section, token.info, token.content))
    return found


def problems_of(section: str, markdown: str, folder: Path) -> list[str]:
    """Run the blocks of one section, in a folder of their own; return what did not go as printed."""
    every = blocks_of(markdown)
    _write_files(every, folder)
    _write_files([block for block in every if block.section == section], folder)  # its own file has the name last
    _write_programs(folder)
    blocks = [block for block in every if block.section == section and block.language != SETUP_LANGUAGE]
    problems: list[str] = []
    printed = ""
    for block in blocks:
        if block.language == "python":
            printed, status = _run([sys.executable, "-c", block.code], folder)
            problems += [f"exit status {status}: {printed}"] if status else []
        elif block.language == "text":
            problems += _difference(block.code, printed)
        elif block.language == "console":
            problems += _console_problems(block.code, folder)
        elif block.language not in FILES:
            problems.append(f"nothing says how to run a block of {block.language or 'no language'}")
    return problems


def _write_files(blocks: list[Block], folder: Path) -> None:
    for block in blocks:
        if block.language in FILES:
            (folder / FILES[block.language]).write_text(block.code, encoding="utf-8")


def _write_programs(folder: Path) -> None:
    """Put in the place of the programs of ``.venv/bin`` this Python, and the command line of the packages it tests."""
    (folder / ".venv" / "bin").mkdir(parents=True)
    for name, words in (("backproof", f"'{sys.executable}' -c '{COMMAND}'"), ("python", f"'{sys.executable}'")):
        program = folder / ".venv" / "bin" / name
        program.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
        program.chmod(0o755)


def _console_problems(code: str, folder: Path) -> list[str]:
    problems: list[str] = []
    for session in f"\n{code}".split("\n$ ")[1:]:
        command, _, expected = session.partition("\n")
        printed, status = _run(["bash", "-o", "pipefail", "-c", command], folder)
        problems += [f"{command}: exit status {status}: {printed}"] if status else []
        problems += _difference(expected, printed)
    return problems


def _run(command: list[str], folder: Path) -> tuple[str, int]:
    # Without the source folders the installed packages are what is tested.
    source = {"PYTHONPATH": str(ROOT)} if (ROOT / "derive").is_dir() else {}
    # The programs that the commands compile and keep are those of the Python blocks too.
    kept = {FOLDER: str(programs_folder()), **SETTINGS}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **source, **kept, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout, done.returncode


def _difference(expected: str, printed: str) -> list[str]:
    """Compare as doctest does: ``...`` stands for anything."""
    wanted, got = ("\n".join(line.rstrip() for line in text.strip("\n").splitlines()) for text in (expected, printed))
    if doctest.OutputChecker().check_output(wanted, got, doctest.ELLIPSIS):
        return []
    return [f"expected\n{wanted}\nbut it printed\n{got}"]


SECTIONS = list(dict.fromkeys(block.section for block in blocks_of(README) if block.language != SETUP_LANGUAGE))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_block_runs_and_prints_what_it_says(section: str, tmp_path: Path) -> None:
    """A reader copies the blocks of one section, in their order, with the data file saved."""
    problems = problems_of(section, README, tmp_path)
    assert not problems, "\n\n".join(problems)


def test_exactly_two_commands_do_all_the_set_up() -> None:
    """The two come first, in one block each of one line; nothing after them installs anything."""
    blocks = blocks_of(README)
    setup = [block.code for block in blocks if block.language == SETUP_LANGUAGE]
    assert [block.language for block in blocks[:2]] == [SETUP_LANGUAGE] * 2
    assert [code.count("\n") for code in setup] == [1, 1]
    here = [block for block in blocks[2:] if block.language != "yaml"]  # a workflow installs on another machine
    assert not [block for block in here if " install" in block.code or "apt" in block.code.split()]


def test_continuous_integration_runs_the_two_commands_as_printed() -> None:
    """Who changes a set-up command in one of the two places only is told."""
    lines = {line.strip() for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()}
    assert {block.code.strip() for block in blocks_of(README) if block.language == SETUP_LANGUAGE} <= lines


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("```python\nprint(1 + 1)\n```\n\n```text\n3\n```", "expected\n3\nbut it printed\n2"),
        ("```python\nprint(undefined)\n```", "exit status 1"),
        ("```console\n$ echo 0.9112\n0.9113\n```", "expected\n0.9113\nbut it printed\n0.9112"),
        ("```console\n$ .venv/bin/backproof derive --wrt Q | head -n 1\n...\n```", "exit status 2"),
        ("```fortran\nprint *, 1\n```", "nothing says how to run a block of fortran"),
    ],
)
def test_a_readme_that_is_wrong_is_found_out(planted: str, found: str, tmp_path: Path) -> None:
    """A wrong number, a name that is not defined, a wrong option, a language that nobody runs."""
    (problem,) = problems_of("Planted", f"# Planted\n\n{planted}\n", tmp_path)
    assert found in problem


def _targets(tokens: list[Token]) -> list[str]:
    inside = [child for token in tokens for child in token.children or []]
    return [
        str(token.attrs.get("href", token.attrs.get("src"))) for token in inside if {"href", "src"} & set(token.attrs)
    ]


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_inside_the_repository_leads_somewhere(document: str) -> None:
    """Links and pictures, such as that of the report."""
    targets = _targets(MarkdownIt().parse((ROOT / document).read_text(encoding="utf-8")))
    assert [target for target in targets if "://" not in target and not (ROOT / target).exists()] == []
