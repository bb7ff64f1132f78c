"""The user's own look: templates over ours in a sandbox, a style after ours, a fragment; every mistake has a place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from derive.errors import InputError
from reports.cli import main
from reports.formats.html.look import Look, read_css
from reports.formats.html.page import render_html
from reports.formats.own_templates import MAXIMUM_BYTES
from reports.lesson.titles import network_title
from reports.report import Report


@pytest.fixture
def templates(tmp_path: Path) -> Callable[..., Path]:
    """How a test writes a folder of templates: by file name, a double underscore for the last but one dot."""

    def write(**files: str) -> Path:
        for name, text in files.items():
            (tmp_path / f"{name}.html.jinja").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_a_template_takes_the_place_of_ours(standard_report: Report, templates: Callable[..., Path]) -> None:
    """Ours is still there under backproof/, so that a template says only what is different."""
    own = (
        "{% extends 'backproof/report.html.jinja' %}"
        "{% block head %}<meta name='author' content='A & B'>{% endblock %}"
        "{% block after %}<p>{{ title }} &copy;</p>{% endblock %}"
    )
    page = render_html(standard_report, Look.read(templates=templates(report=own)))
    assert "<meta name='author' content='A & B'>" in page
    assert f"<p>How does one weight change? {network_title(standard_report.network)} &copy;</p>" in page
    assert re.sub(r"<meta name='author'.*?>|<p>[^<]*&copy;</p>", "", page) == render_html(standard_report)


def test_values_are_escaped_in_own_templates(standard_report: Report, templates: Callable[..., Path]) -> None:
    """Autoescape holds for the user's templates as for ours."""
    own = templates(lesson="{% set hostile = '<' ~ 'script>' %}{{ hostile }}{{ sections[0].title }}")
    page = render_html(standard_report, Look.read(templates=own))
    assert "&lt;script&gt;How does one weight change?" in page


@pytest.mark.parametrize(
    ("own", "line", "said"),
    [
        ("\n\n{{ sections[0.title }}", 3, "unexpected '}'"),
        ("\n{% if fragment %}", 2, "Unexpected end of template"),
        ("a\nb\nc\n{{ nothing_of_this_name }}", 4, "'nothing_of_this_name' is undefined"),
        ("\n{{ sections.__class__.__mro__ }}", 2, "access to attribute '__class__'"),
        ("{{ math.inline.__globals__ }}", 1, "access to attribute '__globals__'"),
        ("\n{% include 'missing.html' %}", 2, "missing.html"),
        ("{% include '../secret.html' %}", 1, "secret.html"),
        ("\n\n{{ 1 // 0 }}", 3, "division"),
        ("{% for n in range(10 ** 9) %}{% endfor %}", 1, "Range too big"),
        ("{% macro f() %}\n{{ f() }}{% endmacro %}\n{{ f() }}", 2, "too deeply"),
    ],
)
def test_a_mistake_has_a_file_and_a_line(
    own: str, line: int, said: str, standard_report: Report, templates: Callable[..., Path]
) -> None:
    """A slip, an unknown name, a way out of the sandbox: one typed error, which names the place."""
    with pytest.raises(InputError) as found:
        render_html(standard_report, Look.read(templates=templates(lesson=own)))
    assert f"lesson.html.jinja', line {line}: " in found.value.message
    assert said in found.value.message and found.value.hint


def test_a_folder_that_replaces_nothing_says_what_it_has(tmp_path: Path) -> None:
    """No such folder, a file, a folder without a name of ours: what was found, what was expected."""
    with pytest.raises(InputError, match="does not exist"):
        Look.read(templates=tmp_path / "missing")
    (tmp_path / "page.jinja").touch()
    with pytest.raises(InputError, match="is a file"):
        Look.read(templates=tmp_path / "page.jinja")
    with pytest.raises(InputError, match=r"it has page\.jinja") as found:
        Look.read(templates=tmp_path)
    assert "report.html.jinja" in found.value.hint and "network.svg" not in found.value.hint


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a" * (MAXIMUM_BYTES + 1)], ids=["no UTF-8", "too large"])
def test_files_that_cannot_be_read(content: bytes, tmp_path: Path) -> None:
    """Neither as a style nor as a template."""
    for name in ("style.css", "report.html.jinja"):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match="style file"):
        Look.read(css=tmp_path / "style.css")
    with pytest.raises(InputError, match="template"):
        Look.read(templates=tmp_path)


def test_a_style_comes_last_and_stays_inside(standard_report: Report, tmp_path: Path) -> None:
    """The user's rules win; what would end the element is refused with its line."""
    style = tmp_path / "style.css"
    style.write_text(".backproof { --bp-ink: navy; }", encoding="utf-8")
    page = render_html(standard_report, Look.read(css=style))
    assert page.index(".backproof { --bp-ink: navy; }") > page.index(".bp-negative-9")
    assert page.index(".backproof { --bp-ink: navy; }") < page.index("</style>")
    style.write_text("p { color: red }\n/* </STYLE><script>alert(1)</script> */", encoding="utf-8")
    with pytest.raises(InputError, match="line 2, has '</STYLE'"):
        read_css(style)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--css", "missing.css"], "the style file 'missing.css' cannot be read: No such file or directory"),
        (["--template", "missing"], "the template folder 'missing' does not exist"),
        (["--to", "md", "--fragment"], "--fragment is about the page, which is not asked for"),
        (["--to", "ipynb", "--template", "."], "--template is for what is written with templates"),
    ],
)
def test_the_command_refuses_before_it_computes(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Exit status 2, one line of what is wrong, and no report is begun."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("reports.pipeline.build_report", lambda *_: pytest.fail("a report was begun"))
    assert main(["report", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("whole", [True, False])
def test_the_command_writes_a_page_or_a_fragment(
    whole: bool,
    standard_report: Report,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Under its own name, in the user's style; what the page's policy will stop is said at once."""
    monkeypatch.setattr("reports.pipeline.build_report", lambda *_: standard_report)
    style, out = tmp_path / "style.css", tmp_path / "out"
    style.write_text('.backproof { background: url("https://example.org/a.png") }', encoding="utf-8")
    form, name = ("--full-page", "report.html") if whole else ("--fragment", "fragment.html")
    assert main(["report", "--to", "html", form, "--css", str(style), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert f"wrote {out / name}" in said.out
    assert 'url("https://example.org/a.png")' in said.err
    assert sorted(path.name for path in out.iterdir()) == ["certificate.json", name]
    text = (out / name).read_text(encoding="utf-8")
    assert ("<!DOCTYPE html>" in text) == whole and style.read_text(encoding="utf-8") in text


def test_a_large_style_takes_nothing_from_the_lesson(standard_report: Report) -> None:
    """The limit of 600 KB is for what we write."""
    page = render_html(standard_report, Look(css="/*" + "x" * 600_000 + "*/"))
    assert len(page) > 900_000 and "the page leaves out" not in page
