"""Files kept from run to run in the user's cache folder: each whole or not at all, and never too many."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path


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
    """Write a file that another run may read meanwhile; of a folder with ``most`` of its kind, those go first.

    Where nothing can be kept, nothing happens.
    """
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = list(path.parent.glob(f"*{path.suffix}"))
        for old in kept if len(kept) >= most else ():
            old.unlink(missing_ok=True)
        half = path.with_suffix(f".{os.getpid()}.part")
        half.write_text(text, encoding="utf-8")
        half.replace(path)


@lru_cache(maxsize=4)
def digest_of_sources(packages: tuple[str, ...]) -> bytes:
    """The SHA-256 of all program text in these packages: what another form of Backproof kept is not found by it."""
    here = Path(__file__).resolve().parents[2]
    digest = sha256()
    for path in _sources(here / package for package in packages):
        digest.update(path.read_bytes())
    return digest.digest()


def _sources(folders: Iterable[Path]) -> Iterable[Path]:
    return (path for folder in folders for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.lark")]))
