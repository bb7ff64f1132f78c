"""Values as tables: a list of rows, each made of rows before it, in JSON. Reading one runs nothing that a file names.

A row is its kind and its parts: the places of earlier rows, or plain text and numbers for what has none. Networks are
not written: a table is read beside the network that it is of, and names its tensors and counts its conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sympy as sp

from ..errors import BackproofError
from ..gradient.derivation import Derivation, Formula, Step
from ..gradient.element import Element
from ..gradient.rules import RULES, Rule
from ..network.definitions import Condition, Network
from ..network.tensors import Tensor
from ..proof.verdict import Outcome, Verdict, Witness
from .nodes import COMPOSED, COMPOSED_BY_NAME, LEAVES, assumptions_of, fresh_dummy, leaf_of

Rows = list[list[Any]]
MOST_ROWS = 1_000_000
RULE_BY_NAME = {rule.name: rule for rule in RULES}

# Our own records: the fields in their order, each with the classes that may stand there.
Fields = tuple[tuple[str, tuple[type, ...]], ...]
NOTHING = type(None)
RECORDS: dict[type, Fields] = {
    Formula: (
        ("left", (sp.Expr,)), ("value", (sp.Expr,)), ("indices", (tuple,)), ("conditions", (tuple,)),
        ("network", (Network, NOTHING)),
    ),
    Step: (
        ("rule", (Rule,)), ("left", (sp.Expr,)), ("before", (sp.Expr,)), ("after", (sp.Expr,)), ("check", (Verdict,)),
        ("conditions", (tuple,)),
    ),
    Derivation: (
        ("network", (Network,)), ("of", (Tensor,)), ("wrt", (Tensor,)), ("steps", (tuple,)), ("general", (Formula,)),
        ("formula", (Formula,)),
    ),
    Verdict: (
        ("outcome", (Outcome,)), ("method", (str,)), ("condition", (str,)), ("witness", (Witness, NOTHING)),
        ("reason", (str,)),
    ),
    Element: (
        ("tensor", (Tensor,)), ("indices", (tuple,)), ("by_sympy", (sp.Expr,)), ("by_formula", (sp.Expr,)),
        ("verdict", (Verdict,)),
    ),
}  # fmt: skip
RECORD_BY_NAME = {cls.__name__: cls for cls in RECORDS}


class NotKept(ValueError):
    """A value that has no table, or a table that has no value."""


class Writer:
    """Writes values into one table; equal parts are written once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.rows: Rows = []
        self.dummies: list[sp.Dummy] = []
        self._places: dict[tuple[type, Any], int] = {}
        self._conditions = {condition: place for place, condition in enumerate(network.conditions)}

    def place(self, value: Any) -> int:
        """The place of the row of a value, which is written where it is new.

        Raises:
            NotKept: something in it is not on the list of what may be kept.
        """
        key = (type(value), value)
        try:
            known = self._places.get(key)
        except TypeError:
            return self._added(self._row(value))  # a mapping has no hash
        if known is None:
            known = self._places[key] = self._added(self._row(value))
        return known

    def _added(self, row: list[Any]) -> int:
        self.rows.append(row)
        return len(self.rows) - 1

    def _row(self, value: Any) -> list[Any]:
        if isinstance(value, sp.Basic):
            return self._node(value)
        if type(value) in RECORDS:
            parts = (getattr(value, field) for field, _ in RECORDS[type(value)])
            return [type(value).__name__, *map(self.place, parts)]
        if type(value) is tuple:
            return ["tuple", *map(self.place, value)]
        if isinstance(value, Mapping):
            return ["mapping", *(self.place(part) for pair in value.items() for part in pair)]
        return self._plain(value)

    def _plain(self, value: Any) -> list[Any]:
        if type(value) in (str, int, NOTHING):
            return ["plain", value]
        if isinstance(value, Rule) and RULE_BY_NAME.get(value.name) == value:
            return ["rule", value.name]
        if isinstance(value, Outcome):
            return ["outcome", value.value]
        if isinstance(value, Tensor) and value in self.network.tensors:
            return ["tensor", value.name]
        if isinstance(value, Condition) and value in self._conditions:
            return ["condition", self._conditions[value]]
        if isinstance(value, Network) and value == self.network:
            return ["network"]
        raise NotKept(f"{type(value).__name__} is not kept")

    def _node(self, node: sp.Basic) -> list[Any]:
        if type(node) is sp.Dummy:
            self.dummies.append(node)
            return ["dummy", node.name, assumptions_of(node)]
        leaf = leaf_of(node)
        if leaf is not None:
            return leaf
        if type(node) not in COMPOSED:
            raise NotKept(f"{type(node).__name__} is not kept")
        return [type(node).__name__, *map(self.place, node.args)]


class Reader:
    """Reads a table beside its network; dummies are fresh, or those that are given."""

    def __init__(self, network: Network, dummies: Iterable[sp.Dummy] = ()) -> None:
        self.network = network
        self._dummies = iter(tuple(dummies))
        self._plain: dict[str, Callable[..., Any]] = {
            **LEAVES,
            "dummy": lambda *said: next(self._dummies, None) or fresh_dummy(*said),
            "plain": _plain,
            "rule": RULE_BY_NAME.__getitem__,
            "outcome": Outcome,
            "tensor": network.tensor,
            "condition": lambda place: _at(network.conditions, place),
            "network": lambda: network,
        }

    def value(self, rows: Rows) -> Any:
        """The value of the last row.

        Raises:
            NotKept: the rows are no table of a value.
        """
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS:
            raise NotKept("no table")
        values: list[Any] = []
        try:
            for kind, *parts in rows:
                plain = self._plain.get(kind)
                values.append(plain(*parts) if plain else self._made(kind, [_at(values, place) for place in parts]))
        except (ArithmeticError, AttributeError, BackproofError, LookupError, TypeError, ValueError) as error:
            raise NotKept(f"row {len(values)} is none: {error!r:.120}") from error
        return values[-1]

    def _made(self, kind: str, parts: list[Any]) -> Any:
        make = COMPOSED_BY_NAME.get(kind)
        if make is not None:
            if not all(isinstance(part, sp.Basic) for part in parts):
                raise NotKept("a formula is made of formulas")
            return make(*parts)
        if kind == "tuple":
            return tuple(parts)
        if kind == "mapping":
            return dict(zip(parts[::2], parts[1::2], strict=True))
        return _record(RECORD_BY_NAME[kind], parts)


def _record(cls: type, parts: list[Any]) -> Any:
    for part, (field, classes) in zip(parts, RECORDS[cls], strict=True):
        if not isinstance(part, classes):
            raise NotKept(f"{cls.__name__}.{field} is no {classes[0].__name__}")
    return cls(*parts)


def _plain(value: Any) -> Any:
    if type(value) not in (str, int, NOTHING):
        raise NotKept("neither text nor a whole number")
    return value


def _at(values: Any, place: Any) -> Any:
    if type(place) is not int or place < 0:
        raise NotKept("no place")
    return values[place]


def table_of(value: Any, network: Network) -> Rows:
    """The table of a value that was made from a network, which reads back as that value.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> p, k = network.tensor("p"), network.tensor("p").indices[0]
    >>> table_of(-p.at(k), network)[-2:]
    [['Indexed', 2, 3], ['Mul', 0, 4]]

    Raises:
        NotKept: it has no such table.
    """
    writer = Writer(network)
    writer.place(value)
    if Reader(network, writer.dummies).value(writer.rows) != value:
        raise NotKept("it reads back as something else")
    return writer.rows


def value_of(rows: Rows, network: Network) -> Any:
    """The value of a table beside its network; its dummies are fresh.

    >>> from ..network.building import classifier
    >>> network = classifier()
    >>> formula = network.gradient("W").formula
    >>> value_of(table_of(formula, network), network)
    Formula(∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd)

    Raises:
        NotKept: the rows are no table of a value.
    """
    return Reader(network).value(rows)
