"""The document: its statements, and what each letter means at each place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from ..expression.nodes import Name, Node, Number, Product, Total, free_letters, walk
from ..expression.parser import parsed
from ..expression.stream import Unread
from ..notes.claims import Claim
from ..tex.chains import Chain, chains_of
from .bindings import Binding, Statement, classified
from .roles import Roles, roles_of
from .scripts import understood

MOST_STATEMENTS = 20_000


@dataclass(frozen=True)
class Document:
    """A file of notes as it is understood: statements in order, bindings, roles, sizes."""

    statements: tuple[Statement, ...]
    bindings: tuple[Binding, ...]
    roles: Roles
    sizes: frozenset[str]
    by_name: dict[str, tuple[Binding, ...]] = field(repr=False, compare=False, default_factory=dict)
    domains: dict[str, str] = field(repr=False, compare=False, default_factory=dict)

    def defining(self, name: Name, order: int, layer: int | None = None, letter: str = "") -> Binding | None:
        """The definition of a name at a place: the last before it, else the first after it."""
        mine = [b for b in self.by_name.get(name.name, ()) if not b.value and (b.layer is None) == (name.layer is None)]
        mine = [b for b in mine if _fits(b, name)]
        if name.layer is not None:
            exact = [b for b in mine if b.layer is not None and b.layer.letter == str(layer)]
            mine = exact or [b for b in mine if b.layer is not None and not b.layer.letter.isdigit()]
        mine = _of_that_rank(mine, name)
        before = [b for b in mine if b.order <= order]
        return before[-1] if before else mine[0] if mine else None

    def values(self, name: str, order: int) -> list[Binding]:
        """What is stated of the values of a letter before a place, in order."""
        return [b for b in self.by_name.get(name, ()) if b.value and b.order < order]

    def with_forms(self, orders: Collection[int]) -> Document:
        """The document in which these definitions are claims about earlier ones."""
        again = set(orders)
        bindings = tuple(b for b in self.bindings if b.order not in again)
        statements = tuple(replace(s, kind="form") if s.order in again else s for s in self.statements)
        by_name = {name: tuple(b for b in bound if b.order not in again) for name, bound in self.by_name.items()}
        return replace(self, statements=statements, bindings=bindings, by_name=by_name)

    def defined(self, name: str) -> bool:
        """True where an equation defines the name anywhere."""
        return any(not b.value for b in self.by_name.get(name, ()))


def _fits(binding: Binding, name: Name) -> bool:
    """p_1 = … defines p_1 alone."""
    for place, index in enumerate(binding.indices):
        if isinstance(index, Number) and (place >= len(name.indices) or name.indices[place] != index):
            return False
    return True


def _of_that_rank(bindings: list[Binding], name: Name) -> list[Binding]:
    alike = [b for b in bindings if len(b.indices) == len(name.indices)]
    return alike or bindings


def document_of(claims: Iterable[Claim]) -> Document:
    r"""Understand a document from its claims, in their order.

    >>> document = document_of([Claim(r"z = w x", 1, 1), Claim(r"\frac{dz}{dx} = w", 2, 1)])
    >>> [statement.kind for statement in document.statements]
    ['definition', 'claim']
    """
    read = [(claim, chain) for claim in claims for chain in _chains(claim)]
    raw = [_trees(chain) for _, chain in read[:MOST_STATEMENTS]]
    roles = roles_of([trees for trees, _ in raw])
    known: list[Binding] = []
    statements = []
    for order, ((claim, chain), (trees, unread)) in enumerate(zip(read, raw, strict=False)):
        made, reason = _understood(trees, roles)
        statement = Statement(claim, chain, made, order, unread=unread or reason)
        statements.append(classified(statement, known))
    by_name: dict[str, tuple[Binding, ...]] = {}
    for binding in known:
        by_name[binding.name] = (*by_name.get(binding.name, ()), binding)
    return Document(
        tuple(statements), tuple(known), roles, sizes_in(statements, by_name), by_name, domains_in(statements)
    )


def _chains(claim: Claim) -> list[Chain]:
    return chains_of(claim.latex, {macro.name: macro for macro in claim.macros})[:1]


def _trees(chain: Chain) -> tuple[list[Node | None], str]:
    trees: list[Node | None] = []
    reason = ""
    for side in chain.sides:
        try:
            trees.append(parsed(side))
        except Unread as error:
            trees.append(None)
            reason = reason or error.message
    return trees, reason


def _understood(trees: list[Node | None], roles: Roles) -> tuple[tuple[Node | None, ...], str]:
    made: list[Node | None] = []
    reason, left = "", frozenset[str]()
    for place, tree in enumerate(trees):
        try:
            found = understood(tree, roles, left) if tree is not None else None
            if place == 0 and found is not None:
                left = frozenset(free_letters(found))
            made.append(found)
        except Unread as error:
            made.append(None)
            reason = reason or error.message
    return tuple(made), reason


def sizes_in(statements: list[Statement], by_name: dict[str, tuple[Binding, ...]]) -> frozenset[str]:
    """The letters that are sizes: the last value of a sum, or what a sum is divided by; nothing that is defined."""
    found: set[str] = set()
    for node in (part for s in statements for tree in s.trees if tree is not None for part in walk(tree)):
        if isinstance(node, Total) and isinstance(node.upper, Name) and not node.upper.indices:
            found.add(node.upper.name)
        if isinstance(node, Product) and any(isinstance(part, Total) for _, part in node.parts):
            found |= set(_divisors(node))
    for statement in statements:
        for tokens in statement.chain.conditions:
            text = "".join(token.text for token in tokens)
            if statement.kind == "statement" and len(text) == 1 and text.isalpha():
                found.add(text)
    return frozenset(name for name in found if not any(not b.value for b in by_name.get(name, ())))


def domains_in(statements: list[Statement]) -> dict[str, str]:
    """What is said to be positive, ``>``, or between 0 and 1, ``01``: τ > 0, 0 < α < 1.

    >>> domains_in(list(document_of([Claim(r"0 < \\alpha < 1", 1, 1), Claim(r"\\tau > 0", 2, 1)]).statements))
    {'alpha': '01', 'tau': '>'}
    """
    found: dict[str, str] = {}
    for statement in statements:
        trees, relations = statement.trees, statement.chain.relations
        texts = [tree.text if isinstance(tree, Number) else "" for tree in trees]
        if relations in (("<", "<"), ("≤", "≤")) and texts[::2] == ["0", "1"] and isinstance(trees[1], Name):
            found[trees[1].name] = "01"
        elif relations == (">",) and texts[1] == "0" and isinstance(trees[0], Name):
            found[trees[0].name] = ">"
    return found


def _divisors(node: Product) -> list[str]:
    """N of (1/N) Σ …."""
    names = [part for sign, part in node.parts if sign == "/"]
    for _, part in node.parts:
        if (
            isinstance(part, Product)
            and len(part.parts) == 2
            and part.parts[1][0] == "/"
            and isinstance(part.parts[0][1], Number)
        ):
            names.append(part.parts[1][1])
    return [name.name for name in names if isinstance(name, Name) and not name.indices]
