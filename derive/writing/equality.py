"""What can be written: whatever has sides, a definition as well as a formula or a step of a derivation."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

import sympy as sp


class Equality(Protocol):
    """``left = value``, with the indices that are free in both in the order of the axes."""

    @property
    @abstractmethod
    def left(self) -> sp.Expr:
        """What is defined or derived, such as z[n, k] or ∂E/∂W[k, d]."""

    @property
    @abstractmethod
    def value(self) -> sp.Expr:
        """What it equals."""

    @property
    @abstractmethod
    def indices(self) -> tuple[sp.Symbol, ...]:
        """The free indices."""


class Rewrite(Protocol):
    """``left = before = after``: one expression, and what it was made into."""

    @property
    @abstractmethod
    def left(self) -> sp.Expr:
        """What both equal."""

    @property
    @abstractmethod
    def before(self) -> sp.Expr:
        """What it was."""

    @property
    @abstractmethod
    def after(self) -> sp.Expr:
        """What it became."""
