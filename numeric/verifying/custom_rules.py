"""``jax.custom_vjp`` and ``jax.custom_jvp``: the rule that someone wrote, held against the function itself.

With z and the cotangent g given, the loss Σ f(z) g has the gradient bwd(fwd(z), g). A rule for tangents is the
same by its slope in the tangent t, which has to be the gradient of f, whatever t is.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from derive.errors import UsageError

from ..tracing.shapes import Spec
from ..tracing.translation import Translation

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class RulePair:
    """A loss made of a function with its own rule, the gradient by that rule, and all shapes."""

    loss: Function
    gradient: Function
    shapes: dict[str, Any]
    wrt: tuple[str, ...]


def has_own_rule(function: object) -> bool:
    """True for a function of ``jax.custom_vjp`` or ``jax.custom_jvp``.

    >>> has_own_rule(jax.custom_vjp(lambda x: x)), has_own_rule(jnp.exp)
    (True, False)
    """
    return isinstance(function, (jax.custom_vjp, jax.custom_jvp))


def rule_pair(function: Any, shapes: Mapping[str, Any]) -> RulePair:
    """The pair whose gradient is proved where the rule is right.

    Raises:
        UsageError: the function has no rule yet, or takes what is no array.
    """
    name = getattr(function, "__name__", "the function")
    primal = function.fun
    names = list(inspect.signature(primal).parameters)
    fixed = _fixed(function, primal, name)
    wanted = [n for n in names if n not in fixed]
    specs = {n: shapes[n] for n in wanted if n in shapes}
    missing = next((n for n in wanted if n not in shapes), None)
    if missing:
        raise UsageError(f"{name} has the argument {missing}, whose shape is not given", hint=f"add {missing}=N,D")
    unknown = next((n for n in shapes if n not in wanted), None)
    if unknown:
        raise UsageError(f"{name} has no argument {unknown!r:.60}", hint="its arguments are " + ", ".join(wanted))
    value = _by_name(primal, names, fixed)
    results = _results(value, specs)
    cotangents = _unused("g", names, len(results))
    moving = tuple(n for n in wanted if _is_float(specs[n]))
    tangents = [f"{n}_t" for n in moving]
    every = {**specs, **{g: Spec(shape) for g, shape in zip(cotangents, results, strict=True)}}
    if isinstance(function, jax.custom_jvp):
        every |= {t: specs[n] for t, n in zip(tangents, moving, strict=True)}

    def loss(**given: Any) -> Any:
        found = jax.tree_util.tree_leaves(value(**{n: given[n] for n in specs}))
        return sum(jnp.sum(part * given[g]) for part, g in zip(found, cotangents, strict=True))

    by_rule = _backward if isinstance(function, jax.custom_vjp) else _forward

    def gradient(**given: Any) -> Any:
        return by_rule(function, given, wanted, moving, fixed, [given[g] for g in cotangents])

    return RulePair(_named(loss, every), _named(gradient, every), every, moving)


def _fixed(function: Any, primal: Function, name: str) -> dict[str, Any]:
    """The arguments that are no arrays, by their defaults."""
    places = tuple(getattr(function, "nondiff_argnums", ()) or ())
    parameters = list(inspect.signature(primal).parameters.values())
    fixed = {parameters[place].name: parameters[place].default for place in places if isinstance(place, int)}
    without = next((key for key, value in fixed.items() if value is inspect.Parameter.empty), None)
    if without:
        raise UsageError(f"{name} takes {without} as it is, and it has no default", hint=f"give {without} a default")
    return fixed


def _by_name(primal: Function, names: Sequence[str], fixed: Mapping[str, Any]) -> Function:
    return lambda **given: primal(*(fixed[n] if n in fixed else given[n] for n in names))


def _results(value: Function, specs: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The shapes of the function's results, in words."""
    translation = Translation.of(specs)
    traced = translation.trace(_named(value, specs))
    return [tuple(map(str, leaf.shape)) for leaf in jax.tree_util.tree_leaves(traced.outputs)]


def _named(function: Function, names: Mapping[str, Any]) -> Function:
    keyword = inspect.Parameter.KEYWORD_ONLY
    function.__signature__ = inspect.Signature([inspect.Parameter(name, keyword) for name in names])  # type: ignore[attr-defined]
    return function


def _unused(letter: str, names: Sequence[str], count: int) -> list[str]:
    made = [letter] if count == 1 else [f"{letter}{number}" for number in range(1, count + 1)]
    return made if not set(made) & set(names) else _unused(f"{letter}g", names, count)


def _is_float(spec: Any) -> bool:
    leaves = jax.tree_util.tree_leaves(spec)
    return all(not isinstance(leaf, str) or Spec.read(leaf).kind == "float" for leaf in leaves)


def _backward(
    function: Any,
    given: Mapping[str, Any],
    wanted: Sequence[str],
    moving: Sequence[str],
    fixed: Mapping[str, Any],
    cotangents: Sequence[Any],
) -> tuple[Any, ...]:
    """What the backward rule returns, 0 for None."""
    names = list(inspect.signature(function.fun).parameters)
    result, kept = function.fwd(*(fixed[n] if n in fixed else given[n] for n in names))
    tree = jax.tree_util.tree_structure(result)
    found = function.bwd(*fixed.values(), kept, jax.tree_util.tree_unflatten(tree, cotangents))
    by_name = dict(zip(wanted, found, strict=True))
    return tuple(jnp.zeros_like(given[n]) if by_name[n] is None else by_name[n] for n in moving)


def _forward(
    function: Any,
    given: Mapping[str, Any],
    wanted: Sequence[str],
    moving: Sequence[str],
    fixed: Mapping[str, Any],
    cotangents: Sequence[Any],
) -> tuple[Any, ...]:
    """The slope of Σ jvp(z, t) g in the tangents t, at any t."""
    primals = tuple(given[n] for n in wanted)

    def along(tangents: Sequence[Any]) -> Any:
        by_name = dict(zip(moving, tangents, strict=True))
        every = tuple(by_name.get(n, np.zeros((), jax.dtypes.float0)) for n in wanted)
        _, slope = function.jvp(*fixed.values(), primals, every)
        parts = jax.tree_util.tree_leaves(slope)
        return sum(jnp.sum(part * g) for part, g in zip(parts, cotangents, strict=True))

    return tuple(jax.grad(along)([given[f"{n}_t"] for n in moving]))
