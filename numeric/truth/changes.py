"""Balls that carry how they change along a direction: the slope of a function, differentiated once more.

exp(u + εv) = exp(u) + ε exp(u) v      sech(u + εv) = sech(u) − ε sech(u) tanh(u) v
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import arb

# The derivative of each function that a slope is written with, by its name on a ball.
DERIVATIVES: dict[str, Callable[[arb], arb]] = {
    "exp": lambda u: u.exp(),
    "expm1": lambda u: u.exp(),
    "log": lambda u: 1 / u,
    "log1p": lambda u: 1 / (1 + u),
    "sqrt": lambda u: 1 / (2 * u.sqrt()),
    "tanh": lambda u: u.sech() ** 2,
    "sech": lambda u: -u.sech() * u.tanh(),
    "sinh": lambda u: u.cosh(),
    "cosh": lambda u: u.sinh(),
    "sin": lambda u: u.cos(),
    "cos": lambda u: -u.sin(),
    "erf": lambda u: 2 * (-u * u).exp() / arb.pi().sqrt(),
    "erfc": lambda u: -2 * (-u * u).exp() / arb.pi().sqrt(),
}


class Changing:
    """``value + ε change`` with ε² = 0, both balls.

    >>> square = Changing(arb(3), arb(1)) ** 2
    >>> square.value, square.change
    (9.00000000000000, 6.00000000000000)
    """

    __slots__ = ("change", "value")

    def __init__(self, value: arb, change: arb) -> None:
        self.value, self.change = value, change

    def __getattr__(self, name: str) -> Callable[[], Changing]:
        if name not in DERIVATIVES:
            raise AttributeError(f"a ball that changes has no {name}")
        return lambda: Changing(getattr(self.value, name)(), DERIVATIVES[name](self.value) * self.change)

    def __add__(self, other: Any) -> Changing:
        value, change = _parts(other)
        return Changing(self.value + value, self.change + change)

    def __neg__(self) -> Changing:
        return Changing(-self.value, -self.change)

    def __sub__(self, other: Any) -> Changing:
        value, change = _parts(other)
        return Changing(self.value - value, self.change - change)

    def __rsub__(self, other: Any) -> Changing:
        return (-self).__add__(other)

    def __mul__(self, other: Any) -> Changing:
        value, change = _parts(other)
        return Changing(self.value * value, self.value * change + self.change * value)

    __radd__, __rmul__ = __add__, __mul__

    def __truediv__(self, other: Any) -> Changing:
        value, change = _parts(other)
        quotient = self.value / value
        return Changing(quotient, (self.change - quotient * change) / value)

    def __rtruediv__(self, other: Any) -> Changing:
        value, change = _parts(other)
        return Changing(value, change).__truediv__(self)

    def __pow__(self, other: Any) -> Changing:
        value, change = _parts(other)
        slope = value * self.value ** (value - 1) * self.change
        if not isinstance(other, Changing):
            return Changing(self.value**value, slope)
        return Changing(self.value**value, slope + self.value**value * self.value.log() * change)

    def __rpow__(self, other: Any) -> Changing:
        base = arb(other)
        return Changing(base**self.value, base**self.value * base.log() * self.change)

    def __abs__(self) -> Changing:
        if self.value == 0:
            return Changing(abs(self.value), arb(0) * self.change)
        sign = arb(1) if self.value > 0 else arb(-1) if self.value < 0 else arb(-1).union(arb(1))
        return Changing(abs(self.value), sign * self.change)

    def max(self, other: Any) -> Changing:
        """The larger of two; the first where they are equal."""
        return self._chosen(other, at_least=True)

    def min(self, other: Any) -> Changing:
        """The smaller of two; the first where they are equal."""
        return self._chosen(other, at_least=False)

    def _chosen(self, other: Any, *, at_least: bool) -> Changing:
        value, change = _parts(other)
        if self.value >= value if at_least else self.value <= value:
            return self
        if self.value < value if at_least else self.value > value:
            return Changing(value, change)
        chosen = self.value.max(value) if at_least else self.value.min(value)
        return Changing(chosen, self.change.union(change))

    def __lt__(self, other: Any) -> bool:
        return bool(self.value < _parts(other)[0])

    def __le__(self, other: Any) -> bool:
        return bool(self.value <= _parts(other)[0])

    def __gt__(self, other: Any) -> bool:
        return bool(self.value > _parts(other)[0])

    def __ge__(self, other: Any) -> bool:
        return bool(self.value >= _parts(other)[0])

    def __eq__(self, other: object) -> bool:
        return bool(self.value == _parts(other)[0])

    __hash__ = None  # type: ignore[assignment]


def _parts(other: Any) -> tuple[arb, arb]:
    return (other.value, other.change) if isinstance(other, Changing) else (arb(other), arb(0))
