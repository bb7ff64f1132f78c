"""Compiled programs are kept from run to run, as Python keeps compiled modules: compiling takes most of the time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from .kept_files import cache_folder

LARGEST_FOLDER = 64 * 1024 * 1024
FOLDER = "JAX_COMPILATION_CACHE_DIR"
SETTINGS = {"JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0", "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1"}


def programs_folder() -> Path:
    """``backproof/compiled`` in the user's cache folder."""
    return cache_folder("compiled")


def keep_compiled_programs() -> None:
    """Tell JAX, before it is imported, where to keep what it compiles; a folder that the user named stays.

    Where the folder cannot be written, everything works as before, only slower.
    """
    if FOLDER in os.environ:
        return
    with suppress(OSError):
        folder = programs_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK):
            _empty_when_large(folder)
            os.environ |= {FOLDER: str(folder), **SETTINGS}


def forget_unfinished(since: float) -> None:
    """Remove what was written since that time (in seconds of the epoch): an interrupted run may have left a part."""
    if Path(os.environ.get(FOLDER, "")) == programs_folder():
        with suppress(OSError):
            _remove(path for path in programs_folder().iterdir() if path.stat().st_mtime >= since)


def _empty_when_large(folder: Path) -> None:
    files = [path for path in folder.iterdir() if path.is_file()]
    if sum(path.stat().st_size for path in files) > LARGEST_FOLDER:
        _remove(iter(files))


def _remove(files: Iterator[Path]) -> None:
    for path in files:
        path.unlink(missing_ok=True)
