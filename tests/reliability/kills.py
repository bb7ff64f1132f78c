"""Kills and interrupts at random moments of whatever writes: afterwards the old state is there, or the new."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from reports.system.output_files import check_writable

from .processes import Run, run, timed
from .trials import Row, Settings

SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
MINE = {"mine.txt": b"mine"}
# Commands that write into a folder, each with a first and a second form.
EXPORTS = {
    "export tex": ["export", "--to", "tex"],
    "export myst": ["export", "--to", "myst"],
}
REPORTS = {"report": ["report", "--to", "html,md,tex,ipynb", "--epochs", "5"]}
ASKED = json.dumps({"body": "loss"}).encode()
WRONG = "The softmax.\n\n$$\\frac{\\partial L}{\\partial z_k} = y_k - p_k$$\n" * 2
NOTES = "The loss is $L = -\\sum_k y_k \\log p_k$ and $\\frac{\\partial L}{\\partial z_k} = p_k - y_k$, $1 + 1 = 3$.\n"


def everything_in(folder: Path) -> dict[str, bytes]:
    """Each file below the folder and its content, also of hidden ones."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if not p.is_dir()}


def groups(settings: Settings) -> Iterator[Row]:
    """Every command that writes files, and every one that keeps something."""
    commands = dict([*EXPORTS.items()][:1]) if settings.short else EXPORTS | REPORTS
    for name, words in commands.items():
        states = settings.new_folder("written")
        yield _killed_while_writing(name, words, settings, states, settings.times(4, 20))
        yield _two_writers(name, words, settings, states)
    yield _notes_corrected(settings)
    yield _interrupted_at_once(settings)
    yield from _killed_while_keeping(settings)


def _killed_while_writing(name: str, words: list[str], settings: Settings, home: Path, times: int) -> Row:
    row = Row(f"{name}: killed or interrupted at a random moment")
    forms = ([*words], [*words, "--log-base", "2"])
    runs = [timed([*form, "--out", f"state{number}"], home) for number, form in enumerate(forms)]
    for ended, _ in runs:
        row.add(ended.problems(0))
    states = [everything_in(home / f"state{number}") | MINE for number in range(2)]
    longest = runs[1][1]
    for number in range(times):
        out = home / f"out{number}"
        shutil.copytree(home / "state0", out)
        (out / "mine.txt").write_bytes(MINE["mine.txt"])
        # Every second moment is in the last part, in which files are written.
        begin = 0.85 if number % 2 else 0.0
        moment = longest * settings.random.uniform(begin, 1.02)
        ended = run([*forms[1], "--out", out.name], home, stop=(SIGNALS[number % len(SIGNALS)], moment))
        row.add([*ended.problems(), *_lost(ended, out, states)])
    return row


def _lost(ended: Run, out: Path, states: list[dict[str, bytes]]) -> list[str]:
    """Whether something is lost, or two states are mixed, once the next run begins."""
    check_writable(out)
    found = everything_in(out)
    expected = states[1:] if ended.status == 0 else states
    return [] if found in expected else [f"lost: {out.name} after {ended.status} has {sorted(found)}"]


def _two_writers(name: str, words: list[str], settings: Settings, home: Path) -> Row:
    """Two programs write into one folder at the same time: the folder has the whole of one of them."""
    row = Row(f"{name}: two writers into one folder")
    states = [everything_in(home / f"state{number}") for number in range(2)]
    for number in range(settings.times(1, 5)):
        both = [[*words, "--out", f"both{number}"], [*words, "--log-base", "2", "--out", f"both{number}"]]
        with ThreadPoolExecutor(2) as pool:
            ended = list(pool.map(lambda one: run(one, home), both))
        problems = [problem for one in ended for problem in one.problems(0)]
        mixed = everything_in(home / f"both{number}") not in states
        row.add([*problems, *(["lost: two writers mixed their files"] if mixed else [])])
    return row


def _notes_corrected(settings: Settings) -> Row:
    """The author's own notes are replaced: killed at any moment, they are as they were or as they will be."""
    row, home = Row("check --fix --in-place: killed or interrupted"), settings.new_folder("notes")
    words = ["check", "--no-cache", "--fix", "--in-place", "n.md"]
    (home / "n.md").write_text(WRONG, encoding="utf-8")
    ended, longest = timed(words, home)
    states = (WRONG.encode(), (home / "n.md").read_bytes())
    row.add([*ended.problems(0, 1), *(["lost: nothing was corrected"] if states[0] == states[1] else [])])
    for number in range(settings.times(2, 30)):
        (home / "n.md").write_text(WRONG, encoding="utf-8")
        moment = longest * settings.random.uniform(0.6, 1.02)
        ended = run(words, home, stop=(SIGNALS[number % len(SIGNALS)], moment))
        check_writable(home)
        left = [path.name for path in home.iterdir() if path.name not in ("n.md", "cache", ".cache")]
        whole = (home / "n.md").read_bytes() in states
        row.add([*ended.problems(), *([] if whole and not left else [f"lost: the notes, or {left} is left"])])
    return row


def _interrupted_at_once(settings: Settings) -> Row:
    """Ctrl-C while modules are still being imported: status 130 or the signal's own, and no traceback."""
    row, home = Row("interrupted while it starts"), settings.new_folder("starting")
    for number in range(settings.times(6, 80)):
        words = (["derive"], ["--help"], ["check", "--formula", "1=1"])[number % 3]
        ended = run(words, home, stop=(signal.SIGINT, settings.random.uniform(0.02, 0.4)))
        row.add(ended.problems(0, 130, -2) if ended.status != 1 else ended.problems())
    return row


def _killed_while_keeping(settings: Settings) -> Iterator[Row]:
    """Commands that keep something for the next run: killed, the next one says the same as ever."""
    cases = {"check": (["check", "n.md"], b""), "myst-plugin": (["myst-plugin", "--role", "backproof"], ASKED)}
    if not settings.short:
        cases["compare"] = (["compare", "--epochs", "1"], b"")
    for name, (words, given) in cases.items():
        row, home = Row(f"{name}: killed while it keeps something"), settings.new_folder("kept")
        (home / "n.md").write_text(NOTES, encoding="utf-8")
        expected, longest = timed(words, home, given)
        row.add(expected.problems(0, 1))
        for number in range(settings.times(1, 12)):
            shutil.rmtree(home / "cache", ignore_errors=True)
            moment = longest * settings.random.uniform(0.2, 1.0)
            row.add(run(words, home, given=given, stop=(SIGNALS[number % 3], moment)).problems())
            again = run(words, home, given=given)
            row.add(again.problems(0, 1))
            if (again.status, again.out) != (expected.status, expected.out):
                row.add([f"lost: {name} says something else after a kill"])
        yield row
