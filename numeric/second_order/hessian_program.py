"""Hessians as one readable JAX function: each block by its derived formula, symmetric by construction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import sympy as sp

from derive.errors import UnsupportedFormula
from derive.gradient.derivation import Formula
from derive.network.definitions import Network
from derive.network.short_repr import short_repr
from derive.network.tensors import Tensor
from derive.writing.text import equation_text

from .. import precision as precision  # switches JAX to 64 bits before the first array
from ..lowering.by_numpy import values_at
from ..lowering.indices import with_letters
from ..lowering.program import Arrays, Function, LoweredProgram, program_of
from ..lowering.writer import shape_text
from ..results import Array
from .pair_lowering import PairLowering

Block = tuple[str, str]
Blocks = dict[Block, jax.Array]


@dataclass(frozen=True)
class HessianProgram:
    """A generated JAX function for the blocks of a Hessian, by the names of both parameters.

    ``program.function`` takes the arrays in the order of ``program.arguments`` and returns a dict: ``names`` says under
    which key each block stands. The axes of ∂²E/∂W∂b are those of W, then those of b. A block is computed once: with
    its parameters the other way around it is its transpose.

    >>> from derive.network.building import classifier
    >>> from .derived import second_derivatives
    >>> network = classifier(batch=False)
    >>> program = lower_hessian(network, second_derivatives(network))
    >>> hessian = program({"x": [2.0], "W": [[0.0], [0.0]], "y": [1.0, 0.0]})
    >>> hessian[("W", "W")].reshape(2, 2).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """

    program: LoweredProgram
    names: Mapping[Block, str]
    parameters: tuple[Tensor, ...]

    __repr__ = short_repr

    @property
    def source(self) -> str:
        """The code that runs."""
        return self.program.source

    @property
    def function(self) -> Function:
        """The function of the arrays, for ``jax.jit``."""
        return self.program.function

    def __call__(self, arrays: Arrays) -> Blocks:
        """Every block of the Hessian at the arrays, also those below the diagonal.

        Raises:
            UsageError: an array is missing or has another shape than the tensor's axes say.
        """
        return self.completed(self.program(arrays))

    def matrix_at(self, arrays: Arrays) -> Array:
        """The same matrix, evaluated a few times: by NumPy where that costs less than compiling.

        >>> from derive.network.building import classifier
        >>> from .derived import second_derivatives
        >>> network = classifier(batch=False)
        >>> program = lower_hessian(network, second_derivatives(network))
        >>> program.matrix_at({"x": [2.0], "W": [[0.0], [0.0]], "y": [1.0, 0.0]}).tolist()
        [[1.0, -1.0], [-1.0, 1.0]]
        """
        names = [tensor.name for tensor in self.parameters]
        return np.asarray(as_matrix(self.completed(values_at(self.program, arrays)), names, np.block))

    def completed(self, found: Mapping[str, Any]) -> Blocks:
        """The blocks by both names, from what the function returns."""
        blocks = {block: found[name] for block, name in self.names.items()}
        rank = {tensor.name: len(tensor.axes) for tensor in self.parameters}
        for (first, second), name in self.names.items():
            axes = range(rank[first] + rank[second])
            blocks[second, first] = found[name].transpose(*axes[rank[first] :], *axes[: rank[first]])
            blocks[first, second] = found[name]
        return blocks

    def matrix(self, arrays: Arrays) -> jax.Array:
        """The whole Hessian: a row and a column for each entry of each parameter, in their order."""
        found: jax.Array = as_matrix(self(arrays), [tensor.name for tensor in self.parameters])
        return found


def as_matrix(blocks: Mapping[Block, Any], names: list[str], joined: Callable[[Any], Any] = jnp.block) -> Any:
    """The blocks as one square matrix, an array of the library whose ``block`` joins them.

    >>> as_matrix({("w", "w"): jnp.ones((2, 2)), ("w", "b"): jnp.zeros(2), ("b", "w"): jnp.zeros(2),
    ...     ("b", "b"): jnp.ones(())}, ["w", "b"]).shape
    (3, 3)
    """
    sizes = {name: round(blocks[name, name].size ** 0.5) for name in names}
    rows = [[blocks[one, other].reshape(sizes[one], sizes[other]) for other in names] for one in names]
    return joined(rows)


def lower_hessian(network: Network, formulas: Mapping[Block, Formula]) -> HessianProgram:
    """Lower the formulas of second derivatives to one function ``hessian``.

    Args:
        network: whose given tensors are the arguments.
        formulas: of each block, by the names of both parameters; its indices are those of the first, then those of
            the second, as in ∂²E/∂W_kd ∂W_je.

    Raises:
        UnsupportedFormula: a part of a formula has no array code.
    """
    values = {block: with_letters(f.value, network, frozenset(f.indices)) for block, f in formulas.items()}
    try:
        results, lowering = _written(PairLowering(network), network, formulas, values)
    except UnsupportedFormula:
        results, lowering = _written(PairLowering(network, wide=True), network, formulas, values)
    program = program_of(lowering, "hessian", "Second derivatives, each derived in index notation.", results)
    used = tuple(t for t in network.given if any(t.name in block for block in formulas))
    return HessianProgram(program, {block: _key(block) for block in formulas}, used)


def _key(block: Block) -> str:
    return "_".join(block)


def _written(
    lowering: PairLowering, network: Network, formulas: Mapping[Block, Formula], values: Mapping[Block, sp.Expr]
) -> tuple[dict[str, str], PairLowering]:
    """The text of every block, by its key."""
    lowering.share(list(values.values()))
    results = {}
    for block, formula in formulas.items():
        first, second = (network.tensor(name) for name in block)
        value, shape, rank = values[block], (*first.shape, *second.shape), len(first.axes)
        comment = f"{equation_text(formula.left, value, network)}{shape_text(shape)}"
        written = lowering.write(value, formula.indices, shape, f"d2_{_key(block)}", comment)
        halves, sizes = (formula.indices[:rank], formula.indices[rank:]), zip(formula.indices, shape, strict=True)
        if first == second and rank and not lowering.is_symmetric(value, *halves, dict(sizes)):
            written = lowering.mirrored(written, shape)
        results[_key(block)] = written.text
    return results, lowering
