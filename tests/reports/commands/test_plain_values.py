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
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_mean_what_they_did(
    words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Whole numbers, text, repeated text, a file, a flag, and mistakes in each."""
    monkeypatch.chdir(tmp_path)
    assert run_command(words) == status
    captured = capsys.readouterr()
    assert said in captured.out + captured.err
