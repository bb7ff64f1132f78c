"""Reports: what people read, made from one report value.

>>> import reports
>>> options = reports.Options(learning=reports.LearningOptions(epochs=1))
>>> options.command("report")
'backproof report --epochs 1'
>>> report = reports.build_report(options, "compare")
>>> report  # doctest: +ELLIPSIS
Report(iris: agree: 12 of 12 gradient entries agree with autodiff ...)
>>> print(f"{report.example.loss:.7f}")
0.7351296
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

from .system.beginning import end_quietly_when_interrupted

end_quietly_when_interrupted()  # before the rest is imported, which takes long enough to be interrupted

# ruff: noqa: E402
import lazy_loader

from .system.showing import displays_in


@displays_in
def _displays() -> None:
    from .formats import displays as displays  # a report shows itself in every format: they are attached to it here


# Loaded on first use, as the stub beside this file says: `backproof --help` waits for none of them.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
