"""Reading a file of notes: its size and encoding, its kind, its formulas."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ...errors import InputError
from ...regular_files import bytes_of
from .found import FoundFormula, Heading
from .slides import with_slides_as_notes

MOST_BYTES = 8 * 1024 * 1024
MOST_NOTEBOOK_BYTES = 64 * 1024 * 1024  # their images are inside
MOST_FORMULAS = 20_000
KINDS = {
    ".md": "markdown", ".markdown": "markdown", ".mkd": "markdown", ".mdown": "markdown", ".qmd": "markdown",
    ".rmd": "markdown", ".mdx": "markdown", ".txt": "markdown", ".tex": "latex", ".ltx": "latex", ".html": "html",
    ".htm": "html", ".xhtml": "html", ".ipynb": "notebook",
}  # fmt: skip


def read_notes(path: Path) -> str:
    """Return the text of a file of notes.

    Raises:
        InputError: it cannot be read, is larger than 8 MiB (a notebook: 64 MiB), or is no UTF-8 text.
    """
    shown = f"{str(path)!r:.120}"
    most = MOST_NOTEBOOK_BYTES if path.suffix.lower() == ".ipynb" else MOST_BYTES
    try:
        content = bytes_of(path, most)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"the notes {shown} cannot be read: {reason}", hint="check the path") from None
    if len(content) > most:
        raise InputError(f"the notes {shown} are larger than {most >> 20} MiB", hint="split the file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"the notes {shown} are no UTF-8 text (byte {error.start})", hint="save them as UTF-8"
        ) from None


def kind_of(path: Path) -> str:
    """The kind of notes, by the name's ending.

    Raises:
        InputError: the ending is not known.
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise InputError(
            f"the kind of the notes {str(path)!r:.120} is not known", hint="known endings: " + ", ".join(sorted(KINDS))
        )
    return kind


def formulas_in_text(text: str, kind: str) -> list[FoundFormula]:
    """Return the formulas of a text of that kind, in its order.

    Raises:
        InputError: a notebook is no notebook, or there are more than 20,000 formulas.

    >>> [formula.latex for formula in formulas_in_text("$a = b$", "markdown")]
    ['a = b']
    """
    found = _formulas(*with_slides_as_notes(text, kind))
    if len(found) > MOST_FORMULAS:
        raise InputError(f"there are {len(found)} formulas; at most {MOST_FORMULAS} are checked", hint="split the file")
    return found


def _formulas(text: str, kind: str) -> list[FoundFormula]:
    if kind == "markdown":
        from .markdown_files import markdown_formulas

        return markdown_formulas(text)
    if kind == "latex":
        from .latex_files import latex_formulas

        return latex_formulas(text)
    if kind == "html":
        from .html_files import html_formulas

        return html_formulas(text)
    return _notebook_formulas(text)


def _notebook_formulas(text: str) -> list[FoundFormula]:
    """The formulas of the Markdown cells; headings of earlier cells stay open."""
    from .markdown_files import MarkdownNotes
    from .surroundings import below, opened

    found: list[FoundFormula] = []
    headings: list[Heading] = []
    for number, source in markdown_cells(text):
        notes, outer = MarkdownNotes(source), opened(headings)[-1]
        found += [below(formula, outer, number) for formula in notes.formulas]
        headings += [replace(heading, cell=number) for heading in notes.headings]
    return found


def markdown_cells(text: str) -> list[tuple[int, str]]:
    """The Markdown cells of a notebook of any format, by their numbers.

    Raises:
        InputError: it is no notebook.
    """
    import nbformat

    try:
        notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        cells = [(number, cell.source) for number, cell in enumerate(notebook.cells, 1) if cell.cell_type == "markdown"]
    except Exception as error:  # noqa: BLE001 - what converts notebooks of old formats fails with whatever comes
        what = "it is not JSON" if isinstance(error, nbformat.reader.NotJSONError) else "its cells cannot be found"
        raise InputError(f"this is no notebook: {what}", hint="save it as a notebook of format 4") from None
    strange = next((number for number, source in cells if not isinstance(source, str)), None)
    if strange is not None:
        raise InputError(
            f"this is no notebook: the source of cell {strange} is no text", hint="save it as a notebook of format 4"
        )
    return cells
