"""A comparison as a document for programs: the JSON of ``backproof compare`` and ``backproof report``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numeric.results import Comparison, Dataset, ParameterComparison, RowAccuracy, Training, WorkedExample

    from ...function_comparison import FunctionComparison
    from ...report import Report

from .second_order import second_part

Document = dict[str, Any]
SIDES = ("ours", "stax", "custom", "jvp")
AGREES_WHEN = (
    "each side is within its own bound of the certified truth, where there is one, "
    "and within the sum of both bounds of ours"
)


def comparison_document(report: Report) -> Document:
    """Everything that was measured: the data, every gradient entry, the learning, the worked example."""
    return {
        "data": data_document(report.dataset),
        **gradients_document(report.comparison),
        **second_part(report.second),
        "example": example_document(report.example),
        "rows": {source: rows_document(found) for source, found in report.rows.items()},
        "provenance": asdict(report.provenance),
        "training": training_document(report.training),
    }


def function_document(found: FunctionComparison) -> Document:
    """The same of a user's function: the data are what it was given; nothing was learnt, and no example worked."""
    return {
        "data": {"name": found.data, "sizes": found.sizes},
        "function": found.function,
        "translation": found.translated,
        **gradients_document(found.comparison),
        **second_part(found.second),
        "example": None,
        "rows": {},
        "provenance": asdict(found.provenance),
        "training": None,
    }


def data_document(dataset: Dataset) -> Document:
    """The data's name, its task, its counts of rows, features and classes, their names, and what was decided."""
    return {
        "class_names": dataset.class_names,
        "classes": len(dataset.class_names),
        "feature_names": dataset.feature_names,
        "features": len(dataset.feature_names),
        "name": dataset.name,
        "remarks": dataset.remarks,
        "rows": len(dataset.features),
        "sha256": dataset.sha256,
        "standardised": dataset.standardised,
        "target": dataset.target_name,
        "task": dataset.task,
    }


def gradients_document(comparison: Comparison) -> Document:
    """Every gradient entry from every source, the largest differences, the verdict with its rule, and remarks."""
    return {
        "dtype": comparison.dtype,
        "max": {
            "abs_error": comparison.max_abs_error,
            "rel_error": comparison.max_rel_error,
            "ulp": by_side(comparison.max_ulp_by_source or {}),
            "ulp_between_sides": comparison.max_ulp,
        },
        "parameters": [entry_document(entry) for entry in comparison.parameters],
        "remarks": comparison.remarks,
        "agrees_when": AGREES_WHEN,
        "rule": comparison.rule,
        "verdict": comparison.verdict,
        **({"sample": _sample_document(comparison.sample)} if comparison.sample is not None else {}),
    }


def _sample_document(sample: Comparison) -> Document:
    """The same at the rows that have a certified truth."""
    return {"rows": sample.rows, **gradients_document(sample)}


def by_side(errors: Mapping[str, float]) -> Document:
    """An error by side; null for a side that is not there, or without a certified truth to measure it against."""
    return {side: errors.get(side) for side in SIDES}


def entry_document(entry: ParameterComparison) -> Document:
    """One gradient entry: every source's number, the certified truth, each side's error, which is nearest.

    ``bounds`` are how far rounding may move each side, ``bound`` is that of ours. ``ulp`` and ``errors`` are distances
    from the truth; ``abs_error``, ``rel_error`` and
    ``ulp_between_sides`` are between the formula and autodiff.
    """
    found, judgement = asdict(entry), entry.judgement
    between, _ = found.pop("ulp"), found.pop("judgement")
    return found | {
        "errors": {
            "absolute": by_side(judgement.abs_error if judgement else {}),
            "relative": by_side(judgement.rel_error if judgement else {}),
        },
        "bounds": by_side(entry.bounds),
        "nearest": judgement.nearest if judgement else None,
        "truth": judgement.truth if judgement else None,
        "ulp": by_side(judgement.ulp if judgement else {}),
        "ulp_between_sides": between,
    }


def rows_document(rows: RowAccuracy) -> Document:
    """The gradient with respect to the logits, row by row, of one side."""
    return {
        "exact_zeros": rows.exact_zeros,
        "max_ulp": rows.max_ulp,
        "median_ulp": rows.median_ulp,
        "wrong_by_more_than_0.1_percent": rows.wrong,
        **({"drawn": rows.drawn, "judged": rows.judged, "rows": rows.rows} if rows.judged else {}),
    }


def training_document(training: Training) -> Document:
    """Loss and accuracy of each run before the first step and after each, and the final weights."""
    return {
        "accuracy": {run.source: run.accuracy for run in training.runs},
        "epochs": training.epochs,
        "learning_rate": training.learning_rate,
        "loss": {run.source: run.loss for run in training.runs},
        "max_weight_difference": training.max_weight_difference,
        "measure": training.measure,
        "weights": {run.source: run.parameters for run in training.runs},
    }


def example_document(example: WorkedExample) -> Document:
    """The worked example: inputs, every value of the forward pass, gradient, updated weights, both losses."""
    return {
        **example.forward,
        "bits": example.bits,
        "gradient": example.gradient,
        "inputs": example.inputs,
        "learning_rate": example.learning_rate,
        "log_base": example.log_base,
        "loss": example.loss,
        "loss_after": example.loss_after,
        "updated_weights": example.updated,
    }
