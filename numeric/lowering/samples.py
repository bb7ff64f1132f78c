"""Which definitions carry the samples, and what is summed over them: whether the data can be read in blocks.

A definition is *row by row* along an axis when its row n reads only the rows n of what it is made of. Where every
output is made of sums over that axis of row-by-row formulas, the sums of blocks of rows add up to those of all
rows. No layer, loss or letter is known by name: the axis is found from the definitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from derive.algebra.indices import BINDERS
from derive.network.definitions import Network
from derive.network.maximum import Maximum
from derive.network.tensors import Role, Tensor

Scope = Mapping[sp.Symbol, sp.Expr]


@dataclass(frozen=True, slots=True)
class SampleSums:
    """The size of the samples' axis and every sum over it that the outputs are made of, each once.

    ``scopes`` holds for each sum the size of every index that is free where it stands.
    """

    size: sp.Symbol
    sums: tuple[sp.Sum, ...]
    scopes: tuple[Scope, ...]

    def row_of(self, total: sp.Sum) -> sp.Symbol:
        """The index of the sum that runs over the samples."""
        return next(index for index, _, upper in total.limits if upper == self.size)


class _OtherRows(Exception):
    """Something reads other rows than its own, or more than sums over rows."""


def sample_sums(network: Network, outputs: Sequence[tuple[sp.Expr, Scope]]) -> SampleSums | None:
    """The sums over the samples that the outputs need, or None where the rows do not separate.

    Args:
        network: whose definitions the outputs mention.
        outputs: formulas over its tensors, such as gradients and the loss, each with the sizes of its indices.

    >>> from derive.network.building import classifier
    >>> network = classifier()
    >>> found = sample_sums(network, [(network.definition("E").value, {})])
    >>> found.size, found.sums
    (N, (Sum(L[n], (n, 1, N)),))
    >>> sample_sums(network, [(network.tensor("W").at(1, 1), {})]) is None
    True
    """
    for size in _candidates(network):
        reader = _Reader(network, size)
        try:
            pairs = [pair for output, scope in outputs for pair in reader.sums_in(output, scope)]
        except _OtherRows:
            continue
        if pairs:
            scopes = dict(reversed(pairs))  # of a sum that stands in several places, the first
            sums = tuple(dict.fromkeys(total for total, _ in pairs))
            return SampleSums(size, sums, tuple(scopes[total] for total in sums))
    return None


def _candidates(network: Network) -> Iterable[sp.Symbol]:
    """Sizes of axes of the data that no parameter has and no other size is made of; the inputs' come first."""
    mixed = {
        part for tensor in network.tensors for size in tensor.shape if not size.is_Symbol for part in size.free_symbols
    }
    parameters = {size for tensor in network.parameters for size in tensor.shape}
    data = [tensor for tensor in network.given if tensor.role is not Role.PARAMETER]
    data.sort(key=lambda tensor: tensor.role is not Role.INPUT)
    sizes = dict.fromkeys(size for tensor in data for size in tensor.shape)
    return (size for size in sizes if isinstance(size, sp.Symbol) and size not in parameters | mixed)


class _Reader:
    """Reads formulas with one size in mind: that of the samples."""

    def __init__(self, network: Network, size: sp.Symbol) -> None:
        self._network = network
        self._size = size
        self._checked: set[str] = set()
        self._scalars = {tensor.at(): tensor for tensor in network.tensors if not tensor.axes}

    def sums_in(self, expression: sp.Basic, scope: Scope) -> Iterable[tuple[sp.Sum, Scope]]:
        """Every sum over the samples that the formula reaches, through definitions too.

        Raises:
            _OtherRows: a row is read in another way.
        """
        if isinstance(expression, sp.Sum) and any(upper == self._size for _, _, upper in expression.limits):
            self._check_sum(expression)
            yield expression, scope
            return
        if isinstance(expression, sp.Sum):
            scope = {**scope, **{index: upper for index, _, upper in expression.limits}}
        tensor = self._tensor(expression)
        if tensor is not None:
            yield from self._sums_of(tensor)
        places = expression.indices if isinstance(expression, sp.Indexed) else expression.args
        for part in places if tensor is None or isinstance(expression, sp.Indexed) else ():
            yield from self.sums_in(part, scope)

    def _sums_of(self, tensor: Tensor) -> Iterable[tuple[sp.Sum, Scope]]:
        if self._size in tensor.shape:
            raise _OtherRows
        definition = self._network.definition(tensor.name)
        if definition is not None:
            yield from self.sums_in(definition.value, dict(zip(definition.indices, tensor.shape, strict=True)))

    def _check_sum(self, total: sp.Sum) -> None:
        rows = [index for index, lower, upper in total.limits if upper == self._size and lower == 1]
        others = [limit for limit in total.limits if limit[0] not in rows]
        if len(rows) != 1 or any(part.has(self._size, rows[0]) for limit in others for part in limit[1:]):
            raise _OtherRows
        self._check(total.function, rows[0])

    def _check(self, expression: sp.Basic, row: sp.Symbol) -> None:
        """Make sure that the formula reads row ``row`` alone."""
        tensor = self._tensor(expression)
        if tensor is not None:
            self._check_element(expression, tensor, row)
        elif expression == row or _limits_of(expression) & {self._size, row}:
            raise _OtherRows
        else:
            for part in expression.args:
                self._check(part, row)

    def _check_element(self, element: sp.Basic, tensor: Tensor, row: sp.Symbol) -> None:
        places = element.indices if isinstance(element, sp.Indexed) else ()
        if tensor.shape.count(self._size) > 1:
            raise _OtherRows
        for place, size in zip(places, tensor.shape, strict=True):
            if (place != row) if size == self._size else place.has(row):
                raise _OtherRows
        if tensor.name not in self._checked:
            self._checked.add(tensor.name)
            self._check_definition(tensor)

    def _check_definition(self, tensor: Tensor) -> None:
        definition = self._network.definition(tensor.name)
        if definition is None:
            return
        if self._size in tensor.shape:
            self._check(definition.value, definition.indices[tensor.shape.index(self._size)])
        elif list(self.sums_in(definition.value, {})):
            raise _OtherRows  # what all rows make together, such as a mean, is not there yet

    def _tensor(self, expression: sp.Basic) -> Tensor | None:
        if isinstance(expression, sp.Indexed):
            return self._network.tensor(str(expression.base.label))
        return self._scalars.get(expression)


def _limits_of(expression: sp.Basic) -> set[sp.Basic]:
    """The indices that a sum or a maximum binds, with what stands in their limits."""
    if isinstance(expression, BINDERS):
        return {symbol for limit in expression.limits for part in limit for symbol in part.free_symbols}
    return expression.args[1].free_symbols if isinstance(expression, Maximum) else set()
