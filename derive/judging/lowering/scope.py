"""What letters stand for while one formula is lowered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import sympy as sp

from ...reading.expression.nodes import Layer, Name
from .arrays import Array


def index_letter(name: str) -> sp.Symbol:
    """The symbol of an index.

    >>> index_letter("i").is_integer
    True
    """
    return sp.Symbol(name, integer=True, positive=True)


@dataclass(frozen=True)
class Scope:
    """The place of a formula, its running letters with their axes, parameters of functions, and layers.

    ``open`` gathers the letters that run and are bound by nothing: those of the claim.
    """

    order: int
    section: int
    running: Mapping[str, tuple[sp.Symbol, int]] = field(default_factory=dict)
    parameters: Mapping[str, Array] = field(default_factory=dict)
    layers: Mapping[str, int] = field(default_factory=dict)
    open: dict[str, tuple[sp.Symbol, int]] = field(default_factory=dict)

    def layer(self, layer: Layer | None) -> int | None:
        """The number of a layer.

        >>> Scope(0, 0, layers={"l": 3}).layer(Layer("l", -1)), Scope(0, 0).layer(Layer("1"))
        (2, 1)
        """
        if layer is None:
            return None
        if layer.letter.isdigit():
            return int(layer.letter) + layer.shift
        return self.layers.get(layer.letter, self.layers.get("l", 2)) + layer.shift

    def with_running(self, letters: Mapping[str, tuple[sp.Symbol, int]]) -> Scope:
        """The scope inside of a sum over these letters."""
        return replace(self, running={**self.running, **letters})

    def given(self, parameter: Name | None) -> Array | None:
        """What an argument on the left of a definition stands for: f(x) of L(f(x), y) = …"""
        return self.parameters.get(parameter.name) if parameter is not None else None

    @property
    def around(self) -> dict[str, tuple[sp.Symbol, int]]:
        """Every letter that runs here."""
        return {**self.open, **self.running}

    def runs(self, letter: str) -> tuple[sp.Symbol, int] | None:
        """The symbol and the axis of a running letter."""
        return self.running.get(letter) or self.open.get(letter)
