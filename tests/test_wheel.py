"""The wheel: every file of the three packages, and no folder beside them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import pytest

PACKAGES = ("derive", "numeric", "reports")


def package_files(root: Path) -> set[str]:
    """Return every file of the packages: code, templates, styles, fonts, markers."""
    found = {path.relative_to(root) for package in PACKAGES for path in (root / package).rglob("*") if path.is_file()}
    return {
        path.as_posix()
        for path in found
        if "__pycache__" not in path.parts and not any(part.startswith(".") for part in path.parts)
    }


def foreign_folders(names: Iterable[str]) -> set[str]:
    """Return the top-level entries of a wheel that are neither a package of ours nor its metadata."""
    tops = {name.partition("/")[0] for name in names}
    return {top for top in tops if top not in PACKAGES and not top.endswith(".dist-info")}


def build_wheel(root: Path, folder: Path) -> set[str]:
    """Build the wheel of the project under ``root``; return the names of the files in it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("backproof-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_every_file(source_tree: Path, tmp_path: Path) -> None:
    """Templates, styles and fonts are there beside the code; the tests are not; the command is."""
    names = build_wheel(source_tree, tmp_path)
    assert package_files(source_tree) - names == set()
    assert foreign_folders(names) == set()
    assert any(name.endswith(".dist-info/entry_points.txt") for name in names)
    assert sum(name.startswith("reports/shipped_proofs/") for name in names) > 20
    assert sum(name.startswith("derive/reading/formula/shipped_tables/") for name in names) == 2


def test_a_missing_template_and_a_foreign_folder_are_noticed(source_tree: Path, tmp_path: Path) -> None:
    """A project that leaves templates out and ships its tests fails both guards."""
    settings = (source_tree / "pyproject.toml").read_text()
    shipped = 'packages = ["derive", "numeric", "reports"]\n\n[tool.hatch.build.targets.sdist]'
    assert settings.count(shipped) == 1
    planted = shipped.replace('"reports"]\n', '"reports", "tests"]\nexclude = ["*.j2"]\n')
    project = tmp_path / "project"
    for name in (*PACKAGES, "tests"):
        (project / name / "templates").mkdir(parents=True)
        (project / name / "__init__.py").touch()
        (project / name / "templates" / "page.html.j2").touch()
    (project / "pyproject.toml").write_text(settings.replace(shipped, planted))
    (project / "hatch_build.py").write_text((source_tree / "hatch_build.py").read_text())
    for name in ("README.md", "LICENSE"):
        (project / name).write_text(name)
    names = build_wheel(project, tmp_path / "wheels")
    assert package_files(project) - names == {f"{package}/templates/page.html.j2" for package in PACKAGES}
    assert foreign_folders(names) == {"tests"}


@pytest.mark.parametrize(
    "name",
    [
        "reports.formats.html/templates",
        "reports.formats.html/styles",
        "reports.formats.html/fonts",
        "reports.formats.latex/templates",
        "reports.formats.markdown/templates",
        "reports.lesson.pictures/templates",
    ],
)
def test_what_the_page_needs_is_found_beside_the_code(name: str) -> None:
    """Asked of the packages as they are imported: of the wheel, where the source folders are gone."""
    package, folder = name.split("/")
    assert [entry.name for entry in files(package).joinpath(folder).iterdir() if not entry.name.startswith("_")]


def test_what_the_build_imports_is_installed_for_it(source_tree: Path) -> None:
    """A wheel is built where nothing else is: the hook names every library that its step imports."""
    hook = tomllib.loads((source_tree / "pyproject.toml").read_text(encoding="utf-8"))
    named = hook["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]["dependencies"]
    there = {*map(str.lower, re.findall(r"^[\w-]+", "\n".join(named), re.MULTILINE)), "mpmath"}  # which SymPy brings
    code = (
        "import importlib.metadata as m, sys\nbefore = {*sys.modules}\nimport reports.shipping\n"
        "packages = m.packages_distributions()\n"
        "print(*{d for name in {n.partition('.')[0] for n in {*sys.modules} - before} for d in packages.get(name, ())})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=source_tree, capture_output=True, text=True, check=True)
    assert {name.lower() for name in done.stdout.split()} - {"backproof"} <= there
