"""How values show themselves in a notebook or a debugger: what they are, in a line or two, never all of their parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

MOST, MOST_OF_PART, MOST_ITEMS = 300, 60, 4


def cut(text: str, most: int = MOST) -> str:
    """The text on one line; where it is too long, its beginning.

    >>> cut("a b c d e f", 9)
    'a b c d…'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def short_repr(self: object) -> str:
    """The ``__repr__`` of a dataclass with large parts: an array by its shape, many things by their number.

    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Run:
    ...     source: str
    ...     loss: tuple[float, ...]
    ...     __repr__ = short_repr
    >>> Run("ours", (1.5,) * 1000)
    Run(source='ours', loss=1000 × float)
    """
    parts = [f"{f.name}={_part(getattr(self, f.name))}" for f in fields(self) if f.init]  # type: ignore[arg-type]
    return cut(f"{type(self).__name__}({', '.join(parts)})")


def _part(value: Any) -> str:
    shape = getattr(value, "shape", ())
    if isinstance(shape, tuple) and shape and not hasattr(value, "axes"):
        return f"array of {' × '.join(map(str, shape))}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(_items(list(value))) + "}"
    if isinstance(value, (tuple, list)):
        return f"({', '.join(_items(value))})" if len(value) <= MOST_ITEMS else _count(value)
    return cut(repr(value), MOST_OF_PART)


def _items(values: tuple[Any, ...] | list[Any]) -> list[str]:
    shown = [cut(repr(item), MOST_OF_PART // 2) for item in values[:MOST_ITEMS]]
    return shown + (["…"] if len(values) > MOST_ITEMS else [])


def _count(values: tuple[Any, ...] | list[Any]) -> str:
    return f"{len(values)} × {type(values[0]).__name__}"
