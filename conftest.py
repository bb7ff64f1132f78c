"""Settings for every test and doctest: seeds, strictness, and what happens where an outside program is missing."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import settings

REQUIRE_TOOLS = "BACKPROOF_REQUIRE_TOOLS"
NODE_MODULES = "BACKPROOF_NODE_MODULES"
ROOT = Path(__file__).resolve().parent
PACKAGES = ("derive", "numeric", "reports")

# What may be skipped even where every outside program must be there, by the beginning of its reason.
FINE_TO_SKIP = (
    "the source folders are absent",
    "the schema of SARIF 2.1.0 is not here",
    "all tests skipped by +SKIP option",
)

# These start programs of their own, which import JAX: single tests of many seconds.
LONGEST = (
    "tests/test_readme.py",
    "tests/reports/formats/test_same_bytes.py",
    "tests/reports/test_contract.py",
    "tests/reports/formats/test_notebook.py",
)

# Files whose tests look at one thing that costs seconds, by the beginning of their names, and what that is.
TOGETHER = {
    "tests/test_style.py": "style",
    "tests/derive/gradient/test_right_and_wrong_formulas.py": "formulas",
}

# What takes long for what it finds is not in the test command, which is to take four minutes: of a test with many cases
# of one kind every sixth is run, or one of so many as the table says, the same one each time, and of the seldom and the
# rare tests none. ``BACKPROOF_EVERY_CASE=1`` runs everything, ``rest`` what is left out otherwise, and ``more`` of that
# the seldom tests and every seventy-second case: continuous integration does that beside the test command, within
# twenty minutes.
EVERY_CASE = "BACKPROOF_EVERY_CASE"
MANY_CASES, ONE_OF_MANY, ONE_OF_THE_REST = 5, 6, 72
SELECTION = tomllib.loads((ROOT / "tests" / "selection.toml").read_text(encoding="utf-8"))
ONE_CASE_OF: dict[str, int] = SELECTION["one_case_of"]
SELDOM = tuple(SELECTION["seldom"])
RARE = tuple(SELECTION["rare"])

# The same examples in every run: a failure that is found today is found tomorrow. No deadline: machines differ.
settings.register_profile("backproof", derandomize=True, deadline=None, database=None)
settings.load_profile("backproof")

# What a test looks at was derived in that test.
os.environ.setdefault("BACKPROOF_PROVE_ANEW", "1")

# Each worker, and each program that a test starts, would compile all of the code anew. Elsewhere than beside the code
# there is none of what pip has compiled.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    sys.dont_write_bytecode = False

# Plots are drawn to files, never to a window.
os.environ.setdefault("MPLBACKEND", "agg")

# JAX could also refuse to add arrays of different rank; it may not here, since stax's own Dense adds its bias that way.


def program_path(*names: str) -> str:
    """Return the path of the first of these programs that exists; without one, skip the test with a plain reason."""
    for name in names:
        if (path := shutil.which(name)) is not None:
            return path
    pytest.skip(f"{' or '.join(names)} is not installed")


@pytest.fixture(scope="session")
def require_program() -> Callable[..., str]:
    """How a test asks for an outside program: ``require_program("chromium")`` is its path, or skips, or fails."""
    return program_path


@pytest.fixture(scope="session")
def require_node_module() -> Callable[[str], Path]:
    """How a test asks for a Node.js module: the path of ``require_node_module("katex")``; skips, or fails, without it.

    Node.js itself must be there too. The environment variable BACKPROOF_NODE_MODULES names the ``node_modules`` folder.
    """

    def module_path(name: str) -> Path:
        program_path("node")
        folder = os.environ.get(NODE_MODULES, "")
        if folder and (path := Path(folder, name)).is_dir():
            return path.resolve()
        pytest.skip(f"{name} is not installed: {NODE_MODULES} must name a node_modules folder that has it")

    return module_path


@pytest.fixture(scope="session")
def source_tree() -> Path:
    """The root of the checkout; skips when the tests run against an installed wheel, without the source folders."""
    if not any((ROOT / package).is_dir() for package in PACKAGES):
        pytest.skip("the source folders are absent: this run tests the installed wheel")
    return ROOT


def pytest_configure(config: pytest.Config) -> None:
    """With several workers, tests that share what costs seconds go to one of them."""
    if config.getoption("dist", "no") == "load":
        config.option.dist = "loadgroup"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays: nobody looks for garbage in it, and elsewhere as seldom as the command line does."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(100_000, 50, 100)
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, or one of two workers waits at the end while the other runs the README."""
    asked = os.environ.get(EVERY_CASE, "")
    if asked in ("", "0", "rest", "more"):
        more, others = _left_out(items)
        rest = set(more) if asked == "more" else {*more, *others}
        chosen = [item for item in items if (item in rest) == (asked in ("rest", "more"))]
        kept = set(chosen)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = chosen
    for item in items:
        if (together := _together(item)) is not None:
            item.add_marker(pytest.mark.xdist_group(together))
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def _together(item: pytest.Item) -> str | None:
    """What this test shares with others that costs seconds: one worker makes it and runs them all."""
    cases = getattr(item, "callspec", None)
    asked_for = [*getattr(item, "fixturenames", ()), *(str(v) for v in (cases.params.values() if cases else ()))]
    if any(name.endswith(("_report", "_page")) for name in asked_for):
        return "reports"
    return next((together for beginning, together in TOGETHER.items() if item.nodeid.startswith(beginning)), None)


def _left_out(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Of what the test command leaves out what continuous integration runs, and the others.

    It runs the seldom tests, of one with several cases every sixth, and every seventy-second case of the other tests.
    """
    tests = [item.nodeid.partition("[")[0] for item in items]
    cases, seen, left_out = Counter(tests), Counter[str](), 0
    more, others = [], []
    for item, test in zip(items, tests, strict=True):
        usual = ONE_OF_MANY if cases[test] > MANY_CASES else 1
        every = ONE_CASE_OF.get(test.partition("::")[0], usual) if cases[test] > 1 else 1
        if item.nodeid.startswith(RARE):
            others.append(item)
        elif item.nodeid.startswith(SELDOM):
            (others if seen[test] % (ONE_OF_MANY if cases[test] > 2 else 1) else more).append(item)
        elif seen[test] % every:
            (others if left_out % ONE_OF_THE_REST else more).append(item)
            left_out += 1
        seen[test] += 1
    return more, others


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test fails where the environment says ``BACKPROOF_REQUIRE_TOOLS=1``, as continuous integration does."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get(REQUIRE_TOOLS, "") not in ("", "0"):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if not reason.removeprefix("Skipped: ").startswith(FINE_TO_SKIP):
            report.outcome = "failed"
            report.longrepr = f"{reason}: but {REQUIRE_TOOLS} says that nothing may be missing"
    return report
