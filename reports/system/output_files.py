"""Output files: written beside their place, then renamed, so that none is ever seen half written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from derive.errors import UsageError


def check_writable(folder: Path) -> None:
    """Refuse a folder that cannot be written before any work is done for it; it need not exist yet.

    Raises:
        UsageError: it is a file, or it or the nearest folder above it may not be written.
    """
    existing = next(place for place in (folder, *folder.absolute().parents) if os.path.lexists(place))
    if not existing.is_dir():
        raise UsageError(f"the output folder {_shown(folder)} is not possible: {_shown(existing)} is a file", hint=HINT)
    if not os.access(existing, os.W_OK | os.X_OK):
        raise UsageError(f"the output folder {_shown(folder)} cannot be written: permission denied", hint=HINT)


HINT = "name another folder with --out"


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write all files below the folder, or leave everything as it was; return their paths.

    Each is written beside its place and flushed to the disk; only when all are whole do they take
    their names, in the order of ``files``.

    Raises:
        UsageError: something cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     (path,) = write_files(Path(folder), {"notes/a.txt": b"p - y"})
    ...     print(path.relative_to(folder).as_posix(), path.read_bytes())
    notes/a.txt b'p - y'
    """
    made: list[Path] = []
    beside: dict[Path, Path] = {}
    try:
        for name, content in files.items():
            place = _place(folder, name)
            _make_folder(place.parent, made)
            beside[place] = place.with_name(f".{place.name}.{os.getpid()}.part")
            _write_whole(beside[place], content)
        for place, whole in beside.items():
            os.replace(whole, place)
    except OSError as error:
        raise UsageError(
            f"{_shown(Path(error.filename or folder))} cannot be written: {error.strerror}", hint=HINT
        ) from None
    finally:
        _clear(beside, made)
    return list(beside)


def _place(folder: Path, name: str) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or PurePosixPath(name).is_absolute():
        raise UsageError(f"the output name {name!r:.80} leaves the output folder", hint="use a plain file name")
    place = folder.joinpath(*parts)
    if place.is_dir():
        raise UsageError(f"{_shown(place)} is a folder, so no file can take its name", hint=HINT)
    return place


def _make_folder(folder: Path, made: list[Path]) -> None:
    for place in (*reversed(folder.absolute().parents), folder):
        if not place.exists():
            place.mkdir()
            made.append(place)


def _write_whole(place: Path, content: bytes) -> None:
    with place.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _clear(beside: Mapping[Path, Path], made: list[Path]) -> None:
    """Remove what was left beside, and the folders made for it that stayed empty."""
    for whole in beside.values():
        whole.unlink(missing_ok=True)
    for folder in reversed(made):
        if not any(folder.iterdir()):
            folder.rmdir()


def _shown(path: Path) -> str:
    return f"{str(path)!r:.120}"
