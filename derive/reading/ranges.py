"""How far an index runs, told from the elements that it stands in: x[i + s − 1] has I − S + 1 places for i."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sympy as sp

from ..network.tensors import Tensor


def range_of(index: sp.Symbol, value: sp.Expr, tensors: Mapping[str, Tensor]) -> sp.Expr | None:
    """The last value of an index that is free in ``value``; None where no element tells it.

    >>> from ..network.axes import Axis, index_symbol
    >>> from ..network.tensors import Role
    >>> x = Tensor("x", (Axis("inputs", "i", "I"),), Role.INPUT, "")
    >>> i, s, S = index_symbol("i"), index_symbol("s"), index_symbol("S")
    >>> range_of(i, sp.Sum(x.at(i + s - 1), (s, 1, S)), {"x": x})
    I - S + 1
    """
    places = list(_places(value, tensors))
    plain = next((size for place, size in places if place == index), None)
    if plain is not None:
        return plain
    ends = {own: high for total in value.atoms(sp.Sum) for own, _, high in total.limits}
    found = (_moved(index, place, size, ends) for place, size in places if place.has(index))
    return next((size for size in found if size is not None), None)


def _places(value: sp.Expr, tensors: Mapping[str, Tensor]) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """What stands at each axis of each element, and the axis' size."""
    for element in sorted(value.atoms(sp.Indexed), key=str):
        tensor = tensors.get(element.base.label.name)
        if tensor is not None and len(tensor.axes) == len(element.indices):
            yield from zip(element.indices, tensor.shape, strict=True)


def _moved(index: sp.Symbol, place: sp.Expr, size: sp.Expr, ends: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr | None:
    """The last value of ``index`` in a place such as i + s − 1, so that the place stays on the axis."""
    rest = sp.expand(place - index)
    if rest.has(index) or not all(symbol in ends for symbol in rest.free_symbols):
        return None
    largest = {symbol: ends[symbol] if rest.coeff(symbol).is_positive else sp.S.One for symbol in rest.free_symbols}
    return sp.expand(size - rest.xreplace(largest))
