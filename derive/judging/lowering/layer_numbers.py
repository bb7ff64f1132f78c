"""Which number stands for each letter that counts layers: 2 for any layer, 3 for the last one."""

from __future__ import annotations

from ...reading.document.model import Document
from ...reading.expression.nodes import names_in

ANY, LAST = 2, 3
USUAL = {"l": ANY, "ell": ANY, "L": LAST}


def layer_numbers(document: Document) -> dict[str, int]:
    r"""The number of each letter: K beside k−1 is the last layer, and so is l where k−1 counts and l stands alone.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [r"h^{(k)} = f(W^{(k)} h^{(k-1)})", r"y = h^{(K)}"]
    >>> layer_numbers(document_of([Claim(line, 1, 1) for line in lines]))["K"]
    3
    >>> lines = [r"h^{(k)} = f(W^{(k)} h^{(k-1)})", r"h^{(l)} = y^2"]
    >>> layer_numbers(document_of([Claim(line, 1, 1) for line in lines]))["l"]
    3
    """
    names = [name for s in document.statements for tree in s.trees if tree is not None for name in names_in(tree)]
    layers = {(name.layer.letter, name.layer.shift) for name in names if name.layer is not None}
    steps = document.roles.steps
    layers = {(letter, shift) for letter, shift in layers if letter.lower() not in steps}
    letters = {letter for letter, _ in layers if not letter.isdigit()}
    counting = {letter for letter, shift in layers if shift < 0 and not letter.isdigit()}
    counting = counting or {letter for letter, shift in layers if shift and not letter.isdigit()}
    found = dict(USUAL)
    if not counting:
        return found
    for letter in letters - counting:
        if letter.isupper() or "l" not in counting:
            found[letter] = LAST
    return found
