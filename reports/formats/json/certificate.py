"""The certificate beside a report: the gradients of its batch network, at its own data, for anyone to check again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from subprocess import DEVNULL, Popen, TimeoutExpired
from tempfile import TemporaryFile
from typing import Any

import numpy as np

from derive.errors import UnsupportedFormula
from derive.gradient.element import element_name
from numeric.model.arrays import arrays_of, parameter_shapes, sizes_of
from numeric.truth.certificate import certificate
from numeric.truth.certify import CertificateError, certify
from numeric.truth.certify import __file__ as certifier
from numeric.truth.enclosure import NotEnclosed

from ...report import Report

# No status that an interpreter ends with by itself.
CERTIFIED, MOST_SECONDS = 77, 120
# Isolated, and with the one file of the checker: what lies in the current folder is never imported.
CHECK = f"""
import sys
from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location("certify", sys.argv[1])
checker = module_from_spec(spec)
spec.loader.exec_module(checker)
checker.certify(sys.stdin.buffer.read().decode())
sys.exit({CERTIFIED})
"""


def render_certificate(report: Report) -> str:
    """Return the certificate of every parameter's gradient as JSON text; it was checked once already.

    The point is that of the comparison: the report's data, and the weights at which gradients were compared.

    Raises:
        UnsupportedFormula: the certificate cannot write one of the network's functions, or does not hold.
    """
    text = _text(report)
    _certified(text)
    return text


@contextmanager
def certificate_beside(report: Report) -> Iterator[Callable[[], str]]:
    """Check the certificate in a process of its own beside the writing; what is yielded waits and gives the text.

    Where no process can be begun, or it ends otherwise than by a verdict, the certificate is checked here.

    Raises:
        UnsupportedFormula: as ``render_certificate``, when it is asked for.
    """
    try:
        text, refused = _text(report), None
    except UnsupportedFormula as reason:
        text, refused = "", reason
    process = checked_elsewhere(text) if text else None

    def finished() -> str:
        if refused is not None:
            raise refused
        if process is None or not _has_certified(process):
            _certified(text)
        return text

    try:
        yield finished
    finally:
        if process is not None:
            process.kill()
            process.wait()


def _text(report: Report) -> str:
    network = report.network
    derivations = [report.derivations[tensor.name] for tensor in network.parameters]
    try:
        return certificate(network, derivations, _point(report))
    except (NotEnclosed, UnsupportedFormula) as reason:
        raise _refused(reason) from reason


def _certified(text: str) -> None:
    try:
        certify(text)
    except CertificateError as reason:
        raise _refused(reason) from reason


def _refused(reason: Exception) -> UnsupportedFormula:
    return UnsupportedFormula(
        f"no certificate is written for this network: {reason}",
        hint="networks of sums, products, powers and the functions that ship have one",
    )


def checked_elsewhere(text: str) -> Popen[bytes] | None:
    """A process that checks the certificate which it is given; None where none can be begun.

    The program is the file that checks alone, which imports nothing of ours. Its input is a file without a name, so
    that nobody has to feed it.
    """
    try:
        with TemporaryFile() as source:
            source.write(text.encode())
            source.seek(0)
            return Popen([sys.executable, "-I", "-c", CHECK, certifier], stdin=source, stdout=DEVNULL, stderr=DEVNULL)
    except OSError:
        return None


def _has_certified(process: Popen[bytes]) -> bool:
    try:
        return process.wait(MOST_SECONDS) == CERTIFIED
    except TimeoutExpired:
        return False


def _point(report: Report) -> Mapping[str, Any]:
    network = report.network
    sizes = sizes_of(network, report.dataset, report.options.network.widths)
    found: dict[str, Any] = dict(arrays_of(network, report.dataset, sizes))
    known = {entry.name: entry.value for entry in report.comparison.parameters}
    for name, shape in parameter_shapes(network, sizes).items():
        places = product(*(range(1, size + 1) for size in shape))
        found[name] = np.array([known[element_name(network.tensor(name), at)] for at in places]).reshape(shape)
    return found
