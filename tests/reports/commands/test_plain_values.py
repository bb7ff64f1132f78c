"""Options that hold text are taken as they are; all others are read as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.cli import run_command


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["derive", "--features", "two"], 2, "valid integer"),
        (["derive", "--features", "0"], 2, "greater than or equal to 1"),
        (["derive", "--features", "2", "--one-sample"], 0, "w_32"),
        (["derive", "--wrt"], 2, "requires an argument"),
        (["derive", "--wrt", "z", "--one-sample"], 0, "p − y"),
        (["derive", "--hidden", "3:tanh", "--hidden", "2:relu", "--one-sample", "--wrt", "W3"], 0, "∂L/∂W⁽³⁾"),
        (["derive", "--l2", "0.5", "--wrt", "W"], 0, "(1/2) w_33"),
        (["check", "--formula", "1 = 1", "--formula", "1 = 2"], 1, "REFUTED"),
        (["check", "--network", "no.toml", "--formula", "1 = 1"], 2, "no.toml"),
        (["check", "no.md"], 2, "no.md"),
        (["check", "a\0b.md"], 2, "null byte"),
        (["check", ".", "no.md"], 2, "holds no notes"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_mean_what_they_did(
    words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Whole numbers, text, repeated text, a file, several, a flag, and mistakes in each."""
    monkeypatch.chdir(tmp_path)
    assert run_command(words) == status
    captured = capsys.readouterr()
    assert said in captured.out + captured.err


@pytest.mark.parametrize("option", [[], ["--formula", "1 = 1", "--network"]], ids=["several", "one"])
def test_a_path_that_cannot_be_read_is_refused_as_typer_does(
    option: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody forbids the superuser to read a file: so the system's answer is put on."""
    path = tmp_path / "closed.toml"
    path.touch()
    monkeypatch.setattr("os.access", lambda *_: False)
    assert run_command(["check", *option, str(path)]) == 2
    assert "closed.toml' is not readable" in capsys.readouterr().err
