"""Names that act on what shows them: control characters, a reversed reading direction, characters that XML refuses.

A file has them, and every format of its report shows them as their escapes.
"""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest

from numeric.data.datasets import load_dataset
from numeric.results import Dataset
from reports.formats.html.page import render_html
from reports.formats.json.comparison import comparison_document
from reports.formats.latex.document import render_latex
from reports.formats.markdown.dialects import DIALECTS, dialect_of
from reports.formats.markdown.document import render_markdown
from reports.formats.notebook import render_notebook
from reports.formats.plain.terminal import comparison_text
from reports.report import Report
from reports.system.json_text import json_text

ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"})
# What mathematics puts between factors is our own, and no file's.
OUR_OWN = "\n\t\N{INVISIBLE SEPARATOR}\N{INVISIBLE TIMES}\N{FUNCTION APPLICATION}"
ROWS = "a\x1b[31mred,b\u202egnp.exe,c\x0b\x07,漢字\u2028\ufffe,kind\n" + "\n".join(
    f"{row},{row % 3},1.5,2,{name}" for row, name in enumerate(("k\u202e", "\u200bm\x85x", "ż$_{}\\") * 2)
)


@pytest.fixture(scope="module")
def hostile_report(standard_report: Report, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A report about a file with such names, asked for by a path that has them too."""
    path = tmp_path_factory.mktemp("data") / "x\u202ey.csv"
    path.write_text(ROWS, encoding="utf-8")
    dataset: Dataset = load_dataset(str(path), target="kind")
    command = f"backproof report --data {path}\x1b]0;x\x07"
    return replace(standard_report, dataset=dataset, provenance=replace(standard_report.provenance, command=command))


@pytest.mark.parametrize("name", ["html", "tex", "ipynb", "text", "json", *DIALECTS])
def test_every_format_shows_what_acts(name: str, hostile_report: Report) -> None:
    """As its escape and never as itself, in the text and in every picture."""
    if name in DIALECTS:
        markdown, pictures = render_markdown(hostile_report, dialect_of(name))
        text = markdown + "".join(svg.decode() for path, svg in pictures.items() if path.endswith("svg"))
    else:
        text = {
            "html": render_html,
            "tex": render_latex,
            "ipynb": render_notebook,
            "text": comparison_text,
            "json": lambda report: json_text(comparison_document(report)),
        }[name](hostile_report)
    acting = {hex(ord(c)) for c in text if unicodedata.category(c) in ACTING and c not in OUR_OWN}
    assert acting == set()
    if name not in ("text", "json"):
        assert re.search(r"\\{1,2}(textbackslash\{\})?u202e|202e", text)
    if name == "ipynb":
        assert json.loads(text)["nbformat"] == 4


@pytest.fixture(scope="module")
def printed(
    hostile_report: Report, require_program: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The report with these names as pandoc and pdfLaTeX print it, read back as text."""
    pandoc, folder = require_program("pandoc"), tmp_path_factory.mktemp("pandoc")
    require_program("pdflatex")
    text, pictures = render_markdown(hostile_report, dialect_of("pandoc"))
    for path, content in {**pictures, "report.md": text.encode()}.items():
        (folder / path).write_bytes(content)
    command = [pandoc, "--fail-if-warnings", "report.md", "-o", "report.pdf"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    pages = subprocess.run([require_program("pdfinfo"), "report.pdf"], cwd=folder, capture_output=True, check=True)
    assert b"(A4)" in pages.stdout and b"How does one weight change?" in pages.stdout
    command = [require_program("pdftotext"), "-layout", "report.pdf", "-"]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=True).stdout


def test_pandoc_makes_a_pdf(printed: str) -> None:
    """With its usual engine and no warning: A4, a title, the check marks, pictures, names in another script."""
    assert "✓" in printed and "How does one weight change?" in printed
    assert "U+6F22" in printed and "ż$_{}" in printed and "202e" in printed
    assert "Figure 1" in printed
