"""The entries of a catalogue: formulas under their keys, as text. Nothing here needs SymPy."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from derive.errors import UsageError

DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True, slots=True)
class Entry:
    """One formula: ``left`` and the right sides that follow it, what it is in words, and its key.

    ``note`` says in a sentence what a step does.
    """

    key: str
    title: str
    left: str
    rights: tuple[str, ...]
    sign: str = "="
    note: str = ""

    @property
    def latex(self) -> str:
        r"""The formula as LaTeX: on one line, or the right sides below each other where there are several.

        >>> Entry("step/z/1", "tidy", "a", ("b", "c")).latex
        '\\begin{aligned} a &= b \\\\ &= c \\end{aligned}'
        """
        if len(self.rights) == 1:
            return f"{self.left} {self.sign} {self.rights[0]}"
        rows = r" \\ &= ".join(self.rights)
        return rf"\begin{{aligned}} {self.left} &= {rows} \end{{aligned}}"

    def rewritten(self, write: Callable[[str], str]) -> Entry:
        """The same formula, each side written otherwise.

        >>> Entry("a", "", "a", ("b",)).rewritten(str.upper).latex
        'A = B'
        """
        return replace(self, left=write(self.left), rights=tuple(map(write, self.rights)))

    @property
    def label(self) -> str:
        """The key as an identifier for cross references: ``gradient-W-matrix``."""
        return self.key.replace("/", "-")

    @property
    def macro(self) -> str:
        """The key as the name of a macro, which has letters only.

        >>> Entry("element/W-1-2", "", "a", ("b",)).macro
        'bpElementWOnexTwo'
        """
        key = re.sub(r"(?<=\d)[-/](?=\d)", "x", self.key)  # entry 1, 11 is not entry 11, 1
        words = "".join(f" {DIGITS[int(letter)]}" if letter.isdecimal() else letter for letter in key)
        words = words.replace("/", " ").replace("-", " ")
        return "bp" + "".join(word[:1].upper() + word[1:] for word in words.split())


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The entries in the order of the derivation, the command that asks for them again, and what they are about.

    ``drawings`` are titles with what they are about as SVG, ``numbers`` the lines of the worked example under the keys
    of their formulas; both are empty where nobody has asked for them.
    """

    entries: tuple[Entry, ...]
    parameters: tuple[str, ...]
    command: str
    title: str = ""
    drawings: tuple[tuple[str, str], ...] = ()
    numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Entry:
        """The entry of that key.

        Raises:
            UsageError: there is none; the hint names keys that are alike.
        """
        known = {entry.key: entry for entry in self.entries}
        if key not in known:
            alike = get_close_matches(key, known, n=3, cutoff=0.4) or list(known)[:5]
            raise UsageError(f"no formula has the key {key!r:.60}", hint="there is " + ", ".join(alike))
        return known[key]

    def rewritten(self, write: Callable[[str], str]) -> Catalogue:
        """The same formulas, each side written otherwise.

        >>> entry = Entry("a", "", "a", ("b",))
        >>> Catalogue((entry,), (), "").rewritten(str.upper).entries[0].latex
        'A = B'
        """
        return replace(self, entries=tuple(entry.rewritten(write) for entry in self.entries))

    @property
    def in_short(self) -> tuple[Entry, ...]:
        """What an example shows: the network, its loss, the first parameter's gradient, its steps and its update."""
        first = self.parameters[0]
        steps = self.below(f"step/{first}/")
        return (
            *self.below("definition/"),
            *(self[key] for key in ("loss", f"gradient/{first}", f"update/{first}")),
            *steps,
        )

    def below(self, prefix: str) -> tuple[Entry, ...]:
        """The entries whose key starts with ``prefix``."""
        return tuple(entry for entry in self.entries if entry.key.startswith(prefix))
