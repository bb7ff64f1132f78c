"""What a shell completes: the values of options too, not only their names.

A shell asks through the variable ``_BACKPROOF_COMPLETE``; only then is anything of this done.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, get_type_hints

import typer
from typer.models import OptionInfo

from derive.errors import BackproofError, UsageError

from ..formats.choice import FORMATS
from ..formats.markdown.dialects import DIALECTS
from ..options.options import ACTIVATIONS
from ..system.standard_output import write_line

# What numeric.data.datasets loads by name; importing that takes longer than a key may.
DATASETS = ("breast_cancer", "diabetes", "digits", "iris", "wine")
WIDTHS = (4, 8, 16)
HEADER_BYTES = 64 * 1024

Completer = Callable[[typer.Context, str], list[str]]


def datasets(incomplete: str) -> list[str]:
    """Names of datasets; where none fits, the shell offers files."""
    return [name for name in DATASETS if name.startswith(incomplete)]


def formats(incomplete: str) -> list[str]:
    """Formats of a report, also behind a comma.

    >>> formats("html,p")
    ['html,pdf']
    """
    before, comma, last = incomplete.rpartition(",")
    return [before + comma + name for name in FORMATS if name.startswith(last)]


def hidden_layers(incomplete: str) -> list[str]:
    """A layer of the width that was begun, or of a usual one.

    >>> hidden_layers("12:soft")
    ['12:softplus', '12:softsign']
    """
    digits, colon, begun = incomplete.partition(":")
    widths: Iterable[str] = [digits] if digits.isdecimal() else map(str, WIDTHS)
    found = [f"{width}:{activation.replace(' ', '-')}" for width in widths for activation in ACTIVATIONS]
    return [layer for layer in found if not colon or layer.partition(":")[2].startswith(begun)]


def tensors(context: typer.Context, incomplete: str) -> list[str]:
    """The tensors of the network whose options stand on the command line already."""
    from ..options.networks import network_of
    from .arguments import network_options

    names = ("bias", "log_base", "reduction", "hidden", "loss", "l1", "l2", "label_smoothing", "temperature")
    given: dict[str, Any] = {name: context.params.get(name) for name in names}
    file = context.params.get("network")
    network = network_of(network_options(Path(file) if file else None, **given), batch=True)
    return [tensor.name for tensor in network.tensors if tensor.name.startswith(incomplete)]


def columns(context: typer.Context, incomplete: str) -> list[str]:
    """The columns of the CSV file that ``--data`` names."""
    path = Path(str(context.params.get("data") or ""))
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        line = stream.readline(HEADER_BYTES)
    header = next(csv.reader([line], delimiter=max(",;\t", key=line.count)), [])
    return [name for name in header if name.startswith(incomplete)]


def of_metavar(metavar: str) -> tuple[str, ...]:
    """The values that an option's placeholder lists.

    >>> of_metavar("mean|sum"), of_metavar("FILE.toml")
    (('mean', 'sum'), ())
    """
    return tuple(metavar.split("|")) if "|" in metavar and metavar == metavar.lower() else ()


VALUES: dict[str, Completer] = {
    "data": lambda _, incomplete: datasets(incomplete),
    "to": lambda _, incomplete: formats(incomplete),
    "markdown": lambda _, incomplete: [name for name in DIALECTS if name.startswith(incomplete)],
    "hidden": lambda _, incomplete: hidden_layers(incomplete),
    "wrt": tensors,
    "of": tensors,
    "target": columns,
}


def offer_values(commands: Iterable[Callable[..., Any]]) -> None:
    """Tell each option of these commands which values to offer."""
    for command in commands:
        hints = get_type_hints(command, include_extras=True)
        for name, hint in hints.items():
            for option in getattr(hint, "__metadata__", ()):
                if isinstance(option, OptionInfo):
                    option.autocompletion = _completer(name, option)
        command.__annotations__ = hints  # as evaluated here: another evaluation would make new options


def _completer(name: str, option: OptionInfo) -> Callable[[typer.Context, str], list[str]] | None:
    listed = of_metavar(str(option.metavar or ""))
    if not listed and name not in VALUES:
        return None

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        """Offer nothing where what was written so far cannot be read: a shell has no place for an error."""
        if listed:
            return [value for value in listed if value.startswith(incomplete)]
        try:
            return VALUES[name](context, incomplete)
        except (BackproofError, OSError, ValueError, csv.Error):
            return []

    return complete


def completion_for_the_shell(ask: Callable[[], int]) -> int:
    """Install or show the completion of the shell that this was called from.

    Raises:
        UsageError: it is a shell that has no completion, or none at all.
    """
    said = StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            status: object = ask()
    except SystemExit as done:
        status = done.code
    if status:
        raise UsageError(
            "this was not called from a shell that has completion",
            hint="bash, zsh, fish and PowerShell have it; type the command into one of them",
        )
    write_line(said.getvalue().rstrip("\n"))
    return 0
