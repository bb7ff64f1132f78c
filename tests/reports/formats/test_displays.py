"""What a notebook shows when a cell ends with a formula, a derivation, a comparison or a report."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp
from IPython.core.formatters import DisplayFormatter
from markdown_it import MarkdownIt
from nbformat import v4

from derive.gradient.backward import derive_gradient
from derive.gradient.derivation import Formula
from derive.network.building import classifier
from numeric.comparison_table import HEADINGS, MOST_ROWS
from reports.formats.displays import WORDS_ON_THE_LEFT
from reports.report import Report

ROOT = Path(__file__).resolve().parents[3]
LATEX, MARKDOWN, HTML, TEXT = "text/latex", "text/markdown", "text/html", "text/plain"


def shown(value: object) -> dict[str, str]:
    """What IPython sends to the front end for a value, by MIME type."""
    data, metadata = DisplayFormatter().format(value)
    assert metadata == {}
    return dict(data)


def test_a_formula_is_latex_markdown_and_text() -> None:
    """Mathematics is never HTML: the front end typesets it."""
    found = shown(derive_gradient(classifier(batch=False), wrt="W").formula)
    equation = r"\frac{\partial L}{\partial W_{kd}} = \left(p_k - y_k\right) x_d"
    assert found == {
        LATEX: rf"$\displaystyle {equation}$",
        MARKDOWN: f"$$\n{equation}\n$$",
        TEXT: "∂L/∂W_kd = (p_k − y_k) x_d",
    }


def test_a_step_is_latex_and_text() -> None:
    """One line with both equalities; the first one says nothing twice."""
    step = derive_gradient(classifier(batch=False), wrt="p").steps[-1]
    assert shown(step) == {
        LATEX: r"$\displaystyle \frac{\partial L}{\partial p_k} = -\sum_{j=1}^{K} \frac{y_j \delta_{jk}}{p_j}"
        r" = -\frac{y_k}{p_k}$",
        TEXT: "∂L/∂p_k = −Σ_j y_j δ_jk / p_j = −y_k / p_k",
    }


def test_a_formula_that_has_no_notation_is_shown_as_text() -> None:
    """A notebook never shows a traceback for looking at a value."""
    x = sp.Symbol("x")
    found = shown(Formula(sp.Symbol("f"), sp.Integral(x, x), ()))
    assert found == {TEXT: "f = Integral(x, x)"}


@pytest.mark.parametrize("name", ["W", "b"])
def test_a_derivation_is_markdown_and_text(name: str, standard_report: Report, hidden_report: Report) -> None:
    """Every step with a formula of its own; neither HTML nor a heading, which would go into the contents."""
    derivation = (standard_report.derivations | hidden_report.derivations)[{"b": "b1"}.get(name, name)]
    found = shown(derivation)
    assert set(found) == {MARKDOWN, TEXT}
    tokens = MarkdownIt().parse(found[MARKDOWN])
    assert not [token for token in tokens if token.type in ("heading_open", "html_block")]
    steps = len(derivation.steps)
    assert all(rf"\text{{{number}. " in found[MARKDOWN] for number in range(1, steps + 1))
    assert found[MARKDOWN].count("&=") >= steps and "PROVED WHEN labels sum to one" in found[MARKDOWN]
    assert str(derivation.formula) in " ".join(found[TEXT].split())
    assert "\n" not in repr(derivation)


def test_a_comparison_is_a_table_in_every_form(standard_report: Report) -> None:
    """The same rows as HTML, Markdown and text; the HTML brings no style, script or id of its own."""
    comparison = standard_report.comparison
    found = shown(comparison)
    assert set(found) == {HTML, MARKDOWN, TEXT}
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line) for line in re.findall("<tr>(.*?)</tr>", found[HTML])]
    assert [tuple(rows[0]), len(rows)] == [HEADINGS, 1 + len(comparison.parameters)]
    assert set(re.findall(r"<(\w+)", found[HTML])) == {
        "div",
        "p",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert set(re.findall(r'<[^>]* (\w+)="', found[HTML])) == {"scope"}
    columns = [line.replace("\\", "").strip("| ").split(" | ") for line in found[MARKDOWN].split("\n")]
    assert [row for row in columns if len(row) == len(HEADINGS)][2:] == rows[1:]
    for row in rows:
        assert any(line.split() == " ".join(row).split() for line in found[TEXT].splitlines())
    assert (
        "agree: 12 of 12" in found[HTML] and "agree: 12 of 12" in found[MARKDOWN] and "agree: 12 of 12" in found[TEXT]
    )


def test_of_a_large_comparison_the_most_different_rows_are_shown(standard_report: Report) -> None:
    """Hundreds of weights: thirty rows, and how many there are besides."""
    entries = standard_report.comparison.parameters
    many = tuple(replace(entries[0], name=f"W[1,{place}]", ulp=float(place)) for place in range(MOST_ROWS + 9))
    found = shown(replace(standard_report.comparison, parameters=many))
    assert found[HTML].count("<tr>") == MOST_ROWS + 1
    assert all("9 more" in found[kind] for kind in (HTML, MARKDOWN, TEXT))


def test_a_name_in_a_table_is_text(standard_report: Report) -> None:
    """Whatever a parameter is called, it opens no tag and no column."""
    comparison = standard_report.comparison
    entry = replace(comparison.parameters[0], name="<script>|[x](y)")
    found = shown(replace(comparison, parameters=(entry,)))
    assert "<script" not in found[HTML] and "&lt;script&gt;" in found[HTML]
    assert r"\|\[x\](y)" in found[MARKDOWN]


def test_a_report_is_a_page_inside_the_notebook(standard_report: Report) -> None:
    """HTML that leaves the notebook's own style alone, Markdown with its pictures inside, a summary as text."""
    found = shown(standard_report)
    assert set(found) == {HTML, MARKDOWN, TEXT}
    assert "<html" not in found[HTML] and "<body" not in found[HTML] and found[HTML].count("<math") > 100
    assert WORDS_ON_THE_LEFT in found[HTML]
    assert "](data:image/svg+xml;base64," in found[MARKDOWN] and ".svg)" not in found[MARKDOWN]
    assert "agree: 12 of 12" in found[TEXT] and "\x1b" not in found[TEXT]
    assert len(repr(standard_report)) < 200


def test_the_cells_of_a_real_notebook() -> None:
    """A kernel of its own, nothing loaded by hand: the outputs that a front end gets, and nothing besides."""
    client = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    sources = [
        "import derive\nderive.derive_gradient(derive.classifier(batch=False), wrt='z').formula",
        "from numeric.results import Comparison\nfrom reports.formats.plain.terminal import gradient_table\n"
        "compared = Comparison('float64', (), 0.0, 0.0, 0.0, 'agree', '')\nprint(gradient_table(compared))",
        "compared",
    ]
    notebook = v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources])
    client.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    formula, printed, comparison = (cell.outputs for cell in notebook.cells)
    assert [set(output.data) for output in formula] == [{LATEX, MARKDOWN, TEXT}]
    assert [output.output_type for output in printed] == ["stream"] and "plain JAX nearest" in printed[0].text
    assert [set(output.data) for output in comparison] == [{HTML, MARKDOWN, TEXT}]
