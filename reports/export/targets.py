"""The targets, each one line of this table."""

from __future__ import annotations

from derive.writing.colours import for_latex, for_the_web

from .markdown_files import myst_files, quarto_files
from .target import Target
from .tex_files import beamer_files, tex_files
from .web_files import html_files, katex_files, mathjax_files

TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target("tex", tex_files, "example.tex", for_latex),
        Target("beamer", beamer_files, "example.tex", for_latex, drawn=True),
        Target("myst", myst_files, "example.md", for_the_web),
        Target("quarto", quarto_files, "example.qmd", for_latex),
        Target("katex", katex_files, "example.html", for_the_web),
        Target("mathjax", mathjax_files, "example.html", for_the_web),
        Target("html", html_files, "example.html", str),
    )
}
