"""Several devices, and several hosts: JAX's own mesh over the samples, each device with its share of the rows.

Every device computes the gradient of its own rows; the host adds them up in the order of the devices, in float64. So
the result depends on how many shards there are, and not on how many processes they belong to.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jax.experimental import multihost_utils
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from derive.errors import InputError, MissingTool, UsageError

from ..model.models import Gradients
from ..results import Array

SAMPLES = "samples"
EVERY, AUTOMATIC = "all", "auto"
LAST_PORT = 65535
# A host that says nothing for so long is lost; the others wait so long for all to come.
HEARTBEAT_SECONDS, STARTING_SECONDS = 15, 300
VARIABLES = ("JAX_COORDINATOR_ADDRESS", "JAX_NUM_PROCESSES", "JAX_PROCESS_ID")
LOST = "start all hosts again; the host that ended first says why in its own output"


class HostLost(MissingTool):
    """Another host of the run ended, or cannot be reached."""


class ShareDone(Exception):
    """This host has added its share; the first one goes on alone."""


@dataclass(frozen=True, slots=True)
class Devices:
    """A mesh with one axis, the samples."""

    mesh: Mesh

    @property
    def count(self) -> int:
        """How many devices there are, on all hosts."""
        return int(self.mesh.devices.size)

    @property
    def is_first(self) -> bool:
        """True on the host that says what was found."""
        return jax.process_index() == 0

    def compiled(self, gradients: Gradients, names: tuple[str, ...]) -> Callable[..., Any]:
        """The gradients of every device's own rows, one after the other along a first axis.

        Args:
            gradients: of the rows that they are given.
            names: the arrays with a row for each sample.
        """

        def own(point: Any, by_row: Any, rest: Any) -> Any:
            return jax.tree.map(lambda values: values[None], gradients(point, {**by_row, **rest}))

        rows, everywhere = PartitionSpec(SAMPLES), PartitionSpec()
        specs = (everywhere, rows, everywhere)
        mapped = jax.jit(jax.shard_map(own, mesh=self.mesh, in_specs=specs, out_specs=rows, check_vma=False))

        def run(point: Mapping[str, Array], arrays: Mapping[str, Any], part: slice, dtype: Any) -> dict[str, Array]:
            by_row = {name: self.spread(arrays[name], part, dtype) for name in names}
            rest = {name: np.asarray(values, dtype) for name, values in arrays.items() if name not in names}
            return self.gathered(mapped(dict(point), by_row, rest))

        return run

    def spread(self, values: Any, part: slice, dtype: Any) -> jax.Array:
        """Some rows, each device's share on it; a host reads those of its own devices only."""
        shape = (part.stop - part.start, *values.shape[1:])

        def share(index: Any) -> Any:
            first, last, _ = index[0].indices(shape[0])
            return np.asarray(values[part.start + first : part.start + last], dtype)

        return jax.make_array_from_callback(shape, NamedSharding(self.mesh, PartitionSpec(SAMPLES)), share)

    def gathered(self, values: Any) -> dict[str, Array]:
        """What all devices found, on every host.

        Raises:
            HostLost: another host ended.
        """
        if jax.process_count() == 1:
            found: dict[str, Array] = jax.device_get(values)
            return found
        try:
            everywhere: dict[str, Array] = multihost_utils.process_allgather(values, tiled=True)
        except jax.errors.JaxRuntimeError as error:
            reason = str(error).partition("\n")[0]
            raise HostLost(f"another host of this run is lost: {reason:.160}", hint=LOST) from None
        return {name: np.asarray(array) for name, array in everywhere.items()}


def devices_named(wanted: str) -> Devices | None:
    """The devices that an option asks for: a number of them on each host, or "all"; None for the only one.

    A machine without accelerators has one CPU device, which is split into as many as are asked for.

    Raises:
        UsageError: there are not so many.

    >>> devices_named("1") is None
    True
    """
    if wanted == "1" and jax.process_count() == 1:
        return None
    found = jax.devices()
    if wanted != EVERY:
        local = int(wanted)
        if local > jax.local_device_count():
            raise UsageError(
                f"{local} devices were asked for, and there are {jax.local_device_count()}",
                hint="leave --devices out, or ask for all",
            )
        chosen = {d.process_index: [e for e in found if e.process_index == d.process_index][:local] for d in found}
        found = [device for process in sorted(chosen) for device in chosen[process]]
    return Devices(Mesh(np.array(found), (SAMPLES,))) if len(found) > 1 else None


def split_processor(wanted: str) -> None:
    """Before JAX has looked for devices: of a CPU alone, as many as are asked for."""
    if wanted.isdigit() and int(wanted) > 1:
        jax.config.update("jax_num_cpu_devices", int(wanted))


def join_hosts(said: str) -> None:
    """Make this process one of several that run the same program, by ``jax.distributed``.

    Args:
        said: ``ADDRESS:PORT,NUMBER,ID``, what ``jax.distributed.initialize`` takes; or "auto", for what the environment
            says (``JAX_COORDINATOR_ADDRESS``, ``JAX_NUM_PROCESSES``, ``JAX_PROCESS_ID``) or JAX finds out itself, under
            SLURM, Open MPI, Kubernetes and on a TPU pod.

    Raises:
        UsageError: it cannot be read.
        HostLost: not all hosts came.
    """
    given = [os.environ.get(name, "") for name in VARIABLES] if said == AUTOMATIC else said.split(",")
    how: dict[str, Any] = {"initialization_timeout": STARTING_SECONDS, "heartbeat_timeout_seconds": HEARTBEAT_SECONDS}
    if said != AUTOMATIC or all(given):
        how |= _read(given)
    try:
        jax.distributed.initialize(**how)
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"JAX cannot tell which hosts there are: {error!s:.120}",
            hint="say it: --hosts ADDRESS:PORT,NUMBER,ID, with the address of the host 0, or " + ", ".join(VARIABLES),
        ) from None
    except (RuntimeError, OSError) as error:
        raise HostLost(f"the hosts did not find each other: {str(error).partition(chr(10))[0]:.160}", LOST) from None


def leave_hosts() -> None:
    """After the last sum over all hosts: what happens to the others matters no more.

    Raises:
        HostLost: one of them is lost already.
    """
    if jax.process_count() == 1:
        return
    try:
        jax.distributed.shutdown()
    except RuntimeError as error:
        raise HostLost(f"another host of this run is lost: {str(error).partition(chr(10))[0]:.160}", LOST) from None


def _is_address(said: str) -> bool:
    """Whether it is a host and a port: with a port that cannot be, JAX waits for the others in vain."""
    host, _, port = said.rpartition(":")
    return bool(host) and re.fullmatch(r"[0-9]{1,5}", port) is not None and 1 <= int(port) <= LAST_PORT


def _read(given: list[str]) -> dict[str, Any]:
    if len(given) != 3 or not all(part.strip().isdigit() for part in given[1:]):
        raise InputError(
            f"the hosts {','.join(given)!r:.80} are no ADDRESS:PORT,NUMBER,ID",
            hint="such as --hosts 10.0.0.1:1234,4,0 on the first of four hosts; or --hosts auto",
        )
    address, number, place = given[0].strip(), int(given[1]), int(given[2])
    if not _is_address(address) or place >= number:
        raise InputError(
            f"the hosts {','.join(given)!r:.80} are no ADDRESS:PORT,NUMBER,ID",
            hint=f"the address has a port, 1 to {LAST_PORT}, and the ID goes from 0 to NUMBER − 1",
        )
    return {"coordinator_address": address, "num_processes": number, "process_id": place}
