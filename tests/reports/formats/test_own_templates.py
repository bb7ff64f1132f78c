"""The user's own templates in Markdown and LaTeX: they take the place of ours, escape as ours do, and stay in a box."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from derive.errors import InputError
from reports.cli import main
from reports.formats.choice import Choice
from reports.formats.files import report_files, rooms_of
from reports.formats.html.look import Look
from reports.formats.html.page import render_html
from reports.formats.latex.document import render_latex
from reports.formats.markdown.dialects import DIALECTS, dialect_of
from reports.formats.markdown.document import render_markdown
from reports.formats.paper import PAPERS
from reports.report import Report

TEXT = Choice(("md", "tex"))
SAYING = ("report.html", "report.md", "report.tex")


def written(folder: Path, **files: str) -> Path:
    """A folder with these templates, an underscore in place of each dot."""
    for name, text in files.items():
        (folder / f"{name.replace('_', '.')}.jinja").write_text(text, encoding="utf-8")
    return Look.read(templates=folder, rooms=rooms_of(TEXT)).templates or folder


@pytest.mark.parametrize("dialect", DIALECTS)
def test_one_macro_changes_every_formula(dialect: str, standard_report: Report, tmp_path: Path) -> None:
    """A dialect's template with one macro of the user's own; all else is as in ours, to the byte."""
    own = r"{% macro inline(latex) -%}\\({{ latex|formula }}\\){%- endmacro %}" + "\n"
    ours = files("reports.formats.markdown").joinpath("templates", f"{dialect}.md.jinja")
    rest = ours.read_text(encoding="utf-8").partition("{% macro inline")
    kept = rest[0] + rest[2].partition("{%- endmacro %}")[2]
    text, pictures = render_markdown(
        standard_report, dialect_of(dialect), written(tmp_path, **{f"{dialect}_md": own + kept})
    )
    usual, same = render_markdown(standard_report, dialect_of(dialect))
    marks = ("$`", "`$") if dialect == "github" else ("$", "$")
    count = text.count(r"\\(")
    assert count > 100 and pictures == same
    assert len(usual) - len(text) == count * (sum(map(len, marks)) - 6)


def test_latex_takes_a_preamble_and_a_block(standard_report: Report, tmp_path: Path) -> None:
    """Ours is extended under backproof/; what a template puts in is escaped as LaTeX needs it."""
    own = (
        r'<% extends "backproof/report.tex.jinja" %><% block preamble %>\usepackage{ebgaramond} % << "50%_" >>'
        + "\n<% endblock %>"
    )
    text = render_latex(standard_report, written(tmp_path, report_tex=own))
    assert text.replace("\\usepackage{ebgaramond} % 50\\%\\_\n", "") == render_latex(standard_report)


@pytest.mark.parametrize(
    ("name", "own", "line", "said"),
    [
        ("report_md", "\n{{ nothing_of_this_name }}", 2, "'nothing_of_this_name' is undefined"),
        ("report_md", "{{ sections.__class__.__mro__ }}", 1, "access to attribute '__class__'"),
        ("report_tex", "\n\n<< sections[0].kind.__class__ >>", 3, "access to attribute '__class__'"),
        ("blocks_tex", "<% macro blocks(all) %>\n<< all.missing >><% endmacro %>", 2, "has no attribute 'missing'"),
    ],
)
def test_a_mistake_has_a_file_and_a_line(
    name: str, own: str, line: int, said: str, standard_report: Report, tmp_path: Path
) -> None:
    """An unknown name and a way out of the sandbox, in both formats: one typed error."""
    folder = written(tmp_path, **{name: own})
    with pytest.raises(InputError, match=f"line {line}: ") as found:
        (render_latex if "tex" in name else render_markdown)(standard_report, templates=folder)
    assert said in found.value.message and f"backproof/{name.replace('_', '.')}.jinja" in found.value.hint


def test_the_command_takes_templates_for_what_it_writes(
    standard_report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that restyles LaTeX does nothing for the page, and a broken template is told before any work is done."""
    monkeypatch.setattr("reports.pipeline.build_report", lambda *_: standard_report)
    templates, out = tmp_path / "own", tmp_path / "out"
    templates.mkdir()
    (templates / "report.tex.jinja").write_text("<< sections[0].title >>", encoding="utf-8")
    asked = ["--template", str(templates), "--out", str(out)]
    assert main(["report", "--to", "tex", *asked]) == 0
    assert (out / "report.tex").read_text(encoding="utf-8") == "How does one weight change?\n"
    assert main(["report", "--to", "html", *asked]) == 2
    assert "replaces nothing" in capsys.readouterr().err


@pytest.mark.parametrize("paper", PAPERS)
def test_every_format_is_printed_on_one_paper(paper: str, standard_report: Report) -> None:
    """The page, LaTeX and pandoc's Markdown say the same; a fragment leaves the paper to its host."""
    look = Look(paper=paper)
    files = report_files(standard_report, Choice(("html", "md", "tex"), "pandoc"), look)
    where = re.compile(r"@page { size: (\w+)|^papersize: (\w+)|11pt,(\w+)paper]", re.MULTILINE)
    said = [where.findall(files[name].decode()) for name in SAYING]
    assert [[word for found in each for word in found if word] for each in said] == [[paper]] * 3
    assert "@page" not in render_html(standard_report, replace(look, fragment=True))
