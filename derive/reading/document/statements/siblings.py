r"""Siblings: what is written of one unit holds for the others, net_{h1} = w_1 x_1 + w_2 x_2 for net_{h2} too.

Notes with named units give the formulas of one of them and only numbers for the rest. A unit that nothing defines is
made like its sibling, with the number of the unit changed wherever it is the sibling's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...expression.nodes import Layer, Name, Node, Number, Terms, Total, mapped, names_in
from .bindings import Binding, Statement

LABEL = re.compile(r"(?P<stem>.+?)_(?P<mark>[A-Za-z]*)(?P<number>\d+)(?P<rest>(?:\^.*)?)")
SHORTEST_WORD = 3
MOST_SIBLINGS = 200
Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """The names that differ in numbers alone: out_{h1}, out_{h2}; w_5, w_6; a_{11}, a_{12}."""

    stem: str
    mark: str
    rest: str
    layer: Layer | None
    indexed: bool


def kin_of(name: Name) -> tuple[Family, Numbers] | None:
    """The family of a name and its numbers; None where it has none.

    >>> kin_of(Name("out_h2"))[0].stem, kin_of(Name("out_h2"))[1], kin_of(Name("w", (Number("1"), Number("2"))))[1]
    ('out', (2,), (1, 2))
    """
    if name.indices:
        numbers = [index.text for index in name.indices if isinstance(index, Number) and index.text.isdigit()]
        if len(numbers) != len(name.indices):
            return None
        return Family(name.name, "", "", name.layer, True), tuple(map(int, numbers))
    found = LABEL.fullmatch(name.name)
    if found is None:
        return None
    return Family(found["stem"], found["mark"], found["rest"], name.layer, False), (int(found["number"]),)


class Siblings:
    """The definitions of a document, the names in it, and what follows by analogy."""

    def __init__(self, statements: Sequence[Statement], known: Iterable[Binding]) -> None:
        self.definitions = [binding for binding in known if not binding.value]
        self.names = [n for s in statements for tree in s.read for n in names_in(tree)]
        self.written = {_plain(name) for name in self.names}
        self.written |= {replace(name, name=name.name.partition("^")[0]) for name in self.written}  # w_7 of w_7^+
        self.trying: set[Name] = set()
        self.inside: dict[Name, set[int]] = defaultdict(set)
        self.by_family: dict[Family, list[tuple[Numbers, Binding]]] = defaultdict(list)
        for binding in self.definitions:
            kin = kin_of(Name(binding.name, binding.indices, binding.layer))
            if kin is not None and not binding.parameters:
                self.by_family[kin[0]].append((kin[1], binding))
            for name in names_in(binding.body):
                self.inside[_plain(name)].add(binding.order)

    def found(self) -> list[Binding]:
        """The definitions that follow by analogy, each with the sibling that it is made like."""
        made: list[Binding] = []
        waiting, seen = list(dict.fromkeys(map(_plain, self.names))), set[Name]()
        while waiting and len(made) < MOST_SIBLINGS:
            name = waiting.pop(0)
            if name in seen or self.is_defined(name):
                continue
            seen.add(name)
            binding = self.like_a_sibling(name)
            if binding is not None:
                made.append(binding)
                waiting += [_plain(part) for part in names_in(binding.body)]
        return made

    def is_defined(self, name: Name) -> bool:
        """True where a line defines the name, or all of its letter."""
        mine = [b for b in self.definitions if (b.name, b.layer) == (name.name, name.layer)]
        return any(_numbers(b) == _of(name) or any(b.letters) or not b.indices for b in mine)

    def like_a_sibling(self, name: Name) -> Binding | None:
        """The definition of a name after that of its nearest defined sibling."""
        kin = kin_of(name)
        if kin is None:
            return None
        family, numbers = kin
        for own, binding in self.by_family.get(family, ()):
            apart = [place for place, pair in enumerate(zip(own, numbers, strict=False)) if pair[0] != pair[1]]
            if len(apart) == 1 and len(own) == len(numbers):
                change = own[apart[0]], numbers[apart[0]]
                body = self.body(binding, family, *change)
                if body is not None:
                    like = Name(binding.name, binding.indices)
                    made = replace(binding, name=name.name, indices=name.indices, body=body, like=like)
                    return made
        return None

    def can_be_made(self, name: Name) -> bool:
        """True where a sibling tells how to make a name that is written nowhere."""
        if name in self.trying:
            return False
        self.trying.add(name)
        found = self.is_defined(name) or self.like_a_sibling(name) is not None
        self.trying.discard(name)
        return found

    def body(self, binding: Binding, family: Family, old: int, new: int) -> Node | None:
        """The body of a sibling's definition, for another unit; None where nothing in it is the unit's own."""
        groups: dict[Family, set[Numbers]] = defaultdict(set)
        for name in names_in(binding.body):
            kin = kin_of(name)
            if kin is not None:
                groups[kin[0]].add(kin[1])
        changes: dict[tuple[Family, Numbers], Numbers] = {}
        for group, members in groups.items():
            changes |= self.changes(binding, family, group, members, old, new)
        if not changes:
            return None

        def change(node: Node) -> Node:
            kin = kin_of(node) if isinstance(node, Name) else None
            if isinstance(node, Name) and kin in changes:
                return replace(member(kin[0], changes[kin]), bold=node.bold)
            return mapped(node, change)

        return change(binding.body)

    def changes(
        self, binding: Binding, family: Family, group: Family, members: set[Numbers], old: int, new: int
    ) -> dict[tuple[Family, Numbers], Numbers]:
        """What becomes of the names of one family in the body: the unit's number, or the next run of numbers."""
        if group.mark:
            own = group.mark == family.mark and members == {(old,)}
            return {(group, (old,)): (new,)} if own else {}
        if group.stem == family.stem and members == {(old,)}:
            return {(group, (old,)): (new,)}
        for option in _options(sorted(members), old, new):
            names = [member(group, numbers) for numbers in option.values()]
            free = not any(self.inside.get(name, set()) - {binding.order} for name in names)
            own = not family.mark and all(_is_renumbering(m, n, old, new) for m, n in option.items())
            if (free or own) and all(name in self.written or (own and self.can_be_made(name)) for name in names):
                return {(group, numbers): changed for numbers, changed in option.items()}
        return {}


def _options(members: Sequence[Numbers], old: int, new: int) -> Iterator[Mapping[Numbers, Numbers]]:
    """The unit's number at one place of all, all of a run moved on by its length, or a digit of w_11 and w_12."""
    for place in range(len(members[0])):
        if all(len(m) == len(members[0]) and m[place] == old for m in members):
            yield {m: (*m[:place], new, *m[place + 1 :]) for m in members}
    if any(len(m) != 1 for m in members):
        return
    first, count = members[0][0], len(members)
    if [m[0] for m in members] == list(range(first, first + count)):
        yield {m: (m[0] + count * (new - old),) for m in members}
    digits = [divmod(m[0], 10) for m in members]
    if all(0 < tens < 10 and ones for tens, ones in digits) and new < 10:
        if all(tens == old for tens, _ in digits):
            yield {m: (10 * new + m[0] % 10,) for m in members}
        if all(ones == old for _, ones in digits):
            yield {m: (m[0] - old + new,) for m in members}


def _is_renumbering(before: Numbers, after: Numbers, old: int, new: int) -> bool:
    """True where the unit's number has changed and nothing else."""
    return all(pair in ((a, a), (old, new)) for a, pair in zip(before, zip(before, after, strict=True), strict=True))


def member(family: Family, numbers: Numbers) -> Name:
    """The name of a family with these numbers.

    >>> member(Family("out", "h", "", None, False), (2,)).name
    'out_h2'
    """
    if family.indexed:
        return Name(family.stem, tuple(Number(str(number)) for number in numbers), family.layer)
    return Name(f"{family.stem}_{family.mark}{numbers[0]}{family.rest}", (), family.layer)


def _plain(name: Name) -> Name:
    return replace(name, bold=False)


def _of(name: Name) -> tuple[str, ...]:
    return tuple(index.text if isinstance(index, Number) else "" for index in name.indices)


def _numbers(binding: Binding) -> tuple[str, ...]:
    return tuple(index.text if isinstance(index, Number) else "" for index in binding.indices)


Families = Mapping[str, Mapping[str, set[int]]]


def families_in(names: Iterable[Name]) -> Families:
    """The numbers of the units by stem and mark: o1 and o2 of target_{o1}, out_{o1}, out_{o2}.

    >>> families_in([Name("target_o1"), Name("out_o1"), Name("out_o2")])["out"]["o"]
    {1, 2}
    """
    families: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for kin in filter(None, map(kin_of, names)):
        if not (kin[0].indexed or kin[0].rest) and kin[0].mark:
            families[kin[0].stem][kin[0].mark].add(kin[1][0])
    return families


def spelled_out(tree: Node, families: Families) -> Node:
    r"""Σ ½ (target − output)², where there are target_{o1}, out_{o1}, out_{o2}: a sum over the units o1, o2.

    >>> words = Total("sum", (), Terms(((1, Name("target")), (-1, Name("output")))))
    >>> names = [Name("target_o1"), Name("out_o1"), Name("out_o2"), Name("out_h1")]
    >>> len(spelled_out(words, families_in(names)).terms)
    2
    """

    def change(node: Node) -> Node:
        if isinstance(node, Total) and node.kind == "sum" and not node.indices:
            units = _units(node.body, families)
            if units:
                mark, numbers, stems = units
                parts = [_of_unit(node.body, stems, f"{mark}{number}") for number in numbers]
                return Terms(tuple((1, part) for part in parts))
        return mapped(node, change)

    return change(tree)


def _units(body: Node, families: Families) -> tuple[str, list[int], dict[str, str]] | None:
    """The mark and the numbers of the units that all the words of a body have, and the stem of each word."""
    words = {name.name for name in names_in(body) if len(name.name) >= SHORTEST_WORD and not name.indices}
    stems = {word: stem for word in words for stem in families if _names_the_same(word, stem)}
    if not words or set(stems) != words:
        return None
    common = set.intersection(*(set(families[stem]) for stem in stems.values()))
    if len(common) != 1:
        return None
    (mark,) = common
    return mark, sorted(set().union(*(families[stem][mark] for stem in stems.values()))), stems


def _names_the_same(word: str, stem: str) -> bool:
    """Output and out."""
    short, long = sorted((word.lower(), stem.lower()), key=len)
    return len(short) >= SHORTEST_WORD and long.startswith(short)


def _of_unit(body: Node, stems: Mapping[str, str], unit: str) -> Node:
    def change(node: Node) -> Node:
        if isinstance(node, Name) and node.name in stems and not node.indices:
            return replace(node, name=f"{stems[node.name]}_{unit}")
        return mapped(node, change)

    return change(body)
