"""The drawing of the network: every weight where they fit, nothing on top of anything, all of it said in words too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from reports.lesson.blocks import Table, Words
from reports.lesson.number_format import decimals, readable
from reports.lesson.pictures.drawing import State, network_picture
from reports.lesson.pictures.drawn_numbers import drawn_numbers
from reports.report import Report

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    """Every text of the drawing."""
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_every_weight_of_the_example_is_written_on_its_edge(standard_report: Report) -> None:
    """Twelve edges with the twelve numbers; the nodes carry features, logits and probabilities."""
    shown = texts(network_picture(standard_report, State.FORWARD).svg)
    for number in ("0.15", "0.29", "0.1", "0.71", "−0.8", "0.97", "0.51", "0.67", "0.14", "−0.47", "−0.62", "0.21"):
        assert number in shown
    assert {"0.81", "0.9112", "0.6105", "−0.1517", "0.4794"} <= set(shown)


def test_letters_before_numbers(standard_report: Report) -> None:
    """The first drawing names every weight by its row and column."""
    shown = texts(network_picture(standard_report, State.LETTERS).svg)
    assert {f"w{k}{d}" for k in (1, 2, 3) for d in (1, 2, 3, 4)} <= set(shown)


@pytest.mark.parametrize("state", list(State))
def test_no_label_lies_on_another(standard_report: Report, state: State) -> None:
    """The middles of two labels are at least as far apart as a line is high."""
    svg = network_picture(standard_report, state).svg
    places = [tuple(map(float, found)) for found in re.findall(r"translate\((-?[\d.]+) (-?[\d.]+)\) rotate", svg)]
    assert len(places) == 12
    assert min(abs(x - u) / 2 + abs(y - v) for (x, y), (u, v) in combinations(places, 2)) > 18


def test_sign_shows_without_colour(standard_report: Report) -> None:
    """Negative weights are dashed as well as red, exactly those."""
    root = ElementTree.fromstring(network_picture(standard_report, State.FORWARD).svg)
    groups = [(group, path) for group in root.iter(f"{SVG}g") for path in group.iter(f"{SVG}path")]
    weights = [(group, path) for group, path in groups if path.get("data-tensor") == "W"]
    lines = {path.findtext(f"{SVG}title"): "stroke-dasharray" in group.attrib for group, path in weights}
    assert len(lines) == 12
    assert all(dashed == ("−" in str(title)) for title, dashed in lines.items())
    assert sum(lines.values()) == 3


def test_the_gradients_are_those_of_the_example(standard_report: Report) -> None:
    """On each edge the gradient by its weight, in each logit's node that by the logit: p − y."""
    example = standard_report.example
    shown = texts(network_picture(standard_report, State.BACKWARD).svg)
    by_weight = [readable(decimals(float(slope))) for slope in np.ravel(example.gradient["W"])]
    by_logit = [readable(decimals(float(s))) for s in example.forward["p"] - example.inputs["y"]]
    assert not Counter(by_weight + by_logit) - Counter(shown)
    assert {"∂L/∂z1", "∂L/∂z2", "∂L/∂z3", "0.81"} <= set(shown)


def test_the_table_says_what_the_drawings_say(standard_report: Report, hidden_report: Report) -> None:
    """Every number of both drawings, also where the edges carry none."""
    for report in (standard_report, hidden_report):
        said = " ".join(part.text for t in drawn_numbers(report) for part in _words(t))
        for state in (State.FORWARD, State.BACKWARD):
            titles = re.findall(r"<title>[^<]* = ([^<]*)</title>", network_picture(report, state).svg)
            assert titles and all(title in said for title in titles)
        for values in (report.example.forward["z"], report.example.inputs["x"]):
            assert all(f"= {readable(decimals(float(value)))}" in said for value in values)


def _words(table: Table) -> Iterator[Words]:
    """All words of its headings and cells."""
    parts = [*table.headings, *(cell.parts for row in table.rows for cell in row)]
    return (part for several in parts for part in several if isinstance(part, Words))


def test_a_hidden_layer_shows_its_activations(hidden_report: Report) -> None:
    """From the features over pre-activations and activations to the loss; each unit has its own function."""
    picture = network_picture(hidden_report, State.FORWARD)
    order = [picture.description.index(word) for word in ("the features", "the activations", "the logits", "the loss")]
    assert order == sorted(order)
    assert texts(picture.svg).count("tanh") == 2


def test_nothing_leaves_the_drawing(hidden_report: Report) -> None:
    """Every circle and line is inside the view box."""
    root = ElementTree.fromstring(network_picture(hidden_report, State.FORWARD).svg)
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    units = [(group, group.find(f"{SVG}circle")) for group in root.iter(f"{SVG}g")]
    for group, circle in units:
        if circle is None:
            continue
        r = float(circle.attrib["r"])
        x, y = map(float, re.findall(r"-?[\d.]+", group.attrib["transform"]))
        assert r < x - left < width - r and r < y - top < height - r


def test_the_page_shows_one_state_at_a_time(opened: Callable[..., Any]) -> None:
    """Values first, gradients when they are asked for, without a script of ours; on paper both."""
    figures = "[...document.querySelectorAll('figure[data-state]')]"
    shown = f"return {figures}.filter((e) => e.offsetHeight).map((e) => e.dataset.state)"
    browser = opened()
    assert browser.execute_script(shown) == ["forward"]
    browser.find_element("css selector", ".bp-states [value=backward]").click()
    assert browser.execute_script(shown) == ["backward"]
    assert opened(medium="print").execute_script(shown) == ["forward", "backward"]
