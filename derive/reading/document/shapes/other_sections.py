"""Where a letter is at home: W of ∂L/∂W has the axes that the lines tell which make something of it."""

from __future__ import annotations

from ...expression.nodes import Derivative, Name, Node, Number, Product, walk
from ..model import Document
from ..samples.parts import OWN
from ..told.data_vectors import data_vectors


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


def defined_once(document: Document) -> dict[str, int]:
    """The section of the only definition of a letter; what was y = w x is no y = [y_1, …, y_n].

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> defined_once(document_of([Claim("z = w x", 1, 1, section=2)]))
    {'z': 2}
    """
    defined = {name: [b for b in bound if not b.value] for name, bound in document.by_name.items()}
    anew = document.index.made(data_vectors)
    return {name: bound[0].section for name, bound in defined.items() if len(bound) == 1 and name not in anew}


def let_in(document: Document) -> set[tuple[int, str]]:
    """The letters that a function of a section is of, x and y of f(x, y) = x y: no other section says what they are.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> sorted(let_in(document_of([Claim("f(x, y) = x y", 1, 1, section=2)])))
    [(2, 'x'), (2, 'y')]
    """
    found = ((b.section, parameter) for b in document.bindings for parameter in b.parameters if not parameter.bold)
    return {(section, parameter.name.removeprefix(OWN)) for section, parameter in found}


def divided_by(document: Document) -> set[str]:
    """The letters that stand as divisors: numbers.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> divided_by(document_of([Claim(r"z = \\frac{a}{b}", 1, 1)]))
    {'b'}
    """
    nodes = (node for s in document.statements for tree in s.read for node in walk(tree) if isinstance(node, Product))
    return {part.name for node in nodes for sign, part in node.parts if sign == "/" and isinstance(part, Name)}
