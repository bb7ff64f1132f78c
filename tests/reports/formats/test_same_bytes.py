"""The same command writes the same bytes: in another folder, with another hash seed, every format."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COMMAND = "import sys; from reports.cli import main; sys.exit(main())"
WORDS = ("report", "--data", "few.csv", "--target", "kind", "--epochs", "3", "--out", "written", "--json")
FORMATS = ("--to", "html,md,tex,ipynb")
ROWS = "a,b,kind\n1,2,u\n-0.5,4,v\n3,0.25,u\n2,1,w\n"
ROOT = Path(__file__).resolve().parents[3]


def ended(folder: Path, hash_seed: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a folder of its own."""
    folder.mkdir(parents=True)
    (folder / "few.csv").write_text(ROWS, encoding="utf-8")
    found = os.pathsep.join([str(ROOT), *sys.path[1:]])
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": found, "TZ": f"UTC{hash_seed}"}
    command = [sys.executable, "-c", COMMAND, *WORDS, *FORMATS]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=120, check=False)


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    """Page, Markdown with its pictures, LaTeX, notebook, certificate, and the JSON on standard output.

    One after the other: the second run reads the programs that the first one has compiled.
    """
    folders = (tmp_path / "here", tmp_path / "some" / "other place")
    first, second = (ended(folder, seed) for folder, seed in zip(folders, ("1", "2"), strict=True))
    assert [first.returncode, second.returncode] == [0, 0], first.stderr.decode()
    assert first.stdout == second.stdout and b'"verdict": "agree"' in first.stdout
    here, there = (
        {str(path.relative_to(folder)): path.read_bytes() for path in (folder / "written").rglob("*")}
        for folder in folders
    )
    names = {
        f"written/{name}" for name in ("report.html", "report.md", "report.tex", "report.ipynb", "certificate.json")
    }
    assert names | {"written/network.svg", "written/loss.svg"} <= here.keys()
    assert [name for name in here if here[name] != there.get(name)] == [] and here.keys() == there.keys()
    assert not [name for name, content in here.items() if str(tmp_path).encode() in content]
