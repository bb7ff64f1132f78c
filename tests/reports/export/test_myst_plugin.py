"""The MyST plugin as MyST runs it: a program that speaks JSON; and once by MyST itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from derive.errors import InputError, UsageError
from reports.cli import main
from reports.export.embedding import OPTIONS
from reports.export.myst_plugin import MAXIMUM_BYTES, directive_nodes, role_nodes

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = "import sys; from reports.cli import main; status = main(); {after}; sys.exit(status)"
BIAS = r"\frac{\partial E}{\partial b^{(2)}_k}"
SOFTMAX = r"\frac{\partial p_k}{\partial z_j} = p_k\left(\delta_{kj} - p_j\right)"


def plugin(*words: str, data: str = "", after: str = "pass") -> subprocess.CompletedProcess[str]:
    """Run the plugin in a process of its own, with ``data`` on its standard input."""
    command = [sys.executable, "-c", PROGRAM.format(after=after), "myst-plugin", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(command, input=data, env=environment, capture_output=True, encoding="utf-8", check=False)


def test_without_arguments_it_says_what_it_has() -> None:
    """One directive and one role, each with the options of a network; nothing heavy is imported for that."""
    done = plugin(after="assert not {'sympy', 'jax'} & set(sys.modules)")
    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(found) == ["directives", "name", "roles"]
    (directive,), (role,) = found["directives"], found["roles"]
    assert directive["name"] == role["name"] == "backproof"
    assert directive["arg"]["required"] and role["body"]["required"]
    assert set(directive["options"]) - {"label"} == set(role["options"]) == set(OPTIONS)


def test_a_role_is_mathematics_in_a_line() -> None:
    """As MyST writes it, with the node that it knows more about; JAX is not imported."""
    data = {"name": "backproof", "node": {"type": "mystRole"}, "body": "jacobian/p-z"}
    done = plugin("--role", "backproof", data=json.dumps(data), after="assert 'jax' not in sys.modules")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == [{"type": "inlineMath", "value": SOFTMAX}]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('{"arg": "gradent/W"}', "error: no formula has the key 'gradent/W'\nhint: there is gradient/W"),
        ('{"arg": "gradient/W"', "error: the directive on standard input is not JSON"),
    ],
    ids=["unknown key", "malformed"],
)
def test_what_cannot_be_stops_the_build_with_a_reason(data: str, message: str) -> None:
    """MyST shows standard error where the exit status is not 0."""
    done = plugin("--directive", "backproof", data=data)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message) and "Traceback" not in done.stderr


def test_a_directive_is_mathematics_with_its_label() -> None:
    """Options as MyST passes them on: words, numbers that were not quoted, names without a value."""
    options = {"bias": True, "log-base": 2, "hidden": "8:tanh", "label": "Eq-Gradient"}
    (node,) = directive_nodes("backproof", json.dumps({"arg": "gradient/b2", "options": options}).encode())
    assert node == {
        "type": "math",
        "value": rf"{BIAS} = \frac{{1}}{{N \ln 2}} \sum_{{n=1}}^{{N}} \left(p_{{nk}} - y_{{nk}}\right)",
        "label": "Eq-Gradient",
        "identifier": "eq-gradient",
        "enumerated": True,
    }


def test_a_key_that_ends_in_a_slash_gives_all_below_it() -> None:
    """Each with its title, and a label of its own."""
    nodes = directive_nodes("backproof", b'{"arg": "update/", "options": {"bias": "", "label": "step"}}')
    assert [node.get("label") for node in nodes] == [None, "step-1", None, "step-2"]
    assert nodes[0]["children"][0]["value"] == "1. one step of gradient descent for b"


WRONG = [
    (b"[]", InputError, "not an object"),
    (b"\xff", InputError, "not JSON"),
    (b"[" * 100_000, InputError, "not JSON"),
    (b" " * (MAXIMUM_BYTES + 1), InputError, "larger than 1 MiB"),
    (b'{"arg": 3}', InputError, "arg is 3, expected text"),
    (b'{"arg": "loss", "options": "bias"}', InputError, "not an object with options"),
    (b'{"arg": "loss", "options": {"depth": 2}}', UsageError, "unknown option 'depth'"),
    (b'{"arg": "loss", "options": {"log-base": 3}}', UsageError, "unknown log base '3'"),
    (b'{"arg": "loss", "options": {"hidden": [1]}}', UsageError, "hidden layer '[1]'"),
    (b"{}", UsageError, "no formula has the key ''"),
    (b'{"arg": "/"}', UsageError, "no formula has the key '/'"),
]


@pytest.mark.parametrize(("data", "error", "message"), WRONG, ids=[case[2] for case in WRONG])
def test_every_other_input_is_refused(data: bytes, error: type[UsageError], message: str) -> None:
    """Whatever stands on standard input."""
    with pytest.raises(error) as caught:
        directive_nodes("backproof", data)
    assert message in str(caught.value) and caught.value.hint


def test_a_name_that_is_not_ours_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Another directive, another role, a transform, both at once."""
    with pytest.raises(UsageError, match="there is no role 'math'"):
        role_nodes("math", b'{"body": "loss"}')
    for words in (["--transform", "x"], ["--role", "backproof", "--directive", "backproof"]):
        assert main(["myst-plugin", *words]) == 2
        assert "one directive or one role" in capsys.readouterr().err


PAGE = """---
exports:
  - format: md
    output: out.md
---
# Notes

:::{backproof} gradient/W
:label: eq-gradient
:::

By {eq}`eq-gradient` and {backproof}`jacobian/p-z`.
"""


def test_myst_builds_a_page(tmp_path: Path, require_node_module: Callable[[str], Path]) -> None:
    """Formulas in the page that MyST writes, of the network that the program was told, and a reference to a label."""
    program = require_node_module("mystmd") / "dist" / "myst.cjs"
    script = tmp_path / "formulas"
    code = PROGRAM.format(after="pass")
    script.write_text(
        f"#!/bin/sh\nexec '{sys.executable}' -c '{code}' myst-plugin --log-base 2 \"$@\"\n", encoding="utf-8"
    )
    script.chmod(0o755)
    settings = {"version": 1, "project": {"plugins": [{"type": "executable", "path": "formulas"}]}}
    (tmp_path / "myst.yml").write_text(json.dumps(settings), encoding="utf-8")
    (tmp_path / "index.md").write_text(PAGE, encoding="utf-8")
    command = ["node", str(program), "build", "--md", "--ci"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    written = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert f"{{math}}`{SOFTMAX}`" in written and "[(1)](#eq-gradient)" in written
    assert r"\frac{1}{N \ln 2} \sum_{n=1}^{N} \left(p_{nk} - y_{nk}\right) x_{nd}" in written
