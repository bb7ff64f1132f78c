"""Words after numbers after symbols: ``reports`` → ``numeric`` → ``derive``, also for imports inside functions."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGES = ("derive", "numeric", "reports")
# derive and the start of the command line answer without waiting for these.
HEAVY = frozenset({"jax", "jaxlib", "matplotlib", "sklearn"})
LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


def direction_problems(root: Path) -> str:
    """Run import-linter with the contract in ``pyproject.toml``; return what it prints when a contract is broken."""
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout if done.returncode else ""


def heavy_imports(root: Path) -> list[str]:
    """Return where ``derive`` imports JAX, scikit-learn or matplotlib, inside functions too."""
    return [
        f"{path.relative_to(root)}:{line} imports {name}"
        for path in sorted((root / "derive").rglob("*.py"))
        for line, name in _imported(ast.parse(path.read_text(encoding="utf-8")))
        if name.partition(".")[0] in HEAVY
    ]


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            yield node.lineno, node.module


@pytest.fixture
def planted_tree(tmp_path: Path, source_tree: Path) -> Path:
    """Three empty packages under the contract of this project."""
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text('"""A package."""\n', encoding="utf-8")
    settings = (source_tree / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    return tmp_path


def test_the_packages_keep_the_direction(source_tree: Path) -> None:
    """Every import of the three packages."""
    assert direction_problems(source_tree) == ""


def test_imports_that_keep_the_direction_pass(planted_tree: Path) -> None:
    """Words use numbers and symbols, numbers use symbols."""
    (planted_tree / "reports" / "page.py").write_text("import numeric\nimport derive\n", encoding="utf-8")
    (planted_tree / "numeric" / "data.py").write_text("import derive\n", encoding="utf-8")
    assert direction_problems(planted_tree) == ""


@pytest.mark.parametrize(("package", "other"), [("derive", "numeric"), ("derive", "reports"), ("numeric", "reports")])
def test_an_import_against_the_direction_is_found(package: str, other: str, planted_tree: Path) -> None:
    """Hidden inside a function."""
    hidden = f"def late() -> None:\n    from {other} import late_one\n"
    (planted_tree / other / "late_one.py").touch()
    (planted_tree / package / "planted.py").write_text(hidden, encoding="utf-8")
    assert f"{package}.planted -> {other}" in direction_problems(planted_tree)


def test_derive_imports_nothing_heavy(source_tree: Path) -> None:
    """Symbols need no JAX."""
    assert heavy_imports(source_tree) == []


@pytest.mark.parametrize("line", ["import jax", "from jax import numpy", "import sklearn.datasets as data"])
def test_a_heavy_import_is_found(line: str, planted_tree: Path) -> None:
    """Inside a function of ``derive``."""
    (planted_tree / "derive" / "planted.py").write_text(f"def late() -> None:\n    {line}\n", encoding="utf-8")
    (found,) = heavy_imports(planted_tree)
    assert found.startswith("derive/planted.py:2 imports ")
