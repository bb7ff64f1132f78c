"""Benchmark: the lowered gradient against ``jax.jit(jax.grad(loss))``, side by side in one run.

Run ``python -m tests.benchmarks.lowered_gradient`` in the repository. Times alternate between the
contestants, so that whatever else the machine does falls on all of them; processor time is given
too, since it feels other work least. Memory is what XLA plans for and, in a process of its own for
each, the largest resident set.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from derive.gradient.accurate import accurate_form
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from numeric.lowering.program import lower_gradients

Function = Callable[[jax.Array, jax.Array, jax.Array], jax.Array]
REFERENCE = "jit(grad)"


def contestants() -> dict[str, Function]:
    """Each way to the gradient, from x, W and y."""

    def loss(w: jax.Array, x: jax.Array, y: jax.Array) -> jax.Array:
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(x @ w.T), axis=1))

    network = classifier()
    derivation = derive_gradient(network, wrt="W")
    programs = {
        "lowered": lower_gradients(network, {"W": derivation.formula}),
        "lowered, any labels": lower_gradients(network, {"W": derivation.general}),
    }
    accurate = accurate_form(derivation)
    if accurate is not None:
        programs["lowered, accurate"] = lower_gradients(network, {"W": accurate.formula})
    gradient = jax.grad(loss)
    found: dict[str, Function] = {REFERENCE: lambda x, w, y: gradient(w, x, y)}
    for name, program in programs.items():
        found[name] = lambda x, w, y, f=program.function: f(x, w, y)["W"]
    return found


def inputs(rows: int, features: int, classes: int) -> list[jax.Array]:
    """Random features, weights and one-hot labels in float32."""
    generator = np.random.default_rng(20240501)
    x = generator.standard_normal((rows, features), np.float32)
    w = generator.standard_normal((classes, features), np.float32) / np.float32(features**0.5)
    y = np.eye(classes, dtype=np.float32)[generator.integers(classes, size=rows)]
    return [jnp.asarray(x), jnp.asarray(w), jnp.asarray(y)]


def measure(arrays: list[jax.Array], rounds: int) -> dict[str, Any]:
    """Time every contestant once in each round, in an order that turns."""
    compiled = {name: jax.jit(f).lower(*arrays).compile() for name, f in contestants().items()}
    values = {name: np.asarray(f(*arrays), np.float64) for name, f in compiled.items()}
    seconds: dict[str, list[float]] = {name: [] for name in compiled}
    processor_seconds: dict[str, list[float]] = {name: [] for name in compiled}
    names = list(compiled)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start, processor = time.perf_counter(), time.process_time()
            compiled[name](*arrays).block_until_ready()
            seconds[name].append(time.perf_counter() - start)
            processor_seconds[name].append(time.process_time() - processor)
    result = {}
    for name, function in compiled.items():
        memory = function.memory_analysis()
        ratios = [own / other for own, other in zip(seconds[name], seconds[REFERENCE], strict=True)]
        result[name] = {
            "median_ms": 1e3 * statistics.median(seconds[name]),
            "minimum_ms": 1e3 * min(seconds[name]),
            "ratio_of_medians": statistics.median(seconds[name]) / statistics.median(seconds[REFERENCE]),
            "ratio_of_minima": min(seconds[name]) / min(seconds[REFERENCE]),
            "median_ratio": statistics.median(ratios),
            "processor_ratio": statistics.median(processor_seconds[name])
            / statistics.median(processor_seconds[REFERENCE]),
            "temporary_bytes": memory.temp_size_in_bytes,
            "output_bytes": memory.output_size_in_bytes,
            "largest_difference": float(np.abs(values[name] - values[REFERENCE]).max()),
        }
    return result


def peak_of_one(name: str, sizes: list[int]) -> int:
    """The median of the largest resident sets, in bytes, of three processes that run this contestant alone (Linux)."""
    command = [sys.executable, "-m", __spec__.name, "--alone", name, "--sizes", *map(str, sizes)]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True) for _ in range(3)]
    return statistics.median_low(int(run.stdout) for run in runs)


def run_alone(name: str, sizes: list[int]) -> None:
    """Run one contestant five times and print the largest resident set in bytes."""
    arrays = inputs(*sizes)
    function = jax.jit(contestants()[name])
    for _ in range(5):
        function(*arrays).block_until_ready()
    # Not ru_maxrss: that includes the parent's size at the fork.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    print(int(status["VmHWM"].split()[0]) * 1024)


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs=3, type=int, default=[60_000, 784, 10], metavar=("N", "D", "K"))
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--alone", help="run one contestant and print its peak memory")
    options = parser.parse_args()
    if options.alone:
        run_alone(options.alone, options.sizes)
        return
    result = measure(inputs(*options.sizes), options.rounds)
    for name, figures in result.items():
        figures["peak_resident_bytes"] = peak_of_one(name, options.sizes)
    head = {"sizes": options.sizes, "dtype": "float32", "rounds": options.rounds}
    print(json.dumps({**head, "results": result}, indent=2))


if __name__ == "__main__":
    main()
