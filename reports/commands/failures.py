"""Failures as people and programs read them: one line of what is wrong, one of what to do, an exit status."""

from __future__ import annotations

import errno
import json
import sys
from dataclasses import dataclass

from derive.errors import BackproofError, MissingTool

from ..system.standard_output import write_line
from ..system.visible_text import visible

USAGE, FAULT, INTERRUPTED = 2, 4, 130


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a command could not do what was asked: ``code`` is a word for programs, ``status`` the exit status."""

    code: str
    message: str
    hint: str
    status: int


# Where one of these is not found, the fault is in Backproof itself.
OURS = ("", "derive", "numeric", "reports")
OF_THE_MACHINE = frozenset(
    getattr(errno, name)
    for name in (
        "ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EIO", "EMFILE", "ENFILE", "ENOMEM", "EAGAIN", "ENAMETOOLONG", "EACCES",
        "EPERM", "ELOOP", "ESTALE", "ENODEV", "ENXIO",
    )
    if hasattr(errno, name)
)  # fmt: skip
MEND_THE_SYSTEM = "check names, permissions, the room on the disk and in /tmp, and the limits of the process"
CODES = {2: "usage", 3: "missing-tool", 4: "fault"}


def failure_of(error: BaseException) -> Failure:
    """Say in one line what an exception means to the user.

    >>> from derive.errors import InputError
    >>> failure_of(InputError("there is no file 'a.csv'", hint="check the path"))
    Failure(code='input', message="there is no file 'a.csv'", hint='check the path', status=2)
    >>> failure_of(ModuleNotFoundError("No module named 'jax.numpy'", name="jax.numpy")).message
    "the Python package jax cannot be imported: No module named 'jax.numpy'"
    """
    if isinstance(error, BackproofError):
        code = "input" if type(error).__name__ == "InputError" else CODES[error.exit_status]
        return Failure(code, error.message, error.hint, error.exit_status)
    if isinstance(error, MemoryError):
        return Failure("memory", "there is not enough memory for this", "use fewer rows, features or classes", FAULT)
    if isinstance(error, OSError) and (reason := _of_the_machine(error)):
        return Failure("system", f"the system refuses this: {reason}", MEND_THE_SYSTEM, USAGE)
    if isinstance(error, ModuleNotFoundError) and (package := _package(error)) not in OURS:
        return Failure(
            "missing-tool",
            f"the Python package {package} cannot be imported: {error}",
            "install what Backproof needs again, in an environment of its own: see 'Set up' in the README",
            MissingTool.exit_status,
        )
    found = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Failure(
        "fault",
        f"a fault of Backproof, not of yours: {found:.300}",
        "run the command again with --debug and report what it prints",
        FAULT,
    )


def _of_the_machine(error: OSError) -> str:
    """What the machine lacks or forbids, wherever it is noticed; nothing where the error may be ours."""
    temporary = error.errno == errno.ENOENT and error.filename is None  # there is no place for temporary files
    if error.errno not in OF_THE_MACHINE and not temporary:
        return ""
    return f"{error.strerror}" + (f": {str(error.filename)!r:.80}" if error.filename else "")


def _package(error: ModuleNotFoundError) -> str:
    return (error.name or "").partition(".")[0]


def show_failure(failure: Failure, as_json: bool) -> None:
    """Write ``error:`` and ``hint:`` to standard error, and with ``as_json`` the error document to standard output."""
    sys.stderr.write(f"error: {visible(failure.message)}\n")
    if failure.hint:
        sys.stderr.write(f"hint: {visible(failure.hint)}\n")
    if as_json:
        document = {"code": failure.code, "hint": failure.hint, "message": failure.message}
        write_line(json.dumps({"error": document}, indent=2, sort_keys=True))
