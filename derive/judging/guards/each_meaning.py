"""A letter that means several things: the document as it is where one of them is meant throughout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...reading.document.model import Document

SEVERAL = re.compile(r"(\S+) (?:is defined in several ways|was defined anew since)")


def each_meaning(document: Document, reasons: Sequence[str]) -> list[Document]:
    """The document with each one of the definitions of the letter that all reasons speak of; none for other reasons.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ("c = a^2", "c = a + 1", r"\\frac{dc}{da} = 3")
    >>> document = document_of([Claim(text, place, 1, section=place) for place, text in enumerate(lines, 1)])
    >>> [len(each_meaning(document, [words])) for words in ("c was defined anew since", "c is read as a row")]
    [2, 0]
    """
    found = [SEVERAL.fullmatch(reason) for reason in reasons]
    names = {match[1] for match in found if match is not None}
    if None in found or len(names) != 1:
        return []
    (name,) = names
    told = [s.binding for s in document.statements if s.binding is not None and s.binding.name == name]
    bindings = [b for b in dict.fromkeys((*document.by_name.get(name, ()), *told)) if not b.value]
    if len(bindings) < 2 or len({(b.layer, len(b.indices)) for b in bindings}) > 1:
        return []
    return [replace(document, by_name={**document.by_name, name: (binding,)}) for binding in bindings]
