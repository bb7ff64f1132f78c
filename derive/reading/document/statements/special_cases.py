"""Lines that say of one index what a line before says of every one: p_1 where p_i = e^{z_i} / Σ_j e^{z_j} stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...expression.nodes import Number, names_in

if TYPE_CHECKING:
    from .bindings import Binding


def is_special_case(new: Binding, other: Binding) -> bool:
    """True where a number stands for each letter that counts, and what is said is made of the same letters.

    What is made of a letter more, as a_0 = x is where a_n = tanh(w a_{n−1}), is a start of its own.

    >>> from ...expression.nodes import Name, Product
    >>> from .bindings import Binding
    >>> i, one = Name("i"), Number("1")
    >>> of_all, of_one, start = (
    ...     Binding("p", (index,), None, (), Product((("", Name(name, (index,))), ("", Name("w")))), order, 0)
    ...     for order, (index, name) in enumerate([(i, "x"), (one, "x"), (one, "u")])
    ... )
    >>> is_special_case(of_one, of_all), is_special_case(start, of_all), is_special_case(of_all, of_one)
    (True, False, False)
    """
    if other.name != new.name or other.section != new.section or other.value or other.order >= new.order:
        return False
    if other.parameters != new.parameters or not (_is_of_one_index(new, other) or _is_of_one_layer(new, other)):
        return False
    return {name.name for name in names_in(new.body)} <= {name.name for name in names_in(other.body)}


def is_entry_of(new: Binding, other: Binding) -> bool:
    """True for an entry of what is made of other letters at every index, and of no entry before.

    >>> from ...expression.nodes import Name
    >>> from .bindings import Binding
    >>> indices = Number("1"), Name("i")
    >>> one, of_all = (Binding("p", (index,), None, (), Name("z", (index,)), 0, 0) for index in indices)
    >>> is_entry_of(one, of_all)
    True
    """
    made_of_itself = any(name.name == other.name for name in names_in(other.body))
    return _is_of_one_index(new, other) and not made_of_itself


def _is_of_one_index(new: Binding, other: Binding) -> bool:
    numbers = bool(new.indices) and all(isinstance(index, Number) for index in new.indices)
    plain = new.layer is None and other.layer is None and "" not in other.letters
    return numbers and plain and len(new.indices) == len(other.indices)


def _is_of_one_layer(new: Binding, other: Binding) -> bool:
    if new.layer is None or other.layer is None or other.layer.shift:
        return False
    return new.layer.letter.isdigit() and not other.layer.letter.isdigit() and new.indices == other.indices
