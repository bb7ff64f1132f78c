"""Formulas by which is differentiated, w x + b of ∂a/∂(w x + b): what functions are applied to, and nothing else."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from ...network.occurring import free_symbols_in
from ...reading.document.statements.bindings import Binding
from ...reading.expression.nodes import Call, Derivative, Known, Name, Node, Product, Terms, children, names_in, walk
from .arrays import Array
from .items import as_item, likeness
from .scope import Scope

if TYPE_CHECKING:
    from .names import Names


def parts_below(*sides: Node) -> list[Node]:
    """The formulas, no letters, by which the sides differentiate."""
    slopes = [node for side in sides for node in walk(side) if isinstance(node, Derivative)]
    return [part for slope in slopes for part in slope.denominators if isinstance(part, (Product, Terms))]


def is_only_applied(part: Node, bindings: Iterable[Binding]) -> bool:
    """True where each formula of a document that is made of all letters of a part has it as an argument.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ("a = f(w x + b)", "c = f(w x + b) + w x + b")
    >>> first, second = (document_of([Claim(line, 1, 1)]).bindings for line in lines)
    >>> part = first[0].body.arguments[0]
    >>> is_only_applied(part, first), is_only_applied(part, second)
    (True, False)
    """
    return all(is_applied_in(b.body, part) for b in bindings if not b.value)


def is_applied_in(node: Node, part: Node) -> bool:
    """True where nothing outside of the arguments of functions is made of all letters of the part."""
    letters = {name.name for name in names_in(part)}
    if letters <= set(_outside(node)):
        return False
    calls = (inner for inner in walk(node) if isinstance(inner, (Known, Call)))
    arguments = (a for call in calls for a in ([call.argument] if isinstance(call, Known) else call.arguments))
    return all(argument == part or not letters <= set(_outside(argument)) for argument in arguments)


def _outside(node: Node) -> Iterator[str]:
    """The letters that stand outside of the arguments of functions."""
    if isinstance(node, Name):
        yield node.name
    elif not isinstance(node, (Known, Call)):
        for child in children(node):
            yield from _outside(child)


def with_a_name(low: Names, array: Array, scope: Scope, shown: str) -> Array:
    """What a function is applied to, as a tensor of its own where it sums, and what is ``shown`` below a ∂."""
    strange = any(isinstance(s, sp.Dummy) for s in free_symbols_in(array.entry))
    if strange or scope.parameters or not (shown or array.entry.has(sp.Sum)):
        return array if strange else as_part(low, array, scope)
    item = as_item("inner", array, shown, scope.around)
    key: Hashable = ("inner", likeness(item, low.classes))
    if key not in low.items.found:
        low.items.add(key, replace(item, name=low.items.name("inner", None)))
    return low.whole(low.items.found[key], scope)


def as_part(low: Names, array: Array, scope: Scope) -> Array:
    """A formula by its name, where something is differentiated by it; else itself."""
    if not low.parted or scope.parameters:
        return array
    found = low.items.found.get(("inner", likeness(as_item("inner", array, "", scope.around), low.classes)))
    return array if found is None else low.whole(found, scope)
