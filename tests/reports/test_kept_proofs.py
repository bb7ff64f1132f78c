"""Proofs in the user's cache folder: kept, taken, told; never from a folder that others can write to."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from derive.keeping.keys import key_of
from derive.keeping.proofs import Proofs
from derive.network.building import classifier
from reports import render_html, render_latex, render_markdown, render_notebook, shipping
from reports.cli import run_command
from reports.formats.json.certificate import render_certificate
from reports.kept_proofs import PROVE_ANEW, ProofFolder
from reports.options.networks import network_of
from reports.options.options import LearningOptions, NetworkOptions, Options
from reports.pipeline import build_report
from reports.second_symbols import penalized, second_symbols, with_decay
from reports.system.kept_files import keep

NETWORK = classifier(batch=False)
QUESTION = ("gradients", "L", "z")


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A cache folder of this test's, and kept proofs are taken."""
    monkeypatch.delenv(PROVE_ANEW)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "backproof" / "proofs"


def taken_from(folder: Path, shipped: Path = Path("/nowhere")) -> bool:
    """Whether the gradient of z is taken from there; where not, it is kept there, if that may be."""
    proofs = Proofs(ProofFolder(folder, shipped))
    assert str(proofs.gradients(NETWORK, "z")["z"].formula) == "∂L/∂z_k = p_k − y_k"
    return proofs.taken == 1


def test_the_second_run_says_that_the_proofs_were_kept(capsys: pytest.CaptureFixture[str], own_cache: Path) -> None:
    """The same text to the letter; the note is beside it; ``--no-cache`` and the variable prove anew."""
    said = []
    for words in ([], [], ["--no-cache"]):
        assert run_command(["derive", *words]) == 0
        said.append(capsys.readouterr())
    assert said[0].out == said[1].out == said[2].out
    assert ["kept from before" in one.err for one in said] == [False, True, False]
    assert stat.S_IMODE(own_cache.stat().st_mode) == 0o700
    os.environ[PROVE_ANEW] = "1"
    assert run_command(["derive", "--json"]) == 0
    assert "kept" not in capsys.readouterr().err


def test_a_file_that_is_broken_or_of_another_is_written_again(own_cache: Path) -> None:
    """Cut off, other content under its digest, a link to nowhere, a pipe: derived anew and kept again."""
    assert not taken_from(own_cache)
    (path,) = own_cache.iterdir()
    whole = path.read_bytes()
    for spoil in (
        lambda: path.write_bytes(whole[:-9]),
        lambda: path.write_bytes(b""),
        lambda: keep(path, '[["network"]]', 99),
        lambda: (path.unlink(), path.symlink_to("/nowhere")),
        lambda: (path.unlink(), os.mkfifo(path)),
    ):
        assert taken_from(own_cache)
        spoil()
        assert not taken_from(own_cache)
        assert path.read_bytes() == whole


def test_a_folder_that_others_can_write_to_is_not_read(own_cache: Path, tmp_path: Path) -> None:
    """Nor is a link to one of ours, nor a file in its place; nothing is written there either."""
    assert not taken_from(own_cache) and taken_from(own_cache)
    own_cache.chmod(0o770)
    assert not taken_from(own_cache)
    own_cache.chmod(0o700)
    link, file = tmp_path / "link", tmp_path / "file"
    link.symlink_to(own_cache)
    file.write_text("")
    assert not taken_from(link) and not taken_from(file)


def test_what_came_with_the_program_is_taken_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """The user's folder cannot be made; the shipped one has the answer."""
    shipped = tmp_path / "shipped"
    assert not taken_from(shipped)
    assert taken_from(Path(os.devnull, "proofs"), shipped)
    (shipped / f"{key_of(NETWORK, QUESTION)}.json").write_text("stale")
    assert not taken_from(Path(os.devnull, "proofs"), shipped)


def test_writers_at_the_same_time_do_no_harm(own_cache: Path) -> None:
    """Twenty times three writers of one file, beside readers: a reader finds it whole or not at all."""
    assert not taken_from(own_cache)
    store, key = ProofFolder(own_cache), key_of(NETWORK, QUESTION)
    rows = store.get(key)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda turn: store.get(key) if turn % 4 else store.put(key, rows), range(80)))
    assert all(one is None or one == rows for one in found) and store.get(key) == rows


def test_what_a_wheel_has_in_it_answers_the_first_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question of ``derive`` and of ``report`` on Iris, with the default network, and nothing is proved."""
    monkeypatch.setattr(shipping, "NETWORKS", shipping.NETWORKS[:1])
    shipping.ship(tmp_path / "shipped")
    proofs = Proofs(ProofFolder(Path(os.devnull, "proofs"), tmp_path / "shipped"))
    monkeypatch.setattr("reports.kept_proofs.proofs_for", lambda _cache: proofs)
    assert run_command(["derive"]) == 0
    build_report(Options(learning=LearningOptions(epochs=1)), "compare", proofs=proofs)
    whole, single = (network_of(NetworkOptions(), batch=batch) for batch in (True, False))
    second_symbols(whole, single, proofs)
    held = penalized(NetworkOptions())
    assert held is not None and with_decay(held, proofs)
    assert proofs.made == 0 and proofs.taken > 12


def test_a_report_has_the_same_bytes_whether_its_proofs_were_kept_or_made(own_cache: Path) -> None:
    """Page, Markdown, LaTeX, notebook and certificate: nothing in them knows."""
    options, written = Options(learning=LearningOptions(epochs=1)), []
    for expected in (0, 6):
        proofs = Proofs(ProofFolder(own_cache, Path("/nowhere")))
        built = build_report(options, proofs=proofs)
        assert proofs.taken >= expected and bool(proofs.made) == (expected == 0)
        pages = render_html(built), render_markdown(built), render_latex(built), render_notebook(built)
        written.append((*pages, render_certificate(built)))
    assert written[0] == written[1]
