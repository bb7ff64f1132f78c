"""A comparison at a user's own logits as a document for programs: the JSON of ``backproof compare --logits``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from .comparison import Document

if TYPE_CHECKING:
    from numeric.compare.logits_comparison import FormatAccuracy, LogitsComparison
    from numeric.results import RowAccuracy


def logits_document(comparison: LogitsComparison) -> Document:
    """What was read, each format's accuracy by side, and the rows in which autodiff is worst."""
    return {
        "classes": comparison.classes,
        "formats": [_format_document(found) for found in comparison.formats],
        "judged": comparison.judged,
        "name": comparison.name,
        "remarks": comparison.remarks,
        "rows": comparison.rows,
        "sha256": comparison.sha256,
        "stored": comparison.stored,
        "verdict": comparison.verdict,
    }


def _format_document(found: FormatAccuracy) -> Document:
    """A side's numbers; ``reason`` says why there are none."""
    return {
        "computed_in": found.computed_in,
        "dtype": found.dtype,
        "reason": found.reason or None,
        "sides": {side: _side_document(rows) for side, rows in found.sides.items()},
        "visible": found.visible,
        "worst": [asdict(row) for row in found.worst],
    }


def _side_document(rows: RowAccuracy) -> Document:
    """One side's accuracy over the rows that were judged; a row is wrong from the error ``visible`` on."""
    return {
        "exact_zeros": rows.exact_zeros,
        "max_ulp": rows.max_ulp,
        "median_ulp": rows.median_ulp,
        "wrong": rows.wrong,
    }
