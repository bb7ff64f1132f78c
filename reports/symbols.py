"""Everything that is derived of a network for a report: its output by each tensor, each definition by its parts."""

from __future__ import annotations

from derive.gradient.derivation import Derivation
from derive.gradient.second_voice import second_voice
from derive.keeping.proofs import Proofs
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role

from .report import Symbols


def derive_all(network: Network, proofs: Proofs = Proofs(), *, jacobians: bool = True) -> Symbols:  # noqa: B008
    """Derive the output by every parameter and intermediate; with ``jacobians`` also each definition by its parts."""
    wanted = [t.name for t in network.tensors if t.role in (Role.PARAMETER, Role.INTERMEDIATE)]
    derivations = proofs.gradients(network, wanted)
    local = {
        (d.tensor.name, name): derivation
        for d in (network.definitions if jacobians else ())
        for name, derivation in _local(network, d, wanted, proofs).items()
    }
    voices = {t.name: second_voice(derivations[t.name]) for t in network.parameters}
    return Symbols(network, derivations, local, voices)


def _local(network: Network, definition: Definition, wanted: list[str], proofs: Proofs) -> dict[str, Derivation]:
    below = (t for t in network.tensors_in(definition.value) if network.depends(definition.tensor, t))
    parts = [t.name for t in below if t.name in wanted]
    return proofs.gradients(network, parts, of=definition.tensor.name) if parts else {}
