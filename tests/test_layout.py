"""The layout: three packages, their tests, and nothing at the top whose purpose a reader cannot name."""

from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Iterable, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PACKAGES = ("derive", "numeric", "reports")
FOLDERS = {*PACKAGES, "tests", ".ci"}
FILES = {
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "pyproject.toml",
    "conftest.py",
    ".gitignore",
    ".pre-commit-config.yaml",
}


def strangers(paths: Iterable[str]) -> set[str]:
    """Return the top-level folders and files among these paths that the layout does not know."""
    tops = {path.partition("/")[::2] for path in paths}
    return {top for top, rest in tops if top not in (FOLDERS if rest else FILES)}


def other_owners(owners: Mapping[str, list[str]]) -> set[str]:
    """Return the distributions other than backproof that brought a package of one of our three names."""
    return {owner for package in PACKAGES for owner in owners.get(package, [])} - {"backproof"}


def home(package: str) -> Path:
    """Return the folder in which Python finds this package."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None, f"{package} has no __init__.py: a folder of that name shadows it"
    return Path(spec.origin).parent


def test_the_top_level_holds_the_known_entries(source_tree: Path) -> None:
    """Every file that git knows or would add stands in a known place."""
    if not (source_tree / ".git").exists():
        pytest.skip("the source folders are absent: this is no checkout")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(listed, cwd=source_tree, check=True, capture_output=True, text=True).stdout
    assert found
    assert strangers(filter(None, found.split("\0"))) == set()


@pytest.mark.parametrize("path", ["docs/index.md", "utils/text.py", "setup.py", "derive.py", "tests"])
def test_a_planted_entry_is_noticed(path: str) -> None:
    """A fourth source folder, a documentation folder or a stray file at the top is a stranger."""
    assert strangers(["derive/axes.py", "README.md", path]) == {path.partition("/")[0]}


def test_the_packages_lie_side_by_side() -> None:
    """Imported from one folder: no namesake from elsewhere took the place of one of them."""
    assert len({home(package).parent for package in PACKAGES}) == 1


def test_no_other_distribution_owns_our_names() -> None:
    """The names derive and reports also exist on the package index: pip would overwrite silently."""
    assert other_owners(packages_distributions()) == set()


def test_a_namesake_is_noticed() -> None:
    """An installed distribution that brings a package named reports is named."""
    assert other_owners({"reports": ["backproof", "reports"], "numpy": ["numpy"]}) == {"reports"}


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_typed(package: str) -> None:
    """The marker that tells type checkers to believe the annotations lies in every package."""
    assert (home(package) / "py.typed").is_file()
