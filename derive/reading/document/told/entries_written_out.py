"""The entries of what is written out: f_1 and f_2 of f(x, y) = (x^2 y, 5x + y), and the Jacobian of f."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ...expression.nodes import Derivative, Dots, Matrix, Name, Node, mapped, names_in
from ..statements.bindings import Binding, Statement

ENTRY = re.compile(r"(?P<whole>.+)_(?P<place>[1-9])")


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """What is written out: what defines it, its entries, and the letters that these are differentiated by."""

    binding: Binding
    entries: tuple[Node, ...]

    def by(self, below: str) -> tuple[Name, ...]:
        """The letters that a slope by a letter is by: r_1 and r_2 of r, where the entries have these alone."""
        names = {name.name for entry in self.entries for name in names_in(entry)}
        parts = sorted(name for name in names if (found := ENTRY.fullmatch(name)) and found["whole"] == below)
        numbered = [f"{below}_{place}" for place in range(1, len(parts) + 1)]
        return tuple(map(Name, parts)) if parts and parts == numbered and below not in names else ()

    def jacobian(self, below: str = "") -> Matrix | None:
        """The slopes of the entries, a row of each; by all its letters where none is named."""
        own = self.binding.parameters
        letters = self.by(below or own[0].name) if below or len(own) == 1 else own
        if not letters:
            return None
        name = self.binding.name
        rows = range(1, len(self.entries) + 1)
        return Matrix(tuple(tuple(Derivative(Name(f"{name}_{n}"), (letter,)) for letter in letters) for n in rows))

    def slope(self, below: Name) -> Matrix | None:
        """∂f/∂r: the Jacobian, or the column of the slopes by one of several letters."""
        if below.name in {parameter.name for parameter in self.binding.parameters} and not self.by(below.name):
            named = {name.name for entry in self.entries for name in names_in(entry)}
            several = len(self.binding.parameters) > 1 and below.name in named
            rows = range(1, len(self.entries) + 1)
            column = tuple((Derivative(Name(f"{self.binding.name}_{n}"), (below,)),) for n in rows)
            return Matrix(column) if several else None
        return self.jacobian(below.name)


def written_out(known: Sequence[Binding]) -> dict[str, WrittenOut]:
    r"""By its letter, what is defined once, by a row or a column of formulas in which it does not stand itself.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = (r"f(x, y) = \begin{pmatrix} x^2 y & 5 x + y \end{pmatrix}", "h = [h_1, 2]")
    >>> sorted(written_out(document_of([Claim(line, 1, 1) for line in lines]).bindings))
    ['f']
    """
    found: dict[str, WrittenOut] = {}
    for binding in (b for b in known if not b.value and not b.indices and b.layer is None):
        entries = _entries(binding.body)
        inside = {name.name for entry in entries for name in names_in(entry)}
        itself = any(name == binding.name or name.startswith(f"{binding.name}_") for name in inside)
        others = sum(b.name == binding.name for b in known) > 1
        before = any(_whole(b.name) == binding.name and b.order < binding.order for b in known)
        if len(entries) > 1 and inside and not (itself or others or before):
            found[binding.name] = WrittenOut(binding, entries)
    return found


def with_entries_written_out(
    statements: Sequence[Statement], known: Sequence[Binding]
) -> tuple[list[Statement], list[Binding]]:
    r"""The statements and the bindings with these entries: what is written of one later is a claim.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = (r"f(x, y) = \begin{pmatrix} x^2 y \\ 5 x + y \end{pmatrix}", r"\frac{\partial f_2}{\partial x} = 5")
    >>> [b.name for b in document_of([Claim(line, 1, 1) for line in lines]).bindings]
    ['f', 'f_1', 'f_2']
    """
    found = written_out(known)
    if not found:
        return list(statements), list(known)
    entries = [
        replace(out.binding, name=f"{name}_{place}", body=entry)
        for name, out in found.items() for place, entry in enumerate(out.entries, 1)
    ]  # fmt: skip
    mine = {(entry.name, entry.section) for entry in entries}
    again = {b.order for b in known if (b.name, b.section) in mine}
    made = [
        replace(s, kind="form" if s.order in again and s.kind == "definition" else s.kind,
                trees=tuple(tree and _with_slopes(tree, found) for tree in s.trees))
        for s in statements
    ]  # fmt: skip
    others = [b for b in known if b.order not in again]
    return made, sorted([*others, *entries], key=lambda b: b.order)


def is_a_slope(body: Node | None) -> bool:
    """True for a derivative, and for a matrix of derivatives.

    >>> slope = Derivative(Name("f_1"), (Name("x"),))
    >>> is_a_slope(Matrix(((slope,), (slope,)))), is_a_slope(Name("x"))
    (True, False)
    """
    cells = [cell for row in body.rows for cell in row] if isinstance(body, Matrix) else [body]
    return all(isinstance(cell, Derivative) for cell in cells)


def _with_slopes(node: Node, found: Mapping[str, WrittenOut]) -> Node:
    if isinstance(node, Derivative) and len(node.denominators) == 1 and node.order == 1 and not node.gradient:
        top, below = node.numerator, node.denominators[0]
        if isinstance(top, Name) and isinstance(below, Name) and not top.indices and not below.indices:
            slope = found[top.name].slope(below) if top.name in found else None
            return slope or node
    return mapped(node, partial(_with_slopes, found=found))


def _entries(body: Node) -> tuple[Node, ...]:
    rows = body.rows if isinstance(body, Matrix) else ()
    cells = tuple(cell for row in rows for cell in row)
    plain = min(len(rows), max(map(len, rows), default=0)) == 1 and not any(
        isinstance(c, (Dots, Matrix)) for c in cells
    )
    return cells if plain else ()


def _whole(name: str) -> str:
    found = ENTRY.fullmatch(name)
    return found["whole"] if found else ""
