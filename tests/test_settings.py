"""The settings of the tests themselves: what is skipped, what a warning does, which examples are drawn."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SKIPPING = '''
import pytest

@pytest.fixture
def needs_tool(require_program):
    return require_program("a-program-that-nobody-has")

def test_with_a_tool(needs_tool):
    """Asks in a fixture."""

def test_that_asks(require_program):
    """Asks by itself, and is content with the second name."""
    assert require_program("a-program-that-nobody-has", "sh").endswith("sh")

def test_without_sources(source_tree):
    """Has no source folders beside it."""

@pytest.mark.xfail(strict=True)
def test_known_to_fail():
    """An expected failure is not a skipped test."""
    assert False
'''


def _copy_settings(folder: Path) -> None:
    (folder / "tests").mkdir()
    for name in ("conftest.py", "pyproject.toml", "tests/selection.toml"):
        shutil.copy(ROOT / name, folder / name)


def run_pytest(folder: Path, planted: Mapping[str, str], **environment: str) -> str:
    """Run test files under our settings, in a folder of their own; return what pytest prints."""
    _copy_settings(folder)
    files = [f"test_{name}.py" for name in planted]
    for file, code in zip(files, planted.values(), strict=True):
        (folder / file).write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--continue-on-collection-errors", *files],
        cwd=folder,
        env={**os.environ, "BACKPROOF_REQUIRE_TOOLS": "", "BACKPROOF_EVERY_CASE": "", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def test_a_test_without_its_tool_is_skipped(tmp_path: Path) -> None:
    """On a machine without the program, with the reason in the summary."""
    printed = run_pytest(tmp_path, {"skipping": SKIPPING})
    assert "1 passed, 2 skipped, 1 xfailed" in printed
    assert "a-program-that-nobody-has is not installed" in printed


def test_a_skipped_test_fails_where_tools_are_required(tmp_path: Path) -> None:
    """Continuous integration has every tool; only what an installed wheel cannot have may be missing."""
    printed = run_pytest(tmp_path, {"skipping": SKIPPING}, BACKPROOF_REQUIRE_TOOLS="1")
    assert "1 passed, 1 skipped, 1 xfailed, 1 error" in printed
    assert "a-program-that-nobody-has is not installed: but BACKPROOF_REQUIRE_TOOLS says" in printed


FORBIDDEN = {
    "warning": "import warnings\n\ndef test_it():\n    warnings.warn('old', DeprecationWarning)\n",
    "marker": "import pytest\n\n@pytest.mark.slwo\ndef test_it():\n    pass\n",
    "example": 'def double(x):\n    """\n    >>> double(2)\n    5\n    """\n    return 2 * x\n',
}


def test_what_the_settings_forbid_is_noticed(tmp_path: Path) -> None:
    """A warning, a misspelt marker and a wrong example in a docstring each fail."""
    printed = run_pytest(tmp_path, FORBIDDEN)
    assert "DeprecationWarning: old" in printed
    assert "'slwo' not found" in printed
    assert "Expected:\n    5" in printed
    assert "2 failed, 1 error" in printed


MANY = '''
import pytest

@pytest.mark.parametrize("case", range(36))
def test_many(case):
    """Of so many cases one is run."""

def test_alone():
    """Has no cases."""
'''


def test_of_many_cases_some_are_run_and_all_on_request(tmp_path: Path) -> None:
    """Of many cases one of six; every one, the others, or some of the others where the environment says so."""
    file = "tests/test_many.py"  # in no table of the settings
    _copy_settings(tmp_path)
    (tmp_path / file).write_text(MANY, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", file]
    printed = [
        subprocess.run(
            command,
            cwd=tmp_path,
            env={**os.environ, "BACKPROOF_EVERY_CASE": every},
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        for every in ("", "1", "rest", "more")
    ]
    passed = [int(match.group(1)) if (match := re.search(r"(\d+) passed", line)) else 0 for line in printed]
    usual, every, rest, more = passed
    assert (usual, every, rest) == (7, 37, 30)  # one of six, and the test that has no cases
    assert 0 < more < rest
