"""``check --fix``: the corrections that one slip explains, written where they belong, and nothing else changed."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from derive.errors import UsageError
from derive.judging.finding import Finding
from derive.proof.verdict import Outcome
from derive.reading.notes.files import MOST_NOTEBOOK_BYTES, kind_of, read_notes
from derive.regular_files import bytes_of

from ..system.replaced_together import replace_together
from ..system.visible_text import visible
from .author_text import Change, Source, changed, sources_of
from .chain_sides import sides_of

BOM = b"\xef\xbb\xbf"
RIGHT = (Outcome.PROVED, Outcome.PROVED_WHEN, Outcome.ROUNDED)
Check = Callable[[str, str], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Correction:
    """A refuted finding, what is to be changed in the file, and the chain as it will be."""

    finding: Finding
    changes: tuple[Change, ...]
    latex: str


@dataclass(frozen=True, slots=True)
class CorrectedFile:
    """A file, its text before and after, what was corrected, and the findings in the new text."""

    path: Path
    before: str
    after: str
    corrections: tuple[Correction, ...]
    findings: tuple[Finding, ...]

    def diff(self, target: Path) -> str:
        """What changed, as ``diff -u`` shows it; characters that act on a terminal are made visible."""
        lines = difflib.unified_diff(
            self.before.splitlines(), self.after.splitlines(), str(self.path), str(target), n=1, lineterm=""
        )
        return "\n".join(visible(line) for line in lines)


def corrected_file(path: Path, findings: Sequence[Finding], check: Check) -> CorrectedFile | None:
    """The file with every correction that holds where it was written; None where there is none.

    ``check`` gives the findings in a text of a kind. A correction that is not right in the new text is not made.

    Raises:
        InputError: the file cannot be read any more.
    """
    text, kind = read_notes(path), kind_of(path)
    sources = sources_of(text, kind)
    wanted = [correction for finding in findings if (correction := _correction(sources, finding)) is not None]
    wanted = _first_of_each_chain(wanted)
    while wanted:
        after = changed(text, [change for correction in wanted for change in correction.changes])
        found = tuple(check(after, kind))
        right = {_identity(finding, finding.latex) for finding in found if finding.verdict in RIGHT}
        kept = [correction for correction in wanted if _identity(correction.finding, correction.latex) in right]
        if len(kept) == len(wanted):
            return CorrectedFile(path, text, after, tuple(wanted), found)
        wanted = kept
    return None


def _identity(finding: Finding, latex: str) -> tuple[int, int, int, str]:
    return finding.cell, finding.line, finding.link, "".join(latex.split())


def _first_of_each_chain(corrections: Sequence[Correction]) -> list[Correction]:
    """Behind a wrong side the next one may be measured by it: one correction a chain."""
    first: dict[tuple[int, int, int], Correction] = {}
    for correction in corrections:
        finding = correction.finding
        first.setdefault((finding.cell, finding.line, finding.column), correction)
    return list(first.values())


def _correction(sources: dict[int, Source], finding: Finding) -> Correction | None:
    """The correction of a finding, where one slip explains it and its side is found in the file."""
    if finding.verdict != Outcome.REFUTED or not finding.corrected or finding.cell not in sources:
        return None
    sides, new = sides_of(finding.latex), sides_of(finding.corrected)[-1].latex
    link = finding.link or (1 if len(sides) == 2 else 0)
    if not 0 < link < len(sides) or not new:
        return None
    source, side = sources[finding.cell], sides[link]
    places = source.found(finding.latex, source.at(finding.line, finding.column))
    if places is None or side.latex == new:
        return None
    latex = finding.latex[: side.start] + new + finding.latex[side.end :]
    return Correction(finding, tuple(source.change(places[side.start], places[side.end], new)), latex)


def copy_of(path: Path) -> Path:
    """The name of the corrected copy.

    >>> str(copy_of(Path("notes/softmax.tex")))
    'notes/softmax.fixed.tex'
    """
    return path.with_name(f"{path.stem}.fixed{path.suffix}")


def write_corrected(file: CorrectedFile, *, in_place: bool) -> Path:
    """Write the copy, or the file itself; it appears whole or not at all, with the rights of the file.

    Raises:
        UsageError: it cannot be written, a copy that is not ours is there, or the author went on writing meanwhile.
    """
    target = file.path.resolve() if in_place else copy_of(file.path)
    old = bytes_of(file.path, MOST_NOTEBOOK_BYTES)
    if old.removeprefix(BOM) != file.before.encode("utf-8"):
        raise UsageError(
            f"{str(file.path)!r:.120} was changed while it was checked", hint="nothing is written; check it again"
        )
    content = (BOM if old.startswith(BOM) else b"") + file.after.encode("utf-8")
    try:
        if not in_place and os.path.lexists(target) and bytes_of(target, len(content)) != content:
            raise UsageError(f"{str(target)!r:.120} is there already", hint="move it away, or use --in-place")
        replace_together(target.parent, {target.name: content}, like=file.path)
    except OSError as error:
        raise UsageError(f"{str(target)!r:.120} cannot be written: {error.strerror}", hint="check the folder") from None
    return target
