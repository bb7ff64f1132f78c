"""Compiled programs are kept from run to run, as Python keeps compiled modules: compiling takes most of the time.

JAX writes and reads them. It writes in place, keeps what is damaged for ever, and says so with a warning for each
program; so before it is imported everything goes that no finished run has vouched for.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType

from .kept_files import cache_folder, is_private, keep, kept
from .library_noise import heard

LARGEST_FOLDER, MOST_FILES = 64 * 1024 * 1024, 8192
FOLDER = "JAX_COMPILATION_CACHE_DIR"
SETTINGS = {"JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0", "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1"}
VOUCHED = "vouched.json"
USER = "jax"
UNREADABLE = "Error reading persistent compilation cache"


def programs_folder() -> Path:
    """``backproof/compiled`` in the user's cache folder."""
    return cache_folder("compiled")


def keep_compiled_programs() -> None:
    """Tell JAX, before it is imported, where to keep what it compiles; a folder that the user named stays.

    Where the folder cannot be written, or others may write into it, everything works as before, only slower.
    """
    if FOLDER in os.environ:
        return
    with suppress(OSError):
        folder = programs_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK) and is_private(folder):
            os.environ |= {FOLDER: str(folder), **SETTINGS}
            sys.meta_path.insert(0, _BeforeJax())


class _BeforeJax:
    """Finds nothing, and knows that JAX is about to be imported."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if fullname == USER:
            sys.meta_path.remove(self)
            remove_unvouched()


def remove_unvouched() -> None:
    """Remove every program that is not as a finished run left it, and all of them where they are too many."""
    folder = programs_folder()
    with suppress(OSError):
        files = [path for path in folder.iterdir() if path.name != VOUCHED]
        sizes = [path.lstat().st_size for path in files]
        large = sum(sizes) > LARGEST_FOLDER or len(files) > MOST_FILES
        vouched = {} if large else _vouched(folder)
        _remove(path for path in files if path.name not in vouched or _digest(path) != vouched[path.name])


def vouch_for_programs() -> None:
    """At the end of a run that went well: what is there now is whole.

    Unless JAX could not read a program: then another run was killed while this one vouched for what it was writing.
    """
    folder = programs_folder()
    if USER in sys.modules and os.environ.get(FOLDER) == str(folder):
        with suppress(OSError):
            names = sorted(path.name for path in folder.iterdir() if path.name != VOUCHED)
            found = {} if heard(UNREADABLE) else {name: _digest(folder / name) for name in names}
            if found != _vouched(folder):
                keep(folder / VOUCHED, json.dumps(found), MOST_FILES)


def _vouched(folder: Path) -> dict[str, str]:
    found = kept(folder / VOUCHED)
    return found if isinstance(found, dict) else {}


def _digest(path: Path) -> str:
    """Of the content; nothing where it is no file."""
    if not stat.S_ISREG(path.lstat().st_mode):
        return ""
    from hashlib import blake2b

    return blake2b(path.read_bytes(), digest_size=16).hexdigest()


def _remove(files: Iterable[Path]) -> None:
    for path in files:
        with suppress(OSError):  # a folder is left aside
            path.unlink(missing_ok=True)
