"""What a function's failure means to its author: the line, and what to write instead."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

from derive.errors import BackproofError, InputError, UnsupportedFormula

from .source_positions import is_of_user, line_of

# What the message of an error holds, and what to do about it.
CURES = (
    ("_DimExpr", "sizes are symbols here: use x.shape[0] in arithmetic, jnp.sqrt(x.shape[-1]) for a root, jnp.sum or "
     "jax.vmap for a loop over rows"),
    ("symbolic", "sizes are symbols here: give this size as a number, or say how sizes relate"),
    ("len()", "sizes are symbols here: write x.shape[0]"),
    ("Tracer", "a branch or a conversion depends on a value: write it with jnp.where"),
    ("traced array", "a branch or a conversion depends on a value: write it with jnp.where"),
)  # fmt: skip
OTHER = "run it on arrays of these shapes; it must work there too"


class CannotTrace(UnsupportedFormula):
    """The function runs on arrays, but not for symbolic sizes."""


class FunctionFails(InputError):
    """The function itself fails."""


def in_words(error: BaseException, function: Callable[..., Any]) -> BackproofError:
    """The error of a user's function, with the user's line."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if is_of_user(f.filename)]
    name = getattr(function, "__name__", "the function")
    where = f"{frames[-1].filename}, line {frames[-1].lineno}" if frames else name
    line = frames[-1].line or (line_of(frames[-1].filename, frames[-1].lineno or 0)) if frames else ""
    said = " ".join(f"{type(error).__name__}: {error}".split())
    message = f"{where}: {said:.200}" + (f" (in: {line:.80})" if line else "")
    cure = next((cure for mark, cure in CURES if mark in said), None)
    return FunctionFails(message, OTHER) if cure is None else CannotTrace(message, cure)
