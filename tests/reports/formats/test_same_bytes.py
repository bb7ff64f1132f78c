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


def started(folder: Path, hash_seed: str) -> subprocess.Popen[bytes]:
    """The command in a folder of its own, not yet ended."""
    folder.mkdir(parents=True)
    (folder / "few.csv").write_text(ROWS, encoding="utf-8")
    found = os.pathsep.join([str(ROOT), *sys.path[1:]])
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": found, "TZ": f"UTC{hash_seed}"}
    command = [sys.executable, "-c", COMMAND, *WORDS, *FORMATS]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    """Page, Markdown with its pictures, LaTeX, notebook, certificate, and the JSON on standard output."""
    folders = (tmp_path / "here", tmp_path / "some" / "other place")
    runs = [started(folder, seed) for folder, seed in zip(folders, ("1", "2"), strict=True)]
    (first, said), (second, _) = (run.communicate(timeout=240) for run in runs)
    assert [run.returncode for run in runs] == [0, 0], said.decode()
    assert first == second and b'"verdict": "agree"' in first
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
