"""Where the playground stands in the page, and what the page's scripts and style need for it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from ...lesson.blocks import Section
from ...lesson.play.block import Playground

STANDS_AFTER = "forward"


def with_play(sections: Sequence[Section], playing: Section) -> tuple[Section, ...]:
    """The lesson with the numbers to be changed, right after the numbers that they are changed from."""
    after = next((place for place, section in enumerate(sections, 1) if section.anchor == STANDS_AFTER), len(sections))
    return (*sections[:after], playing, *sections[after:])


def play_scripts(sections: Sequence[Section]) -> list[str]:
    """The playground's script, called with the printed program; none where the network is too big for one."""
    blocks = [block for section in sections for block in section.blocks if isinstance(block, Playground)]
    return [f"{_own('play.js')}({block.program});\n" for block in blocks]


def play_style() -> str:
    """The playground's rules."""
    return _own("play.css")


def _own(name: str) -> str:
    return files("reports.formats.html").joinpath("styles", name).read_text(encoding="utf-8")
