"""The one way to read a file that somebody names: a regular file, a bounded part of it, and never a wait."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)


def bytes_of(path: Path, most: int) -> bytes:
    """Return the content, at most ``most + 1`` bytes of it: who gets so many knows that the file is too large.

    A pipe nobody writes to would block for ever and a device never end: neither is read.

    Raises:
        OSError: it cannot be read, is a folder, or is no regular file.
        ValueError: this is no path.

    >>> bytes_of(Path("/"), 10)
    Traceback (most recent call last):
        ...
    IsADirectoryError: [Errno 21] it is a folder: '/'
    """
    _refuse_irregular(os.stat(path).st_mode, path)
    with open(os.open(path, os.O_RDONLY | AT_ONCE), "rb") as stream:
        _refuse_irregular(os.fstat(stream.fileno()).st_mode, path)  # another may have taken its place meanwhile
        return stream.read(most + 1)


def _refuse_irregular(mode: int, path: Path) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is no regular file", str(path))
