"""Output files: whole or not there, and those of one report together."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from derive.errors import UsageError

from .replaced_together import finish, locked, meant, replace_together


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
    if existing == folder:
        with suppress(OSError), locked(folder):
            finish(folder)


HINT = "name another folder with --out"


def write_files(folder: Path, files: Mapping[str, bytes], gone: Sequence[str] = ()) -> list[Path]:
    """Write all files below the folder, or leave everything as it was; return their paths.

    They take their names together, and those that are ``gone`` lose theirs at the same time: what is killed in between
    the next run into this folder brings to its end.

    Raises:
        UsageError: something cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     (path,) = write_files(Path(folder), {"notes/a.txt": b"p - y"})
    ...     print(path.relative_to(folder).as_posix(), path.read_bytes())
    notes/a.txt b'p - y'
    """
    places = [_place(folder, name) for name in files]
    made: list[Path] = []
    try:
        _make_folder(folder, made)
        replace_together(folder, files, [name for name in gone if os.path.lexists(_place(folder, name))])
    except OSError as error:
        path = meant(Path(error.filename or folder), folder)
        raise UsageError(f"{_shown(path)} cannot be written: {error.strerror}", hint=HINT) from None
    finally:
        _remove_empty(made)
    return places


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


def _remove_empty(made: list[Path]) -> None:
    """Remove the folders that were made and stayed empty."""
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()


def _shown(path: Path) -> str:
    return f"{str(path)!r:.120}"
