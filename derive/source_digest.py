"""What program text is at hand: what another form of Backproof kept must not be found by this one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@lru_cache(maxsize=8)
def digest_of_sources(folders: tuple[str, ...]) -> bytes:
    """The SHA-256 of all program text in these folders, named from the one that holds ``derive``.

    >>> len(digest_of_sources(("derive/algebra",)))
    32
    """
    digest = sha256()
    for path in _sources(ROOT / folder for folder in folders):
        digest.update(path.read_bytes())
    return digest.digest()


def _sources(folders: Iterable[Path]) -> Iterable[Path]:
    return (path for folder in folders for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.lark")]))
