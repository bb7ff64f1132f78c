"""What the items of a list define each for itself: "1. Squared error, L = …" and "2. Cross-entropy, L = …"."""

from __future__ import annotations

import re

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.expression.nodes import Call, Known, Largest, Node, Power, walk

ITEM = re.compile(
    r"(?:.*(?:\\item\b|<li\b[^<>]*>)|\s*(?:[-*+•]|\(?\w{1,2}[.)])\s)(?P<name>[^$=<>\\]{3,60}?)[\s,:;.–—*_]*",
    re.DOTALL,
)
OF_STEPS = re.compile(
    r"\b(?:so|thus|hence|then|therefore|gives?|becomes?|is|equals?|same|us(?:e|ing)|write|get|obtain\w*|simplif\w*|"
    r"expand\w*|rewrit\w*|substitut\w*|insert\w*|plug\w*|collect\w*|factor\w*|put\w*|step)\b",
    re.IGNORECASE,
)


def is_listed_example(document: Document, form: Statement) -> bool:
    r"""True for what an item of a list names and defines, where another item names and defines it by other functions.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [("L = (p - y)^2", "- Squares:"), (r"L = -y \log p", "- Surprise:"), ("L = p^2 - 2 p y", "- Expand:")]
    >>> document = document_of([Claim(line, n, 1, before=words) for n, (line, words) in enumerate(lines)])
    >>> [is_listed_example(document, form) for form in document.statements[1:]]
    [True, False]
    """
    name, binding = _named(form), form.binding
    if not name or binding is None:
        return False
    mine = [b for b in document.by_name.get(binding.name, ()) if not b.value and b.order < form.order]
    before = mine[-1] if mine and mine[-1].section == binding.section else None
    other = _named(document.statements[before.order]) if before is not None else ""
    if before is None or not other or other == name:
        return False
    here, there = _functions(binding.body), _functions(before.body)
    return not (here <= there or there <= here)


def _named(statement: Statement) -> str:
    """What stands between the mark of an item and the formula; empty where it tells a step, or is no item."""
    found = ITEM.fullmatch(statement.claim.before)
    return found["name"].lower() if found and not OF_STEPS.search(found["name"]) else ""


def _functions(body: Node) -> set[str]:
    names = {node.function for node in walk(body) if isinstance(node, (Known, Largest))}
    names |= {node.function.name for node in walk(body) if isinstance(node, Call)}
    return names | {"power" for node in walk(body) if isinstance(node, Power)}
