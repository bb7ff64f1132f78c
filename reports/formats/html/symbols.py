"""Which symbol of a formula, and which name of a listing, is which tensor: by what the network itself prints."""

from __future__ import annotations

import html
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from keyword import iskeyword
from typing import TypeVar
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from markupsafe import Markup

from derive.network.definitions import Network
from derive.network.tensors import Tensor
from derive.writing.latex import latex
from derive.writing.matrix_printing import LATEX, notation_of, write
from derive.writing.matrix_tree import MatrixSymbol, transpose

Head = tuple[str, str]  # the letter with its mark, and what stands above it to the right, as they are drawn
Pattern = tuple[str | None, ...]
Patterns = Sequence[tuple[str, Pattern]]
Looks = TypeVar("Looks", str, Head)
SCRIPTED = ("msub", "msup", "msubsup")
# Names of characters that HTML knows and XML does not.
NAMED_CHARACTER = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]+;")


@dataclass(frozen=True, eq=False, slots=True)
class Symbols:
    """What the tensors look like, by letter and layer: ``elements``, ``entries`` by their numbers, ``wholes``.

    An element has a pattern of subscripts for each tensor that looks so: what stands in the place of an index is None,
    and 0 stands for itself in w_k0; the first pattern that fits counts. ``letters`` are those of one tensor alone,
    ``names`` those of the code. ``colours`` are the classes of tensors that have a colour of their own; the subscripts
    of those that are ``turned`` are written column first, their entries are counted row first.
    """

    elements: Mapping[Head, Patterns] = field(default_factory=dict)
    entries: Mapping[Head, Patterns] = field(default_factory=dict)
    wholes: Mapping[Head, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    colours: Mapping[str, str] = field(default_factory=dict)
    turned: frozenset[str] = frozenset()

    def mark(self, element: Element, name: str, entry: str = "") -> None:
        """Say of a part of a formula which tensor it is, and which entry of it."""
        entry = ",".join(reversed(entry.split(","))) if name in self.turned else entry
        for key, value in attributes(name, entry, self.colours).items():
            element.set(key, f"{element.get('class', '')} {value}".strip() if key == "class" else value)


def attributes(name: str, entry: str = "", colours: Mapping[str, str] | None = None) -> dict[str, str]:
    """The attributes by which the page knows a tensor wherever it stands; ``entry`` counts from 1.

    >>> attributes("W", "1,2", {"W": "bp-tensor-3"})
    {'data-tensor': 'W', 'data-entry': '1,2', 'class': 'bp-tensor-3'}
    """
    found = {"data-tensor": name}
    if entry:
        found["data-entry"] = entry
    if colours and name in colours:
        found["class"] = colours[name]
    return found


def symbols_of(networks: Iterable[Network], drawn: Callable[[str], str | None]) -> Symbols:
    """The symbols that networks print, taken from formulas that are ``drawn`` as MathML.

    What could be two things is left out: a letter that is also a size or an index, or that two tensors share.

    >>> from derive.network.building import classifier
    >>> from .mathml import mathml
    >>> symbols = symbols_of([classifier(batch=False)], mathml)
    >>> print(marked("<math><msub><mi>w</mi><mn>12</mn></msub></math>", symbols))
    <math><msub data-tensor="W" data-entry="1,2"><mi>w</mi><mn>12</mn></msub></math>
    """
    elements: dict[Head, list[tuple[str, Pattern]]] = {}
    entries: dict[Head, list[tuple[str, Pattern]]] = {}
    wholes: dict[Head, set[str]] = {}
    letters: dict[str, set[str]] = {}
    other: set[Head] = set()
    colours: dict[str, str] = {}
    turned: set[str] = set()
    for network in networks:
        other |= {head for written in _sizes_and_indices(network) for head, _ in _heads(written, drawn)}
        spelled = network.spelling.tensors if network.spelling else ()
        turned |= {name for name, tensor in spelled if tensor.turned and tensor.above is None}
        colours |= {name: tensor.colour for name, tensor in spelled if tensor.colour}
        for tensor in network.tensors:
            pattern: Pattern = ()
            for kind, written in _printed(tensor, network):
                for head, below in _heads(written, drawn):
                    letters.setdefault(head[0], set()).add(tensor.name)
                    if below is None:
                        wholes.setdefault(head, set()).add(tensor.name)
                    elif kind == "element":
                        pattern = tuple(token if token.isdigit() else None for token in _tokens(below))
                        elements.setdefault(head, []).append((tensor.name, pattern))
                    else:
                        entries.setdefault(head, []).append((tensor.name, pattern))
    names = frozenset[str]().union(*letters.values())
    wholes = {head: found for head, found in wholes.items() if head not in other}
    return Symbols(elements, entries, _alone(wholes), _alone(letters), names, colours, frozenset(turned))


def _alone(found: Mapping[Looks, set[str]]) -> dict[Looks, str]:
    """What only one tensor looks like."""
    return {looks: next(iter(names)) for looks, names in found.items() if len(names) == 1}


def _sizes_and_indices(network: Network) -> Iterator[str]:
    for tensor in network.tensors:
        yield from (latex(symbol, network) for symbol in tensor.indices)
        yield from (latex(symbol, network) for size in tensor.shape for symbol in size.free_symbols)


def _printed(tensor: Tensor, network: Network) -> Iterator[tuple[str, str]]:
    """The tensor as an element, as an entry, as a whole, and that with rows and columns exchanged."""
    yield "element", latex(tensor.at(*tensor.indices), network)
    if tensor.axes:
        yield "entry", latex(tensor.at(*(1 for _ in tensor.axes)), network)
    if len(tensor.axes) in (1, 2):
        for whole in (MatrixSymbol(tensor), transpose(MatrixSymbol(tensor))):
            yield "whole", write(whole, notation_of(network, LATEX))


def _heads(written: str, drawn: Callable[[str], str | None]) -> Iterator[tuple[Head, Element | None]]:
    found = drawn(written)
    root = _parsed(found) if found is not None else None
    if root is not None and len(root) == 1:
        letter, layer, subscript = _parts(root[0])
        yield (letter, layer), subscript


def _parsed(mathml: str) -> Element | None:
    try:
        return ElementTree.fromstring(NAMED_CHARACTER.sub(lambda found: html.unescape(found[0]), mathml))
    except ElementTree.ParseError:
        return None


def _drawn(element: Element) -> str:
    """What an element shows, whatever its attributes."""
    return f"{element.tag}[{element.text or ''}{' '.join(map(_drawn, element))}]"


def _parts(element: Element) -> tuple[str, str, Element | None]:
    """The letter, what stands above, and what stands below it."""
    if element.tag == "msubsup" and len(element) == 3:
        return _drawn(element[0]), _drawn(element[2]), element[1]
    if element.tag == "msub" and len(element) == 2:
        return _drawn(element[0]), "", element[1]
    if element.tag == "msup" and len(element) == 2:
        return _drawn(element[0]), _drawn(element[1]), None
    return _drawn(element), "", None


@lru_cache(maxsize=8192)
def marked(mathml: str, symbols: Symbols) -> str:
    """The formula with the tensor named on every symbol that stands for one; everything else as it was."""
    root = _parsed(mathml) if symbols.elements or symbols.wholes else None
    if root is None:
        return mathml
    _mark_all(root, symbols)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _mark_all(element: Element, symbols: Symbols) -> None:
    """Mark this element or what is inside; scripts below are indices, those above may be exponents."""
    known, is_power = _known(element, symbols)
    if known is not None:
        symbols.mark(element, *known)
    for part in _inside(element, known is not None, is_power):
        _mark_all(part, symbols)


def _inside(element: Element, known: bool, is_power: bool) -> Iterable[Element]:
    """The parts of a formula in which other symbols may stand."""
    if element.tag in ("annotation", "mtext"):
        return ()
    if element.tag in SCRIPTED:
        letter = () if known or (element.tag != "msup" and not len(element[0])) else (element[0],)
        return (*letter, *(element[-1:] if element.tag != "msub" and (is_power or not known) else ()))
    if known:
        return ()
    return element[:1] if element.tag in ("munder", "mover", "munderover") else element


def _known(element: Element, symbols: Symbols) -> tuple[tuple[str, str] | None, bool]:
    """The tensor and the entry that an element stands for, and whether what stands above it is a power of it."""
    letter, above, below = _parts(element)
    if below is None:
        whole = symbols.wholes.get((letter, above))
        return ((whole, "") if whole else None), False
    tokens = _tokens(below)
    kinds = (symbols.entries,) if all(map(str.isdigit, tokens)) else ()
    for layer in dict.fromkeys((above, "")):
        for kind in (*kinds, symbols.elements):  # a scalar of layer 2 is b_2
            known = _fitting(tokens, kind.get((letter, layer), ()))
            if known is not None:
                return known, layer != above
    marked_otherwise = symbols.letters.get(letter) if above else None  # another sample's number, say
    return ((marked_otherwise, "") if marked_otherwise else None), False


def _fitting(tokens: list[str], candidates: Patterns) -> tuple[str, str] | None:
    """The one tensor whose subscripts these may be, and its entry; none where there are two."""
    fitting = [(name, pattern) for name, pattern in candidates if _fits(_apart(tokens, len(pattern)), pattern)]
    literal = [(name, pattern) for name, pattern in fitting if any(pattern)] or fitting
    names = {name for name, _ in literal or candidates}
    if len(names) != 1:
        return None
    name, pattern = (literal or candidates)[0]
    apart = zip(_apart(tokens, len(pattern)), pattern, strict=False)
    indices = [token for token, fixed in apart if fixed is None]
    numbers = bool(literal) and bool(indices) and all(map(str.isdigit, indices))
    return name, ",".join(indices) if numbers else ""


def _fits(tokens: list[str], pattern: Pattern) -> bool:
    """True where the fixed subscripts are the pattern's and no index is 0: indices count from 1."""
    pairs = zip(tokens, pattern, strict=False)
    return len(tokens) == len(pattern) and all(t == fixed if fixed else t != "0" for t, fixed in pairs)


def _tokens(below: Element) -> list[str]:
    """The subscripts: ``12`` and ``1,12`` are numbers, ``kd`` letters."""
    leaves = [leaf.text or "" for leaf in below.iter() if leaf.tag in ("mi", "mn", "mo", "mtext")]
    return [leaf for leaf in leaves if leaf.strip() and leaf != ","]


def _apart(tokens: list[str], rank: int) -> list[str]:
    """One subscript for each index: digits side by side are several where there are several indices."""
    if len(tokens) == rank:
        return tokens
    return [character for token in tokens for character in (token if token.isdigit() else [token])]


def marked_code(code: str, language: str, symbols: Symbols) -> Markup:
    """A listing with the tensor named on each name of it; other languages than Python as they are.

    >>> symbols = Symbols(names=frozenset("xW"))
    >>> print(marked_code("z = x @ W.T  # x", "python", symbols))
    z = <span data-tensor="x">x</span> @ <span data-tensor="W">W</span>.T  # x
    """
    written, end = Markup(), 0
    for start, name in _names(code, symbols) if language == "python" else ():
        known = " ".join(
            f'{key}="{html.escape(value)}"' for key, value in attributes(name, "", symbols.colours).items()
        )
        written += Markup("{}<span {}>{}</span>").format(code[end:start], Markup(known), name)
        end = start + len(name)
    return written + code[end:]


def _names(code: str, symbols: Symbols) -> Iterator[tuple[int, str]]:
    """Where the tensors' names stand in a program, not after a point and not in a comment."""
    lines = [0]
    for line in code.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if (
                token.type == tokenize.NAME
                and token.string in symbols.names
                and before != "."
                and not iskeyword(token.string)
            ):
                yield lines[token.start[0] - 1] + token.start[1], token.string
            before = token.string
    except (tokenize.TokenError, IndentationError):
        return
