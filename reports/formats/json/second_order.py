"""Second derivatives as a document for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numeric.second_order.results import SecondComparison

SIDES = ("ours", "hessian", "jacfwd", "difference")


def second_part(found: SecondComparison | None) -> dict[str, Any]:
    """The key ``second`` of a comparison; nothing where it was not asked for."""
    return {} if found is None else {"second": second_document(found)}


def second_document(found: SecondComparison) -> dict[str, Any]:
    """The Hessian's largest errors by side, its eigenvalues, and its entries where there are few enough.

    ``rows`` are the names of rows and columns. ``eigenvalues.rounding`` is how far rounding may have moved one,
    ``null`` how many are 0 up to that, ``condition`` the condition number on the rest. ``psd`` is true where no
    eigenvalue is below 0 by more than rounding. Errors are null without a certified truth.
    """
    spectrum = found.spectrum
    return {
        "apart": found.apart,
        "certified": found.certified,
        "dtype": found.dtype,
        "eigenvalues": {
            "condition": spectrum.condition,
            "greatest": spectrum.greatest,
            "least": spectrum.least,
            "null": spectrum.null,
            "rounding": spectrum.rounding,
        },
        "entries": [asdict(entry) for entry in found.entries],
        "max": {
            "abs_error": _by_side(found.max_abs_error),
            "rel_error": _by_side(found.max_rel_error),
            "ulp": _by_side(found.max_ulp),
        },
        "parameters": found.parameters,
        "psd": spectrum.psd,
        "remarks": found.remarks,
        "rows": found.names,
        "symmetric": found.symmetric["ours"],
        "symmetric_by_side": found.symmetric,
    }


def _by_side(errors: dict[str, float]) -> dict[str, float | None]:
    return {side: errors.get(side) for side in SIDES}
