"""Options that hold text or paths, and options that nobody gave, are taken as they are.

Typer builds a validator for every option of a command, also for those that were not given, and imports pydantic for it:
a good part of a short command's time. Text needs none, a path neither where it is as Typer asks of every path, and our
own defaults are what they should be.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup

# What Typer asks of a path where its option says nothing else.
USUAL_PATH = {
    "exists": False, "file_okay": True, "dir_okay": True, "writable": False, "readable": True, "resolve_path": False,
    "path_type": None,
}  # fmt: skip


class _Plain:
    """A command whose options make a validator only where there is something to validate."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The options, each with its values taken as they are as long as that is possible."""
        parameters: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for parameter in parameters:
            if hasattr(parameter, "_runtime_param"):  # the place that this version of Typer has for a validator
                parameter._runtime_param = _AsGiven(parameter)
        return parameters


class PlainCommand(_Plain, TyperCommand):
    """One command."""


class PlainGroup(_Plain, TyperGroup):
    """The command that has the others."""


class _AsGiven:
    """Stands where Typer keeps an option's validator until one is needed."""

    def __init__(self, parameter: Any) -> None:
        self.parameter = parameter
        self.annotation = parameter.type_descriptor.annotation
        self.many = bool(parameter.multiple or parameter.nargs == -1)

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value as the command wants it.

        Raises:
            BadParameter: it is not of the option's kind.
        """
        if value is None:
            return () if self.many else None
        if self.many and self.annotation == list[str] and not isinstance(value, str):
            return [str(one) for one in value]
        if (
            self.many
            and self.annotation == list[Path]
            and not isinstance(value, str)
            and all(map(self._is_plain_path, value))
        ):
            return [Path(one) for one in value]
        if not self.many and self.annotation is Path and self._is_plain_path(value):
            return Path(value)
        if not self.many and isinstance(self.annotation, type) and type(value) is self.annotation:
            return value
        self.parameter._runtime_param = None
        return self.parameter.get_runtime_param().coerce(value, param=param, ctx=ctx)

    def _is_plain_path(self, value: Any) -> bool:
        """True where nothing is asked of the path but that it can be read where it exists, and that is so."""
        asked = self.parameter.type_descriptor.parameter_info
        if not isinstance(value, str) or any(getattr(asked, name) != usual for name, usual in USUAL_PATH.items()):
            return False
        try:
            os.stat(value)
        except OSError:
            return True
        except ValueError:
            return False
        return os.access(value, os.R_OK)
