"""``backproof report``: the whole page, with what the reader needs to check it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from derive.errors import UnsupportedFormula, UsageError

from ..formats.choice import FORMATS, Choice
from ..formats.markdown.dialects import DIALECTS
from ..formats.paper import PAPERS
from ..options.options import ExampleOptions, LearningOptions, NotesOptions, Options
from ..options.words import one_of
from ..system.standard_output import write_line
from ..system.visible_text import visible
from .arguments import (
    DATA_DEFAULTS,
    L1,
    L2,
    LEARNING_DEFAULTS,
    OUTPUT,
    At,
    Bias,
    Cache,
    Colour,
    Css,
    Data,
    Devices,
    Dtype,
    Epochs,
    Example,
    ExampleB,
    ExampleW,
    ExampleX,
    ExampleY,
    Form,
    Fragment,
    Hidden,
    Hosts,
    Json,
    LabelSmoothing,
    Layout,
    LearningRate,
    Letters,
    LogBase,
    Loss,
    Model,
    NetworkFile,
    Notation,
    Notes,
    OwnFunction,
    Paper,
    Reduction,
    Roles,
    Seed,
    Shapes,
    Standardise,
    Target,
    Task,
    Temperature,
    Template,
    Weights,
    data_options,
    network_options,
    writing_options,
)
from .hosts import on_hosts

if TYPE_CHECKING:
    from ..formats.html.look import Look
    from ..report import Report

DISAGREED = 1
CERTIFICATE = "certificate.json"
DIALECT = f"The dialect of the Markdown: {', '.join(DIALECTS)} (default github)."
To = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FORMAT",
        help=f"What to write: {', '.join(FORMATS)}; a comma between two, or repeated (default html,md).",
        rich_help_panel=OUTPUT,
    ),
]
Markdown = Annotated[str | None, typer.Option(metavar="DIALECT", help=DIALECT, rich_help_panel=OUTPUT)]
Out = Annotated[Path, typer.Option(metavar="DIR", help="The folder to write to.", rich_help_panel=OUTPUT)]
Short = Annotated[
    bool,
    typer.Option(
        "--short",
        help="For a lecture: main steps, one table of comparison, no numerical analysis.",
        rich_help_panel=OUTPUT,
    ),
]
OpenPage = Annotated[bool, typer.Option("--open", help="Open the page in the browser.", rich_help_panel=OUTPUT)]


def run(
    model: Model = None,
    shapes: Shapes = None,
    roles: Roles = None,
    data: Data = DATA_DEFAULTS.name,
    target: Target = None,
    standardise: Standardise = False,
    task: Task = DATA_DEFAULTS.task,
    weights: Weights = None,
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
    letters: Letters = None,
    notation: Notation = None,
    layout: Layout = None,
    colour: Colour = None,
    dtype: Dtype = LEARNING_DEFAULTS.dtype,
    seed: Seed = LEARNING_DEFAULTS.seed,
    epochs: Epochs = LEARNING_DEFAULTS.epochs,
    learning_rate: LearningRate = LEARNING_DEFAULTS.learning_rate,
    at: At = LEARNING_DEFAULTS.at,
    form: Form = LEARNING_DEFAULTS.form,
    devices: Devices = LEARNING_DEFAULTS.devices,
    hosts: Hosts = "",
    x: ExampleX = "",
    y: ExampleY = "",
    W: ExampleW = "",
    b: ExampleB = "",
    example: Example = "",
    notes: Notes = None,
    short: Short = False,
    to: To = None,
    markdown: Markdown = None,
    out: Out = Path("backproof-report"),
    open_page: OpenPage = False,
    fragment: Fragment = False,
    template: Template = None,
    css: Css = None,
    paper: Paper = PAPERS[0],
    cache: Cache = True,
    json: Json = False,
) -> int:
    """Derive, prove, evaluate, compare and typeset: write the report in each format asked for, and its certificate."""
    choice = _choice(to, markdown, open_page=open_page)
    options = Options(
        network_options(
            network, bias, log_base, reduction, hidden, loss, l1, l2, label_smoothing, temperature,
            writing_options(letters, notation, layout, colour), OwnFunction(model, shapes, roles)),
        data_options(data, target, standardise, task, weights),
        LearningOptions(dtype, seed, epochs, learning_rate, at, form, devices=devices),
        NotesOptions(tuple(notes or ())), short, ExampleOptions(x, y, W, b, example),
    )  # fmt: skip
    look, kept = _look(choice, fragment, template, css, paper), {"cache": cache, "hosts": hosts}
    return on_hosts(hosts, devices, lambda: _delivered(options, choice, look, out, json, open_page, kept))


def _choice(to: list[str] | None, markdown: str | None, *, open_page: bool) -> Choice:
    """The formats that are asked for; the page is one of them where it is to be opened."""
    choice = Choice.parse(to or (), markdown)
    if open_page and "html" not in choice.formats:
        raise UsageError("--open is about the page, which is not asked for", hint="add html to --to")
    return choice


def _delivered(
    options: Options,
    choice: Choice,
    look: Look | None,
    out: Path,
    as_json: bool,
    open_page: bool,
    kept: Mapping[str, Any],
) -> int:
    """Write the report, say where it is, show it; the exit status."""
    built, written = _written(options, choice, look, out, as_json, **kept)
    _say(built, [path for path in written if path.stem in ("report", "fragment")], as_json, _stated(written))
    if not as_json:
        _offer(options)
    if open_page:
        show_page(written)
    return _status(built)


def _offer(options: Options) -> None:
    """Who brings data may have the worked example from them."""
    if Path(options.data.name).suffix and not options.example.is_own:
        sys.stderr.write("note: --example first works the example with the first row of your data\n")


def _status(built: Report) -> int:
    refuted = built.notes is not None and built.notes.exit_status(strict=False)
    return DISAGREED if refuted or built.comparison.verdict != "agree" else 0


def _written(
    options: Options, choice: Choice, look: Look | None, out: Path, quiet: bool, cache: bool, hosts: str
) -> tuple[Report, list[Path]]:
    """The report, and its files as they lie in their folder."""
    from ..kept_numbers import numbers_for
    from ..kept_proofs import proofs_for, say_kept
    from ..lesson.pictures.kept_drawings import drawings_kept
    from ..pipeline import STAGES, build_report
    from ..system.output_files import check_writable, write_files
    from ..system.progress import progress

    check_writable(out)
    with progress(STAGES + 1, quiet=quiet) as announce:
        proofs, kept = proofs_for(cache), numbers_for(cache, hosts)
        built = build_report(options, "report", announce, proofs, kept)
        announce("write the report")
        # A certificate beside a report is of that report or not there.
        with drawings_kept(cache):
            files = _files(built, choice, look, out)
        written = write_files(out, files, () if CERTIFICATE in files else (CERTIFICATE,))
    say_kept(proofs, numbers=kept.taken)
    return built, written


def _look(choice: Choice, fragment: bool, template: Path | None, css: Path | None, paper: str) -> Look | None:
    """What the user asked for; None where that is our own page."""
    one_of("paper", paper, PAPERS)
    if not (fragment or template or css or paper != PAPERS[0]):
        return None
    from ..formats.files import rooms_of
    from ..formats.html.look import Look, loads

    if (fragment or css) and not {"html", "pdf"} & set(choice.formats):
        given = "fragment" if fragment else "css"
        raise UsageError(f"--{given} is about the page, which is not asked for", hint="add html to --to")
    rooms = rooms_of(choice)
    if template and not rooms:
        raise UsageError(
            "--template is for what is written with templates, which is not asked for",
            hint="add html, md or tex to --to",
        )
    look = Look.read(fragment, template, css, rooms, paper)
    stopped = loads(look.css)
    if stopped:
        what = "a fragment leaves to its host's policy" if fragment else "the page's policy stops"
        sys.stderr.write(f"warning: the style loads what {what}: {visible(', '.join(stopped)):.200}\n")
    return look


def _files(built: Report, choice: Choice, look: Look | None, out: Path) -> dict[str, bytes]:
    from ..formats.files import report_files
    from ..formats.json.certificate import certificate_beside

    with certificate_beside(built) as certificate:
        return {**report_files(built, choice, look, out), **_certificate(certificate)}


def _certificate(certificate: Callable[[], str]) -> dict[str, bytes]:
    """The certificate by its file's name; a warning where this network can have none."""
    try:
        return {CERTIFICATE: certificate().encode()}
    except UnsupportedFormula as reason:
        sys.stderr.write(f"warning: {reason}\n")
        return {}


def _stated(written: list[Path]) -> dict[str, str]:
    """The hash of what the certificate states, by "statement"; nothing where there is none."""
    from numeric.truth.certificate import statement_of

    texts = [path.read_text(encoding="utf-8") for path in written if path.name == CERTIFICATE]
    return {"statement": statement_of(texts[0])} if texts else {}


def _say(built: Report, written: list[Path], as_json: bool, stated: dict[str, str]) -> None:
    if as_json:
        from ..formats.json.comparison import comparison_document
        from ..system.json_text import json_text

        write_line(
            json_text({**comparison_document(built), **_notes(built), **stated, "files": sorted(map(str, written))})
        )
        return
    from ..formats.plain.terminal import verdict_text

    lines = [*(f"wrote {visible(str(path))}" for path in written), verdict_text(built)]
    if built.notes:
        from ..checking.for_people import summary_line

        lines.append(f"notes: {summary_line(built.notes)}")
    lines += [f"certificate: {kind} {named}" for kind, named in stated.items()]
    write_line("\n".join(lines))


def _notes(built: Report) -> dict[str, object]:
    from ..checking.formats import notes_document

    return {"notes": notes_document(built.notes)} if built.notes else {}


def show_page(written: list[Path]) -> None:
    """Open the page of a report in the reader's browser, or say that there is none."""
    import webbrowser

    page = next((path for path in written if path.suffix == ".html"), None)
    if page is not None and not webbrowser.open(page.absolute().as_uri()):
        sys.stderr.write(f"warning: no browser could be started; open {visible(str(page))} yourself\n")
