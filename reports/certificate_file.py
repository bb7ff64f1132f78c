"""The certificate beside a report: the worked example's gradients, for anyone to check again."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np

from derive.elements import element_name
from numeric.certificate import certificate

from .report import Report


def render_certificate(report: Report) -> str:
    """Return the certificate of the worked example as JSON text; its inputs are the exact binary floats."""
    network, example = report.sample.network, report.example
    sizes: dict[str, int] = {}
    values: dict[str, Fraction] = {}
    for tensor in network.given:
        array = np.asarray(example.inputs[tensor.name], dtype=np.float64)
        sizes |= {str(axis.size): length for axis, length in zip(tensor.axes, array.shape, strict=True)}
        for at in product(*(range(1, length + 1) for length in array.shape)):
            values[element_name(tensor, at)] = Fraction(float(array[tuple(i - 1 for i in at)]))
    derivations = [report.sample.derivations[tensor.name] for tensor in network.parameters]
    return certificate(network, derivations, sizes=sizes, values=values, versions=report.provenance.versions)
