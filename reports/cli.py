"""The command line: the outermost layer. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import gc
import itertools
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from derive.errors import BackproofError, nearest

from .commands.failures import INTERRUPTED, USAGE, Failure, failure_of, show_failure
from .commands.plain_values import PlainCommand, PlainGroup
from .provenance import installed_version
from .system.compiled_programs import keep_compiled_programs, vouch_for_programs
from .system.interruption import INTERRUPTION
from .system.library_noise import quiet_libraries
from .system.standard_output import doors, open_standard_streams, write_line

COMMANDS = ("report", "derive", "compare", "check", "verify", "export", "myst_plugin", "certify", "doctor")
NO_COMMAND = re.compile("No such command '(.*)'")
COMPLETION = ("--install-completion", "--show-completion")


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; without ``arguments`` those of the process."""
    if arguments is not None:
        return run_command(list(arguments))
    open_standard_streams()
    if "--debug" not in sys.argv:
        quiet_libraries()
    # A process of a few seconds that makes millions of small objects: looking for cycles less often saves a tenth.
    gc.set_threshold(100_000, 50, 100)
    keep_compiled_programs()
    status = INTERRUPTED
    with suppress(KeyboardInterrupt):
        INTERRUPTION.watch()
        status = run_command(sys.argv[1:])
        INTERRUPTION.end()
    if status:
        # A second thread may still be at work on what nobody waits for any more.
        with doors():
            sys.stderr.flush()
        os._exit(status)
    vouch_for_programs()
    return status


def run_command(words: list[str]) -> int:
    """Run one command; every exception becomes an error message and an exit status.

    >>> run_command(["derive", "--wrt", "nothing"])
    2
    """
    with doors():
        try:
            status = _run([word for word in words if word != "--debug"])
        except (KeyboardInterrupt, typer.Abort):
            status = INTERRUPTED
        except Exception as error:  # noqa: BLE001 - the outermost layer turns every fault into a message
            status = INTERRUPTED if INTERRUPTION.asked else _told(error, words)
        if status == INTERRUPTED:
            sys.stderr.write("interrupted: nothing was left half written\n")
        return status


def _told(error: Exception, words: list[str]) -> int:
    """Say what is wrong; the exit status."""
    if "--debug" in words:
        traceback.print_exc()
    failure = _wrong_usage(error, words) if isinstance(error, TyperException) else failure_of(error)
    # Where standard output is gone, standard error has the message.
    with suppress(BackproofError):
        show_failure(failure, "--json" in words or "json" in _values_of("--format", words))
    return failure.status


def _run(words: list[str]) -> int:
    """Typer in the mode in which it raises its errors instead of printing them."""
    if "_BACKPROOF_COMPLETE" in os.environ:
        from .commands.completion import offer_values

        offer_values(map(_function_of, COMMANDS))
    if words[:1] and words[0] in COMPLETION:
        from .commands.completion import completion_for_the_shell

        return completion_for_the_shell(lambda: _typer(words))
    return _typer(words)


def _function_of(command: str) -> Callable[..., Any]:
    run: Callable[..., Any] = import_module(f".commands.{command}", __package__).run
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
    for command in asked or COMMANDS:
        app.command(_named(command), cls=PlainCommand)(_function_of(command))
    return app


def _typer(words: list[str]) -> int:
    result = typer.main.get_command(_app(words)).main(words, prog_name="backproof", standalone_mode=False)
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
