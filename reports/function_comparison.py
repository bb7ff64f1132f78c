"""The comparison of a user's own function: its gradient by ``jax.grad``, by the derived formula, and the truth."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sympy as sp

from derive.errors import UnsupportedFormula, UsageError
from derive.gradient.accurate import accurate_formula
from derive.gradient.backward import derive_gradients
from derive.gradient.derivation import Derivation, Formula
from derive.network.definitions import Network
from derive.network.short_repr import short_repr
from numeric.compare.comparison import compare_gradients, gradients_of
from numeric.compare.sampling import sampled
from numeric.compare.trust import truths
from numeric.data.array_files import arrays_of_npz
from numeric.lowering.program import lower_gradients
from numeric.results import Array, Comparison
from numeric.second_order.comparison import compare_second, rows_of_second
from numeric.second_order.results import SecondComparison
from numeric.tracing.translation import Translation
from numeric.tracing.user_model import arrays_for, given_values, model_of, parameters_in, point_of

from .options.options import Options
from .options.traced import read_sizes, translation_of
from .provenance import Provenance, provenance_of_function

ROUNDING = 2.0**-40


@dataclass(frozen=True, slots=True, eq=False)
class FunctionComparison:
    """What was compared: the function, the sizes, the data by their name, what was translated, and every gradient."""

    function: str
    sizes: Mapping[str, int]
    data: str
    translated: str
    comparison: Comparison
    provenance: Provenance
    second: SecondComparison | None = None

    __repr__ = short_repr


def compare_function(options: Options, wrt: str, chosen: str, axes: str, data: str) -> FunctionComparison:
    """Compare the gradients of a user's function at the arrays of a file, or at random numbers.

    Args:
        options: with the function, its shapes and roles; dtype and seed.
        wrt: the argument that is differentiated; empty for all parameters.
        chosen: numbers for sizes, ``N=64,D=4``, where no file says them.
        axes: names for the lengths of the arrays in the file, ``N=64,D=4``, which say shapes then.
        data: a ``.npz`` file with the arrays by the arguments' names; empty for random numbers.

    Raises:
        UsageError: the function cannot be translated, or a size is none of its.
        InputError: the file does not fit.
    """
    network_options, learning = options.network, options.learning
    own = (network_options.function, network_options.shapes, network_options.roles)
    translation = translation_of(*own, wrt, data, axes)
    network = translation.network()
    sizes, given = _data(translation, network, read_sizes(chosen), data, learning.seed)
    parameters, arrays = parameters_in(network, given)
    derivations = derive_gradients(network, list(parameters))
    holds = _conditions_hold(network, given)
    formulas = {name: _formula(derivation, holds=holds) for name, derivation in derivations.items()}
    compared = sampled(network, parameters, arrays)
    model = model_of(translation)
    with redirect_stdout(sys.stderr):
        comparison = compare_gradients(
            network,
            parameters,
            compared.arrays,
            gradients_of(lower_gradients(network, formulas)),
            truth=truths(network) if compared.has_truth else None,
            dtype=learning.dtype,
            remarks=(*translation.remarks, *compared.remarks, *_said(holds)),
            own=model,
        )
        second = None
        if learning.second:
            rows, about = rows_of_second(network, parameters, arrays, compared)
            second = compare_second(
                network,
                parameters,
                rows,
                dtype=learning.dtype,
                certify=compared.has_truth,
                general=not holds,
                own=model,
                remarks=about,
            )
    source = data or f"random numbers, seed {learning.seed}"
    origin = provenance_of_function(options, source)
    said = str(translation.agreement)
    return FunctionComparison(network_options.function, sizes, source, said, comparison, origin, second)


def _data(
    translation: Translation, network: Network, chosen: Mapping[str, int], data: str, seed: int
) -> tuple[dict[str, int], dict[str, Array]]:
    if not data:
        return point_of(translation, network, chosen, seed)
    if chosen:
        raise UsageError("--sizes beside --data", hint="the arrays have their sizes: leave --sizes out")
    names = ", ".join(f"{argument.path[-1]}=…" for argument in translation.arguments)
    found = arrays_of_npz(Path(data), f"write it with numpy.savez(file, {names})")
    sizes, arrays = arrays_for(translation, found, f"{Path(data).name!r:.80}")
    return sizes, given_values(translation, network, arrays, sizes)


def _conditions_hold(network: Network, given: Mapping[str, Array]) -> bool:
    """True where labels that are to sum to one do so."""
    names = {str(base.label) for c in network.conditions for base in c.left.atoms(sp.IndexedBase)}
    return all(np.max(np.abs(np.sum(given[name], axis=-1) - 1), initial=0.0) <= ROUNDING for name in names)


def _said(holds: bool) -> tuple[str, ...]:
    return () if holds else ("the labels do not sum to one here: the formula without that condition is compared",)


def _formula(derivation: Derivation, *, holds: bool) -> Formula:
    if not holds:
        return derivation.general
    try:
        return accurate_formula(derivation)
    except UnsupportedFormula:
        return derivation.formula
