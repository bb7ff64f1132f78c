"""The Sphinx extension, in small projects that Sphinx really builds."""

from __future__ import annotations

import html
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from sphinx.cmd.build import build_main

CONF = """project = "Notes"
extensions = ["reports.sphinx_extension"]
latex_documents = [("index", "notes.tex", "", "", "howto")]
"""
PAGE = """\
Notes
=====

.. backproof:: gradient/W2
   :label: gradient

.. backproof:: gradient/W/matrix
   :hidden:
   :bias:

By :eq:`gradient` and :backproof:`jacobian/p-z`.

.. role:: binary(backproof)
   :hidden:
   :bias:
   :log-base: 2

In bits, :binary:`loss`.

.. backproof:: update/
   :hidden:
   :bias: yes
   :label: update
"""
SHORT_PAGE = ":orphan:\n\nNotes\n=====\n\n.. backproof:: gradient/W\n"
NETWORK = 'backproof_network = {"hidden": ["8:tanh"]}\n'
Build = Callable[..., tuple[int, str]]


@pytest.fixture
def build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Build:
    """Build a page with Sphinx; returns its exit status and its warnings."""

    def project(page: str, *words: str, conf: str = CONF, builder: str = "html") -> tuple[int, str]:
        for name, text in (("conf.py", conf), ("index.rst", page)):
            path = tmp_path / name
            if not path.exists() or path.read_text(encoding="utf-8") != text:  # what stays is not read again
                path.write_text(text, encoding="utf-8")
        folders = ["-d", str(tmp_path / "doctrees"), str(tmp_path), str(tmp_path / builder)]
        status = build_main(["--quiet", "--builder", builder, *words, *folders])
        return status, re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().err)

    return project


WRITTEN = (
    r"\frac{\partial E}{\partial W^{(2)}_{kh}} = \frac{1}{N} \sum_{n=1}^{N} \left(p_{nk} - y_{nk}\right) a_{nh}",
    r"\frac{\partial E}{\partial W} = \frac{1}{N} \left(P - Y\right)^\top X",
    r"\frac{\partial p_k}{\partial z_j} = p_k\left(\delta_{kj} - p_j\right)",
    r"E = -\frac{1}{N} \sum_{n=1}^{N} \sum_{k=1}^{K} y_{nk} \log_2 p_{nk}",
    r"b_k \leftarrow b_k - \alpha \frac{\partial E}{\partial b_k}",
    r"W_{kd} \leftarrow W_{kd} - \alpha \frac{\partial E}{\partial W_{kd}}",
)


def test_a_project_builds_without_a_warning_for_each_builder(build: Build, tmp_path: Path) -> None:
    """Directive and role, with the network of conf.py and with another; a label to refer to; all below a key."""
    for builder, name in (("html", "index.html"), ("latex", "notes.tex"), ("text", "index.txt")):
        assert build(PAGE, "--fail-on-warning", conf=CONF + NETWORK, builder=builder) == (0, ""), builder
        written = html.unescape((tmp_path / builder / name).read_text(encoding="utf-8"))
        words = " ".join(written.split())
        assert [latex for latex in WRITTEN if latex not in words] == [], builder
    page = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    assert 'href="#equation-gradient"' in page and 'id="equation-gradient"' in page
    assert r"\eqref{equation:index:gradient}" in (tmp_path / "latex" / "notes.tex").read_text(encoding="utf-8")
    assert "1. one step of gradient descent for b" in page
    assert 'id="equation-update-2"' in page


def test_several_processes_may_read_the_pages(tmp_path: Path) -> None:
    """In a program of its own: this one may hold threads, which a fork would lose."""
    for name, text in (("conf.py", CONF), *((f"{page}.rst", SHORT_PAGE) for page in ("index", *"abcdef"))):
        (tmp_path / name).write_text(text, encoding="utf-8")
    words = ["-m", "sphinx", "--quiet", "--jobs", "2", "--builder", "text", str(tmp_path), str(tmp_path / "text")]
    done = subprocess.run([sys.executable, *words], stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert (done.returncode, "parallel" in done.stderr) == (0, False), done.stderr
    assert [(tmp_path / "text" / f"{page}.txt").exists() for page in "abcdef"] == [True] * 6


WRONG = [
    (".. backproof:: gradent/W", "no formula has the key 'gradent/W' (there is gradient/W"),
    (
        ".. backproof:: gradient/W\n   :hidden: 8:rellu",
        "unknown activation 'rellu'; did you mean 'relu'? (expected one",
    ),
    (".. backproof:: gradient/W\n   :bias: perhaps", "the option bias is 'perhaps' (expected yes or no)"),
    (".. backproof:: loss\n   :network: absent.toml", "the network file '"),
    (".. backproof:: element/W-1-1\n   :classes: 1", "the option classes is '1' (expected a number from 2"),
    ("Text.\n\nThe :backproof:`gradint/W` of it.", "no formula has the key 'gradint/W' (there is gradient/W"),
]


@pytest.mark.parametrize(("page", "warning"), WRONG, ids=["key", "activation", "bias", "file", "size", "role"])
def test_what_cannot_be_is_a_warning_with_its_place(build: Build, page: str, warning: str) -> None:
    """File, line, what was found and what is there; the page is built, with what was written in the formula's place."""
    status, warnings = build(f"Notes\n=====\n\n{page}\n", "-E")
    line = 6 if page.startswith("Text") else 4
    assert status == 0 and f"index.rst:{line}: WARNING: {warning}" in warnings
    assert warnings.count("WARNING") == 1


def test_a_warning_stops_who_asks_for_that(build: Build) -> None:
    """As continuous integration does."""
    status, _ = build("Notes\n=====\n\n.. backproof:: nothing\n", "--fail-on-warning")
    assert status == 1


@pytest.mark.parametrize(
    ("network", "warning"),
    [
        ('{"hiden": ["8:tanh"]}', "backproof_network in conf.py: unknown key 'hiden' (did you mean hidden?"),
        ("{1: 2}", "backproof_network in conf.py: unknown key 1 (expected: bias, log_base"),
        ("None", "backproof_network in conf.py is None (expected a table"),
    ],
    ids=["a slip", "no name", "no table"],
)
def test_a_network_in_conf_that_cannot_be_is_told(network: str, warning: str, build: Build) -> None:
    """A warning at the formula that asked for it; the page is built."""
    status, warnings = build("Notes\n=====\n\n.. backproof:: loss\n", conf=f"{CONF}backproof_network = {network}\n")
    assert status == 0 and warning in warnings


def test_backproof_itself_does_not_need_sphinx(source_tree: Path) -> None:
    """It is a dependency of the tests only, and of nothing but the extension."""
    project = tomllib.loads((source_tree / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert not [requirement for requirement in project["dependencies"] if "sphinx" in requirement.lower()]
    users = [
        path.name
        for package in ("derive", "numeric", "reports")
        for path in (source_tree / package).rglob("*.py")
        if re.search(r"^\s*(from|import) (sphinx|docutils)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert users == ["sphinx_extension.py"]
