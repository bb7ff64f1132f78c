"""``backproof check``: verify the formulas that people have written. Never imports JAX."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from derive.errors import UsageError

from ..system.standard_output import write_line
from .arguments import OUTPUT, Json, output_form

if TYPE_CHECKING:
    from ..checking.notes_check import CheckedNotes

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
    strict: Annotated[bool, typer.Option("--strict", help="What is not decided or not read fails too.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say how every formula was read.", rich_help_panel=OUTPUT)
    ] = False,
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
    if explain and chosen not in EXPLAINED:
        raise UsageError(f"--explain has no place in the format {chosen}", hint="use text or json")
    if not notes and not formula:
        raise UsageError("there is nothing to check", hint="give files of notes, or --formula 'dL/dw[i,j] = …'")
    if formula and len(formula) > MOST_FORMULAS:
        raise UsageError(f"{len(formula)} formulas were given", hint=f"at most {MOST_FORMULAS}; put them into a file")
    checked = _checked(notes or [], formula or [], declare, cache, quiet=chosen != "text")
    written = _written(checked, chosen, explain, strict)
    if written:
        write_line(written)
    return checked.exit_status(strict=strict)


def _checked(notes: list[Path], formulas: list[str], declaration: str, cache: bool, *, quiet: bool) -> CheckedNotes:
    from derive.judging.worker import Worker

    from ..checking.cache import FindingsCache, default_folder
    from ..checking.notes_check import NotesChecker, notes_in
    from ..system.progress import progress

    with Worker() as worker:
        checker = NotesChecker(worker, FindingsCache(default_folder() if cache else None), declaration)
        planned = checker.plan(notes_in(notes), formulas)
        with progress(sum(len(file.claims) for file in planned), quiet) as announce:
            return checker.check(planned, announce)


def _written(checked: CheckedNotes, form: str, explain: bool, strict: bool) -> str:
    from ..checking import formats

    if form == "text":
        return formats.as_text(checked, explain=explain)
    writers = {"json": formats.as_json, "sarif": formats.as_sarif, "github": formats.as_github}
    return writers.get(form, formats.as_junit)(checked, strict=strict)
