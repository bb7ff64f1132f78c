"""Which definitions are of a name as it is written: of its numbers, of its rank, and not of the whole that it is in."""

from __future__ import annotations

from ...expression.nodes import Name, Number
from .bindings import Binding


def fits(binding: Binding, name: Name) -> bool:
    """True where the numbers of a definition are those of the name: p_1 = … defines p_1 alone.

    >>> bound = Binding("p", (Number("1"),), None, (), Number("2"), 0, 0)
    >>> fits(bound, Name("p", (Number("1"),))), fits(bound, Name("p"))
    (True, False)
    """
    for place, index in enumerate(binding.indices):
        if isinstance(index, Number) and (place >= len(name.indices) or name.indices[place] != index):
            return False
    return True


def is_whole_of(binding: Binding, name: Name, order: int) -> bool:
    """L of L = 1/N Σ_i L_i, where L_i stands: the entry is another thing than the whole that is made of it.

    >>> is_whole_of(Binding("L", (), None, (), Number("2"), 3, 0), Name("L", (Name("i"),)), 3)
    True
    """
    return (
        binding.order == order and bool(name.indices) and not (binding.indices or binding.parameters or binding.layer)
    )


def of_that_rank(bindings: list[Binding], name: Name) -> list[Binding]:
    """The definitions with as many indices as the name has; all of them where none has.

    >>> bound = Binding("y", (Name("i"),), None, (), Number("2"), 0, 0)
    >>> of_that_rank([bound], Name("y")) == [bound]
    True
    """
    alike = [b for b in bindings if len(b.indices) == len(name.indices)]
    return alike or bindings
