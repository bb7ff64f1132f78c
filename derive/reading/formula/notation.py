"""What a whole formula says about its letters before any of it is read: indices, sizes, matrix notation."""

from __future__ import annotations

from collections.abc import Iterator

from .derivatives import is_derivative
from .glossary import Glossary
from .nodes import Bracket, Fraction, Mark, Name, Node, Number, Operator, Part, Product, Scripted, Word, lone, walk


def is_transpose(node: Node | None) -> bool:
    """Say whether a superscript is the sign of a transpose: ⊤ or a T, upright or not."""
    inner = lone(node)
    return (
        (isinstance(inner, Mark) and inner.name == "transpose")
        or (isinstance(inner, Name) and inner.letter == "T")
        or (isinstance(inner, Word) and inner.text == "T")
    )


def _letters_below(node: Node | None) -> Iterator[str]:
    for inner in walk(node):
        if isinstance(inner, Name) and len(inner.letter) == 1:
            yield inner.letter


def index_letters(nodes: list[Node]) -> frozenset[str]:
    """Return the small letters that stand in a subscript: what an author uses as an index."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Scripted):
            head = lone(node.base)
            if not (isinstance(head, Operator) and head.name in ("nabla", "log")):
                found |= set(_letters_below(node.subscript))
    return frozenset(letter for letter in found if letter.islower())


def size_letters(nodes: list[Node]) -> frozenset[str]:
    """Return the letters above a sum or product sign: what an author uses as a size."""
    found: set[str] = set()
    for node in nodes:
        head = lone(node.base) if isinstance(node, Scripted) else None
        if isinstance(head, Operator) and head.name in ("sum", "prod"):
            assert isinstance(node, Scripted)
            found |= set(_letters_below(node.superscript))
    return frozenset(found)


def indexed_letters(nodes: list[Node]) -> Iterator[str]:
    """Yield the letters that carry an index, each time they do; a word below a letter is a part of its name."""
    for node in nodes:
        base = lone(node.base) if isinstance(node, Scripted) and node.subscript is not None else None
        if isinstance(base, Name) and isinstance(node, Scripted) and not isinstance(lone(node.subscript), Word):
            yield base.letter


def is_matrix_notation(nodes: list[Node], glossary: Glossary) -> bool:
    """True where letters without indices are vectors: bold or capital matrices, transposes, ∇, norms, softmax(z)."""
    scripted_bases = {id(node.base) for node in nodes if isinstance(node, Scripted) and node.subscript is not None}
    for node in nodes:
        if isinstance(node, Name) and id(node) not in scripted_bases:
            meaning = glossary[node.letter]
            if node.bold or (node.letter[0].isupper() and len(meaning.axes) == 2):
                return True
        if isinstance(node, Scripted) and (is_transpose(node.superscript) or _is_whole_layer(node, glossary)):
            return True
        if isinstance(node, Bracket) and node.kind == r"\lVert":
            return True
        if isinstance(node, Operator) and node.name in ("nabla", "diag"):
            return True
        if isinstance(node, Part) and node.joined in ("odot", "oslash"):
            return True
        if isinstance(node, Fraction) and is_derivative(node) and _is_whole_gradient(node, glossary):
            return True
    return _has_whole_softmax(nodes)


def _is_whole_layer(node: Scripted, glossary: Glossary) -> bool:
    """z^{[1]}, and z^{(1)} where superscripts in brackets are layers: all values of a layer."""
    base, above = lone(node.base), lone(node.superscript) if node.superscript else None
    if node.subscript is not None or not isinstance(base, Name) or not isinstance(above, Bracket):
        return False
    layer = above.kind == "[" or (above.kind == "(" and glossary.superscripts == "layer")
    return layer and isinstance(lone(above.content.sides[0]), Number) and bool(glossary[base.letter].axes)


def _is_whole_gradient(node: Fraction, glossary: Glossary) -> bool:
    """∂L/∂z, where L is a loss and z is a vector."""
    above, below = _last_letter(node.above), _last_letter(node.below)
    return bool(above and below and glossary[above].role == "loss" and glossary[below].axes)


def _last_letter(node: Node) -> str:
    inner = lone(node)
    last = lone(inner.parts[-1].factor) if isinstance(inner, Product) else None
    return last.letter if isinstance(last, Name) else ""


def _has_whole_softmax(nodes: list[Node]) -> bool:
    """softmax(z) without an index is a vector, and then its neighbours are vectors too."""
    for node in nodes:
        if isinstance(node, Product):
            for part, following in zip(node.parts, node.parts[1:], strict=False):
                head = lone(part.factor)
                if isinstance(head, Operator) and head.name == "softmax" and isinstance(following.factor, Bracket):
                    return True
    return False
