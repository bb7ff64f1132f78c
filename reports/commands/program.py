"""The commands as one program: their words are read, the command is run, what is wrong is told."""

from __future__ import annotations

import itertools
import os
import re
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from derive.errors import BackproofError, nearest

from ..provenance import installed_version
from ..system.standard_output import write_line
from .failures import USAGE, Failure, failure_of, show_failure
from .plain_values import PlainCommand, PlainGroup

COMMANDS = ("report", "derive", "compare", "check", "verify", "export", "myst_plugin", "certify", "doctor")
NO_COMMAND = re.compile("No such command '(.*)'")
COMPLETION = ("--install-completion", "--show-completion")
COMPLETING = "_BACKPROOF_COMPLETE"  # where the shell asks what could follow


def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Derive a classifier's gradients, prove every step, compare them with autodiff, typeset all of it.

    Exit status: 0 done; 1 something disagreed; 2 wrong usage or unreadable input;
    3 a needed tool is missing; 4 a fault of Backproof; 130 interrupted.
    """
    if version:
        write_line(f"backproof {installed_version('backproof')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        write_line(context.get_help())


def run_program(words: list[str]) -> int:
    """Run the command that the words name; the exit status. Errors are raised, not printed.

    >>> run_program(["--version"])  # doctest: +ELLIPSIS
    backproof ...
    0
    """
    if COMPLETING in os.environ:
        from .completion import offer_values

        offer_values(map(_function_of, COMMANDS))
    if words[:1] and words[0] in COMPLETION:
        from .completion import completion_for_the_shell

        return completion_for_the_shell(lambda: _typer(words))
    return _typer(words)


def told(error: Exception, words: list[str]) -> int:
    """Say what is wrong; the exit status."""
    if "--debug" in words:
        traceback.print_exc()
    failure = _wrong_usage(error, words) if isinstance(error, TyperException) else failure_of(error)
    # Where standard output is gone, standard error has the message.
    with suppress(BackproofError):
        show_failure(failure, "--json" in words or "json" in _values_of("--format", words))
    return failure.status


def _function_of(command: str) -> Callable[..., Any]:
    run: Callable[..., Any] = import_module(f".{command}", __package__).run
    return run


def _named(command: str) -> str:
    return command.replace("_", "-")


def _app(words: list[str]) -> typer.Typer:
    """The command line with the command that is asked for, or with all of them."""
    app = typer.Typer(
        name="backproof",
        cls=PlainGroup,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        suggest_commands=False,
    )
    app.callback(invoke_without_command=True, cls=PlainGroup)(start)
    asked = [command for command in COMMANDS if words[:1] == [_named(command)]]
    runs = COMPLETING in os.environ or any(_named(command) in words for command in COMMANDS)
    for command in asked or COMMANDS:
        app.command(_named(command), cls=PlainCommand)(_function_of(command) if runs else _line_of(command))
    return app


def _line_of(command: str) -> Callable[[], None]:
    """What the list of commands shows of one, where none is run: its options, which take long, are not made."""

    def listed() -> None: ...

    listed.__doc__ = _function_of(command).__doc__
    return listed


def _typer(words: list[str]) -> int:
    try:
        result = typer.main.get_command(_app(words)).main(words, prog_name="backproof", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    return result if isinstance(result, int) else 0


def _wrong_usage(error: TyperException, words: list[str]) -> Failure:
    meant = _meant(error)
    if hasattr(error, "possibilities"):
        error.__dict__["possibilities"] = ()  # what the library would suggest is often far-fetched
    message = error.format_message().rstrip(".") + meant
    context = getattr(error, "ctx", None)
    # The parser, which finds an option without its value, does not know whose option it is.
    known = list(map(_named, COMMANDS))
    path = (
        context.command_path if context is not None else " ".join(["backproof", *(w for w in words[:1] if w in known)])
    )
    return Failure("usage", message[:1].lower() + message[1:], f"{path} --help lists the options", USAGE)


def _meant(error: TyperException) -> str:
    """The option or command that is so near that it was meant."""
    context = getattr(error, "ctx", None)
    option, command = getattr(error, "option_name", None), NO_COMMAND.match(str(getattr(error, "message", "")))
    if context is None or (not command and (option is None or not hasattr(error, "possibilities"))):
        return ""
    known = [name for one in context.command.params for name in (*one.opts, *one.secondary_opts)]
    near = nearest(command[1], context.command.commands) if command else nearest(str(option), known)
    return f"; did you mean {near[0]}?" if near else ""


def _values_of(option: str, words: list[str]) -> list[str]:
    following = [after for word, after in itertools.pairwise(words) if word == option]
    return following + [word.partition("=")[2] for word in words if word.startswith(option + "=")]
