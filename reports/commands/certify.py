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
MAXIMUM_BYTES = 8_000_000


def run(
    path: Annotated[Path, typer.Argument(metavar="CERTIFICATE", help="certificate.json, as a report writes it.")],
    statement: Annotated[
        str, typer.Option(metavar="SHA256", help="Refuse what states anything but the statement with this hash.")
    ] = "",
) -> int:
    """Check a certificate again with separate code that uses only Python's standard library and flint."""
    from numeric.truth.certify import CertificateError, certify

    try:
        text = bytes_of(path, MAXIMUM_BYTES).decode("utf-8")
    except (OSError, ValueError) as error:
        raise InputError(
            f"the certificate {visible(str(path))} cannot be read: {error}",
            hint="name the certificate.json of a report",
        ) from error
    try:
        shown = certify(text, statement.strip().lower())
    except CertificateError as error:
        write_line(f"refuted: {visible(str(error))}")
        return REFUTED
    write_line(f"certified: {shown}")
    return 0
