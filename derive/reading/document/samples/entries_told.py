r"""Entries that words tell of: with $a_j^{(i)}$ the entry of $A^{(out)}$ in row $i$ and column $j$."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from ...expression.nodes import Name, names_in
from ..statements.bindings import Binding, Statement

SCRIPT = r"(?:[_^](?:\{[^{}$]*\}|[a-z]))"
TOLD = re.compile(
    rf"(?:\$|\\\()\s*(?P<small>[a-z]){SCRIPT}{{1,2}}\s*(?:\$|\\\))\s*(?:is|are|being|for|denotes?)?\s*(?:the|an|each)?\s*"
    rf"(?:entry|entries|elements?|components?)\s+of\s+(?:the\s+)?(?:[a-z]+\s+){{0,2}}"
    rf"(?:\$|\\\()\s*(?P<capital>[A-Z])(?P<label>{SCRIPT}?)\s*(?:\$|\\\))"
    rf"(?P<where>[^.;]{{0,40}}\brow\s*(?:\$|\\\()?\s*(?P<row>[a-z])(?![a-z]))?"
)


def entries_told(
    statements: Sequence[Statement], defined: Collection[str], samples: Collection[str]
) -> Iterator[Binding]:
    r"""The definitions of small letters that words call the entries of a capital of another name.

    The index of a sample, which stands above, is a row or a column as the words say.

    >>> from ...notes.sections import claims_in_text
    >>> from ..model import document_of
    >>> text = r"$A^{(out)} = B^{(out)} C$, $L = \sum_{i,j} a_{ij}^2$, with $a_{ij}$ the entries of $A^{(out)}$"
    >>> [b.body.name for b in document_of(claims_in_text(text, "markdown")).bindings if b.name == "a"]
    ['A^out']
    """
    names = list(dict.fromkeys(name for s in statements for tree in s.read for name in names_in(tree)))
    proses = dict.fromkeys(statement.claim.prose for statement in statements)
    found = (match.group("small", "capital", "label", "row") for prose in proses for match in TOLD.finditer(prose))
    for small, capital, label, row in dict.fromkeys(found):
        word = re.sub(r"[^A-Za-z0-9]", "", label)
        whole = f"{capital}^{word}" if word else capital
        part = next((name for name in names if name.name == small and len(name.indices) == 2), None)
        if part is None or part.layer is not None or small in defined or whole == small.upper():
            continue
        letters = [index.name for index in part.indices if isinstance(index, Name)]
        places = [row] if row else [] if letters[:1] and letters[0] in samples else letters[:1]
        if len(set(letters)) == 2 and set(places) & set(letters) and any(name.name == whole for name in names):
            body = Name(whole, part.indices if places == letters[:1] else part.indices[::-1])
            yield Binding(small, part.indices, None, (), body, -1, 0)
