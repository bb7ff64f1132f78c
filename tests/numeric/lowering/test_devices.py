"""Samples on several devices: spread over the CPU's own, or where the caller's mesh has them; run in other processes.

How many devices a process has is decided before JAX starts, so each of these is a program of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

HEAD = """
import json
import jax
import jax.numpy as jnp
import numpy as np
jax.config.update("jax_enable_x64", True)
jax.config.update("jax_num_cpu_devices", {devices})
from jax.sharding import AxisType, NamedSharding, PartitionSpec as P
from derive.network.building import classifier
from numeric.lowering import devices, one_pass
from numeric.lowering.one_pass import program
from numeric.lowering.program import loss_of

network = classifier(bias=True, l2=1)
found = program(network, value=True)
generator = np.random.default_rng(1)
arrays = dict(
    x=generator.normal(size=({rows}, 3)), W=generator.normal(size=(4, 3)), b=generator.normal(size=4),
    y=np.eye(4)[generator.integers(4, size={rows})],
)
slopes = jax.grad(lambda p: loss_of(network)(arrays | p))(dict(W=arrays["W"], b=arrays["b"]))
expected = loss_of(network)(arrays), slopes


def off(result):
    value, slopes = result
    parts = [abs(value - expected[0]), *(abs(slopes[name] - expected[1][name]).max() for name in slopes)]
    return max(float(part) for part in parts)

"""
SPREAD = """
one_pass.ENOUGH = 1
places = [found.arguments.index(name) for name in found.sample_axes]
given, told = devices.placed([jnp.asarray(arrays[name]) for name in found.arguments], {place: 0 for place in places})
copies = len({shard.data.unsafe_buffer_pointer() for shard in given[0].addressable_shards})
first = found(arrays)
again = found(arrays)
home = jax.devices()[1]
there = found({name: jax.device_put(value, home) for name, value in arrays.items()})
lies = [first[0].devices() == {jax.devices()[0]}, there[0].devices() == there[1]["W"].devices() == {home}]
same = all(bool((first[1][name] == again[1][name]).all()) for name in first[1]) and bool(first[0] == again[0])
compiled = jax.jit(found)(arrays)
report = dict(off=off(first), jitted=off(compiled), same=same, mesh=told["mesh"].size, copies=copies, lies=lies)
print(json.dumps(report))
"""
OWN_MESH = """
one_pass.ENOUGH = 1
mesh = jax.make_mesh((2, 2), ("rows", "copies"), axis_types=(AxisType.Auto,) * 2)
cut = {name: jax.device_put(value, NamedSharding(mesh, P("rows") if name in "xy" else P()))
       for name, value in arrays.items()}
result = found(cut)
both = jax.make_mesh((4,), ("rows",), axis_types=(AxisType.Auto,))
four = {name: jax.device_put(value, NamedSharding(both, P("rows") if name in "xy" else P()))
        for name, value in arrays.items()}
print(json.dumps(dict(off=off(result), four=off(found(four)), where=len(result[0].sharding.device_set))))
"""


def told_by(script: str, devices: int, rows: int) -> dict[str, float]:
    """What the program prints, run with so many CPU devices."""
    text = HEAD.format(devices=devices, rows=rows) + script
    run = subprocess.run(
        [sys.executable, "-c", text],
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
        env={**os.environ, "XLA_FLAGS": ""},
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.splitlines()[-1])


@pytest.mark.parametrize(("devices", "rows"), [(2, 5001), (3, 2049)])
def test_samples_are_spread_over_the_devices_of_the_cpu(devices: int, rows: int) -> None:
    """Any number of samples, divisible or not: autodiff's numbers, the same bits again, one copy, inside jit too."""
    told = told_by(SPREAD, devices, rows)
    assert told["mesh"] == devices
    assert told["same"]
    assert told["copies"] == 1
    assert told["lies"] == [True, True]
    assert max(told["off"], told["jitted"]) < 1e-12


def test_samples_on_a_mesh_are_added_up_where_they_lie() -> None:
    """Cut over one of two axes of a mesh, or over all of four devices: the mean is over all samples."""
    told = told_by(OWN_MESH, 4, 6000)
    assert told["where"] == 4
    assert max(told["off"], told["four"]) < 1e-12
