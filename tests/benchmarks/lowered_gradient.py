"""Benchmark: loss and derived gradients from one pass, against ``jax.jit(jax.value_and_grad(loss))``, in one run.

Run ``python -m tests.benchmarks.lowered_gradient`` in the repository. Contestants take turns, so that whatever else
the machine does falls on all of them: a median of the times, a ratio of medians, and the ratio of processor times,
which feels other work least. The programs are called as users call them, with arrays by name; they may use every CPU
device (``jax_num_cpu_devices`` is set to the cores), as the reference may use every core. Temporary memory is what
XLA plans for on one device; with ``--peak`` the largest resident set of a process that runs one contestant alone
(Linux).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from derive.network.building import classifier
from derive.network.definitions import Network
from numeric.lowering.devices import ENOUGH
from numeric.lowering.one_pass import program

Arrays = Mapping[str, jax.Array]
Function = Callable[[Arrays], Any]
REFERENCE = "jit(value_and_grad)"
FORMS = ("fast", "accurate")


@dataclass(frozen=True)
class Problem:
    """Sizes of the layers, how often to measure, and the largest ratio that each form is to have."""

    rows: int
    widths: tuple[int, ...]
    rounds: int
    limits: Mapping[str, float]

    @property
    def name(self) -> str:
        """As 60000×784×10."""
        return "×".join(map(str, (self.rows, *self.widths)))

    @property
    def network(self) -> Network:
        """The softmax classifier with these layers; hidden ones have tanh and biases."""
        hidden = len(self.widths) - 2
        return classifier(hidden=("tanh",) * hidden, bias=hidden > 0)


PROBLEMS = (
    Problem(60_000, (784, 10), 15, {"fast": 0.70, "accurate": 0.80}),
    Problem(100_000, (64, 10), 41, {"fast": 0.80, "accurate": 1.0}),
    Problem(1_000_000, (4, 3), 15, {"fast": 0.40, "accurate": 0.60}),
    Problem(150, (4, 3), 1500, {"fast": 1.05, "accurate": 0.90}),
    Problem(60_000, (784, 128, 10), 7, {"fast": 0.85}),
)


def inputs(problem: Problem) -> dict[str, jax.Array]:
    """Random features, weights and one-hot labels in float32."""
    generator = np.random.default_rng(20240501)
    layers = list(zip(problem.widths[1:], problem.widths[:-1], strict=True))
    arrays = {"x": generator.standard_normal((problem.rows, problem.widths[0]), np.float32)}
    for place, (above, below) in enumerate(layers, start=1):
        number = str(place) if len(layers) > 1 else ""
        arrays["W" + number] = generator.standard_normal((above, below), np.float32) / np.float32(below**0.5)
        if number:
            arrays["b" + number] = np.zeros(above, np.float32)
    arrays["y"] = np.eye(problem.widths[-1], dtype=np.float32)[
        generator.integers(problem.widths[-1], size=problem.rows)
    ]
    return {name: jnp.asarray(array) for name, array in arrays.items()}


def plain_loss(parameters: Arrays, data: Arrays) -> jax.Array:
    """The loss as a user writes it."""
    names = sorted(name for name in parameters if name.startswith("W"))
    value = data["x"]
    for name in names:
        value = value @ parameters[name].T
        if len(names) > 1:
            value = value + parameters["b" + name[1:]]
        value = jnp.tanh(value) if name != names[-1] else value
    return -jnp.mean(jnp.sum(data["y"] * jax.nn.log_softmax(value), axis=1))


def contestants(problem: Problem) -> tuple[dict[str, Function], dict[str, Function]]:
    """Each way to the loss and its gradients: as it is called, and as what is compiled for one device."""
    reference = jax.value_and_grad(plain_loss)

    def autodiff(arrays: Arrays) -> Any:
        parameters = {name: array for name, array in arrays.items() if name not in "xy"}
        return reference(parameters, arrays)

    called: dict[str, Function] = {REFERENCE: jax.jit(autodiff)}
    alone: dict[str, Function] = {REFERENCE: autodiff}
    for form in FORMS:
        found = program(problem.network, form=form, value=True)
        called[form] = found
        alone[form] = lambda arrays, f=found: f.lowered.function(*(arrays[name] for name in f.arguments))
    return called, alone


def measure(problem: Problem, rounds: int = 0) -> dict[str, dict[str, float]]:
    """Time every contestant once in each round, in an order that turns."""
    arrays = inputs(problem)
    called, alone = contestants(problem)
    values = {name: jax.block_until_ready(f(arrays)) for name, f in called.items()}
    seconds: dict[str, list[float]] = {name: [] for name in called}
    processor: dict[str, list[float]] = {name: [] for name in called}
    names = list(called)
    for turn in range(rounds or problem.rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start, busy = time.perf_counter(), time.process_time()
            jax.block_until_ready(called[name](arrays))
            seconds[name].append(time.perf_counter() - start)
            processor[name].append(time.process_time() - busy)
    result = {}
    for name in names:
        compiled = jax.jit(alone[name]).lower(arrays).compile()
        result[name] = {
            "median_ms": 1e3 * statistics.median(seconds[name]),
            "ratio": statistics.median(seconds[name]) / statistics.median(seconds[REFERENCE]),
            "ratio_of_minima": min(seconds[name]) / min(seconds[REFERENCE]),
            "processor_ratio": statistics.median(processor[name]) / statistics.median(processor[REFERENCE]),
            "temporary_MiB": compiled.memory_analysis().temp_size_in_bytes / 2**20,
            "largest_difference": _difference(values[name], values[REFERENCE]),
            # Many samples are spread over the CPU devices, as for any user who lets JAX have several.
            "spread": jax.local_device_count() > 1 and arrays["x"].size + arrays["y"].size >= ENOUGH,
        } | ({"limit": problem.limits[name]} if name in problem.limits else {})
    return result


def _difference(one: Any, other: Any) -> float:
    pairs = zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True)
    return max(float(np.abs(np.asarray(a, np.float64) - np.asarray(b, np.float64)).max()) for a, b in pairs)


def peak_of_one(name: str, problem: Problem) -> int:
    """The median of the largest resident sets, in bytes, of three processes that run this contestant alone (Linux)."""
    command = [sys.executable, "-m", __spec__.name, "--alone", name, problem.name]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True) for _ in range(3)]
    return statistics.median_low(int(run.stdout) for run in runs)


def run_alone(name: str, problem: Problem) -> None:
    """Run one contestant five times and print the largest resident set in bytes."""
    arrays, function = inputs(problem), contestants(problem)[0][name]
    for _ in range(5):
        jax.block_until_ready(function(arrays))
    # Not ru_maxrss: that includes the parent's size at the fork.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    print(int(status["VmHWM"].split()[0]) * 1024)


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("problem", nargs="*", help="some of: " + ", ".join(problem.name for problem in PROBLEMS))
    parser.add_argument("--rounds", type=int, default=0, help="how often each is run; by default as the problem says")
    parser.add_argument("--peak", action="store_true", help="measure the largest resident set of each too")
    parser.add_argument("--alone", help="run one contestant and print its peak memory")
    options = parser.parse_args()
    # Before JAX is first used; what runs alone keeps to one device, as most programs do.
    jax.config.update("jax_num_cpu_devices", 1 if options.alone else len(os.sched_getaffinity(0)))
    chosen = [problem for problem in PROBLEMS if not options.problem or problem.name in options.problem]
    if options.alone:
        run_alone(options.alone, chosen[0])
        return
    results = {}
    for problem in chosen:
        found = results[problem.name] = measure(problem, options.rounds)
        for name in found if options.peak else ():
            found[name]["peak_resident_bytes"] = peak_of_one(name, problem)
    print(json.dumps({"dtype": "float32", "devices": jax.local_device_count(), "results": results}, indent=2))


if __name__ == "__main__":
    main()
