"""``derive --relatives``: for programs, and where it is asked for alone."""

from __future__ import annotations

import json

import pytest

from reports.cli import main


def test_the_relatives_are_read_by_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """Each has its formula; products of no letter have no matrix form."""
    words = ["derive", "--loss", "squared", "--wrt", "w", "--second", "w", "--relatives"]
    assert main([*words, "--json"]) == 0
    found = {relative["name"]: relative for relative in json.loads(capsys.readouterr().out)["relatives"]}
    assert found["gauss-newton-form"]["formula"]["matrix_latex"] is None
    assert found["gauss-newton"]["formula"]["text"].startswith("GN_de = ")


def test_relatives_need_a_second_derivative(capsys: pytest.CaptureFixture[str]) -> None:
    """It is not left out in silence."""
    assert main(["derive", "--wrt", "W", "--relatives"]) == 2
    assert "add --second NAME" in capsys.readouterr().err
