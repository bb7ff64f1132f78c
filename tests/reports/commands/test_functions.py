"""A user's own function on the command line: derived, compared, exported, and every fault in the user's own terms."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from reports.cli import run_command

SOURCE = """
import jax
import jax.numpy as jnp

print("loaded")

def loss(W, b, x, y):
    logits = x @ W + b
    return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(logits), axis=-1))

def labelled(params, x, y):
    h = jnp.tanh(x @ params["hidden"]["W"])
    logp = jax.nn.log_softmax(h @ params["out"]["W"])
    return -jnp.take_along_axis(logp, y[:, None], axis=1).mean()

def sorted_loss(W, x):
    return jnp.sum(jnp.sort(x @ W))

def failing(W, x):
    return W.nothing

def wide(W, x):
    return x @ W
"""
SHAPES = "W=D,K b=K x=N,D y=N,K"
NESTED = "params.hidden.W=D,H params.out.W=H,K x=N,D y=N:int"


@pytest.fixture
def model(tmp_path: Path) -> str:
    """The path of a file with losses."""
    (tmp_path / "model.py").write_text(SOURCE, encoding="utf-8")
    return str(tmp_path / "model.py")


def test_a_function_is_derived_under_its_authors_names(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The check of the translation, each line beside what it became, the proved shift, then the derivation."""
    assert run_command(["derive", f"{model}:loss", "--shapes", SHAPES, "--wrt", "W"]) == 0
    captured = capsys.readouterr()
    assert "translated, and equal to your function at three sizes" in " ".join(captured.out.split())
    assert "model.py, line 8: logits = x @ W + b\n    logits_nk = Σ_d W_dk x_nd + b_k" in captured.out
    assert "Leave out the shift: " in captured.out and "∂E/∂W_dk = (1/N) Σ_n (p_nk − y_nk) x_nd" in captured.out
    assert "loaded" in captured.err and "loaded" not in captured.out


def test_a_nested_parameter_is_named_by_its_path(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In JSON too: the translation with its lines, and the gradient."""
    words = ["derive", f"{model}:labelled", "--shapes", NESTED, "--wrt", "params.hidden.W", "--json"]
    assert run_command(words) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["translation"]["result"] == "translated, and equal to your function at three sizes"
    assert document["translation"]["lines"][0]["definitions"] == ["z", "h"]
    assert document["formula"]["text"].startswith("∂E/∂hidden_W_dg = ")


def test_a_function_is_compared_at_random_numbers_and_at_arrays_of_a_file(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The author's function under ``jax.grad`` beside the derived formula, forward mode and the truth."""
    words = ["compare", f"{model}:loss", "--shapes", SHAPES, "--json"]
    assert run_command([*words, "--sizes", "N=3,D=2,K=2"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["verdict"] == "agree" and document["data"]["sizes"] == {"D": 2, "K": 2, "N": 3}
    entry = document["parameters"][0]
    assert entry["truth"] and entry["custom"] == pytest.approx(entry["symbolic"]) == pytest.approx(entry["jvp"])
    random = np.random.default_rng(0)
    arrays = {"W": random.normal(size=(2, 3)), "b": np.zeros(3), "x": random.normal(size=(5, 2))}
    np.savez(tmp_path / "arrays.npz", **arrays, y=np.full((5, 3), 0.5))
    named = ["--data", str(tmp_path / "arrays.npz"), "--axes", "N=5,D=2,K=3", "--wrt", "W"]
    assert run_command(["compare", f"{model}:loss", *named, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert "the labels do not sum to one here" in document["remarks"][0] and document["verdict"] == "agree"


def test_a_function_is_exported(model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every formula under a key, as of any other network."""
    out = tmp_path / "formulas"
    assert run_command(["export", f"{model}:loss", "--shapes", SHAPES, "--out", str(out), "--json"]) == 0
    assert "gradient/W" in json.loads(capsys.readouterr().out)["keys"] and any(out.iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["model.py:loss", "--shapes", "W=D,K"], "loss has the argument b, whose shape is not given"),
        (["model.py:losses", "--shapes", SHAPES], "there is no function 'losses'"),
        (["model.py", "--shapes", SHAPES], "is no function of a file"),
        (["none.py:loss", "--shapes", SHAPES], "there is no file"),
        (["model.py:loss", "--shapes", "W=D/2"], "the dimension 'D/2' is no size"),
        (["model.py:loss", "--shapes", "W"], "the shape 'W' cannot be read"),
        (["model.py:loss", "--shapes", SHAPES, "--bias"], "--bias beside"),
        (["model.py:loss", "--shapes", SHAPES, "--roles", "x=data"], "unknown role 'data'"),
        (["model.py:sorted_loss", "--shapes", "W=D,K x=N,D"], "line 17: there is no rule for sort"),
        (["model.py:failing", "--shapes", "W=D,K x=N,D"], "line 20: AttributeError"),
        (["model.py:wide", "--shapes", "W=D,K x=N,D"], "the function returns an array of shape (N, K)"),
        (["broken.py:loss"], "line 2: "),
        (["raising.py:loss"], "line 3: ValueError: not today (in: raise ValueError('not today'))"),
    ],
)
def test_a_users_mistake_is_said_in_the_users_terms(
    words: list[str], said: str, tmp_path: Path, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file, the line, what was found; status 2, and never our traceback."""
    (tmp_path / "broken.py").write_text("def f():\n    return (\n", encoding="utf-8")
    (tmp_path / "raising.py").write_text("import math\n\nraise ValueError('not today')\n", encoding="utf-8")
    assert run_command(["derive", str(tmp_path / words[0]), *words[1:]]) == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error and "fault of Backproof" not in error
