"""Primitives that hold other jaxprs: calls, loops of a fixed length, branches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.network.function_heads import Softplus

from ..arrays import Array, Truth
from ..elementary import recognised
from ..jax_internals import Jaxpr, called
from ..symbolic_shapes import Place
from .elementwise import chosen, combined
from .indexing import nth

if TYPE_CHECKING:
    from ..walk import Call, Walk

CALLS = (
    "jit", "closed_call", "custom_jvp_call", "custom_vjp_call", "remat2", "custom_lin", "composite", "custom_vmap_call",
)  # fmt: skip
WITH_OWN_DERIVATIVE = ("custom_jvp_call", "custom_vjp_call")


def inlined(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """A call: an elementary function that we have, else what stands in it."""
    found = called(call.equation)
    if found is None:
        raise walk.no_rule(f"the call {call.name} has no body to read", "write its body where it is called")
    jaxpr, consts = found
    if call.name in WITH_OWN_DERIVATIVE:
        walk.say_own_derivative(call.equation, jaxpr)
    if is_logaddexp(jaxpr):
        return [_logaddexp(walk, call, inputs)]
    known = recognised(walk, jaxpr, consts, inputs, call.shape)
    return [known] if known is not None else walk.run(jaxpr, consts, inputs)


def is_logaddexp(jaxpr: Jaxpr) -> bool:
    """max(x, y) + log1p(exp(−|x − y|)), as ``jnp.logaddexp`` is made of; its values are checked by numbers later."""
    names = [equation.primitive.name for equation in jaxpr.eqns]
    return names[:2] == ["max", "sub"] and "log1p" in names and len(jaxpr.invars) == 2 and len(names) < 14


def _logaddexp(walk: Walk, call: Call, inputs: Sequence[Array]) -> Array:
    parts = [walk.cut(array) if array.heavy else array for array in inputs]

    def together(u: sp.Expr, v: sp.Expr) -> sp.Expr:
        if sp.S.Zero in (u, v):
            return Softplus(v if u == 0 else u)
        return sp.log(sp.exp(u) + sp.exp(v))

    return combined(together, parts, call.shape, curved=True)


def unrolled(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """A loop of a fixed number of steps: one step after the other."""
    params: Any = call.params
    length, constants, carried = params["length"], params["num_consts"], params["num_carry"]
    if not isinstance(length, int):
        raise walk.no_rule(
            f"a loop of {length} steps is a recurrence, which has no formula for every {length}",
            f"give the number of steps as a number, such as 3 for {length}",
        )
    fixed, carry, rows = (
        inputs[:constants],
        list(inputs[constants : constants + carried]),
        inputs[constants + carried :],
    )
    outputs: list[list[Array]] = []
    order = range(length - 1, -1, -1) if params["reverse"] else range(length)
    for step in order:
        here = [_row(walk, array, step) for array in rows]
        found = walk.run(params["jaxpr"].jaxpr, params["jaxpr"].consts, [*fixed, *carry, *here], step)
        carry = [walk.cut(array, "h") if array.heavy or array.curved else array for array in found[:carried]]
        outputs.append(found[carried:])
    if params["reverse"]:
        outputs.reverse()
    return [*carry, *(_stacked(length, column) for column in zip(*outputs, strict=True))]


def _row(walk: Walk, array: Array, step: int) -> Array:
    places: list[Place] = []
    walk.labels.picked(sp.Integer(step), array.shape[0], lambda place: places.append(place) or sp.S.Zero)  # type: ignore[func-returns-value]
    return array.moved(array.shape[1:], lambda rest: array.at([places[0], *rest]))


def _stacked(length: int, column: Sequence[Array]) -> Array:
    def at(places: Sequence[Place]) -> sp.Expr:
        return nth(column, places[0][0] if places[0] else sp.S.One, places[1:])

    return Array((length, *column[0].shape), at, curved=any(array.curved for array in column))


def branched(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """One of two branches, by a condition on one number."""
    which, *rest = inputs
    branches = call.params["branches"]
    value = which.at(())
    if value.is_Integer:
        branch = branches[int(value)]
        return walk.run(branch.jaxpr, branch.consts, rest)
    if len(branches) != 2:
        raise walk.no_rule("a switch by a value has no rule", "write it with jnp.where")
    no, yes = (walk.run(branch.jaxpr, branch.consts, rest, number) for number, branch in enumerate(branches))
    condition = Truth(value)
    return [
        combined(lambda u, v: chosen(condition, u, v), [a, b], a.shape, heavy=a.heavy or b.heavy, curved=True)
        for a, b in zip(no, yes, strict=True)
    ]


def first_platform(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Which device it is: all give the same values."""
    return [Array((), lambda _: sp.S.Zero, named=True)]


def told(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """What prints or looks while a function runs, and gives nothing back."""
    return []


RULES = {
    **dict.fromkeys(CALLS, inlined),
    **dict.fromkeys(("debug_callback", "debug_print"), told),
    "scan": unrolled,
    "cond": branched,
    "platform_index": first_platform,
}
