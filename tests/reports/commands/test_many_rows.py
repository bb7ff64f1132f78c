"""Many rows at the command line: what is said of all of them, of the sample, and an interruption in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from reports.cli import run_command

ROOT = Path(__file__).parents[3]


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Fifty thousand rows of ten features and three classes."""
    random = np.random.RandomState(1)
    x = random.standard_normal((50_000, 10))
    kinds = (x @ random.standard_normal((10, 3)) + random.gumbel(size=(50_000, 3))).argmax(axis=1)
    lines = [",".join([*(f"{v:.4f}" for v in row), f"kind {k}"]) for row, k in zip(x, kinds, strict=True)]
    path = tmp_path / "rows.csv"
    path.write_text("\n".join([",".join([*(f"f{d}" for d in range(10)), "kind"]), *lines]), encoding="utf-8")
    return path


def test_all_rows_and_the_sample_are_told_apart(rows: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """JSON has both comparisons; the rows with a truth are counted; the data are those of the file."""
    assert run_command(["compare", "--data", str(rows), "--json"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["data"]["rows"] == 50_000 and found["verdict"] == "agree"
    assert all(entry["truth"] is None for entry in found["parameters"])
    assert found["sample"]["rows"] == 1000 and all(entry["truth"] for entry in found["sample"]["parameters"])
    assert found["sample"]["max"]["ulp"]["ours"] < 1e3 and found["max"]["ulp"]["ours"] is None
    ours = found["rows"]["ours"]
    assert ours["rows"] == 50_000 and ours["drawn"] == 500 < ours["judged"] < 600 and ours["max_ulp"] < 8
    assert found["training"]["epochs"] == 500 and "of 1000 of 50000 rows" in " ".join(found["remarks"])


def test_an_interruption_in_the_middle_leaves_nothing(rows: Path, tmp_path: Path) -> None:
    """One line, the exit status of an interruption, and no file."""
    out = tmp_path / "report"
    words = ["report", "--data", str(rows), "--out", str(out)]
    program = [sys.executable, "-c", "import sys; from reports.cli import main; sys.exit(main())", *words]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(program, cwd=ROOT, text=True, stderr=subprocess.PIPE, env=environment)
    time.sleep(8)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "interrupted: nothing was left half written\n")
    assert not out.exists() or not list(out.iterdir())
