r"""Labels that are numbers of classes: 1\{y_i = k\} inside of Σ_i is the entry k of the one-hot label of sample i."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...expression.nodes import Comparison, Name, Node, Number, Terms, Total, mapped, names_in, walk

Trees = tuple[Node | None, ...]


@dataclass(frozen=True, slots=True)
class ClassLabels:
    """The letters of labels that stand only where they are compared with a class, and somewhere in a sum of samples."""

    letters: frozenset[str]

    def of(self, trees: Trees) -> Trees:
        """The sides with y_ik for each 1(y_i = k)."""
        return tuple(tree and self._changed(tree) for tree in trees)

    def _changed(self, node: Node) -> Node:
        return entry_compared(node, {letter: letter for letter in self.letters}) or mapped(node, self._changed)


def with_class_labels(read: Sequence[tuple[Trees, str]], equal: Sequence[bool]) -> list[tuple[Trees, str]]:
    """The sides of each chain, with why some are unread; what is not ``equal``, such as y ∈ {1, 2}, tells no label.

    >>> with_class_labels([], [])
    []
    """
    labels = class_labels_in(made for (made, _), same in zip(read, equal, strict=False) if same)
    return [(labels.of(made), reason) for made, reason in read]


def class_labels_in(sides: Iterable[Trees]) -> ClassLabels:
    r"""The labels of a document.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> line = r"E = -\sum_i \sum_k 1\{c_i = k\} \log p_{ik}"
    >>> body = document_of([Claim(line, 1, 1)]).statements[0].trees[1]
    >>> [len(name.indices) for name in names_in(body) if name.name == "c"]
    [2]
    """
    trees = [tree for made in sides for tree in made if tree is not None]
    compared = [label for tree in trees for node in walk(tree) for label, _ in _sides(node)]
    named = [name.name for tree in trees for name in names_in(tree)]
    summed = {
        label.name for tree in trees for total in walk(tree) if isinstance(total, Total)
        for node in walk(total.body) for label, _ in _sides(node)
        if getattr(label.indices[0], "name", "") in total.indices
    }  # fmt: skip
    alone = {label.name for label in compared if named.count(label.name) == sum(c.name == label.name for c in compared)}
    return ClassLabels(frozenset(summed & alone))


def entry_compared(node: Node, rows: Mapping[str, str]) -> Node | None:
    """Y_ik for 1(y_i = k), where ``rows`` has Y for y, and 1 − Y_ik for 1(y_i ≠ k); None for anything else.

    >>> label, k = Name("c", (Name("i"),)), Name("k")
    >>> entry_compared(Comparison(label, "=", k), {"c": "C"}) == Name("C", (Name("i"), k))
    True
    """
    for label, other in _sides(node):
        if label.name in rows and isinstance(node, Comparison) and node.relation in ("=", "≠"):
            entry = Name(rows[label.name], (label.indices[0], other))
            return entry if node.relation == "=" else Terms(((1, Number("1")), (-1, entry)))
    return None


def _sides(node: Node) -> list[tuple[Name, Node]]:
    """The label of a comparison, and the class that it is compared with."""
    if not isinstance(node, Comparison):
        return []
    pairs = ((node.left, node.right), (node.right, node.left))
    return [
        (label, other) for label, other in pairs
        if isinstance(label, Name) and len(label.indices) == 1 and not (isinstance(other, Name) and other.indices)
    ][:1]  # fmt: skip
