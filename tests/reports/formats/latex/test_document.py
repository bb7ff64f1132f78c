"""The LaTeX document: compiled as its readers compile it; what names from outside spell is printed, never run."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reports.formats.latex.document import formula, render_latex, render_sections
from reports.formats.latex.lines import breakable
from reports.formats.latex.mathematics import mathematics
from reports.formats.latex.text import code, escaped
from reports.lesson.blocks import Cell, Listing, Paragraph, Section, Table, Words, inline
from reports.lesson.document import lesson
from reports.options.options import HiddenLayer, NetworkOptions
from reports.report import Report
from tests.reports.sample_reports import sample_dataset, sample_report

FEATURES = (
    r"a_b & 50% $x$ \input{/etc/passwd} <>~^#{}",
    "żółć \N{LATIN SMALL LETTER KRA} 漢字 \x1b[31m",
    "--- '' `` ,, ?` \" |",
    r"\end{document}\write18{touch ran}" + "x" * 90,
)
CLASSES = ("%", "}{", "^^5cinput ^^M")
# Formulas as notes have them; each may stand in the document as it is.
IN_NOTES = (
    r"\frac{\partial L}{\partial w_{ij}} = (p_i - y_i) x_j \lt 1",
    r"\hat{y}_k = \mathrm{softmax}(z)_k = \frac{e^{z_k}}{\sum\limits_j e^{z_j}} \in [0, 1] \text{ for all } k",
    r"\left\{ \begin{cases} p_k \left( 1 - p_k \right) & j = k \\ -p_j p_k & \text{else} \end{cases} \right.",
    "∂L/∂α ≈ x' − 2·β",
)
# And what stops the typesetting, or does something else than mathematics.
NO_FORMULAS = (
    r"\input{/etc/passwd}",
    r"\write18{touch ran}",
    r"\text{\input{x}}",
    r"\text{a_b}",
    r"\csname input\endcsname x",
    "a % b",
    "a $ b",
    "a & b",
    r"a \\ b",
    "^^5cinput x",
    "a_b_",
    "a^^b",
    "{a",
    "a}",
    r"\left( a",
    r"\left a \right b",
    r"\begin{document}\end{document}",
    r"\begin{cases} a \end{aligned}",
    r"\def\a{b}",
    r"\undefined",
    "a\\",
    "漢",
    "",
)
TOO_WIDE = re.compile(r"Overfull \\hbox \(([\d.]+)pt too wide\)")


@pytest.fixture(scope="module")
def wide_report() -> Report:
    """A hidden layer, biases, base 2, every weight written out, and names that spell commands."""
    options = NetworkOptions(bias=True, log_base="2", hidden=(HiddenLayer(2, "tanh"),))
    return replace(sample_report(options), dataset=sample_dataset(r"iris \section{x}", FEATURES, CLASSES))


def compiled(text: str, latexmk: str, folder: Path) -> str:
    """Compile ``report.tex`` in a folder; return LaTeX's log, whose lines are not cut."""
    (folder / "report.tex").write_text(text, encoding="utf-8")
    command = [latexmk, "-pdf", "-interaction=nonstopmode", "-halt-on-error", "report.tex"]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    log = (folder / "report.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, log[-3000:]
    return log


@pytest.mark.parametrize("name", ["standard_report", "wide_report"])
def test_the_document_compiles_and_nothing_leaves_the_page(
    name: str, require_program: Callable[..., str], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """No error, no missing character, nothing undefined, no line that sticks out; every heading is in the PDF."""
    report: Report = request.getfixturevalue(name)
    notes = "\n".join(map(formula, (*IN_NOTES, *NO_FORMULAS)))
    text = render_latex(report).replace("\\end{document}\n", f"{notes}\n\\end{{document}}\n")
    log = compiled(text, require_program("latexmk"), tmp_path)
    assert [points for points in TOO_WIDE.findall(log) if float(points) > 3] == []
    assert "Missing character" not in log and "undefined" not in log and "multiply" not in log
    assert not (tmp_path / "ran").exists()
    command = [require_program("pdftotext"), "-layout", "report.pdf", "-"]
    plain = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True).stdout
    squeezed = re.sub(r"\s", "", plain)
    for section in lesson(report):
        assert re.sub(r"\s", "", section.title) in squeezed
    steps = {
        step.title for d in lesson(report) for block in d.blocks if hasattr(block, "steps") for step in block.steps
    }
    assert all(re.sub(r"\s", "", title) in squeezed for title in steps)
    if name == "wide_report":
        assert r"a_b&50%$x$" in squeezed and r"\input{/etc/passwd}" in squeezed and "żółćU+0138U+6F22" in squeezed


def test_every_formula_of_the_lesson_is_set_as_mathematics(wide_report: Report) -> None:
    r"""None is printed as its source, not even one that ends in \top; what the file's names spell is, as it should."""
    own = escaped(r"\top"), escaped(r"\frac"), escaped(r"\partial"), escaped(r"\mathbf")
    assert [command for command in own if command in render_latex(wide_report)] == []


def test_every_picture_is_tikz_with_its_words(standard_report: Report) -> None:
    """As many drawings as pictures, each described; both drawings of the network with all weights."""
    text = render_latex(standard_report)
    pictures = [block for section in lesson(standard_report) for block in section.blocks if block.kind == "picture"]
    assert text.count(r"\begin{tikzpicture}") == len(pictures) >= 4
    assert text.count(r"\bpwords{") == len(pictures)
    letters = text[text.index(r"\begin{tikzpicture}") : text.index(r"\end{tikzpicture}")]
    assert len(re.findall(r"\\textit\{w\}\\textsubscript\{\d\d\}", letters)) == 12
    assert all(rf"{{{number}}};" in text for number in ("0.9112", "0.29", r"\ensuremath{-}0.47"))


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(inline("{x}", x=r"\evil")),
        Table(r"\evil", ((Words(r"\evil"),),), ((Cell((Words(r"\evil"),), heat=-1.0),),)),
        Listing("\\end{bplisting}\\evil\n\n  '%' # \\evil", "text"),
    ],
    ids=lambda block: block.kind,
)
def test_no_block_lets_a_command_through(block: Paragraph | Table | Listing) -> None:
    """Each backslash of the outside text is printed as one."""
    text = render_sections((Section("", r"\evil", (block,)),))
    assert r"\evil" not in text and text.count(r"\end{bplisting}") == (block.kind == "listing")
    assert text.count(r"\textbackslash{}evil") >= 1


def test_formulas_are_mathematics_and_nothing_else(standard_report: Report, wide_report: Report) -> None:
    """All of ours may stand as they are; of others', only what is known to be harmless and to be typeset."""
    assert [latex for latex in IN_NOTES if mathematics(latex) is None] == []
    assert [latex for latex in NO_FORMULAS if mathematics(latex) is not None] == []
    for report in (standard_report, wide_report):
        blocks = [block for section in lesson(report) for block in section.blocks]
        found = [step.latex for block in blocks if block.kind == "steps" for step in block.steps]
        found += [block.latex for block in blocks if block.kind == "equation"]
        assert len(found) > 30 and [latex for latex in found if mathematics(latex) is None] == []


@pytest.mark.parametrize(
    ("whole", "in_lines"),
    [
        (r"a\left(b + c\right)\left(d\right)", r"a(b + c)\allowbreak{}(d)\allowbreak{}"),
        (r"\left(1 - \left(\frac{a}{b}\right)^2\right)", r"\bigl(1 - \bigl(\frac{a}{b}\bigr)^2\bigr)\allowbreak{}"),
        (r"\left\{ a \right.", r"\left\{ a \right."),
        (rf"\frac{{\left(a\right) + {'b' * 80}}}{{c}} x", rf"\Bigl[\Bigl((a)\allowbreak{{}} + {'b' * 80}"),
    ],
)
def test_a_long_formula_may_end_its_lines_between_brackets(whole: str, in_lines: str) -> None:
    """An exponent stays at its bracket; a fraction that is wider than the page is written with a stroke."""
    assert breakable(whole, "big").startswith(in_lines)


def test_escaped_text_has_no_bare_markup() -> None:
    """Of every character that means something to TeX, what is left stands in a command of ours."""
    found = escaped("".join(map(chr, range(0x250))) + "漢🙂\ud800")
    left = re.sub(r"\\(?:[A-Za-z]+(?:\{\}|\{[0-9A-F]{4,5}\})?|[{}$&#%_])", "", found)
    assert not set("\\$&#%_^\x00\x7f") & set(re.sub(r"\\ensuremath\{[^{}]*(\{[^{}]*\})?\}", "", left).replace("^{", ""))
    assert found.isprintable()
    assert escaped("-- ,,") == "-{}- ,{}," and code("'a'") == r"\texttt{\textquotesingle{}a\textquotesingle{}}"
