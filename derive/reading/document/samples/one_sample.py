"""Formulas of one sample among those of many: after p_nk, L_n and a mean over n, p_k and L are those of any sample."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ...expression.nodes import Name, Node, Total, mapped, names_in, walk
from ..scripts.ellipses import RUNNING
from ..statements.index import Index

Trees = tuple[Node | None, ...]


@dataclass(frozen=True, slots=True)
class Samples:
    """The letter that counts samples, its place in each letter with two indices, and the letters that have it alone.

    ``ends`` are the letters of the last sample: y_T of Σ_{t=1}^T is that of one sample already.
    """

    letter: str
    places: dict[str, int]
    alone: frozenset[str]
    ends: frozenset[str] = frozenset()

    def of_any(self, trees: Trees) -> Trees:
        """The sides with the sample's index, where they have letters without it and it stands nowhere in them.

        >>> sides = (Name("y", (Name("k"),)), Name("y", (Name("T"),)))
        >>> found = Samples("t", {"y": 0}, frozenset(), frozenset("T"))
        >>> [tuple(index.name for index in found.of_any((side,))[0].indices) for side in sides]
        [('t', 'k'), ('T',)]
        """
        found = [tree for tree in trees if tree is not None]
        letters = {name.name for tree in found for name in names_in(tree)}
        sums = {index for tree in found for node in walk(tree) if isinstance(node, Total) for index in node.indices}
        if self.letter in letters | sums or any(self._is_last(name) for tree in found for name in names_in(tree)):
            return trees
        mine = [name for tree in found for name in names_in(tree) if name.name in self.places]
        if not mine or not all(len(name.indices) == 1 and isinstance(name.indices[0], Name) for name in mine):
            return trees
        return tuple(self._with_letter(tree) if tree is not None else None for tree in trees)

    def _is_last(self, name: Name) -> bool:
        return any(isinstance(index, Name) and index.name in self.ends for index in name.indices)

    def _with_letter(self, node: Node) -> Node:
        if isinstance(node, Name) and node.name in self.places and len(node.indices) == 1:
            pair = (Name(self.letter), node.indices[0])
            return replace(node, indices=pair if self.places[node.name] == 0 else pair[::-1])
        if isinstance(node, Name) and node.name in self.alone and not node.indices:
            return replace(node, indices=(Name(self.letter),))
        return mapped(node, self._with_letter)


def samples_in(sides: Iterable[Trees]) -> Samples | None:
    """What a document says of samples: n where Σ_n adds up a letter L_n, p and z of p_nk and z_nk; None where nothing.

    A letter that an equation defines with one index, or with none, is not one of many.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = [r"p_{nk} = e^{z_{nk}}", r"L_n = -\\log p_{n1}", r"E = \\frac{1}{N} \\sum_n L_n", "q = p_k z_k"]
    >>> last = document_of([Claim(line, place, 1) for place, line in enumerate(lines)]).statements[-1].trees[1]
    >>> sorted({index.name for name in names_in(last) for index in name.indices})
    ['k', 'n']
    """
    sides = list(sides)
    trees = [tree for side in sides for tree in side if tree is not None]
    totals = [node for tree in trees for node in walk(tree) if isinstance(node, Total) and len(node.indices) == 1]
    summed = {t.indices[0]: t.body.name for t in totals if isinstance(t.body, Name) and _letters(t.body) == t.indices}
    if len(summed) != 1:
        return None
    ((letter, _),) = summed.items()
    heads = {(side[0].name, len(side[0].indices)) for side in sides if len(side) > 1 and isinstance(side[0], Name)}
    written: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name in (name for tree in trees for name in names_in(tree) if name.indices):
        written[name.name].add(_letters(name))
    places: dict[str, int] = {}
    for base, found in written.items():
        whole = {letters for letters in found if len(letters) == 2}
        for place in (0, 1):
            if whole and all(letters[place] == letter != letters[1 - place] for letters in whole):
                places[base] = place
    places = {base: place for base, place in places.items() if not {(base, 0), (base, 1)} & heads}
    alone = {name for name, found in written.items() if found - {("",)} == {(letter,)} and (name, 0) not in heads}
    ends = {total.upper.name for total in totals if total.indices == (letter,) and isinstance(total.upper, Name)}
    return Samples(letter, places, frozenset(alone), frozenset(ends)) if places else None


def _letters(name: Name) -> tuple[str, ...]:
    return tuple(index.name if isinstance(index, Name) else "" for index in name.indices)


def without_sample(latex: str, letter: str) -> str:
    r"""TeX without the index of the sample, which the author does not write; empty where more than that is of it.

    >>> without_sample(r"a_{nk} (a_{nk} - y_{kn}) \\ell_n", "n"), without_sample(r"\\sum_{n} a_{nk}", "n")
    ('a_{k} (a_{k} - y_{k}) \\\\ell', '')
    """
    if not letter:
        return latex
    found = re.sub(rf"_\{{{letter}([a-z])\}}|_\{{([a-z]){letter}\}}", lambda m: f"_{{{m[1] or m[2]}}}", latex)
    found = re.sub(rf"_{letter}(?![A-Za-z])", "", found)
    return "" if re.search(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", found) else found


def is_column(name: Name, index: Index) -> bool:
    """True for q_j where q_kj has that letter always second: the column j, and no row.

    Not so where sums say otherwise: q_l with l up to K is a row of q_kj with k up to K and j up to D, whatever j is.
    """
    if len(name.indices) != 1 or not isinstance(name.indices[0], Name):
        return False
    ends = index.made(ends_of_places)
    alone, first, second = (ends.get((name.name, *place), set()) for place in ((1, 0), (2, 0), (2, 1)))
    if alone & first and not alone & second:
        return False
    places, letter = index.made(places_of_letters), name.indices[0].name
    letters = index.made(letters_of_ellipses) if letter == RUNNING else {letter}
    return [places[name.name, one] for one in sorted(letters) if (name.name, one) in places] == [{1}]


def letters_of_ellipses(index: Index) -> frozenset[str]:
    r"""The letters that stand elsewhere for what an ellipsis runs over: j of w_j, beside w_1 x_1 + … + w_n x_n.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = [r"s = w_1 x_1 + \dots + w_n x_n", r"v = w_j + y_i"]
    >>> sorted(letters_of_ellipses(document_of([Claim(line, 1, 1) for line in lines]).index))
    ['j']
    """
    names = [n for statement in index.statements for tree in statement.read for n in names_in(tree)]
    alone = [(name.name, name.indices[0].name) for name in names
             if len(name.indices) == 1 and isinstance(name.indices[0], Name)]  # fmt: skip
    run = {name for name, letter in alone if letter == RUNNING}
    return frozenset(letter for name, letter in alone if name in run) - {RUNNING}


def ends_of_places(index: Index) -> dict[tuple[str, int, int], set[str]]:
    r"""The letters up to which sums run over each place of what has one index or two.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> index = document_of([Claim(r"s = \sum_{k=1}^K \sum_{j=1}^D q_{kj}", 1, 1)]).index
    >>> ends_of_places(index)["q", 2, 0], ends_of_places(index)["q", 2, 1]
    ({'K'}, {'D'})
    """
    found: dict[tuple[str, int, int], set[str]] = defaultdict(set)
    nodes = (node for statement in index.statements for tree in statement.read for node in walk(tree))
    for total in (node for node in nodes if isinstance(node, Total) and isinstance(node.upper, Name)):
        for name in names_in(total.body):
            for place, letter in enumerate(_letters(name)):
                if letter in total.indices and isinstance(total.upper, Name):
                    found[name.name, len(name.indices), place].add(total.upper.name)
    return dict(found)


def places_of_letters(index: Index) -> dict[tuple[str, str], set[int]]:
    """The places at which each letter stands in what has two indices: j of q_kj and q_ij at the second.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> places_of_letters(document_of([Claim(r"s = \\sum_k p_{ik} q_{kj}", 1, 1)]).index)["q", "j"]
    {1}
    """
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    trees = [tree for statement in index.statements for tree in statement.read]
    for name in (name for tree in trees for name in names_in(tree) if len(name.indices) == 2):
        for place, letter in enumerate(_letters(name)):
            found[name.name, letter].add(place)
    return dict(found)
