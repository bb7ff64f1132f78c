"""Several files are replaced together: a folder has all of the old ones or all of the new ones, also after a kill.

New files are written into a folder of their own inside. When all are whole and on the disk, that folder is renamed:
from here on the new state is decided. Then each file takes its place, the one before it being kept until all have. What
a killed run left says by its name what is to be done with it, and the next run does that:

    NEW     was not decided: it goes
    READY   was decided: what has not taken its place yet does so
    UNDONE  a place could not be taken: every place gets back what was there
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from derive.errors import UsageError

NEW, READY, UNDONE = ".backproof-new", ".backproof-ready", ".backproof-undone"
FILE, GONE, BEFORE, NOTHING = "file", "gone", "before", "nothing"
PATIENCE_SECONDS = 10.0


def replace_together(
    folder: Path, files: Mapping[str, bytes], gone: Sequence[str] = (), like: Path | None = None
) -> None:
    """Give the files their names below the folder, in that order, and remove those that are ``gone``.

    They have the rights of the file ``like``, where one is named.

    Raises:
        OSError: a file cannot be written, or a place not be taken: everything is as it was.
        UsageError: another run has been writing into this folder for long.
    """
    with locked(folder):
        finish(folder)
        try:
            _write(folder / NEW, files, gone, like)
            os.rename(folder / NEW, folder / READY)
            _take_places(folder)
        except BaseException:
            finish(folder)
            raise


def finish(folder: Path) -> None:
    """Bring to its end what a killed run began, by whoever holds the lock."""
    _discard(folder / NEW)
    with suppress(OSError):
        if _is_folder(folder / READY):
            _take_places(folder)
    if _is_folder(folder / UNDONE):
        _give_back(folder)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One run at a time; where the system has no such locks, or not for this folder, each runs as it comes."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:  # a folder may be written and not be read
        yield
        return
    try:
        ends = time.monotonic() + PATIENCE_SECONDS
        while not _taken(lambda: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)):
            if time.monotonic() > ends:
                raise UsageError(f"another run is writing into {str(folder)!r:.120}", hint="wait for it, or stop it")
            time.sleep(0.01)
        yield
    finally:
        os.close(descriptor)


def _taken(lock: Callable[[], None]) -> bool:
    try:
        lock()
    except BlockingIOError:
        return False
    except OSError:  # this file system has no locks
        pass
    return True


def meant(path: Path, folder: Path) -> Path:
    """The place that a file being written is for, as an error names it.

    >>> str(meant(Path("out/.backproof-new/000002/file/a/b.md"), Path("out")))
    'out/a/b.md'
    """
    inside = path.parts[len(folder.parts) :]
    return folder.joinpath(*inside[3:]) if inside[:1] == (NEW,) and len(inside) > 3 else path


def _write(new: Path, files: Mapping[str, bytes], gone: Sequence[str], like: Path | None) -> None:
    """Each entry has a folder of its own, whose number is its turn."""
    for number, (name, content) in enumerate(files.items()):
        path = new / f"{number:06}" / FILE / name
        path.parent.mkdir(parents=True)
        with path.open("wb") as stream:
            if like is not None:
                shutil.copymode(like, path)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    for number, name in enumerate(gone, start=len(files)):
        path = new / f"{number:06}" / GONE / name
        path.parent.mkdir(parents=True)
        path.touch()


def _take_places(folder: Path) -> None:
    """Begin or go on; where a place cannot be taken, every place gets back what was there."""
    try:
        for entry in sorted((folder / READY).iterdir()):
            for path, place in _entries(entry / FILE, folder):
                _remember(entry, place, folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, place)
            for _, place in _entries(entry / GONE, folder):
                _remember(entry, place, folder)
                place.unlink(missing_ok=True)
    except OSError:
        os.rename(folder / READY, folder / UNDONE)
        _give_back(folder)
        raise
    _discard(folder / READY)


def _remember(entry: Path, place: Path, folder: Path) -> None:
    """Keep what is in the place, under a second name, or that nothing is there; once, however often it is tried."""
    if _is_folder(place):  # of the user's, and everything in it too
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(place))
    name = place.relative_to(folder)
    before, nothing = entry / BEFORE / name, entry / NOTHING / name
    if os.path.lexists(before) or os.path.lexists(nothing):
        return
    kept = before if os.path.lexists(place) else nothing
    kept.parent.mkdir(parents=True, exist_ok=True)
    if kept is nothing:
        kept.touch()
        return
    try:
        os.link(place, kept, follow_symlinks=False)
    except (OSError, NotImplementedError):  # a system or a disk without second names
        os.replace(place, kept)


def _give_back(folder: Path) -> None:
    """Where even that is not possible, what was there is kept for the next run to try."""
    with suppress(OSError):
        for entry in sorted((folder / UNDONE).iterdir()):
            for path, place in _entries(entry / BEFORE, folder):
                os.replace(path, place)
            for _, place in _entries(entry / NOTHING, folder):
                place.unlink(missing_ok=True)
        _discard(folder / UNDONE)


def _entries(room: Path, folder: Path) -> Iterator[tuple[Path, Path]]:
    """The files of a room and the places they are for; none of a room that is only a link to another."""
    if _is_folder(room.parent) and _is_folder(room):
        for path in sorted(room.rglob("*")):
            if not _is_folder(path):
                yield path, folder / path.relative_to(room)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _discard(left: Path) -> None:
    """A link of that name is removed, not what it points to."""
    shutil.rmtree(left, ignore_errors=True)
    with suppress(OSError):
        left.unlink(missing_ok=True)
