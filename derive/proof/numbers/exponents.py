"""A basis of exponents: which exponentials are independent, and how every other one is their product.

exp(f) and exp(g) are algebraically independent unless f and g are linearly dependent over the rationals
up to a constant (Ax's theorem). So each new exponent is reduced against those already met; what is
left over becomes a generator of its own, and exp(-f) or exp(2f) becomes a power of one.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T", bound=Hashable)
Exponent = Mapping[Hashable, Fraction]
Coordinates = dict[int, Fraction]  # place in the basis -> rational coefficient


@dataclass
class ExponentBasis:
    """Linearly independent exponents, found one by one by Gaussian elimination over the rationals.

    >>> basis = ExponentBasis()
    >>> basis.coordinates({"u": Fraction(1)}), basis.coordinates({"u": Fraction(-2)})
    ({0: Fraction(1, 1)}, {0: Fraction(-2, 1)})
    """

    members: list[Exponent] = field(default_factory=list)
    _rows: list[tuple[Hashable, dict[Hashable, Fraction], Coordinates]] = field(default_factory=list)

    def coordinates(self, exponent: Exponent) -> Coordinates:
        """Write the exponent in the basis; it joins the basis itself where that is impossible."""
        rest, used = dict(exponent), Coordinates()
        for pivot, row, row_coordinates in self._rows:
            times = rest.get(pivot)
            if times:
                _add(rest, row, -times)
                _add(used, row_coordinates, times)
        if not rest:
            return used
        own = len(self.members)
        self.members.append(dict(exponent))
        pivot = min(rest, key=repr)
        scale = 1 / rest[pivot]
        row_coordinates = {place: -scale * times for place, times in used.items()} | {own: scale}
        self._rows.append((pivot, {key: scale * times for key, times in rest.items()}, row_coordinates))
        return {own: Fraction(1)}


def _add(target: dict[T, Fraction], other: Mapping[T, Fraction], times: Fraction) -> None:
    """target += times · other, without keeping zeros."""
    for key, value in other.items():
        total = target.get(key, Fraction(0)) + times * value
        if total:
            target[key] = total
        else:
            del target[key]
