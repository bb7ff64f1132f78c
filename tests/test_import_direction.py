"""The direction of imports, also inside functions: between the three packages, between the rooms of each, no circle."""

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
CONTRACTS = ("pyproject.toml", "tests/import_circles.toml")


def direction_problems(root: Path) -> str:
    """Run import-linter with the contracts of the project; return what it prints when one is broken."""
    return "".join(_linted(root, contracts) for contracts in CONTRACTS)


def _linted(root: Path, contracts: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", contracts],
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
    """Every module of the three packages, each of them empty, under the contracts of this project."""
    for module in (path for package in PACKAGES for path in (source_tree / package).rglob("*.py")):
        planted = tmp_path / module.relative_to(source_tree)
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.touch()
    for contracts in CONTRACTS:
        (tmp_path / contracts).parent.mkdir(exist_ok=True)
        (tmp_path / contracts).write_text((source_tree / contracts).read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def plant(root: Path, module: str, imported: str) -> None:
    """Let a module import another one, hidden inside a function."""
    path = root.joinpath(*module.split(".")).with_suffix(".py")
    path.write_text(f"def late() -> None:\n    import {imported}\n", encoding="utf-8")


def test_the_packages_keep_the_direction(source_tree: Path) -> None:
    """Every import of the three packages."""
    assert direction_problems(source_tree) == ""


def test_imports_that_keep_the_direction_pass(planted_tree: Path) -> None:
    """Words use numbers and symbols, numbers use symbols; a room uses the ones below it."""
    plant(planted_tree, "reports.pipeline", "numeric.results, derive.errors, reports.report")
    plant(planted_tree, "numeric.data.datasets", "derive.errors, numeric.results")
    plant(planted_tree, "derive.gradient.rules", "derive.proof.verdict, derive.network.axes")
    assert direction_problems(planted_tree) == ""


@pytest.mark.parametrize(
    ("module", "other"),
    [
        pytest.param("derive.errors", "numeric.ulp", id="derive, numeric"),
        pytest.param("derive.errors", "reports.provenance", id="derive, reports"),
        pytest.param("numeric.ulp", "reports.provenance", id="numeric, reports"),
        pytest.param("derive.writing.naming", "derive.gradient.rules", id="rooms of derive"),
        pytest.param("derive.proof.walk.branches", "derive.proof.numbers.exact", id="rooms of proof"),
        pytest.param("numeric.lowering.program", "numeric.compare.comparison", id="rooms of numeric"),
        pytest.param("reports.report", "reports.formats.displays", id="rooms of reports"),
        pytest.param("reports.formats.latex.document", "reports.formats.html.page", id="two formats"),
    ],
)
def test_an_import_against_the_direction_is_found(module: str, other: str, planted_tree: Path) -> None:
    """Upwards, or from one format to another, for each contract."""
    plant(planted_tree, module, other)
    assert f"{module} -> {other}" in direction_problems(planted_tree)


def test_an_import_circle_is_found(planted_tree: Path) -> None:
    """Two modules of one room that import each other."""
    plant(planted_tree, "derive.gradient.rules", "derive.gradient.derivation")
    plant(planted_tree, "derive.gradient.derivation", "derive.gradient.rules")
    found = direction_problems(planted_tree)
    assert "no import circle" in found and "BROKEN" in found and "gradient" in found


def test_a_room_without_a_place_is_found(planted_tree: Path) -> None:
    """A new room must say what is above it and what below."""
    (planted_tree / "derive" / "attic").mkdir()
    (planted_tree / "derive" / "attic" / "__init__.py").touch()
    assert "attic" in direction_problems(planted_tree)


def test_derive_imports_nothing_heavy(source_tree: Path) -> None:
    """Symbols need no JAX."""
    assert heavy_imports(source_tree) == []


@pytest.mark.parametrize("line", ["import jax", "from jax import numpy", "import sklearn.datasets as data"])
def test_a_heavy_import_is_found(line: str, planted_tree: Path) -> None:
    """Inside a function of ``derive``."""
    (planted_tree / "derive" / "planted.py").write_text(f"def late() -> None:\n    {line}\n", encoding="utf-8")
    (found,) = heavy_imports(planted_tree)
    assert found.startswith("derive/planted.py:2 imports ")
