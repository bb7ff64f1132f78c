"""The drawing of any network: every tensor is there and says what it is, and nothing lies on anything else."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest

from derive.network.building import stack
from derive.network.definitions import Network
from derive.network.tensors import Role
from derive.writing.colours import colour_of
from derive.writing.conventions import Conventions
from reports.lesson.pictures.columns import plan_of
from reports.lesson.pictures.contents import State, Subject
from reports.lesson.pictures.drawing import as_picture, draw
from reports.lesson.pictures.edge_labels import overlap
from reports.lesson.pictures.lettering import plain, width_of
from reports.lesson.pictures.settling import corners
from reports.lesson.pictures.shapes import Box, Circle, Drawing, Point, Rectangle
from reports.lesson.pictures.stages import Form, stages_of
from reports.lesson.pictures.wiring import distance
from tests.derive.zoo.catalogue import ENTRIES

SIZES = {"N": 5, "D": 4, "K": 3, "T": 3, "V": 5, "I": 6, "S": 3, "H": 4}
STACKED = {
    "layers and a norm": (["dense 4", "layer norm", "gain", "relu", "dense"], {"inputs": "D"}),
    "a norm over the batch": (["dense 4", "batch norm", "relu", "dense"], {}),
    "residual": (["dense 4", "relu", ["residual", "dense 6", "tanh", "dense"], "dense"], {"inputs": "D", "bias": True}),
    "attention": (["attention 2 3", "mean pooling", "dense"], {"inputs": "T D"}),
    "convolution": (["convolution 2 3", "relu", "mean pooling", "dense"], {"inputs": "I"}),
    "digits": (["dense 4096", "relu", "dense 10"], {"inputs": "D", "bias": True}),
    "one output": (["dense"], {"loss": "sigmoid cross-entropy", "bias": True}),
    "regression with a penalty": (["dense 3", "softplus", "dense"], {"loss": "squared error", "l2": 0.01}),
}  # fmt: skip
WORDS = {entry.title: entry for entry in ENTRIES if not entry.title.startswith("hidden layer with")}


def network_of(name: str) -> tuple[Network, dict[str, int]]:
    """A network of the zoo, or one of layers, with a number for each of its sizes."""
    if name in WORDS:
        return WORDS[name].network, WORDS[name].numbers
    layers, options = STACKED[name]
    network = stack(*layers, **options)  # type: ignore[arg-type]
    numbers = {**SIZES, **({"D": 64} if name == "digits" else {}), **dict(network.sizes)}
    letters = {str(symbol) for axis in network.axes for symbol in axis.size_symbols}
    return network, {**dict.fromkeys(letters, 3), **numbers}


NAMES = (*WORDS, *STACKED)


@pytest.mark.parametrize("name", NAMES)
def test_every_tensor_is_there_and_nothing_lies_on_anything(name: str) -> None:
    """Any network: all tensors and parameters, a title for each shape, words beside lines and not on them."""
    network, sizes = network_of(name)
    drawing = draw(network, sizes)
    assert {mark.tensor for mark in drawing.marks} == {tensor.name for tensor in network.tensors}
    shapes = (*drawing.circles, *drawing.boxes, *drawing.edges, *drawing.arcs)
    assert all(shape.title for shape in shapes)
    assert not list(collisions(drawing))
    assert not list(outgrown(drawing))
    picture = as_picture(drawing, network)
    assert all(mark.place == [t.name for t in network.tensors].index(mark.tensor) for mark in drawing.marks)
    nodes = len(drawing.circles) + len(drawing.boxes) + len(drawing.arcs)
    assert picture.svg.count("<title") == picture.svg.count("</title>") > nodes


def collisions(drawing: Drawing) -> Iterator[str]:
    """Shapes on shapes, labels on labels, words on shapes, on lines, on each other."""
    circles = [circle for circle in drawing.circles if circle.radius]
    for one, other in combinations(circles, 2):
        if math.dist((one.x, one.y), (other.x, other.y)) < one.radius + other.radius + 4:
            yield f"{one.title} on {other.title}"
    for box, shape in [*combinations(drawing.boxes, 2), *((b, c) for b in drawing.boxes for c in circles)]:
        if overlap(corners(box.bounds), corners(shape.bounds)) and not _within(shape, box) and not _within(box, shape):
            yield f"{box.title} on {shape.title}"
    labels = [edge.label for edge in drawing.edges if edge.label]
    for first, second in combinations(labels, 2):
        if overlap(first.corners, second.corners):
            yield f"{plain(first.line)} on {plain(second.line)}"
    lines = [(((e.x1, e.y1), (e.x2, e.y2)), e.title) for e in drawing.edges]
    lines += [(pair, arc.title) for arc in drawing.arcs for pair in zip(arc.points, arc.points[1:], strict=False)]
    solid = [(corners(shape.bounds), shape.title) for shape in (*circles, *drawing.boxes)]
    for text in drawing.texts:
        others = [(_corners(other.bounds), plain(other.line)) for other in drawing.texts if other is not text]
        for points, title in [*lines, *solid, *others]:
            if overlap(_corners(text.bounds), points):
                yield f"{plain(text.line)} on {title}"
    for edge in drawing.edges:
        for box in drawing.boxes:
            if overlap(corners(box.bounds, around=-2.0), ((edge.x1, edge.y1), (edge.x2, edge.y2))):
                yield f"the line {edge.title} through {box.title}"
        for circle in circles:
            if distance((circle.x, circle.y), edge) < circle.radius - 4:
                yield f"the line {edge.title} through {circle.title}"


def _corners(bounds: Rectangle) -> tuple[Point, ...]:
    left, top, right, bottom = bounds
    return ((left + 0.1, top + 0.1), (right - 0.1, top + 0.1), (right - 0.1, bottom - 0.1), (left + 0.1, bottom - 0.1))


def _within(inner: Circle | Box, outer: Circle | Box) -> bool:
    a, b, c, d = inner.bounds
    left, top, right, bottom = outer.bounds
    return left <= a and top <= b and c <= right and d <= bottom


def outgrown(drawing: Drawing) -> Iterator[str]:
    """Text that is wider than the circle or the box around it."""
    for circle in drawing.circles:
        for text in circle.texts:
            height = max(abs(text.bounds[1] - circle.y), abs(text.bounds[3] - circle.y))
            chord = 2 * math.sqrt(max(circle.radius**2 - height**2, 0.0))
            if circle.radius and width_of(text.line) > chord + 6:
                yield f"{plain(text.line)} in a circle"
    for box in drawing.boxes:
        for text in box.texts:
            left, top, right, bottom = text.bounds
            if left < box.x or right > box.x + box.width or top < box.y or bottom > box.y + box.height:
                yield f"{plain(text.line)} in a box"


def test_words_on_a_line_are_noticed() -> None:
    """The search for collisions finds what is put there."""
    network, sizes = network_of("one output")
    drawing = draw(network, sizes)
    edge, text = drawing.edges[0], drawing.texts[0]
    moved = type(text)((edge.x1 + edge.x2) / 2, (edge.y1 + edge.y2) / 2, text.line)
    worse = Drawing(drawing.circles, drawing.boxes, drawing.edges, drawing.arcs, (moved,))
    assert list(collisions(worse)) and not list(collisions(drawing))


def test_form_decides_what_is_dense() -> None:
    """Embedding by one-hot words and tied weights are lines; attention of many positions is not."""
    forms = {stage.tensor.name: stage.form for stage in stages_of(network_of("autoencoder with tied weights")[0])}
    assert forms == {"u": Form.DENSE, "a": Form.EACH, "r": Form.DENSE, "E": Form.OTHER}
    tied = next(s for s in stages_of(network_of("autoencoder with tied weights")[0]) if s.tensor.name == "r")
    assert (tied.terms[0].outer, tied.terms[0].inner) == (1, 0)
    attention = stages_of(network_of("one attention head")[0])
    assert all(stage.form is not Form.DENSE for stage in attention)


def test_a_sum_of_two_products_has_the_lines_of_both() -> None:
    """A recurrent step reads the input and the state before, each through its own weights."""
    network, sizes = network_of("recurrence unrolled twice")
    drawing = draw(network, sizes)
    into = [edge.mark.tensor for edge in drawing.edges if edge.weighted and edge.mark.into == "u2"]
    assert into.count("U") == sizes["H"] * sizes["D"] and into.count("W") == sizes["H"] ** 2


def test_a_residual_connection_is_an_arc() -> None:
    """What is added to the branch passes over it, above every circle."""
    network, sizes = network_of("residual")
    drawing = draw(network, sizes)
    (arc,) = drawing.arcs
    assert min(y for _, y in arc.points) < min(circle.y - circle.radius for circle in drawing.circles)
    assert any(plain(text.line) == "+" for box in drawing.boxes for text in box.texts)


def test_big_layers_are_shortened_and_say_so() -> None:
    """64 inputs and 4096 hidden units: the first five, dots that say how many there are, the last one."""
    network, sizes = network_of("digits")
    drawing = draw(network, sizes)
    letters = {plain(text.line) for circle in drawing.circles for text in circle.texts}
    assert {"x1", "x5", "x64", "u4096", "⋮"} <= letters and "x6" not in letters
    assert any(circle.title == "u has 4096 entries" for circle in drawing.circles)
    assert any("4096 × 64" in plain(text.line) for text in drawing.texts)


def test_a_wide_drawing_has_bands_for_paper() -> None:
    """Each begins with the column that ended the last; together they show all of it; a narrow one stays whole."""
    network, sizes = network_of("layers and a norm")
    drawing = draw(network, sizes)
    boxes = [[float(part) for part in band.split()] for band, _ in as_picture(drawing, network).bands]
    assert len(boxes) > 1 and boxes[0][0] == drawing.columns[0][0]
    assert boxes[-1][0] + boxes[-1][2] == pytest.approx(drawing.columns[-1][1], rel=1e-4)
    assert all(later[0] < earlier[0] + earlier[2] for earlier, later in pairwise(boxes))
    assert as_picture(draw(*network_of("one output")), network_of("one output")[0]).bands == ()


def test_biases_are_the_weights_of_a_constant() -> None:
    """A dashed 1 for each layer, whose lines are the biases."""
    network, sizes = network_of("residual")
    drawing = draw(network, sizes)
    ones = [circle for circle in drawing.circles if circle.dashed]
    assert len(ones) == sum(len(t.axes) == 1 for t in network.tensors if t.role is Role.PARAMETER)
    starts = {edge.mark.tensor for edge in drawing.edges if edge.mark.tensor.startswith("b")}
    assert starts == {t.name for t in network.parameters if len(t.axes) == 1}


def test_every_part_says_when_it_is_computed() -> None:
    """Steps count the definitions; what is given is at 0; entries count from 1; a line says what it goes into."""
    network, sizes = network_of("one output")
    marks = {(mark.tensor, mark.entry): mark for mark in draw(network, sizes).marks}
    order = {definition.tensor.name: place for place, definition in enumerate(network.definitions, start=1)}
    assert all(mark.step == order.get(name, 0) for (name, _), mark in marks.items())
    assert marks["w", "2"].into == network.definitions[0].tensor.name
    svg = as_picture(draw(network, sizes), network).svg
    assert 'data-tensor="w" data-entry="2"' in svg and 'data-tensor="p" data-entry="1" data-step="2"' in svg


def test_colours_are_given_by_name_and_signs_stay() -> None:
    """A colour for W is that of its lines; a negative weight is dashed all the same."""
    network, sizes = network_of("least squares, many outputs")
    network = Conventions(colour=True).spell(network)
    picture = as_picture(draw(network, sizes, State.FORWARD, lambda tensor, entry: -0.5), network, State.FORWARD)
    place = [tensor.name for tensor in network.tensors].index("W")
    assert picture.svg.count(f'class="bp-tensor-{place}" data-tensor="W"') > 12
    assert picture.svg.count(f'color="#{colour_of(f"bp-tensor-{place}")}"') > 12
    assert picture.svg.count('stroke-dasharray="6 4"') == 1 and "#c0392b" not in picture.svg
    assert "dashed is negative" in picture.description and "class=" not in as_picture(
        draw(*network_of("one output")), network_of("one output")[0]
    ).svg.replace('class="bp-', "")


def test_letters_follow_the_conventions() -> None:
    """A user's letters, a book's marks of layers, weights that are inputs × outputs."""
    network, sizes = network_of("one output")
    spelled = Conventions.parse(r"p=\hat{y},z=a", layout="xw").spell(network)
    drawing = draw(spelled, sizes, State.BACKWARD, lambda tensor, entry: 0.5)
    letters = {plain(text.line) for circle in drawing.circles for text in circle.texts}
    assert any("ŷ" in letter for letter in letters) and "z" not in " ".join(letters)
    network, sizes = network_of("weight decay in the loss of two layers")
    turned = Conventions.parse(layout="xw").spell(network)
    captions = {plain(text.line) for text in draw(turned, sizes).texts}
    assert "W(1)  2 × 2" in captions and "W(2)  2 × 3" in captions


def test_numbers_fit_into_their_circles() -> None:
    """Large, tiny and negative numbers are shortened; what a pointer shows is not."""
    network, sizes = network_of("digits")
    for value in (-123456.789, -0.00001234, 1e300, 12.3456789):
        drawing = draw(network, sizes, State.FORWARD, lambda tensor, entry, value=value: value)
        assert not list(outgrown(drawing))
    network, sizes = network_of("residual")
    assert not list(outgrown(draw(network, sizes, State.BACKWARD, lambda tensor, entry: -0.1234)))
    network, sizes = network_of("digits")
    assert "x1 = 12.3457" in {circle.title for circle in drawing.circles}


def test_a_class_of_many_letters_does_not_widen_the_drawing() -> None:
    """A meaning of 60 letters in one word is shortened; its title keeps all of it."""
    network, sizes = network_of("one output")
    plan = plan_of(network)
    subject = Subject(plan, sizes)
    lines = subject.caption(plan.columns[0][0], own_words=False)
    assert [plain(line) for line in lines] == ["features"]
    from reports.lesson.pictures.lettering import wrapped

    assert max(width_of(line) for line in wrapped("w" * 60, 100)) < 300
