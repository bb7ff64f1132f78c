"""A command imports what it uses: seen from outside, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import json, sys
from reports.cli import run_command
run_command(sys.argv[1:])
sys.stderr.write("\\n" + json.dumps(sorted(sys.modules)))
"""
HEAVY = {"jax", "numpy", "sklearn", "matplotlib", "pydantic", "lark", "scipy", "markdown_it"}
CASES = [
    (("--help",), {"sympy", "flint", "pydantic", "jax", "numpy", "importlib.metadata", "tomllib"}),
    (("derive", "--one-sample", "--wrt", "z"), HEAVY | {"rich", "importlib.metadata", "reports.commands.report"}),
    (("certify", "nothing.json"), {*HEAVY, "sympy", "reports.commands.derive"} - {"pydantic"}),
]


def imported(words: tuple[str, ...], cache: Path) -> set[str]:
    """The modules of a process that has run a command."""
    environment = os.environ | {"XDG_CACHE_HOME": str(cache), "BACKPROOF_PROVE_ANEW": ""}
    command = [sys.executable, "-c", RUN, *words]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(("words", "unused"), CASES, ids=lambda case: " ".join(case) if isinstance(case, tuple) else "")
def test_what_is_not_used_is_not_imported(words: tuple[str, ...], unused: set[str], tmp_path: Path) -> None:
    """Help waits for no mathematics, ``derive`` for no arrays and no other command."""
    assert imported(words, tmp_path) & unused == set()


def test_what_derives_and_proves_is_not_imported_for_what_was_kept(tmp_path: Path) -> None:
    """The second time neither the backward walk nor the checks of its steps are loaded; the first time they are."""
    words, makers = ("derive", "--one-sample", "--wrt", "z"), {"derive.gradient.backward", "derive.gradient.checking"}
    assert imported(words, tmp_path) >= makers
    assert imported(words, tmp_path) & makers == set()
