"""The certificate beside a report: the gradients of its batch network, at its own data, for anyone to check again."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np

from derive.errors import UnsupportedFormula
from derive.gradient.element import element_name
from numeric.model.arrays import arrays_of, parameter_shapes, sizes_of
from numeric.truth.certificate import certificate
from numeric.truth.certify import CertificateError, certify
from numeric.truth.enclosure import NotEnclosed

from ...report import Report


def render_certificate(report: Report) -> str:
    """Return the certificate of every parameter's gradient as JSON text; it was checked once already.

    The point is that of the comparison: the report's data, and the weights at which gradients were compared.

    Raises:
        UnsupportedFormula: the certificate cannot write one of the network's functions, or does not hold.
    """
    network = report.network
    derivations = [report.derivations[tensor.name] for tensor in network.parameters]
    try:
        text = certificate(network, derivations, _point(report))
        certify(text)
    except (CertificateError, NotEnclosed, UnsupportedFormula) as reason:
        raise UnsupportedFormula(
            f"no certificate is written for this network: {reason}",
            hint="networks of sums, products, powers and the functions that ship have one",
        ) from reason
    return text


def _point(report: Report) -> Mapping[str, Any]:
    network = report.network
    sizes = sizes_of(network, report.dataset, report.options.network.widths)
    found: dict[str, Any] = dict(arrays_of(network, report.dataset, sizes))
    known = {entry.name: entry.value for entry in report.comparison.parameters}
    for name, shape in parameter_shapes(network, sizes).items():
        places = product(*(range(1, size + 1) for size in shape))
        found[name] = np.array([known[element_name(network.tensor(name), at)] for at in places]).reshape(shape)
    return found
