"""The lesson as GitHub Markdown: what GitHub refuses is not in it, tables and pictures are whole, names are inert."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reports.formats.markdown.dialects import GitHub, escaped
from reports.formats.markdown.document import render_markdown
from reports.report import Report
from tests.reports.sample_reports import sample_dataset

REFUSED = (
    r"\operatorname",
    r"\mbox",
    r"\phantom",
    r"\substack",
    r"\color",
    r"\newcommand",
    r"\def",
    r"\DeclareMathOperator",
)
Rendered = tuple[str, dict[str, bytes]]


@pytest.fixture(scope="module", params=["standard_report", "hidden_report"])
def rendered(request: pytest.FixtureRequest) -> Rendered:
    """Each of the sample reports as Markdown, with its pictures."""
    return render_markdown(request.getfixturevalue(request.param))


def tokens(markdown: str) -> Iterator[Token]:
    """Every token of GitHub's dialect, those inside lines too."""
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown):
        yield token
        yield from token.children or ()


def formulas(markdown: str) -> list[str]:
    """Every formula, as a parser of Markdown finds it."""
    found = list(tokens(markdown))
    lines = [t.content for t in found if t.type == "code_inline"]
    return lines + [t.content for t in found if t.type == "fence" and t.info == "math"]


def test_nothing_that_github_refuses(rendered: Rendered) -> None:
    """No refused macro, no dollar but those of the two safe forms, no markup."""
    markdown, _ = rendered
    found = list(tokens(markdown))
    assert not [macro for macro in REFUSED for latex in formulas(markdown) if macro in latex]
    assert [t.content for t in found if t.type in ("html_block", "html_inline")] == []
    assert "$" not in re.sub(r"\$`[^`\n]*`\$", "", re.sub(r"```.*?```", "", markdown, flags=re.DOTALL))
    assert not [latex for latex in formulas(markdown) if "\n\n" in latex or "|" in latex or "<" in latex]


def test_every_formula_is_found_by_a_parser(rendered: Rendered) -> None:
    """Backticks, underscores and pipes of the formulas do not disturb the Markdown around them."""
    markdown, _ = rendered
    found = formulas(markdown)
    assert len(found) > 100
    assert sum("$`" in t.content for t in tokens(markdown) if t.type == "text") == 0


def test_tables_are_rectangular(rendered: Rendered) -> None:
    """Every row of a table has as many cells as its heading."""
    markdown, _ = rendered
    tables = 0
    width, cells = 0, 0
    for token in tokens(markdown):
        if token.type == "table_open":
            tables, width = tables + 1, 0
        cells = 0 if token.type == "tr_open" else cells + (token.type in ("th_open", "td_open"))
        if token.type == "tr_close":
            width = width or cells
            assert cells == width
    assert tables >= 7
    assert markdown.count("\n| ---") == tables


def test_every_picture_is_there(rendered: Rendered) -> None:
    """Pictures are well-formed SVG files on light paper, named as the Markdown names them, described in words."""
    markdown, pictures = rendered
    images = [t for t in tokens(markdown) if t.type == "image"]
    assert {str(t.attrs["src"]) for t in images} == pictures.keys()
    assert all(len(t.content) > 30 for t in images)
    for svg in pictures.values():
        root = ElementTree.fromstring(svg)
        assert root.get("width") and root.get("color") and root.find("{http://www.w3.org/2000/svg}rect") is not None
        assert b"Canvas" not in svg and b"<script" not in svg


def test_headings_are_in_order(rendered: Rendered) -> None:
    """One first heading; no level is skipped."""
    levels = [int(t.tag[1]) for t in tokens(rendered[0]) if t.type == "heading_open"]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_hostile_names_are_inert(standard_report: Report) -> None:
    """Names that are markup, links, formulas or table cells come out as the words they are."""
    hostile = ("<script>a(1)</script>", "[a](javascript:x)", "a | b", "$`x`$ `code` **b**\n\n# c")
    data = sample_dataset("![x](y)", hostile, ("<!-- a", "~~b~~", "*c*"))
    markdown, _ = render_markdown(replace(standard_report, dataset=data))
    found = list(tokens(markdown))
    assert not [t for t in found if t.type in ("html_block", "html_inline", "link_open", "s_open", "em_open")]
    text = "".join(t.content for t in found if t.type == "text")
    for name in (*hostile[:3], "![x](y)", "~~b~~", "*c*", "<!-- a"):
        assert name in text


@pytest.mark.parametrize("text", ["a_b*c", "<b>", "1 < 2 & 3", "`x`", "a\nb", "\\", "#1", "[x]"])
def test_escaped_words_read_back(text: str) -> None:
    """A parser gives back exactly the words."""
    line = next(t for t in MarkdownIt("gfm-like", {"linkify": False}).parse(f"a {escaped(text)}") if t.type == "inline")
    assert "".join(t.content for t in line.children or ()) == "a " + text.replace("\n", " ")


def test_a_less_than_sign_is_no_markup() -> None:
    """GitHub takes < for the start of an element even inside mathematics."""
    assert GitHub().formula("a<b") == r"a\lt b"


def test_the_same_report_gives_the_same_text(standard_report: Report) -> None:
    """Rendered twice."""
    assert render_markdown(standard_report) == render_markdown(standard_report)


def test_outside_text_that_is_code_or_colour(standard_report: Report) -> None:
    """A path with a bar stays in its cell; a class that is called like a colour of ours keeps its name on paper."""
    data = sample_dataset("iris", classes=("Canvas", "b", "c"))
    provenance = replace(standard_report.provenance, command="backproof report --data 'a|b.csv'")
    text, pictures = render_markdown(replace(standard_report, dataset=data, provenance=provenance))
    (row,) = [line for line in text.splitlines() if "b.csv" in line and line.startswith("|")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 3 and r"a\|b.csv" in row
    assert b">Canvas<" in pictures["simplex.svg"] and b'"Canvas"' not in pictures["simplex.svg"]
