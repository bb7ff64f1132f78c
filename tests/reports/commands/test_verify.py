"""Hand-written gradients on the command line: verdicts, JSON, exit statuses, faults in the user's own terms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reports.cli import run_command

SOURCE = """
import numpy as np

print("loaded")

def loss(W, x, y):
    return np.mean((x @ W - y) ** 2)

def right(W, x, y):
    return 2 * x.T @ (x @ W - y) / y.size

def wrong(W, x, y):
    return x.T @ (x @ W - y) / y.size

def drawn(W, x, y):
    return np.random.randn(*W.shape)

def product(W, x, y, V):
    return 2 * x.T @ (x @ V) / y.size

def two(W, x, y):
    return W, W
"""
SHAPES = "W=D,K x=N,D y=N,K"


@pytest.fixture
def model(tmp_path: Path) -> str:
    """The path of a file with a loss and gradients."""
    (tmp_path / "model.py").write_text(SOURCE, encoding="utf-8")
    return str(tmp_path / "model.py")


def test_a_right_gradient_is_proved(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 0, what the file prints on standard error."""
    assert run_command(["verify", f"{model}:loss", f"{model}:right", "--shapes", SHAPES]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("W: PROVED: every size")
    assert captured.out.endswith("translated, and equal to your functions at 3 sizes\n")
    assert "loaded" in captured.err


def test_a_wrong_gradient_is_refuted_in_json(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 1, the slip, the arrays."""
    assert run_command(["verify", f"{model}:loss", f"{model}:wrong", "--shapes", SHAPES, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    (found,) = document["gradients"]
    assert (document["outcome"], found["parameter"], found["slip"]) == ("REFUTED", "W", "a factor 2 is missing")
    assert found["witness"].splitlines()[0] == "W = np.array([[0.0]])"
    assert "\u2212" not in found["reason"] and "00000" not in found["reason"]


@pytest.mark.parametrize(
    ("gradient", "shapes", "message"),
    [
        ("drawn", SHAPES, "model.py, line 16: np.random (in: return np.random.randn(*W.shape))"),
        ("two", SHAPES, "the gradient returns 2 arrays for 1 arguments: W"),
        ("right", "W=D,K x=N,D", "loss has the argument y, whose shape is not given"),
        ("product", SHAPES, "add V=D,K, the shape of W"),
        ("right", f"{SHAPES} z=N", "no function has an argument 'z'"),
        ("nothing", SHAPES, "there is no function 'nothing'"),
    ],
)
def test_faults_are_the_users_own(
    model: str, capsys: pytest.CaptureFixture[str], gradient: str, shapes: str, message: str
) -> None:
    """Exit status 2, the line, no traceback."""
    assert run_command(["verify", f"{model}:loss", f"{model}:{gradient}", "--shapes", shapes]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and message in captured.err and "Traceback" not in captured.err
