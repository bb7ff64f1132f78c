"""Checking files of notes: each formula is found, read and judged; one broken file does not stop the others."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from derive.errors import InputError
from derive.judging.doubts import without_doubtful
from derive.judging.finding import VERDICTS, Finding
from derive.judging.process.ahead import Ahead
from derive.judging.process.serving import State
from derive.judging.process.worker import Worker
from derive.proof.verdict import Outcome
from derive.reading.notes.claims import Claim
from derive.reading.notes.files import KINDS, kind_of, read_notes

from .cache import FindingsCache, default_folder

if TYPE_CHECKING:
    from derive.network.definitions import Network

REFUTED, UNREADABLE = 1, 2
TYPED = "--formula"
SUCH_AS = "such as"
OPEN = (Outcome.UNDECIDED, Outcome.REJECTED)


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
        failing = (Outcome.REFUTED, *OPEN) if strict else (Outcome.REFUTED,)
        return REFUTED if any(summary[verdict] for verdict in failing) else 0


def notes_in(paths: Iterable[Path]) -> list[Path]:
    """The files, and for a folder every file of notes in it, in the order of their names, but no corrected copies.

    Raises:
        InputError: a folder holds no notes.
    """
    found: list[Path] = []
    for path in dict.fromkeys(paths):
        if not os.path.isdir(path):  # which raises nothing, whatever the name
            found.append(path)
            continue
        inside = sorted(
            p for p in path.rglob("*") if p.suffix.lower() in KINDS and p.is_file() and not _is_corrected_copy(p)
        )
        if not inside:
            raise InputError(
                f"the folder {str(path)!r:.120} holds no notes", hint="notes end in " + ", ".join(sorted(KINDS))
            )
        found += inside
    return found


def _is_corrected_copy(path: Path) -> bool:
    """True for a.fixed.md beside a.md, which ``check --fix`` wrote."""
    return path.stem.endswith(".fixed") and path.with_name(path.stem.removesuffix(".fixed") + path.suffix).exists()


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file before it is judged: its claims under the name of its findings in the cache; or ``done`` already.

    ``declarations`` is the text that declares what its letters mean; empty where nothing does.
    """

    path: str
    key: str = ""
    declarations: str = ""
    claims: tuple[Claim, ...] = ()
    done: CheckedFile | None = None


class NotesChecker:
    """Checks one file after the other with one worker process, which starts when the first formula needs it.

    A file of many formulas gets a second one.

    ``assumed`` is the network that is meant where notes define none: of one sample and of many, and what tells it from
    others.
    """

    def __init__(
        self,
        worker: Worker,
        cache: FindingsCache,
        declaration: str = "",
        assumed: tuple[Network, Network, str] | None = None,
    ) -> None:
        self.worker, self.second = worker, Worker(worker.seconds, worker.memory)
        self.cache, self.declaration = cache, declaration
        self.networks = assumed[:2] if assumed else None
        self.named = assumed[2] if assumed else ""

    def plan(self, paths: Iterable[Path], formulas: Sequence[str] = ()) -> list[PlannedFile]:
        """Find the claims: formulas that were typed, then the files in their order.

        Raises:
            InputError: what the option declares is nothing that can be declared; no file is at fault.
        """
        self._refuse_declarations()
        claims = tuple(Claim(formula, line, 1) for line, formula in enumerate(formulas, 1))
        return [*([PlannedFile(TYPED, claims=claims)] if claims else []), *(self._planned(path) for path in paths)]

    def _refuse_declarations(self) -> None:
        if not self.declaration:
            return
        try:
            self.worker.opened(self._declared())
        except InputError as wrong:
            known = "" if wrong.hint.startswith(SUCH_AS) else f"{wrong.hint}; "
            hint = f"{known}{SUCH_AS}: --declare 'a = hidden, log = 2'"
            raise InputError(f"--declare: {wrong.message}", hint) from wrong

    def _declared(self) -> str:
        """The text that the option stands for."""
        return f"<!-- backproof: {self.declaration} -->\n" if self.declaration else ""

    def findings_in(self, text: str, kind: str, name: str) -> tuple[Finding, ...]:
        """The findings in a text that is in no file."""
        planned = self._planned_text(name, text, kind)
        return (planned.done or self._judged(planned, lambda _place: None)).findings

    def _planned(self, path: Path) -> PlannedFile:
        try:
            return self._planned_text(str(path), *_text_of(path))
        except InputError as error:
            return PlannedFile(str(path), done=CheckedFile(str(path), error=error.message, hint=error.hint))

    def _planned_text(self, name: str, text: str, kind: str) -> PlannedFile:
        key = self.cache.key(kind, self.declaration, self.named, text)
        kept = self.cache.get(key)
        if kept is not None:
            return PlannedFile(name, done=CheckedFile(name, tuple(kept)))
        declarations = text if "backproof:" in text else ""
        return PlannedFile(name, key, declarations, tuple(self.worker.claims(text, kind)))

    def check(self, planned: Iterable[PlannedFile], announce: Callable[[str], None]) -> CheckedNotes:
        """Judge the claims; ``announce`` is told the place of each."""
        with self.second:
            return CheckedNotes(tuple(file.done or self._judged(file, announce) for file in planned))

    def _judged(self, file: PlannedFile, announce: Callable[[str], None]) -> CheckedFile:
        found: list[Finding] = []
        try:
            state = State(self.worker.opened(self._declared() + file.declarations, file.claims, self.networks))
        except InputError as error:
            if file.path == TYPED:
                raise
            return CheckedFile(file.path, error=error.message, hint=error.hint)
        syntax = "auto" if file.path == TYPED else "latex"
        with Ahead(self.second, state.judge, file.claims if file.path != TYPED else (), self.worker) as ahead:
            for place, claim in enumerate(file.claims):
                announce(f"{Path(file.path).name}:{claim.line}")
                findings, state = self.worker.findings(state, claim, syntax, ahead.findings(place))
                found += findings
        if file.path != TYPED:
            found = without_doubtful(found)
        if file.key:
            self.cache.put(file.key, found)
        return CheckedFile(file.path, tuple(found))


def _text_of(path: Path) -> tuple[str, str]:
    if str(path) == "-":
        raise InputError("standard input is not read", hint="save the notes in a file, or use --formula")
    if os.path.exists(path) and not path.is_file():
        raise InputError(f"{str(path)!r:.120} is neither a file nor a folder", hint="check the path")
    kind = kind_of(path)
    return read_notes(path), kind


def readable_notes(places: Sequence[str], announce: Callable[[str], None]) -> CheckedNotes | None:
    """Check the notes of a report, files or folders; None where there are none to check.

    Raises:
        InputError: a file cannot be read; this is found before any formula is judged.
    """
    if not places:
        return None
    announce("check the notes")
    paths = notes_in(map(Path, places))
    with Worker() as worker:
        checker = NotesChecker(worker, FindingsCache(default_folder()))
        planned = checker.plan(paths)
        _refuse_broken(file.done for file in planned)
        checked = checker.check(planned, lambda _place: None)
    _refuse_broken(checked.files)
    return checked


def _refuse_broken(files: Iterable[CheckedFile | None]) -> None:
    broken = next((file for file in files if file and file.error), None)
    if broken is not None:
        raise InputError(f"{broken.path!r:.120}: {broken.error}", hint=broken.hint)
