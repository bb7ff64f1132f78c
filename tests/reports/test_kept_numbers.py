"""The numbers of a report in the user's cache folder: kept, taken, told; one bit of doubt, and they are computed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numeric.keeping.numbers import Numbers
from numeric.results import Comparison, Training, TrainingRun, WorkedExample
from reports import kept_numbers, render_html, render_markdown, shipping
from reports.formats.json.certificate import render_certificate
from reports.formats.json.comparison import comparison_document
from reports.kept_numbers import KeptNumbers, numbers_for
from reports.kept_proofs import PROVE_ANEW, ProofFolder, say_kept
from reports.options.options import LearningOptions, Options
from reports.pipeline import build_report
from reports.system.kept_files import keep

KEY = "a" * 64
EXAMPLE = WorkedExample({"x": np.ones(2)}, 0.25, "e", {}, 0.5, {}, {}, 0.25)
TRAINING = Training(1, 0.1, (TrainingRun("custom", (0.5, 0.25), (0.0, 1.0), {"W": np.eye(2)}),), 0.0)
COMPARISON = Comparison("float64", (), 0.0, 0.0, 0.0, "agree", "a rule")
NUMBERS = Numbers(EXAMPLE, COMPARISON, {}, None, TRAINING, "code", None, False, None, {}, "cpu (cpu)")


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A cache folder of this test's, and kept numbers are taken."""
    monkeypatch.delenv(PROVE_ANEW)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "backproof" / "numbers"


def taken(holds: Callable[[Numbers], bool] = lambda _: True) -> bool:
    """Whether a command finds the numbers under the name."""
    kept = numbers_for(True)
    found = kept.get(KEY, holds)
    assert kept.taken == (found is not None)
    return found is not None


def test_what_was_kept_is_taken(own_cache: Path) -> None:
    """Nobody else can read it; what does not hold is not taken, and without a name nothing is kept or found."""
    assert not taken()
    numbers_for(True).put("", NUMBERS)
    assert not own_cache.exists()
    numbers_for(True).put(KEY, NUMBERS)
    assert taken() and own_cache.stat().st_mode & 0o077 == 0
    assert not taken(lambda _: False)
    assert numbers_for(True).get("", lambda _: True) is None


def test_a_user_may_have_them_computed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --no-cache, where the environment says so, and where other hosts wait for their share."""
    numbers_for(True).put(KEY, NUMBERS)
    assert numbers_for(False).get(KEY, lambda _: True) is None
    assert numbers_for(True, hosts="env").get(KEY, lambda _: True) is None
    monkeypatch.setenv(PROVE_ANEW, "1")
    assert numbers_for(True).get(KEY, lambda _: True) is None


DAMAGE: dict[str, Callable[[Any], Any]] = {
    "nothing": lambda _: None,
    "a field less": lambda plain: plain[:-1],
    "another type": lambda plain: [*plain[:5], 7, *plain[6:]],
    "code": lambda plain: [*plain[:2], {"__reduce__": ["os.system", "true"]}, *plain[3:]],
    "nested": lambda _: json.loads("[" * 500 + "]" * 500),
    "text": lambda _: "numbers",
}


@pytest.mark.parametrize("damage", [list(DAMAGE)[:3], list(DAMAGE)[3:]], ids=" ".join)
def test_what_is_odd_is_computed_and_kept_anew(damage: list[str], own_cache: Path) -> None:
    """A foreign entry, with a right digest or without, is as if it were not there."""
    path = own_cache / f"{KEY}.json"
    for kind in damage:
        numbers_for(True).put(KEY, NUMBERS)
        plain = json.loads(path.read_bytes().partition(b"\n")[2])
        keep(path, json.dumps(DAMAGE[kind](plain)), 9)
        assert not taken(), kind
    path.write_bytes(b"\xff" * 100)
    assert not taken()
    numbers_for(True).put(KEY, NUMBERS)
    assert taken()


def test_a_look_that_fails_is_no_crash() -> None:
    """Numbers of another network: an array is missing where the look wants one."""
    numbers_for(True).put(KEY, NUMBERS)
    assert not taken(lambda numbers: bool(numbers.example.gradient["W"].any()))


def test_many_numbers_are_not_kept(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading them would take longer than a reader waits."""
    monkeypatch.setattr(kept_numbers, "MOST_NUMBERS", 10)
    numbers_for(True).put(KEY, NUMBERS)
    assert not own_cache.exists()


def test_the_user_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """What was kept, and how it is made anew."""

    class Taken:
        taken, made = 1, 0

    say_kept(Taken(), numbers=True)  # type: ignore[arg-type]
    said = capsys.readouterr().err
    assert "the proofs and the numbers were kept from before" in said and "--no-cache computes anew" in said


def test_a_report_has_the_same_bytes_whether_its_numbers_were_kept_or_computed(own_cache: Path) -> None:
    """Page, Markdown, certificate and comparison of the first run, the next one, and one without anything kept."""
    options, written = Options(learning=LearningOptions(epochs=1)), []
    for kept in (*(KeptNumbers(ProofFolder(own_cache, Path("/nowhere"))) for _ in range(2)), KeptNumbers()):
        built = build_report(options, kept=kept)
        assert kept.taken == (len(written) == 1)
        written.append(
            (render_html(built), render_markdown(built), render_certificate(built), str(comparison_document(built)))
        )
    assert written[0] == written[1] == written[2]


def test_a_comparison_and_a_report_do_not_share_numbers(own_cache: Path) -> None:
    """Nor do two seeds: each has its own name; a comparison in float32 with the Hessian is kept as well."""
    options = [
        Options(learning=LearningOptions("float32", seed, 1, second=second)) for seed in (0, 1) for second in (True,)
    ]
    for one in (*options, options[0]):
        kept = KeptNumbers(ProofFolder(own_cache, Path("/nowhere")))
        built = build_report(one, "compare", kept=kept)
        assert kept.taken == (len(list(own_cache.glob("*.json"))) == 2 and one is options[0]) and built.second


def test_a_wheel_may_have_the_numbers_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the default report, for machines of this kind: the first run with an empty folder takes them."""
    monkeypatch.setattr(shipping, "Options", lambda: Options(learning=LearningOptions(epochs=1)))
    shipping.ship_numbers(tmp_path / "shipped")
    kept = KeptNumbers(ProofFolder(Path("/nowhere"), tmp_path / "shipped"))
    build_report(Options(learning=LearningOptions(epochs=1)), kept=kept)
    assert kept.taken
