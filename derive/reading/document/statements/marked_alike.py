r"""What is said of \bar a holds for \bar x: the mark says how a letter is made of the one below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...expression.nodes import Name, Node, mapped, names_in
from .bindings import Binding, Statement

MARK = ":"  # bar:a is a with a bar
OF_ANY = ("bar", "overline", "mathring", "dot", "widehat", "tilde", "hat")
OF_MEANS = ("bar", "overline")  # of these one tells what the others are, whatever stands below it


def marked_alike(statements: Sequence[Statement], known: Iterable[Binding]) -> list[Binding]:
    r"""The definitions of marked letters that no line defines, after one of another letter with that mark.

    Any mark, where the letter stands in its definition alone, \bar a = \frac{1}{n} \sum_i a_i; else that of a mean.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = (r"\bar a = \frac{1}{n} \sum_i a_i", r"s = \bar x + x_i")
    >>> document = document_of([Claim(line, n, 1) for n, line in enumerate(lines)])
    >>> [(b.name, b.like.name if b.like else "") for b in document.bindings]
    [('bar:a', ''), ('bar:x', 'bar:a'), ('s', '')]
    """
    bindings = list(known)
    lines = defaultdict[str, set[int]](set)
    for statement in statements:
        for part in (part for tree in statement.trees if tree is not None for part in names_in(tree)):
            lines[part.name].add(statement.order)
    defined = {binding.name for binding in bindings}
    found: dict[str, Binding] = {}
    for binding in bindings:
        mark, _, base = binding.name.partition(MARK)
        if binding.value or binding.parameters or binding.indices or mark not in OF_ANY or not base:
            continue
        alone = lines[base] == {binding.order}
        if not _is_made_of(binding.body, base) or not (alone or mark in OF_MEANS):
            continue
        for name in sorted(lines):
            other = name.removeprefix(f"{mark}{MARK}")
            if name not in defined | set(found) and other != name and other in lines:
                body = _of_another(binding.body, base, other)
                found[name] = replace(binding, name=name, body=body, like=Name(binding.name))
    return list(found.values())


def _is_made_of(body: Node, base: str) -> bool:
    """True where nothing but the letter, and sizes and indices without a mark, is in the body."""
    names = list(names_in(body))
    return any(name.name == base and name.indices for name in names) and not any(MARK in name.name for name in names)


def _of_another(node: Node, base: str, other: str) -> Node:
    made = mapped(node, lambda part: _of_another(part, base, other))
    return replace(made, name=other) if isinstance(made, Name) and made.name == base else made
