"""Any network on the command line: losses, activations and penalties by option, and networks from a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reports.cli import main

LOGISTIC = """
[given]
x = "N D input"
y = "N label"
w = "D parameter"
[definitions]
z = "z[n] = sum(w[d]*x[n,d], d)"
p = "p[n] = sigmoid(z[n])"
L = "L[n] = -y[n]*log(p[n]) - (1 - y[n])*log(1 - p[n])"
E = "E = 1/N*sum(L[n], n)"
"""


def derived(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    """Return the document of ``derive --json`` with these options."""
    assert main(["derive", "--json", *words]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        (["--loss", "squared"], "∂E/∂w_d = (2/N) Σ_n (ŷ_n − y_n) x_nd"),
        (["--loss", "sigmoid"], "∂E/∂w_d = (1/N) Σ_n (p_n − y_n) x_nd"),
        (["--l2", "0.01", "--bias"], "∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd + (1/100) W_kd"),
        (["--hidden", "8:sigmoid", "--wrt", "W2"], "∂E/∂W⁽²⁾_kh = (1/N) Σ_n (p_nk − y_nk) a_nh"),
        (["--label-smoothing", "0.1"], "∂E/∂W_kd = (1/N) Σ_n (p_nk − t_nk) x_nd"),
        (["--temperature", "2"], "∂E/∂W_kd = (1/(2 N)) Σ_n (p_nk − y_nk) x_nd"),
    ],
)
def test_losses_activations_and_penalties(words: list[str], formula: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each option that makes another network; the document has the formula as text, and every step says its check."""
    document = derived(capsys, *words)
    assert document["formula"]["text"] == formula  # type: ignore[index]
    checks = [step["check"] for step in document["steps"]]  # type: ignore[attr-defined]
    assert all(check.startswith("PROVED") for check in checks)
    assert all("every size" in check for check in checks) or "sigmoid" in words


@pytest.mark.parametrize("loss", ["huber", "hinge", "focal"])
def test_every_loss_derives(loss: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The other losses: the last step's formula, and nothing on standard error."""
    assert derived(capsys, "--loss", loss)["of"] == "E"
    assert capsys.readouterr().err == ""


def test_a_network_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Definitions in a file are derived and exported; a single sample of them is not asked for."""
    path = tmp_path / "logistic.toml"
    path.write_text(LOGISTIC)
    document = derived(capsys, "--network", str(path))
    assert document["formula"]["text"] == "∂E/∂w_d = (1/N) Σ_n (p_n − y_n) x_nd"  # type: ignore[index]
    assert main(["export", "--network", str(path), "--out", str(tmp_path / "out")]) == 0
    assert "formulas; see" in capsys.readouterr().out
    assert main(["derive", "--network", str(path), "--one-sample"]) == 2
    assert "--one-sample beside definitions" in capsys.readouterr().err


def test_a_network_of_a_file_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Logistic regression by its definitions on data of two classes; three classes do not fit its one output."""
    path = tmp_path / "logistic.toml"
    path.write_text(LOGISTIC)
    words = ["compare", "--network", str(path), "--epochs", "2"]
    assert main([*words, "--data", "breast_cancer", "--standardise", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "agree"
    assert main(words) == 2
    assert "iris has 3 labels in each row, and the network has one output" in capsys.readouterr().err


def test_another_activation_is_compared_with_autodiff(capsys: pytest.CaptureFixture[str]) -> None:
    """The formula of a layer of sigmoids, on data, against two models and the certified truth."""
    assert main(["compare", "--hidden", "3:sigmoid", "--epochs", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "agree"


def test_a_network_without_parameters_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing to differentiate by unless a tensor is named."""
    path = tmp_path / "sum.toml"
    path.write_text('given = {x = "N input"}\ndefinitions = {E = "E = sum(x[n]^2, n)"}\n')
    assert main(["derive", "--network", str(path)]) == 2
    assert "the network has no parameter" in capsys.readouterr().err
    assert derived(capsys, "--network", str(path), "--wrt", "x")["formula"]["text"] == "∂E/∂x_n = 2 x_n"  # type: ignore[index]


def test_an_unknown_function_is_derived_and_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A loss of which nothing is known: f′ is written in matrices too, in every format."""
    path = tmp_path / "unknown.toml"
    path.write_text(
        '[given]\nx = "N D input"\ny = "N label"\nw = "D parameter"\nf = {role = "function"}\n[definitions]\n'
        'z = "z[n] = sum(w[d]*x[n,d], d)"\nE = "E = 1/N*sum(f(z[n] - y[n]), n)"\n'
    )
    document = derived(capsys, "--network", str(path))
    assert document["formula"]["matrix_latex"].endswith(  # type: ignore[index]
        r"\frac{1}{N} X^\top f'\left(\mathbf{z} - \mathbf{y}\right)"
    )
    assert main(["derive", "--network", str(path)]) == 0
    assert "∂E/∂w = (1/N) Xᵀ f′(z − y)" in capsys.readouterr().out
    assert main(["export", "--network", str(path), "--out", str(tmp_path / "out")]) == 0


def test_a_layer_that_needs_a_batch_is_derived_and_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Batch norm has no network of one sample: there is none of its Jacobians, and everything else is there."""
    path = tmp_path / "batch.toml"
    path.write_text('layers = ["batch norm", "dense"]\n')
    document = derived(capsys, "--network", str(path))
    assert document["formula"]["text"] == "∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x̂_nd"  # type: ignore[index]
    assert main(["export", "--json", "--network", str(path), "--out", str(tmp_path / "out")]) == 0
    keys = json.loads(capsys.readouterr().out)["keys"]
    assert "gradient/W/matrix" in keys and not any(key.startswith("jacobian/") for key in keys)
    assert main(["derive", "--one-sample", "--network", str(path)]) == 2
    assert "batch norm needs a batch of samples" in capsys.readouterr().err
