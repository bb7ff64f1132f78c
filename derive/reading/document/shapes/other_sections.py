"""Where a letter is at home: W of ∂L/∂W has the axes that the lines tell which make something of it."""

from __future__ import annotations

from ...expression.nodes import Derivative, Name, Node, Number
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
