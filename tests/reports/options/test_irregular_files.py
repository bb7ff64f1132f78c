"""What is named as a file and is none: pipes, devices, sockets, folders, broken links; wherever a file is named."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from derive.errors import InputError
from derive.reading.notes.files import read_notes
from derive.regular_files import bytes_of
from numeric.data.datasets import load_dataset
from numeric.data.weights_file import read_weights
from reports.cli import main
from reports.formats.html.look import Look
from reports.formats.own_templates import check_templates
from reports.options.network_file import read_network_file

SECONDS = 5.0


def pipe(path: Path) -> None:
    """A pipe that nobody writes to."""
    os.mkfifo(path)


def waiting(path: Path) -> None:
    """A socket."""
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket may be a hundred characters long
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(path.name)
    os.chdir(here)


KINDS: dict[str, Callable[[Path], object]] = {
    "pipe": pipe,
    "endless device": lambda path: path.symlink_to("/dev/zero"),
    "null device": lambda path: path.symlink_to("/dev/null"),
    "socket": waiting,
    "folder": Path.mkdir,
    "nothing": lambda _path: None,
    "link into nothing": lambda path: path.symlink_to("nowhere"),
    "link to itself": lambda path: path.symlink_to(path.name),
    "below a pipe": lambda path: pipe(path.parent / "between"),
}
READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "network": ("n.toml", read_network_file),
    "style": ("s.css", lambda path: Look.read(css=path)),
    "template": ("report.html.jinja", lambda path: Look.read(templates=path.parent)),
    "CSV": ("d.csv", lambda path: load_dataset(str(path))),
    ".npz": ("d.npz", lambda path: load_dataset(str(path))),
    ".npy": ("d.npy", lambda path: load_dataset(str(path))),
    "weights": ("w.npz", lambda path: read_weights(path, {"W": (3, 4)})),
    "notes": ("n.md", read_notes),
    "notebook": ("n.ipynb", read_notes),
}


def at_once(read: Callable[[], object]) -> BaseException | None:
    """What reading ended with; a reader that waits for ever fails the test instead of stopping it."""
    ended: list[BaseException | None] = []

    def act() -> None:
        try:
            read()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test looks at it
            ended.append(error)
        else:
            ended.append(None)

    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    thread.join(SECONDS)
    assert ended, "it waits"
    return ended[0]


@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file_is_refused_at_once(reader: str, tmp_path: Path) -> None:
    """One typed error that names it, for every kind of thing that a path may name."""
    name, read = READERS[reader]
    for number, (kind, make) in enumerate(KINDS.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = folder / "between" / name if kind == "below a pipe" else folder / name
        if kind == "below a pipe":
            pipe(folder / "between")
        else:
            make(path)
        error = at_once(lambda path=path: read(path))
        assert isinstance(error, InputError), (kind, error)
        assert error.hint and "Errno" not in error.message, kind


@pytest.mark.parametrize("words", [["certify"], ["check", "--no-cache"], ["derive", "--network"]])
def test_every_command_that_takes_a_file_ends(words: list[str], tmp_path: Path) -> None:
    """As a user meets it: status 2, and not a wait."""
    ended: list[int] = []
    for name in ("x.md", "x.toml"):
        pipe(tmp_path / name)
        assert at_once(lambda name=name: ended.append(main([*words, str(tmp_path / name)]))) is None
    assert ended == [2, 2]


def test_a_pipe_that_takes_the_place_of_a_file_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking and opening, somebody else puts a pipe there."""
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    regular = path.stat()
    path.unlink()
    pipe(path)
    monkeypatch.setattr(os, "stat", lambda *_args, **_words: regular)
    assert isinstance(at_once(lambda: bytes_of(path, 10)), OSError)


def test_a_file_is_read_up_to_a_byte_more_than_asked(tmp_path: Path) -> None:
    """Its own content, or enough of it to see that it is too large."""
    path = tmp_path / "file"
    path.write_bytes(b"abcdef")
    assert bytes_of(path, 6) == b"abcdef" and bytes_of(path, 3) == b"abcd"
    with pytest.raises(ValueError, match="null"):
        bytes_of(Path("a\0b"), 3)


def test_a_folder_of_templates_that_is_a_pipe(tmp_path: Path) -> None:
    """--template names no folder."""
    pipe(tmp_path / "templates")
    assert isinstance(at_once(lambda: check_templates(tmp_path / "templates", ())), InputError)
