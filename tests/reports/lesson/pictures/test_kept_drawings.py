"""Drawings in the user's cache folder: taken where nothing has changed, and never with a word that a browser runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from numeric.results import Training, TrainingRun
from numeric.second_order.results import Along, Curvature
from reports.kept_proofs import PROVE_ANEW
from reports.lesson.blocks import Picture
from reports.lesson.pictures import curvature, kept_drawings, newton, plots
from reports.lesson.pictures.kept_drawings import MOST_NUMBERS, drawings_kept, drawn, is_drawing
from reports.system.kept_files import keep, kept
from tests.reports.sample_reports import SCALES, sample_dataset

LINE = '<svg viewBox="0 0 1 1"><path d="M 0 0"/></svg>'
RUN = TrainingRun("custom", (0.5, 0.25), (0.0, 1.0), {"W": np.eye(2)})
ALONG = (Along(1.0, -0.5, 0.25, (-1.0, 0.0, 1.0), (1.7, 1.0, 0.6), (1.6, 1.0, 0.6)),) * 2


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A cache folder of this test's, no settings of the user's, and what was kept is taken."""
    for name in (PROVE_ANEW, "MATPLOTLIBRC", "MPLCONFIGDIR"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "backproof" / "drawings"


def taken(parts: tuple[object, ...] = (1.0,), name: str = "line", cache: bool = True) -> bool:
    """Whether the drawing is not drawn."""
    asked: list[str] = []
    with drawings_kept(cache):
        assert drawn(name, parts, lambda: asked.append(name) or LINE) == LINE
    return not asked


def test_what_was_drawn_is_taken(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By name and numbers; nobody else can read it. Outside a command, and with --no-cache, everything is drawn."""
    assert [taken(), taken(), taken((1.5,)), taken(name="other"), taken(cache=False)] == [False, True, *[False] * 3]
    assert own_cache.stat().st_mode & 0o077 == 0
    asked: list[int] = []
    assert drawn("line", (1.0,), lambda: asked.append(1) or LINE) == LINE and asked
    monkeypatch.setenv(PROVE_ANEW, "1")
    assert not taken()


def test_what_draws_otherwise_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of a library, other program text, settings of the user's: a folder's, a home's, a named file."""
    assert [taken(), taken()] == [False, True]
    with monkeypatch.context() as patch:
        patch.setattr(kept_drawings, "installed_version", lambda _: "0")
        assert not taken()
    with monkeypatch.context() as patch:
        patch.setattr(kept_drawings, "digest_of_sources", lambda _: b"")
        assert not taken()
    for place in (tmp_path, tmp_path / "matplotlib", tmp_path / ".matplotlib"):
        place.mkdir(exist_ok=True)
        (place / "matplotlibrc").touch()
        assert not taken() and not taken()
        (place / "matplotlibrc").unlink()
    assert taken()
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path))
    assert not taken()


def test_what_has_no_plain_form_or_too_many_numbers_is_drawn() -> None:
    """Twice."""
    for parts in ((object(),), (np.zeros(MOST_NUMBERS + 1),)):
        assert [taken(parts), taken(parts)] == [False, False]


HOSTILE = (
    "<script>alert(1)</script>", '<path onload="alert(1)"/>', '<use xlink:href="https://there/x.svg#a"/>',
    '<use href="data:image/svg+xml,x"/>', '<use xlink:href="javascript:alert(1)"/>', "<style>*{}</style>",
    '<path style="fill: url(https://there)"/>', '<path style="fill: expression(1)"/>', "<foreignObject/>",
    '<path style="fill: u\\72l"/>', '<image width="1"/>', '<a role="x"/>', "<![CDATA[<script>]]>", "<!-- x -->", "&x;",
    '<set attributeName="d"/>', '<path d="M 0"onload="x"/>', "<path d='M 0'/>", '<path\nonload="x"/>', "</svg><script>",
    '<path clip-path="url(https://there)"/>', '<g id="a"b"/>', "<?xml version='1.0'?>", "<path",
)  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_no_drawing_is_drawn_anew(hostile: str, own_cache: Path) -> None:
    """Whoever wrote it there: no page has it, and the next one finds a drawing again."""
    assert not taken()
    (path,) = own_cache.glob("*.json")
    for text in (LINE.replace("<path", f"{hostile}<path"), hostile):
        assert not is_drawing(text)
        keep(path, json.dumps(text), 9)
        assert kept(path) == text
        assert not taken() and taken()


@contextmanager
def nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Meanwhile no figure can be written."""
    with monkeypatch.context() as patch:
        for module in (plots, curvature, newton):
            patch.setattr(module, "as_svg", lambda *_: pytest.fail("it is drawn"))
        yield


def test_every_plot_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is a drawing as it is looked for, and the same bytes come back."""
    training = Training(1, 0.1, (RUN, replace(RUN, source="a < b & c")), 0.0)
    steps = (SimpleNamespace(gradient=0.5), SimpleNamespace(gradient=1e-9))
    run = cast(Any, SimpleNamespace(steps=steps, descent_gradient=(0.5, 0.4, 0.3), iterations=1))

    def pictures() -> list[Picture | None]:
        return [
            *plots.learning_curves(training), plots.accuracy_plot(SCALES[0]),
            plots.residual_plot(np.array([1.0, 2.0, 3.0]), replace(sample_dataset(), labels=np.array([1.0, 2.5, 3.5]))),
            curvature.curvature_plot(Curvature(("W",), np.eye(2), (0.25, 1.0), ALONG)), newton.newton_plot(run),
        ]  # fmt: skip

    with drawings_kept(True):
        first = pictures()
        assert all(picture is not None and is_drawing(picture.svg) for picture in first)
        with nothing_drawn(monkeypatch):
            assert pictures() == first
