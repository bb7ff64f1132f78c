"""``check --loss``, ``--network`` …: the network that is meant where notes define none."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.cli import main

SQUARED = "dL/dw[d] = 2*(yhat - y)*x[d]"
NOTES = r"$\frac{\partial L}{\partial w_d} = (\hat{y} - y) x_d$" + "\n"
OWN = r"Let $\hat{y} = w x + b$ and $L = \frac{1}{2} (\hat{y} - y)^2$. For $x = 2$ and $y = 1$:" + "\n\n"
OF_ITS_OWN = OWN + r"$\frac{\partial L}{\partial w} = (\hat{y} - y) x$" + "\n"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_the_network_of_the_options_is_meant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A typed formula and notes without definitions are judged about it, and another network has other findings."""
    path = tmp_path / "a.md"
    path.write_text(NOTES, "utf-8")
    assert main(["check", "--formula", SQUARED, "--loss", "squared", "--strict"]) == 0
    assert [main(["check", str(path), *words]) for words in ([], ["--loss", "squared"], [])] == [0, 1, 0]
    file = tmp_path / "net.toml"
    file.write_text('loss = "squared"\n', "utf-8")
    assert main(["check", str(path), "--network", str(file)]) == 1
    assert "REFUTED  \\frac{\\partial L}{\\partial w_d}" in capsys.readouterr().out


def test_what_the_notes_define_comes_first(tmp_path: Path) -> None:
    """Their own loss has a half, and their values are no claims about another network."""
    path = tmp_path / "b.md"
    path.write_text(OF_ITS_OWN, "utf-8")
    assert main(["check", str(path), "--loss", "squared", "--hidden", "4:tanh", "--strict"]) == 0


def test_a_network_that_cannot_be_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """As by every other command."""
    assert main(["check", "--formula", "1 = 1", "--loss", "sqared"]) == 2
    assert "squared" in capsys.readouterr().err


SLOPES = r"""The slope is $\frac{\partial L}{\partial z_k} = p_k - y_k.$

It is not $\frac{\partial L}{\partial z_k} = y_k - p_k.$ And $(a + b)^2 = a^2 + 2 a b + b^2$, $-\log_2 0.5 = 1$.
"""


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "junit"])
def test_every_format_says_what_is_assumed(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where notes define nothing, a finding that hangs on the usual classifier says so; arithmetic does not."""
    path = tmp_path / "c.md"
    path.write_text(SLOPES, "utf-8")
    assert main(["check", str(path), "--format", form]) == 1
    told = 2 if form in ("text", "json", "junit") else 1
    assert "".join(capsys.readouterr().out.split()).count("assumingtheusualclassifier") == told


def test_a_named_network_is_what_is_assumed(capsys: pytest.CaptureFixture[str]) -> None:
    """With --loss it is the network of the options that a typed formula is about."""
    assert main(["check", "--explain", "--formula", SQUARED, "--loss", "squared"]) == 0
    assert "assuming the network that was named" in " ".join(capsys.readouterr().out.split())
