"""A loss in short, C = ½ (a − t)² of vectors, is the sum over the outputs; one that nothing links is any function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import reduce

from ...reading.document.model import Document
from ...reading.document.reached import Letter, letter_of, letters_reached, names_beside_indices
from ...reading.document.statements.bindings import Binding, Statement
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import (
    Call,
    Derivative,
    Inner,
    Known,
    Name,
    Node,
    Number,
    Power,
    Product,
    Total,
    Transposed,
    names_in,
    walk,
)
from ..lowering.conventions import CONVENTIONS

Rank = Callable[[str, int], int]
View = tuple[Document, str, Statement | None]
SUMMING = (Total, Transposed, Inner)
NORMS = ("norm", "norm1", "trace")


def views_of(document: Document, statement: Statement, rank: Rank) -> Iterator[View]:
    """The document as a claim may mean it: what ``Document.views`` has, and losses in short as what they stand for."""
    yield from document.views(statement, rank)
    if earlier := _with_what_is_below(document, statement):
        document = replace(document, by_name={**document.by_name, **earlier})
        yield document, "", None
    found = [b for name in _differentiated(document, statement) for b in document.by_name.get(name, ())]
    short = [b for b in found if is_in_short(b, rank)]
    if short:
        names = dict.fromkeys(b.name for b in short)
        made = {n: tuple(replace(b, total=True) if b in short else b for b in document.by_name[n]) for n in names}
        said = " and ".join(f"{name} is the sum over its entries" for name in names)
        yield replace(document, by_name={**document.by_name, **made}), said, None
    if unlinked := _unlinked(document, statement):
        functions = document.roles.functions.difference(unlinked)
        free = replace(document, roles=replace(document.roles, functions=functions))
        yield reduce(Document.without, unlinked, free), "", None


def is_in_short(binding: Binding, rank: Rank) -> bool:
    """True for ½ (a − t)² and −t log a of vectors a and t: squares or logarithms entry by entry, which nothing adds up.

    >>> a = Name("a")
    >>> bodies = (Power(a, a), a, Known("norm", a))
    >>> [is_in_short(Binding("C", (), None, (), body, 0, 0), lambda name, section: 1) for body in bodies]
    [True, False, False]
    """
    nodes = [*walk(binding.body)]
    plain = not (binding.value or binding.indices or binding.layer or binding.total)
    summing = any(
        isinstance(node, SUMMING)
        or (isinstance(node, Known) and node.function in NORMS)
        or (isinstance(node, Product) and any(sign == "." for sign, _ in node.parts))
        for node in nodes
    )
    measures = any(isinstance(n, Power) or (isinstance(n, Known) and n.function in ("log", "abs")) for n in nodes)
    names = [n for n in names_in(binding.body) if not n.indices and n.name not in {p.name for p in binding.parameters}]
    return plain and measures and not summing and any(rank(name.name, binding.section) == 1 for name in names)


def _unlinked(document: Document, statement: Statement) -> list[str]:
    """The letters whose formulas have nothing in them of what they are differentiated by: L(q) by z, where q = … fails.

    So is L(q) by h, where q is any function f(x) and only other lines make h of x.

    They are any function of what comes last, as those are that no line defines. A slope may have a name, δ^l.
    """
    below = _below(document, statement)
    made = {name for letters in below.values() for name, _ in letters if document.defined(name)}
    return [
        name
        for name, letters in below.items()
        if letters and name not in made and _is_unlinked(document, name, letters)
    ]


def _below(document: Document, statement: Statement) -> dict[str, set[Letter]]:
    """By what each letter that lines define is differentiated in a claim, or in what it names as slopes."""
    names = [name for tree in statement.read for name in names_in(tree)]
    bodies = [b.body for name in names for b in document.by_name.get(name.name, ()) if isinstance(b.body, Derivative)]
    slopes = [node for tree in (*statement.read, *bodies) for node in walk(tree) if isinstance(node, Derivative)]
    below: dict[str, set[Letter]] = {}
    for slope in slopes:
        above = slope.numerator.function if isinstance(slope.numerator, Call) else slope.numerator
        if isinstance(above, Name) and document.defined(above.name):
            found = {letter_of(name) for part in slope.denominators for name in names_beside_indices(part)}
            below.setdefault(above.name, set()).update(found)
    return below


def _with_what_is_below(document: Document, statement: Statement) -> dict[str, tuple[Binding, ...]]:
    """q = f(z) for ∂q/∂z, where a later line has q = f(Z) of all examples, and no z in it."""
    found = dict[str, tuple[Binding, ...]]()
    for name, letters in _below(document, statement).items():
        for made, _ in letters_reached((name, False), document.by_name):
            bound = [b for b in document.by_name.get(made, ()) if not b.value and b.layer is None]
            bound = [b for b in bound if b.order <= statement.order]
            # h_1 and h_2 are two
            apart = len(bound) < 2 or any(isinstance(index, Number) for b in bound for index in b.indices)
            linked = [b for b in bound if letters & _letters_in(document, b.body)] if not apart else []
            if linked and linked[-1] is not bound[-1]:
                found[made] = (linked[-1],)
    return found


def _letters_in(document: Document, body: Node) -> set[Letter]:
    letters = map(letter_of, names_beside_indices(body))
    return {reached for letter in letters for reached in letters_reached(letter, document.by_name)}


def _is_unlinked(document: Document, name: str, below: set[Letter]) -> bool:
    """True where nothing that a letter is made of is among those below, nor f(x, w) of all of them, where f is any."""

    def told(call: Call) -> bool:
        letters = all(isinstance(argument, Name) for argument in call.arguments)
        return not letters or document.defined(call.function.name) or call.function.name in CONVENTIONS

    by_name = document.index.made(_all_lines)
    made_of = (letters_reached((name, False), by_name, test) for test in (told, lambda call: True))
    formulas, everything = (_in_small(_with_shorter(letters)) for letters in made_of)
    return not _in_small(below) & formulas and not _in_small(below) <= everything


def _all_lines(index: Index) -> dict[str, list[Binding]]:
    """What lines say of each letter, also those that say it anew: h = log r and r = e^h link both."""
    found: dict[str, list[Binding]] = defaultdict(list)
    again = (s.binding for s in index.statements if s.kind == "form" and s.binding is not None)
    for binding in (*index.bindings, *again):
        found[binding.name].append(binding)
    return found


def _with_shorter(letters: Iterable[Letter]) -> set[Letter]:
    """h beside h^L, which ∇_h is short for."""
    return {pair for name, layered in letters for pair in ((name, layered), (name, False))}


def _in_small(letters: Iterable[Letter]) -> set[Letter]:
    """θ for Θ too, of which it may be an entry."""
    return {(name.lower(), layered) for name, layered in letters}


def _differentiated(document: Document, statement: Statement) -> list[str]:
    """What stands on top of the derivatives that a claim comes down to, and what this is made of."""
    names = document.reached(name.name for tree in statement.read for name in names_in(tree))
    bodies = [b.body for name in names for b in document.by_name.get(name, ()) if not b.value]
    slopes = (node for tree in (*statement.read, *bodies) for node in walk(tree) if isinstance(node, Derivative))
    return sorted({slope.numerator.name for slope in slopes if isinstance(slope.numerator, Name)})
