"""The notebook: valid, without outputs, the same every time; run, it derives, evaluates, compares and agrees."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from numeric.data.datasets import load_dataset
from reports.formats.notebook import render_notebook
from reports.options.conventions import ConventionOptions
from reports.options.options import DataOptions, HiddenLayer, LearningOptions, NetworkOptions, Options
from reports.report import Report
from tests.reports.sample_reports import sample_dataset

HOSTILE = "x'); import os; os.system('touch ran')  # \"\n.csv"


def notebook_of(report: Report, options: Options, folder: Path | None = None) -> str:
    """The notebook of a report that was asked for with these options."""
    return render_notebook(replace(report, options=options), folder)


def code_of(text: str) -> dict[str, str]:
    """The code cells by their identifiers."""
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"}


@pytest.mark.parametrize(
    ("options", "written"),
    [
        (Options(), "network = derive.classifier()"),
        (Options(NetworkOptions(bias=True, log_base="2")), "network = derive.classifier(bias=True, log_base='2')"),
        (
            Options(NetworkOptions(loss="squared", l2="0.01", outputs="one")),
            "network = derive.classifier(loss='squared', l2='0.01', outputs='one')",
        ),
        (Options(NetworkOptions(file="own.toml", layers=("dense",))), "options = read_network_file('own.toml')"),
        (
            Options(NetworkOptions(writing=ConventionOptions(notation="ng"))),
            "options = NetworkOptions(writing=ConventionOptions(letters='', notation='ng', layout='', colour=False))",
        ),
        (
            Options(NetworkOptions(reduction="sum", hidden=(HiddenLayer(8, "tanh"), HiddenLayer(3, "tanh")))),
            "sizes = numeric.sizes_of(network, data, (8, 3))",
        ),
        (Options(learning=LearningOptions(at="trained")), "weights = trained_weights(network, start, arrays)"),
        (Options(learning=LearningOptions(form="fast")), "Method.SUBTRACTING"),
        (Options(learning=LearningOptions(dtype="float32", epochs=7, seed=5)), "epochs=7, dtype='float32'"),
        (Options(data=DataOptions("wine", standardise=True)), "load_dataset('wine', standardise=True)"),
    ],
    ids=["usual", "bias", "loss", "file", "letters", "hidden", "trained", "fast", "float32", "wine"],
)
def test_every_option_is_in_the_code(options: Options, written: str, standard_report: Report) -> None:
    """A valid notebook with a name for each cell, few lines in each, and no output."""
    text = notebook_of(standard_report, options)
    notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    cells = code_of(text)
    assert any(written in code for code in cells.values())
    assert all(len(code.splitlines()) <= 12 and ast.parse(code) for code in cells.values())
    assert all(cell.outputs == [] and cell.execution_count is None for cell in notebook.cells if "outputs" in cell)
    assert list(cells)[-1] == "agreement" and "assert comparison.verdict" in cells["agreement"]


def test_names_from_outside_are_literals(standard_report: Report) -> None:
    """A file, a column and a dataset whose names are code: one string each, and inert words."""
    options = Options(data=DataOptions(HOSTILE, target=HOSTILE))
    text = notebook_of(replace(standard_report, dataset=sample_dataset("<script>#\n# $x$")), options)
    call = next(node for node in ast.walk(ast.parse(code_of(text)["data"])) if isinstance(node, ast.Call))
    assert [ast.literal_eval(value) for value in (call.args[0], call.keywords[0].value)] == [HOSTILE, HOSTILE]
    words = next("".join(c["source"]) for c in json.loads(text)["cells"] if c["id"] == "data-words")
    assert words.startswith("## Real data: \\<script\\>\\# \\# \\$x\\$\n\n")


def test_a_file_is_found_from_where_the_notebook_lies(
    standard_report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative path is seen from the notebook's folder."""
    monkeypatch.chdir(tmp_path)
    Path("flowers.csv").touch()
    options = Options(data=DataOptions("flowers.csv", target="kind"))
    code = code_of(notebook_of(standard_report, options, Path("out/deep")))["data"]
    assert "load_dataset('../../flowers.csv', target='kind')" in code


def test_the_notebook_agrees_when_it_is_run(standard_report: Report) -> None:
    """In a kernel of its own; its last cell fails where the comparison does not agree."""
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    report = replace(standard_report, dataset=load_dataset("iris"))
    options = Options(NetworkOptions(bias=True, log_base="2"), learning=LearningOptions(epochs=3))
    notebook = nbformat.reads(notebook_of(report, options), as_version=4)  # type: ignore[no-untyped-call]
    client = nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3")
    with client.setup_kernel():
        for place, cell in enumerate(notebook.cells):
            client.execute_cell(cell, place)
        shown = {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
        assert shown["agreement"][0].text.startswith("All 15 entries agree")
        assert [list(found.data) for found in shown["gradients"]] == [["text/plain", "text/markdown"]] * 2
        assert "text/html" in shown["comparison"][0].data
        cell.source = "from dataclasses import replace\ncomparison = replace(comparison, verdict='no')\n" + cell.source
        with pytest.raises(nbclient.exceptions.CellExecutionError, match="AssertionError"):
            client.execute_cell(cell, place)
