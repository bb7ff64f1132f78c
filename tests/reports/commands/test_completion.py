"""Completion, asked as a shell asks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from numeric.data.datasets import LOADERS
from reports.cli import main
from reports.commands.completion import DATASETS

ROOT = Path(__file__).resolve().parents[3]
COMMAND = "import sys; from reports.cli import main; sys.exit(main())"
Ask = Callable[[str], list[str]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """What bash is offered at the end of a line."""

    def offered(line: str) -> list[str]:
        monkeypatch.setenv("_BACKPROOF_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
        with pytest.raises(SystemExit) as done:
            main([])
        captured = capsys.readouterr()
        assert (done.value.code, captured.err) == (0, "")
        return captured.out.split()

    return offered


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("backproof de", "derive"),
        ("backproof export --to", "--to"),
        ("backproof export --to q", "quarto"),
        ("backproof report --to html,p", "html,pdf"),
        ("backproof report --markdown ", "github pandoc quarto myst jupyter"),
        ("backproof check --format s", "sarif"),
        ("backproof derive --format ", "text latex markdown json"),
        ("backproof compare --data ", "breast_cancer diabetes digits iris wine"),
        ("backproof compare --dtype float3", "float32"),
        ("backproof derive --log-base ", "e 2 10"),
        ("backproof derive --reduction ", "mean sum"),
        ("backproof derive --hidden 12:leaky", "12:leaky-relu"),
        ("backproof derive --bias --wrt ", "x W b y z p L E"),
        ("backproof derive --hidden 2:tanh --wrt W", "W1 W2"),
    ],
)
def test_commands_options_and_values_are_offered(ask: Ask, line: str, offered: str) -> None:
    """Each kind of value, also those that depend on what stands before."""
    assert ask(line) == offered.split()


def test_the_columns_of_a_file_are_offered(ask: Ask, tmp_path: Path) -> None:
    """Those of the header, not of a row."""
    file = tmp_path / "flowers.csv"
    file.write_text("petal_length,kind\n1.4,kin\n", encoding="utf-8")
    assert ask(f"backproof compare --data {file} --target k") == ["kind"]


@pytest.mark.parametrize(
    "line",
    [
        "backproof compare --data flow",
        "backproof compare --data absent.csv --target k",
        "backproof derive --hidden nonsense --wrt W",
        "backproof derive --network absent.toml --wrt W",
        "backproof derive --format x",
    ],
)
def test_where_nothing_fits_the_shell_offers_files(ask: Ask, line: str) -> None:
    """No values and no message: a message would stand in the middle of the line that is being typed."""
    assert ask(line) == []


def test_the_names_of_the_datasets_are_those_that_can_be_loaded() -> None:
    """The table that spares the import."""
    assert sorted(LOADERS) == list(DATASETS)


def test_bash_completes_a_value(tmp_path: Path) -> None:
    """The script that bash is given, run by bash."""
    program = tmp_path / "backproof"
    program.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c '{COMMAND}' \"$@\"\n", encoding="utf-8")
    program.chmod(0o755)
    script = """eval "$(_BACKPROOF_COMPLETE=source_bash backproof)"
        COMP_WORDS=(backproof export --to bea) COMP_CWORD=3
        _backproof_completion backproof && echo "${COMPREPLY[@]}" """
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["beamer"], done.stderr


def test_nothing_but_names_is_loaded_for_a_name() -> None:
    """A key that is pressed is answered at once: neither SymPy nor JAX is imported."""
    code = "import atexit, sys; from reports.cli import main; "
    code += "atexit.register(lambda: print(*{'sympy', 'jax', 'numpy', 'sklearn'} & set(sys.modules))); main()"
    variables = {"_BACKPROOF_COMPLETE": "complete_bash", "COMP_WORDS": "backproof compare --data i", "COMP_CWORD": "3"}
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | variables
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["iris"], done.stderr


@pytest.mark.parametrize("option", ["--install-completion", "--show-completion"])
def test_a_shell_that_has_no_completion_is_an_error_of_ours(
    option: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Called from something else than a shell: one line of error, one of hint, nothing installed."""
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: None)
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: None)
    assert main([option]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.splitlines()) == 2
    assert "bash, zsh, fish" in captured.err


def test_the_script_of_the_shell_is_shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the shell that the command was typed into."""
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: "fish")
    assert main(["--show-completion"]) == 0
    assert "complete --command backproof" in capsys.readouterr().out
