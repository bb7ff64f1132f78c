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
from reports.export.kept import MOST_FILES, formulas_folder
from reports.export.myst_plugin import MAXIMUM_BYTES, directive_nodes, role_nodes
from reports.options.options import HiddenLayer, NetworkOptions

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = "import sys; from reports.cli import main; status = main(); {after}; sys.exit(status)"
BIAS = r"\frac{\partial E}{\partial b^{(2)}_k}"
SOFTMAX = r"\frac{\partial p_k}{\partial z_j} = p_k\left(\delta_{kj} - p_j\right)"


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept from test to test is nothing that a user kept before."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "formulas"))


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


def test_what_myst_does_not_write_stops_the_build_with_a_reason() -> None:
    """MyST shows standard error where the exit status is not 0."""
    done = plugin("--directive", "backproof", data='{"arg": "gradient/W"')
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: the directive on standard input is not JSON")
    assert "Traceback" not in done.stderr


MISTAKEN = [
    ('{"arg": "gradent/W"}', "no formula has the key 'gradent/W'; there is gradient/W"),
    ('{"arg": "loss", "options": {"hiden": "8:tanh"}}', "unknown option 'hiden'; did you mean 'hidden'?"),
    ('{"arg": "loss", "options": {"log-base": 3}}', "unknown log base '3'"),
    ('{"arg": "loss", "options": {"hidden": [1]}}', "hidden layer '[1]'"),
    ('{"arg": "loss", "options": {"loss": "squarred"}}', "unknown loss 'squarred'; did you mean 'squared'?"),
    ('{"arg": "loss", "options": {"l2": "much"}}', "the l2 'much' is no number"),
    ('{"arg": "loss", "options": {"network": "absent.toml"}}', "absent.toml"),
    ('{"arg": "loss\\u202e"}', "\\u202e"),
    ("{}", "no formula has the key ''"),
    ('{"arg": "/"}', "no formula has the key '/'"),
]


@pytest.mark.parametrize(("data", "message"), MISTAKEN, ids=[case[1] for case in MISTAKEN])
def test_a_mistake_is_an_error_in_the_page(data: str, message: str) -> None:
    """What was found and what is near stands where the formula would be, and every other formula is there."""
    (node,) = directive_nodes("backproof", data.encode())
    assert (node["type"], node["kind"]) == ("admonition", "error")
    said = node["children"][1]["children"][0]["value"]
    assert said.startswith("Backproof: ") and message in said and said.isprintable()
    (strong,) = role_nodes("backproof", data.replace('"arg"', '"body"').encode())
    assert strong["type"] == "strong" and message.strip("/'") in strong["children"][0]["value"]


def test_a_network_is_chosen_by_any_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its loss, its penalty, a file that describes it; options beside such a file are told."""
    monkeypatch.chdir(tmp_path)
    Path("own.toml").write_text(
        'given = {q = "N D input", t = "N label", u = "D parameter"}\n'
        '[definitions]\nf = "f[n] = sum(u[d]*q[n,d], d)"\nC = "C = 1/N*sum((f[n] - t[n])^2, n)"\n'
    )
    options = {"loss": "squared", "l2": "0.01", "letters": r"w=\theta"}
    (node,) = directive_nodes("backproof", json.dumps({"arg": "gradient/w", "options": options}).encode())
    assert r"\frac{1}{100} \theta_d" in node["value"] and r"\hat{y}_n" in node["value"]
    (node,) = role_nodes("backproof", b'{"body": "gradient/u", "options": {"network": "own.toml"}}')
    assert node["value"].startswith(r"\frac{\partial C}{\partial u_d} =")
    asked = {"arg": "gradient/u", "options": {"network": "own.toml", "bias": ""}}
    (node,) = directive_nodes("backproof", json.dumps(asked).encode())
    assert "the option bias beside a file that says it all" in node["children"][1]["children"][0]["value"]


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


def test_an_option_without_a_value_takes_away_what_the_program_was_told() -> None:
    """Hidden layers of the program's own network, and none in this directive."""
    hidden = NetworkOptions(hidden=(HiddenLayer(8, "tanh"),))
    (node,) = directive_nodes("backproof", b'{"arg": "gradient/W", "options": {"hidden": true}}', hidden)
    assert "W_{kd}" in node["value"] and "label" not in node


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


def test_the_next_process_derives_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second answer is the same and comes without SymPy; what was kept and spoilt is derived anew."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    data = '{"body": "jacobian/p-z"}'
    first = plugin("--role", "backproof", data=data)
    second = plugin("--role", "backproof", data=data, after="assert 'sympy' not in sys.modules")
    assert first.stdout == second.stdout and (second.returncode, second.stderr) == (0, "")
    (kept,) = formulas_folder().iterdir()
    for spoilt in ("", "[]", '{"entries": [{}], "parameters": [], "command": ""}'):
        kept.write_text(spoilt, encoding="utf-8")
        assert role_nodes("backproof", data.encode()) == json.loads(first.stdout)
        assert len(kept.read_text(encoding="utf-8")) > 1000


def test_the_kept_formulas_never_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full folder is emptied before one more is kept; where nothing can be kept, the answer is the same."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    formulas_folder().mkdir(parents=True)
    for number in range(MOST_FILES):
        (formulas_folder() / f"{number}.json").touch()
    (node,) = role_nodes("backproof", b'{"body": "loss"}')
    assert len(list(formulas_folder().iterdir())) == 1
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    (tmp_path / "file").touch()
    assert role_nodes("backproof", b'{"body": "loss"}') == [node]


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

:::{backproof} gradent/W
:::
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
    assert "no formula has the key 'gradent/W'; there is gradient/W" in written.replace("\n", " ")
    assert f"{{math}}`{SOFTMAX}`" in written and "[(1)](#eq-gradient)" in written
    assert r"\frac{1}{N \ln 2} \sum_{n=1}^{N} \left(p_{nk} - y_{nk}\right) x_{nd}" in written
