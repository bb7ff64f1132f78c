"""Reports: what people read, made from one report value.

>>> import reports
>>> options = reports.Options(learning=reports.LearningOptions(epochs=1))
>>> options.command("report")
'backproof report --epochs 1'
>>> report = reports.build_report(options, "compare")
>>> report  # doctest: +ELLIPSIS
Report(iris: agree: 12 of 12 gradient entries agree with autodiff ...)
>>> print(f"{report.example.loss:.7f}")
1.0605679
>>> reports.render_html(report).count("<math") > 100
True
>>> markdown, pictures = reports.render_markdown(report)
>>> markdown.splitlines()[0]
'# How does one weight change?'
>>> reports.render_latex(report).count("begin{tikzpicture}") == len(pictures)
True
>>> reports.render_notebook(report).count('"cell_type": "code"')
9
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .formats.latex import render_latex
    from .formats.notebook import render_notebook
    from .json_output import json_text
    from .markdown import render_markdown
    from .options import DataOptions, HiddenLayer, LearningOptions, NetworkOptions, Options
    from .output_files import write_files
    from .page import render_html
    from .pipeline import build_report
    from .report import Report

__all__ = [
    "DataOptions",
    "HiddenLayer",
    "LearningOptions",
    "NetworkOptions",
    "Options",
    "Report",
    "build_report",
    "json_text",
    "render_html",
    "render_latex",
    "render_markdown",
    "render_notebook",
    "write_files",
]

# Loaded on first use: `backproof --help` must not wait for SymPy, JAX or matplotlib.
_HOMES = {
    "DataOptions": "options",
    "HiddenLayer": "options",
    "LearningOptions": "options",
    "NetworkOptions": "options",
    "Options": "options",
    "render_latex": "formats.latex",
    "render_notebook": "formats.notebook",
    "Report": "report",
    "build_report": "pipeline",
    "json_text": "json_output",
    "render_html": "page",
    "render_markdown": "markdown",
    "write_files": "output_files",
}


def __getattr__(name: str) -> object:
    """Import a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'reports' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
