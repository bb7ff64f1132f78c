"""How functions are computed in JAX: text that a record has, and the rounding that it promises."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JaxForm:
    """How a function and its slope are computed in JAX, stably, and how far rounding may move either.

    ``value`` and ``slope`` are templates with {u} for the argument ({v} for the second); {a} in ``slope`` is the
    value f(u), where it is at hand anyway. ``ulp`` and ``slope_ulp`` bound the error of the template in units in
    the last place of its largest term, in float32 and float64, for the argument as it is stored. ``term`` and
    ``slope_term`` are that largest term where it is not the value itself: what nearly cancels is known no better.

    >>> from .functions import FUNCTIONS
    >>> FUNCTIONS["sigmoid"].jax.value.format(u="z")
    'jax.nn.sigmoid(z)'
    """

    value: str
    slope: str
    ulp: int = 4
    slope_ulp: int = 8
    term: str = ""
    slope_term: str = ""


GELU_SLOPE = (
    "0.5 * jax.scipy.special.erfc(-0.7071067811865476 * {u})"
    " + 0.3989422804014327 * {u} * jnp.exp(-0.5 * jnp.square({u}))"
)
GELU_TANH_INNER = "1.5957691216057308 * ({u} + 0.044715 * {u}**3)"
GELU_TANH_SLOPE = (
    f"jax.nn.sigmoid({GELU_TANH_INNER}) * (1 + {{u}} * jax.nn.sigmoid(-{GELU_TANH_INNER})"
    " * 1.5957691216057308 * (1 + 0.134145 * jnp.square({u})))"
)
# The rounding of an exponent u² reaches the exponential u² times as large.
GELU_TERM = "(1 + jnp.square({u})) * jax.nn.gelu({u}, approximate=False)"
GELU_SLOPE_TERM = (
    "(1 + jnp.square({u})) * (0.5 * jax.scipy.special.erfc(-0.7071067811865476 * {u})"
    " + 0.3989422804014327 * jnp.abs({u}) * jnp.exp(-0.5 * jnp.square({u})))"
)
GELU_TANH_TERM = f"(1 + jnp.abs({GELU_TANH_INNER})) * {{u}} * jax.nn.sigmoid({GELU_TANH_INNER})"
GELU_TANH_SLOPE_TERM = (
    f"(1 + jnp.abs({GELU_TANH_INNER})) * jax.nn.sigmoid({GELU_TANH_INNER})"
    " * (1 + 1.5957691216057308 * jnp.abs({u}) * (1 + 0.134145 * jnp.square({u})))"
)
