"""The report as a notebook that derives, evaluates and compares when it is run; it stores no results.

Whatever comes from outside stands in it as a Python literal or as escaped words, never as code.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..lesson.titles import network_title
from ..options.options import LearningOptions
from ..report import Report
from ..system.visible_text import visible
from .markdown.dialects import dialect_of
from .notebook_network import network_code

FORMAT = {"nbformat": 4, "nbformat_minor": 5}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True, slots=True)
class NotebookCell:
    """A cell: its identifier, its text, and whether that is code."""

    identifier: str
    text: str
    code: bool = False

    def as_json(self) -> dict[str, Any]:
        """The cell in the notebook's format: an identifier that stays the same, no output."""
        common = {"id": self.identifier, "metadata": {}, "source": self.text.splitlines(keepends=True)}
        if not self.code:
            return {"cell_type": "markdown", **common}
        return {"cell_type": "code", "execution_count": None, "outputs": [], **common}


def render_notebook(report: Report, folder: Path | None = None) -> str:
    """The notebook as text, the same for the same report; ``folder`` is where it will lie and run."""
    found = [cell.as_json() for cell in cells(report, folder or Path())]
    return json.dumps({"cells": found, "metadata": METADATA, **FORMAT}, ensure_ascii=False, indent=1) + "\n"


def cells(report: Report, folder: Path) -> Iterator[NotebookCell]:
    """A few lines of code at a time, and before each what they do."""
    for (identifier, words), code in zip(WORDS.items(), _code(report, folder), strict=True):
        yield NotebookCell(f"{identifier}-words", words.format_map(_said(report)))
        yield NotebookCell(identifier, code, code=True)


WORDS = {
    "network": """\
# How does one weight change?

{title}.

Run this notebook from top to bottom: it derives the gradient of the loss with respect to every weight, proves each
step, evaluates the formula in JAX on real data, compares it with automatic differentiation, and learns with it.
`{command}` wrote it.

First the network: definitions in index notation, from the features to the loss. The sizes stay letters.""",
    "gradients": """\
## The gradients

The chain rule, walked backwards; each definition is differentiated by SymPy. The last lines hold for any sizes.""",
    "steps": """\
Every step was checked when it was made: decided exactly, or on several small sizes in exact arithmetic.""",
    "program": """\
## The formula as code

The derived formulas{form} are printed as JAX. This very text is what runs.""",
    "data": """\
## Real data: {data}

The beginning of the hash tells whether these are the rows of the report.""",
    "values": """\
The gradient by the derived formula, at the weights that {point}:""",
    "comparison": """\
## Compared with automatic differentiation

The same gradient by reverse mode through a stax model and through a model in plain JAX, by forward mode, and by central
differences; all of them against an enclosure of the exact value in ball arithmetic.""",
    "learning": """\
## Learning

Gradient descent from the same start, once with the derived formula and once with autodiff of each model.""",
    "agreement": """\
## Agreement

Two sources agree when they are no further apart than rounding may move both. This cell fails where one entry
does not.""",
}
FORM_IN_WORDS = {"accurate": ", rearranged where possible so that no nearly equal numbers are subtracted,", "fast": ""}
POINT_IN_WORDS = {"start": "the seed draws", "trained": "logistic regression learns"}


def _said(report: Report) -> dict[str, str]:
    """What stands in the words."""
    return {
        "title": dialect_of("jupyter").words(network_title(report.network)),
        "command": _command(report),
        "data": dialect_of("jupyter").words(report.dataset.name),
        "form": FORM_IN_WORDS[report.options.learning.form],
        "point": "the file has" if report.options.data.weights else POINT_IN_WORDS[report.options.learning.at],
    }


def _command(report: Report) -> str:
    """The command on one line, as code in a line of text."""
    return visible(" ".join(f"{report.provenance.command} --to ipynb".replace("`", "'").split()))


def _code(report: Report, folder: Path) -> tuple[str, ...]:
    options = report.options
    learning = options.learning
    return (
        "import derive\nimport numeric\nfrom derive.writing.latex import definition_latex\n"
        "from IPython.display import Math, display\n\n"
        f"{network_code(options.network, folder)}\n"
        "display(*(Math(definition_latex(definition, network)) for definition in network.definitions))",
        "gradients = {t.name: derive.derive_gradient(network, wrt=t.name) for t in network.parameters}\n"
        "display(*gradients.values())",
        "steps = {step for gradient in gradients.values() for step in gradient.steps}\n"
        'print(sum(step.check.proved for step in steps), "of", len(steps), "steps are proved")\n'
        "assert all(step.check.proved for step in steps)",
        f"formulas = {FORMULAS[learning.form]}\n"
        "program = numeric.lower_gradients(network, formulas)\nprint(program.source)",
        f"data = numeric.load_dataset({_data_arguments(report, folder)})\n"
        "print(data.features.shape, data.labels.shape, data.class_names)\n"
        f"assert data.sha256.startswith({report.dataset.sha256[:12]!r})",
        _point(report, learning, folder),
        _comparison(learning),
        f"training = numeric.train(network, start, arrays, numeric.gradients_of(program), {_descent(report)})\n"
        "for run in training.runs:\n"
        '    print(f"{run.source:8} loss {run.loss[0]:.6f} -> {run.loss[-1]:.6f}", training.measure, run.accuracy[-1])',
        'assert comparison.verdict == "agree"\n'
        'print("All", len(comparison.parameters), "entries agree; at most", f"{comparison.max_ulp:.3g} ULP apart.")',
    )


FORMULAS = {
    "accurate": "{name: (derive.accurate_form(found) or found).formula for name, found in gradients.items()}",
    "fast": "{name: found.formula for name, found in gradients.items()}",
}


# How the weights are found at which gradients are compared: what is imported for them, and the line that makes them.
POINTS = {
    "start": ("", "start"),
    "trained": ("from numeric.model.trained_weights import trained_weights", "trained_weights(network, start, arrays)"),
}


def _weights(report: Report, folder: Path) -> tuple[str, str]:
    """The user's own weights, or those that an option names."""
    own = report.options.data.weights
    if not own:
        return POINTS[report.options.learning.at]
    shapes = "{name: values.shape for name, values in start.items()}"
    path = _seen_from(own, folder)
    return "from numeric.data.weights_file import read_weights", f"read_weights({path!r}, {shapes})"


def _point(report: Report, learning: LearningOptions, folder: Path) -> str:
    widths = report.options.network.widths
    imported, weights = _weights(report, folder)
    start = [
        "from numeric.model.starting_weights import starting_weights",
        *([imported] if imported else []),
        "",
        f"sizes = numeric.sizes_of(network, data{f', {widths!r}' if widths else ''})",
        "arrays = numeric.arrays_of(network, data, sizes)",
        f"start = starting_weights(network, sizes, seed={learning.seed})",
        f"weights = {weights}",
        "program({**weights, **arrays})",
    ]
    return "\n".join(start)


def _comparison(learning: LearningOptions) -> str:
    method = "ACCURATE" if learning.form == "accurate" else "SUBTRACTING"
    return "\n".join(
        [
            "from numeric.compare.error_bound import Method",
            "from numeric.compare.trust import truths",
            "",
            f"how = dict(method=Method.{method}, truth=truths(network), dtype={learning.dtype!r})",
            "comparison = numeric.compare_gradients(network, weights, arrays, numeric.gradients_of(program), **how)",
            "comparison",
        ]
    )


def _seen_from(name: str, folder: Path) -> str:
    """A file keeps its name as it was given, seen from where the notebook runs."""
    path = Path(name)
    return os.path.relpath(path, folder) if path.is_file() and not path.is_absolute() else name


def _data_arguments(report: Report, folder: Path) -> str:
    data = report.options.data
    name = _seen_from(data.name, folder)
    given = {"target": data.target, "standardise": data.standardise or None, "task": data.task or None}
    return ", ".join([repr(name), *(f"{key}={value!r}" for key, value in given.items() if value is not None)])


def _descent(report: Report) -> str:
    learning, task = report.options.learning, report.dataset.task
    given = {
        "task": None if task == "classes" else task,
        "epochs": learning.epochs or report.training.epochs,
        "learning_rate": learning.learning_rate,
        "dtype": learning.dtype,
    }
    return ", ".join(f"{key}={value!r}" for key, value in given.items() if value is not None)
