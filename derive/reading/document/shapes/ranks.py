"""How many axes each letter has: told by indices and letters in bold, and by what the defining lines need."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from ...expression.nodes import (
    Call,
    Comparison,
    Delta,
    Derivative,
    Differential,
    Entry,
    Inner,
    Known,
    Largest,
    Matrix,
    Name,
    Node,
    Number,
    Ones,
    Power,
    Prime,
    Product,
    Terms,
    Total,
    Transposed,
    children,
    picked,
    walk,
)  # fmt: skip
from ...tex.tokens import text_of
from ..model import Document
from ..samples.parts import wholes_of
from ..scripts.entries_of_functions import ANOTHER
from ..scripts.products import axes_around_dots, is_of_a_row, map_of, maps_a_layer, numbers_among, product_rank
from ..statements.bindings import CONSTANTS, Statement
from .addends import all_capitals, capitals, has_transpose, of_addend
from .computed_words import is_computed, is_of_matrices
from .diagonals import vectors_on_diagonals
from .other_sections import defined_once, divided_by, let_in, sections_with_layers, told_here
from .sections_of_numbers import numbers_of_sections, rank_of_a_value
from .side_by_side import numbers_side_by_side
from .told_rows import told_rows
from .vectors_of_samples import letters_of_calls, vectors_of_samples

ROUNDS, LATE = 6, 4  # from the latter on a word that nothing tells of is what its indices and its transpose say
SCALAR_KNOWN = ("norm", "norm1", "trace")


class Ranks:
    """The rank of each letter in each section, found in several rounds: what is written first, then what follows.

    ``widened`` says that a claim has more indices at a letter than any definition; ``narrow``, that it tells nothing.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> ranks = Ranks(document_of([Claim(r"z_i = \\sum_j W_{ij} x_j", 1, 1), Claim("z = W x", 2, 1)]))
    >>> ranks.of("W", 0), ranks.of("x", 0), ranks.of("q", 0)
    (2, 1, 0)
    """

    def __init__(self, document: Document, *, narrow: bool = False) -> None:
        self.document, self.narrow, self.widened, self.turn = document, narrow, False, 0
        self.written, self.followed = dict[tuple[int, str], int](), dict[tuple[int, str], int]()
        self.sampled, self.rows = set[tuple[int, str]](), dict[tuple[int, str], int]()
        self.own: dict[str, int] = {}  # the ranks of the parameters that the function of a statement has of its own
        self.layered, self.once, self.let = sections_with_layers(document), defined_once(document), let_in(document)
        self.divisors = divided_by(document)
        for statement in sorted(document.statements, key=lambda statement: statement.kind == "claim"):
            self._write(statement)
        self.written |= vectors_on_diagonals(document.statements, document.roles.steps, self.written)
        self.vectors = vectors = vectors_of_samples(document.statements, document.roles.samples)
        once = [key for key, rank in self.written.items() if rank == 1 and key[0] >= vectors.get(key[1], key[0] + 1)]
        self.written |= dict.fromkeys(once, 2)
        self.written |= document.batches.ranks(document.statements) if document.batches else {}
        twice = {name for (_, name), rank in self.written.items() if rank == 2 and name[:1].isupper()}
        self.matrices = {name for name in twice if not document.defined(name)}  # W_ij is W in all sections
        self._of_samples()
        no_units = (*document.sizes, *CONSTANTS)
        self.followed |= {key: 0 for key in numbers_of_sections(document) if key[1] not in no_units}
        self.told_rows = told_rows(document)
        self.written |= self.told_rows.vectors
        self.followed |= self.told_rows.zeros
        told = dict(self.followed)
        self._follow_all()
        if numbers := numbers_side_by_side(document.statements, self._as_taken):
            self.written, self.followed = self.written | numbers, told
            self._follow_all()

    def of(self, name: str, section: int) -> int:
        """The rank in a section; where nothing is said there, that of the nearest section, first of those before."""
        if (found := self.known(name, section)) is not None:
            return found
        sections = sorted(at for at, other in {*self.written, *self.followed} - self.sampled if other == name)
        nearest = [at for at in sections if at < section][::-1] + [at for at in sections if at > section]
        return next((rank for at in nearest if (rank := self.known(name, at)) is not None), 0)

    def _as_taken(self, node: Node, section: int) -> int | None:
        return self.of(node.name, section) - picked(node) if isinstance(node, Name) else self.rank(node, section)

    def told(self, name: str) -> bool:
        """True where anything says how many axes a letter has; what is divided by is a number."""
        known = self.divisors | self.document.index.made(wholes_of)
        return name in known or any(other == name for _, other in (*self.written, *self.followed))

    def known(self, name: str, section: int) -> int | None:
        """The rank that is told in a section, or None."""
        tables, key = (self.written, self.followed), (section, name)
        if any(key in table for table in tables):
            return next(table[key] for table in tables if key in table)
        if (name in self.layered or name in self.once) and key not in self.let:
            home = self.once.get(name, section), name
            if home not in self.sampled and any(home in table for table in tables):
                return next(table[home] for table in tables if home in table)
            layers = self.layered.get(name, set())
            for table in tables:
                found = [rank for key, rank in table.items() if key[1] == name and key not in self.sampled
                         and (section not in layers or key[0] in layers)]  # fmt: skip
                if found:
                    return max(found)
        return 2 if name in self.matrices or name in self.document.index.made(wholes_of) else None

    # what is written

    def _write(self, statement: Statement) -> None:
        section = statement.claim.section
        if statement.chain.relations[0] == "∈":
            self._shape(statement)
            return
        for tree in statement.read:
            for name in _names(tree):
                rank = len(name.indices)
                if name.bold:
                    letter = name.name.rpartition(":")[2]
                    rank = max(rank, 2) if letter[:1].isupper() else rank + 1
                if rank == 1 and not name.bold and is_computed(self.document, name.name):
                    self.rows.setdefault((section, name.name), rank)  # an entry, or a row of a whole batch
                elif rank:
                    key = (section, name.name)
                    wider = statement.kind == "claim" and 0 < self.written.get(key, 0) < rank
                    self.widened |= wider
                    self.written[key] = (
                        self.written.get(key, 0) if wider and self.narrow else max(self.written.get(key, 0), rank)
                    )

    def _of_samples(self) -> None:
        """ξ(t_i, y_i) of ξ(t, y): i counts samples in that section alone, and tells no other section of axes."""
        letters = letters_of_calls(self.document)
        for statement in self.document.statements:
            section = statement.claim.section
            for name in (name for tree in statement.read for name in _names(tree)):
                if any(isinstance(i, Name) and i.name in letters.get(section, ()) for i in name.indices):
                    self.sampled.add((section, name.name))

    def _shape(self, statement: Statement) -> None:
        name = statement.trees[0]
        right = text_of(statement.chain.sides[1])
        if isinstance(name, Name) and "mathbb" in right and "R" in right:
            lone = right.rstrip("}").endswith("times1") or "{1times" in right  # D × 1, and 1 × D of a row
            axes = right.count("times") + 1 - lone if "^" in right else 0
            self.written[statement.claim.section, name.name] = axes + len(name.indices)

    # what follows

    def _follow_all(self) -> None:
        for turn in range(ROUNDS):
            self.turn = turn
            if turn == LATE:
                self.followed |= {key: rank for key, rank in self.rows.items() if self.known(key[1], key[0]) is None}
            for statement in (s for s in self.document.statements if s.kind not in ("statement", "update")):
                self._follow(statement, turn)

    def _follow(self, statement: Statement, turn: int) -> None:
        section = statement.claim.section
        trees = list(statement.read)
        self.own = self._own_parameters(statement)
        for tree in trees:
            self.rank(tree, section)
        if statement.binding is not None and statement.binding.value:
            self._value(statement, section)
            return
        for left, right in itertools.pairwise(trees):
            first, second = self.rank(left, section), self.rank(right, section)
            if first is None and second is not None:
                self.push(left, second, section)
            elif second is None and first is not None:
                self.push(right, first, section)
            elif turn > 1 and isinstance(right, Terms) and (first or 0) > (second or 0):
                self._push_unknown(right, first or 0, section)
            elif turn > 1 and isinstance(left, Name) and self._differentiated(left.name):
                self.push(left, 0, section)
                self.push(right, 0, section)

    def _own_parameters(self, statement: Statement) -> dict[str, int]:
        """x of f(x) = …: a number where f is applied to x_i of each sample i, a vector where each x_i is one."""
        parameters = statement.binding.parameters if statement.binding is not None else ()
        sampled = {p.name for p in parameters if not p.bold and (statement.claim.section, p.name) in self.sampled}
        numbers = sampled - {name.name for tree in statement.read for name in _names(tree) if name.indices}
        return dict.fromkeys(numbers, 0) | dict.fromkeys(sampled & self.vectors.keys(), 1)

    def _push_unknown(self, terms: Terms, rank: int, section: int) -> None:
        """X W of Z = X W + b, where only Z and b are known."""
        for _, part in terms.terms:
            if self.rank(part, section) is None:
                self.push(part, of_addend(terms, part, rank), section)

    def _value(self, statement: Statement, section: int) -> None:
        binding = statement.binding
        assert binding is not None
        if not binding.indices and (self.turn >= LATE or binding.body != Number("0")):  # 0 may be a matrix
            stated = self.rank(binding.body, section) or 0
            found = rank_of_a_value(binding.name, stated, self.turn, self.written, self.followed)
            self._learn(binding.name, section, found)

    def _differentiated(self, name: str) -> bool:
        """True for what stands on top of a derivative by something with axes: a loss."""
        return any(
            slope.gradient or any(self.of(d.name, 0) for d in slope.denominators if isinstance(d, Name))
            for slope in self.document.index.slopes.get(name, ())
        )

    def _learn(self, name: str, section: int, rank: int | None) -> None:
        constant = name in CONSTANTS and not self.document.defined(name)
        if rank is not None and name not in self.document.sizes and not constant and self.known(name, section) is None:
            self.followed[section, name] = rank

    def push(self, node: Node, rank: int, section: int) -> None:
        """What a formula of that rank says of the letters in it."""
        if isinstance(node, Name):
            if node.name not in self.document.roles.functions:
                self._learn(node.name, section, rank + picked(node))
        elif isinstance(node, Terms):
            for _, part in node.terms:
                self.push(part, of_addend(node, part, rank), section)
        elif isinstance(node, Known) and node.function not in SCALAR_KNOWN:
            self.push(node.argument, rank, section)
        elif isinstance(node, Call) and len(node.arguments) == 1 and not self.document.defined(node.function.name):
            self.push(node.arguments[0], rank, section)
        elif isinstance(node, Derivative) and len(node.denominators) == 1 and not self.rank(node.numerator, section):
            if rank or self.turn >= LATE or not all_capitals(node.denominators[0]):  # a^T b of rows is a matrix
                self.push(told_here(self.document, node, section), rank, section)
        elif isinstance(node, (Power, Transposed)):
            self.push(node.base, rank, section)
        elif isinstance(node, Product) and rank == 1 and self.turn > 1 and (found := map_of(node)) is not None:
            self._learn(found[0].name, section, 2)
            self.push(found[1], 1, section)
        elif isinstance(node, Product) and rank == 2 and self.turn > 1 and is_of_matrices(self.document, node):
            for _, part in node.parts:
                self.push(part, 2, section)
        elif isinstance(node, Largest):
            for part in node.items:
                self.push(part, rank, section)
        elif isinstance(node, Product) and rank == 0 and not has_transpose(node):
            for _, part in node.parts:
                self.push(part, 0, section)

    def rank(self, node: Node, section: int) -> int | None:
        """The rank of a formula, as far as it is known; letters in it are told theirs on the way."""
        if isinstance(node, Name):
            found = self.own.get(node.name, self.known(node.name, section))
            return None if found is None else max(found - picked(node), 0)
        if isinstance(node, Terms):
            return self._of_terms(node, section)
        if isinstance(node, Product):
            return self._of_product(node, section)
        if isinstance(node, Transposed):
            if isinstance(node.base, Name) and self.rank(node.base, section) is None:
                capital = node.base.name.partition("_")[0].partition("^")[0].isupper()
                untold = node.base.name in self.layered and not capital  # w^{l+1} may be a matrix
                if self.turn < LATE and (untold or is_computed(self.document, node.base.name)):
                    return None
                self._learn(node.base.name, section, (2 if capital else 1) + len(node.base.indices))
            elif isinstance(node.base, Terms) and self.rank(node.base, section) is None and not capitals(node.base):
                self.push(node.base, 1, section)
            return self.rank(node.base, section)
        if isinstance(node, Known):
            if node.function in SCALAR_KNOWN:
                self._of_norm(node.argument, section, of_matrix=node.function == "trace")
                return 0
            inner = 1 if node.function.startswith(ANOTHER) else self.rank(node.argument, section)
            return 2 if node.function == "diag" else inner
        if isinstance(node, Inner):
            self._of_inner(node, section)
            return 0
        if isinstance(node, Matrix):
            for part in children(node):
                self.rank(part, section)
            return 1 if node.is_list or len(node.rows) == 1 or len(node.rows[0]) == 1 else 2
        return self._of_others(node, section)

    def _of_inner(self, node: Inner, section: int) -> None:
        """⟨w, x_i⟩: what one of both is, the other is too; where neither is known, they are as in a norm."""
        ranks = self.rank(node.right, section), self.rank(node.left, section)
        capitals = all_capitals(node.left) and all_capitals(node.right)
        for one, rank in zip((node.left, node.right), ranks, strict=True):
            self._of_norm(one, section, of_matrix=rank == 2 or (rank is None and capitals))

    def _of_norm(self, of: Node, section: int, *, of_matrix: bool = False) -> None:
        """‖x − c_j‖: x and c_j are vectors, ‖W‖ and ‖Y − T‖ are of matrices, ‖r − t‖ is |r − t| of numbers."""
        matrix = of_matrix or (isinstance(of, (Name, Terms)) and all_capitals(of))
        parts = [part for _, part in getattr(of, "terms", ()) if isinstance(part, Name)]
        numbers = any(self.known(n.name, section) == 0 for n in parts if not n.bold and n.name not in self.own)
        self.push(of, 2 if matrix else int(not numbers), section)
        for name in (of, *parts):
            if isinstance(name, Name) and name.indices and self.known(name.name, section) == picked(name) > 0:
                self.written[section, name.name] = picked(name) + 1

    def _of_others(self, node: Node, section: int) -> int | None:
        ranks = [self.rank(child, section) for child in children(node)]
        if isinstance(node, Derivative):
            below = ranks[1:]
            if None in below or not below:
                return None
            return (ranks[0] or 0) * (not node.gradient) + sum(rank or 0 for rank in below)
        if isinstance(node, Call):
            if len(node.arguments) == 1 and not self.document.defined(node.function.name):
                return ranks[-1]
            return self.known(node.function.name, section)
        if isinstance(node, Power):
            exponential = isinstance(node.base, Name) and node.base.name == "e" and not self.document.defined("e")
            return ranks[1] if exponential else ranks[0]
        if isinstance(node, (Prime, Differential)):
            return ranks[-1]
        if isinstance(node, Largest):
            pairs = zip(ranks, node.items, strict=True)
            return max((r for r, part in pairs if r is not None and not isinstance(part, Number)), default=None)
        if isinstance(node, Total):
            return ranks[0] if ranks[0] is not None or has_transpose(node.body) else 0
        if isinstance(node, (Delta, Comparison, Entry)):
            return 0
        return 1 if isinstance(node, Ones) else 0 if isinstance(node, Number) else None

    def _of_terms(self, node: Terms, section: int) -> int | None:
        ranks = [self.rank(part, section) for _, part in node.terms]
        beside = [r for r, (_, part) in zip(ranks, node.terms, strict=True) if not isinstance(part, Number)]
        known = [rank for rank in beside if rank is not None]  # 1 of 1 − y says nothing of y
        if not known:
            return None if beside else 0
        if max(known) > 0 or any(has_transpose(part) for _, part in node.terms):
            for rank, (_, part) in zip(ranks, node.terms, strict=True):
                if rank is None:
                    self.push(part, of_addend(node, part, max(known)), section)
        else:
            for name in numbers_among(node):
                self.push(name, 0, section)
        return max(known)

    def _of_product(self, node: Product, section: int) -> int | None:
        ranks = [self.rank(part, section) for _, part in node.parts]
        for place in range(len(node.parts) - 1):
            (_, first), (sign, second) = node.parts[place], node.parts[place + 1]
            between = ranks[place : place + 2] == [1, 0] and any(ranks[place + 2 :])  # a_j of x_i^T a_j x_j
            if (sign == "" or (sign == "." and ranks[place] == 2)) and isinstance(second, Name) and not between:
                if node.parts[place + 2 :] and not node.parts[place + 2][0]:
                    self._in_between(ranks[place], first, second, section)
                ranks[place + 1] = self._behind(first, ranks[place], second, ranks[place + 1], section)
        if any(sign == "o" for sign, _ in node.parts):
            for part, axes in axes_around_dots(node, ranks, late=self.turn > 1):
                self.push(part, axes, section)
        outer = any(isinstance(part, Transposed) and ranks[n] in (1, None) for n, (_, part) in enumerate(node.parts))
        if not any(ranks) or ((outer or 2 in ranks) and None in ranks):
            return None if None in ranks else 0
        return product_rank(self.told_rows.turned(node, ranks), [rank or 0 for rank in ranks])

    def _in_between(self, before: int | None, first: Node, second: Name, section: int) -> None:
        """S of (t − A v)^T S (t − A v) is a matrix."""
        if before == 1 and isinstance(first, Transposed) and second.name[:1].isupper() and not second.indices:
            self._learn(second.name, section, 2)

    def _behind(self, first: Node, before: int | None, second: Name, rank: int | None, section: int) -> int | None:
        """W x and w^T x: what stands behind a matrix or a row has an axis; behind W, a capital, x tells W's."""
        own = len(second.indices)
        capital = isinstance(first, Name) and first.name[:1].isupper() and first.name not in self.document.sizes
        matrix = first.base if isinstance(first, Transposed) else first
        if before == 2 and isinstance(matrix, Name):
            if not rank:
                self._tell(second, (2 if second.name[:1].isupper() and not own else 1) + own, section, rank)
        elif before == 1 and isinstance(first, Transposed) and not rank:
            self._tell(second, 1 + own, section, rank)
        elif before is None and (capital or maps_a_layer(first, second)) and not getattr(first, "indices", ()) and rank:
            self.push(first, 2, section)
        elif before == 1 and self.turn > 1 and is_of_a_row(first, second):
            self._learn(second.name, section, 2)  # a W of a row
        elif before == 0 and isinstance(first, Transposed) and isinstance(first.base, Name) and first.base.indices:
            self.written[section, first.base.name] = 1 + len(first.base.indices)
        return self.rank(second, section)

    def _tell(self, name: Name, rank: int, section: int, before: int | None) -> None:
        if before is None:
            self._learn(name.name, section, rank)
        elif name.indices:  # x_i behind W is a whole example
            self.written[section, name.name] = rank


def _names(tree: Node) -> Iterable[Name]:
    """The names that stand for values: no indices."""
    return (node for node in walk(tree) if isinstance(node, Name))
