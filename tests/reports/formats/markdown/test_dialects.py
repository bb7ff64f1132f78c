"""Each dialect as its users read it: pandoc, MyST, Jupyter's parser; formulas stay whole."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from derive.errors import UsageError
from reports.formats.markdown.dialects import DIALECTS, dialect_of
from reports.formats.markdown.document import render_markdown
from reports.report import Report
from tests.reports.sample_reports import sample_dataset

HOSTILE = ("a@b", "![x](y)", "x^2^ ~~y~~", "{eq}`z` $q$ :::", "--- ... 'q'")


def as_json(pandoc: str, dialect: str, text: str) -> Any:
    """Pandoc's tree of a text."""
    command = [pandoc, "--from", "markdown", "--to", "json"]
    return json.loads(subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True).stdout)


def nodes(tree: Any, kind: str) -> Iterator[Any]:
    """The content of every node of a kind in pandoc's tree."""
    if isinstance(tree, dict):
        if tree.get("t") == kind:
            yield tree.get("c")
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from nodes(part, kind)


def formula_count(report: Report) -> tuple[int, int]:
    """How many formulas the report has in lines and on lines of their own, as its GitHub form counts them."""
    text, _ = render_markdown(report)
    return text.count("$`"), text.count("```math")


@pytest.mark.parametrize(("dialect", "name"), [("pandoc", "hidden"), ("quarto", "standard")])
def test_pandoc_reads_every_formula(
    dialect: str, name: str, require_program: Callable[..., str], request: pytest.FixtureRequest
) -> None:
    """As many formulas as were written, tables as tables, no dollar left in words."""
    report: Report = request.getfixturevalue(f"{name}_report")
    text, pictures = render_markdown(report, dialect_of(dialect))
    tree = as_json(require_program("pandoc"), dialect, text)
    found = [kind["t"] for kind, _ in nodes(tree, "Math")]
    assert (found.count("InlineMath"), found.count("DisplayMath")) == formula_count(report)
    assert len(list(nodes(tree, "Table"))) == text.count("\n| ---")
    assert {target[0] for _, _, target in nodes(tree, "Image")} == pictures.keys()
    assert not [word for word in nodes(tree, "Str") if "$" in word]


def test_pandoc_shows_hostile_names_as_they_are(standard_report: Report, require_program: Callable[..., str]) -> None:
    """Citations, superscripts, links and smart quotes in names from outside stay the characters they are."""
    data = sample_dataset("iris", HOSTILE[:4], (HOSTILE[4], "b", "c"))
    text, pictures = render_markdown(replace(standard_report, dataset=data), dialect_of("pandoc"))
    command = [require_program("pandoc"), "--from", "markdown", "--to", "plain", "--wrap", "none"]
    plain = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True).stdout
    for name in HOSTILE:
        assert name in plain
    tree = as_json(command[0], "pandoc", text)
    assert not list(nodes(tree, "Cite")) and not list(nodes(tree, "Superscript")) and not list(nodes(tree, "Link"))
    assert len(list(nodes(tree, "Image"))) == len(pictures)


@pytest.mark.parametrize("name", ["standard", "hidden"])
def test_jupyter_reads_every_formula(name: str, request: pytest.FixtureRequest) -> None:
    """The parser of Visual Studio Code's notebooks finds as many formulas as were written."""
    report: Report = request.getfixturevalue(f"{name}_report")
    text, _ = render_markdown(report, dialect_of("jupyter"))
    parser = MarkdownIt("gfm-like", {"linkify": False, "html": True}).use(dollarmath_plugin, allow_labels=False)
    found = [kind for token in parser.parse(text) for kind in (token.type, *(c.type for c in token.children or ()))]
    assert (found.count("math_inline"), found.count("math_block")) == formula_count(report)
    assert not [t for t in parser.parse(text) if t.type == "math_block" and "$" in t.content]


@pytest.mark.parametrize("name", ["standard", "hidden"])
def test_nbconvert_reads_every_formula(name: str, request: pytest.FixtureRequest) -> None:
    """What makes web pages of notebooks passes each formula on to MathJax whole, and leaves no dollar in words."""
    mistune = pytest.importorskip("nbconvert.filters.markdown_mistune", reason="nbconvert is not installed")
    report: Report = request.getfixturevalue(f"{name}_report")
    text, _ = render_markdown(report, dialect_of("jupyter"))
    found = {"inline": 0, "block": 0}

    class Counting(mistune.IPythonRenderer):  # type: ignore[name-defined, misc]
        def inline_math(self, body: str) -> str:
            found["inline"] += 1
            return ""

        def block_math(self, body: str) -> str:
            found["block"] += 1
            return ""

    page = mistune.MarkdownWithMath(renderer=Counting(escape=False)).render(text)
    assert (found["inline"], found["block"]) == formula_count(report)
    assert "$" not in page and page.count("<table>") == text.count("\n| ---")


@pytest.mark.parametrize("name", ["standard", "hidden"])
def test_myst_reads_every_formula(name: str, request: pytest.FixtureRequest) -> None:
    """MyST finds as many formulas as were written, the labels of the results, and complains about nothing."""
    core = pytest.importorskip("docutils.core", reason="docutils is not installed")
    docutils_ = pytest.importorskip("myst_parser.parsers.docutils_", reason="myst-parser is not installed")
    report: Report = request.getfixturevalue(f"{name}_report")
    text, _ = render_markdown(report, dialect_of("myst"))
    settings = {"myst_enable_extensions": ["dollarmath"], "warning_stream": None, "report_level": 2, "halt_level": 2}
    tree = core.publish_doctree(text, parser=docutils_.Parser(), settings_overrides=settings)
    tags = [node.tagname for node in tree.findall()]
    assert (tags.count("math"), tags.count("math_block")) == formula_count(report)
    assert [node for node in tree.findall() if node.tagname == "math_block" and node.get("names")]
    assert tags.count("table") == text.count("\n| ---")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_folds_and_formulas_are_closed(dialect: str, hidden_report: Report) -> None:
    """The same words in every dialect; only GitHub has its own marks."""
    text, _ = render_markdown(hidden_report, dialect_of(dialect))
    assert ("```math" in text) == ("$`" in text) == (dialect == "github")
    assert ("{#eq-" in text) == (dialect == "quarto")


def test_an_unknown_dialect_is_refused() -> None:
    """With the names of those that there are."""
    with pytest.raises(UsageError, match="unknown Markdown dialect 'wiki'") as caught:
        dialect_of("wiki")
    assert "quarto" in caught.value.hint
