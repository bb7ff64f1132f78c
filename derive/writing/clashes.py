"""Two things under one letter are refused: the message says which, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from ..errors import UsageError
from ..network.definitions import Network
from ..network.functions import function_of
from ..network.spelling import Spelling
from ..network.tensors import Role, Tensor
from .latex import name_latex
from .naming import ShownName
from .text import named_text

RESERVED = {
    "e": "the base of the exponential",
    r"\delta": "the Kronecker delta",
    r"\alpha": "the step size",
    r"\mathbf{1}": "a vector of ones",
}
HINT = r"give it a letter that nothing else has, such as --letters p=\hat{y}"


def refuse_clashes(network: Network, spelling: Spelling, changed: set[str], renamed: set[str]) -> None:
    """Refuse letters of a user that stand for something else already.

    ``changed`` are the names of the tensors that have a user's letter, ``renamed`` the indices and sizes.

    Raises:
        UsageError: one of their letters is that of another tensor, an index, a size, a function or a fixed sign.
    """
    forms = {tensor.name: list(_forms(tensor, spelling)) for tensor in network.tensors}
    symbols = dict(_symbols(network, spelling))
    forms |= {name: [symbols[name][0]] for name in renamed}
    for name in sorted({*changed, *renamed}):
        meanings = {**{shown: what for other, (shown, what) in symbols.items() if other != name}, **RESERVED}
        meanings |= _function_signs(network)
        for other in network.tensors:
            losses = name in changed and {network.tensor(name).role, other.role} == {Role.LOSS}
            if other.name != name and not losses:
                meanings |= dict.fromkeys(forms[other.name], f"the letter of {other.name}")
        for shown in forms[name]:
            if shown in meanings:
                raise UsageError(f"{name} is to be written {shown}, which is {meanings[shown]} already", hint=HINT)


def _forms(tensor: Tensor, spelling: Spelling) -> Iterator[str]:
    """All that the tensor is written as: in general, at an entry, as a whole; as LaTeX and as text."""
    spelled = spelling.tensor(tensor.name)
    if spelled is not None:
        marks = spelling.marks(spelled.layer)
        for letter in (spelled.letter, spelled.entry, spelled.whole):
            below = (*letter.subscripts, *spelled.behind)
            name = ShownName(letter.base, None, below, letter, marks)
            yield from (name_latex(name), named_text(name))


def _symbols(network: Network, spelling: Spelling) -> Iterator[tuple[str, tuple[str, str]]]:
    """What each index and size is written as, and what it is."""
    for axis in network.axes:
        own = [(letter.split("_")[0], f"an index of the {axis.name}") for letter in axis.letters]
        own += [(symbol.name, f"the number of {axis.name}") for symbol in axis.size_symbols]
        for name, what in own:
            letter, layer = spelling.symbol(name) or (None, None)
            shown = ShownName(name, None, letter.subscripts, letter, spelling.marks(layer)) if letter else None
            yield name, (name_latex(shown) if shown else name, what)


def _function_signs(network: Network) -> dict[str, str]:
    """The signs of the functions that the network uses, such as σ."""
    nodes = (node for d in network.definitions for node in sp.preorder_traversal(d.value))
    used = (function_of(node) for node in nodes)
    return {function.latex: f"the function {function.name}" for function in used if function is not None}
