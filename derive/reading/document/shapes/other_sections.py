"""Where a letter is at home: W of ∂L/∂W has the axes that the lines tell which make something of it."""

from __future__ import annotations

from ...expression.nodes import Derivative, Name, Node, Number, walk
from ..model import Document


def told_here(document: Document, slope: Derivative, section: int) -> Node:
    """What a slope tells of: what it is by, or nothing where all that is made of that is made in other sections.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> document = document_of([Claim("z = W x", 1, 1, section=1)])
    >>> told_here(document, Derivative(Name("L"), (Name("W"),)), 2)
    Number(text='0')
    """
    below = slope.denominators[0]
    made = document.mentioning.get(below.name, ()) if isinstance(below, Name) else ()
    elsewhere = bool(made) and all(binding.section != section for binding in made)
    return Number("0") if elsewhere else below


def sections_with_layers(document: Document) -> dict[str, set[int]]:
    """The sections in which each letter has layers: a z without them in another section is another letter.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = [Claim("z = 3", 1, 1), Claim("a^{[l]} = f(z^{[l]})", 2, 1, section=1)]
    >>> sections_with_layers(document_of(lines))
    {'a': {1}, 'z': {1}}
    """
    found: dict[str, set[int]] = {}
    for statement in document.statements:
        for name in (node for tree in statement.read for node in walk(tree) if isinstance(node, Name) and node.layer):
            found.setdefault(name.name, set()).add(statement.claim.section)
    return found
