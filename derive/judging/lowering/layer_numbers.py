"""Which number stands for each letter that counts layers: 2 for any layer, 3 for the last one."""

from __future__ import annotations

from ...reading.document.errors_of_layers import layer_of_the_last
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Binding
from ...reading.expression.nodes import names_in

ANY, LAST = 2, 3
HIGHEST = 4  # what is made of its next layer, δ^l of δ^{l+1}, is given above this one
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
    names = [name for s in document.statements for tree in s.read for name in names_in(tree)]
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


def reaches(document: Document, binding: Binding, layer: int, lowest: int) -> bool:
    """True where a definition of any layer, or of the last one, is one of that layer too, above the ``lowest``.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("z^l = w^l a^{l-1}", 1, 1)])
    >>> [reaches(document, document.bindings[0], layer, 0) for layer in (0, 1, 3, 5)]
    [False, True, True, False]
    """
    if binding.layer is None or binding.layer.letter.isdigit():
        return True
    last = layer_of_the_last(document, binding)
    return lowest < layer - binding.layer.shift <= HIGHEST and last in (None, layer)


def of_other_layers(document: Document, binding: Binding, layer: int, lowest: int) -> Binding | None:
    """The definition of z^l for a layer that z^{l+1} = W^{l+1} a^l, or z^L = …, written since, does not reach.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [("", "z^l = w^l a^{l-1}"), ("Now", "z^{l+1} = w^{l+1} a^l")]
    >>> document = document_of([Claim(text, 1, 1, before=word) for word, text in lines])
    >>> of_other_layers(document, document.bindings[1], 1, 0) == document.bindings[0]
    True
    """
    if binding.layer is None or layer - binding.layer.shift > HIGHEST:
        return None
    bound = document.by_name.get(binding.name, ())
    mine = [b for b in bound if b.layer is not None and not b.value]
    mine = [b for b in mine if b.layer and (b.layer.letter == str(layer) or not b.layer.letter.isdigit())]
    mine = [b for b in mine if b.order < binding.order and reaches(document, b, layer, lowest)]
    return mine[-1] if mine else None
