"""``backproof compare --logits``: the rows that lose their gradient, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reports.cli import main

ROWS = "quiet,loud \x1b[31m,a name of sixty characters that would break every table there is,label\n" + (
    "0,0.5,1,0\n18,0,0,0\n0,40,0,1\n70000,0,1,0\n"
)


@pytest.fixture
def rows(tmp_path: Path) -> str:
    """A file of four rows: two lose their gradient in float32, one is beyond float16."""
    path = tmp_path / "own.csv"
    path.write_text(ROWS, encoding="utf-8")
    return str(path)


def test_each_row_that_loses_its_gradient_is_told(rows: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Row by row, within 80 columns, what was decided before it, and no control character from the file."""
    assert main(["compare", "--logits", rows, "--dtype", "float32"]) == 0
    out = capsys.readouterr().out
    lines = [line.split() for line in out.splitlines() if line.split()[:1] in (["2"], ["3"])]
    assert [line[0] for line in lines] == ["3", "2"] and all("lost to 0" in " ".join(line) for line in lines)
    assert "'label' is taken as the right class" in out and "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_every_format_stands_in_the_document(rows: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One document with a reason where a format cannot hold the logits."""
    assert main(["compare", "--logits", rows, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    formats = {each["dtype"]: each for each in found["formats"]}
    assert formats["float16"]["reason"] == "row 4 has a logit that is too large for float16"
    assert formats["bfloat16"]["computed_in"] == "float32" and not formats["bfloat16"]["reason"]
    worst = formats["float32"]["worst"][0]
    assert worst["lost"] == ["jax.grad", "optax"] and worst["values"]["ours"] and found["verdict"] == "agree"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--bias"], "without what is below them"),
        (["--data", "wine"], "stands for the data"),
        (["--weights", "w.npz"], "stands for the data"),
        (["--epochs", "3"], "stands for the data"),
    ],
)
def test_what_has_no_meaning_beside_logits_is_refused(
    rows: str, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is no model: an option about one is a mistake, not ignored."""
    assert main(["compare", "--logits", rows, *words]) == 2
    assert message in capsys.readouterr().err
