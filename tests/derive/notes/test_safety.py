"""Notes from strangers: nothing in them is run, opened or included, and size alone stops nothing for long."""

import sys
from pathlib import Path

import pytest

from derive.errors import InputError
from derive.judging.notes import NotesJudge
from derive.notes import claims_of, formulas_in_text, read_notes

HOSTILE = "\n\n".join([
    "$__import__('os').system('touch harm') = 1$", r"$\input{/etc/hostname} = 1$", r"$\write18{touch harm} = 1$",
    "<script>open('harm','w')</script>", "<img src=\"javascript:alert(1)\" onerror=\"harm()\">",
    "{{7*7}} {% include 'x' %}",
    "$x = 9^{9^{9^9}}$", r"$\sum_{i=1}^{10^{12}} x_i = 1$", "$x = 1e-99999999$", "$" + "(" * 3000 + "x = 1$", "$a = b",
    "$0/0 = 1$", "```{python}\nopen('harm', 'w')\n```",
])  # fmt: skip
WATCHED = frozenset(
    {"compile", "exec", "os.system", "subprocess.Popen", "os.exec", "os.fork", "socket.connect", "import"}
)
seen: list[str] = []
watching: list[bool] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if watching and (event in WATCHED or (event == "open" and any(c in str(arguments[1]) for c in "wax+"))):
        seen.append(event)


def judge_all() -> list[str]:
    """The verdicts on all claims of the hostile notes."""
    judge = NotesJudge()
    found = [f for kind in ("markdown", "latex", "html") for f in formulas_in_text(HOSTILE, kind)]
    return [finding.verdict for formula in found for claim in claims_of(formula) for finding in judge.findings(claim)]


def test_nothing_is_run_or_written() -> None:
    """Python's audit hook sees no compile, exec, process, connection, import or opening for writing."""
    first = judge_all()  # what is imported on first use is imported now
    sys.addaudithook(_watch)
    watching.append(True)
    try:
        assert judge_all() == first
        assert seen == []
        compile("1", "here", "eval")
        assert seen == ["compile"]
    finally:
        watching.clear()
    assert "REJECTED" in first and not {"PROVED", "REFUTED"} & set(first)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"$a = \xe9$"])
def test_bytes_that_are_no_text(content: bytes, tmp_path: Path) -> None:
    """The encoding is told; nothing is guessed."""
    path = tmp_path / "notes.md"
    path.write_bytes(content)
    with pytest.raises(InputError, match="UTF-8"):
        read_notes(path)


def test_a_file_of_fifty_megabytes_is_refused(tmp_path: Path) -> None:
    """Before anything in it is parsed."""
    path = tmp_path / "notes.md"
    path.write_bytes(b"$a = b$\n" * (50 * 1024 * 1024 // 8))
    with pytest.raises(InputError, match="8 MiB"):
        read_notes(path)


def test_many_formulas_are_bounded() -> None:
    """Ten thousand formulas are found, thirty thousand are refused."""
    assert len(formulas_in_text("$a = 1$\n" * 10_000, "latex")) == 10_000
    with pytest.raises(InputError, match="at most"):
        formulas_in_text("$a = 1$\n" * 30_000, "latex")
