r"""Y of one-hot rows beside classes y_i: log P_{i y_i} is Σ_k Y_ik log P_ik, and 1\{y_i = k\} is Y_ik."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from ...expression.nodes import Comparison, Known, Name, Node, Product, Total, mapped, names_in, walk
from ...notes.claims import Claim
from ...tex.chains import Chain
from ..statements.bindings import EQUALS
from .class_labels import entry_compared, with_class_labels

Trees = tuple[Node | None, ...]
OF_CLASSES = "kcjlmq"  # letters of an index that runs over classes, the first that stands nowhere in a line
TOLD = r"\bone[- ]?hot\b[^.]{{0,60}}\$[^$]*{0}[^$]*\$|\$[^$]*{0}[^$]*\$[^.]{{0,60}}\bone[- ]?hot\b"


@dataclass(frozen=True, slots=True)
class OneHotCapitals:
    """The letters of classes, each with that of its one-hot rows."""

    rows: dict[str, str]

    def of(self, trees: Trees) -> Trees:
        """The sides in which no class is an index."""
        taken = {name for tree in trees if tree is not None for name in _letters_in(tree)}
        index = next((letter for letter in OF_CLASSES if letter not in taken), "")
        return tuple(tree and self._changed(tree, index) for tree in trees) if index else trees

    def _changed(self, node: Node, index: str) -> Node:
        if (entry := entry_compared(node, self.rows)) is not None:
            return entry
        used = [label for name in names_in(node) for label in _classes_in(name) if label.name in self.rows]
        whole = isinstance(node, (Name, Known))
        if not used or not whole or len(set(used)) > 1:
            return mapped(node, lambda part: self._changed(part, index))
        label = used[0]
        row = Name(self.rows[label.name], (label.indices[0], Name(index)))
        return Total("sum", (index,), Product((("", row), ("", _with_index(node, label, Name(index))))))


def with_entries_of_classes(
    sides: Sequence[tuple[Trees, str]], read: Sequence[tuple[Claim, Chain]]
) -> list[tuple[Trees, str]]:
    """The sides of each chain, with why some are unread, where an entry stands for what tells a class of a sample.

    >>> with_entries_of_classes([], [])
    []
    """
    equal = [chain.relations[0] in EQUALS for _, chain in read]
    lefts = (made[0] for (made, _), same in zip(sides, equal, strict=False) if same)
    defined = {left.name for left in lefts if isinstance(left, Name)}
    found = one_hot_capitals([made for made, _ in sides], (claim.prose for claim, _ in read), defined)
    return with_class_labels([(found.of(made), reason) for made, reason in sides] if found.rows else sides, equal)


def one_hot_capitals(sides: Sequence[Trees], words: Iterable[str], defined: Collection[str]) -> OneHotCapitals:
    r"""The letters of classes whose capitals are one-hot: classes stand in indices and comparisons alone.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = (r"L = -\sum_i \log P_{i t_i}", "D = P - T")
    >>> claims = [Claim(line, 1, 1, prose="the one-hot rows of $T$") for line in lines]
    >>> [name.name for name in names_in(document_of(claims).statements[0].trees[1])]
    ['T', 'i', 'k', 'P', 'i', 'k']
    """
    trees = [tree for made in sides for tree in made if tree is not None]
    names = [name for tree in trees for name in names_in(tree)]
    classes = {label.name for name in names for label in _classes_in(name)}
    compared = [
        label.name for tree in trees for node in walk(tree) if isinstance(node, Comparison)
        for label in (node.left, node.right) if isinstance(label, Name) and len(label.indices) == 1
    ]  # fmt: skip
    texts = set(words)
    capitals = {name.name for name in names if len(name.indices) in (0, 2)} - set(defined)
    rows = {
        label: label.upper() for label in classes
        if len(label) == 1 and label.islower() and label.upper() in capitals
        and any(re.search(TOLD.format(label.upper()), text) for text in texts)
    }  # fmt: skip
    used = [label.name for name in names for label in _classes_in(name)]
    counted = [name.name for name in names]
    return OneHotCapitals(
        {label: row for label, row in rows.items() if counted.count(label) == (used + compared).count(label)}
    )


def _classes_in(name: Name) -> list[Name]:
    """The letters with an index that are an index themselves: y_i of P_{i y_i}."""
    return [index for index in name.indices if isinstance(index, Name) and len(index.indices) == 1]


def _with_index(node: Node, label: Name, index: Name) -> Node:
    return index if node == label else mapped(node, lambda part: _with_index(part, label, index))


def _letters_in(tree: Node) -> set[str]:
    runs = {letter for node in walk(tree) if isinstance(node, Total) for letter in node.indices}
    return runs | {name.name for name in names_in(tree)}
