"""The values of a traced function at numbers for its sizes, those in between included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp

from .arrays import Path
from .jax_internals import Dim, Equation, Jaxpr, called, is_symbolic, literal_of, number_of

FAST_TO_COMPILE = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}


def values_at(
    jaxpr: Jaxpr,
    consts: Sequence[Any],
    arrays: Sequence[Any],
    sizes: Mapping[str, int],
    wanted: Sequence[Path],
    first: int,
) -> tuple[list[Any], dict[Path, Any]]:
    """The results of a jaxpr at these arrays, and the value of every equation that is wanted.

    ``first`` begins the paths of its equations.

    >>> from .jax_internals import jaxpr_of
    >>> closed, _ = jaxpr_of(lambda x: jnp.sum(x * x), [jax.ShapeDtypeStruct((2,), float)])
    >>> results, inner = values_at(closed.jaxpr, (), [jnp.array([1.0, 2.0])], {}, [(0, 0, 0)], 0)
    >>> float(results[0]), inner[0, 0, 0].tolist()
    (5.0, [1.0, 4.0])
    """

    def function(given: Sequence[Any]) -> tuple[list[Any], dict[Path, Any]]:
        run = _Run(sizes, frozenset(wanted))
        return run.results(jaxpr, consts, given, (first,)), run.found

    with jax.default_matmul_precision("highest"):
        found: tuple[list[Any], dict[Path, Any]] = jax.device_get(
            jax.jit(function, compiler_options=FAST_TO_COMPILE)(list(arrays))
        )
    return found


class _Run:
    """One run through a jaxpr, calls and loops written out, so that each equation has a path."""

    def __init__(self, sizes: Mapping[str, int], wanted: frozenset[Path]) -> None:
        self.sizes, self.wanted = sizes, wanted
        self.found: dict[Path, Any] = {}

    def results(self, jaxpr: Jaxpr, consts: Sequence[Any], inputs: Sequence[Any], outer: Path) -> list[Any]:
        known = dict(zip((*jaxpr.constvars, *jaxpr.invars), (*consts, *inputs), strict=True))

        def read(variable: Any) -> Any:
            literal = literal_of(variable)
            return known[variable] if literal is None else literal

        for number, equation in enumerate(jaxpr.eqns):
            path = (*outer, number)
            values = self.of_equation(equation, [read(v) for v in equation.invars], path)
            for q, (variable, value) in enumerate(zip(equation.outvars, values, strict=True)):
                known[variable] = value
                if (*path, q) in self.wanted:
                    self.found[*path, q] = value
        return [read(variable) for variable in jaxpr.outvars]

    def of_equation(self, equation: Equation, values: Sequence[Any], path: Path) -> Sequence[Any]:
        name, params = equation.primitive.name, equation.params
        if name == "dim_as_value":
            return [jnp.asarray(self.number(params["dim"]), equation.outvars[0].aval.dtype)]
        if name == "scan":
            return self.loop(params, values, path)
        if name == "cond":
            return self.branches(params, values, path)
        if name in ("debug_callback", "debug_print"):
            return []
        inner = called(equation)
        if inner is not None:
            return self.results(*inner, values, path)
        found = equation.primitive.bind(*values, **{key: self.concrete(value) for key, value in params.items()})
        return found if equation.primitive.multiple_results else [found]

    def loop(self, params: Mapping[str, Any], values: Sequence[Any], path: Path) -> Sequence[Any]:
        """A loop, step by step."""
        constants, carried, length = params["num_consts"], params["num_carry"], params["length"]
        fixed, carry, rows = values[:constants], values[constants : constants + carried], values[constants + carried :]
        outputs = []
        for step in range(length - 1, -1, -1) if params["reverse"] else range(length):
            here = [row[step] for row in rows]
            found = self.results(params["jaxpr"].jaxpr, params["jaxpr"].consts, [*fixed, *carry, *here], (*path, step))
            carry = found[:carried]
            outputs.append(found[carried:])
        if params["reverse"]:
            outputs.reverse()
        return [*carry, *(jnp.stack(column) for column in zip(*outputs, strict=True))]

    def branches(self, params: Mapping[str, Any], values: Sequence[Any], path: Path) -> Sequence[Any]:
        """Every branch, and of each result the one that is chosen."""
        which, *rest = values
        results = [
            self.results(branch.jaxpr, branch.consts, rest, (*path, number))
            for number, branch in enumerate(params["branches"])
        ]
        return [jnp.select([which == n for n in range(len(results))], column) for column in zip(*results, strict=True)]

    def number(self, dim: Dim) -> int:
        """A size as a number."""
        return number_of(dim, self.sizes)

    def concrete(self, value: Any) -> Any:
        """A parameter with numbers for its sizes."""
        if is_symbolic(value):
            return self.number(value)
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            return tuple(self.concrete(part) for part in value)
        return [self.concrete(part) for part in value] if isinstance(value, list) else value
