"""What surrounds a command: streams, disks, caches, a home, a terminal, a language; each as bad as it can be."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .kills import everything_in
from .processes import environment, run
from .trials import Row, Settings

# Every command, with what it takes; those that take long are in the long form alone.
QUICK = {
    "derive": ["derive"], "derive --json": ["derive", "--json"], "check": ["check", "n.md"],
    "check --json": ["check", "n.md", "--json"], "doctor": ["doctor"], "--version": ["--version"], "--help": ["--help"],
    "report --help": ["report", "--help"], "an error": ["derive", "--wrt", "q"],
    "an error --json": ["derive", "--wrt", "q", "--json"], "no such command": ["nothing"],
    "export": ["export", "--to", "katex", "--out", "o"], "certify": ["certify", "n.md"], "myst-plugin": ["myst-plugin"],
}  # fmt: skip
SLOW = {
    "report": ["report", "--to", "html,md", "--epochs", "2", "--out", "r"],
    "compare": ["compare", "--epochs", "2"],
    "compare --json": ["compare", "--epochs", "2", "--json"],
}
CLOSED = {
    "standard output closed": '"$@" >&-',
    "standard output full": '"$@" >/dev/full',
    "everything closed": '"$@" >&- 2>&- <&-',
    "standard error closed": '"$@" 2>&-',
    "standard error full": '"$@" 2>/dev/full',
    "standard input closed": '"$@" <&-',
    "a reader that leaves": '"$@" | true; exit "${PIPESTATUS[0]}"',
    "a reader of one line": '"$@" | head -1 >/dev/null; exit "${PIPESTATUS[0]}"',
}
LONG = "a" * 4000
NOTES = "$1 + 1 = 2$ and $2 + 2 = 4$\n"
DONE, REFUSED = (0,), (0, 1, 2)


def groups(settings: Settings) -> Iterator[Row]:
    """Streams, disks, homes and caches, terminals and languages."""
    commands = QUICK if settings.short else QUICK | SLOW
    yield from _streams(settings, commands)
    yield _full_files(settings)
    yield from _mounted(settings)
    yield _homes(settings, commands)
    yield _terminals(settings, commands)


def _home(settings: Settings, name: str) -> Path:
    home = settings.new_folder(name)
    (home / "n.md").write_text(NOTES, encoding="utf-8")
    return home


def _chosen(settings: Settings, commands: dict[str, list[str]], short: int) -> list[tuple[str, list[str]]]:
    every = list(commands.items())
    return settings.random.sample(every, short) if settings.short else every


def _streams(settings: Settings, commands: dict[str, list[str]]) -> Iterator[Row]:
    home = _home(settings, "streams")
    usual: dict[str, int] = {}
    for kind, script in CLOSED.items():
        row = Row(kind)
        for name, words in _chosen(settings, commands, 2):
            ended = run(words, home, shell=script)
            gone = kind in ("standard output closed", "standard output full", "everything closed")
            if not gone and name not in usual:
                usual[name] = run(words, home).status or 0
            row.add(ended.problems(2) if gone else ended.problems(usual[name]))
        yield row


def _full_files(settings: Settings) -> Row:
    """A limit on the size of files: every write fails at another place, and what was there stays."""
    row, home = Row("the disk is full at some byte"), _home(settings, "limited")
    words = ["export", "--to", "tex", "--out", "o"]
    row.add(run(words, home).problems(0))
    before = everything_in(home / "o")
    sizes = [8] if settings.short else [0, 1, 2, 4, 8, 16, 32, 64]
    for blocks in sizes:
        row.add(run([*words, "--log-base", "2"], home, shell=f'ulimit -f {blocks}; "$@" 2>&1 | cat >&2').problems())
        if everything_in(home / "o") != before:
            row.add([f"lost: with files of at most {blocks} blocks the old files changed"])
        row.add(run(["check", "n.md"], home, shell=f'ulimit -f {blocks}; "$@" | cat').problems(0))
    return row


@contextmanager
def _mount(path: Path, options: str) -> Iterator[bool]:
    """A small file system of its own; False where this user may have none."""
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)]
    mounted = os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(path)], check=True)


def _mounted(settings: Settings) -> Iterator[Row]:
    full, fixed, home = Row("a full disk for files and cache"), Row("a read-only disk"), _home(settings, "mounted")
    with _mount(home / "small", "size=16k") as possible:
        for words in (["export", "--to", "tex", "--out", "small/o"], ["check", "n.md"]) if possible else ():
            (home / "small" / "fill").write_bytes(b"x" * 12_000)
            ended = run(words, home, environment(home, XDG_CACHE_HOME=str(home / "small")))
            full.add(ended.problems(*(DONE if words[0] == "check" else (2,))))
            left = [path.name for path in (home / "small").iterdir() if path.name not in ("fill", "backproof")]
            full.add([f"lost: {left} is left on a full disk"] if left else [])
    with _mount(home / "fixed", "size=1m,ro") as possible:
        for words in (["export", "--to", "tex", "--out", "fixed"], ["check", "n.md"]) if possible else ():
            ended = run(words, home, environment(home, XDG_CACHE_HOME=str(home / "fixed")))
            fixed.add(ended.problems(*(DONE if words[0] == "check" else (2,))))
    yield full
    yield fixed


def _homes(settings: Settings, commands: dict[str, list[str]]) -> Row:
    """No home, one that is no folder, a cache that is a file, a pipe or relative, no place for temporary files."""
    row, home = Row("homes and caches that are none"), _home(settings, "homes")
    (home / "file").touch()
    os.mkfifo(home / "pipe")
    (home / "link").symlink_to("link")
    bad: list[dict[str, str | None]] = [
        {"HOME": None, "XDG_CACHE_HOME": None}, {"HOME": "/nonexistent", "XDG_CACHE_HOME": None},
        {"HOME": "", "XDG_CACHE_HOME": ""}, {"XDG_CACHE_HOME": str(home / "file")}, {"XDG_CACHE_HOME": "relative"},
        {"XDG_CACHE_HOME": str(home / "pipe")}, {"XDG_CACHE_HOME": str(home / "link")},
        {"XDG_CACHE_HOME": "/proc"}, {"XDG_CACHE_HOME": "/dev/null/x"},
    ]  # fmt: skip
    for variables in settings.random.sample(bad, 4) if settings.short else bad:
        for _, words in _chosen(settings, commands, 1):
            row.add(run(words, home, environment(home, **variables)).problems(*REFUSED))
    return row


def _terminals(settings: Settings, commands: dict[str, list[str]]) -> Row:
    """Languages and terminals: none, the oldest, the narrowest; ASCII, and bytes that are no text in an argument."""
    row, home = Row("no terminal, LANG=C, odd arguments"), _home(settings, "terminals")
    bad: list[dict[str, str | None]] = [
        {"LANG": "C", "LC_ALL": "C"}, {"LANG": "C", "PYTHONIOENCODING": "ascii"}, {"LANG": "nonsense", "TERM": None},
        {"TERM": "dumb", "COLUMNS": "1"}, {"COLUMNS": "0"}, {"COLUMNS": "nonsense"}, {"PYTHONUTF8": "0", "LC_ALL": "C"},
        {"NO_COLOR": "1", "FORCE_COLOR": "1"}, {"PYTHONIOENCODING": "utf-16"}, {"PYTHONIOENCODING": "latin-1:strict"},
    ]  # fmt: skip
    for variables in settings.random.sample(bad, 4) if settings.short else bad:
        for _, words in _chosen(settings, commands, 1):
            row.add(run(words, home, environment(home, **variables)).problems(*REFUSED))
    odd = [
        ["check", os.fsdecode(b"\xff\xfe.md")], ["derive", "--wrt", os.fsdecode(b"\xff")], ["--", "--"], ["", ""],
        ["derive", "--wrt", "\u202e\x1b[31m"], ["export", "--to", "\udcff"], ["check", f"{LONG}.md"],
        ["derive", "--network", LONG], ["certify", LONG], ["report", "--template", LONG], ["report", "--css", LONG],
        ["export", "--out", LONG, "--to", "katex"], ["export", "--out", f"{LONG}/x", "--to", "katex"],
    ]  # fmt: skip
    for words in settings.random.sample(odd, 4) if settings.short else odd:
        row.add(run(words, home).problems(*REFUSED))
    return row
