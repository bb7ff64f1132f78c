"""Where things stand in a document: tables that are made once, when they are first asked for.

Every claim asks what stands near it; without them each would go through the whole document.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from ...expression.nodes import Call, Derivative, Name, Number, Product, Terms, Total, names_in, walk
from .bindings import Binding, Statement

SIGMOID = re.compile(r"\b(?:sigmoid|logistic)\b", re.IGNORECASE)
SHARES = re.compile(
    r"one[- ]hot|(?:sum|add)s?(?: up)? to (?:one|1\b|\$1\$)|probabilit|distribution"
    r"|\blabels?\b|\bclass(?:es)?\b|\btargets?\b",
    re.IGNORECASE,
)


Table = TypeVar("Table")


class Index:
    """What stands where in the statements and bindings of a document.

    >>> Index((), ()).claims_with(0, "x", before=3)
    []
    """

    def __init__(self, statements: Sequence[Statement], bindings: Sequence[Binding]) -> None:
        self.statements, self.bindings = statements, bindings
        self._made: dict[Callable[[Index], Any], Any] = {}

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_made": {}}  # which is made again

    def made(self, make: Callable[[Index], Table]) -> Table:
        """A table that another room makes of the document: once, when it is first asked for.

        >>> Index((), ()).made(lambda index: len(index.statements))
        0
        """
        if make not in self._made:
            self._made[make] = make(self)
        found: Table = self._made[make]
        return found

    def is_of(self, statements: Sequence[Statement], bindings: Sequence[Binding]) -> bool:
        """True for the index of these very statements and bindings."""
        return self.statements is statements and self.bindings is bindings

    def claims_with(self, section: int, letter: str, before: int) -> list[Statement]:
        """The claims of a section before a place in which a letter stands, in order."""
        return [s for s in self._claims.get((section, letter), ()) if s.order < before]

    def forms(self, section: int, before: int) -> list[Statement]:
        """The lines of a section before a place that define anew what was defined."""
        return [s for s in self._forms.get(section, ()) if s.order < before]

    def unread(self, section: int) -> list[Statement]:
        """The claims of a section of which a side was not read."""
        return self._unread.get(section, [])

    def names_of(self, section: int) -> set[str]:
        """The names that a section defines."""
        return self._names.get(section, set())

    def has_sigmoid_units(self, until: int) -> bool:
        """True where the words up to a place have a sigmoid unit."""
        return self._first_sigmoid <= until

    @cached_property
    def calls(self) -> frozenset[str]:
        """The names of the functions that definitions apply."""
        return frozenset(node.function.name for b in self.bindings for node in walk(b.body) if isinstance(node, Call))

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """The names in definitions, those of their parameters, and those that have a value; w_0 besides w."""
        names = [name for b in self.bindings if not b.value for name in names_in(b.body)]
        inside = {name.name for name in names} | {f"{n.name}_0" for n in names if Number("0") in n.indices}
        parameters = {p.name for b in self.bindings for p in b.parameters}
        return frozenset(inside | parameters | {b.name for b in self.bindings if b.value})

    @cached_property
    def rates(self) -> frozenset[str]:
        """The letters with which steps begin: η of w ← w − η g, of which nobody says more."""
        bodies = (s.trees[1] for s in self.statements if s.kind == "update" and len(s.trees) > 1)
        lasts = (body.terms[-1][1] for body in bodies if isinstance(body, Terms))
        firsts = (last.parts[0][1] for last in lasts if isinstance(last, Product))
        return frozenset(first.name for first in firsts if isinstance(first, Name) and not first.indices)

    @cached_property
    def written(self) -> frozenset[str]:
        """The names in the lines that were read."""
        return frozenset(name.name for s in self.statements for tree in s.read for name in names_in(tree))

    @cached_property
    def mentioned_in_layers(self) -> frozenset[str]:
        """The names in definitions that have a layer: δ of a loss says nothing of the errors δ^l."""
        names = (name for b in self.bindings if not b.value for name in names_in(b.body))
        return frozenset(name.name for name in names if name.layer is not None)

    @cached_property
    def of_any_layer(self) -> frozenset[int]:
        """The places of lines of any layer l, which the lines of numbered layers are examples of."""
        names = ((s.order, name.layer) for s in self.statements for tree in s.read for name in names_in(tree))
        return frozenset(order for order, layer in names if layer is not None and layer.letter.islower())

    @cached_property
    def slopes(self) -> dict[str, dict[Derivative, None]]:
        """The derivatives of each name, each once, in order."""
        found: dict[str, dict[Derivative, None]] = defaultdict(dict)
        for node in (node for s in self.statements for tree in s.read for node in walk(tree)):
            if isinstance(node, Derivative) and isinstance(node.numerator, Name):
                found[node.numerator.name][node] = None
        return dict(found)

    @cached_property
    def heads(self) -> tuple[Statement, ...]:
        """The lines that define a function of its arguments."""
        kinds = ("definition", "form")
        return tuple(s for s in self.statements if s.kind in kinds and isinstance(s.trees[0], Call))

    @cached_property
    def telling(self) -> tuple[Statement, ...]:
        """The lines that say by the way what a function is: f of a = f(z) = 1/(1 + e^{−z})."""
        return tuple(s for s in self.statements if s.tells)

    @cached_property
    def speaks_of_shares(self) -> bool:
        """True where the words say that something is a distribution or a label."""
        words = {text for s in self.statements for text in (s.claim.prose, s.claim.heading)}
        return any(SHARES.search(text) for text in words)

    @cached_property
    def summing_to_one(self) -> frozenset[str]:
        """The letters of which a line says that their entries sum to one."""
        lines = ((*s.trees, None, None)[:2] for s in self.statements)
        return frozenset(
            first.body.name
            for first, second in lines
            if isinstance(first, Total) and isinstance(first.body, Name) and second == Number("1")
        )

    @cached_property
    def _first_sigmoid(self) -> float:
        found = (s.order for s in self.statements if SIGMOID.search(s.claim.prose))
        return next(found, float("inf"))

    @cached_property
    def _claims(self) -> dict[tuple[int, str], list[Statement]]:
        found: dict[tuple[int, str], list[Statement]] = defaultdict(list)
        for statement in (s for s in self.statements if s.kind == "claim"):
            for letter in {name.name for tree in statement.read for name in names_in(tree)}:
                found[statement.claim.section, letter].append(statement)
        return dict(found)

    @cached_property
    def _forms(self) -> dict[int, list[Statement]]:
        found: dict[int, list[Statement]] = defaultdict(list)
        for statement in (s for s in self.statements if s.kind == "form" and s.binding is not None):
            found[statement.claim.section].append(statement)
        return dict(found)

    @cached_property
    def _unread(self) -> dict[int, list[Statement]]:
        found: dict[int, list[Statement]] = defaultdict(list)
        for statement in (s for s in self.statements if s.kind == "claim" and None in s.trees):
            found[statement.claim.section].append(statement)
        return dict(found)

    @cached_property
    def _names(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for binding in self.bindings:
            found[binding.section].add(binding.name)
        return dict(found)
