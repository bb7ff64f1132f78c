"""What a partial derivative holds: ∂Q/∂b of Q(a, b) leaves a as it is, also where a = ȳ − b x̄ was solved for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...reading.document.model import Document
from ...reading.expression.nodes import Call, Derivative, Name, Node, walk


def with_arguments_held(document: Document, *sides: Node) -> Document:
    """The document in which nothing defines the other arguments of a function that is differentiated by one of them.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("f(a, b) = a b", 1, 1), Claim("a = 2 b", 2, 1)])
    >>> slope = Derivative(Name("f"), (Name("b"),))
    >>> document.defined("a"), with_arguments_held(document, slope).defined("a")
    (True, False)
    """
    held = {
        name for side in sides for node in walk(side) if isinstance(node, Derivative) for name in _held(document, node)
    }
    bound = {name: document.by_name[name] for name in held if document.defined(name)}
    kept = {name: tuple(b for b in mine if b.value or b.layer or b.parameters) for name, mine in bound.items()}
    return replace(document, by_name={**document.by_name, **kept}) if kept else document


def _held(document: Document, node: Derivative) -> set[str]:
    """The arguments of what is differentiated, where what it is differentiated by is one of them, beside that."""
    below = {part.name for part in node.denominators if isinstance(part, Name)}
    lists = [{name.name for name in names} for names in _arguments(document, node.numerator)]
    return {name for names in lists if below and below <= names for name in names - below}


def _arguments(document: Document, of: Node) -> Iterator[tuple[Name, ...]]:
    """What a function is applied to here, and what it was defined of."""
    function = of.function if isinstance(of, Call) else of
    if isinstance(of, Call):
        yield tuple(argument for argument in of.arguments if isinstance(argument, Name))
    for binding in document.by_name.get(function.name, ()) if isinstance(function, Name) else ():
        yield binding.parameters
