"""Where the numbers of NumPy's arrays are kept: stores that several names share, and views on a part of one.

An in-place change is seen through every name and every view, as in NumPy. Whether a reshape is a view depends on
how the numbers lie in memory, which is not known here: after a change of one of the two, the other is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from .refusals import refused

JaxArray = Any
COPY_HINT = "write .copy() where a copy is meant"


class _Depth:
    """In how many loops over rows the code is at present."""

    now = 0


@contextmanager
def inside_a_loop() -> Iterator[None]:
    """While it is entered, what was made outside cannot be changed."""
    _Depth.now += 1
    try:
        yield
    finally:
        _Depth.now -= 1


class Place(Protocol):
    """Numbers that can be read and replaced."""

    def read(self) -> JaxArray:
        """The numbers."""

    def write(self, value: JaxArray) -> None:
        """Put other numbers of the same shape there."""

    @property
    def root(self) -> Store:
        """The store in which they are."""
        ...


@dataclass(eq=False)
class Store:
    """The numbers of one array.

    ``family`` are the stores that may or may not share memory with this one; ``spoilt`` says why it is not read.
    """

    value: JaxArray
    family: list[Store] = field(default_factory=list)
    spoilt: str = ""
    locked: str = ""
    depth: int = field(default_factory=lambda: _Depth.now)
    version: int = 0

    def __post_init__(self) -> None:
        self.family.append(self)

    @property
    def root(self) -> Store:
        """Itself."""
        return self

    def read(self) -> JaxArray:
        """The numbers.

        Raises:
            Refused: it is not known which they are.
        """
        if self.spoilt or self.locked:
            raise refused(self.spoilt or self.locked, COPY_HINT)
        return self.value

    def write(self, value: JaxArray) -> None:
        """Put other numbers there.

        Raises:
            Refused: it was made outside of the loop over rows in which it is changed.
        """
        if self.locked or self.depth < _Depth.now:
            raise refused(
                self.locked or "an array of outside is changed in a loop over rows",
                "only add to it, or write it with @",
            )
        self.value = value
        self.version += 1
        for other in self.family:
            if other is not self:
                other.spoilt = "whether this array changed with its reshaped twin depends on how it lies in memory"

    def relative(self, value: JaxArray) -> Store:
        """A store that may share memory with this one."""
        return Store(value, self.family)


@dataclass(eq=False)
class View:
    """A part of other numbers: ``get`` takes it out, ``put`` gives the whole with another, ``index`` says which."""

    parent: Place
    get: Callable[[JaxArray], JaxArray]
    put: Callable[[JaxArray, JaxArray], JaxArray]
    index: Any = None

    @property
    def root(self) -> Store:
        """The store that it is a part of."""
        return self.parent.root

    def read(self) -> JaxArray:
        """The part as it is now."""
        return self.get(self.parent.read())

    def write(self, value: JaxArray) -> None:
        """Put other numbers into the whole."""
        self.parent.write(self.put(self.parent.read(), value))
