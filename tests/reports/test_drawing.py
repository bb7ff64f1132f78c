"""The drawing of the network: every weight where they fit, nothing on top of anything, all of it said in words too."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

from reports.drawing import network_picture, stages
from reports.report import Report

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    """Every text of the drawing."""
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_every_weight_of_the_example_is_written_on_its_edge(standard_report: Report) -> None:
    """Twelve edges with the twelve numbers; the nodes carry features, logits and probabilities."""
    shown = texts(network_picture(standard_report, values=True).svg)
    for number in ("0.15", "0.29", "0.1", "0.71", "−0.8", "0.97", "0.51", "0.67", "0.14", "−0.47", "−0.62", "0.21"):
        assert number in shown
    assert {"0.81", "0.9112", "0.6105", "−0.1517", "p = 0.4794"} <= set(shown)


def test_letters_before_numbers(standard_report: Report) -> None:
    """The first drawing names every weight by its row and column."""
    shown = texts(network_picture(standard_report, values=False).svg)
    assert {f"w{k}{d}" for k in (1, 2, 3) for d in (1, 2, 3, 4)} <= set(shown)


@pytest.mark.parametrize("values", [False, True])
def test_no_label_lies_on_another(standard_report: Report, values: bool) -> None:
    """The middles of two labels are at least as far apart as a line is high."""
    svg = network_picture(standard_report, values=values).svg
    places = [tuple(map(float, found)) for found in re.findall(r"translate\(([\d.]+) ([\d.]+)\)", svg)]
    assert len(places) == 12
    assert min(abs(x - u) / 2 + abs(y - v) for (x, y), (u, v) in combinations(places, 2)) > 18


def test_sign_shows_without_colour(standard_report: Report) -> None:
    """Negative weights are dashed as well as red, exactly those."""
    root = ElementTree.fromstring(network_picture(standard_report, values=True).svg)
    lines = {line.findtext(f"{SVG}title"): "stroke-dasharray" in line.attrib for line in root.iter(f"{SVG}line")}
    assert all(dashed == ("−" in str(title)) for title, dashed in lines.items())
    assert sum(lines.values()) == 3


def test_a_hidden_layer_shows_its_activations(hidden_report: Report) -> None:
    """The column between features and logits holds what the second weights multiply."""
    columns, weights = stages(hidden_report.sample.network)
    assert [t.name for t in columns] == ["x", "a", "z"] and [t.name for t in weights] == ["W1", "W2"]
    picture = network_picture(hidden_report, values=True)
    assert "4 to 2 to 3" in picture.description


def test_nothing_leaves_the_drawing(hidden_report: Report) -> None:
    """Every circle and line is inside the view box."""
    root = ElementTree.fromstring(network_picture(hidden_report, values=True).svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for circle in root.iter(f"{SVG}circle"):
        x, y, r = (float(circle.attrib[name]) for name in ("cx", "cy", "r"))
        assert r < x < width - r and r < y < height - r
