"""Hostile input, in one process: data, networks, notes, notebooks, pages, templates, labels; each a typed answer."""

from __future__ import annotations

import io
import json
import os
import random
import threading
import traceback
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

from derive.errors import BackproofError, UsageError
from derive.reading.notes.files import formulas_in_text, read_notes
from numeric.data.datasets import load_dataset
from reports.cli import main
from reports.formats.own_templates import Room, check_templates
from reports.options.network_file import read_network_file

from .processes import Run
from .trials import Row, Settings

SECONDS = 60.0
DATA = "a,b,kind\n" + "\n".join(f"{i / 7:.3f},{i % 5},k{i % 3}" for i in range(30)) + "\n"
NETWORK = 'bias = true\nlog_base = "2"\nhidden = ["8:tanh"]\nloss = "softmax"\nl2 = 0.01\n'
DESCRIBED = (
    '[axes]\nn = "N samples"\nd = "D features"\n[given]\nx = "n d input"\nw = "d parameter"\nt = "n target"\n'
    '[definitions]\nE = "E = sum((sum(w[d]*x[n,d], d) - t[n])^2, n)"\n'
)
PAGE = "<h1>Notes</h1><p>\\(L = -\\sum_k y_k \\log p_k\\)</p><math><mi>x</mi></math><script>$1=2$</script>\n" * 3
MARKDOWN = "# Notes\n\n$$L = -\\sum_k y_k \\log p_k$$\n\n> `$a$` and $1+1=2$\n\n| $a$ | b |\n|---|---|\n" * 3
LATEX = "\\documentclass{a}\\newcommand{\\x}[1]{#1}\\begin{align}a &= b \\\\ c &= \\x{d}\\end{align}\n" * 3
CELLS = json.dumps(
    {"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["$1+1=2$\n", "# x"]}], "metadata": {}}
    | {"nbformat": 4, "nbformat_minor": 4}
)
TEMPLATE = (
    "{% extends 'backproof/report.md.jinja' %}{% block body %}{% for a in range(3) %}{{ a }}{% endfor %}"
    "{% endblock %}\n"
)
ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
BITS = (
    "\0", "\x1b[31m", "\u202e", "\ufeff", "\ud800", "[" * 3000, "{" * 3000, "(" * 3000, "$" * 999, "\\", "<", "é" * 50,
    '"', "'", ",", ";", "\t", "\r", "\n\n", "1e999", "nan", "-inf", "9" * 400, "{{", "{%", "%}", "\\x", "]]>",
    "\\newcommand{\\x}{\\x\\x}", "\\def\\a{\\a}", "<!--",
    "<![CDATA[", "&#0;", "&lol;", "{% for a in b %}", "{{ a.b.c }}",
)  # fmt: skip
ROOM = Room("reports.formats.markdown", ".md.jinja")


def mutated(text: str, chance: random.Random) -> bytes:
    """The text with some bits of it removed, repeated, exchanged, or replaced by what no reader likes."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        begin = chance.randrange(len(text) + 1)
        end = min(len(text), begin + chance.choice((0, 0, 1, 5, 40)))
        text = text[:begin] + chance.choice((*BITS, "", text[begin:end] * chance.choice((2, 500)))) + text[end:]
    content = text[:200_000].encode("utf-8", "surrogatepass")
    if chance.random() < 0.2:
        place = chance.randrange(len(content) + 1)
        content = content[:place] + chance.randbytes(chance.choice((1, 4, 400))) + content[place:]
    return content[: chance.randrange(len(content) + 1)] if chance.random() < 0.1 else content


def _template(path: Path) -> object:
    check_templates(path.parent, (ROOM,))
    with suppress(UsageError):  # it asks for what only a report has, or is none: our own error in both cases
        return ROOM.render(path.parent, "report")
    return None


READERS: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "CSV": ("d.csv", DATA, lambda path: load_dataset(str(path), target="kind")),
    "network of options": ("n.toml", NETWORK, read_network_file),
    "network of definitions": ("m.toml", DESCRIBED, read_network_file),
    "Markdown": ("n.md", MARKDOWN, lambda path: formulas_in_text(read_notes(path), "markdown")),
    "LaTeX": ("n.tex", LATEX, lambda path: formulas_in_text(read_notes(path), "latex")),
    "HTML": ("n.html", PAGE, lambda path: formulas_in_text(read_notes(path), "html")),
    "notebook": ("n.ipynb", CELLS, lambda path: formulas_in_text(read_notes(path), "notebook")),
    "template": ("report.md.jinja", TEMPLATE, _template),
}


def groups(settings: Settings) -> Iterator[Row]:
    """Every reader with changed files, and the commands with the worst of them."""
    for kind, (name, text, read) in READERS.items():
        row, folder = Row(f"hostile {kind}"), settings.new_folder("hostile")
        for _ in range(settings.times(60, 1500)):
            (folder / name).write_bytes(mutated(text, settings.random))
            row.add(_typed(lambda path=folder / name, read=read: read(path)))
        yield row
    yield _commands(settings)
    yield _labels(settings)


def _typed(act: Callable[[], object]) -> list[str]:
    """Whether it ends in time, well or with an error of ours that is the author's."""
    told: list[str] = ["hung"]

    def work() -> None:
        try:
            act()
        except UsageError as error:
            told[:] = [] if error.message else ["fault: an empty message"]
        except BackproofError as error:
            told[:] = [f"fault: {error.message}"]
        except BaseException:  # noqa: BLE001 - that there is one is what is looked for
            told[:] = [f"traced: {traceback.format_exc()[-800:]}"]
        else:
            told.clear()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(SECONDS)
    return list(told)


def command(words: list[str]) -> Run:
    """Run one command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(words)
    return Run(status, out.getvalue().encode("utf-8", "replace"), err.getvalue().encode("utf-8", "replace"))


def _commands(settings: Settings) -> Row:
    """Files of every kind that were changed, a folder of them in one check; networks through a derivation."""
    row, folder = Row("commands with hostile files"), settings.new_folder("commands")
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    for name, text, _ in READERS.values():
        for number in range(settings.times(2, 25)):
            (folder / f"{number}{name}").write_bytes(mutated(text, settings.random))
    row.add(command(["check", "--no-cache", str(folder), "--format", "json"]).problems(0, 1, 2))
    for path in sorted(folder.glob("*.toml"))[: settings.times(2, 50)]:
        row.add(command(["derive", "--network", str(path)]).problems(0, 2))
    for option in ("--css", "--template", "--network", "--data"):
        for path in sorted(folder.iterdir())[: settings.times(2, 30)]:
            # The data are wrong in any case, so that nothing is computed.
            words = ["report", "--data", str(folder / "nothing.csv"), "--out", str(folder / "out"), option, str(path)]
            row.add(
                command(words if option != "--data" else [*words[:1], *words[3:5], option, str(folder)]).problems(2)
            )
    os.environ.pop("XDG_CACHE_HOME")
    if before is not None:
        os.environ["XDG_CACHE_HOME"] = before
    return row


def _labels(settings: Settings) -> Row:
    """Names that act on a terminal, turn a line around, or mean something in a format: what is said of them is safe."""
    row, folder = Row("hostile labels and names"), settings.new_folder("labels")
    for number in range(settings.times(40, 600)):
        names = ["".join(settings.random.choice(BITS)[:9] for _ in range(2)) + str(i) for i in range(5)]
        cells = ['"' + name.replace('"', '""').replace("\0", "") + '"' for name in names]
        rows = "\n".join(f"{i / 3:.2f},{i % 4},{cells[2 + i % 3]}" for i in range(12))
        path = folder / f"{number}.csv"
        path.write_bytes(f"{cells[0]},{cells[1]}x,kind\n{rows}\n".encode("utf-8", "replace"))
        row.add(_typed(lambda path=path: _all_safe(path)))
    return row


def _all_safe(path: Path) -> None:
    data = load_dataset(str(path), target="kind")
    for said in (*data.feature_names, *data.class_names, data.target_name, *data.remarks):
        acting = {hex(ord(c)) for c in said if unicodedata.category(c) in ACTING and c not in "\u200c\u200d"}
        if acting:
            raise AssertionError(f"{said!r} acts: {acting}")
