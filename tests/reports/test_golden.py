"""Golden reports: rendered samples, compared byte for byte, rewritten only when asked for by name.

BACKPROOF_UPDATE_GOLDEN=1 python -m pytest tests/reports/test_golden.py

Left out of them is what changes without a change of ours: the plots (matplotlib), the digits of a number after the
ninth (the processor), and what the repository holds already: font, style and script.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from reports.formats.html.page import compact, font_base64, render_html
from reports.formats.latex.document import render_latex
from reports.formats.markdown.document import render_markdown
from reports.formats.notebook import render_notebook
from reports.report import Report

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
UPDATE = os.environ.get("BACKPROOF_UPDATE_GOLDEN") == "1"
REPORTS = ("standard", "base-two", "hidden", "logistic")
DRAWN_HERE = ("network.svg", "network-with-numbers.svg", "network-with-gradients.svg")
MOST_BYTES = 3_000_000
PLOT = re.compile(r'<svg(?![^>]*class="bp-)[^>]*>.*?</svg>', re.DOTALL)
TIKZ_PLOT = re.compile(
    r"\\begin\{tikzpicture\}(?:(?!\\end\{tikzpicture\}).)*\\end\{tikzpicture\}(?=\n\\bpwords\{(?!The ))", re.DOTALL
)
LONG_NUMBER = re.compile(r"-?\d+\.\d{10,}(?:e-?\d+)?")


def compare(name: str, content: bytes) -> None:
    """Compare with the golden file of that name, or rewrite it when that was asked for."""
    path = GOLDEN / name
    if UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    hint = f"{name} changed: look at the difference; BACKPROOF_UPDATE_GOLDEN=1 rewrites the golden files"
    assert path.is_file() and path.read_bytes() == content, hint


def page_of_ours(report: Report) -> str:
    """The page without what stands elsewhere in the repository."""
    page = PLOT.sub("<svg>(a plot)</svg>", render_html(report).replace(font_base64(), "(the font)"))
    for path in files("reports.formats.html").joinpath("styles").iterdir():
        if path.name.endswith((".css", ".js")):
            source = path.read_text(encoding="utf-8")
            page = page.replace(compact(source) if path.name.endswith(".js") else source, f"({path.name})\n")
    return rounded(re.sub(r"'sha256-[^']*'", "'(hash)'", page))


def rounded(text: str) -> str:
    """The text with nine digits of each number.

    >>> rounded("1.4999999999999996 and -2.25")
    '1.5 and -2.25'
    """
    return LONG_NUMBER.sub(lambda found: f"{float(found[0]):.9g}", text)


def rendered(report: Report) -> Iterator[tuple[str, bytes]]:
    """Every golden file of a report by its name."""
    markdown, pictures = render_markdown(report)
    yield "report.md", markdown.encode()
    yield "report.html", page_of_ours(report).encode()
    yield "report.tex", rounded(TIKZ_PLOT.sub("% a plot", render_latex(report))).encode()
    yield "report.ipynb", render_notebook(report).encode()
    for drawing in DRAWN_HERE:
        yield drawing, pictures[drawing]


@pytest.mark.parametrize("name", REPORTS)
def test_the_report_is_as_it_was(name: str, request: pytest.FixtureRequest) -> None:
    """Page, Markdown with its drawings, LaTeX and notebook."""
    report: Report = request.getfixturevalue(f"{name.replace('-', '_')}_report")
    changed = []
    for file, content in rendered(report):
        try:
            compare(f"{name}/{file}", content)
        except AssertionError as error:
            changed.append(str(error).splitlines()[0])
    assert changed == []


def test_a_changed_report_is_noticed(standard_report: Report) -> None:
    """One other digit fails the comparison, in every format that has it."""
    if UPDATE:
        pytest.skip("golden files are being rewritten")
    found = {name: content for name, content in rendered(standard_report) if b"0.9112" in content}
    assert len(found) == 4
    for name, content in found.items():
        with pytest.raises(AssertionError, match=rf"standard/{re.escape(name)} changed"):
            compare(f"standard/{name}", content.replace(b"0.9112", b"0.9113"))


def test_what_is_left_out_is_no_more_than_that(standard_report: Report) -> None:
    """Our own drawings stay, the plots go, no font, no long number; and the files stay small."""
    found = {name: content.decode() for name, content in rendered(standard_report)}
    page, tex = found["report.html"], found["report.tex"]
    assert page.count("(the font)") == 1 and "(page.css)" in page and "(page.js)" in page
    assert page.count("<svg>(a plot)</svg>") == tex.count("% a plot") == 5
    assert page.count('class="bp-network"') == len(DRAWN_HERE)
    assert page.count("<svg xmlns") == tex.count(r"\begin{tikzpicture}") == len(DRAWN_HERE) + 1  # and the simplex
    assert rounded(page) == page and rounded(tex) == tex and not re.search(r"\d\.[1-9]\d{9}", page + tex)
    assert sum(path.stat().st_size for path in GOLDEN.rglob("*") if path.is_file()) < MOST_BYTES
