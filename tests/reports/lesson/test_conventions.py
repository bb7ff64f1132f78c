"""Conventions in a whole report: no letter of ours is left anywhere, whatever the letters, the layout, the colours."""

import re
from functools import cache

import pytest

from derive.writing.colours import without_colours
from reports.formats.html.page import render_html
from reports.formats.latex.document import render_latex
from reports.formats.markdown.dialects import dialect_of
from reports.formats.markdown.document import render_markdown
from reports.lesson.blocks import Equation, Section
from reports.lesson.document import lesson
from reports.options.conventions import ConventionOptions
from reports.options.options import NetworkOptions
from reports.report import Report
from tests.reports.sample_reports import sample_report

# Every letter of the network becomes Greek, so that a Latin one is one that was forgotten.
GREEK = {
    "x": "chi", "y": "psi", "z": "zeta", "p": "pi", "L": "Lambda", "E": "Xi", "W": "Gamma", "b": "beta",
    "n": "eta", "m": "iota", "d": "gamma", "c": "kappa", "k": "omega", "j": "xi", "N": "Phi", "D": "Psi", "K": "Omega",
}  # fmt: skip
LETTERS = ",".join(f"{name}=\\{letter}" for name, letter in GREEK.items())
# What is no letter of the network: rules of calculus about any u, f and g, and the base of the exponential.
GENERAL = re.compile(
    r"\\frac\{d[^{}]*\}\{du\}|\\left\([uf]g?\\right\)|\b[ufg]'?\b|\b[ei]\b|\\mathbf\{1\}|\\mathbb\{[1R]\}"
)


@cache
def report() -> Report:
    """A report in letters that no other has, with samples as columns, in colour."""
    writing = ConventionOptions(LETTERS, layout="columns", colour=True)
    return sample_report(NetworkOptions(bias=True, writing=writing), written_out=False)


def markdown() -> str:
    """The report in Markdown."""
    return render_markdown(report(), dialect_of("github"))[0]


def letters_of_ours(latex: str) -> list[str]:
    """The letters of the network as it is without conventions that stand in a formula."""
    bare = re.sub(
        r"\\(?:text|mathrm|begin|end|textcolor)(?:\[HTML\])?\{[^{}]*\}|\\[A-Za-z]+", " ", GENERAL.sub(" ", latex)
    )
    return [letter for letter in re.findall(r"[A-Za-z]", bare) if letter in GREEK]


def test_no_formula_of_the_lesson_has_a_letter_of_ours() -> None:
    """In Markdown, where every formula, table and remark of the lesson is LaTeX."""
    text = markdown()
    formulas = re.findall(r"\$`(.*?)`\$|```math\n(.*?)\n```", text, flags=re.DOTALL)
    assert len(formulas) > 200
    leaks = {one or other: found for one, other in formulas if (found := letters_of_ours(one or other))}
    assert not leaks


def test_sentences_and_captions_speak_of_the_letters_that_are_shown() -> None:
    """No W1 in a caption, no N=2 in a check."""
    text = re.sub(r"```.*?```|`[^`]*`|<!--.*?-->", "", markdown(), flags=re.DOTALL)
    assert re.findall(r"\b(?:W1|W2|b1|b2|[NDKH] ?= ?\d)\b", text) == []
    assert "exact at Φ=2" in text


@pytest.mark.parametrize("render", [render_latex, render_html])
def test_latex_and_the_page_are_whole(render: object) -> None:
    """Every colour is one that the reader knows; no formula is shown as its source."""
    text = str(render(report()))  # type: ignore[operator]
    assert r"\textcolor{bp-tensor" not in text
    assert "A34700" in text


def test_matrix_equations_are_those_of_the_layout() -> None:
    """Samples are columns: weights times inputs, plus the bias times a row of ones."""
    sections: tuple[Section, ...] = lesson(report())
    remarks = [part for s in sections for b in s.blocks if isinstance(b, Equation) for part in b.remark]
    shown = " ".join(getattr(part, "latex", "") for part in remarks)
    assert r"\zeta = \Gamma \chi + \boldsymbol{\beta} \mathbf{1}_{\Phi}^\top" in without_colours(shown)
