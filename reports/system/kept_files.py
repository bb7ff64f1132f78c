"""Files kept from run to run in the user's cache folder: each whole or not at all, and never too many."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from derive.regular_files import bytes_of

PART = ".part"
LARGEST_FILE = 64 * 1024 * 1024


def cache_folder(name: str) -> Path:
    """``backproof/NAME`` in the user's cache folder (XDG Base Directory Specification; local data on Windows).

    A user without a home has no such folder: then it is a place where nothing can be written.
    """
    given = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else "")
    if given and Path(given).is_absolute():
        return Path(given) / "backproof" / name
    try:
        return Path.home() / ".cache" / "backproof" / name
    except RuntimeError:
        return Path(os.devnull) / "backproof" / name


def keep(path: Path, text: str, most: int) -> None:
    """Write JSON that another run may read meanwhile; of a folder with ``most`` of its kind, those go first.

    Its digest stands before it. Where nothing can be kept, nothing happens, and nothing half written stays.
    """
    half = path.with_suffix(f".{os.getpid()}{PART}")
    try:
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            before = list(path.parent.glob(f"*{path.suffix}"))
            _remove(before if len(before) >= most else ())
            _remove(path.parent.glob(f"*{PART}"))  # of runs that were killed
            content = text.encode()
            half.write_bytes(_digest(content) + b"\n" + content)
            half.replace(path)
    finally:
        _remove((half,))


def kept(path: Path) -> Any:
    """What ``keep`` wrote there; None where there is nothing, or something else: the next ``keep`` takes its place.

    >>> kept(Path("/dev/zero"))
    """
    with suppress(OSError, ValueError, RecursionError):
        digest, _, content = bytes_of(path, LARGEST_FILE).partition(b"\n")
        if digest == _digest(content):
            return json.loads(content)
    return None


def is_private(folder: Path) -> bool:
    """Whether a folder is a real one of ours into which nobody else can write.

    >>> is_private(Path("/dev/null"))
    False
    """
    try:
        found = folder.lstat()
    except OSError:
        return False
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return stat.S_ISDIR(found.st_mode) and mine and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _digest(content: bytes) -> bytes:
    from hashlib import sha256  # which a command that keeps nothing does not wait for

    return sha256(content).hexdigest().encode()


def _remove(files: Iterable[Path]) -> None:
    for path in files:
        with suppress(OSError):
            path.unlink(missing_ok=True)
