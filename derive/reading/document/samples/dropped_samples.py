"""The index of a sample that is written here and dropped there: beside wᵀ x_i, x of wᵀ x is any of the x_i."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from ...expression.nodes import Call, Matrix, Name, Node, Product, Total, Transposed, mapped, names_in, walk

Trees = Sequence[Node | None]


@dataclass(frozen=True, slots=True)
class Dropped:
    """The letter that counts samples, and the letters that have it here and not there; ``vectors`` are in bold.

    Of ``entries`` one other index is that of an entry: x_j of the sample x beside x^{(i)}.
    """

    letter: str
    names: frozenset[str]
    vectors: frozenset[str] = frozenset()
    entries: frozenset[str] = frozenset()

    def put_back(self, trees: Trees) -> tuple[Node | None, ...]:
        """The sides with the index where it was dropped; not where the sample is summed over, nor in parameters.

        x_d, which is not in bold, is an entry of the sample x: x_id.
        """
        names = self.names - _parameters(trees)
        if any(_is_all_of(tree, names) for tree in trees if tree is not None):
            return tuple(trees)
        summed = any(isinstance(n, Total) and self.letter in n.indices for t in trees if t is not None for n in walk(t))
        return tuple(tree and self._with_letter(tree, names, here=not summed) for tree in trees)

    def _with_letter(self, node: Node, names: Set[str], *, here: bool) -> Node:
        if isinstance(node, Call):
            return replace(node, arguments=tuple(self._with_letter(a, names, here=here) for a in node.arguments))
        if isinstance(node, Name):
            alone = here and node.name in names and node.layer is None
            plain = alone and not node.indices and node.bold == (node.name in self.vectors)
            entry = alone and len(node.indices) == 1 and not node.bold and node.name in self.vectors
            entry |= alone and len(node.indices) == 1 and node.name in self.entries and self._is_other(node.indices[0])
            return replace(node, indices=(Name(self.letter), *node.indices)) if plain or entry else node
        inside = here or (isinstance(node, Total) and self.letter in node.indices)
        return mapped(node, lambda part: self._with_letter(part, names, here=inside))

    def _is_other(self, index: Node) -> bool:
        return not isinstance(index, Name) or index.name != self.letter


def dropped_in(sides: Iterable[Trees], samples: Set[str]) -> Dropped | None:
    r"""What a document says of samples without their index; None where it says nothing.

    What one w meets once as x and once as x_i are samples, and so is x^{(i)}; a letter of which there is an entry, or
    that stands for all samples beside a data matrix or in a list, is none.

    Args:
        sides: the sides of each equation.
        samples: the letters that count samples wherever they stand above, as in x^{(i)}.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = [r"z_i = \sigma(w^T x_i)", "s = w^T x", r"\frac{\partial z}{\partial s} = z (1 - z)"]
    >>> found = document_of([Claim(line, n, 1) for n, line in enumerate(lines)]).dropped
    >>> found.letter, sorted(found.names)
    ('i', ['x', 'z'])
    """
    sides = [side for side in sides if any(tree is not None for tree in side)]
    trees = [tree for side in sides for tree in side if tree is not None]
    names = [name for side in sides for name in _not_its_own(side)]
    bold = {name.name for name in names if name.bold and not name.indices}
    alone: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        index = name.indices[0] if len(name.indices) == 1 else None
        if isinstance(index, Name) and not index.indices and name.bold == (name.name in bold):
            alone[name.name][index.name] += 1
    plain = {name.name for name in names if not name.indices and name.bold == (name.name in bold)} & alone.keys()
    met = _met_by_one(trees)
    letters = Counter(letter for _, name in met if name in plain for letter in alone[name].elements())
    letters += Counter(letter for name in plain for letter in alone[name].elements() if letter in samples)
    if not letters:
        return None
    letter = max(sorted(letters), key=lambda one: letters[one])
    if any(name in plain and letter in alone[one] for one, name in met):
        return None
    whole = {name for side in sides for name in _of_all_samples(side, plain, plain | {name for _, name in met})}
    small = {name for name in plain if letter in alone[name] and name[:1].islower()} - whole
    above = letter in samples  # x^{(i)}, beside which x_j can only be an entry
    found = {
        name for name in small if set(alone[name]) == {letter} or (above and not set(alone[name]) & samples - {letter})
    }
    entries = {name for name in found if above and name not in bold}
    entries |= _with_entries_of_samples(names, letter) - whole - bold if found and above else set()
    return Dropped(letter, frozenset(found | entries), frozenset(found & bold), frozenset(entries)) if found else None


def _with_entries_of_samples(names: Iterable[Name], letter: str) -> set[str]:
    """x of x_j^{(i)}, beside which x_j is that of any sample: no letter that stands with the index of one alone."""
    scripts: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name in names:
        scripts[name.name].add(tuple(index.name if isinstance(index, Name) else "" for index in name.indices))
    return {
        name for name, found in scripts.items()
        if {len(indices) for indices in found} == {1, 2} and (letter,) not in found
        and all(indices[0] == letter for indices in found if len(indices) == 2)
    }  # fmt: skip


def _met_by_one(trees: Iterable[Node]) -> set[tuple[str, str]]:
    """w and x of wᵀ x_i and wᵀ x."""
    met: dict[tuple[str, str], set[int]] = defaultdict(set)
    for tree in trees:
        for one, other in _inner_products(tree):
            if not one.indices and len(other.indices) < 2:
                met[one.name, other.name].add(len(other.indices))
    return {pair for pair, counts in met.items() if counts == {0, 1}}


def _inner_products(tree: Node) -> Iterator[tuple[Name, Name]]:
    """The pairs of letters of which one is turned and stands before the other, each way round; W x of a capital W."""
    for node in walk(tree):
        for (_, one), (sign, other) in (
            zip(node.parts, node.parts[1:], strict=False) if isinstance(node, Product) else ()
        ):
            turned = isinstance(one, Transposed)
            first = one.base if isinstance(one, Transposed) else one
            if not isinstance(first, Name) or not isinstance(other, Name) or sign not in ("", "."):
                continue
            if turned or sign == ".":
                yield first, other
                yield other, first
            elif first.name[:1].isupper():
                yield first, other


def _not_its_own(side: Trees) -> Iterator[Name]:
    """The names of no layer in an equation, without those that are parameters of what it defines."""
    own = _parameters(side)
    names = (name for tree in side if tree is not None for name in names_in(tree) if name.layer is None)
    return (name for name in names if name.indices or name.name not in own)


def _parameters(trees: Trees) -> set[str]:
    head = trees[0] if trees else None
    return (
        {a.name for a in head.arguments if isinstance(a, Name) and not a.indices} if isinstance(head, Call) else set()
    )


def _is_all_of(tree: Node, names: Set[str]) -> bool:
    """True beside a data matrix: y of ‖y − X w‖²."""
    capitals = {name.name.lower() for name in names_in(tree) if name.name[:1].isupper() and not name.indices}
    return bool(capitals & names)


def _of_all_samples(side: Trees, plain: Set[str], data: Set[str]) -> Iterator[str]:
    """y of y = (y_1, …, y_N), of a line that was not read to its end, and of ‖y − X w‖²."""
    head = side[0]
    listed = any(tree is None or isinstance(tree, Matrix) for tree in side[1:])
    if isinstance(head, Name) and not head.indices and listed:
        yield head.name
    for tree in (tree for tree in side if tree is not None):
        if _is_all_of(tree, data):
            yield from (name.name for name in names_in(tree) if name.name in plain and not name.indices)
