"""Pictures as TikZ: each element of SVG at its place; what cannot be read is refused, never left out."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from reports.formats.latex.svg_geometry import segments, transform_of
from reports.formats.latex.tikz import as_tikz
from reports.lesson.pictures.simplex import simplex
from tests.reports.sample_reports import sample_dataset

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50">{}</svg>'


def drawn(inside: str) -> list[str]:
    """The lines between the bounding box and the end."""
    return as_tikz(SVG.format(inside)).splitlines()[2:-1]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<circle cx="3" cy="4" r="2" fill="none" stroke="black"/>', r"\draw[draw=black, line width=0.75pt] (3,4) "),
        ('<path d="M0 0h4v2z" fill="#0000ff"/>', "(0,0) -- (4,0) -- (4,2) -- cycle;"),
        ('<g transform="translate(10 5)"><rect x="1" y="2" width="3" height="4"/></g>', "(11,7) -- (14,7) -- (14,11)"),
        ('<line x1="0" y1="0" x2="2" y2="0" stroke="red" stroke-dasharray="4 2"/>', "on 3pt off 1.5pt"),
        (
            '<text x="5" y="6" text-anchor="middle" font-size="16">a_b</text>',
            r"anchor=base, inner sep=0pt, font=\fonts",
        ),
        ('<text x="0" y="0" transform="rotate(-90 8 9)">up</text>', "rotate=90] at (-1,17) {up};"),
        (
            '<text><tspan font-style="italic">w</tspan><tspan dy="4">12</tspan></text>',
            r"{\textit{w}\textsubscript{12}};",
        ),
        (
            '<text><title>no</title>W<tspan dy="-5">(1)</tspan><tspan dy="9">2</tspan><tspan dy="-4">=</tspan></text>',
            r"{W\textsuperscript{(1)}\textsubscript{2}=};",
        ),
        ('<rect width="9" height="9" rx="4" stroke="black" fill="none"/>', "rounded corners=3pt]"),
        ('<g color="#ff0000"><line x2="3" stroke="currentColor"/></g>', "draw={rgb,255:red,255;green,0;blue,0}"),
        ('<defs><path id="m" d="M-1 0L1 0"/></defs><use xlink:href="#m" x="7" y="8"/>', "(6,8) -- (8,8);"),
        ('<g opacity="0.5"><path d="M0 0L1 1" fill-opacity="0.5"/></g>', "fill opacity=0.25"),
        ('<path d="M0 0Q3 3 6 0"/>', "(0,0) .. controls (2,2) and (4,2) .. (6,0);"),
        (
            '<rect width="1" height="1" style="fill: rgb(1, 2, 3); stroke: none"/>',
            "fill={rgb,255:red,1;green,2;blue,3}",
        ),
    ],
)
def test_each_element_is_drawn_at_its_place(inside: str, expected: str) -> None:
    """Read off by hand; the y axis goes down as in SVG."""
    (line,) = drawn(inside)
    assert expected in line


def test_what_is_clipped_is_clipped() -> None:
    """In a scope of its own."""
    clip = '<defs><clipPath id="c"><rect x="1" y="1" width="2" height="2"/></clipPath></defs>'
    lines = drawn(clip + '<g clip-path="url(#c)"><path d="M0 0L9 9"/></g>')
    assert lines[0] == r"\begin{scope}" and lines[-1] == r"\end{scope}"
    assert lines[1] == r"\clip (1,1) -- (3,1) -- (3,3) -- (1,3) -- cycle;"


@pytest.mark.parametrize(
    ("inside", "named"),
    [("<ellipse/>", "<ellipse>"), ('<path d="M0 0A1 1 0 0 0 2 2"/>', "'A'"), ('<g transform="skewX(3)"/>', "skewX")],
)
def test_what_is_not_known_is_refused(inside: str, named: str) -> None:
    """A picture is never drawn without a part of it."""
    with pytest.raises(ValueError, match=re.escape(named)):
        drawn(inside)


def test_transformations_are_applied_from_the_inside() -> None:
    """Against a rotation about a point, computed with complex numbers."""
    place = transform_of("rotate(30 2 1) translate(4,5) scale(2)")
    point, centre = complex(4 + 2 * 3, 5 + 2 * 7), complex(2, 1)
    turned = (point - centre) * complex(math.cos(math.pi / 6), math.sin(math.pi / 6)) + centre
    assert place.apply(3, 7) == pytest.approx((turned.real, turned.imag))
    assert place.angle == pytest.approx(30) and place.scale == pytest.approx(2)


def test_numbers_without_separators_are_read() -> None:
    """As SVG writes them where it saves bytes; more pairs after a move are lines."""
    assert list(segments("M1-2.5.5 1e1l-1-1")) == [
        ("M", [(1.0, -2.5)]),
        ("L", [(0.5, 10.0)]),
        ("L", [(-0.5, 9.0)]),
    ]


def test_the_probabilities_are_drawn_with_hostile_names() -> None:
    """The classes' names stand at the corners as the characters they are."""
    data = sample_dataset("iris", classes=(r"\input{x}", "a_b & <i>", "%"))
    probabilities = np.full((len(data.labels), 3), 1 / 3)
    picture = simplex(probabilities, data)
    assert picture is not None
    text = as_tikz(picture.svg)
    assert r"\textbackslash{}input\{x\}" in text and r"a\_b \& \textless{}i\textgreater{}" in text
    assert r"\input" not in text


def test_a_drawing_too_wide_goes_into_bands() -> None:
    """Letters stay 6 points high: the picture is cut between columns, and a column at a cut is in both bands."""
    columns = " ".join(f"{200 * place} {200 * place + 60}" for place in range(9))
    circles = "".join(f'<g><circle cx="{200 * place + 30}" cy="9" r="5"/></g>' for place in range(9))
    svg = f'<svg viewBox="0 0 1660 20" data-columns="{columns}">{circles}</svg>'
    bands = as_tikz(svg).split(r"\end{tikzpicture}")[:-1]
    assert len(bands) == 2 and all("x=0.5" in band and r"\clip" in band for band in bands)
    assert all(f"({200 * place + 30},9)" in bands[0] + bands[1] for place in range(9))
    assert "(830,9)" in bands[0] and "(830,9)" in bands[1] and "(30,9)" not in bands[1]
    assert r"\clip" not in as_tikz(svg.replace("1660", "860")), "what fits stays whole"
