"""What JAX keeps of a traced function: the one module that reads JAX's own internals.

A new JAX that keeps them otherwise fails here, and in the tests of this module, not in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import jax
from jax._src import source_info_util
from jax._src.core import Literal as _Literal
from jax._src.export.shape_poly import _DimExpr
from jax._src.interpreters.batching import BatchTracer
from jax._src.interpreters.partial_eval import DynamicJaxprTracer

from ..precision import DTYPES as DTYPES  # its module switches to 64 bits: a literal keeps its digits

Dim: TypeAlias = Any  # int, or JAX's expression in symbolic sizes
Jaxpr: TypeAlias = Any
Equation: TypeAlias = Any
Variable: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Position:
    """A node in the user's source: from line and column to line and column."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


def jaxpr_of(function: Callable[..., Any], specs: Sequence[Any]) -> tuple[Any, Any]:
    """The closed jaxpr of a function of positional arguments, and the tree of shapes of its outputs.

    >>> closed, _ = jaxpr_of(lambda x: x + 1, [jax.ShapeDtypeStruct((3,), float)])
    >>> [equation.primitive.name for equation in closed.jaxpr.eqns]
    ['add']
    """
    closed, outputs = jax.make_jaxpr(function, return_shape=True)(*specs)
    return closed, outputs


def positions(equation: Equation) -> Iterator[Position]:
    """Where the equation comes from, the innermost frame first, without JAX's own frames."""
    traceback = equation.source_info.traceback
    for frame in source_info_util.user_frames(traceback) if traceback else ():
        yield Position(frame.file_name, frame.start_line, frame.start_column, frame.end_line, frame.end_column)


def variable_of(value: object) -> Variable | None:
    """The variable of the jaxpr that a value in a traced function stands for; None for anything else."""
    tracer: Any = value
    while isinstance(tracer, BatchTracer):
        tracer = tracer.val
    return tracer.val if isinstance(tracer, DynamicJaxprTracer) else None


def literal_of(variable: Variable) -> Any | None:
    """The number of a literal; None for a variable."""
    return variable.val if isinstance(variable, _Literal) else None


def inner_jaxprs(equation: Equation) -> Iterator[Jaxpr]:
    """The jaxprs inside of an equation: of a call, the branches of a condition, the body of a loop."""
    for value in equation.params.values():
        for part in value if isinstance(value, (tuple, list)) else (value,):
            inner = getattr(part, "jaxpr", part)
            if hasattr(inner, "eqns"):
                yield inner


def called(equation: Equation) -> tuple[Jaxpr, Sequence[Any]] | None:
    """The jaxpr and the constants of a call; None where the equation is none."""
    for key in ("jaxpr", "call_jaxpr", "fun_jaxpr"):
        inner = equation.params.get(key)
        if inner is not None:
            return getattr(inner, "jaxpr", inner), getattr(inner, "consts", ())
    return None


def is_symbolic(dim: Dim) -> bool:
    """True for a size that is no number."""
    return isinstance(dim, _DimExpr)


def number_of(dim: Dim, sizes: Mapping[str, int]) -> int:
    """A size as a number, for numbers of its letters.

    >>> from jax import export
    >>> (T,) = export.symbolic_shape("T")
    >>> number_of(2 * T + 1, {"T": 3}), number_of(4, {})
    (7, 4)
    """
    return int(dim._evaluate({name: sizes[name] for name in letters_of(dim)})) if is_symbolic(dim) else int(dim)


def letters_of(dim: Dim) -> tuple[str, ...]:
    """The letters in a size."""
    return tuple(sorted(dim._get_vars())) if is_symbolic(dim) else ()


def terms_of(dim: Dim) -> list[tuple[int, list[tuple[Any, int]]]]:
    """A size as a sum of terms, each a whole number and factors with their powers.

    A factor is a letter, or an operation with its operands: (name, operands).

    >>> from jax import export
    >>> T, H = export.symbolic_shape("T, H")
    >>> terms_of(2 * T * H + 1)
    [(2, [('T', 1), ('H', 1)]), (1, [])]
    """
    if not is_symbolic(dim):
        return [(int(dim), [])]
    return [(int(number), [(_factor(f), int(n)) for f, n in term._factors]) for term, number in dim._sorted_terms]


def _factor(factor: Any) -> Any:
    return factor.var if factor.var is not None else (factor.operation, factor.operands)
