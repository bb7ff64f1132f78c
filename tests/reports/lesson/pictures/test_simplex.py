"""The probability simplex: rows stand where their probabilities say, wrong ones are ringed, the words count them."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np

from reports.formats.markdown.document import render_markdown
from reports.lesson.blocks import Table
from reports.lesson.learning import predicted
from reports.lesson.pictures.simplex import CORNERS, MAXIMUM_ROWS, simplex
from reports.report import Report
from tests.reports.sample_reports import PREDICTED, sample_dataset


def test_rows_stand_where_their_probabilities_say() -> None:
    """A certain row in its corner, an undecided one in the middle; a ring where another class is more probable."""
    sure = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1 / 3, 1 / 3, 1 / 3], [0.5, 0.5, 0], [0.2, 0.5, 0.3]])
    picture = simplex(sure, sample_dataset())
    assert picture is not None
    root = ElementTree.fromstring(picture.svg)
    marks = [(e.get("href"), e.get("x"), e.get("y")) for e in root.iter("{http://www.w3.org/2000/svg}use")]
    middle = CORNERS.mean(axis=0)
    for k, place in enumerate([*CORNERS, middle, (CORNERS[0] + CORNERS[1]) / 2, sure[5] @ CORNERS]):
        x, y = np.round(place, 1)
        assert (f"#simplex-mark-{k % 3 + 1}", f"{x}", f"{y}") in marks
    rings = [e for e in root.iter("{http://www.w3.org/2000/svg}circle") if e.get("r") == "8.5"]
    assert len(rings) == 2, "rows 5 and 6; row 4 is of the first of the equally probable classes"
    assert "2 of 2 setosa, 1 of 2 versicolor, 1 of 2 virginica" in picture.description


def test_three_shapes_in_the_pages_ink(standard_page: str) -> None:
    """Classes differ in shape as well as in colour; what is ink follows the page."""
    drawing = standard_page[standard_page.index('class="bp-simplex"') :]
    drawing = drawing[: drawing.index("</svg>")]
    assert set(re.findall(r'<(\w+) id="simplex-mark-\d"', drawing)) == {"circle", "rect", "path"}
    assert drawing.count('stroke="currentColor"') >= 4 and not re.search(r"#000|#fff|black|white", drawing)


def test_names_are_text_and_have_room() -> None:
    """Markup in a class name is shown; a long name is cut."""
    dataset = sample_dataset(classes=("<b>&", "a" * 200, "x"))
    picture = simplex(PREDICTED, dataset)
    assert picture is not None and "&lt;b&gt;&amp;</text>" in picture.svg and "<b>" not in picture.svg
    assert "a" * 23 + "…</text>" in picture.svg and "a" * 24 + "…" not in picture.svg
    assert f"<title>{'a' * 200}</title>" in picture.svg, "all of it where a pointer asks"


def test_three_numbers_that_are_no_shares_have_no_triangle() -> None:
    """Of three labels or three outputs each stands for itself."""
    assert simplex(np.full((6, 3), 0.5), sample_dataset()) is None


def test_many_rows_are_cut_and_the_words_say_so() -> None:
    """The drawing stays small; counts are of all rows."""
    times = MAXIMUM_ROWS
    dataset = sample_dataset()
    many = replace(dataset, labels=np.tile(dataset.labels, (times, 1)), features=np.tile(dataset.features, (times, 1)))
    picture = simplex(np.tile(PREDICTED, (times, 1)), many)
    assert picture is not None and picture.svg.count("<use") == MAXIMUM_ROWS + 3
    assert (
        f"{2 * times} of {2 * times} setosa" in picture.description and f"first {MAXIMUM_ROWS}" in picture.description
    )


def test_two_classes_have_their_counts_without_a_triangle(standard_report: Report) -> None:
    """There is no triangle of two classes; the table of counts is there."""
    dataset = sample_dataset(classes=("no", "yes"))
    two = np.array([[0.9, 0.1], [0.2, 0.8], [0.3, 0.7], [0.4, 0.6]])
    training = replace(standard_report.training, probabilities=two)
    (table,) = predicted(replace(standard_report, dataset=dataset, training=training))
    assert isinstance(table, Table)
    assert [[cell.exact for cell in row[1:]] for row in table.rows] == [["1", "1"], ["0", "2"]]


def test_the_counts_are_in_every_format(standard_report: Report) -> None:
    """The picture is a file of the Markdown, the table says the same."""
    text, pictures = render_markdown(standard_report)
    assert "simplex.svg" in pictures and "predicted: virginica" in text
