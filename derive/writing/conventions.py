r"""Conventions: a user's letters, a book's notation, the layout of matrices, colours. The engine computes as before.

``Conventions.spell`` gives a network the spelling that every printer of ``derive.writing`` looks up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..errors import UsageError, nearest
from ..network.definitions import Network
from ..network.spelling import Letter, Spelling
from .clashes import refuse_clashes
from .colours import colour_name
from .letters import read_letter
from .notations import NOTATIONS, BookNotation
from .spelled_symbols import index_names, size_names, spelled_symbols
from .spelled_tensors import book_tensors, own_tensors, with_letter
from .turning import LAYOUTS, ROWS, turned_tensors

MOST_LETTERS = 64


@dataclass(frozen=True, slots=True)
class Conventions:
    r"""How a network is written.

    Args:
        letters: a letter for the name of a tensor, of all tensors of one letter, of an index or of a size.
        notation: one of ``NOTATIONS``, or none; ``letters`` come after it.
        layout: ``rows``: samples are rows, Z = X Wᵀ; ``columns``: samples are columns, Z = W X; ``xw``: samples are
            rows and weights inputs × outputs, Z = X W. Where it is empty, that of the notation, else ``rows``.
        colour: every tensor has a colour of its own.

    >>> from ..network.building import classifier
    >>> print(Conventions.parse(r"p=\hat{y},z=a").spell(classifier(batch=False)))
    a_k = Σ_d W_kd x_d
    ŷ_k = exp(a_k) / Σ_j exp(a_j)
    L = −Σ_k y_k ln ŷ_k
    """

    letters: tuple[tuple[str, Letter], ...] = ()
    notation: str = ""
    layout: str = ""
    colour: bool = False

    def __post_init__(self) -> None:
        _one_of("notation", self.notation, ("", *NOTATIONS))
        _one_of("layout", self.layout, ("", *LAYOUTS))

    @classmethod
    def parse(cls, letters: str = "", notation: str = "", layout: str = "", colour: bool = False) -> Conventions:
        r"""Read letters as they are given on the command line, ``p=\hat{y},z=a``.

        Raises:
            UsageError: one of them is no letter, or is given twice; or there is no such notation or layout.

        >>> Conventions.parse(r"p=\hat{y}, z=a").letters[1]
        ('z', Letter(base='a', around=(), subscripts=()))
        """
        found: dict[str, Letter] = {}
        for pair in filter(str.strip, letters.split(",")):
            name, equals, letter = (part.strip() for part in pair.partition("="))
            if not (equals and name and letter) or len(found) >= MOST_LETTERS:
                raise UsageError(f"the letters {letters!r:.60} cannot be read", hint=r"expected p=\hat{y},z=a")
            if name in found:
                raise UsageError(f"there are two letters for {name!r:.60}", hint="give one of them")
            found[name] = read_letter(letter)
        return cls(tuple(found.items()), notation, layout, colour)

    @property
    def book(self) -> BookNotation | None:
        """The notation of that name."""
        return NOTATIONS.get(self.notation)

    def spell(self, network: Network, beside: Network | None = None) -> Network:
        """The network with its spelling; itself where nothing is asked for.

        ``beside`` is another network of the same report, whose names may be given letters too.

        Raises:
            UsageError: a name is unknown, or two letters would be the same; the message says which.
        """
        if self == Conventions():
            return network
        network, book = replace(network, spelling=None), self.book
        layout = self.layout or (book.layout if book else ROWS)
        turned = turned_tensors(network, layout)
        tensors = book_tensors(network, book, turned) if book else own_tensors(network, turned)
        changed: set[str] = set()
        wanted: dict[str, Letter] = {}
        for name, letter in self.letters:
            named = _named(name, network, beside)
            changed.update(named)
            for one in named:
                tensors[one] = with_letter(network.tensor(one), tensors[one], letter, turned, book)
            wanted |= {} if named or name not in symbol_names(network) else {name: letter}
        symbols = spelled_symbols(network, book, wanted, tensors)
        marks = (book.layer_mark, book.sample_mark or "({})") if book else ("({})", "({})")
        spelling = Spelling(tuple(tensors.items()), tuple(symbols.items()), *marks, layout)
        refuse_clashes(network, spelling, changed, set(wanted))
        return replace(network, spelling=_coloured(spelling, beside or network) if self.colour else spelling)


def symbol_names(network: Network) -> tuple[str, ...]:
    """The letters of the indices and the sizes."""
    return (*index_names(network), *size_names(network))


def _named(name: str, network: Network, beside: Network | None) -> list[str]:
    """The tensors of that name, or else of that letter; none for an index, a size or what is in the network beside.

    Raises:
        UsageError: nothing has that name.
    """
    for tensors in ([t for t in network.tensors if t.name == name], [t for t in network.tensors if t.letter == name]):
        if tensors:
            return [t.name for t in tensors]
    both = (network, beside) if beside else (network,)
    known = dict.fromkeys(n for one in both for n in (*(t.name for t in one.tensors), *symbol_names(one)))
    families = {t.letter for one in both for t in one.tensors}
    if name not in known and name not in families:
        near = nearest(name[:60], known)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(f"nothing is named {name!r:.60}{meant}", hint="there are " + ", ".join(known))
    return []


def _coloured(spelling: Spelling, network: Network) -> Spelling:
    """A colour for every tensor, in the order of the network."""
    places = {tensor.name: place for place, tensor in enumerate(network.tensors)}
    tensors = ((name, replace(s, colour=colour_name(places.get(name, 0)))) for name, s in spelling.tensors)
    return replace(spelling, tensors=tuple(tensors))


def _one_of(what: str, found: str, known: tuple[str, ...]) -> None:
    if found not in known:
        near = nearest(found[:60], filter(None, known))
        meant = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(
            f"unknown {what} {found!r:.60}{meant}", hint=f"expected one of: {', '.join(filter(None, known))}"
        )
