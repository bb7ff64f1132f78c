"""Words that name what a document computes, hidden = max(0, pre): they have the axes of what they are made of."""

from __future__ import annotations

from ...expression.nodes import Name, Product
from ...expression.words import GREEK
from ..model import Document
from ..scripts.products import is_product_of_matrices


def is_word(name: str) -> bool:
    """True for a name of several letters, without what stands below it.

    >>> is_word("hidden"), is_word("W_out"), is_word("alpha")
    (True, False, False)
    """
    word = name.partition("_")[0]
    return len(word) > 1 and ":" not in word and word not in GREEK


def is_computed(document: Document, name: str) -> bool:
    """True for a word that an equation defines as a whole.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> document = document_of([Claim(r"\\text{net} = w x", 1, 1), Claim("a = b", 2, 1)])
    >>> [is_computed(document, name) for name in ("net", "a", "x")]
    [True, False, False]
    """
    bound = document.by_name.get(name, ()) if is_word(name) else ()
    return any(not b.value for b in bound) and not any(b.indices or b.parameters or b.layer for b in bound)


def is_of_matrices(document: Document, node: Product) -> bool:
    """True for X W, and for hidden · W with such a word."""
    (_, first), *rest = node.parts
    computed = isinstance(first, Name) and not first.indices and is_computed(document, first.name)
    return is_product_of_matrices(Product((("", Name("X")), *rest)) if computed else node)
