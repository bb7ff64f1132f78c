"""A comparison as a document for programs: the JSON of ``backproof compare`` and ``backproof report``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numeric.results import Comparison, Dataset, Training, WorkedExample

    from .report import Report

Document = dict[str, Any]


def comparison_document(report: Report) -> Document:
    """Everything that was measured: the data, every gradient entry, the learning, the worked example."""
    return {
        "data": data_document(report.dataset),
        **gradients_document(report.comparison),
        "example": example_document(report.example),
        "provenance": asdict(report.provenance),
        "training": training_document(report.training),
    }


def data_document(dataset: Dataset) -> Document:
    """The data's name, its counts of rows, features and classes, and their names."""
    return {
        "class_names": dataset.class_names,
        "classes": len(dataset.class_names),
        "feature_names": dataset.feature_names,
        "features": len(dataset.feature_names),
        "name": dataset.name,
        "rows": len(dataset.features),
        "sha256": dataset.sha256,
        "standardised": dataset.standardised,
    }


def gradients_document(comparison: Comparison) -> Document:
    """Every gradient entry from every source, the largest differences, and the verdict with its rule."""
    return {
        "dtype": comparison.dtype,
        "max": {
            "abs_error": comparison.max_abs_error,
            "rel_error": comparison.max_rel_error,
            "ulp": comparison.max_ulp,
        },
        "parameters": [asdict(parameter) for parameter in comparison.parameters],
        "rule": comparison.rule,
        "verdict": comparison.verdict,
    }


def training_document(training: Training) -> Document:
    """Loss and accuracy of each run before the first step and after each, and the final weights."""
    return {
        "accuracy": {run.source: run.accuracy for run in training.runs},
        "epochs": training.epochs,
        "learning_rate": training.learning_rate,
        "loss": {run.source: run.loss for run in training.runs},
        "max_weight_difference": training.max_weight_difference,
        "weights": {run.source: run.parameters for run in training.runs},
    }


def example_document(example: WorkedExample) -> Document:
    """The worked example: inputs, every value of the forward pass, gradient, updated weights, both losses."""
    return {
        **example.forward,
        "gradient": example.gradient,
        "inputs": example.inputs,
        "learning_rate": example.learning_rate,
        "log_base": example.log_base,
        "loss": example.loss,
        "loss_after": example.loss_after,
        "updated_weights": example.updated,
    }
