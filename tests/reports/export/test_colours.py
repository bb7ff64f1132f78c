"""Colours of tensors in exports: each target reads them as it can, and without them nothing is different."""

import re

import pytest

from reports.export.catalogue import catalogue
from reports.export.embedding import embedded
from reports.export.targets import TARGETS
from reports.formats.latex.mathematics import mathematics
from reports.formats.line_breaks import extent
from reports.formats.markdown.dialects import DIALECTS
from reports.options.conventions import ConventionOptions
from reports.options.options import NetworkOptions

SIZES = {"D": 2, "K": 2}
OPENING = {
    "tex": r"\textcolor[HTML]{A34700}{W}",
    "beamer": r"\textcolor[HTML]{A34700}{W}",
    "quarto": r"\textcolor[HTML]{A34700}{W}",
    "myst": r"\textcolor{#A34700}{W}",
    "katex": r"\textcolor{#A34700}{W}",
    "mathjax": r"\textcolor{#A34700}{W}",
    "html": '<mrow style="color:#A34700;color:light-dark(#A34700,#F2A65A);"><mi>W</mi></mrow>',
}
COLOURED = r"\textcolor{bp-tensor-1}{W}_{kd} x_d"


def files(target: str, *, colour: bool) -> str:
    """All files of a target in one."""
    options = NetworkOptions(writing=ConventionOptions(layout="rows", colour=colour))
    return "\n".join(TARGETS[target].written(catalogue(options, SIZES)).values())


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_reads_its_colours(target: str) -> None:
    """W has its colour, no name of ours is left, and without the colours the files are what they were."""
    coloured = files(target, colour=True).replace("\\\\", "\\")
    assert OPENING[target] in coloured
    assert "bp-tensor" not in coloured
    assert "textcolor" not in files(target, colour=False)


def test_titles_speak_of_the_letters_that_are_shown() -> None:
    """Keys keep the names of the code; LaTeX has a sign for every letter that a title may hold."""
    writing = ConventionOptions(r"p=\hat{\Gamma},W=\vartheta,L=\mathcal{L}", colour=True)
    found = catalogue(NetworkOptions(writing=writing), SIZES)
    assert found["gradient/W"].title == "gradient with respect to the weights ϑ, when labels sum to one"
    assert found["jacobian/L-p"].title == "derivative of ℒ with respect to Γ̂, one sample"
    text = "\n".join(TARGETS["tex"].written(found).values())
    assert r"\ensuremath{\vartheta}" in text and r"\ensuremath{\mathcal{L}}" in text and "bpother" not in text


def test_a_directive_has_letters_layout_and_colours() -> None:
    """In Sphinx and MyST, beside what the configuration says; a no takes the colours away again."""
    standard = NetworkOptions(writing=ConventionOptions(notation="bishop", colour=True))
    (plain,) = embedded("gradient/W/matrix", {"colour": "no", "layout": "xw", "letters": r"y=\tau"}, standard)
    assert plain.latex.endswith(r"\mathbf{X}^\top\left(\mathbf{Y} - \mathbf{\tau}\right)")
    (coloured,) = embedded("definition/z", {}, standard, colours=str)
    assert r"\textcolor{bp-tensor-3}{a}_{nk}" in coloured.latex


def test_markdown_has_the_colours_that_its_readers_show() -> None:
    """GitHub none, pandoc those of LaTeX, the others those of the web."""
    shown = {name: dialect.formula(COLOURED) for name, dialect in DIALECTS.items()}
    assert shown["github"] == "W_{kd} x_d"
    assert shown["pandoc"] == shown["quarto"] == r"\textcolor[HTML]{A34700}{W}_{kd} x_d"
    assert shown["myst"] == shown["jupyter"] == r"\textcolor{#A34700}{W}_{kd} x_d"


def test_latex_has_our_colours_and_no_others() -> None:
    """A colour in somebody's notes is not known; ours does not make a formula wider."""
    assert mathematics(COLOURED) == r"\textcolor[HTML]{A34700}{W}_{kd} x_d"
    assert mathematics(r"\textcolor{red}{x}") is None
    assert mathematics(r"\textcolor{bp-tensor-1}{\input{x}}") is None
    plain = re.sub(r"\\textcolor\{[^}]*\}\{(W)\}", r"\1", COLOURED)
    assert extent(COLOURED) == extent(str(mathematics(COLOURED))) == extent(plain)
