r"""A part of a formula that has a name: after p = softmax(V s) and q = V s, p is made of q."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...expression.nodes import Call, Derivative, Entry, Known, Name, Node, Number, mapped, names_in, walk
from .bindings import Binding, Statement, is_numeric

# Functions that have a value at several arguments: cos(u) = cos(−v) does not tell u.
OF_SEVERAL = frozenset(["cos", "cosh", "sin", "tan", "abs", "norm", "norm1", "sign", "trace", "diag", "factorial"])


def with_parts_named(statements: Sequence[Statement], known: Sequence[Binding]) -> list[Binding]:
    r"""The bindings, with the names of parts by which the document differentiates.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = ("p = f(w x + b)", "q = w x + b", r"\frac{dp}{dq} = f'(q)")
    >>> document = document_of([Claim(line, 1, 1) for line in lines])
    >>> [name.name for name in names_in(document.bindings[0].body)]
    ['f', 'q']
    """
    nodes = (node for s in statements for tree in s.read for node in walk(tree) if isinstance(node, Derivative))
    below = {part.name for node in nodes for part in node.denominators if isinstance(part, Name)}
    known = [*known, *_values_named(statements, known)]
    known += _arguments_named(statements, known)
    parts = [b for b in known if b.name in below and _is_named_once(b, known)]
    return [_made_of(b, [part for part in parts if part.name != b.name]) for b in known]


def _values_named(statements: Sequence[Statement], known: Sequence[Binding]) -> Iterator[Binding]:
    r"""y_i of softmax(x)_i = y_i = e^{x_i} / Σ_j e^{x_j}, where nothing in the section defines y."""
    for statement in (s for s in statements if s.kind == "claim" and len(s.trees) > 2):
        first, name, body = statement.trees[:3]
        function = first.of if isinstance(first, Entry) else first
        if not isinstance(function, Known) or not isinstance(name, Name) or body is None or is_numeric(body):
            continue
        plain = name.layer is None and all(isinstance(index, Name) for index in name.indices)
        equal = statement.chain.relations[:2] == ("=", "=") and not any(n.name == name.name for n in names_in(body))
        section = statement.claim.section
        if plain and equal and not any(b.name == name.name and b.section == section and not b.value for b in known):
            where = (statement.order, section)
            yield Binding(name.name, name.indices, None, (), body, *where, line=statement.claim.line)


def _arguments_named(statements: Sequence[Statement], known: Sequence[Binding]) -> Iterator[Binding]:
    """u of h = f(u) = f(w x), where nothing defines u with as many indices: what the function is applied to next."""
    for statement in (s for s in statements if s.kind == "definition" and len(s.trees) > 2):
        equal = statement.chain.relations[:2] == ("=", "=")
        (first, name), (second, body) = map(_applied, statement.trees[1:3])
        if not equal or first is None or first != second or not isinstance(name, Name) or isinstance(body, Name):
            continue
        plain = all(isinstance(index, Name) for index in name.indices) and not (name.layer and name.layer.shift)
        if body is None or not plain or is_numeric(body) or any(n.name == name.name for n in names_in(body)):
            continue
        where = (statement.order, statement.claim.section)
        made = Binding(name.name, name.indices, name.layer, (), body, *where, line=statement.claim.line)
        if not any(_alike(b, made) and not _is_of_another_layer(b, made) for b in known):
            yield made


def _is_of_another_layer(one: Binding, other: Binding) -> bool:
    """True for z^{[1]} beside z^{[2]}."""
    letters = [layer.letter for layer in (one.layer, other.layer) if layer is not None]
    return len(letters) == 2 and letters[0] != letters[1] and all(letter.isdigit() for letter in letters)


def _applied(node: Node | None) -> tuple[object, Node | None]:
    """A function of one argument, and the argument."""
    if isinstance(node, Known) and not node.base and node.function not in OF_SEVERAL:
        return node.function, node.argument
    if isinstance(node, Call) and len(node.arguments) == 1:
        return node.function, node.arguments[0]
    return None, None


def _is_named_once(part: Binding, known: Sequence[Binding]) -> bool:
    """True for the only definition of a letter, by something that may be a part of another formula."""
    plain = not (part.value or part.parameters or isinstance(part.body, (Name, Number)))
    numbers = any(isinstance(index, Number) for index in part.indices)
    alike = [b for b in known if _alike(b, part) and not _is_of_another_layer(b, part)]
    return plain and not numbers and len(alike) == 1


def _alike(one: Binding, other: Binding) -> bool:
    """True for definitions of one letter with as many indices."""
    return one.name == other.name and not one.value and len(one.indices) == len(other.indices)


def _made_of(binding: Binding, parts: Sequence[Binding]) -> Binding:
    """The definition by these parts; a function is made of its parameters alone."""
    body = binding.body
    if binding.value or binding.parameters:
        return binding
    for part in parts:
        made_of_it = any(name.name == binding.name and name.layer == binding.layer for name in names_in(part.body))
        if not made_of_it and body != part.body and any(node == part.body for node in walk(body)):
            body = _with(body, part.body, Name(part.name, part.indices, part.layer))
    return binding if body == binding.body else replace(binding, body=body)


def _with(node: Node, part: Node, name: Name) -> Node:
    return name if node == part else mapped(node, lambda inner: _with(inner, part, name))
