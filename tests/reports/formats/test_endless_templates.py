"""Templates that would never end, or would fill the memory: one typed error that names the file and the line."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from derive.errors import InputError
from reports.formats import own_templates
from reports.formats.own_templates import Room, check_templates

ROOM = Room("reports.formats.markdown", ".md.jinja")
DEEP = 2000
NESTED = {
    "conditions": ("{% if 1 %}", "x", "{% endif %}"),
    "loops": ("{% for a in [1] %}", "x", "{% endfor %}"),
    "brackets": ("{{ " + "(" * DEEP + "1" + ")" * DEEP + " }}", "", ""),
    "lists": ("{{ " + "[" * DEEP + "1" + "]" * DEEP + " }}", "", ""),
    "negations": ("{{ " + "not " * DEEP + "1 }}", "", ""),
    "filters": ("{{ 1" + "|string" * DEEP + " }}", "", ""),
    "attributes": ("{{ a" + ".b" * DEEP + " }}", "", ""),
    "sums": ("{{ 1" + "+1" * DEEP + " }}", "", ""),
    "calls": ("{{ " + "f(" * DEEP + ")" * DEEP + " }}", "", ""),
    "twenty-one loops": ("{% for a in [1] %}" * 21, "x" + "{% endfor %}" * 21, ""),
}
ENDLESS = {
    "loop in a loop": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "loop that writes": "{% for a in range(99999) %}{% for b in range(99999) %}{{ b }}{% endfor %}{% endfor %}",
    "includes itself": '{% include "report.md.jinja" %}',
    "extends itself": '{% extends "report.md.jinja" %}',
    "calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "power": "{% set a = 9 %}{{ a ** (a ** a) }}",
    "constant power": "{{ 9 ** (9 ** 9) }}",
    "long text": "{{ ('a' * 10 ** 10) | length }}",
    "long list": "{{ ([1] * 10 ** 10) | length }}",
    "range": "{{ range(10 ** 12) | list }}",
    "growing text": "{% set a = namespace(b='a') %}{% for i in range(60) %}{% set a.b = a.b ~ a.b %}{% endfor %}",
    "growing sum": "{% set a = namespace(b='a') %}{% for i in range(60) %}{% set a.b = a.b + a.b %}{% endfor %}",
    "growing list": "{% set a = namespace(b=[1]) %}{% for i in range(60) %}{% set a.b = a.b + a.b %}{% endfor %}",
}


def template(folder: Path, text: str) -> Path:
    """The folder with this template in the place of ours."""
    (folder / "report.md.jinja").write_text("first line\n" + text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("kind", NESTED)
def test_what_is_nested_too_deeply_is_said_before_any_work(kind: str, tmp_path: Path) -> None:
    """Two thousand levels of whatever Jinja knows."""
    before, inside, after = NESTED[kind]
    times = DEEP if after else 1
    folder = template(tmp_path, before * times + inside + after * times)
    with pytest.raises(InputError, match=r"report\.md\.jinja', line \d+: it is nested") as caught:
        check_templates(folder, (ROOM,))
    assert "extend or copy" in caught.value.hint


@pytest.mark.parametrize("kind", ENDLESS)
def test_what_would_never_end_is_stopped(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the steps, or at the size, that it may take."""
    monkeypatch.setattr(own_templates, "MOST_STEPS", 100_000)
    monkeypatch.setattr(own_templates, "MOST_ITEMS", 1_000_000)
    folder, began = template(tmp_path, ENDLESS[kind]), time.monotonic()
    with pytest.raises(InputError, match=r"report\.md\.jinja', line 2: "):
        ROOM.render(folder, "report")
    assert time.monotonic() - began < 5


COMPUTED = {
    "2 ** 10": "1024", "2 ** 0.5": "1.4142", "1.5 * 2": "3.0", "[1] * 2": "[1, 1]", "0 ** 0": "1", "'a' ~ 1": "a1",
    "'ab' * 3": "ababab", "3 * 'ab'": "ababab", "1 + 2": "3", "[1] + [2]": "[1, 2]", "2 ** -1": "0.5",
}  # fmt: skip


def test_what_a_template_may_compute(tmp_path: Path) -> None:
    """Sums, products and powers of a sensible size are as in Python."""
    written = ROOM.render(template(tmp_path, "\n".join("{{ " + formula + " }}" for formula in COMPUTED)), "report")
    for line, (formula, expected) in zip(written.splitlines()[1:], COMPUTED.items(), strict=True):
        assert line.startswith(expected), formula
