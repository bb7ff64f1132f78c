"""Numbers for slides: the worked example of the exported network, in its drawing, its steps and its update.

This is the one part of an export that computes with JAX, and only where a target shows numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from derive.errors import UnsupportedFormula
from derive.network.tensors import Tensor
from derive.writing.latex import latex
from numeric.learning.example_point import example_inputs
from numeric.learning.worked_example import work_example

from ..lesson.number_format import decimals, latex_number
from ..lesson.outside import shown
from ..lesson.pictures.drawing import State, network_picture
from ..lesson.step_numbers import StepNumbers
from ..options.networks import concrete_sizes, network_of, sample_of
from ..options.options import NetworkOptions
from ..symbols import accurate_formulas, derive_all
from .entries import Catalogue

if TYPE_CHECKING:
    from numeric.results import WorkedExample

    from ..report import Report, Symbols

# So many entries of a parameter are updated on a slide.
MOST_ENTRIES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """The part of a report that its worked example is."""

    batch: Symbols
    sample: Symbols
    example: WorkedExample


def with_numbers(catalogue: Catalogue, options: NetworkOptions, sizes: Mapping[str, int]) -> Catalogue:
    """The catalogue with the drawings and the lines of the worked example; as it is where there is none."""
    whole = network_of(options, batch=True)
    sample = derive_all(sample_of(options) or whole, jacobians=False)
    try:
        inputs = example_inputs(sample.network, concrete_sizes(sample.network, options, sizes))
        example = work_example(sample.network, accurate_formulas(sample), inputs)
    except UnsupportedFormula:
        return catalogue
    worked = Worked(derive_all(whole, jacobians=False), sample, example)
    drawings = tuple(_drawings(worked))
    return replace(catalogue, drawings=(*catalogue.drawings, *drawings), numbers=dict(_lines(worked)))


def _drawings(worked: Worked) -> Iterator[tuple[str, str]]:
    for state in (State.FORWARD, State.BACKWARD):
        # The drawing asks a report for these three and for nothing else.
        picture = shown(network_picture(cast("Report", worked), state))
        yield picture.title, picture.svg


def _lines(worked: Worked) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Under the key of a formula, the same with numbers."""
    numbers = StepNumbers(cast("Report", worked))
    for parameter in worked.sample.network.parameters:
        yield f"update/{parameter.name}", tuple(_updates(parameter, worked))
        for place, step in enumerate(worked.batch.derivations[parameter.name].steps, start=1):
            if line := numbers.line(step):
                yield f"step/{parameter.name}/{place}", (line,)


def _updates(tensor: Tensor, worked: Worked) -> Iterator[str]:
    example = worked.example
    before = np.asarray(example.inputs[tensor.name])
    for place in list(np.ndindex(before.shape))[:MOST_ENTRIES]:
        entry = latex(tensor.at(*(index + 1 for index in place)), worked.sample.network)
        slope, after = (np.asarray(part[tensor.name])[place] for part in (example.gradient, example.updated))
        old, rate, new = (latex_number(decimals(float(v))) for v in (before[place], example.learning_rate, after))
        yield rf"{entry} \leftarrow {old} - {rate} \left({latex_number(decimals(float(slope)))}\right) \approx {new}"
