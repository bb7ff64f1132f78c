"""``backproof certify``: check a certificate again, with separate code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from derive.errors import InputError
from derive.regular_files import bytes_of

from ..system.standard_output import write_line
from ..system.visible_text import visible

REFUTED = 1
MAXIMUM_BYTES = 64 * 1024 * 1024


def run(
    path: Annotated[Path, typer.Argument(metavar="CERTIFICATE", help="certificate.json, as a report writes it.")],
) -> int:
    """Check a certificate again with separate code that uses only Python's fractions and flint."""
    from numeric.truth.certify import CertificateError, certify

    try:
        text = bytes_of(path, MAXIMUM_BYTES).decode("utf-8")
    except (OSError, ValueError) as error:
        raise InputError(
            f"the certificate {visible(str(path))} cannot be read: {error}",
            hint="name the certificate.json of a report",
        ) from error
    try:
        found = certify(text)
    except CertificateError as error:
        write_line(f"refuted: {visible(str(error))}")
        return REFUTED
    write_line(
        f"certified: {found['entries']} gradient entries at random points modulo primes, "
        f"{found['enclosed']} values enclosed to every digit"
    )
    return 0
