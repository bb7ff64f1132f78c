"""Letters that sections let be something, each for itself, where the section of a claim does not."""

from __future__ import annotations

from collections import defaultdict

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement, is_introduced
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import Derivative, Name, names_in, walk


def let_in_sections(document: Document, statement: Statement) -> list[str]:
    """The letters of a claim that several sections let be something, each for itself, and the claim's own does not.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [("u = 2 w", "Let "), ("v = u", ""), ("u = 3 x", "Let "), ("r = v", "")]
    >>> claims = [Claim(text, n, 1, before=words, section=n // 2 + n // 3) for n, (text, words) in enumerate(lines)]
    >>> let_in_sections(document := document_of(claims), document.statements[-1])
    ['u']
    """
    let, section = document.index.made(_let), statement.claim.section
    doubtful = {name for name in let if len(let[name]) > 1 and section not in let[name]}
    return sorted(doubtful & _in_force(document, statement)) if doubtful else []


def _in_force(document: Document, statement: Statement) -> set[str]:
    """The names that a claim comes down to by the definitions that hold for it, but for what it differentiates by.

    What z is is of no matter to ∂p/∂z, where p is made of z in the claim's own section.
    """
    asked = document.asked_at(statement.order)
    slopes = (node for tree in statement.read for node in walk(tree) if isinstance(node, Derivative))
    below = {part.name for node in slopes for part in node.denominators if isinstance(part, Name)}
    waiting = [(name, statement.order) for tree in statement.read for name in names_in(tree)]
    found, seen = set[str](), set[int]()
    while waiting:
        name, order = waiting.pop()
        if name.name in below:
            continue
        found.add(name.name)
        used = asked.defining(name, order)
        if used is None:
            found |= document.reached([name.name]) if name.layer is not None else set()
        elif used.order not in seen:
            seen.add(used.order)
            waiting += [(inner, used.order) for inner in names_in(used.body)]
    return found


def _let(index: Index) -> dict[str, set[int]]:
    """The sections that let a letter be something: "Let u = 4 − 2w"."""
    found: dict[str, set[int]] = defaultdict(set)
    for binding in index.bindings:
        known = not binding.value and 0 <= binding.order < len(index.statements)
        if known and is_introduced(index.statements[binding.order]):
            found[binding.name].add(binding.section)
    return dict(found)
