"""``backproof check``: verify the formulas that people have written. Never imports JAX."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from derive.errors import UsageError
from derive.judging.process.starting import begin

from ..system.standard_output import write_line
from .arguments import (
    L1,
    L2,
    OUTPUT,
    Bias,
    Hidden,
    Json,
    LabelSmoothing,
    LogBase,
    Loss,
    NetworkFile,
    Reduction,
    Temperature,
    network_options,
    output_form,
)

if TYPE_CHECKING:
    from derive.network.definitions import Network

    from ..checking.notes_check import CheckedNotes, NotesChecker
    from ..options.options import NetworkOptions

FORMATS = ("text", "json", "sarif", "github", "junit")
EXPLAINED = ("text", "json")  # where there is room for how each formula was read
MOST_FORMULAS = 1000


def run(
    notes: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="NOTES...", help="Markdown, LaTeX, HTML, notebooks, or folders of them.", show_default=False
        ),
    ] = None,
    formula: Annotated[list[str] | None, typer.Option(metavar="TEXT", help="A formula to check; repeatable.")] = None,
    declare: Annotated[
        str, typer.Option(metavar="TEXT", help="What letters mean, such as 'a = hidden, log = 2, count_from = 0'.")
    ] = "",
    network: NetworkFile = None,
    bias: Bias = None,
    log_base: LogBase = None,
    reduction: Reduction = None,
    hidden: Hidden = None,
    loss: Loss = None,
    l1: L1 = None,
    l2: L2 = None,
    label_smoothing: LabelSmoothing = None,
    temperature: Temperature = None,
    strict: Annotated[bool, typer.Option("--strict", help="What is not decided or not read fails too.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="List what is not decided or not read too.", rich_help_panel=OUTPUT)
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say how every formula was read.", rich_help_panel=OUTPUT)
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write what one slip explains into a copy, NAME.fixed.EXT; show the diff.")
    ] = False,
    in_place: Annotated[bool, typer.Option("--in-place", help="With --fix: into the notes themselves.")] = False,
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help="Keep findings for unchanged notes.")] = True,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="|".join(FORMATS), help="How to print it (default text).", rich_help_panel=OUTPUT
        ),
    ] = None,
    json: Json = False,
) -> int:
    """Verify the formulas in notes: derivatives, steps, numbers. Exit status 1 where one is refuted."""
    chosen = output_form(form, json, FORMATS)
    _refuse(notes or [], formula or [], chosen, explain=explain, every=every, fix=fix, in_place=in_place)
    begin()
    given = (network, bias, log_base, reduction, hidden, loss, l1, l2, label_smoothing, temperature)
    assumed = _assumed(network_options(*given)) if any(option is not None for option in given) else None
    with _checker(declare, cache, assumed) as checker:
        checked = _checked(checker, notes or [], formula or [], quiet=chosen != "text")
        written = _written(checked, chosen, explain, every, strict)
        if written:
            write_line(written)
        if fix:
            checked = _fixed(checker, checked, in_place)
    return checked.exit_status(strict=strict)


def _refuse(
    notes: list[Path], formulas: list[str], form: str, *, explain: bool, every: bool, fix: bool, in_place: bool
) -> None:
    """Refuse what makes no sense together.

    Raises:
        UsageError: it does not.
    """
    if (explain or every) and form not in EXPLAINED:
        name = "--explain" if explain else "--all"
        raise UsageError(f"{name} has no place in the format {form}", hint="use text or json")
    if not notes and not formulas:
        raise UsageError("there is nothing to check", hint="give files of notes, or --formula 'dL/dw[i,j] = …'")
    if len(formulas) > MOST_FORMULAS:
        raise UsageError(f"{len(formulas)} formulas were given", hint=f"at most {MOST_FORMULAS}; put them into a file")
    if in_place and not fix:
        raise UsageError("--in-place says where --fix writes", hint="give --fix too")
    if fix and (form != "text" or not notes):
        raise UsageError("--fix shows a diff of files of notes", hint="use it with files, in the format text")


def _assumed(options: NetworkOptions) -> tuple[Network, Network, str]:
    """The network that is meant where the notes define none: of one sample and of many, and its name in the cache."""
    from ..options.networks import network_of, sample_of

    whole = network_of(options, batch=True)
    return sample_of(options) or whole, whole, repr(options)


@contextmanager
def _checker(declaration: str, cache: bool, assumed: tuple[Network, Network, str] | None) -> Iterator[NotesChecker]:
    from derive.judging.process.worker import Worker

    from ..checking.cache import FindingsCache, default_folder
    from ..checking.notes_check import NotesChecker

    with Worker() as worker:
        yield NotesChecker(worker, FindingsCache(default_folder() if cache else None), declaration, assumed)


def _checked(checker: NotesChecker, notes: list[Path], formulas: list[str], *, quiet: bool) -> CheckedNotes:
    from ..checking.notes_check import notes_in
    from ..system.progress import progress

    planned = checker.plan(notes_in(notes), formulas)
    with progress(sum(len(file.claims) for file in planned), quiet) as announce:
        return checker.check(planned, announce)


def _fixed(checker: NotesChecker, checked: CheckedNotes, in_place: bool) -> CheckedNotes:
    """Write the corrections and show them; return what is found in the notes as they are now."""
    from ..checking.corrections import corrected_file, write_corrected
    from ..checking.for_people import fix_words
    from ..checking.notes_check import TYPED, CheckedFile, CheckedNotes

    files, made = [], 0
    for file in checked.files:
        path = Path(file.path)
        known = not file.error and file.path != TYPED
        found = corrected_file(path, file.findings, partial(checker.findings_in, name=file.path)) if known else None
        if found is not None:
            target = write_corrected(found, in_place=in_place)
            made += len(found.corrections)
            write_line(f"\n{found.diff(target)}\n\n{fix_words(found, target)}")
        files.append(CheckedFile(file.path, found.findings) if found and in_place else file)
    if not made:
        write_line("\nnothing was corrected: no error is explained by one slip")
    return CheckedNotes(tuple(files))


def _written(checked: CheckedNotes, form: str, explain: bool, every: bool, strict: bool) -> str:
    if form == "text":
        from ..checking import for_people

        return for_people.as_text(checked, explain=explain, every=every)
    from ..checking import formats

    writers = {"json": formats.as_json, "sarif": formats.as_sarif, "github": formats.as_github}
    return writers.get(form, formats.as_junit)(checked, strict=strict)
