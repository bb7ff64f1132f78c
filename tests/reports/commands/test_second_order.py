"""``compare --second``: its part of the document and of the text, which is left out where it was not asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reports.cli import main

LOSS = """
import jax
import jax.numpy as jnp

def loss(W, x, y):
    return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(x @ W.T), axis=1))
"""


def test_a_users_function_is_compared_to_the_second_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The keys that programs read, entries with their truth, and the text in 80 columns."""
    (tmp_path / "own.py").write_text(LOSS)
    words = ["compare", f"{tmp_path / 'own.py'}:loss", "--shapes", "W=K,D x=N,D y=N,K", "--sizes", "N=4,D=2,K=2"]
    assert main([*words, "--second", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["second"]
    assert found["parameters"] == [["W", "W"]] and found["symmetric"] and found["psd"]
    assert found["max"].keys() == {"abs_error", "rel_error", "ulp"}
    assert found["max"]["ulp"].keys() == {"ours", "hessian", "jacfwd", "difference"}
    assert found["eigenvalues"]["least"] <= found["eigenvalues"]["greatest"]
    assert len(found["entries"]) == 10 and all(entry["truth"] for entry in found["entries"])
    assert main([*words, "--second"]) == 0
    shown = capsys.readouterr().out
    own = shown[shown.index("second derivatives: 4×4 (W W)") :]
    assert max(map(len, own.splitlines())) <= 80
    assert main([*words, "--json"]) == 0
    assert "second" not in json.loads(capsys.readouterr().out)
