"""Benchmark: the lowered Hessian against ``jax.hessian`` and ``jax.jacfwd(jax.grad)``, side by side in one run.

Run ``python -m tests.benchmarks.second_order`` in the repository. Softmax regression; times alternate between the
contestants, so that whatever else the machine does falls on all of them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from derive.network.building import classifier
from numeric.second_order.derived import second_derivatives
from numeric.second_order.hessian_program import lower_hessian
from numeric.second_order.products import hessian_vector_product

Function = Callable[..., jax.Array]


def loss(w: jax.Array, x: jax.Array, y: jax.Array) -> jax.Array:
    """Cross-entropy as a user writes it."""
    return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(x @ w.T), axis=1))


def hessians() -> dict[str, Function]:
    """Each way to the Hessian, from x, W, y and a direction that is not used."""
    ours = lower_hessian(classifier(), second_derivatives(classifier())).function
    return {
        "jax.hessian": lambda x, w, y, v: jax.hessian(loss)(w, x, y),
        "jax.jacfwd(jax.grad)": lambda x, w, y, v: jax.jacfwd(jax.grad(loss))(w, x, y),
        "lowered": lambda x, w, y, v: ours(x, w, y)["W_W"],
    }


def products() -> dict[str, Function]:
    """Each way to the product of the Hessian and a direction v."""
    ours = {form: hessian_vector_product(classifier(), form=form).function for form in ("fast", "accurate")}
    return {
        "jax.jvp(jax.grad)": lambda x, w, y, v: jax.jvp(lambda u: jax.grad(loss)(u, x, y), (w,), (v,))[1],
        "lowered": lambda x, w, y, v: ours["fast"](x, w, y, v)["W"],
        "lowered, accurate": lambda x, w, y, v: ours["accurate"](x, w, y, v)["W"],
    }


def inputs(rows: int, features: int, classes: int, dtype: str) -> list[jax.Array]:
    """Random features, weights, one-hot labels and a direction."""
    generator = np.random.default_rng(20240501)
    x = generator.standard_normal((rows, features))
    w, v = (generator.standard_normal((classes, features)) / features**0.5 for _ in range(2))
    y = np.eye(classes)[generator.integers(classes, size=rows)]
    return [jnp.asarray(array, dtype) for array in (x, w, y, v)]


def measure(functions: dict[str, Function], arrays: list[jax.Array], rounds: int) -> dict[str, Any]:
    """Time every contestant once in each round, in an order that turns; the first is the reference."""
    compiled = {name: jax.jit(f).lower(*arrays).compile() for name, f in functions.items()}
    values = {name: np.asarray(f(*arrays), np.float64) for name, f in compiled.items()}
    names, seconds = list(compiled), {name: list[float]() for name in compiled}
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start = time.perf_counter()
            compiled[name](*arrays).block_until_ready()
            seconds[name].append(time.perf_counter() - start)
    return {
        name: {
            "median_ms": 1e3 * statistics.median(seconds[name]),
            "ratio_of_medians": statistics.median(seconds[name]) / statistics.median(seconds[names[0]]),
            "ratio_of_minima": min(seconds[name]) / min(seconds[names[0]]),
            "temporary_bytes": compiled[name].memory_analysis().temp_size_in_bytes,
            "largest_difference": float(np.abs(values[name] - values[names[0]]).max()),
        }
        for name in names
    }


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs=3, type=int, default=[512, 64, 10], metavar=("N", "D", "K"))
    parser.add_argument("--dtype", default="float64")
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    arrays = inputs(*options.sizes, options.dtype)
    head = {"sizes": options.sizes, "dtype": options.dtype, "rounds": options.rounds}
    found = {
        "hessian": measure(hessians(), arrays, options.rounds),
        "hessian-vector product": measure(products(), arrays, 10 * options.rounds),
    }
    print(json.dumps({**head, **found}, indent=2))


if __name__ == "__main__":
    main()
