"""Outside text in a lesson: whatever a name from a file does to a page, a terminal or TeX, it is shown, not sent.

Every format of a report is made of the blocks that have passed here; none has to think of it again.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TypeVar

from ..system.visible_text import visible

T = TypeVar("T")


def shown(blocks: T) -> T:
    r"""The same blocks, with every acting character in any text of theirs written as its escape.

    >>> from .blocks import Words
    >>> shown((Words("pine\u202econe"),))
    (Words(text='pine\\u202econe', strong=False),)
    """
    return _shown(blocks)  # type: ignore[return-value]


def _shown(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Enum):
        return visible(value, kept="\n\t")
    if isinstance(value, tuple):
        return tuple(map(_shown, value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    found = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
    changed = {name: new for name, old in found.items() if (new := _shown(old)) != old}
    return replace(value, **changed) if changed else value
