"""Everything that is derived of a network for a report: its output by each tensor, each definition by its parts."""

from __future__ import annotations

from collections.abc import Mapping

from derive.gradient.accurate import accurate_formula
from derive.gradient.derivation import Derivation, Formula
from derive.gradient.element import Element
from derive.gradient.second_voice import second_voice
from derive.keeping.proofs import Proofs
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role
from numeric.learning.example_sizes import sizes_of_point
from numeric.model.samples import sample_axis
from numeric.results import WorkedExample

from .options.networks import too_many_elements
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


def parameter_formulas(symbols: Symbols) -> dict[str, Formula]:
    """The formula of each parameter's gradient under the network's conditions, by the parameter's name."""
    return {t.name: symbols.derivations[t.name].formula for t in symbols.network.parameters}


def accurate_formulas(symbols: Symbols) -> dict[str, Formula]:
    """The same, rearranged where possible so that no nearly equal numbers are subtracted."""
    return {t.name: accurate_formula(symbols.derivations[t.name]) for t in symbols.network.parameters}


def all_elements(sample: Symbols, example: WorkedExample, proofs: Proofs) -> Mapping[str, tuple[Element, ...]]:
    """The explicit gradients of the worked example's loss, for each parameter with few enough weights."""
    if sample_axis(sample.network) is not None:
        return {}
    sizes = sizes_of_point(sample.network, example.inputs)
    return {
        t.name: proofs.elements(sample.network, t.name, sizes)
        for t in sample.network.parameters
        if not too_many_elements(sample.network, t.name, sizes)
    }
