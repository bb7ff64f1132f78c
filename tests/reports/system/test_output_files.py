"""Tests of writing files whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from derive.errors import UsageError
from reports.system import output_files
from reports.system.output_files import check_writable, write_files


def everything_in(folder: Path) -> dict[str, bytes]:
    """Each file below the folder and its content."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_files_and_their_folders_are_made(tmp_path: Path) -> None:
    """A new folder inside a new folder, with a picture in a folder of its own."""
    files = {"pictures/loss.svg": b"<svg/>", "report.html": "α".encode()}
    written = write_files(tmp_path / "a" / "b", files)
    assert everything_in(tmp_path / "a" / "b") == files
    assert [path.name for path in written] == ["loss.svg", "report.html"]


def test_an_existing_report_is_replaced(tmp_path: Path) -> None:
    """The second run of the same command."""
    for content in (b"old", b"new"):
        write_files(tmp_path, {"report.html": content})
    assert everything_in(tmp_path) == {"report.html": b"new"}


def test_a_link_in_the_place_of_the_report_is_replaced(tmp_path: Path) -> None:
    """What it points to, outside the folder, is not touched."""
    precious, out = tmp_path / "precious", tmp_path / "out"
    precious.write_bytes(b"old")
    out.mkdir()
    (out / "report.html").symlink_to(precious)
    write_files(out, {"report.html": b"new"})
    assert everything_in(tmp_path) == {"out/report.html": b"new", "precious": b"old"}


def test_a_full_disk_leaves_the_old_report_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full while the second file is flushed."""
    write_files(tmp_path, {"report.html": b"old", "report.md": b"old"})
    flushed: list[int] = []

    def full(descriptor: int) -> None:
        flushed.append(descriptor)
        if len(flushed) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(output_files.os, "fsync", full)
    with pytest.raises(UsageError, match="No space left"):
        write_files(tmp_path, {"report.html": b"new", "report.md": b"new", "c/d.svg": b"new"})
    assert everything_in(tmp_path) == {"report.html": b"old", "report.md": b"old"}


def test_an_interruption_leaves_nothing_and_no_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the first file of a new folder is flushed."""

    def interrupted(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(output_files.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path / "new", {"report.html": b"new"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../outside.html", "/outside.html", "", "pictures/../../outside"])
def test_names_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    """A file name that points elsewhere."""
    with pytest.raises(UsageError, match="leaves the output folder"):
        write_files(tmp_path / "out", {name: b"x"})
    assert not (tmp_path / "out").exists()


def test_a_folder_in_the_place_of_the_report(tmp_path: Path) -> None:
    """Somebody made a folder called report.html."""
    (tmp_path / "report.html").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        write_files(tmp_path, {"report.md": b"new", "report.html": b"new"})
    assert everything_in(tmp_path) == {}


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    """--out names a file, or a folder below a file: known before any work is done."""
    (tmp_path / "taken").write_text("mine")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(UsageError, match="is a file") as caught:
            check_writable(folder)
        assert "--out" in caught.value.hint


def test_a_folder_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest existing folder may not be written."""
    monkeypatch.setattr(output_files.os, "access", lambda *_: False)
    with pytest.raises(UsageError, match="permission denied"):
        check_writable(tmp_path / "new" / "deeper")
    assert not (tmp_path / "new").exists()
