"""Tests of what programs read: the JSON of derive and compare, the files of report, byte for byte."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import reports.commands.report as report_command
from reports.cli import main
from reports.commands import compare as compare_command
from reports.options.options import DataOptions, LearningOptions, NetworkOptions, Options
from reports.pipeline import build_report
from reports.report import Report

SETTINGS = Options(NetworkOptions(), DataOptions(), LearningOptions(epochs=20))


@pytest.fixture(scope="module")
def iris() -> Report:
    """One report on Iris, for all tests of this module."""
    return build_report(SETTINGS)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, iris: Report) -> Report:
    """The commands take the report that is built already."""
    monkeypatch.setattr("reports.pipeline.build_report", lambda *_: iris)
    return iris


def document(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """The one JSON document that a command writes, and nothing else."""
    assert main(words) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    found: dict[str, Any] = json.loads(captured.out)
    assert captured.out == json.dumps(found, indent=2, sort_keys=True) + "\n"
    return found


def test_the_derivation_has_what_the_contract_names(capsys: pytest.CaptureFixture[str]) -> None:
    """Every step has rule, before, after, conditions and a check that proved it; the result in each notation."""
    found = document(capsys, "derive", "--json")
    assert found["wrt"] == "W" and found["of"] == "E"
    for step in found["steps"]:
        assert {"rule", "before", "after", "conditions", "check"} <= set(step)
        assert step["check"].startswith("PROVED")
    last = found["steps"][-1]
    assert [condition["name"] for condition in last["conditions"]] == ["labels sum to one"]
    formula = found["formula"]
    assert formula["text"] == "∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd"
    assert formula["latex"].endswith(last["after"])
    assert r"\left(P - Y\right)^\top X" in formula["matrix_latex"]
    assert formula["conditions"] and not found["general"]["conditions"]
    assert [element["name"] for element in found["elements"]] == [
        f"W[{k},{d}]" for k in (1, 2, 3) for d in (1, 2, 3, 4)
    ]
    assert all(element["check"].startswith("PROVED") for element in found["elements"])


def test_a_second_derivative_has_the_same_keys_and_order_2(capsys: pytest.CaptureFixture[str]) -> None:
    """Its steps go on from the gradient, which has a name; cases and symmetry beside it."""
    first, found = (document(capsys, "derive", *words, "--json") for words in ((), ("--second", "W")))
    assert first["order"] == 1 and found["order"] == 2 and set(first) <= set(found)
    assert found["wrt"] == found["second"] == "W" and found["gradient"]["name"] == "G"
    assert found["formula"]["text"] == "∂²E/∂W_kd∂W_je = (1/N) Σ_n p_nk (δ_kj − p_nj) x_nd x_ne"
    assert found["formula"]["latex"].startswith(r"\frac{\partial^2 E}{\partial W_{kd} \, \partial W_{je}} = ")
    assert [step["left"] for step in first["steps"]] == [s["left"] for s in found["steps"]][: len(first["steps"])]
    assert all(step["check"].startswith("PROVED") for step in found["steps"])
    assert [case["when"] for case in found["cases"]] == ["j = k", r"j \neq k"]
    assert found["symmetric"].startswith("PROVED: every size")


def test_relatives_stand_beside_a_second_derivative(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its formula and its claims, or with the reason why it does not hold."""
    words = ("derive", "--loss", "sigmoid", "--wrt", "w", "--second", "w", "--relatives", "--json")
    found = {relative["name"]: relative for relative in document(capsys, *words)["relatives"]}
    assert found["fisher"]["formula"]["text"] == "F_de = (1/N) Σ_n p_n (1 − p_n) x_nd x_ne"
    assert r"\le" in found["lipschitz"]["formula"]["latex"] and r"\lambda_{\max}" in found["lipschitz"]["constant"]
    assert found["null-space"]["formula"] is None and found["null-space"]["reason"]
    assert all(claim["check"].startswith("PROVED") for relative in found.values() for claim in relative["claims"])


def test_json_is_the_same_by_both_roads_and_from_run_to_run(capsys: pytest.CaptureFixture[str]) -> None:
    """--json, --format json and --format=json are one."""
    words = ("derive", "--wrt", "z", "--bias", "--log-base", "2")
    first = document(capsys, *words, "--json")
    assert document(capsys, *words, "--format", "json") == first == document(capsys, *words, "--format=json")


def test_intermediates_have_no_elements_and_jacobians_no_matrix_form(capsys: pytest.CaptureFixture[str]) -> None:
    """∂p/∂z of a batch has three free indices."""
    found = document(capsys, "derive", "--of", "p", "--wrt", "z", "--json")
    assert found["elements"] == [] and found["formula"]["matrix_latex"] is None


def test_too_many_weights_use_the_array_formula_and_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    """10 × 784 weights: no elements, a note on standard error, and the formula all the same."""
    assert main(["derive", "--classes", "10", "--features", "784", "--json"]) == 0
    captured = capsys.readouterr()
    assert "7840 weights" in captured.err and "array formula" in captured.err
    found = json.loads(captured.out)
    assert found["elements"] == [] and found["formula"]["latex"]


def test_the_comparison_has_what_the_contract_names(built: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """Every key of the contract, numbers in full precision, indices from 1, row = class."""
    found = document(capsys, "compare", "--json")
    assert {"data", "dtype", "parameters", "max", "verdict", "training", "example", "provenance"} <= set(found)
    data = found["data"]
    assert (data["name"], data["rows"], data["features"], data["classes"], data["standardised"]) == (
        "iris",
        150,
        4,
        3,
        False,
    )
    keys = {
        "name",
        "value",
        "symbolic",
        "lambdify",
        "stax",
        "custom",
        "jvp",
        "difference",
        "abs_error",
        "rel_error",
        "ulp",
    }
    assert all(keys <= set(row) for row in found["parameters"])
    assert [row["name"] for row in found["parameters"]] == [f"W[{k},{d}]" for k in (1, 2, 3) for d in (1, 2, 3, 4)]
    assert (
        found["max"]["abs_error"]
        == max(row["abs_error"] for row in found["parameters"])
        == built.comparison.max_abs_error
    )
    assert found["verdict"] == "agree"
    assert {"epochs", "max_weight_difference", "loss", "accuracy"} <= set(found["training"])
    assert found["provenance"]["command"] == "backproof report --epochs 20"


def test_anyone_can_recompute_the_rows(built: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """The gradient of the textbook at the printed values, computed here in NumPy, is in each row."""
    found = document(capsys, "compare", "--json")
    weights = np.array([row["value"] for row in found["parameters"]]).reshape(3, 4)
    x, y = built.dataset.features, built.dataset.labels
    scores = np.exp(x @ weights.T - (x @ weights.T).max(axis=1, keepdims=True))
    gradient = (scores / scores.sum(axis=1, keepdims=True) - y).T @ x / len(x)
    for source in ("symbolic", "lambdify", "stax", "custom", "jvp"):
        assert np.allclose([row[source] for row in found["parameters"]], gradient.ravel(), rtol=1e-12, atol=0)
    assert np.allclose([row["difference"] for row in found["parameters"]], gradient.ravel(), rtol=1e-6)


def test_the_worked_example_is_the_published_one(built: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """z, p and the loss in bits as published; each weight moves against its gradient and the loss falls."""
    example = document(capsys, "compare", "--json")["example"]
    assert np.allclose(example["z"], [0.9112, 0.6105, -0.1517], atol=5e-5)
    assert np.allclose(example["p"], [0.4794433, 0.35493179, 0.16562491], atol=5e-8)
    assert math.isclose(example["bits"], 1.0605679, abs_tol=1e-7)
    assert math.isclose(example["loss"], 1.0605679 * math.log(2), abs_tol=1e-7)
    step = np.array(example["inputs"]["W"]) - np.array(example["updated_weights"]["W"])
    assert np.allclose(step, 0.25 * np.array(example["gradient"]["W"]))
    assert example["loss_after"] < example["loss"]


def test_the_table_fits_eighty_columns(built: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json: twelve rows, the verdict, the learning, in 80 columns and without colour codes."""
    assert main(["compare"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert sum(line.startswith("W[") for line in lines) == 12
    assert "\x1b" not in "".join(lines)
    assert any(line.startswith("agree: 12 of 12") for line in lines)


def test_a_disagreement_is_exit_status_one(
    built: Report, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Both commands that compare say so with their status."""
    from dataclasses import replace

    wrong = replace(built, comparison=replace(built.comparison, verdict="disagree"))
    monkeypatch.setattr("reports.pipeline.build_report", lambda *_: wrong)
    assert main(["compare", "--json"]) == compare_command.DISAGREED == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "disagree"
    assert main(["report", "--to", "html", "--out", str(tmp_path)]) == report_command.DISAGREED == 1


def test_the_report_is_written_and_named(built: Report, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Both formats, byte for byte the same the second time; standard output says where they are and the verdict."""
    out = tmp_path / "new" / "folder"
    written: list[dict[str, bytes]] = []
    for _ in range(2):
        assert main(["report", "--out", str(out)]) == 0
        said = capsys.readouterr().out
        assert f"wrote {out / 'report.html'}" in said and f"wrote {out / 'report.md'}" in said and "agree:" in said
        written.append({str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()})
    assert written[0] == written[1]
    assert {"report.html", "report.md"} <= set(written[0])
    assert b"1.0605679" in written[0]["report.html"]


def test_the_report_with_json_names_its_files(
    built: Report, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """One document: all numbers of the comparison, and the files."""
    found = document(capsys, "report", "--to", "html", "--out", str(tmp_path), "--json")
    assert found["files"] == [str(tmp_path / "report.html")]
    assert found["verdict"] == "agree"


def test_a_csv_whose_names_are_code_and_markup(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Names from outside are only ever text: nothing runs; control characters are written out."""
    names = ["__import__('os').system('touch ran')", "<script>alert(1)</script>", "\x1b[31mred", "${7*7}{{7*7}}"]
    rows = [",".join(f'"{name}"' for name in [*names, "class"])]
    rows += [f"{i % 3}.5,{i % 5},{-i},{i / 7:.3f},{'uv'[i % 2]}" for i in range(12)]
    path = tmp_path / "data.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    found = document(
        capsys, "compare", "--data", str(path), "--target", "class", "--standardise", "--epochs", "2", "--json"
    )
    assert found["data"]["feature_names"] == [name.replace("\x1b", r"\x1b") for name in names]
    assert found["verdict"] == "agree"
    assert not Path("ran").exists()


@pytest.mark.parametrize("words", [["derive", "--bias"], ["derive", "--hidden", "2:tanh", "--wrt", "b1", "--bias"]])
@pytest.mark.parametrize("form", ["text", "latex", "markdown"])
def test_every_format_of_a_derivation(capsys: pytest.CaptureFixture[str], words: list[str], form: str) -> None:
    """Text, LaTeX and Markdown show every step and the result, in their own notation."""
    assert main([*words, "--format", form]) == 0
    out = capsys.readouterr().out
    assert "chain rule" in out and "labels sum to one" in out
    if form == "latex":
        assert out.startswith("\\begin{align*}\n") and out.endswith("\n\\end{align*}\n")
        assert out.count("\\begin") == out.count("\\end") and "$" not in out
        assert all(line.count("&&") == 1 for line in out.splitlines()[1:-1])
    elif form == "markdown":
        assert out.count("```") == 2 * out.count("```math") and "$" not in out
    else:
        assert "\\" not in out and "PROVED WHEN labels sum to one" in out
