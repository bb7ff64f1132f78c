"""The rule of each primitive, against JAX on random data at three sizes; and every primitive that JAX has is known."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from jax.extend.core import Primitive

from derive.errors import UsageError
from numeric.tracing.agreement import TranslationFault, agreement_of
from numeric.tracing.primitives import RULES, elementwise
from numeric.tracing.translation import Translation
from numeric.tracing.walk import Walk


def functions(x: jax.Array) -> list[jax.Array]:
    """Functions of one argument."""
    positive = jnp.exp(x)
    smooth = [jnp.exp(x), jnp.expm1(x), jnp.tanh(x), jax.nn.sigmoid(x), jnp.sin(x), jnp.cos(x), jnp.tan(x), jnp.sinh(x)]
    smooth += [jnp.cosh(x), lax.erf(x), lax.erfc(x), jnp.square(x), x**3, jnp.exp2(x), jnp.abs(x), jnp.sign(x)]
    return [*smooth, jnp.log(positive), jnp.log1p(positive), jnp.sqrt(positive), lax.rsqrt(positive), jnp.cbrt(x), -x]


def pairs(x: jax.Array, v: jax.Array) -> list[jax.Array]:
    """Arithmetic, larger, smaller, powers, comparisons and choices; sizes of 1 are broadcast."""
    column = x.sum(axis=1, keepdims=True)
    found = [x + v, x - v, x * v, x / (v + 3.0), jnp.maximum(x, v), jnp.minimum(x, 0.5), jnp.exp(v) ** x, x * column]
    found += [jnp.where(x > v, x, v * v), jnp.where((x < v) & (x > 0), 1.0, x), jnp.where(~(x >= v), 0.0, x)]
    found += [jnp.where((x <= v) | (v > 0), v, -1.0), jnp.clip(x, -0.5, 0.5), (x > 0).astype(float) * v]
    return [*found, jnp.logaddexp(x, v), jnp.where(jnp.isfinite(x), x, 0.0), jnp.where(jnp.isnan(x), 0.0, x)]


def moved(x: jax.Array, t: jax.Array) -> list[jax.Array]:
    """Transposing, broadcasting, reshaping, slicing, reversing, joining, stacking, splitting, padding."""
    found = [
        x.T,
        jnp.broadcast_to(t[:, None], (*t.shape, 3)),
        x.reshape(-1),
        x[:, ::-1],
        x[1:],
        x[:-1],
        x[0],
        x[:, None],
    ]
    found += [jnp.concatenate([x, 2 * x], axis=1), jnp.stack([x, -x]), jnp.stack([t, t], axis=1)]
    found += [jnp.pad(x, ((0, 0), (1, 0))), jnp.roll(t, 1), *jnp.split(jnp.concatenate([t, 3 * t]), 2)]
    return [*found, jnp.squeeze(x[:, :1], 1), jnp.expand_dims(t, 0), jnp.tile(t[None], (2, 1))]


def summed(x: jax.Array, w: jax.Array, t: jax.Array) -> list[jax.Array]:
    """Contractions, reductions, cumulative sums."""
    found = [x @ w, jnp.einsum("nd,md->nm", x, x), x.sum(), x.mean(axis=0), x.var(axis=1), x.max(axis=1), x.min()]
    found += [jnp.cumsum(t), lax.cumlogsumexp(t), jnp.cumsum(t[::-1])[::-1], jnp.trace(x @ x.T), jnp.outer(t, t)]
    return [*found, jnp.linalg.norm(x), jax.nn.softmax(x), jax.nn.log_softmax(x, axis=0), jax.nn.logsumexp(x)]


def positioned(x: jax.Array, t: jax.Array, i: jax.Array, j: jax.Array) -> list[jax.Array]:
    """What picks by positions and labels, and what puts at them."""
    rows = jnp.arange(x.shape[0])
    found = [x[rows, i], jnp.take_along_axis(x, i[:, None], axis=1), jax.nn.one_hot(i, x.shape[1]), t[j], x[:, 0], x[1]]
    found += [x.at[rows, i].add(1.0), x.at[rows, i].set(0.0), x.at[rows, i].multiply(2.0), jnp.eye(x.shape[0])]
    found += [jnp.zeros_like(t).at[j].add(x[:, 0]), jnp.diag(x @ x.T), jnp.tril(x @ x.T), jnp.triu(x @ x.T, 1)]
    return [*found, lax.dynamic_slice(t, (1,), (1,)), lax.dynamic_index_in_dim(x, 0, keepdims=False)]


def windowed(x: jax.Array, k: jax.Array) -> list[jax.Array]:
    """Convolutions of one dimension, with and without padding, strides and holes; windows."""
    numbers = ("NWC", "WIO", "NWC")
    found = [lax.conv_general_dilated(x, k, (1,), kind, dimension_numbers=numbers) for kind in ("VALID", "SAME")]
    found += [lax.conv_general_dilated(x, k, (1,), [(1, 1)], rhs_dilation=(2,), dimension_numbers=numbers)]
    return [*found, lax.reduce_window(x, 0.0, lax.add, (1, 2, 1), (1, 1, 1), "VALID")]


def controlled(x: jax.Array, t: jax.Array) -> list[jax.Array]:
    """Calls, loops of a fixed length, branches, mapped functions."""
    looped, steps = lax.scan(lambda h, _: (jnp.tanh(h) + 1, h), t, None, length=3)
    folded, _ = lax.scan(lambda h, s: (h * s, None), t.sum(), jnp.array([2.0, 2.0]), reverse=True)
    branch = lax.cond(t[0] > 0, lambda a: a, lambda a: 2 * a, x)
    found = [looped, steps, folded, lax.fori_loop(0, 2, lambda _, h: 2 * h, t), branch, jax.checkpoint(jnp.sin)(x)]
    return [*found, jax.vmap(jnp.dot)(x, x), jax.jit(jnp.tanh)(x), jax.nn.gelu(x), jax.nn.elu(x), jax.nn.softplus(x)]


GROUPS: dict[str, tuple[Callable[..., list[jax.Array]], dict[str, str]]] = {
    "functions": (functions, {"x": "N D"}),
    "pairs": (pairs, {"x": "N D", "v": "N D"}),
    "moved": (moved, {"x": "N D", "t": "T"}),
    "summed": (summed, {"x": "N D", "w": "D K", "t": "T"}),
    "positioned": (positioned, {"x": "N D", "t": "T", "i": "N:int", "j": "N:int"}),
    "windowed": (windowed, {"x": "N T C", "k": "3 C F"}),
    "controlled": (controlled, {"x": "N D", "t": "T"}),
}


def translate(function: Callable[..., Any], shapes: dict[str, Any]) -> tuple[Translation, list[Any]]:
    """A translation of a function of several results."""
    translation = Translation.of(shapes, least=4)
    return translation, translation.add(function)


@pytest.mark.parametrize("group", GROUPS)
def test_each_rule_says_what_its_primitive_computes(group: str) -> None:
    """Every result, and every definition on the way, equals JAX's own at three sizes."""
    translation, outputs = translate(*GROUPS[group])
    agreement = agreement_of(translation, outputs)
    assert len(agreement.sizes) == 3 and agreement.definitions >= len(outputs)


def test_a_wrong_rule_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a rule says something else than its primitive, nothing is handed on."""
    monkeypatch.setitem(elementwise.LINEAR, "mul", lambda u, v: u * v + u)  # type: ignore[arg-type]
    translation, outputs = translate(lambda x: jnp.sum(x * x), {"x": "N D"})
    with pytest.raises(TranslationFault, match="the translation of the result is not what the function computes"):
        agreement_of(translation, outputs)


# Primitives of JAX that have no rule: each is refused by its name.
REFUSED = set(Path(__file__).with_name("refused_primitives.txt").read_text(encoding="utf-8").split())
WHERE = ("lax.", "core", "ad_", "pjit", "custom_", "interpreters.", "debugging", "prng", "random")


def primitive_names() -> set[str]:
    """The names of the primitives that this JAX has, in the modules where a traced function gets them from."""
    beginnings = tuple(f"jax._src.{name}" for name in WHERE)
    modules = [module for name, module in sys.modules.items() if name.startswith(beginnings)]
    values = (value for module in modules for value in list(vars(module).values()))
    return {value.name for value in values if isinstance(value, Primitive)}


def test_every_primitive_of_jax_is_translated_or_refused_by_name() -> None:
    """A new JAX with a primitive that nobody looked at fails here."""
    unknown = primitive_names() - set(RULES) - REFUSED
    assert unknown == set()
    assert not set(RULES) & REFUSED


def test_a_primitive_without_a_rule_is_an_error_with_the_line() -> None:
    """Its name, where it stands, and what to do."""
    with pytest.raises(UsageError, match=r"test_primitives.py, line \d+: there is no rule for (floor|round)"):
        translate(lambda x: jnp.sum(jnp.floor(x)), {"x": "N"})


def test_an_array_of_numbers_in_the_code_is_refused() -> None:
    """Numbers of different values have no name; equal ones are one number."""
    with pytest.raises(UsageError, match="an array of numbers of shape"):
        translate(lambda x: jnp.sum(x * jnp.asarray(np.array([1.0, 2.0, 3.0]))), {"x": "3"})


def test_walking_leaves_no_trace_function_behind() -> None:
    """A debugger or a measure of coverage gets its own trace function back."""
    before = sys.gettrace()
    translate(jnp.sum, {"a": "N"})
    assert sys.gettrace() is before and isinstance(Translation.of({"x": "N"}).walk, Walk)
