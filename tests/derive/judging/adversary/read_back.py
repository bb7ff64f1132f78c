"""The value of a tree that the reader made, on the arrays of a story: by NumPy, without the product's lowering."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from derive.reading.expression import nodes

from .stories import Story
from .written import FUNCTIONS, Improper, Indices, Letter, Part, Slope, World, multiplied


@dataclass(frozen=True)
class ReadBack(Part):
    """A tree as a part: its letters are those of a story, under the names that the reader has for them."""

    tree: nodes.Node
    letters: Mapping[str, str]
    sizes: frozenset[str]

    def value(self, world: World, at: Indices) -> np.ndarray:
        return self._of(self.tree, world, at)

    def _of(self, node: nodes.Node, world: World, at: Indices) -> np.ndarray:
        rule = RULES.get(type(node))
        if rule is None:
            raise Improper(type(node).__name__)
        return rule(self, node, world, at)

    def letter(self, node: nodes.Node) -> Letter:
        """The letter of the story that a name is."""
        role = self.letters.get(_key(node)) if isinstance(node, nodes.Name) else None
        if role is None or not isinstance(node, nodes.Name):
            raise Improper("what is no letter of the story")
        if not all(isinstance(index, nodes.Name) and not index.indices for index in node.indices):
            raise Improper("an index of another kind")
        return Letter(role, tuple(index.name for index in node.indices if isinstance(index, nodes.Name)))

    def free(self, axes: Callable[[str], tuple[str, ...]]) -> Iterator[tuple[str, str]]:
        """The indices that no sum binds, each with its axis; empty where only a δ has it."""
        yield from _free(self, self.tree, axes, frozenset())


def _free(
    read: ReadBack, node: nodes.Node, axes: Callable[[str], tuple[str, ...]], bound: frozenset[str]
) -> Iterator[tuple[str, str]]:
    if isinstance(node, nodes.Name):
        role = read.letters.get(_key(node), "")
        own = [*axes(role), *[""] * len(node.indices)]
        for index, axis in zip(node.indices, own, strict=False):
            if isinstance(index, nodes.Name) and index.name not in bound:
                yield index.name, axis
        return
    if isinstance(node, (nodes.Delta, nodes.Comparison)):
        for side in (node.left, node.right):
            if isinstance(side, nodes.Name) and _key(side) not in read.letters and side.name not in bound:
                yield side.name, ""
    inner = bound | set(node.indices) if isinstance(node, nodes.Total) else bound
    for child in nodes.children(node):
        yield from _free(read, child, axes, inner)


def _key(node: nodes.Name) -> str:
    return node.name + (f"[{node.layer.letter}]" if node.layer is not None and not node.layer.shift else "")


def letters_of(story: Story) -> dict[str, str]:
    """The names that the reader has for the letters of a story, and their roles."""
    found = {}
    for role in (*story.axes, *(d.name for d in story.definitions)):
        for tex in {story.style.letters[role], story.style.letters.get(f"{role}_entry", story.style.letters[role])}:
            plain = tex
            for style in ("mathbf", "boldsymbol"):
                plain = plain.replace(rf"\{style}", "")
            accented = plain.startswith(r"\hat")
            plain = plain.replace(r"\hat", "").replace("{", "").replace("}", "").replace("\\", "")
            plain = plain.replace("^[", "[").replace("^(", "[").replace(")", "]")
            found[f"hat:{plain}" if accented else plain] = role
    return found


def _number(read: ReadBack, node: nodes.Number, world: World, at: Indices) -> np.ndarray:
    return np.array(float(node.text))


def _name(read: ReadBack, node: nodes.Name, world: World, at: Indices) -> np.ndarray:
    if _key(node) in read.letters:
        return read.letter(node).value(world, at)
    if node.name in read.sizes and not node.indices and node.layer is None:
        return np.array(float(world.sizes[node.name]))
    constant = {"e": np.e, "pi": np.pi}.get(node.name)
    if constant is None or node.indices:
        raise Improper(node.name)
    return np.array(constant)


def _terms(read: ReadBack, node: nodes.Terms, world: World, at: Indices) -> np.ndarray:
    values = [sign * read._of(part, world, at) for sign, part in node.terms]
    if len({np.shape(value) for value in values} - {()}) > 1:
        raise Improper("a sum of different shapes")
    return sum(values[1:], values[0])


def _product(read: ReadBack, node: nodes.Product, world: World, at: Indices) -> np.ndarray:
    result, row = np.array(1.0), False
    for sign, part in node.parts:
        value = read._of(part, world, at)
        turned = isinstance(part, nodes.Transposed) and value.ndim == 1
        if sign == "/":
            if value.ndim:
                raise Improper("a division by an array")
            result = result / value
        elif sign == "o":
            if value.shape != result.shape:
                raise Improper("an entrywise product of different shapes")
            result = result * value
        elif row and value.ndim == 1 and not turned:
            if value.shape != result.shape:
                raise Improper("a product of shapes that do not fit")
            result, row = np.array(result @ value), False
        elif row and value.ndim:
            raise Improper("a row before a matrix")
        else:
            result, row = multiplied(result, value, turned), row or (turned and not result.ndim)
    return result


def _power(read: ReadBack, node: nodes.Power, world: World, at: Indices) -> np.ndarray:
    exponent = read._of(node.exponent, world, at)
    if isinstance(node.base, nodes.Name) and node.base.name == "e" and "e" not in read.letters:
        return np.exp(exponent)
    base = read._of(node.base, world, at)
    if exponent.ndim or base.ndim > 1:
        raise Improper("a power of arrays")
    return base**exponent


def _known(read: ReadBack, node: nodes.Known, world: World, at: Indices) -> np.ndarray:
    inside = read._of(node.argument, world, at)
    if node.function == "softmax" and inside.ndim:
        powers = np.exp(inside)
        return powers / powers.sum(axis=-1, keepdims=True)
    if node.function not in FUNCTIONS or node.base:
        raise Improper(node.function)
    return FUNCTIONS[node.function](inside)


def _call(read: ReadBack, node: nodes.Call, world: World, at: Indices) -> np.ndarray:
    if node.function.name != "sigma" or node.function.indices or len(node.arguments) != 1 or "sigma" in read.letters:
        raise Improper("another function")
    return FUNCTIONS["sigmoid"](read._of(node.arguments[0], world, at))


def _largest(read: ReadBack, node: nodes.Largest, world: World, at: Indices) -> np.ndarray:
    values = [read._of(item, world, at) for item in node.items]
    if len({np.shape(value) for value in values} - {()}) > 1:
        raise Improper("max of different shapes")
    result = values[0]
    for value in values[1:]:
        result = np.maximum(result, value) if node.function == "max" else np.minimum(result, value)
    return result


def _total(read: ReadBack, node: nodes.Total, world: World, at: Indices) -> np.ndarray:
    if node.kind not in ("sum", "prod") or len(node.indices) != 1 or node.indices[0] in read.letters:
        raise Improper("a sum of another kind")
    (index,) = node.indices
    axes = {axis for letter, axis in _free(read, node.body, world.axes_of, frozenset()) if letter == index} - {""}
    if node.upper is not None:
        if not isinstance(node.lower, nodes.Number) or node.lower.text != "1":
            raise Improper("a sum from elsewhere")
        last = int(read._of(node.upper, world, at))
        if any(world.sizes[axis] < last for axis in axes):
            raise Improper("a sum that goes on behind the end")
    elif len(axes) == 1:
        last = world.sizes[axes.pop()]
    else:
        raise Improper("a sum over nothing")
    excluded = at.get(node.excluded.name) if isinstance(node.excluded, nodes.Name) else None
    if node.excluded is not None and excluded is None:
        raise Improper("a sum without what is unknown")
    terms = [read._of(node.body, world, {**at, index: place}) for place in range(last) if place != excluded]
    return np.array(sum(terms) if node.kind == "sum" else np.prod(np.array(terms), axis=0))


def _derivative(read: ReadBack, node: nodes.Derivative, world: World, at: Indices) -> np.ndarray:
    if len(node.denominators) != 1:
        raise Improper("a second derivative")
    return Slope(read.letter(node.numerator), read.letter(node.denominators[0])).value(world, at)


def _delta(read: ReadBack, node: nodes.Delta, world: World, at: Indices) -> np.ndarray:
    return _comparison(read, nodes.Comparison(node.left, "=", node.right), world, at)


def _comparison(read: ReadBack, node: nodes.Comparison, world: World, at: Indices) -> np.ndarray:
    sides = []
    for side in (node.left, node.right):
        runs = isinstance(side, nodes.Name) and _key(side) not in read.letters and side.name in at
        sides.append(np.array(at[side.name]) if runs and isinstance(side, nodes.Name) else read._of(side, world, at))
    if node.relation in ("=", "≠") and not all(isinstance(s, nodes.Name) for s in (node.left, node.right)):
        raise Improper("an equation of numbers")
    compare = {"=": np.equal, "≠": np.not_equal, ">": np.greater, "≥": np.greater, "<": np.less, "≤": np.less}
    return np.array(compare[node.relation](*sides), dtype=float)


def _transposed(read: ReadBack, node: nodes.Transposed, world: World, at: Indices) -> np.ndarray:
    return read._of(node.base, world, at).T


RULES: dict[type[nodes.Node], Callable[..., np.ndarray]] = {
    nodes.Number: _number, nodes.Name: _name, nodes.Terms: _terms, nodes.Product: _product, nodes.Power: _power,
    nodes.Known: _known, nodes.Call: _call, nodes.Largest: _largest, nodes.Total: _total,
    nodes.Derivative: _derivative, nodes.Delta: _delta, nodes.Comparison: _comparison,
    nodes.Transposed: _transposed,
}  # fmt: skip
