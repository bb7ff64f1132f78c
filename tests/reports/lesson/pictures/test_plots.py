"""Plots: the same bytes every time, no clock, no fixed ink, ids of their own, and words that are true."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from numeric.results import Training
from reports.lesson.blocks import Picture
from reports.lesson.pictures.plots import INK, SIZE, accuracy_plot, learning_curves, residual_plot
from reports.report import Report
from tests.reports.sample_reports import SCALES, sample_dataset


@pytest.fixture(scope="module")
def pictures(standard_report: Report) -> tuple[Picture, ...]:
    """Every plot of a report."""
    return (*learning_curves(standard_report.training), *map(accuracy_plot, SCALES))


def test_plots_follow_the_pages_colours(pictures: tuple[Picture, ...]) -> None:
    """Axes and letters take the page's ink; nothing is black or white by itself."""
    for picture in pictures:
        assert INK not in picture.svg and "currentColor" in picture.svg
        assert not re.search(r"(fill|stroke): (#000|#fff|black|white)", picture.svg)


def test_plots_carry_nothing_foreign(pictures: tuple[Picture, ...]) -> None:
    """No clock, no metadata, no document type; well-formed, with a name for readers who do not see it."""
    for picture in pictures:
        root = ElementTree.fromstring(picture.svg)
        assert root.get("role") == "img" and root.get("aria-label")
        assert not re.search(r"<style|metadata|DOCTYPE|rdf|dc:date|20\d\d-\d\d", picture.svg)


def test_ids_of_two_plots_never_clash(pictures: tuple[Picture, ...]) -> None:
    """Each id is the plot's own, and each reference finds it in the same plot."""
    seen: set[str] = set()
    for picture in pictures:
        ids = set(re.findall(r'\bid="([^"]+)"', picture.svg))
        assert not ids & seen
        assert set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', picture.svg)) <= {
            pair for one in ids for pair in ((one, ""), ("", one))
        }
        seen |= ids


def test_three_runs_in_three_dashes(pictures: tuple[Picture, ...]) -> None:
    """A reader without colours can tell the lines apart."""
    assert len(set(re.findall(r"stroke-dasharray: ([\d., ]+)", pictures[0].svg))) >= 2


def test_the_words_say_how_far_the_runs_are_apart(standard_report: Report) -> None:
    """Runs that differ are not said to be the same."""
    training: Training = standard_report.training
    first, *others = training.runs
    other = replace(first, loss=(*first.loss[:-1], first.loss[-1] + 0.25))
    loss, _ = learning_curves(training)
    apart, accuracy = learning_curves(replace(training, runs=(other, *others)))
    assert "are the same" in loss.description and "are the same" in accuracy.description
    assert "at most 0.25 apart" in apart.description


def test_labels_of_the_axes_are_true_and_have_room(standard_report: Report) -> None:
    """Ticks with three decimals keep them, and the name of the axis stands beside them, inside the picture."""
    training: Training = standard_report.training
    accuracy = tuple(round(0.9 + 0.024 * epoch / training.epochs, 4) for epoch in range(training.epochs + 1))
    runs = tuple(replace(run, accuracy=accuracy) for run in training.runs)
    _, picture = learning_curves(replace(training, runs=runs))
    texts = re.findall(r"<text[^>]*?(?:x=\"([\d.]+)\"|translate\(([\d.]+))[^>]*>([^<]*)</text>", picture.svg)
    ticks = [float(words) for *_, words in texts if re.fullmatch(r"0\.\d+", words)]
    steps = {round(after - before, 6) for before, after in pairwise(ticks)}
    assert 0.905 in ticks and len(steps) == 1, "the distances of true ticks are equal"
    (place,) = (float(x or turned) for x, turned, words in texts if words == "accuracy")
    assert place > 8


def test_a_regression_shows_what_is_predicted_against_what_was_measured() -> None:
    """One mark for each row, a dashed line where both are equal, errors in words; nothing where numbers are lost."""
    measured = np.linspace(100.0, 300.0, 12)[:, None]
    dataset = replace(sample_dataset(), labels=measured, class_names=(), task="regression")
    picture = residual_plot(measured + np.where(np.arange(12) % 2, 5.0, -3.0)[:, None], dataset)
    assert picture is not None and "from −3 to 5" in picture.description
    assert picture.svg.count("<use") >= 12 and "stroke-dasharray" in picture.svg
    assert residual_plot(np.full((12, 1), np.nan), dataset) is None


def test_letters_of_plots_are_large_enough_for_a_telephone() -> None:
    """At 320 px, the least that the page gives a plot, letters are 11 px high."""
    for picture in (
        accuracy_plot(SCALES[0]),
        residual_plot(np.eye(6, 1), replace(sample_dataset(), labels=np.eye(6, 1))),
    ):
        assert picture is not None
        width = float(ElementTree.fromstring(picture.svg).attrib["viewBox"].split()[2])
        assert SIZE * 320 / width > 11 and not re.search(r"font-size: \d", picture.svg)


def test_a_measure_that_is_no_share_is_no_percentage(standard_report: Report) -> None:
    """R² may be negative; its curve and its words have its name, a share keeps its percent."""
    training: Training = standard_report.training
    length = training.epochs + 1
    runs = tuple(replace(run, accuracy=tuple(np.linspace(-0.25, 0.5, length))) for run in training.runs)
    _, picture = learning_curves(replace(training, runs=runs), "R²")
    assert picture.title == "R² per epoch" and "From -0.250 to 0.500" in picture.description.replace("−", "-")
    assert ">R²</text>" in picture.svg
    assert "%" in learning_curves(training)[1].description
