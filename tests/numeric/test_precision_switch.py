"""JAX is switched to 64 bits by what judges numbers, and left as it is by what a user's own program calls."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import grimp

SWITCH, LOWERING = "numeric.precision", "numeric.lowering"
IN_A_USERS_PROGRAM = """
import jax, jax.numpy as jnp, numpy as np, optax
import derive, numeric

loss = numeric.as_jax_loss(derive.classifier(bias=True))
x = np.random.default_rng(1).normal(size=(6, 4))
data = {"x": jnp.asarray(x), "y": jnp.eye(3)[jnp.arange(6) % 3]}
weights = {"W": jnp.full((3, 4), 0.5), "b": jnp.zeros(3)}
optimiser = optax.sgd(0.5)

def step(carry, _):
    weights, state = carry
    value, slopes = jax.value_and_grad(loss)(weights, data)
    changes, state = optimiser.update(slopes, state)
    return (optax.apply_updates(weights, changes), state), value

(weights, _), values = jax.lax.scan(step, (weights, optimiser.init(weights)), None, length=5)
value, slopes = numeric.program(derive.classifier(bias=True), value=True)({**weights, **data})
print(values.dtype, value.dtype, slopes["W"].dtype, jnp.zeros(1).dtype, bool(values[-1] < values[0]))
"""


def without_switch(root: Path) -> list[str]:
    """Return the modules of ``numeric`` that use JAX and do not reach the switch, apart from lowering."""
    sys.path.insert(0, str(root))
    try:
        graph = grimp.build_graph("numeric", include_external_packages=True, cache_dir=None)
    finally:
        sys.path.remove(str(root))
    users = graph.find_modules_that_directly_import("jax")
    return sorted(
        user
        for user in users
        if not user.startswith((LOWERING, SWITCH)) and SWITCH not in graph.find_upstream_modules(user)
    )


def test_a_program_of_the_user_stays_in_the_bits_of_the_user() -> None:
    """A loop of optax in float32: nothing in it becomes float64, and no number made later either."""
    environment = {name: text for name, text in os.environ.items() if name != "JAX_ENABLE_X64"}
    done = subprocess.run(
        [sys.executable, "-c", IN_A_USERS_PROGRAM], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["float32"] * 4 + ["True"], done.stderr


def test_everything_else_that_computes_reaches_the_switch(source_tree: Path) -> None:
    """A module that used JAX without it would compute a truth's rival in 32 bits."""
    assert not without_switch(source_tree)
