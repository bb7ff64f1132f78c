"""Functions entry by entry, from the record of each; cases; the largest along an axis."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import reduce

import sympy as sp

from derive.errors import UnsupportedFormula
from derive.network.cases import branches
from derive.network.functions import FUNCTIONS, function_of
from derive.network.maximum import Maximum

from .values import ATOM, SUM, Value, aligned, union
from .writer import CodeWriter

Scope = Mapping[sp.Symbol, sp.Expr]
Lower = Callable[[sp.Expr, Scope], Value]

# What stands in formulas and has no record: slopes of other functions, and functions of the inputs alone.
MORE: dict[type[sp.Expr], str] = {
    sp.sinh: "jnp.sinh({u})",
    sp.cosh: "jnp.cosh({u})",
    sp.Heaviside: "jnp.heaviside({u}, 0.5)",
}
RELATIONS: dict[type[sp.Basic], str] = {sp.Lt: "<", sp.Le: "<=", sp.Gt: ">", sp.Ge: ">=", sp.Eq: "==", sp.Ne: "!="}
JOINED: dict[type[sp.Basic], str] = {sp.And: " & ", sp.Or: " | "}
_ONE_CALL = re.compile(r"[\w.]+\([^()]*\)\Z")
_BARE = re.compile(r"[(] *\{[uv]\}(?=[,)])|, *\{[uv]\}(?=[,)])")


def template_of(expression: sp.Expr) -> str | None:
    """The JAX form of the function that the expression is a value of, with {u} (and {v}) for its arguments.

    >>> u = sp.Symbol("u", real=True)
    >>> template_of(sp.tanh(u)), template_of(u + 1)
    ('jnp.tanh({u})', None)
    """
    record = function_of(expression)
    if record is not None:
        return record.jax.value or None
    return MORE.get(expression.func)


def known_functions() -> str:
    """The names of all functions that have array code, for messages."""
    return ", ".join([*FUNCTIONS, *(head.__name__ for head in MORE)])


def function_value(expression: sp.Expr, arguments: list[Value], writer: CodeWriter) -> Value:
    """The function at its arguments, entry by entry.

    Raises:
        UnsupportedFormula: no record has array code for it.
    """
    template = template_of(expression)
    if template is None:
        raise UnsupportedFormula(
            f"no array code is known for {expression.func.__name__} in {expression!s:.80}",
            hint=f"known are sums, products, powers, deltas, cases and {known_functions()}",
        )
    order = union(arguments)
    same = [aligned(value, order) for value in arguments]
    if "{v}" in template:
        return reduce(lambda left, right: _filled(template, {"u": left, "v": right}, writer), same)
    return _filled(template, {"u": same[0]}, writer)


def _filled(template: str, arguments: Mapping[str, Value], writer: CodeWriter) -> Value:
    """The template with the arguments in place; one that occurs twice gets a name first."""
    bare = len(_BARE.findall(template))
    texts = {}
    for place, value in arguments.items():
        often = template.count(f"{{{place}}}") > 1
        texts[place] = writer.named(value).text if often else value.text if bare else value.within(ATOM)
    order = union(list(arguments.values()))
    return Value(template.format(**texts), order, ATOM if _ONE_CALL.match(template) else SUM)


def largest_value(expression: Maximum, lower: Lower, scope: Scope, size: Callable[[sp.Expr], str]) -> Value:
    """max_j of a formula: the largest along the axis of j."""
    index, low, high = expression.args[1]
    if low != 1 or index in scope:
        raise UnsupportedFormula(f"{expression!s:.80} does not run over a whole axis", hint="take the maximum from 1")
    size(high)
    value = lower(expression.args[0], {**scope, index: high})
    if index not in value.indices:
        return value
    rest = tuple(i for i in value.indices if i != index)
    return Value(f"jnp.max({value.text}, axis={value.indices.index(index)})", rest)


def cases_value(expression: sp.Expr, lower: Lower, scope: Scope) -> Value:
    """Cases: the value whose condition is the first to hold.

    Raises:
        UnsupportedFormula: no case holds for everything that is left, or a condition has no array code.
    """
    *cases, (last, condition) = branches(expression)
    if condition != sp.true:
        raise UnsupportedFormula(f"{expression!s:.80} has no value elsewhere", hint="let the last case hold always")
    result = _branch(last, lower, scope)
    for value, holds in reversed(cases):
        parts = [condition_value(holds, lower, scope), _branch(value, lower, scope), result]
        order = union(parts)
        result = Value(f"jnp.where({', '.join(aligned(part, order).text for part in parts)})", order)
    return result


def _branch(value: sp.Expr, lower: Lower, scope: Scope) -> Value:
    """A branch; a whole number as a float, whose type gives way to that of the arrays."""
    return Value(repr(float(value))) if value.is_Integer else lower(value, scope)


def condition_value(condition: sp.Basic, lower: Lower, scope: Scope) -> Value:
    """A condition as an array of truth values.

    Raises:
        UnsupportedFormula: it is not made of comparisons.
    """
    if condition in (sp.true, sp.false):
        return Value(str(bool(condition)))
    if isinstance(condition, sp.Not):
        inner = condition_value(condition.args[0], lower, scope)
        return Value(f"~{inner.within(ATOM)}", inner.indices, SUM)
    if condition.func in JOINED:
        parts = [condition_value(part, lower, scope) for part in condition.args]
        return _between(JOINED[condition.func], parts)
    if condition.func not in RELATIONS:
        raise UnsupportedFormula(f"no array code is known for the condition {condition!s:.80}", hint="compare values")
    return _between(f" {RELATIONS[condition.func]} ", [lower(side, scope) for side in condition.args])


def _between(sign: str, parts: list[Value]) -> Value:
    order = union(parts)
    return Value(sign.join(aligned(part, order).within(ATOM) for part in parts), order, SUM)
