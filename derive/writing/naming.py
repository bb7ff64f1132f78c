"""Names as they are shown: the letters of bound indices, the letters, layers and subscripts of elements."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sympy as sp

from ..algebra.indices import BINDERS, map_children, str_of
from ..network.axes import Axis, index_symbol
from ..network.definitions import Network
from ..network.maximum import Maximum
from ..network.spelling import Letter, Spelled, Spelling
from ..network.tensors import Role

SIZE_LETTERS = {"N": "nm", "D": "dec", "H": "hg", "K": "kjli"}
COMMAND = re.compile(r"\\[A-Za-z]+")
SPARE_LETTERS = "ijklmnrstqgfcv"


@dataclass(frozen=True, slots=True)
class ShownName:
    """How an element is written: its letter, its layer (W of layer 1), its subscripts.

    Where the network is spelled, ``spelled`` is its letter, ``above`` what stands above it, and subscripts are LaTeX.
    """

    letter: str
    layer: int | None = None
    subscripts: tuple[str, ...] = ()
    spelled: Letter | None = field(default=None, repr=False)
    above: str = field(default="", repr=False)
    colour: str = field(default="", repr=False)

    @property
    def subscript(self) -> str:
        """The subscripts side by side, ``12``; with commas, ``1,12``, once one of them has two characters.

        >>> ShownName("w", None, ("1", "2")).subscript, ShownName("w", None, ("1", "12")).subscript
        ('12', '1,12')
        """
        short = all(len(part) == 1 or COMMAND.fullmatch(part) for part in self.subscripts)
        if not short:
            return ",".join(self.subscripts)
        return re.sub(r" (?![A-Za-z])", "", "".join(p + " " if p[0] == "\\" else p for p in self.subscripts))


def element_name(element: sp.Indexed, network: Network | None = None) -> ShownName:
    """Return the shown name of an element; one entry, W[1, 2], takes the lower-case letter: w_12.

    >>> element_name(sp.IndexedBase("W1")[1, 12])
    ShownName(letter='w', layer=1, subscripts=('1', '12'))
    """
    name = element.base.label.name
    spelling = network.spelling if network else None
    spelled = spelling.tensor(name) if spelling else None
    if spelling and spelled:
        return _spelled_element(element, spelled, spelling)
    letter, layer, role = _letter_of(name, network)
    if role is not Role.LOSS and all(index.is_Integer for index in element.indices):
        letter = letter.lower()
    return ShownName(letter, layer, tuple(subscript(index, spelling) for index in element.indices))


def subscript(index: sp.Expr, spelling: Spelling | None = None) -> str:
    """An index as it stands below a letter.

    >>> d = sp.Symbol("d")
    >>> subscript(2 * d - 2)
    '2d-2'
    """
    written = re.sub(r"[ *]", "", str_of(index))
    if spelling is None:
        return written
    spelled = re.sub(r"[A-Za-z]\w*", lambda found: _spelled_index(found[0], spelling), written)
    return re.sub(r"(\\[A-Za-z]+) (?![A-Za-z])", r"\1", spelled)


def _spelled_index(name: str, spelling: Spelling) -> str:
    """An index or a size below a letter; a command keeps the space that ends it."""
    letter, *number = name.split("_")
    found = spelling.symbol(name) or spelling.symbol(letter)
    if found is None:
        return name
    shown = found[0].base if len(found[0].base) == 1 else f"\\{found[0].base} "
    return "_".join((shown, *number)) if spelling.symbol(name) is None else shown


def tensor_name(name: str, network: Network | None = None) -> ShownName:
    """Return the shown name of a whole tensor: its letter and layer.

    >>> tensor_name("W1")
    ShownName(letter='W', layer=1, subscripts=())
    """
    spelling = network.spelling if network else None
    spelled = spelling.tensor(name) if spelling else None
    if spelling and spelled:
        return _spelled_name(spelled, spelled.letter, (), spelling.marks(spelled.layer))
    letter, layer, _ = _letter_of(name, network)
    return ShownName(letter, layer)


def whole_name(name: str, spelling: Spelling) -> ShownName | None:
    """The shown name of a spelled tensor as a matrix or vector."""
    spelled = spelling.tensor(name)
    return _spelled_name(spelled, spelled.whole, (), spelling.marks(spelled.layer)) if spelled else None


def _spelled_element(element: sp.Indexed, spelled: Spelled, spelling: Spelling) -> ShownName:
    shown = [subscript(index, spelling) for index in element.indices]
    sample = shown.pop(spelled.above) if spelled.above is not None else ""
    if spelled.turned:
        shown.reverse()
    entry = all(index.is_Integer for index in element.indices)
    letter = spelled.entry if entry else spelled.letter
    return _spelled_name(spelled, letter, tuple(shown), spelling.marks(spelled.layer, sample))


def _spelled_name(spelled: Spelled, letter: Letter, subscripts: tuple[str, ...], above: str) -> ShownName:
    behind = (*letter.subscripts, *subscripts, *spelled.behind)
    return ShownName(letter.base, spelled.layer, behind, letter, above, spelled.colour)


def _letter_of(name: str, network: Network | None) -> tuple[str, int | None, Role | None]:
    tensor = next((t for t in network.tensors if t.name == name), None) if network else None
    if tensor is not None:
        return tensor.symbol_letter, tensor.layer, tensor.role
    role = Role.LOSS if name in ("E", "L") else None
    letter, number = letter_and_number(name)
    return letter, int(number) if number else None, role


def letter_and_number(name: str) -> tuple[str, str]:
    """A name that is letters and then a number, in its two parts; any other name has no number.

    >>> letter_and_number("W1"), letter_and_number("w_1")
    (('W', '1'), ('w_1', ''))
    """
    found = re.fullmatch(r"([A-Za-z]+)(\d+)", name)
    return (found[1], found[2]) if found else (name, "")


def symbol_name(symbol: sp.Symbol, network: Network | None = None) -> ShownName:
    """Return the shown name of a plain symbol: its letter, and what its name says after ``_``.

    >>> symbol_name(sp.Symbol("w_11")), symbol_name(sp.Symbol("W_1_2")).subscript
    (ShownName(letter='w', layer=None, subscripts=('11',)), '12')
    """
    spelling = network.spelling if network else None
    if network and spelling and spelling.tensor(symbol.name) and not symbol.is_integer:
        return tensor_name(symbol.name, network)
    found = spelling.symbol(symbol.name) if spelling else None
    if spelling and found:
        spelled, layer = found
        return ShownName(spelled.base, None, spelled.subscripts, spelled, spelling.marks(layer))
    letter, *subscripts = symbol.name.split("_")
    if not letter or not all(subscripts):
        return ShownName(symbol.name)
    letter, number = letter_and_number(letter)
    return ShownName(letter, None, (number, *subscripts) if number else tuple(subscripts))


def presentable(expression: sp.Expr, network: Network | None = None, taken: Iterable[sp.Expr] = ()) -> sp.Expr:
    """Rename the bound indices to letters that an author would choose; the value stays the same.

    A bound index keeps its letter unless that is free somewhere in the expression or in ``taken``,
    or bound further out, or a name that was made, such as k_3; then it takes the next letter of the axis of its size.

    >>> k, K = index_symbol("k"), index_symbol("K")
    >>> y, p = sp.IndexedBase("y"), sp.IndexedBase("p")
    >>> presentable(p[k] * sp.Sum(y[k], (k, 1, K)))
    p[k]*Sum(y[j], (j, 1, K))
    """
    free = frozenset[str]().union(*map(_free_indices, (expression, *taken)))
    result: sp.Expr = _renamed(expression, {}, free, network)
    return result


@lru_cache(maxsize=4096)
def _free_indices(whole: sp.Expr) -> frozenset[str]:
    return frozenset(s.name for s in whole.free_symbols if isinstance(s, sp.Symbol) and s.is_integer)


def _renamed(node: Any, names: dict[sp.Expr, sp.Symbol], taken: frozenset[str], network: Network | None) -> Any:
    if not node.args:
        return names.get(node, node)
    if isinstance(node, sp.Indexed):
        indices = tuple(_renamed(index, names, taken, network) for index in node.indices)
        return node if indices == node.indices else node.base[indices]
    if not isinstance(node, (*BINDERS, Maximum)):
        return map_children(node, lambda child: _renamed(child, names, taken, network))
    inner, bounds = dict(names), node.args[1:]
    for index, _, size in reversed(bounds):
        letter = _letter_for(index.name, size, taken, network)
        inner[index], taken = index_symbol(letter), taken | {letter}
    body = _renamed(node.args[0], inner, taken, network)
    if body is node.args[0] and all(inner[index] == index for index, _, _ in bounds):
        return node
    return node.func(body, *((inner[index], low, high) for index, low, high in bounds))


def _letter_for(own: str, size: sp.Expr, taken: frozenset[str], network: Network | None) -> str:
    axes: tuple[Axis, ...] = network.axes if network else ()
    letters = next((axis.letters for axis in axes if axis.size == size), SIZE_LETTERS.get(str_of(size), ""))
    generated = len(own) > 1  # k_3 is a name that we made: a reader sees a letter instead
    numbered = (f"i_{number}" for number in range(1, len(taken) + 2))
    candidates = (*(() if generated else own), *letters, *SPARE_LETTERS, *numbered)
    chosen: str = next(letter for letter in candidates if letter not in taken)
    return chosen
