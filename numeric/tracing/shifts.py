"""Maxima that are subtracted and cancel: it is proved that they do, so that no stopped gradient counts.

A maximum, and what a gradient is stopped at, is first a tensor m of which nothing is known. Where a value is to be
defined, value(m) = value(0) is proved with m free. What does not lose its m that way is translated once more, with the
maximum as what it is, and what a gradient was stopped at as a held definition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import sympy as sp

from derive.errors import UsageError
from derive.gradient.checking import StepChecker
from derive.gradient.derivation import Step
from derive.gradient.rules import Rule
from derive.network.tensors import Role, Tensor

from .arrays import Array, Path
from .jax_internals import Dim
from .known_forms import without_idle_masks
from .workbench import Indices, Workbench

LEAVE_OUT_SHIFT = Rule(
    "leave-out-shift",
    "Leave out the shift",
    "What is subtracted in every exponent cancels, whatever it is: it only keeps numbers small.",
    main=True,
)


@dataclass
class Shifts:
    """The maxima of one translation; ``meant`` are the equations of those that are taken as what they are."""

    bench: Workbench
    meant: frozenset[Path] = frozenset()
    tensors: dict[str, Tensor] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def array(self, path: Path, shape: Sequence[Dim], meaning: Callable[[], Array]) -> Array:
        """The array of a maximum, or of what a gradient is stopped at: free, or as it is where it is meant."""
        if path in self.meant:
            return meaning()
        number = next((n for n, known in enumerate(self.paths.values(), 1) if known == path), len(self.tensors) + 1)
        name = f"shift{number}"
        tensor = self.bench.tensor(name, self.bench.axes.of_shape(shape), Role.INPUT, "shift")
        self.tensors[name], self.paths[name] = replace(tensor, letter="m", layer=number if number > 1 else None), path
        return replace(self.bench.array_of(tensor, shape), named=False)

    def held_in(self, value: sp.Basic) -> list[str]:
        """The shifts that stand in a value."""
        found = {str(base.label) for base in value.atoms(sp.IndexedBase)}
        found |= {symbol.name for symbol in value.atoms(sp.Symbol)}
        return [name for name in self.tensors if name in found]

    def removed(self, value: sp.Expr, indices: Indices) -> sp.Expr | None:
        """The value without its shifts, proved to be the same; None where it is not."""
        value = without_idle_masks(value)
        for name in self.held_in(value):
            zero = value.xreplace(dict.fromkeys(self._elements(value, name), sp.S.Zero))
            step = self._proved(value, zero, indices)
            if step is None:
                return None
            self.steps.append(step)
            value = zero
        return value

    def _elements(self, value: sp.Expr, name: str) -> list[sp.Expr]:
        """The elements of a shift in a value."""
        if not self.tensors[name].axes:
            return [self.tensors[name].at()]
        return [node for node in value.atoms(sp.Indexed) if str(node.base.label) == name]

    def _proved(self, value: sp.Expr, zero: sp.Expr, indices: Indices) -> Step | None:
        shown = self.bench.presentable(value, indices)
        after = self.bench.presentable(zero, indices)
        try:
            network = self.bench.network(*self.tensors.values())
            verdict = StepChecker(network).check(shown, after)
        except UsageError:
            return None
        return Step(LEAVE_OUT_SHIFT, shown, shown, after, verdict) if verdict.proved else None

    def left_in(self, values: Iterable[sp.Basic]) -> frozenset[Path]:
        """The equations of the shifts that stand in some values still."""
        return frozenset(self.paths[name] for value in values for name in self.held_in(value))
