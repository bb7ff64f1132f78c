"""The certificate beside a report: the worked example's gradients, for anyone to check again."""

from __future__ import annotations

from derive.errors import UnsupportedFormula
from numeric.truth.certificate import certificate
from numeric.truth.certify import CertificateError

from ...report import Report


def render_certificate(report: Report) -> str:
    """Return the certificate of the worked example as JSON text; its inputs are the exact binary floats.

    Raises:
        UnsupportedFormula: a certificate, whose checker is short, has no way to write one of the network's functions.
    """
    network = report.sample.network
    derivations = [report.sample.derivations[tensor.name] for tensor in network.parameters]
    inputs, versions = report.example.inputs, report.provenance.versions
    try:
        return certificate(network, derivations, arrays=inputs, versions=versions)
    except (CertificateError, UnsupportedFormula) as reason:
        raise UnsupportedFormula(
            f"no certificate is written for this network: {reason}",
            hint="networks of sums, products, softmax and tanh have one",
        ) from reason
