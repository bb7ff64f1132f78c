"""The value of a formula where the document states those of its letters: entry by entry, exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

import sympy as sp

from ...network.cases import Cases
from ...network.definitions import Network
from ...network.maximum import Maximum
from ...network.partial import Partial
from ...network.unknown_functions import Unknown
from ...proof.derivatives import Derivatives
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Binding
from ...reading.expression.nodes import Layer, Matrix, Node, Number, Terms, Transposed
from .given_data import newest_data

Letter = tuple[str, int | None]  # a name, and the number of its layer
Cells = tuple[tuple[int, ...], tuple[sp.Expr, ...]]  # the shape, and the entries row by row
Environment = Mapping[sp.Expr, int]
MOST_TERMS = 400
ANY_LAYER = -1


class Unsettled(Exception):
    """A letter has no stated value here."""


def number_of(layer: Layer | None) -> int | None:
    """The number of a layer, None where there is none, and that of any layer for a letter.

    >>> number_of(Layer("2", -1)), number_of(None)
    (1, None)
    """
    if layer is None:
        return None
    return int(layer.letter) + layer.shift if layer.letter.isdigit() else ANY_LAYER


def numerals_of(node: Node) -> tuple[tuple[int, ...], tuple[str, ...]] | None:
    """The shape and the numerals of a number, a list or a matrix of numbers as written; None for anything else.

    >>> numerals_of(Terms(((-1, Number("0.5")),)))
    ((), ('-0.5',))
    """
    node = node.base if isinstance(node, Transposed) else node
    if isinstance(node, Matrix):
        found = [numerals_of(cell) for row in node.rows for cell in row]
        if any(cell is None or cell[0] for cell in found):
            return None
        texts = tuple(cell[1][0] for cell in found if cell is not None)
        vector = len(node.rows) == 1 or len(node.rows[0]) == 1
        return ((len(texts),) if vector else (len(node.rows), len(node.rows[0]))), texts
    if isinstance(node, Number):
        return (), (node.text,)
    if isinstance(node, Terms) and len(node.terms) == 1 and isinstance(node.terms[0][1], Number):
        return (), (("-" if node.terms[0][0] < 0 else "") + node.terms[0][1].text,)
    return None


@dataclass
class StatedValues:
    """What a document states before a place; ``computed`` says that stated results count before their definitions.

    What is stated ``of_claim``, the letter whose value a claim is about, does not count. Results are those of the
    section; where it has none, ``inherited`` ones are the last of the sections before.
    """

    document: Document
    order: int
    section: int
    base: int
    evaluate: Callable[[Binding], Cells | None]
    computed: bool = True
    of_claim: Letter | None = None
    inherited: bool = False
    known: dict[Letter, dict[tuple[int, ...], sp.Expr]] = field(default_factory=dict)
    used: dict[Letter, int] = field(default_factory=dict)

    def of(self, letter: Letter) -> dict[tuple[int, ...], sp.Expr]:
        """The stated values of a letter by their places, the newest of each."""
        if letter not in self.known:
            self.known[letter] = self._gathered(letter)
        return self.known[letter]

    def _gathered(self, letter: Letter) -> dict[tuple[int, ...], sp.Expr]:
        name, layer = letter
        stated = [b for b in self.document.values(name, self.order) if number_of(b.layer) == layer]
        here = [b for b in stated if b.section == self.section]
        data = newest_data(self.document, name, self.order) if layer is None else None
        if data is not None and letter != self.of_claim:
            stated = here or [b for b in stated if b.section == data.section]
        elif self._is_defined(name, layer):
            last = [b for b in stated if b.section == stated[-1].section] if self.inherited and stated else []
            stated = (here or last) if self.computed and letter != self.of_claim else []
        elif here:
            stated = here
        found: dict[tuple[int, ...], sp.Expr] = {}
        for binding in stated:
            cells = self.evaluate(binding)
            if cells is None:
                continue
            start = tuple(int(i.text) + 1 - self.base for i in binding.indices if isinstance(i, Number))
            shape, entries = cells
            if not start:
                found = {}
            places = product(*(range(1, size + 1) for size in shape))
            found |= {(*start, *place): entry for place, entry in zip(places, entries, strict=True)}
            self.used[letter] = binding.line
        return found

    def _is_defined(self, name: str, layer: int | None) -> bool:
        bound = [b.layer for b in self.document.by_name.get(name, ()) if not b.value]
        return any((b is None) == (layer is None) and number_of(b) in (layer, ANY_LAYER) for b in bound)

    def entry(self, letter: Letter, places: tuple[int, ...]) -> sp.Expr | None:
        """The stated entry; 0.9 is [0.9], and of one row a list is all that there is."""
        values = self.of(letter)
        shorter = places[1:] if places[:1] == (1,) else places
        found = values.get(places, values.get(shorter))
        return values.get(()) if found is None and set(places) == {1} else found

    def length(self, letter: Letter, place: int, axes: int) -> int | None:
        """How long what is stated of a letter with so many axes is along one of them."""
        values = self.of(letter)
        missing = axes - max(map(len, values), default=axes)
        if missing > place:
            return 1  # a list for a matrix of one row, a number for a vector of one entry
        found = [at[place - missing] for at in values if len(at) > place - missing >= 0]
        return max(found) if found and len(found) == len(values) else None


@dataclass
class Evaluation:
    """The exact value of a formula at stated values and sizes."""

    network: Network
    values: StatedValues
    sizes: Environment
    letters: Mapping[str, Letter]
    terms: int = 0
    made: dict[tuple[str, tuple[int, ...]], sp.Expr] = field(default_factory=dict)

    def value(self, node: sp.Expr, at: Environment) -> sp.Expr:
        """The value with numbers for the indices.

        Raises:
            Unsettled: something has no stated value.
        """
        if node.is_Number or node in (sp.E, sp.pi):
            return node
        if isinstance(node, sp.Symbol):
            return self._symbol(node, at)
        if isinstance(node, sp.Indexed):
            places = tuple(int(self.value(i, at)) for i in node.indices)
            return self._element(node.base.label.name, places)
        if isinstance(node, (sp.Sum, sp.Product, Maximum)):
            return self._over_range(node, at)
        if isinstance(node, sp.KroneckerDelta):
            return sp.Integer(self.value(node.args[0], at) == self.value(node.args[1], at))
        if isinstance(node, (Cases, Unknown)) or not node.args:  # f(0.4) of any f is no number
            raise Unsettled(str(node))
        return node.func(*(self.value(part, at) for part in node.args))

    def _symbol(self, node: sp.Symbol, at: Environment) -> sp.Expr:
        if node in at:
            return sp.Integer(at[node])
        if node in self.sizes:
            return sp.Integer(self.sizes[node])
        if node.is_integer:
            stated = self.values.of((node.name, None)).get(())
            if stated is None:
                raise Unsettled(node.name)
            return stated
        return self._element(node.name, ())

    def _element(self, name: str, places: tuple[int, ...]) -> sp.Expr:
        if (name, places) not in self.made:
            self.made[name, places] = self._found(name, places)
        return self.made[name, places]

    def _found(self, name: str, places: tuple[int, ...]) -> sp.Expr:
        tensor = next(t for t in self.network.tensors if t.name == name)
        stated = self.values.entry(self.letters.get(name, (tensor.meaning, None)), places)
        if stated is not None:
            return stated
        definition = self.network.definition(name)
        if definition is None:
            raise Unsettled(tensor.meaning or name)
        made = definition.value
        if made.has(Partial):  # by letters: the numbers are put into the slope
            made = Derivatives(self.network).worked_out(made)
        return self.value(made, dict(zip(definition.indices, places, strict=True)))

    def _over_range(self, node: sp.Expr, at: Environment) -> sp.Expr:
        limits = [node.args[1]] if isinstance(node, Maximum) else list(node.limits)
        ranges = []
        for index, low, high in limits:
            ends = [self.value(end, at) for end in (low, high)]
            ranges.append([(index, n) for n in range(int(ends[0]), int(ends[1]) + 1)])
        terms = []
        for chosen in product(*ranges):
            self.terms += 1
            if self.terms > MOST_TERMS:
                raise Unsettled("a long sum")
            terms.append(self.value(node.args[0], {**at, **dict(chosen)}))
        if isinstance(node, Maximum):
            return sp.Max(*terms)
        return sp.Add(*terms) if isinstance(node, sp.Sum) else sp.Mul(*terms)


def places_of(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every place of an array of that shape, counted from 1.

    >>> list(places_of((2,)))
    [(1,), (2,)]
    """
    return product(*(range(1, size + 1) for size in shape))
