"""The certificate beside a report: the worked example's gradients, for anyone to check again."""

from __future__ import annotations

from numeric.truth.certificate import certificate

from ...report import Report


def render_certificate(report: Report) -> str:
    """Return the certificate of the worked example as JSON text; its inputs are the exact binary floats."""
    network = report.sample.network
    derivations = [report.sample.derivations[tensor.name] for tensor in network.parameters]
    return certificate(network, derivations, arrays=report.example.inputs, versions=report.provenance.versions)
