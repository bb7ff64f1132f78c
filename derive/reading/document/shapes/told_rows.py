r"""Rows and columns that are told by their numbers: of s = U h + c = 0.3, U is a row where its value is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...expression.nodes import Call, Known, Matrix, Name, Node, Number, Product, Terms, Transposed, walk
from ..model import Document
from ..statements.bindings import Statement, is_numeric


@dataclass(frozen=True, slots=True)
class ToldRows:
    """The letters that are rows, those that are columns, and the numbers that are made of them."""

    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    sections: frozenset[int] = frozenset()

    @property
    def vectors(self) -> dict[tuple[int, str], int]:
        """The rank of rows and columns in each section."""
        return {(section, name): 1 for section in self.sections for name in self.rows | self.columns}

    @property
    def zeros(self) -> dict[tuple[int, str], int]:
        """The rank of the numbers in each section."""
        return {(section, name): 0 for section in self.sections for name in self.numbers}

    def turned(self, node: Product, ranks: Sequence[int | None]) -> Product:
        """The product with rows as transposes, and so what stands before columns.

        >>> ToldRows(frozenset("U")).turned(Product((("", Name("U")), ("", Name("h")))), [1, 1]).parts[0][1]
        Transposed(base=Name(name='U', indices=(), layer=None, bold=False))
        """
        parts = list(node.parts)
        for place, (sign, part) in enumerate(node.parts):
            if isinstance(part, Name) and part.name in self.rows:
                parts[place] = sign, Transposed(part)
            elif isinstance(part, Name) and part.name in self.columns and place and ranks[place - 1] == 1:
                parts[place - 1] = node.parts[place - 1][0], Transposed(node.parts[place - 1][1])
        return replace(node, parts=tuple(parts))


def told_rows(document: Document) -> ToldRows:
    r"""What stands in the products of a document that are numbers: a row on the left, a column on the right.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = [r"U = \begin{bmatrix} 1 & 2 \end{bmatrix}", r"s = U \mathbf{h} + c = 0.3"]
    >>> found = told_rows(document_of([Claim(line, n, 1) for n, line in enumerate(lines)]))
    >>> sorted(found.rows), sorted(found.columns), sorted(found.numbers)
    (['U'], [], ['s'])
    """
    rows, columns, numbers = set[str](), set[str](), set[str]()
    for statement in document.statements:
        for first, second in _factors_of_a_number(statement, document):
            mine, its = _shapes(document, first) == {"row"}, _shapes(document, second) == {"column"}
            if (mine or its) and statement.binding is not None:
                numbers.add(statement.binding.name)
                rows |= {first.name} if mine else set()
                columns |= {second.name} if its else set()
    sections = {statement.claim.section for statement in document.statements} if numbers else ()
    return ToldRows(frozenset(rows), frozenset(columns), frozenset(numbers), frozenset(sections))


def _factors_of_a_number(statement: Statement, document: Document) -> Iterator[tuple[Name, Name]]:
    """The two letters side by side in the definition of a number: its chain ends in one, or one is added to them."""
    binding = statement.binding
    if statement.kind != "definition" or binding is None or binding.indices or binding.layer or binding.parameters:
        return
    first, defined = statement.trees[0], [b for b in document.by_name.get(binding.name, ()) if not b.value]
    if len(defined) > 1 or not isinstance(first, Name) or first.bold:
        return
    body = _inside(binding.body)
    parts = [part for _, part in body.terms] if isinstance(body, Terms) else [body]
    if any(map(_is_a_number, statement.read[1:])) or any(_shapes(document, part) == {"number"} for part in parts):
        for part in parts:
            factors = [factor for _, factor in part.parts] if isinstance(part, Product) else []
            match factors:
                case [Name(indices=()) as one, Name(indices=()) as other]:
                    yield one, other


def _inside(body: Node) -> Node:
    """U h + c of σ(U h + c)."""
    if isinstance(body, Known):
        return _inside(body.argument)
    return _inside(body.arguments[0]) if isinstance(body, Call) and len(body.arguments) == 1 else body


def _is_a_number(side: Node) -> bool:
    """True for 0.3 and 1/(1 + e^{−0.3}); 0 may be a vector."""
    return is_numeric(side) and side != Number("0") and not any(isinstance(part, Matrix) for part in walk(side))


def _shapes(document: Document, node: Node) -> set[str]:
    """How the values of a letter are written: as numbers, rows, columns or otherwise; a list may be a row."""
    if not isinstance(node, Name) or node.indices or node.layer:
        return set()
    return {_shape(b.body) for b in document.by_name.get(node.name, ()) if b.value and not b.indices} - {"list"}


def _shape(body: Node) -> str:
    if _is_a_number(body):
        return "number"
    if not isinstance(body, Matrix):
        return ""
    high, wide = len(body.rows), len(body.rows[0])
    return "list" if body.is_list else "row" if high == 1 < wide else "column" if wide == 1 < high else ""
