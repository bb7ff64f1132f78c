"""Names from outside, made safe for every output: what would act on a terminal or turn a line around is written out."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

# Control characters, lone surrogates and line separators; of the formatting ones those that scripts need are kept.
LONGEST_SHOWN = 24
ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
JOINERS = "\u200c\u200d"


def safe_names(names: Iterable[str]) -> tuple[str, ...]:
    r"""The names with every acting character written as its escape.

    >>> safe_names(["a\x1b[31m", "caf\u00e9", "\u202eabc"])
    ('a\\x1b[31m', 'café', '\\u202eabc')

    Names that differ stay different, also where one is written as the escape of another.

    >>> safe_names(["a\x1b", "a\\x1b"])
    ('a\\x1b', 'a\\\\x1b')
    """
    every = tuple(names)
    shown = tuple(map(_safe, every))
    if len(set(shown)) == len(set(every)):
        return shown
    return tuple(_safe(name.replace("\\", r"\\")) for name in every)


def _safe(name: str) -> str:
    if name.isascii() and name.isprintable():
        return name
    return "".join(c if c in JOINERS or unicodedata.category(c) not in ACTING else _escaped(c) for c in name)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def short_names(names: Sequence[str], most: int = LONGEST_SHOWN) -> tuple[str, ...]:
    """The names as a table or a drawing has room for them; those that would become alike keep their ends.

    >>> short_names(["kind", "flowers of the north", "flowers of the south"], 12)
    ('kind', 'flow…e north', 'flow…e south')
    >>> short_names(["a very long name"], 12)
    ('a very long…',)
    """
    cut = [name if len(name) <= most else name[: most - 1] + "…" for name in names]
    alike = Counter(cut)
    return tuple(
        short if alike[short] == 1 or short == name else name[: most - 8] + "…" + name[-7:]
        for name, short in zip(names, cut, strict=True)
    )
