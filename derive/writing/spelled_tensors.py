"""The letters of tensors in a spelling: our own, those of a book by what a tensor is for, those of a user."""

from __future__ import annotations

import re
from dataclasses import replace

from ..network.definitions import Network
from ..network.spelling import FONTS, NAMED_LETTERS, Letter, Spelled
from ..network.tensors import Role, Tensor
from .letters import read_letter
from .notations import BookNotation
from .parts import Part, Place, places, sample_axis

MARKED = re.compile(r"([A-Za-z]|[a-z]+?)(hat|bar|tilde)")
INSTEAD = ("tilde", "bar", "hat", "vec")
Turned = frozenset[str]


def own_letter(tensor: Tensor) -> Letter:
    """The letter that a tensor has without a spelling.

    >>> own_letter(Tensor("yhat", (), Role.INTERMEDIATE, "outputs"))
    Letter(base='y', around=('hat',), subscripts=())
    """
    marked = MARKED.fullmatch(tensor.symbol_letter)
    if marked and (len(marked[1]) == 1 or marked[1] in NAMED_LETTERS):
        return Letter(marked[1], (marked[2],))
    return Letter(tensor.symbol_letter)


def own_tensors(network: Network, turned: Turned) -> dict[str, Spelled]:
    """Our own letters for every tensor, by its name."""
    return {
        t.name: with_letter(t, Spelled(Letter(""), Letter(""), Letter(""), t.layer), own_letter(t), turned)
        for t in network.tensors
    }


def with_letter(
    tensor: Tensor, spelled: Spelled, letter: Letter, turned: Turned, book: BookNotation | None = None
) -> Spelled:
    """The spelling of a tensor with another letter: small at one entry, a capital or bold as a whole."""
    entry = letter if tensor.role is Role.LOSS else letter.lowered()
    whole = _whole(tensor, letter, tensor.name in turned, book)
    return replace(spelled, letter=letter, entry=entry, whole=whole, behind=(), turned=tensor.name in turned)


def _whole(tensor: Tensor, letter: Letter, turned: bool, book: BookNotation | None) -> Letter:
    """A matrix and a row has the capital of its letter; a column is bold."""
    if not tensor.axes:
        return letter
    if tensor.role is Role.LOSS:
        return _in_font(letter, "mathbf")  # the losses of the samples, beside a total of one letter with them
    if len(tensor.axes) == 1 and not turned:
        foreign = letter.base in NAMED_LETTERS and letter != own_letter(tensor)  # \mathbf leaves small Greek as it is
        return _in_font(letter, book.font_of_vectors if book else "boldsymbol" if foreign else "mathbf")
    small = book is not None and book.data_alone_capital and tensor.role is Role.PARAMETER
    return _in_font(letter if small else letter.raised_to_capital(), book.font_of_matrices if book else "")


def _in_font(letter: Letter, font: str) -> Letter:
    return replace(letter, around=(font, *letter.around)) if font and not set(FONTS) & set(letter.around) else letter


def book_tensors(network: Network, book: BookNotation, turned: Turned) -> dict[str, Spelled]:
    """The letters of a book for every tensor, by its name; what it has no letter for keeps its own, marked if need be.

    >>> from ..network.building import classifier
    >>> from .notations import BISHOP
    >>> found = book_tensors(classifier(bias=True), BISHOP, frozenset())
    >>> found["p"].letter.base, found["y"].letter.base, found["b"].letter.base, found["b"].behind
    ('y', 't', 'w', ('0',))
    """
    parts, samples = places(network), sample_axis(network)
    depth = max((place.layer for place in parts.values()), default=0)
    found = {
        t.name: _by_book(t, parts[t.name], book, turned, depth)
        for t in network.tensors
        if parts[t.name].part in book.letters
    }
    for name in _doubled(found, parts):
        del found[name]
    for name, own in own_tensors(network, turned).items():
        marked = (_marked(network.tensor(name), own, mark, turned) for mark in INSTEAD)
        if name not in found:
            found[name] = next((s for s in (own, *marked) if _is_new(s, found)), own)
    least = 1 if book.sample_mark[:1] == "(" else 2  # C_x, but a^{x,l}_j
    above = {t.name: t.axes.index(samples) for t in network.tensors if samples in t.axes and len(t.axes) >= least}
    above = above if book.sample_mark else {}
    return {t.name: replace(found[t.name], above=above.get(t.name)) for t in network.tensors}


def _by_book(tensor: Tensor, place: Place, book: BookNotation, turned: Turned, depth: int) -> Spelled:
    marked = place.part in book.marked and depth >= book.marked_from
    layer = place.layer + book.first_layer - 1 if marked else None
    bare = Spelled(Letter(""), Letter(""), Letter(""), layer)
    letter = read_letter(book.letters[place.part])
    vector = place.part is Part.WEIGHTS and len(tensor.axes) < 2
    spelled = with_letter(tensor, bare, letter.lowered() if vector else letter, turned, book)
    return replace(spelled, behind=(book.bias_index,)) if book.bias_index and place.part is Part.BIAS else spelled


def _doubled(found: dict[str, Spelled], parts: dict[str, Place]) -> list[str]:
    """The tensors that a book would give one letter: two weights of one layer; a loss and its total have indices."""
    losses = (Part.LOSS, Part.TOTAL)
    by_sign: dict[tuple[object, ...], list[str]] = {}
    for name, spelled in found.items():
        own = name if parts[name].part in losses else ""
        by_sign.setdefault((spelled.letter, spelled.layer, spelled.behind, own), []).append(name)
    return [name for names in by_sign.values() if len(names) > 1 for name in names]


def _marked(tensor: Tensor, spelled: Spelled, mark: str, turned: Turned) -> Spelled:
    letter = replace(spelled.letter, around=(mark, *spelled.letter.around))
    return with_letter(tensor, spelled, letter, turned)


def _is_new(spelled: Spelled, found: dict[str, Spelled]) -> bool:
    """True where no other letter is the same but for its case and its font; own letters differ in their layers."""
    alike = [other for other in found.values() if _sign(spelled) == _sign(other)]
    layers = [other.layer for other in alike]
    return not alike or (None not in (*layers, spelled.layer) and spelled.layer not in layers)


def _sign(spelled: Spelled) -> tuple[object, ...]:
    accents = tuple(around for around in spelled.letter.around if around not in FONTS)
    return spelled.letter.base.lower(), accents, spelled.letter.subscripts
