"""The direction of the imports: words after numbers after symbols."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ("derive", "numeric", "reports")


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter with the contract of pyproject.toml on the packages under ``root``."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONSAFEPATH": "1", "NO_COLOR": "1"}
    return subprocess.run(command, cwd=root, env=environment, check=False, capture_output=True, text=True)


def copy_of(tree: Path, folder: Path) -> Path:
    """Copy the packages and the contract, nothing else."""
    for package in PACKAGES:
        shutil.copytree(tree / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(tree / "pyproject.toml", folder)
    return folder


def test_reports_may_import_numeric_and_numeric_may_import_derive(source_tree: Path) -> None:
    """No module imports against the direction, not even inside a function."""
    done = lint_imports(source_tree)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 kept, 0 broken" in done.stdout


def test_an_import_against_the_direction_is_noticed(source_tree: Path, tmp_path: Path) -> None:
    """An import of reports planted inside a function of derive breaks the contract, and is named."""
    planted = copy_of(source_tree, tmp_path) / "derive" / "axes.py"
    planted.write_text(planted.read_text() + "\n\ndef late() -> None:\n    import reports.options\n")
    done = lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "derive.axes -> reports.options" in done.stdout
