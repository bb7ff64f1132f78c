r"""A letter that is said as a whole, a = σ(w x + b), and then by parts, a = σ(z) with z = w x + b: it is made of z."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...expression.nodes import Name, Node, mapped, names_in
from .bindings import Binding, Statement

MOST_STEPS = 4


def with_finer_forms(
    statements: Sequence[Statement], known: Sequence[Binding]
) -> tuple[list[Statement], list[Binding]]:
    r"""The statements and bindings; what a later line says of a letter by others that are defined is its definition.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> document = document_of([Claim(line, 1, 1) for line in ("a = f(w x + b)", "z = w x + b", "a = f(z)")])
    >>> [[name.name for name in names_in(b.body)] for b in document.bindings if b.name == "a"]
    [['f', 'z']]
    """
    read, made = list(statements), list(known)
    for later in (s for s in statements if s.kind in ("form", "definition") and s.binding is not None):
        form = later.binding
        assert form is not None
        place = next((n for n, b in enumerate(made) if _is_same_head(b, form)), None)
        if place is None or not _becomes(form.body, made[place].body, known, form):
            continue
        made = [replace(b, body=form.body) if n == place else b for n, b in enumerate(made) if b != form]
        read[later.order] = replace(later, kind="form")
    return read, made


def _is_same_head(binding: Binding, form: Binding) -> bool:
    heads = [(b.name, b.indices, b.layer, b.parameters, b.section, b.value) for b in (binding, form)]
    return heads[0] == heads[1] and not form.value and binding.order < form.order


def _becomes(body: Node, whole: Node, known: Sequence[Binding], form: Binding) -> bool:
    """True where a formula is the whole once letters of it that have a definition are written out."""
    for _ in range(MOST_STEPS):
        found = ((name, _written_out(name, known, form)) for name in names_in(body))
        inner = {name: tree for name, tree in found if tree is not None}
        if not inner:
            return False
        body = _with(body, inner)
        if body == whole:
            return True
    return False


def _written_out(name: Name, known: Sequence[Binding], form: Binding) -> Node | None:
    """What a name is defined as, where the definition has the very same indices and layer."""
    mine = [b for b in known if b.name == name.name and not (b.value or b.parameters) and b.section == form.section]
    fits = len(mine) == 1 and mine[0].name != form.name
    return mine[0].body if fits and (mine[0].indices, mine[0].layer) == (name.indices, name.layer) else None


def _with(node: Node, inner: dict[Name, Node]) -> Node:
    if isinstance(node, Name) and node in inner:
        return inner[node]
    return mapped(node, lambda part: _with(part, inner))
