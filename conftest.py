"""Settings for every test and doctest: seeds, strictness, and what happens where an outside program is missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

REQUIRE_TOOLS = "BACKPROOF_REQUIRE_TOOLS"
ROOT = Path(__file__).resolve().parent
PACKAGES = ("derive", "numeric", "reports")

# The same examples in every run: a failure that is found today is found tomorrow. No deadline: machines differ.
settings.register_profile("backproof", derandomize=True, deadline=None, database=None)
settings.load_profile("backproof")

# Plots are drawn to files, never to a window.
os.environ.setdefault("MPLBACKEND", "agg")


def program_path(*names: str) -> str:
    """Return the path of the first of these programs that exists; without one, skip the test or fail it.

    A test that needs an outside program skips with a plain reason where the program is missing,
    and fails there when the environment says ``BACKPROOF_REQUIRE_TOOLS=1``, as continuous integration does.
    """
    for name in names:
        if (path := shutil.which(name)) is not None:
            return path
    reason = f"{' or '.join(names)} is not installed"
    if os.environ.get(REQUIRE_TOOLS, "") not in ("", "0"):
        pytest.fail(f"{reason}, and {REQUIRE_TOOLS} says that it must be", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def require_program() -> Callable[..., str]:
    """How a test asks for an outside program: ``require_program("chromium")`` is its path, or skips, or fails."""
    return program_path


@pytest.fixture(scope="session")
def source_tree() -> Path:
    """The root of the checkout; skips when the tests run against an installed wheel, without the source folders."""
    if not any((ROOT / package).is_dir() for package in PACKAGES):
        pytest.skip("the source folders are absent: this run tests the installed wheel")
    return ROOT
