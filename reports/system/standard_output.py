"""The one door to standard output: it survives a reader that leaves and tells a full disk."""

from __future__ import annotations

import os
import sys

import typer

from derive.errors import InputError


def write_line(text: str) -> None:
    """Write the text and a line end to standard output, at once.

    Raises:
        typer.Exit: the reader has left, as ``head`` does; that is no error.
        InputError: standard output cannot be written.
    """
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
        raise typer.Exit(0) from None
    except OSError as error:
        _silence()
        raise InputError(
            f"standard output cannot be written: {error.strerror}", hint="check the disk or the redirection"
        ) from None


def _silence() -> None:
    """Point standard output to nowhere, or Python fails again when it flushes on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
