"""The bytes of a file of data, read once and no more than a limit of them, or one clear line that says why not."""

from __future__ import annotations

from pathlib import Path

from derive.errors import InputError
from derive.regular_files import bytes_of

MAXIMUM_BYTES = 256 * 1024 * 1024


def content_of(path: Path, kind: str = "a file of data", most: int = MAXIMUM_BYTES) -> bytes:
    """Return the content of a regular file; ``kind`` says in an error's hint what should be named instead.

    Raises:
        InputError: it is no regular file, is larger than ``most`` bytes, or cannot be read.

    >>> content_of(Path("/"), "a CSV file")
    Traceback (most recent call last):
        ...
    derive.errors.InputError: '/' is a folder
    """
    shown = shown_path(path)
    try:
        if path.is_dir():
            raise InputError(f"{shown} is a folder", hint=f"name {kind} in it")
        if not path.exists():
            raise InputError(f"there is no file {shown}", hint="check the path; it is taken from the current folder")
        if not path.is_file():
            raise InputError(f"{shown} is not a regular file", hint=f"save the data to {kind} first")
        content = bytes_of(path, most)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{shown} cannot be read: {reason}", hint="check the path and its permissions") from None
    if len(content) > most:
        raise InputError(f"{shown} is larger than {most // 1024**2} MiB", hint="use fewer rows or columns")
    return content


def shown_path(path: Path) -> str:
    """The path as a message shows it: quoted, escaped and cut.

    >>> shown_path(Path("a\\nb.csv"))
    "'a\\\\nb.csv'"
    """
    return f"{str(path)!r:.120}"
