r"""How many entries a vector of ones has: n of (1/n) 1 1^T y, which takes the mean of y."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...expression.nodes import Name, Node, Number, Ones, Product, Transposed, walk
from ..statements.index import Index


def size_of_ones(trees: Iterable[Node]) -> str:
    r"""The letter by which products with a vector of ones are divided; empty where there is none, or are several.

    >>> mean = Product((("", Number("1")), ("/", Name("n")), ("", Ones()), ("", Transposed(Ones()))))
    >>> size_of_ones([mean]), size_of_ones([mean, Product((("", Ones()), ("/", Name("m"))))]), size_of_ones([Ones()])
    ('n', '', '')
    """
    letters = {letter for tree in trees for node in walk(tree) for letter in _divisors(node)}
    return letters.pop() if len(letters) == 1 else ""


def told_size_of_ones(index: Index) -> str:
    """The same for all the lines of a document.

    >>> told_size_of_ones(Index((), ()))
    ''
    """
    return size_of_ones(tree for statement in index.statements for tree in statement.read)


def _divisors(node: Node) -> Iterator[str]:
    if not isinstance(node, Product) or not any(_is_of_ones(part) for sign, part in node.parts if sign != "/"):
        return
    for sign, part in node.parts:
        over, divided = part, sign == "/"
        if isinstance(part, Product) and len(part.parts) == 2 and isinstance(part.parts[0][1], Number):
            within, over = part.parts[1]
            divided = divided or within == "/"
        if divided and isinstance(over, Name) and not (over.indices or over.layer) and len(over.name) == 1:
            yield over.name


def _is_of_ones(node: Node) -> bool:
    inner = node.base if isinstance(node, Transposed) else node
    return isinstance(inner, Ones) and not inner.size
