"""The name under which numbers are kept: a hash of everything that they depend on, of the machine too."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from derive.keeping.keys import content_of
from derive.keeping.tables import NotKept
from derive.network.definitions import Network
from derive.source_digest import digest_of_sources

from ..data.mapped_rows import is_lazy
from ..results import Array

ANSWERING = ("derive", "numeric", "reports")
LIBRARIES = ("jax", "jaxlib", "numpy", "scipy", "scikit-learn", "optax", "sympy", "python-flint")
ACCELERATORS = ("jax_plugins", "libtpu")
# JAX and NumPy listen to these; where compiled programs are kept changes nothing.
HEARD, UNHEARD = ("JAX_", "XLA_", "OMP_", "OPENBLAS_", "MKL_", "NPY_"), "CACHE"


def key_of(networks: Sequence[Network | None], arrays: Iterable[Mapping[str, Array]], said: tuple[object, ...]) -> str:
    """The name of the numbers of these networks at these arrays; ``said`` is everything else that was asked for.

    Empty where they are not kept: a network cannot be written as a table, data stay in their file, or JAX may run on an
    accelerator, which is not looked for here.

    >>> from derive.network.building import classifier
    >>> import numpy as np
    >>> keys = [key_of([classifier()], [{"x": np.full((2, 2), value)}], ("report",)) for value in (1.0, 1.0, 2.0)]
    >>> keys[0] == keys[1], keys[0] == keys[2]
    (True, False)
    """
    groups = list(arrays)
    if has_accelerator() or any(is_lazy(values) for group in groups for values in group.values()):
        return ""
    try:
        content = [None if network is None else content_of(network) for network in networks]
    except NotKept:
        return ""
    digest = sha256(digest_of_sources(ANSWERING))
    digest.update(_text([content, [repr(one) for one in said], machine()]))
    for group in groups:
        digest.update(_text([len(group)]))
        for name, values in group.items():
            array = np.ascontiguousarray(values)
            digest.update(_text([name, array.dtype.str, array.shape]))
            digest.update(array.tobytes())
    return digest.hexdigest()


def _text(content: Any) -> bytes:
    return json.dumps(content, separators=(",", ":"), sort_keys=True).encode("utf-8", "surrogatepass")


def has_accelerator() -> bool:
    """Whether JAX may choose another device than the processor.

    >>> isinstance(has_accelerator(), bool)
    True
    """
    if os.environ.get("JAX_PLATFORMS", "") == "cpu":
        return False
    return any(find_spec(name) is not None for name in ACCELERATORS)


@cache
def machine() -> list[Any]:
    """What the last digits of floating-point numbers depend on beside the program: libraries, processor, settings."""
    settings = sorted(f"{name}={value}" for name, value in os.environ.items() if _is_heard(name))
    return [platform.python_version(), *map(_version, LIBRARIES), platform.system(), processor(), _cores(), settings]


def _is_heard(name: str) -> bool:
    return name.startswith(HEARD) and UNHEARD not in name


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def processor() -> str:
    """The processor's kind and what it can do, where the system says so: XLA and NumPy choose their code by it.

    >>> platform.machine() in processor()
    True
    """
    known = (platform.machine(), platform.processor())
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return " ".join(known)
    wanted = ("vendor_id", "cpu family", "model", "model name", "flags", "Features", "CPU implementer", "CPU part")
    said = dict.fromkeys(line for line in lines if line.partition(":")[0].strip() in wanted)
    return "\n".join([*known, *said])


def _cores() -> int:
    """How many cores share a sum."""
    available = getattr(os, "sched_getaffinity", None)
    return len(available(0)) if available else os.cpu_count() or 1
