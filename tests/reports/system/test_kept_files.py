"""Files kept from run to run: whole or not at all, and nothing that is damaged or hostile is believed."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from reports.system import kept_files
from reports.system.kept_files import keep, kept


@pytest.mark.parametrize(
    "spoilt",
    [b"", b"[" * 100_000, b"[]", b"\xff" * 100, b"0" * 64 + b"\n[]", b"\n", b'{"a": 1}'],
    ids=["empty", "nested", "no digest", "no text", "another digest", "nothing", "as it was before"],
)
def test_what_is_damaged_is_not_there_and_the_next_run_mends_it(spoilt: bytes, tmp_path: Path) -> None:
    """Whatever the file holds, nothing is raised."""
    path = tmp_path / "a.json"
    path.write_bytes(spoilt)
    assert kept(path) is None
    keep(path, "[1]", 10)
    assert kept(path) == [1]


def test_every_changed_byte_is_noticed(tmp_path: Path) -> None:
    """A disk that forgets a bit changes no finding."""
    path = tmp_path / "a.json"
    keep(path, '{"verdict": "PROVED"}', 10)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert kept(path) is None
        path.write_bytes(whole[:place])
        assert kept(path) is None


def test_what_a_killed_run_left_goes_with_the_next(tmp_path: Path) -> None:
    """Its part has the number of a process that is no more."""
    (tmp_path / "a.99999999.part").write_bytes(b"half")
    keep(tmp_path / "b.json", "[]", 10)
    assert [path.name for path in tmp_path.iterdir()] == ["b.json"]


def test_a_full_disk_keeps_nothing_and_leaves_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old file is still there."""
    keep(tmp_path / "a.json", "[1]", 10)

    def full(path: Path, content: bytes) -> int:
        with open(path, "wb") as stream:
            stream.write(content[:3])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    keep(tmp_path / "a.json", "[2]", 10)
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"] and kept(tmp_path / "a.json") == [1]


def test_what_stands_in_the_way_is_left_aside(tmp_path: Path) -> None:
    """A folder, a pipe, a file where the folder should be: nothing waits, nothing is raised."""
    (tmp_path / "a.json").mkdir()
    os.mkfifo(tmp_path / "b.json")
    (tmp_path / "file").touch()
    for path in (tmp_path / "a.json", tmp_path / "b.json", tmp_path / "file" / "c.json"):
        assert kept(path) is None
        keep(path, "[]", 10)
    assert kept(tmp_path / "b.json") == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "b.json", "file"]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is none of ours."""
    keep(tmp_path / "a.json", "[1]", 10)
    monkeypatch.setattr(kept_files, "LARGEST_FILE", 20)
    assert kept(tmp_path / "a.json") is None
