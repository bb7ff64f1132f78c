"""The letters of indices and sizes in a spelling: those of a user or a book first, then what is free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..network.axes import Axis
from ..network.definitions import Network
from ..network.spelling import Letter, Spelled
from .letters import read_letter
from .naming import SPARE_LETTERS
from .notations import BookNotation
from .parts import Along, Part, alongs, places

FREE_LETTERS = "ijklmnrstuvpqcfgdhabowyxz"
FREE_SIZES = "PQRSTUVMNDK"
ORDER = (Along.SAMPLES, Along.OUTPUTS, Along.HIDDEN, Along.INPUTS, Along.OTHER)
Symbols = dict[str, tuple[Letter, int | None]]


def index_names(network: Network) -> tuple[str, ...]:
    """The index letters of the axes, each once; a numbered one counts by its letter."""
    return tuple(dict.fromkeys(letter.split("_")[0] for axis in network.axes for letter in axis.letters))


def size_names(network: Network) -> tuple[str, ...]:
    """The letters of the sizes."""
    return tuple(dict.fromkeys(symbol.name for axis in network.axes for symbol in axis.size_symbols))


def spelled_symbols(
    network: Network, book: BookNotation | None, wanted: Mapping[str, Letter], tensors: Mapping[str, Spelled]
) -> Symbols:
    """A letter for each index and size, no two the same; ``wanted`` are a user's.

    >>> from ..network.building import classifier
    >>> found = spelled_symbols(classifier(), None, {"k": Letter("i")}, {})
    >>> found["k"][0].base, found["j"][0].base, found["i"][0].base
    ('i', 'j', 'k')
    """
    if book is None and not wanted:
        return {}
    sizes = {**(_book_sizes(network, book) if book else {}), **{n: (one, None) for n, one in wanted.items()}}
    taken = {_sign(letter) for letter, _ in sizes.values()}
    taken |= {_sign(form) for s in tensors.values() for form in (s.letter, s.entry)} if book else set()
    found: Symbols = dict(sizes)
    for name in size_names(network):
        if name not in found:
            found[name] = (_free(name.split("_"), FREE_SIZES, taken), None)
            taken.add(_sign(found[name][0]))
    preferred = dict(_preferred(network, book)) if book else {}
    first = [axis.letters[0].split("_")[0] for axis, _ in _by_use(network)]
    second = [name for name, letters in preferred.items() if letters]
    names = dict.fromkeys((*first, *second, *index_names(network), *SPARE_LETTERS))
    kept = {name for name in names if name not in preferred and Letter(name).base not in taken and name not in found}
    freed = "".join(name for name in wanted if len(name) == 1 and name.islower())
    for name in names:
        if name not in found:
            candidates = preferred.get(name, "") + (name if name in kept else freed)
            found[name] = (_free([], candidates + FREE_LETTERS, taken), None)
            taken.add(_sign(found[name][0]))
    return found


def _sign(letter: Letter) -> str:
    return "_".join((*letter.around, letter.base, *letter.subscripts))


def _free(own: list[str], candidates: Iterable[str], taken: set[str]) -> Letter:
    """A size's own letter with its number, else the first candidate that is not taken."""
    letters = [Letter(own[0], (), tuple(own[1:]))] if own else []
    letters += [Letter(c) for c in candidates]
    return next((one for one in letters if _sign(one) not in taken), letters[0])


def _by_use(network: Network) -> Iterator[tuple[Axis, Along]]:
    """The axes, those that have the first choice first."""
    runs = alongs(network)
    for along in ORDER:
        yield from ((axis, along) for axis in network.axes if runs[axis] is along)


def _preferred(network: Network, book: BookNotation) -> Iterator[tuple[str, str]]:
    """A book's letters for the letters of each axis: the first for the first, then the others."""
    for axis, along in _by_use(network):
        letters = book.indices.get(along, "")
        for place, name in enumerate(axis.letters):
            yield name.split("_")[0], letters[place:] if along is not Along.HIDDEN else letters


def _book_sizes(network: Network, book: BookNotation) -> Symbols:
    """A book's letters for the sizes; several of one kind have the number of their layer or a number below."""
    runs, found = alongs(network), Symbols()
    for along, written in book.sizes.items():
        axes = [axis for axis in network.axes if runs[axis] is along and axis.size.is_Symbol]
        letter = read_letter(written)
        for number, axis in enumerate(axes, 1):
            layer = _layer_of(axis, network) if along is Along.HIDDEN and book.layer_mark == "[{}]" else None
            many = len(axes) > 1 and layer is None
            below = (*letter.subscripts, str(number)) if many else letter.subscripts
            found[str(axis.size)] = (Letter(letter.base, letter.around, below), layer)
    return found


def _layer_of(axis: Axis, network: Network) -> int | None:
    """The layer of the units along an axis."""
    parts = places(network)
    before = [parts[t.name].layer for t in network.tensors if axis in t.axes and parts[t.name].part is Part.BEFORE]
    return before[0] if before else None
