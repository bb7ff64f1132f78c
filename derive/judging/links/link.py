"""One link of a chain, under one reading: lowered, compared, decided by the exact engine."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import sympy as sp

from ...algebra.deltas import collapse
from ...algebra.indices import substitute
from ...errors import UnsupportedFormula, UsageError
from ...network.definitions import Network
from ...network.occurring import free_symbols_in
from ...proof.derivatives import Derivatives
from ...reading.document.conventions import entries_turned
from ...reading.document.model import Document
from ...reading.document.shapes.ranks import Ranks
from ...reading.document.statements.bindings import Binding, Statement
from ...reading.document.told.given import counts_from_zero, letters_with_shapes
from ...reading.expression.first_factors import by_the_first
from ...reading.expression.nodes import Derivative, Name, Node, Number, children
from ...reading.expression.open_sums import under_the_operator, under_the_sum
from ..equality.equalities import Equality, decided, of_size
from ..equality.labelled import label_conditions, label_letters, with_labels
from ..equality.one_sided import missing_links
from ..lowering.any_calls import of_first_order
from ..lowering.applied_parts import parts_below
from ..lowering.arrays import Array, Circular, Stuck
from ..lowering.axes import AxisClasses
from ..lowering.examples import both_of_each, letters_of_examples
from ..lowering.expressions import Expressions
from ..lowering.inverses import with_inverses_in_full, without_their_slopes
from ..lowering.items import changed_sizes, with_axes_of_sizes, with_lone_sizes
from ..lowering.layer_numbers import layer_numbers
from ..lowering.scope import Scope, index_letter
from ..lowering.steps import latest_step, of_one_step, of_this_step, through_no_steps
from .entries_below import by_the_whole
from .held import with_arguments_held
from .readings import IndexCase, Reading
from .regions import beyond_the_bound, in_domains
from .said_again import said_again, said_word_for_word
from .shorthand import PLACE, in_full
from .terms_of_sums import in_terms

MOST_NUMBERED = 12
MOST_CIRCLES = 12
MOST_MET = 256


Met = tuple[Equality | Exception, bool, Document]


@dataclass
class Lowering:
    """What a whole document says of axes; lowers the links of its statements."""

    document: Document
    ranks: Ranks = field(init=False)
    classes: AxisClasses = field(default_factory=AxisClasses)
    base: int = 1
    rows: bool = False
    narrow: bool = False
    mean: bool = False  # dZ is of the mean, where it may be of the sum
    turned: bool = False  # w_{ij} is W_{ji}
    bracketed: bool = False  # −Σ a + b is −Σ (a + b)
    layers: dict[str, int] = field(default_factory=dict)  # the numbers that stand for the letters of layers
    labels: frozenset[str] = frozenset()
    hidden: dict[str, tuple[str, str]] = field(default_factory=dict)
    shaped: frozenset[str] = frozenset()
    unsure: bool = False
    circular: set[int] = field(default_factory=set)  # lines that would define what they need
    recursive: set[str] = field(default_factory=set)
    circles: list[tuple[int, ...]] = field(default_factory=list)
    holding: dict[int, bool] = field(default_factory=dict)  # by the orders of lines that were tried: they hold
    met: dict[tuple[object, ...], Met] = field(default_factory=dict)  # the links that were lowered last
    mixed: bool = False  # whether a link hung on products of vectors being entry by entry, or not

    def __post_init__(self) -> None:
        self.ranks = Ranks(self.document, narrow=self.narrow)
        self.layers = layer_numbers(self.document)
        self.base = 0 if counts_from_zero(self.document.statements) else 1
        self.labels = label_letters(self.document)
        self.hidden = letters_of_examples(self.document)
        self.shaped = letters_with_shapes(self.document.statements)
        found = self._without_circles()
        definitions = [b for b in self.document.bindings if not b.value and not b.parameters]
        again = said_again(definitions, found) | said_word_for_word(definitions, found, self.ranks.of)
        self.document = self.document.with_forms(again)
        self.classes = AxisClasses()
        for _ in range(2):
            for binding in definitions:
                if binding.order not in again and not self._is_another_name(binding):
                    self._rank_of(binding)

    def _is_another_name(self, binding: Binding) -> bool:
        """True for Y_i = y_i, which nobody writes: it says of no size what it is."""
        lone = len(binding.indices) == 1 and getattr(binding.body, "indices", ()) == binding.indices
        return binding.order < 0 and lone and self.ranks.of(binding.name, binding.section) == 1

    def alike(self, documents: Sequence[Document]) -> Lowering:
        """The lowering of a part of the document under the same conventions; of the mean, it is the last of these."""
        made = documents[-1] if self.mean else documents[0]
        turned = entries_turned(made) if self.turned else None
        return Lowering(
            turned or made, rows=self.rows, narrow=self.narrow, mean=self.mean, turned=turned is not None,
            bracketed=self.bracketed,
        )  # fmt: skip

    @property
    def plainly(self) -> Reading:
        """The reading in which corrections are sought: of steps, with those before held."""
        return Reading(held=bool(self.document.roles.steps))

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "met": {}}  # which is found again, of documents that are others then

    def _without_circles(self) -> dict[int, int | None]:
        """The ranks of definitions; the last of those that need each other is a claim; what needs itself is none."""
        found: dict[int, int | None] = {}
        for _ in range(MOST_CIRCLES):
            self.circles, self.classes = [], AxisClasses()
            found = {b.order: self._rank_of(b) for b in self.document.bindings if not b.value and not b.parameters}
            if not self.circles:
                break
            circle = self.circles[0]
            self.document = self.document.with_forms([max(circle)], "form" if len(circle) > 1 else "statement")
            self.circular.add(max(circle))
        return found

    def _rank_of(self, binding: Binding) -> int | None:
        """The rank of one definition; what it says of axes is learned on the way."""
        low = self.expressions(self.classes, Reading())
        low.document = self.document.asked_at(len(self.document.statements))
        scope = Scope(binding.order, binding.section, layers=self.layers)
        try:
            made = low.of_binding(binding, scope.layer(binding.layer), scope)
        except (UnsupportedFormula, UsageError, ValueError, TypeError, RecursionError) as reason:
            self.circles += [reason.circle] if isinstance(reason, Circular) else []
            return None
        finally:
            self.unsure |= low.arithmetic.unsure
        return made.rank if isinstance(made, Array) else len(made.axes) - len(made.open)

    def expressions(self, classes: AxisClasses, reading: Reading) -> Expressions:
        """A lowering of trees with these axes."""
        low = Expressions(self.document, self.ranks, classes, self.base, self.rows, reading.entrywise)
        low.recursive, low.lowest, low.numbers = self.recursive, int(reading.held), self.layers
        return low

    def equality(self, statement: Statement, left: Node, right: Node, reading: Reading) -> Equality:
        """The two sides of a link in index notation.

        Raises:
            Stuck: they cannot be said so, or their shapes do not fit.
        """
        asked = (id(self.document), frozenset(self.recursive), statement.order, left, right, reading)
        if asked not in self.met:
            self.met[asked] = self._met(statement, left, right, reading)
            if len(self.met) > MOST_MET:
                del self.met[next(iter(self.met))]
        found, mixed, _ = self.met[asked]
        self.mixed |= mixed
        if isinstance(found, Exception):
            raise found
        return found

    def _met(self, statement: Statement, left: Node, right: Node, reading: Reading) -> Met:
        """The equality or why there is none, whether it is mixed, and the document, which lives as long as this."""
        mixed, self.mixed = self.mixed, False
        try:
            left, right = of_this_step(*in_full(left, right, self.document), self.recursive)
            left, right = with_inverses_in_full(self.document, statement.order, left, right)
            left, right = (by_the_first(left), by_the_first(right)) if reading.divided else (left, right)
            if reading.within and reading.case is not None:
                left, right = in_terms(left, reading.case), in_terms(right, reading.case)
                reading = replace(reading, case=None)
            left, right = (under_the_sum(left), under_the_sum(right)) if reading.summed else (left, right)
            left, right = map(under_the_operator, (left, right)) if reading.differentiated else (left, right)
            found, reached = self._equality(statement, left, right, reading)
            if found.strained and (near := self._near(statement, reached)) is not None:
                self.mixed = True  # the other lowering is not watched
                found = near._equality(statement, left, right, reading)[0]
            return found, self.mixed, self.document
        except (UnsupportedFormula, UsageError) as reason:
            return reason.with_traceback(None), self.mixed, self.document
        finally:
            self.mixed = mixed

    def _near(self, statement: Statement, reached: set[int]) -> Lowering | None:
        """What only the definitions say of axes that a claim reaches or has beside it: W of another section is another.

        None where that is all the definitions that there are.
        """
        definitions = [b for b in self.document.bindings if not b.value and not b.parameters]
        mine = [b for b in definitions if b.order in reached or b.section == statement.claim.section]
        if len(mine) == len(definitions):
            return None
        near = copy.copy(self)
        near.classes, near.circles = AxisClasses(), []
        for binding in (*mine, *mine):
            near._rank_of(binding)
        return near

    def _equality(self, statement: Statement, left: Node, right: Node, reading: Reading) -> tuple[Equality, set[int]]:
        """The two sides, and the places of the definitions that they reach."""
        classes = self.classes.copy()
        self._both(classes, statement, left, right, reading)
        before = AxisClasses.copy(classes)
        low, first, second = self._both(before, statement, left, right, reading)
        (first, second), alone = with_lone_sizes(low.items, self.document.sizes, (first, second))
        untold = with_axes_of_sizes(low.items, (first, second), self.document.sizes)
        network = low.items.network()
        without_their_slopes(network, low.items.inverted, (first, second))
        first, second = (side.xreplace(changed_sizes(before, side)) for side in (first, second))
        network = beyond_the_bound(network) if reading.active else network
        network = in_domains(with_labels(network, self.labels), self.document.domains, reading.side)
        first, second = (by_the_whole(network, side) for side in (first, second))
        sides = [_worked_out(network, side) for side in (first, second)]
        conditions = label_conditions(network)
        unbound = self._unbound(low)
        made = Equality(
            network, sides[0], sides[1], conditions, _numbered_sizes(before, network, sides),
            tuple(sorted(low.assumed)), tuple(sorted({*unbound, *alone})),
            (*sorted(missing_links(network, (first, second), unbound)), *untold),
            before.strained(axis for item in low.items.found.values() for axis in item.axes),
            (*self._doubts(low), *self._of_nowhere(statement, reading)),
            tuple(Derivatives(network).of_formulas(entry) for entry in low.beside_the_diagonal),
            self._later(statement, low.bindings_used),
        )  # fmt: skip
        return of_size(made, *reading.size) if reading.size else made, low.bindings_used

    def _of_nowhere(self, statement: Statement, reading: Reading) -> list[str]:
        """What is said of a region in which nothing is: all that holds there is empty."""
        if reading.region is None:
            return []
        there = self._equality(statement, reading.region, Number("0"), Reading())[0]
        return [f"nothing has {reading.said}"] if decided(there, quick=True).verdict.proved else []

    def _later(self, statement: Statement, used: set[int]) -> tuple[str, ...]:
        """The letters whose value a claim speaks of and that only a later section defines: it may mean others."""
        values = {name for tree in statement.read for name in _values(tree)}
        there = [b for b in self.document.bindings if b.order in used and b.order > statement.order]
        return tuple(sorted({b.name for b in there if b.section != statement.claim.section} & values))

    def _doubts(self, low: Expressions) -> tuple[str, ...]:
        """Axes that the definitions keep apart and the link makes one; capitals that may be matrices or numbers."""
        told = self.classes.counted
        apart: dict[int, set[int]] = {}
        for axis in {axis for item in low.items.found.values() for axis in item.axes}:
            if axis < len(self.classes.parents) and told[self.classes.root(axis)] > 1:
                apart.setdefault(low.classes.root(axis), set()).add(self.classes.root(axis))
        merged = any(len(roots) > 1 for roots in apart.values())
        capitals = [n for n in sorted(low.used) if n.rpartition(":")[2][:1].isupper() and not self.ranks.told(n)]
        return (
            *(["it needs two sizes to be equal of which nothing says so"] if merged else []),
            *(f"nothing says whether {name} is a number or a matrix" for name in capitals),
        )

    def _both(
        self, classes: AxisClasses, statement: Statement, left: Node, right: Node, reading: Reading
    ) -> tuple[Expressions, sp.Expr, sp.Expr]:
        if reading.diagonal and (not isinstance(left, Derivative) or left.gradient):
            raise Stuck("no Jacobian")
        low = self.expressions(classes, reading)
        low.hidden, low.latest = self.hidden, latest_step(left, right, steps=self.document.roles.steps)
        low.document = with_arguments_held(self.document.asked_at(statement.order), left, right)
        low.over_examples = statement.order if reading.examples else -1
        scope = Scope(statement.order, statement.claim.section, layers=self.layers)
        try:
            for part in parts_below(left, right):
                low.denominator(part, scope)  # it has a name wherever a function is applied to it
            first, second = low.array(left, scope), low.array(right, scope)
            inside = low.scalar(reading.region, scope) if reading.region is not None else sp.S.One
        finally:
            self.mixed |= low.arithmetic.mixed
        _without_two_meanings(low, scope, (first, second))
        if reading.diagonal:
            first, second = _diagonal_of(first, second, classes)
        if first.rank != second.rank:
            if first.rank and second.rank:
                raise Stuck("the shapes of the two sides differ")
            if isinstance(left, Number) or isinstance(right, Number) or second.entry == 0:
                second = Array(second.entry, first.indices, first.axes) if first.rank else second
                first = first if first.rank else Array(first.entry, second.indices, second.axes)
            else:
                raise Stuck("a number stands beside a vector")
        entry = low.arithmetic.aligned(first, low.arithmetic.stacked_alike(first, second))
        of_first_order(low.items, (left, right))
        of_one_step((left, right), low.items, self.recursive)
        through_no_steps((left, right), low.items, low.document)
        both_of_each(self.hidden, scope, first.entry, entry)
        return low, *in_case(first.entry * inside, entry * inside, reading.case, scope, low.classes)

    def _unbound(self, low: Expressions) -> set[str]:
        """The given letters that no definition mentions."""
        index = self.document.index
        known = (index.mentioned, index.rates, self.labels, self.shaped, {PLACE.name})
        unbound = {name for name in low.used if not any(name in letters for letters in known)}
        return unbound | (low.items.given_in_layers() & index.mentioned - index.mentioned_in_layers)


def _values(node: Node) -> Iterator[str]:
    """The names that stand outside of derivatives."""
    if isinstance(node, Name):
        yield node.name
    elif not isinstance(node, Derivative):
        for part in children(node):
            yield from _values(part)


def in_case(
    left: sp.Expr, right: sp.Expr, case: IndexCase | None, scope: Scope, classes: AxisClasses
) -> tuple[sp.Expr, sp.Expr]:
    """Both sides where two indices are one, or times 1 − δ where they differ; a letter that no side has is a class.

    Raises:
        Stuck: the case is of nothing that runs in the sides.
    """
    if case is None:
        return left, right
    letters = [letter for letter in (case.first, case.second) if letter in scope.open]
    others = [letter for letter in (case.first, case.second) if letter not in scope.open]
    if not letters or any(len(letter) > 1 for letter in others):
        raise Stuck(f"{case} says nothing here")
    one, axis = scope.open[letters[0]]
    other = index_letter(others[0]) if others else scope.open[letters[1]][0]
    if case.equal:
        gone, kept = (one, other) if others else (other, one)
        return substitute(left, {gone: kept}), substitute(right, {gone: kept})
    apart = 1 - sp.KroneckerDelta(one, other, *([(1, classes.size(axis))] if others else []))
    return left * apart, right * apart


def _without_two_meanings(low: Expressions, scope: Scope, sides: tuple[Array, Array]) -> None:
    """Nothing, where no letter is a class, as in the case y = 1, and a number beside it, as in p − y.

    Raises:
        Stuck: one is both.
    """
    made = [item.value for item in low.items.found.values() if item.value is not None]
    standing = {symbol for entry in (*(side.entry for side in sides), *made) for symbol in free_symbols_in(entry)}
    for letter in scope.open:
        item = low.items.found.get(("given", letter, None, 0))
        if item is not None and item.element(()) in standing:
            raise Stuck(f"{letter} is compared with a number, and nothing says which numbers it may be")


def _worked_out(network: Network, side: sp.Expr) -> sp.Expr:
    """The side with its derivatives of formulas worked out, where Σ_k δ_kj x_k is x_j."""
    worked_out = Derivatives(network).of_formulas(side)
    return worked_out if worked_out == side else collapse(worked_out)


def _diagonal_of(first: Array, second: Array, classes: AxisClasses) -> tuple[Array, Array]:
    """∂a/∂z = a(1 − a) of vectors: the diagonal of the Jacobian, whose other entries are 0."""
    if (first.rank, second.rank) != (2, 1):
        raise Stuck("no Jacobian beside a vector")
    i, j = first.indices
    classes.unify(*first.axes)
    size = classes.size(first.axes[0])
    return first, Array(second.at((i,)) * sp.KroneckerDelta(i, j, (1, size)), first.indices, first.axes)


def _numbered_sizes(classes: AxisClasses, network: Network, sides: list[sp.Expr]) -> dict[sp.Symbol, int] | None:
    """The sizes of axes of which entries are named by numbers; None where there are none above 1."""
    least: dict[sp.Symbol, int] = {}
    for root, number in classes.least.items():
        size = classes.size(root)
        if number > 1 and size.is_Symbol:
            least[size] = max(least.get(size, 0), number)
    symbols = {s for axis in network.axes for s in axis.size_symbols}
    used = {size: number for size, number in least.items() if size in symbols}
    if not used:
        return None
    if max(used.values()) > MOST_NUMBERED:
        raise Stuck("an entry of a high number")
    return {size: used.get(size, 2 + place % 2) for place, size in enumerate(sorted(symbols, key=str))}
