"""Checking files of notes: each formula is found, read and judged; one broken file does not stop the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from derive.errors import InputError
from derive.judging.finding import VERDICTS, Finding
from derive.judging.worker import Worker
from derive.notes.claims import Claim, claims_of
from derive.notes.files import KINDS, formulas_in_text, kind_of, read_notes

from .cache import FindingsCache, default_folder

REFUTED, UNREADABLE = 1, 2
OPEN = ("UNDECIDED", "REJECTED")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """The findings in one file, or why it could not be read."""

    path: str
    findings: tuple[Finding, ...] = ()
    error: str = ""
    hint: str = ""


@dataclass(frozen=True)
class CheckedNotes:
    """The findings in all files, with a count of each verdict."""

    files: tuple[CheckedFile, ...] = field(default=())

    @property
    def summary(self) -> dict[str, int]:
        """How many claims have each verdict."""
        counted = Counter(finding.verdict for file in self.files for finding in file.findings)
        return {verdict: counted[verdict] for verdict in VERDICTS}

    def exit_status(self, *, strict: bool) -> int:
        """2 where a file could not be read, 1 where something is refuted (strictly: or not decided), else 0."""
        if any(file.error for file in self.files):
            return UNREADABLE
        summary = self.summary
        failing = ("REFUTED", *OPEN) if strict else ("REFUTED",)
        return REFUTED if any(summary[verdict] for verdict in failing) else 0


def notes_in(paths: Iterable[Path]) -> list[Path]:
    """The files, and for a folder every file of notes in it, in the order of their names.

    Raises:
        InputError: a folder holds no notes.
    """
    found: list[Path] = []
    for path in dict.fromkeys(paths):
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in KINDS and p.is_file())
        if not inside:
            raise InputError(f"the folder {str(path)!r:.120} holds no notes", hint=", ".join(sorted(KINDS)))
        found += inside
    return found


class NotesChecker:
    """Checks one file after the other with one worker process, which starts when the first formula needs it."""

    def __init__(self, worker: Worker, cache: FindingsCache, declaration: str = "") -> None:
        self.worker, self.cache, self.declaration = worker, cache, declaration

    def check(self, paths: Sequence[Path], announce: Callable[[str], None]) -> CheckedNotes:
        """Check the files in order; ``announce`` is told the name of each."""
        checked = []
        for path in paths:
            announce(path.name)
            checked.append(self._checked(path))
        return CheckedNotes(tuple(checked))

    def _checked(self, path: Path) -> CheckedFile:
        try:
            kind, text = kind_of(path), read_notes(path)
            key = self.cache.key(kind, self.declaration, text)
            findings = self.cache.get(key)
            if findings is None:
                findings = self._judged([c for f in formulas_in_text(text, kind) for c in claims_of(f)], text)
                self.cache.put(key, findings)
        except InputError as error:
            return CheckedFile(str(path), error=error.message, hint=error.hint)
        return CheckedFile(str(path), tuple(findings))

    def check_formulas(self, formulas: Sequence[str]) -> CheckedFile:
        """Check formulas that were typed, LaTeX or plain, in their order.

        Raises:
            InputError: the declaration is wrong.
        """
        claims = [Claim(formula, line, 1) for line, formula in enumerate(formulas, 1)]
        return CheckedFile("--formula", tuple(self._judged(claims, "", "auto")))

    def _judged(self, claims: list[Claim], text: str, syntax: str = "latex") -> list[Finding]:
        declaration = f"<!-- backproof: {self.declaration} -->\n" if self.declaration else ""
        state = self.worker.opened(declaration + text)
        found: list[Finding] = []
        for claim in claims:
            findings, state = self.worker.findings(state, claim, syntax)
            found += findings
        return found


def readable_notes(places: Sequence[str], announce: Callable[[str], None]) -> CheckedNotes | None:
    """Check the notes of a report, files or folders; None where there are none to check.

    Raises:
        InputError: a file cannot be read; this is found before any formula is judged.
    """
    if not places:
        return None
    announce("check the notes")
    paths = notes_in(map(Path, places))
    for path in paths:
        kind_of(path), read_notes(path)
    with Worker() as worker:
        checked = NotesChecker(worker, FindingsCache(default_folder())).check(paths, lambda _name: None)
    broken = next((file for file in checked.files if file.error), None)
    if broken is not None:
        raise InputError(f"{broken.path!r:.120}: {broken.error}", hint=broken.hint)
    return checked
