"""The page as text: one file, no network, a strict policy, sound structure, harmless with hostile names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from reports.formats.html.mathml import Mathematics
from reports.formats.html.page import render_html, render_sections, source_hash
from reports.formats.html.shortening import shortened
from reports.lesson.blocks import Cell, Equation, Fold, Paragraph, Section, Table, Words
from reports.options.options import HiddenLayer, NetworkOptions
from reports.report import Report
from tests.reports.sample_reports import sample_dataset, sample_report

LARGEST = 600_000
PAGES = ["standard_page", "hidden_page"]
VOID = {"meta", "br", "img", "input", "link", "hr", "mspace", "line", "path", "circle", "rect", "use"}


class Structure(HTMLParser):
    """Elements with their attributes, the text, and whatever is closed without being open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "annotation", "pre"} & set(self.open):
            self.text += data

    def all(self, tag: str) -> Iterator[dict[str, str]]:
        """The attributes of every element of that name."""
        return (attributes for name, attributes in self.elements if name == tag)


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    """Each of the sample pages."""
    text: str = request.getfixturevalue(request.param)
    return text


def test_every_element_is_closed(page: str) -> None:
    """Elements nest; nothing is left open."""
    structure = Structure(page)
    assert (structure.wrong, structure.open) == ([], [])


def test_the_page_is_one_small_file(page: str) -> None:
    """At most 600 KB; nothing is loaded from anywhere."""
    assert len(page.encode()) <= LARGEST
    structure = Structure(page)
    loaded = [a for _, a in structure.elements if {"src", "srcset", "data", "poster"} & a.keys()]
    links = [a[name] for _, a in structure.elements for name in ("href", "xlink:href") if name in a]
    assert loaded == [] and all(link.startswith("#") for link in links)
    assert not re.search(r"url\((?!#|data:font/woff2;base64,)|@import", page)


LEFT_OUT = "the steps&#39; numbers, all but the first values of each stage of the worked example"


def test_eight_hidden_units_and_biases_fit_too() -> None:
    """A network with 67 parameters still makes a page of at most 600 KB, and what it leaves out are numbers."""
    page = render_html(sample_report(NetworkOptions(bias=True, hidden=(HiddenLayer(8, "tanh"),))))
    told = re.findall(r"the page leaves out (.*?); the report in", page)
    assert 500_000 < len(page.encode()) <= LARGEST and set(told) == {LEFT_OUT}


def test_the_policy_allows_only_our_own_script(page: str) -> None:
    """Nothing by default; exactly one script, by its hash; no handler in an attribute."""
    structure = Structure(page)
    policy = next(a["content"] for a in structure.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert policy.startswith("default-src 'none';") and "unsafe-eval" not in policy
    assert re.search(r"script-src ([^;]*)", policy)[1] == " ".join(f"'{source_hash(s)}'" for s in scripts)  # type: ignore[index]
    assert not [name for _, attributes in structure.elements for name in attributes if name.startswith("on")]


def test_every_anchor_exists_once(page: str) -> None:
    """Ids are unique, those inside drawings and plots too; every link and label finds its target."""
    structure = Structure(page)
    ids = Counter(a["id"] for _, a in structure.elements if "id" in a)
    assert [name for name, count in ids.items() if count > 1] == []
    wanted = {a["href"][1:] for a in structure.all("a")}
    wanted |= {one for _, a in structure.elements for one in a.get("aria-labelledby", "").split()}
    wanted |= {a["xlink:href"][1:] for _, a in structure.elements if "xlink:href" in a}
    assert wanted | set(re.findall(r"url\(#([^)]+)\)", page)) <= ids.keys()


def test_structure_for_readers_with_screen_readers(page: str) -> None:
    """A language, landmarks, one first heading, scopes and captions in tables, titles of drawings."""
    structure = Structure(page)
    tags = Counter(tag for tag, _ in structure.elements)
    assert next(structure.all("html")).get("lang") == "en"
    assert (tags["main"], tags["nav"], tags["h1"]) == (1, 1, 1)
    assert tags["caption"] == tags["table"]
    assert all(a.get("scope") in ("col", "row") for a in structure.all("th"))
    drawings = [a for a in structure.all("svg") if a.get("aria-hidden") != "true"]  # its bands for paper repeat one
    assert drawings and all(a.get("role") == "img" for a in drawings)
    assert all("aria-label" in a or "aria-labelledby" in a for a in drawings)
    assert all("\\" not in a.get("aria-label", "") for a in structure.all("math")), "raw TeX is no label"


def test_the_page_shows_what_it_promises(standard_page: str) -> None:
    """The published numbers, all twelve weights, the Jacobian in two cases, shapes, provenance."""
    latex = re.findall(r"<annotation[^>]*>(.*?)</annotation>", standard_page)
    everything = "\n".join(latex) + standard_page + Structure(standard_page).text
    for piece in (
        r"(0.81)(0.15) + (0.57)(0.29) + (0.28)(0.1) + (0.84)(0.71)",
        "0.9112",
        "1.0605679",
        "0.5643",
        r"p_k\left(\delta_{kj} - p_j\right)",
        r"\begin{cases} p_k\left(1 - p_k\right) &amp; j = k",
        r"\frac{1}{N} \left(P - Y\right)^\top X",
        "K×N⋅N×D→K×D",
        "−0.4217",
        "0.2554",
        "backproof report",
        "3.11.0",
    ):
        assert piece in everything, piece
    names = re.findall(r'<th scope="row"><math aria-label="(W\[\d,\d\])">', standard_page)
    assert len(set(names)) == 12


def test_every_symbol_is_in_the_tables_at_the_end(page: str) -> None:
    """Letters with their shapes, indices and signs: no formula of the page has a name that they do not have."""
    shown = re.sub(r"<annotation.*?</annotation>", "", page, flags=re.DOTALL)
    at_the_end = shown[shown.index('id="letters"') :]
    letters, signs = re.findall(r"<table>.*?</table>", at_the_end, re.DOTALL)[:2]
    known, used = (set(re.findall(r"<mi[^>]*>([^<]+)</mi>", part)) for part in (letters + signs, shown))
    assert len(known) > 20 and used - known == set()
    assert page.index("<caption>Indices and signs") > page.index('<div class="bp-equation')


def test_no_value_is_missing(page: str) -> None:
    """No Python leftover where a number or a word should stand."""
    text = Structure(page).text
    assert not re.search(r"\bNone\b|\bnan\b|Undefined|\{\w+\}|Float\(|np\.", text)


def test_hostile_names_are_harmless(standard_report: Report, standard_page: str) -> None:
    """Names of data, classes and features that are markup, script and template source."""
    hostile = ("</title><script>alert(1)</script>", "{{ 7 * 7 }}{% raw %}", '" onmouseover="x', "<img src=x>")
    data = sample_dataset("<b>iris</b>{{ 6 * 7 }}", hostile, ("<svg onload=x>", "</style>", "'); alert('"))
    page = render_html(replace(standard_report, dataset=data))
    structure = Structure(page)
    assert (structure.wrong, structure.open) == ([], [])
    assert (
        page.count("<script>") == standard_page.count("<script>")
        and "<img" not in page
        and "<b>" not in page
        and "<svg onload" not in page
    )
    assert "{{ 7 * 7 }}" in structure.text and "{{ 6 * 7 }}" in structure.text


def test_the_same_report_gives_the_same_bytes(standard_report: Report, standard_page: str) -> None:
    """Rendered twice in one process."""
    assert render_html(standard_report) == standard_page


def test_formulas_that_could_not_be_typeset_are_counted(standard_report: Report) -> None:
    """The page says how many formulas it shows as their source; where there are none it says nothing."""
    mathematics = Mathematics()
    mathematics.display(r"\nosuchcommand")
    said = "1 formula(s) of this page could not be typeset"
    assert said in render_sections(standard_report, mathematics) and said not in render_html(standard_report)


def test_a_page_that_would_be_too_large_leaves_out_what_is_missed_least(
    hidden_report: Report, hidden_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers first, then steps in between; it is told, and every result stays."""
    pages = [hidden_page]
    for words in ("the steps&#39; numbers;", "the steps&#39; numbers, the steps in between;"):
        monkeypatch.setattr("reports.formats.html.page.LARGEST_PAGE", len(pages[-1].encode()) - 1)
        pages.append(render_html(hidden_report))
        assert len(pages[-1]) < len(pages[-2]) and f"the page leaves out {words}" in pages[-1]
    assert "the page leaves out" not in hidden_page
    derivatives = re.findall(r'id="(d-[^"]+)"', hidden_page)
    assert derivatives and derivatives == re.findall(r'id="(d-[^"]+)"', pages[-1])
    assert 0 < pages[-1].count('class="bp-step') < pages[1].count('class="bp-step')


def test_a_page_has_its_size_whatever_is_in_it() -> None:
    """Tables of weights get shorter and others do not; what is too large even so goes, the largest first, as told."""
    cell = (Cell((Words("1"),)),) * 3
    weights, words = Table("weights", (), (cell,) * 40, of_entries=True), Table("words", (), (cell,) * 40)
    formulas = tuple(Equation("x" * length) for length in (900, 10, 800))
    steps = (Paragraph((Words("First."),)), *formulas, Fold("the other 3", formulas, more=True), weights, words)
    found = [section.blocks for (section,) in shortened((Section("backward", "Backwards", steps),))]
    tables = [[len(b.rows) for b in blocks if isinstance(b, Table)] for blocks in found]
    assert tables == [[40, 40], [40, 40], [12, 40], [4, 40], [4], [4], [], []]
    lengths = [[len(b.latex) for b in blocks if isinstance(b, Equation)] for blocks in found]
    assert lengths[:5] == [[900, 10, 800]] * 5 and lengths[5:] == [[10, 800], [10], []]
    said = [str(blocks[0].parts) for blocks in found[1:] if isinstance(blocks[0], Paragraph)]
    assert "all but the first 4 rows" in said[2] and "the first 12" not in said[2]
    assert [("what is largest" in text) for text in said] == [False] * 3 + [True] * 4
