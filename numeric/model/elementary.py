"""Elementary functions as JAX functions, from the text in their records."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp

from derive.network.functions import function_named

from .. import precision as precision  # switches JAX to 64 bits before the first array


@cache
def jax_function(template: str) -> Callable[..., jax.Array]:
    """A record's template as a function of u, v and a.

    >>> float(jax_function("{a} * (1 - {u})")(3.0, a=2.0))
    -4.0
    """
    source = f"def function(u, v=None, a=None):\n    return {template.format(u='u', v='v', a='a')}\n"
    namespace: dict[str, Any] = {"jnp": jnp, "jax": jax}
    exec(compile(source, "<record>", "exec"), namespace)  # noqa: S102 - a record's own text
    function: Callable[..., jax.Array] = namespace["function"]
    return function


def activation(name: str) -> Callable[[jax.Array], jax.Array]:
    """The function of that name, entry by entry.

    Raises:
        UsageError: no function has that name.

    >>> activation("relu")(jnp.array([-1.0, 2.0])).tolist()
    [0.0, 2.0]
    """
    return jax_function(function_named(name).jax.value)
