"""Tests of keeping compiled programs from run to run, whatever state their folder is in."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.system import compiled_programs, library_noise
from reports.system.compiled_programs import (
    FOLDER,
    SETTINGS,
    VOUCHED,
    keep_compiled_programs,
    programs_folder,
    remove_unvouched,
    vouch_for_programs,
)
from reports.system.kept_files import kept


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test's own, no settings yet, and JAX as if it were imported already."""
    environment = {key: value for key, value in os.environ.items() if key != FOLDER and key not in SETTINGS}
    monkeypatch.setattr(compiled_programs.os, "environ", environment | {"XDG_CACHE_HOME": str(tmp_path)})
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setitem(sys.modules, "jax", sys)
    return tmp_path / "backproof" / "compiled"


@pytest.fixture
def two_programs(folder: Path) -> Path:
    """A folder in which a finished run left two programs."""
    keep_compiled_programs()
    for name in ("one", "two"):
        (folder / name).write_bytes(name.encode() * 100)
    vouch_for_programs()
    return folder


def names(folder: Path) -> list[str]:
    """The programs that are there."""
    return sorted(path.name for path in folder.iterdir() if path.name != VOUCHED)


def test_the_folder_is_made_for_its_owner_alone(folder: Path) -> None:
    """The first run: the folder is there, private, and JAX is told of it."""
    keep_compiled_programs()
    assert programs_folder() == folder
    assert folder.stat().st_mode & 0o077 == 0
    assert compiled_programs.os.environ[FOLDER] == str(folder)


def test_a_user_without_a_home_keeps_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does one whose cache folder is named relative to who knows what, as the specification wants it."""

    def no_home() -> Path:
        raise RuntimeError("could not determine home directory")

    monkeypatch.setattr(Path, "home", no_home)
    compiled_programs.os.environ["XDG_CACHE_HOME"] = "here"
    keep_compiled_programs()
    assert FOLDER not in compiled_programs.os.environ and not Path("here").exists()


def test_a_folder_that_the_user_named_stays(folder: Path) -> None:
    """Nothing is changed, made or removed."""
    compiled_programs.os.environ[FOLDER] = "/elsewhere"
    keep_compiled_programs()
    vouch_for_programs()
    assert compiled_programs.os.environ[FOLDER] == "/elsewhere" and not folder.exists()


@pytest.mark.parametrize("made", [Path.touch, os.mkfifo, lambda path: path.symlink_to("nowhere/at/all")])
def test_without_a_writable_folder_everything_works_as_before(made: Callable[[Path], None], folder: Path) -> None:
    """Something else stands where the cache folder should be."""
    made(folder.parent)
    keep_compiled_programs()
    assert FOLDER not in compiled_programs.os.environ


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_may_write_into_is_not_used(mode: int, folder: Path) -> None:
    """What is in it would run as it is."""
    folder.mkdir(parents=True)
    folder.chmod(mode)
    keep_compiled_programs()
    assert FOLDER not in compiled_programs.os.environ


def test_what_a_finished_run_left_stays(two_programs: Path) -> None:
    """The next run finds it, and so does the one after it, which adds a program."""
    remove_unvouched()
    assert names(two_programs) == ["one", "two"]
    (two_programs / "three").write_bytes(b"3")
    vouch_for_programs()
    remove_unvouched()
    assert names(two_programs) == ["one", "three", "two"]


def test_what_an_interrupted_or_killed_run_left_goes(two_programs: Path) -> None:
    """A program may be half written; another process that wrote at the same time compiles again."""
    (two_programs / "half").write_bytes(b"\x78\x9c")
    remove_unvouched()
    assert names(two_programs) == ["one", "two"]


DAMAGE: dict[str, Callable[[Path], object]] = {
    "one bit": lambda path: path.write_bytes(b"oneonf" + b"one" * 98),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:50]),
    "empty": lambda path: path.write_bytes(b""),
    "nested": lambda path: path.write_bytes(b"[" * 100_000),
    "pipe": lambda path: (path.unlink(), os.mkfifo(path)),
    "endless device": lambda path: (path.unlink(), path.symlink_to("/dev/zero")),
    "link to itself": lambda path: (path.unlink(), path.symlink_to(path.name)),
}


@pytest.mark.parametrize("damage", [list(DAMAGE)[:4], list(DAMAGE)[4:]], ids=" ".join)
def test_a_damaged_program_goes_and_the_others_stay(damage: list[str], two_programs: Path) -> None:
    """JAX would keep it for ever, and would wait for a pipe."""
    for kind in damage:
        DAMAGE[kind](two_programs / "one")
        remove_unvouched()
        assert names(two_programs) == ["two"], kind
        (two_programs / "one").write_bytes(b"one" * 100)
        vouch_for_programs()


def test_a_program_that_was_vouched_for_while_it_was_written_goes(
    two_programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run was killed at that moment; JAX says that it cannot read it, and the next run begins anew."""
    said = "Error reading persistent compilation cache entry for 'jit_f': error: Error -5 while decompressing data"
    monkeypatch.setattr(library_noise, "_SAID", {said})
    vouch_for_programs()
    remove_unvouched()
    assert names(two_programs) == []


def test_a_folder_in_the_place_of_a_program_is_left_aside(two_programs: Path) -> None:
    """Nothing of a user's is removed with everything in it."""
    (two_programs / "one").unlink()
    (two_programs / "one").mkdir()
    remove_unvouched()
    assert names(two_programs) == ["one", "two"]


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b"\xff\xfe", b'{"one": "00"}', b"[]", b"null"])
def test_a_damaged_list_of_what_is_whole_heals(content: bytes, two_programs: Path) -> None:
    """Nothing is believed any more; the next run that finishes writes the list anew."""
    (two_programs / VOUCHED).write_bytes(content)
    remove_unvouched()
    assert names(two_programs) == []
    (two_programs / "three").write_bytes(b"3")
    vouch_for_programs()
    assert list(kept(two_programs / VOUCHED)) == ["three"]


def test_a_folder_that_grew_large_is_emptied(two_programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit everything goes; at the limit nothing does."""
    for limit, left in ((600, 2), (599, 0)):
        monkeypatch.setattr(compiled_programs, "LARGEST_FOLDER", limit)
        remove_unvouched()
        assert len(names(two_programs)) == left


def test_it_is_looked_at_once_and_only_before_jax(two_programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Help and derivations never wait for it."""
    looked: list[str] = []
    monkeypatch.setattr(compiled_programs, "remove_unvouched", lambda: looked.append("now"))
    finder = next(one for one in sys.meta_path if type(one).__module__ == compiled_programs.__name__)
    for name in ("sympy", "jaxlib", "jax"):
        assert finder.find_spec(name, None, None) is None
    assert looked == ["now"] and finder not in sys.meta_path


def test_a_folder_that_disappears_is_no_error(two_programs: Path) -> None:
    """Somebody cleans their cache while a command runs."""
    shutil.rmtree(two_programs)
    remove_unvouched()
    vouch_for_programs()
    assert not two_programs.exists()
