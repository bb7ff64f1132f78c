"""One report is one state, old or new: at whatever moment a run is killed, interrupted, or meets a full disk."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from derive.errors import UsageError
from reports.system import replaced_together
from reports.system.output_files import check_writable, write_files
from reports.system.replaced_together import NEW, READY, UNDONE

OLD = {"report.html": b"old", "report.md": b"old", "certificate.json": b"old"}
STATE = {"pictures/a.svg": b"new", "report.html": b"new", "report.md": b"new"}
GONE = ("certificate.json",)
MINE = {"mine.txt": b"mine", "pictures/mine.svg": b"mine"}


def everything_in(folder: Path) -> dict[str, bytes]:
    """Each file below the folder and its content."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if not p.is_dir()}


def prepared(folder: Path) -> Path:
    """A folder with an old report and files of the user's."""
    (folder / "pictures").mkdir(parents=True)
    for name, content in (OLD | MINE).items():
        (folder / name).write_bytes(content)
    return folder


EVERY = 1 if os.environ.get("BACKPROOF_EVERY_CASE") else 4
# A process that ends itself at the n-th time that it touches the file system; forked from one that has all imported.
KILLED = f"""
import os, sys
from pathlib import Path
from reports.system.output_files import write_files

def killed(folder, number):
    seen = 0
    def touched(event, _arguments):
        nonlocal seen
        if event == "open" or event.startswith(("os.", "shutil.")):
            seen += 1
            if seen > number:
                os._exit(9)
    sys.addaudithook(touched)
    write_files(folder, {STATE!r}, {GONE!r})
    os._exit(0)

for number, folder in enumerate(sys.stdin.read().split("\\n")):
    child = os.fork()
    if not child:
        killed(Path(folder), number * {EVERY})
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_killed_at_any_moment_the_next_run_makes_one_state_of_it(tmp_path: Path) -> None:
    """A moment is a touch of the file system; once the next run begins, nothing is left of the killed one."""
    folders = [prepared(tmp_path / f"out{number}") for number in range(120 // EVERY)]
    done = subprocess.run(
        [sys.executable, "-c", KILLED],
        input="\n".join(map(str, folders)),
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    statuses = [int(status) for status in done.stdout.split()]
    assert statuses[0] == 9 and statuses[-1] == 0 and statuses == sorted(statuses, reverse=True)
    found = []
    for folder, status in zip(folders, statuses, strict=True):
        before = everything_in(folder)
        assert {name: before[name] for name in MINE} == MINE
        check_writable(folder)
        after = everything_in(folder)
        assert after in (OLD | MINE, STATE | MINE)
        assert status or after == before == STATE | MINE
        found.append(after == STATE | MINE)
    assert found == sorted(found) and found.count(False) * EVERY > 20  # decided at one moment, and from there on


@pytest.fixture
def tries(tmp_path: Path) -> Iterator[Path]:
    """A new folder for each try."""
    return (prepared(tmp_path / f"out{number}") for number in range(1000))


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("name", ["replace", "rename", "link", "fsync", "unlink"])
def test_an_error_at_any_moment_leaves_one_state_and_nothing_beside(
    name: str, error: BaseException, tries: Iterator[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full, or Ctrl-C, in whichever call: the old files or the new ones are there, and the user's."""
    real, expected = getattr(os, name), UsageError if isinstance(error, OSError) else KeyboardInterrupt
    for number in range(8):
        folder, seen = next(tries), []

        def failing(*arguments: object, seen: list[object] = seen, number: int = number, **words: object) -> object:
            seen.append(arguments)
            if len(seen) == number + 1:
                raise error
            return real(*arguments, **words)

        with monkeypatch.context() as patch:
            patch.setattr(os, name, failing)
            with suppress(expected):
                write_files(folder, STATE, GONE)
        if name == "unlink":  # what was not removed now is removed by the next run
            check_writable(folder)
        assert everything_in(folder) in (OLD | MINE, STATE | MINE)


def test_a_place_that_cannot_be_taken_gives_all_back(tmp_path: Path) -> None:
    """Somebody makes a folder of that name while the report is computed."""
    folder = prepared(tmp_path)
    (folder / "report.md").unlink()
    made = Path.mkdir

    def late(path: Path, *arguments: object, **words: object) -> None:
        made(path, *arguments, **words)  # type: ignore[arg-type]
        if path.name == "pictures" and NEW in str(path):
            made(folder / "report.md", exist_ok=True)
            (folder / "report.md" / "mine.txt").write_bytes(b"mine")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "mkdir", late)
        with pytest.raises(UsageError, match=r"report\.md' cannot be written: Is a directory"):
            write_files(folder, STATE, GONE)
    kept = {"report.html": b"old", "certificate.json": b"old", "report.md/mine.txt": b"mine"}
    assert everything_in(folder) == MINE | kept


def test_what_cannot_be_given_back_is_kept_for_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails for good after the first file took its place: nothing of the old report is thrown away."""
    folder, seen, real = prepared(tmp_path), [], os.replace

    def failing(*arguments: object, **words: object) -> None:
        seen.append(arguments)
        if len(seen) > 2:
            raise OSError(errno.EIO, "Input/output error")
        real(*arguments, **words)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", failing)
        with pytest.raises(UsageError, match="Input/output error"):
            write_files(folder, STATE, GONE)
    check_writable(folder)
    assert everything_in(folder) == OLD | MINE


def test_where_files_have_one_name_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A memory card: what was there is moved aside, and comes back where something fails."""

    def none(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    folder = prepared(tmp_path)
    write_files(folder, STATE, GONE)
    assert everything_in(folder) == STATE | MINE


def test_two_writers_take_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second waits for the first; where that takes too long, it says so and has changed nothing."""
    folder = prepared(tmp_path)
    holder = os.open(folder, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    monkeypatch.setattr(replaced_together, "PATIENCE_SECONDS", 0.05)
    with pytest.raises(UsageError, match="another run is writing"):
        write_files(folder, STATE)
    assert everything_in(folder) == OLD | MINE
    os.close(holder)
    write_files(folder, STATE)
    assert everything_in(folder) == OLD | STATE | MINE


def test_a_file_system_without_locks_is_written_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some that lie on other machines have none."""

    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    write_files(prepared(tmp_path), STATE, GONE)
    assert everything_in(tmp_path) == STATE | MINE


@pytest.mark.parametrize("name", [NEW, READY, UNDONE])
def test_a_folder_from_elsewhere_moves_nothing_outside(name: str, tmp_path: Path) -> None:
    """Links in the place of our own folders: what they point to stays as it is."""
    outside, folder = tmp_path / "outside", prepared(tmp_path / "out")
    for room in ("file", "before", "nothing", "gone"):
        (outside / "000000" / room).mkdir(parents=True)
        (outside / "000000" / room / "mine.txt").write_bytes(b"theirs")
    before = everything_in(outside)
    (folder / name).symlink_to(outside)
    check_writable(folder)
    assert everything_in(outside) == before and (folder / "mine.txt").read_bytes() == b"mine"
    (folder / name).unlink(missing_ok=True)
    (folder / name).mkdir()
    (folder / name / "000000").symlink_to(outside / "000000")
    check_writable(folder)
    assert everything_in(outside) == before and (folder / "mine.txt").read_bytes() == b"mine"
