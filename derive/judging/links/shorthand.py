"""What a claim says in short, said in full: u′ for the slope of u at some place, ∇_a C for a of the claim's layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...reading.document.model import Document
from ...reading.document.statements.bindings import CONSTANTS
from ...reading.expression.nodes import Call, Derivative, Known, Layer, Name, Node, Prime, mapped, names_in, walk
from ..lowering.arrays import Stuck

PLACE = Name("place of u")  # where every function of a claim about slopes is taken


def in_full(left: Node, right: Node, document: Document) -> tuple[Node, Node]:
    r"""Both sides of a link without shorthand.

    Raises:
        Stuck: a prime behind a formula whose letters may or may not depend on one variable.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("(u v)' = u' v + u v'", 1, 1)])
    >>> full, _ = in_full(*document.statements[0].trees, document)
    >>> type(full).__name__, [name.name for name in names_in(full)]
    ('Derivative', ['u', 'place of u', 'v', 'place of u', 'place of u'])
    """
    sides = _with_layers(left, document), right
    layer = left.layer if isinstance(left, Name) else None
    if layer is not None:
        sides = left, _with_layers(right, document, layer)
    if not any(_is_bare(node) for side in sides for node in walk(side)):
        return sides
    sides = _at_their_arguments(sides, document)
    if not any(_is_bare(node) for side in sides for node in walk(side)):
        return sides
    return _by_the_only_letter(sides) or _at_one_place(sides, document)


def _with_layers(tree: Node, document: Document, layer: Layer | None = None) -> Node:
    """∇_a C with the layer of the claim, where only layers of a are ever defined."""

    def change(node: Node) -> Node:
        if isinstance(node, Derivative):
            below = tuple(_in_layer(part, document, layer) for part in node.denominators)
            return replace(node, denominators=below)
        return mapped(node, change)

    return change(tree) if layer is not None else tree


def _in_layer(node: Node, document: Document, layer: Layer | None) -> Node:
    if not isinstance(node, Name) or node.layer is not None:
        return node
    bound = [b for b in document.by_name.get(node.name, ()) if not b.value]
    return replace(node, layer=layer) if bound and all(b.layer is not None for b in bound) else node


def _is_bare(node: Node) -> bool:
    return isinstance(node, Prime) and node.argument is None


def _at_their_arguments(sides: tuple[Node, Node], document: Document) -> tuple[Node, Node]:
    """σ′ = σ(z)(1 − σ(z)): σ′ is σ′(z), where the claim, or the definition of σ, says no other argument."""
    names = {name.name for side in sides for name in names_in(side)}

    def argument_of(name: str) -> Node | None:
        calls = {node for side in sides for node in walk(side) if isinstance(node, (Call, Prime)) and _of(node) == name}
        arguments = {a for call in calls for a in _arguments(call)}
        if len(arguments) == 1:
            return arguments.pop()
        own = {b.parameters[0] for b in document.by_name.get(name, ()) if len(b.parameters) == 1}
        found = own.pop() if len(own) == 1 and not arguments else None
        return found if found is not None and found.name in names else None

    def change(node: Node) -> Node:
        if isinstance(node, Prime) and isinstance(node.function, Name) and node.argument is None:
            return replace(node, argument=argument_of(node.function.name))
        return mapped(node, change)

    return change(sides[0]), change(sides[1])


def _of(node: Call | Prime) -> str:
    return node.function.name if isinstance(node.function, Name) else ""


def _arguments(node: Call | Prime) -> tuple[Node, ...]:
    if isinstance(node, Call):
        return node.arguments
    return (node.argument,) if node.argument is not None else ()


def _by_the_only_letter(sides: tuple[Node, Node]) -> tuple[Node, Node] | None:
    """(1/(1 + e^{−z}))′ is the slope by z, its only letter; None where letters have primes themselves."""
    primes = [node for side in sides for node in walk(side) if isinstance(node, Prime) and _is_bare(node)]
    if any(isinstance(prime.function, Name) for prime in primes):
        return None
    letters = {name for prime in primes for name in _letters(prime.function)}
    if len(letters) != 1:
        return None
    (letter,) = letters

    def change(node: Node) -> Node:
        if isinstance(node, Prime) and node.argument is None:
            return Derivative(change(node.function), (letter,) * node.order)
        return mapped(node, change)

    return change(sides[0]), change(sides[1])


def _letters(tree: Node) -> Iterator[Name]:
    heads = {id(node.function) for node in walk(tree) if isinstance(node, Call)}
    return (name for name in names_in(tree) if id(name) not in heads and name.name not in CONSTANTS)


def _at_one_place(sides: tuple[Node, Node], document: Document) -> tuple[Node, Node]:
    """(u v)′ = u′v + uv′: every letter is a function, all of them at one place, whatever they are elsewhere."""
    others = [tree for s in document.statements for tree in s.read]
    primed = {_of(node) for tree in (*sides, *others) for node in walk(tree) if isinstance(node, Prime)}
    for name in (name for side in sides for name in _letters(side)):
        if name.name not in primed and name.name not in document.sizes:
            raise Stuck(f"nothing says whether {name.name} depends on what is behind the prime")

    def change(node: Node) -> Node:
        if isinstance(node, Prime) and node.argument is None:
            if isinstance(node.function, Name):
                return replace(node, argument=PLACE)
            return Derivative(change(node.function), (PLACE,) * node.order)
        if isinstance(node, Name) and node.name in primed:
            return Call(node, (PLACE,))
        if isinstance(node, Call):
            return replace(node, arguments=tuple(map(change, node.arguments)))
        return mapped(node, change)

    return change(sides[0]), change(sides[1])


def applied_alone(name: Name, document: Document) -> Node | None:
    """softmax = [0.5, 0.5] for softmax(z), where the document applies softmax to z alone; None for other names.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("p = softmax(z)", 1, 1), Claim("softmax = [0.5, 0.5]", 2, 1)])
    >>> applied_alone(document.statements[1].trees[0], document)
    Known(function='softmax', argument=Name(name='z', indices=(), layer=None, bold=False), base='')
    """
    trees = (tree for s in document.statements for tree in s.read)
    calls = [node for tree in trees for node in walk(tree) if isinstance(node, Known) and node.function == name.name]
    whole = {replace(a, indices=()) if isinstance(a := call.argument, Name) else a for call in calls}
    if len(whole) != 1 or name.indices or document.defined(name.name):
        return None
    (argument,) = whole
    return Known(name.name, argument) if isinstance(argument, Name) else None
