"""The derivative of one definition: SymPy differentiates, fresh indices and ranged deltas keep it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count

import sympy as sp

from ..network.axes import Axis, index_symbol
from ..network.definitions import Definition
from ..network.partial import Direct, Partial
from ..network.tensors import Tensor
from .deltas import with_deltas_before_cases, with_ranges
from .indices import freshen, substitute

Indices = tuple[sp.Symbol, ...]


@dataclass(frozen=True, slots=True)
class LocalDerivative:
    """∂u/∂v for one definition of u: the name of the derivative and what SymPy makes of it."""

    left: Partial | Direct
    value: sp.Expr


def occurrences(value: sp.Expr, tensor: Tensor) -> list[tuple[sp.Expr, ...]]:
    """The index tuples with which the tensor's elements occur in the value."""
    if not tensor.axes:
        return [()] if value.has(tensor.at()) else []
    found = (e for e in value.atoms(sp.Indexed) if e.base.label.name == tensor.name)
    return sorted((tuple(element.indices) for element in found), key=str)


def carried_positions(definition: Definition, tensor: Tensor) -> dict[int, sp.Symbol]:
    """The axes of ``tensor`` whose index is merely carried along by the definition.

    In p[n, k] := exp(z[n, k]) / Σ_j exp(z[n, j]) the sample index n is carried: p of one sample
    does not depend on z of another, so ∂p[n, k]/∂z[m, j] = 0 unless m = n. Both axes have one size: an index that
    runs further in one than in the other is not carried.
    """
    places = occurrences(definition.value, tensor)
    carried: dict[int, sp.Symbol] = {}
    sizes = dict(zip(definition.indices, definition.tensor.shape, strict=True))
    for position in range(len(tensor.axes)):
        symbols = {place[position] for place in places}
        symbol = symbols.pop()
        if not symbols and symbol not in carried.values() and sizes.get(symbol) == tensor.shape[position]:
            carried[position] = symbol
    return carried


def unused_letters(tensor: Tensor, taken: set[str]) -> Indices:
    """An index for each axis of the tensor, by the first letter of the axis that is not taken; then i_1, i_2 …"""
    return _letters_of(tensor.axes, taken)


def _letters_of(axes: Iterable[Axis], taken: set[str]) -> Indices:
    chosen: list[str] = []
    for axis in axes:
        candidates = chain(axis.letters, (f"i_{number}" for number in count(1)))
        chosen.append(next(letter for letter in candidates if letter not in taken and letter not in chosen))
    return tuple(index_symbol(letter) for letter in chosen)


def jacobian(
    definition: Definition, tensor: Tensor, taken: Iterable[str] = (), held: Iterable[str] = ()
) -> LocalDerivative:
    """∂u[…]/∂v[…] by u's definition, every index of v with a letter of its own; ``held`` as in ``local_derivative``.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> jacobian(network.definition("z"), network.tensor("W")).left
    Partial(z[k], W[j, d])
    """
    at = unused_letters(tensor, {index.name for index in definition.indices} | set(taken))
    return differentiated(definition, definition.indices, tensor, at, held)


def local_derivative(
    definition: Definition, tensor: Tensor, at: Indices, taken: Iterable[str] = (), held: Iterable[str] = ()
) -> LocalDerivative:
    """∂u[…]/∂v[at] by u's definition, where an index that the definition carries along is the one in ``at``.

    The other indices of u are named by letters that are neither in ``at`` nor ``taken``. ``held`` names the other
    tensors in the definition that depend on v: where there are any, the derivative is a direct one.

    >>> from ..network.building import classifier
    >>> network = classifier()
    >>> W = network.tensor("W")
    >>> local_derivative(network.definition("z"), W, W.indices).left
    Partial(z[n, k], W[k, d])
    """
    carried = {symbol: at[position] for position, symbol in carried_positions(definition, tensor).items()}
    summed = [
        axis for index, axis in zip(definition.indices, definition.tensor.axes, strict=True) if index not in carried
    ]
    spare = iter(_letters_of(summed, {index.name for index in at} | set(taken)))
    own = tuple(carried[index] if index in carried else next(spare) for index in definition.indices)
    return differentiated(definition, own, tensor, at, held)


def differentiated(
    definition: Definition, own: Indices, tensor: Tensor, at: Indices, held: Iterable[str] = ()
) -> LocalDerivative:
    """∂u[own]/∂v[at] by u's definition, by SymPy's ``diff``; each delta with the range of its axis."""
    renamed = dict(zip(definition.indices, own, strict=True))
    raw = sp.diff(substitute(freshen(definition.value), renamed), tensor.at(*at))
    raw = raw.replace(lambda node: isinstance(node, sp.DiracDelta), lambda _: sp.S.Zero)  # a jump, away from it
    raw = raw.replace(_is_empty_sum, lambda _: sp.S.Zero)
    value = with_deltas_before_cases(with_ranges(raw, tensor, at)) if tensor.axes else raw
    upper, lower = definition.tensor.at(*own), tensor.at(*at)
    return LocalDerivative(Direct(upper, lower, *held) if held else Partial(upper, lower), value)


def _is_empty_sum(node: sp.Basic) -> bool:
    """True for the Σ 0 that SymPy's ``diff`` leaves where a whole sum does not depend on the element."""
    return isinstance(node, sp.Sum) and node.function == 0
