"""The layout: four folders with a purpose, files that a reader expects, and import packages that are nobody else's."""

from __future__ import annotations

import ast
import importlib
import subprocess
from collections.abc import Iterable, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

import pytest

PACKAGES = ("derive", "numeric", "reports")
FOLDERS = {*PACKAGES, "tests", ".ci"}
FILES = {
    ".gitignore",
    ".pre-commit-config.yaml",
    ".pre-commit-hooks.yaml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "conftest.py",
    "hatch_build.py",
    "pyproject.toml",
}
DISTRIBUTION = "backproof"


def kept_files(root: Path) -> list[PurePosixPath]:
    """Return what git keeps of a checkout; whatever else lies there is the user's."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, encoding="utf-8")
    return [PurePosixPath(name) for name in sorted(listed.stdout.split("\0")) if name and (root / name).exists()]


def entry_problems(files: Iterable[PurePosixPath]) -> list[str]:
    """Return the top-level entries that are not among the expected ones, and those that are missing."""
    every = list(files)
    folders = {path.parts[0] for path in every if len(path.parts) > 1}
    top = {path.parts[0] for path in every if len(path.parts) == 1}
    return [
        *(f"{name}/ is no folder of this project" for name in sorted(folders - FOLDERS)),
        *(f"{name} is no file of this project" for name in sorted(top - FILES)),
        *(f"{name} is missing" for name in sorted((FOLDERS - folders) | (FILES - top))),
    ]


def package_problems(root: Path) -> list[str]:
    """Return what a package lacks: a docstring that says what it is, and the mark of being typed."""
    problems: list[str] = []
    for package in PACKAGES:
        first = root / package / "__init__.py"
        if not first.is_file() or ast.get_docstring(ast.parse(first.read_text(encoding="utf-8"))) is None:
            problems.append(f"{package}/__init__.py does not say what the package is")
        if not (root / package / "py.typed").is_file():
            problems.append(f"{package}/py.typed is missing")
    return problems


def parent_problems(files: Mapping[str, str]) -> list[str]:
    """Return whether packages of these ``__init__`` files lie in different places."""
    parents = {package: Path(file).parent.parent.resolve() for package, file in files.items()}
    if len(set(parents.values())) == 1:
        return []
    return [f"{package} is imported from {parent}" for package, parent in parents.items()]


def owner_problems(owners: Mapping[str, Iterable[str]]) -> list[str]:
    """Return other distributions that own one of our import packages: pip would overwrite one with the other."""
    return [
        f"{package} also belongs to {owner}"
        for package in PACKAGES
        for owner in sorted(set(owners.get(package, ())) - {DISTRIBUTION})
    ]


def test_top_level_entries(source_tree: Path) -> None:
    """Four folders, the continuous integration, and the usual files."""
    if not (source_tree / ".git").exists():
        pytest.skip("this is no git checkout: what belongs to it is not known")
    assert entry_problems(kept_files(source_tree)) == []


def test_every_package_introduces_itself(source_tree: Path) -> None:
    """A docstring and py.typed in each of the three."""
    assert package_problems(source_tree) == []


def test_the_three_packages_share_one_parent() -> None:
    """A namesake installed from elsewhere would shadow one of the three."""
    assert parent_problems({package: str(importlib.import_module(package).__file__) for package in PACKAGES}) == []


def test_no_other_distribution_owns_a_package() -> None:
    """Distributions with the same import names exist; they must not be in this environment."""
    assert owner_problems(packages_distributions()) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("docs/index.md", ["docs/ is no folder of this project"]),
        ("utils.py", ["utils.py is no file of this project"]),
        ("derive/more/rules.py", []),
    ],
)
def test_a_planted_entry_is_found(planted: str, found: list[str], tmp_path: Path) -> None:
    """A folder or a file at the top that nobody expects; what lies deeper is the package's own affair."""
    for name in (*FILES, *(f"{folder}/kept" for folder in FOLDERS), planted, "left-by-the-user/report.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".gitignore").write_text("left-by-the-user/\n", encoding="utf-8")
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    assert entry_problems(kept_files(tmp_path)) == found


def test_a_missing_entry_is_found() -> None:
    """The licence is gone, and a whole package."""
    left = [PurePosixPath(name) for name in FILES - {"LICENSE"}]
    left += [PurePosixPath(folder, "kept") for folder in FOLDERS - {"numeric"}]
    assert entry_problems(left) == ["LICENSE is missing", "numeric is missing"]


def test_a_package_that_says_nothing_is_found(tmp_path: Path) -> None:
    """One package without a docstring and without py.typed, two that have both."""
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text('"""What it is."""\n', encoding="utf-8")
        (tmp_path / package / "py.typed").touch()
    (tmp_path / "numeric" / "__init__.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "numeric" / "py.typed").unlink()
    assert package_problems(tmp_path) == [
        "numeric/__init__.py does not say what the package is",
        "numeric/py.typed is missing",
    ]


def test_a_package_from_elsewhere_is_found(tmp_path: Path) -> None:
    """``reports`` comes from another folder than the other two."""
    files = {package: str(tmp_path / "here" / package / "__init__.py") for package in PACKAGES}
    files["reports"] = str(tmp_path / "elsewhere" / "reports" / "__init__.py")
    assert f"reports is imported from {tmp_path / 'elsewhere'}" in parent_problems(files)


def test_a_namesake_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another installed distribution brings a package called ``derive``."""
    described = tmp_path / "derive-0.2.2.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: derive\nVersion: 0.2.2\n", encoding="utf-8")
    (described / "top_level.txt").write_text("derive\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert owner_problems(packages_distributions()) == ["derive also belongs to derive"]
