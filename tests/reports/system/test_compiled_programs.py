"""Tests of keeping compiled programs from run to run."""

import os
from pathlib import Path

import pytest

from reports.system import compiled_programs
from reports.system.compiled_programs import (
    FOLDER,
    SETTINGS,
    forget_unfinished,
    keep_compiled_programs,
    programs_folder,
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test's own, and no settings yet."""
    environment = {key: value for key, value in os.environ.items() if key != FOLDER and key not in SETTINGS}
    monkeypatch.setattr(compiled_programs.os, "environ", environment | {"XDG_CACHE_HOME": str(tmp_path)})
    return tmp_path / "backproof" / "compiled"


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
    forget_unfinished(0)
    assert compiled_programs.os.environ[FOLDER] == "/elsewhere" and not folder.exists()


def test_without_a_writable_folder_everything_works_as_before(folder: Path) -> None:
    """A file stands where the cache folder should be."""
    folder.parent.write_text("taken")
    keep_compiled_programs()
    assert FOLDER not in compiled_programs.os.environ


def test_an_interrupted_run_leaves_no_part(folder: Path) -> None:
    """What was written since the start goes, what was there before stays."""
    keep_compiled_programs()
    for name, time in (("before", 1000), ("during", 3000)):
        (folder / name).write_bytes(b"program")
        os.utime(folder / name, (time, time))
    forget_unfinished(2000)
    assert [path.name for path in folder.iterdir()] == ["before"]


def test_a_folder_that_grew_large_is_emptied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit everything goes; at the limit nothing does."""
    folder.mkdir(parents=True)
    (folder / "program").write_bytes(b"1234")
    for limit, left in ((4, 1), (3, 0)):
        monkeypatch.setattr(compiled_programs, "LARGEST_FOLDER", limit)
        compiled_programs.os.environ.pop(FOLDER, None)
        keep_compiled_programs()
        assert len(list(folder.iterdir())) == left
