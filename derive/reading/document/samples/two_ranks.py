r"""A vector and its samples with one letter: x of w·x + b and x_n of Σ_n, w of two classes and w_k of many.

What has one axis in all, \mathbf{x} and x_d, is then another letter than what has two, \mathbf{x}_n and x_{nd}. So is
a_n that one section defines beside a_{nk} that another does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ...expression.nodes import Derivative, Inner, Known, Name, Node, Number, Product, Transposed, Whole, mapped, walk

MARK = "one"
Trees = tuple[Node | None, ...]


@dataclass(frozen=True, slots=True)
class TwoRanks:
    """The letters of which the one with one axis is another."""

    letters: frozenset[str] = frozenset()

    def of(self, trees: Trees) -> Trees:
        """The sides with names of their own for what has one axis."""
        return tuple(tree and self._changed(tree) for tree in trees) if self.letters else trees

    def _changed(self, node: Node) -> Node:
        made = mapped(node, self._changed)
        if isinstance(made, Name) and made.name in self.letters and made.layer is None and axes(made) == 1:
            return replace(made, name=f"{MARK}:{made.name}")
        return made


def axes(name: Name) -> int:
    """How many axes a letter has by how it is written: those of its indices, and one more in bold.

    >>> axes(Name("x", (Name("n"),), None, True)), axes(Name("x", (Name("n"), Name("d")))), axes(Name("x"))
    (2, 2, 0)
    """
    return len(name.indices) + name.bold


def two_ranks(lines: Sequence[Trees], sections: Sequence[int]) -> TwoRanks:
    r"""The letters that a document writes with one axis and with two; ``sections`` are those of the lines.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = [r"y = \mathbf{w}^T \mathbf{x}", r"E = \sum_n (\mathbf{w}^T \mathbf{x}_n)^2"]
    >>> document = document_of([Claim(line, 1, 1) for line in lines])
    >>> two_ranks([s.trees for s in document.statements], [0, 0]).letters
    frozenset()
    >>> sorted({name.name for name in walk(document.statements[0].trees[1]) if isinstance(name, Name)})
    ['one:x', 'w']
    """
    trees = [tree for line in lines for tree in line if tree is not None]
    names = [name for tree in trees for name in walk(tree) if isinstance(name, Name) and _is_small(name)]
    written: dict[str, set[int]] = defaultdict(set)
    for name in names:
        written[name.name].add(axes(name))
    bare = {name.name for name in names if name.bold and not name.indices}
    vectors = {name.name for tree in trees for name in _vectors(tree)}
    found = {letter for letter in bare & vectors if {1, 2} <= written[letter]}
    return TwoRanks(frozenset(found | _defined_twice(lines, sections)))


def _is_small(name: Name) -> bool:
    """True for a letter of one thing: no capital, no mark, no number below."""
    plain = name.name.isalpha() and name.name[:1].islower()
    return plain and name.layer is None and not any(isinstance(index, (Number, Whole)) for index in name.indices)


def _vectors(tree: Node) -> Iterator[Name]:
    """x_n in bold where a vector is needed: transposed, beside a transpose or a dot, in a norm, differentiated by."""
    for node in walk(tree):
        if isinstance(node, Transposed):
            yield from _bold([node.base])
        elif isinstance(node, Product) and any(
            sign == "." or isinstance(part, Transposed) for sign, part in node.parts
        ):
            yield from _bold(part for _, part in node.parts)
        elif isinstance(node, Known) and node.function in ("norm", "norm1"):
            yield from _bold(walk(node.argument))
        elif isinstance(node, Inner):
            yield from _bold([node.left, node.right])
        elif isinstance(node, Derivative):
            yield from _bold(node.denominators)


def _bold(nodes: Collection[Node] | Iterator[Node]) -> Iterator[Name]:
    return (node for node in nodes if isinstance(node, Name) and node.bold and len(node.indices) == 1)


def _defined_twice(lines: Sequence[Trees], sections: Sequence[int]) -> set[str]:
    """The letters that one section defines with one index and another with two."""
    where: dict[tuple[str, int], set[int]] = defaultdict(set)
    for line, section in zip(lines, sections, strict=True):
        first = line[0]
        if len(line) > 1 and isinstance(first, Name) and _is_small(first) and not first.bold and first.indices:
            where[first.name, len(first.indices)].add(section)
    return {name for name, count in where if count == 1 and (name, 2) in where and not where[name, 1] & where[name, 2]}
