r"""A picture of the report as TikZ: the same layout as in the page, lines and letters of LaTeX.

Every drawing and plot exists once, as SVG. What of SVG they use is read here: groups, paths, lines, rectangles,
circles, text with subscripts, markers that are drawn many times, clipping to a rectangle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree

from ...lesson.pictures.bands import Span, bands, columns_of, within
from .svg_geometry import IDENTITY, Affine, numbers, segments, transform_of
from .text import escaped

# A line of text of the document, and what a pixel is in print.
LINE_PT, UNIT_PT = 450.0, 0.75
# Below this a drawing goes into several bands instead: its smallest letters are 6 points high.
SMALLEST_PT, PAGE_PT = 0.5, 600.0
SILENT = {"title", "desc", "defs", "style", "metadata", "clipPath", "script"}
INHERITED = (
    "color",
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "font-size",
    "font-style",
    "font-weight",
    "text-anchor",
    "fill-opacity",
    "stroke-opacity",
)
NAMED = {"currentColor": "black", "Canvas": "white", "none": "", "transparent": "", "inherit": "black"}


@dataclass(frozen=True, slots=True)
class State:
    """What an element has from those around it."""

    place: Affine = IDENTITY
    style: Mapping[str, str] = field(default_factory=dict)
    opacity: float = 1.0

    def inside(self, element: ElementTree.Element) -> State:
        """The state of the content of an element."""
        found = _properties(element)
        style = {**self.style, **{key: found[key] for key in INHERITED if key in found}}
        opacity = self.opacity * float(found.get("opacity", 1.0))
        return replace(
            self, place=self.place @ transform_of(element.get("transform", "")), style=style, opacity=opacity
        )


def width_of(svg: str) -> float:
    """The width of the picture in its own units."""
    return numbers(ElementTree.fromstring(svg).get("viewBox", ""))[2]


def as_tikz(svg: str, room: float = LINE_PT) -> str:
    """The picture as a ``tikzpicture``, at most ``room`` points wide.

    Raises:
        ValueError: the SVG uses what is not read here.

    >>> print(as_tikz('<svg viewBox="0 0 9 9"><line x1="1" y1="2" x2="3" y2="4" stroke="#ff0000"/></svg>'))
    \\begin{tikzpicture}[x=0.75pt, y=-0.75pt]
    \\path[use as bounding box] (0,0) rectangle (9,9);
    \\draw[draw={rgb,255:red,255;green,0;blue,0}, line width=0.75pt] (1,2) -- (3,4);
    \\end{tikzpicture}
    """
    root = ElementTree.fromstring(svg)
    x, y, width, height = numbers(root.get("viewBox", ""))
    columns, spans = columns_of(root.get("data-columns", "")), [(x, x + width)]
    if columns and room / width < SMALLEST_PT:
        spans = bands(columns, room / SMALLEST_PT)
    unit = min(UNIT_PT, PAGE_PT / len(spans) / height, *(room / (right - left) for left, right in spans))
    drawing = _Drawing(root, unit)
    lines = [line for child in root for line in drawing.lines(child, State().inside(root))]
    pictures = [_picture(lines, unit, span, (y, y + height), clipped=len(spans) > 1) for span in spans]
    stacked = "\n\\\\[9pt]\n".join(pictures)
    return stacked if len(pictures) == 1 else rf"\begin{{tabular}}{{@{{}}l@{{}}}}{stacked}\end{{tabular}}"


def _picture(lines: list[str], unit: float, span: Span, height: Span, *, clipped: bool) -> str:
    """One picture; of a band only what is in it."""
    frame = f"({_n(span[0])},{_n(height[0])}) rectangle ({_n(span[1])},{_n(height[1])});"
    shown = [rf"\clip {frame}", *(line for line in lines if within(line, span))] if clipped else lines
    return "\n".join(
        [
            rf"\begin{{tikzpicture}}[x={_n(unit, 4)}pt, y=-{_n(unit, 4)}pt]",
            rf"\path[use as bounding box] {frame}",
            *shown,
            r"\end{tikzpicture}",
        ]
    )


class _Drawing:
    """Draws elements; knows those that are referred to by their ids."""

    def __init__(self, root: ElementTree.Element, unit: float) -> None:
        self.unit = unit
        self.known = {found: element for element in root.iter() if (found := element.get("id"))}

    def lines(self, element: ElementTree.Element, outer: State) -> Iterator[str]:
        """The TikZ lines of an element and of what is in it."""
        kind = _kind(element)
        if kind in SILENT:
            return
        clip = self._clip(element, outer)
        yield from clip
        state = outer.inside(element)
        if kind in ("g", "svg", "a"):
            for child in element:
                yield from self.lines(child, state)
        elif kind == "use":
            offset = Affine(1, 0, 0, 1, _length(element, "x"), _length(element, "y"))
            yield from self._used(element, replace(state, place=state.place @ offset))
        elif kind == "text":
            yield from self._text(element, state)
        else:
            outline, corner = _outline(kind, element), _length(element, "rx") * state.place.scale * self.unit
            yield from self._path(outline, state, filled=kind != "line", corner=corner)
        if clip:
            yield r"\end{scope}"

    def _used(self, element: ElementTree.Element, state: State) -> Iterator[str]:
        target = element.get("{http://www.w3.org/1999/xlink}href") or element.get("href") or ""
        if target.removeprefix("#") not in self.known:
            raise ValueError(f"nothing has the id {target}")
        yield from self.lines(self.known[target.removeprefix("#")], state)

    def _clip(self, element: ElementTree.Element, state: State) -> list[str]:
        found = re.fullmatch(r"url\(#(.+)\)", element.get("clip-path", ""))
        if not found:
            return []
        (shape,) = self.known[found[1]]
        return [r"\begin{scope}", rf"\clip {self._points(_outline(_kind(shape), shape), state.place)};"]

    def _path(self, outline: str, state: State, *, filled: bool, corner: float = 0.0) -> Iterator[str]:
        options = [*(self._fill(state) if filled else ()), *self._stroke(state)]
        options += [f"rounded corners={_n(corner)}pt"] if corner and options else []
        if options:
            yield rf"\draw[{', '.join(options)}] {self._points(outline, state.place)};"

    def _points(self, outline: str, place: Affine) -> str:
        if outline.startswith("circle "):
            x, y, radius = numbers(outline[7:])
            return f"{_point(place, x, y)} circle[radius={_n(radius * place.scale * self.unit)}pt]"
        words = []
        for command, points in segments(outline):
            shown = [_point(place, *point) for point in points]
            if command == "C":
                words.append(f".. controls {shown[0]} and {shown[1]} .. {shown[2]}")
            else:
                words.append({"M": "", "L": "-- ", "Z": "-- cycle"}[command] + "".join(shown))
        return " ".join(words)

    def _fill(self, state: State) -> Iterator[str]:
        if (colour := _colour(state.style.get("fill", "black"), state.style)) != "":
            yield f"fill={colour}"
            yield from _opacity("fill opacity", state, "fill-opacity")

    def _stroke(self, state: State) -> Iterator[str]:
        colour = _colour(state.style.get("stroke", "none"), state.style)
        if colour == "":
            yield "draw=none"
            return
        scale = self.unit * state.place.scale
        yield f"draw={colour}"
        yield f"line width={_n(numbers(state.style.get('stroke-width', '1'))[0] * scale)}pt"
        if dashes := numbers(state.style.get("stroke-dasharray", "").replace("none", "")):
            pairs = zip(dashes[::2], dashes[1::2] or dashes, strict=False)
            yield "dash pattern=" + " ".join(f"on {_n(on * scale)}pt off {_n(off * scale)}pt" for on, off in pairs)
        yield from _opacity("draw opacity", state, "stroke-opacity")

    def _text(self, element: ElementTree.Element, state: State) -> Iterator[str]:
        size = numbers(state.style.get("font-size", "16"))[0] * state.place.scale * self.unit
        anchor = {"middle": "base", "end": "base east"}.get(state.style.get("text-anchor", "start"), "base west")
        colour = _colour(state.style.get("fill", "black"), state.style)
        options = [f"anchor={anchor}", "inner sep=0pt", f"font={_font(size)}"]
        options += [f"text={colour}"] if colour != "black" else []
        options += [f"rotate={_n(-state.place.angle)}"] if abs(state.place.angle) > 0.005 else []
        at = _point(state.place, _length(element, "x"), _length(element, "y"))
        if words := _words(element, state.style):
            yield rf"\node[{', '.join(options)}] at {at} {{{words}}};"


def _font(size: float) -> str:
    return rf"\fontsize{{{_n(size)}}}{{{_n(1.2 * size)}}}\selectfont"


def _words(element: ElementTree.Element, style: Mapping[str, str]) -> str:
    """The text of an element; what stands below its line is a subscript, italics are letters of a formula."""
    own, lower = {**style, **_properties(element)}, 0.0
    parts = [_styled(element.text or "", own, lower)]
    for child in element:
        lower += _length(child, "dy")
        inside = "" if _kind(child) in SILENT else "".join(child.itertext())
        parts.append(_styled(inside, {**own, **_properties(child)}, lower))
        parts.append(_styled(child.tail or "", style, lower))
    return "".join(parts).strip()


def _styled(text: str, style: Mapping[str, str], lower: float) -> str:
    if not text.strip():
        return " " if text else ""
    if lower > 0:
        return rf"\textsubscript{{{escaped(text)}}}"
    shown = rf"\textsuperscript{{{escaped(text)}}}" if lower < 0 else escaped(text)
    if style.get("font-weight") in ("bold", "700"):
        shown = rf"\textbf{{{shown}}}"
    return rf"\textit{{{shown}}}" if style.get("font-style") == "italic" else shown


def _outline(kind: str, element: ElementTree.Element) -> str:
    """The outline of a shape as path data; of a circle as ``circle x y radius``."""
    if kind == "path":
        return element.get("d", "")
    if kind == "line":
        x1, y1, x2, y2 = (_length(element, key) for key in ("x1", "y1", "x2", "y2"))
        return f"M {x1} {y1} L {x2} {y2}"
    if kind == "rect":
        x, y, width, height = (_length(element, key) for key in ("x", "y", "width", "height"))
        return f"M {x} {y} H {x + width} V {y + height} H {x} Z"
    if kind == "circle":
        return f"circle {_length(element, 'cx')} {_length(element, 'cy')} {_length(element, 'r')}"
    if kind in ("polygon", "polyline"):
        return f"M {element.get('points', '')}" + (" Z" if kind == "polygon" else "")
    raise ValueError(f"no way to draw <{kind}> in TikZ")


def _colour(text: str, style: Mapping[str, str] | None = None) -> str:
    """An SVG colour as xcolor writes it; empty for none; ``currentColor`` is the colour of the style around it.

    >>> _colour("rgb(1, 2, 3)"), _colour("currentColor", {"color": "red"})
    ('{rgb,255:red,1;green,2;blue,3}', 'red')
    """
    text = re.sub(r"^var\([^,]*,\s*(.*)\)$", r"\1", text.strip())
    if text == "currentColor":
        text = (style or {}).get("color", text)
    if text in NAMED:
        return NAMED[text]
    if found := re.fullmatch(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})", text):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
        parts = [int(digits[place : place + 2], 16) for place in (0, 2, 4)]
    elif text.startswith("rgb"):
        parts = [int(part) for part in numbers(text)[:3]]
    else:
        return text if text.isalpha() and text in ("black", "white", "red", "green", "blue", "gray") else "black"
    return "{{rgb,255:red,{};green,{};blue,{}}}".format(*parts)


def _opacity(name: str, state: State, key: str) -> Iterator[str]:
    value = state.opacity * float(state.style.get(key, 1.0))
    if value < 1:
        yield f"{name}={_n(value)}"


def _properties(element: ElementTree.Element) -> dict[str, str]:
    """The attributes of an element and, over them, what its ``style`` says."""
    declared = [part.partition(":") for part in element.get("style", "").split(";") if ":" in part]
    return {**element.attrib, **{key.strip(): value.strip() for key, _, value in declared}}


def _kind(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _length(element: ElementTree.Element, key: str) -> float:
    found = numbers(element.get(key, "0"))
    return found[0] if found else 0.0


def _point(place: Affine, x: float, y: float) -> str:
    left, down = place.apply(x, y)
    return f"({_n(left)},{_n(down)})"


def _n(value: float, places: int = 2) -> str:
    shown = f"{value:.{places}f}".rstrip("0").rstrip(".") if places else f"{value:.0f}"
    return "0" if shown in ("-0", "") else shown
