"""Where each number comes from: versions, device, dtype, seed, dataset and options. No clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derive.network.short_repr import short_repr

if TYPE_CHECKING:
    from numeric.results import Dataset

    from .options.options import Options

DISTRIBUTIONS = ("sympy", "jax", "jaxlib", "numpy", "optax", "scikit-learn", "matplotlib", "jinja2", "math-core")


@dataclass(frozen=True, slots=True)
class Provenance:
    """What someone needs to reproduce a report's numbers; ``command`` asks for the same content."""

    versions: Mapping[str, str]
    device: str
    dtype: str
    seed: int
    dataset: str
    dataset_sha256: str
    command: str

    __repr__ = short_repr


def installed_version(distribution: str) -> str:
    """The installed version, or ``not installed``.

    >>> installed_version("no-such-distribution")
    'not installed'
    """
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "not installed"


def versions() -> dict[str, str]:
    """The versions of Backproof, of Python and of everything that numbers depend on."""
    import platform

    found = {name: installed_version(name) for name in DISTRIBUTIONS}
    return {"backproof": installed_version("backproof"), "python": platform.python_version()} | found


def provenance_of_function(options: Options, data: str) -> Provenance:
    """Where the numbers of a comparison of a user's function come from; ``data`` says which numbers it was given."""
    return _provenance(options, data, "", "compare", device_name())


def provenance(options: Options, dataset: Dataset, command: str, device: str) -> Provenance:
    """Where the numbers of a comparison or report come from; ``command`` is its name, ``device`` what JAX ran on."""
    return _provenance(options, dataset.name, dataset.sha256, command, device)


def device_name() -> str:
    """What JAX runs on."""
    import jax

    first = jax.devices()[0]
    return f"{first.platform} ({first.device_kind})"


def _provenance(options: Options, data: str, digest: str, command: str, device: str) -> Provenance:
    learning = options.learning
    return Provenance(
        versions(),
        device,
        learning.dtype,
        learning.seed,
        data,
        digest,
        options.command(command),
    )
