"""What a document says of letters that it does not define: sizes, domains, where they are introduced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ...expression.nodes import (
    Choice,
    Derivative,
    Known,
    Largest,
    Name,
    Node,
    Number,
    Power,
    Product,
    Terms,
    Total,
    names_in,
    walk,
)
from ...tex.tokens import Token
from ..statements.bindings import CONSTANTS, Binding, Statement
from ..statements.index import Index
from ..statements.ranges_behind import says_where
from .ones import size_of_ones

SPECIAL = re.compile(r"\b(?:symmetric|orthogonal|orthonormal|idempotent|diagonal|commut|invertible)", re.IGNORECASE)
LABELLED = re.compile(
    r"\b(?:one-hot|labels?|targets?)\b[a-z -]{0,20}(?:\$|\\\()"
    r"\\?(?:mathbf|vec|bm|boldsymbol)?\s*\{?([a-z])(?![A-Za-z(])",
    re.IGNORECASE,
)

CASE = re.compile(r"\b(?:if|when|whenever|case|where)\b[^.$]{0,40}$", re.IGNORECASE)
BENDING = ("relu", "max", "min", "abs", "sign")


def introduced_in(statements: Iterable[Statement]) -> dict[str, int]:
    """The section in which a letter is first said to be given: x ∈ R^d, τ > 0, Σ_k q_k = 1.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> introduced_in(document_of([Claim(r"\\sum_k q_k = 1", 1, 1, section=2)]).statements)
    {'q': 2}
    """
    found: dict[str, int] = {}
    for statement in statements:
        for tree in statement.trees[:3]:
            name = tree.body if isinstance(tree, Total) and _sums_to_one(statement) else tree
            if isinstance(name, Name) and (statement.kind == "statement" or name is not tree):
                found.setdefault(name.name, statement.claim.section)
    return found


def _sums_to_one(statement: Statement) -> bool:
    last = statement.trees[-1]
    return len(statement.trees) == 2 and isinstance(last, Number) and last.text == "1"


def labels_in(statements: Iterable[Statement]) -> frozenset[str]:
    """The letters that the words around formulas call labels: a one-hot label y, the targets t.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> sorted(labels_in(document_of([Claim("a = b", 1, 1, prose=r"with one-hot labels $\\mathbf{y}$")]).statements))
    ['y']
    """
    return frozenset(letter for text in {s.claim.prose for s in statements} for letter in LABELLED.findall(text))


def mentions_in(bindings: Iterable[Binding]) -> dict[str, list[Binding]]:
    """The definitions in whose bodies each name stands."""
    found: dict[str, list[Binding]] = {}
    for binding in bindings:
        for name in sorted({name.name for name in names_in(binding.body)}):
            found.setdefault(name, []).append(binding)
    return found


def sizes_in(statements: Sequence[Statement], by_name: Mapping[str, tuple[Binding, ...]]) -> frozenset[str]:
    """The letters that are sizes: the last value of a sum, or what a sum is divided by.

    Nothing that is defined, unless it counts a set, m = |D|, and nothing that a function is of or that is
    differentiated by: θ of Σ_i x_i / θ.
    T of e^{z_i/T}, which (1/T) Σ_i … is divided by too, is a temperature.
    """
    found: set[str] = set()
    nodes = [part for s in statements for tree in s.read for part in walk(tree)]
    below = [part for node in nodes if isinstance(node, Derivative) for part in node.denominators]
    varied = {part.name for part in below if isinstance(part, Name)}
    varied |= {parameter.name for bound in by_name.values() for b in bound for parameter in b.parameters}
    varied |= _tempered(nodes) - bounds_in(statements)
    for node in nodes:
        if isinstance(node, Total) and isinstance(node.upper, Name) and not node.upper.indices:
            found.add(node.upper.name)
        if isinstance(node, Total) and node.lower == Number("0") and isinstance(node.upper, Terms):
            (_, first), *rest = node.upper.terms
            found |= {first.name} if isinstance(first, Name) and rest == [(-1, Number("1"))] else set()
        if isinstance(node, Product) and any(isinstance(part, Total) for _, part in node.parts):
            found |= set(divisors(node)) - varied
    found |= {size_of_ones(tree for s in statements for tree in s.read)} - varied - {""}
    for statement in statements:
        for tokens in statement.chain.conditions:
            text = "".join(token.text for token in tokens)
            if statement.kind == "statement" and len(text) == 1 and text.isalpha():
                found.add(text)
    return frozenset(
        name for name in found if not any(not b.value and not _is_count(b, by_name) for b in by_name.get(name, ()))
    )


def _is_count(binding: Binding, by_name: Mapping[str, tuple[Binding, ...]]) -> bool:
    """True for m = |D| of a set D, which no line makes of numbers."""
    of = binding.body.argument if isinstance(binding.body, Known) and binding.body.function == "abs" else None
    return isinstance(of, Name) and of.name[-1:].isupper() and not of.indices and of.name not in by_name


def _tempered(nodes: Sequence[Node]) -> set[str]:
    """The divisors of letters with an index in exponents."""
    exponents = [node.argument for node in nodes if isinstance(node, Known) and node.function == "exp"]
    exponents += [node.exponent for node in nodes if isinstance(node, Power) and node.base == Name("e")]
    products = [part for exponent in exponents for part in walk(exponent) if isinstance(part, Product)]
    divided = [product for product in products if any(name.indices or name.bold for name in names_in(product))]
    return {part.name for node in divided for sign, part in node.parts if sign == "/" and isinstance(part, Name)}


def bounds_in(statements: Sequence[Statement]) -> frozenset[str]:
    """The letters that are written as the last value of a sum.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> sorted(bounds_in(document_of([Claim(r"a = \\frac{1}{N} \\sum_{i=1}^M b_i", 1, 1)]).statements))
    ['M']
    """
    totals = (part for s in statements for tree in s.read for part in walk(tree))
    return frozenset(node.upper.name for node in totals if isinstance(node, Total) and isinstance(node.upper, Name))


def with_size_of_mean(node: Product, sizes: Iterable[str]) -> Product:
    """(1/N) Σ_n … with its end: N is the last n, where the sum has none and N is among the sizes.

    >>> mean = Product((("", Number("1")), ("/", Name("N")), ("", Total("sum", ("n",), Name("a")))))
    >>> with_size_of_mean(mean, "N").parts[2][1].upper.name
    'N'
    """
    named = [letter for letter in divisors(node) if letter in sizes]
    first = next((place for place, (_, part) in enumerate(node.parts) if isinstance(part, Total)), None)
    if first is None or len(named) != 1:
        return node
    sign, total = node.parts[first]
    assert isinstance(total, Total)
    if sign == "/" or total.kind != "sum" or len(total.indices) != 1 or total.upper or total.lower or total.excluded:
        return node
    ended = (sign, replace(total, upper=Name(named[0])))
    return Product((*node.parts[:first], ended, *node.parts[first + 1 :]))


def no_constants_in(statements: Iterable[Statement]) -> frozenset[str]:
    r"""e and π where they are letters: something is differentiated by them, and no power has them as its base.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> sorted(no_constants_in(document_of([Claim(r"\frac{\partial f}{\partial \pi} = 1", 1, 1)]).statements))
    ['pi']
    """
    nodes = [node for s in statements for tree in s.read for node in walk(tree)]
    below = {d.name for node in nodes if isinstance(node, Derivative) for d in node.denominators if isinstance(d, Name)}
    bases = {node.base.name for node in nodes if isinstance(node, Power) and isinstance(node.base, Name)}
    return frozenset(below & set(CONSTANTS) - bases)


def counts_from_zero(statements: Iterable[Statement]) -> bool:
    """True where entries have numbers from 0 on.

    So they have where a sum goes from 0 to n; where more sums go from 0 to n − 1 than from 1; and of notes without sums
    where an index is 0: w_0 beside Σ_{i=1}^d w_i x_i is no entry, nor is the bias w_{j0} beside Σ_i w_{ji} x_i.
    Σ_{k=0}^n x^k is one of numbers and says nothing of entries.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> counts_from_zero(document_of([Claim(r"a = \\sum_{i=0}^m b_i", 1, 1)]).statements)
    True
    >>> counts_from_zero(document_of([Claim(r"a = b_0 + \\sum_{i=1}^m b_i", 1, 1)]).statements)
    False
    """
    nodes = [part for s in statements for tree in s.read for part in walk(tree)]
    totals = [n for n in nodes if isinstance(n, Total) and not _counts_numbers(n)]
    sums = [(n.lower.text, n.upper) for n in totals if isinstance(n.lower, Number) and n.upper]
    zeros, ones = [end for first, end in sums if first == "0"], sum(first == "1" for first, _ in sums)
    if zeros or ones:
        return any(isinstance(end, Name) for end in zeros) or len(zeros) > ones
    of_steps = {node.name for node in nodes if isinstance(node, Name) and node.layer is not None}
    # x_0 before x_1 and x_{t−1} is a step, no entry
    biases = {id(part) for node in nodes if isinstance(node, Terms) for part in _biases(node)}
    entries = [n for n in nodes if isinstance(n, Name) and n.name not in of_steps and id(n) not in biases]
    indices = [index for entry in entries for index in entry.indices]
    return any(isinstance(index, Number) and index.text == "0" for index in indices)


def _counts_numbers(total: Total) -> bool:
    """True where the letter of a sum stands in it and is no index there: k of x^k."""
    names = list(names_in(total.body))
    indices = {part.name for name in names for index in name.indices for part in names_in(index)}
    return any(name.name in total.indices for name in names) and indices.isdisjoint(total.indices)


def _biases(node: Terms) -> list[Name]:
    """w_{j0} of Σ_i w_{ji} x_i + w_{j0}, where the sum does not say where it begins."""
    totals = [part for _, part in node.terms if isinstance(part, Total) and part.lower is None]
    summed = {(name.name, len(name.indices)) for total in totals for name in names_in(total.body)}
    alone = [part for _, part in node.terms if isinstance(part, Name) and Number("0") in part.indices]
    return [name for name in alone if (name.name, len(name.indices)) in summed]


def domains_in(statements: Sequence[Statement]) -> dict[str, str]:
    """What is said to be positive, ``>``, or between 0 and 1, ``01``: τ > 0, 0 < α < 1; not what is one case of two.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> domains_in(list(document_of([Claim(r"0 < \\alpha < 1", 1, 1), Claim(r"\\tau > 0", 2, 1)]).statements))
    {'alpha': '01', 'tau': '>'}
    """
    found: dict[str, str] = {}
    bent = _bent_in(statements) | _below_zero(statements)
    for statement in statements:
        trees, relations = statement.trees, statement.chain.relations
        texts = [tree.text if isinstance(tree, Number) else "" for tree in trees]
        if relations in (("<", "<"), ("≤", "≤")) and texts[::2] == ["0", "1"] and isinstance(trees[1], Name):
            found[trees[1].name] = "01"
        elif relations == (">",) and texts[1] == "0" and isinstance(trees[0], Name) and trees[0].name not in bent:
            found |= {} if CASE.search(statement.claim.before) else {trees[0].name: ">"}
    return found


def with_cases_behind(statements: Sequence[Statement]) -> list[Statement]:
    r"""The statements, each with the case of two indices that stands right behind it: a_k = b_k, k ≠ c.

    >>> from ...notes.sections import claims_in_text
    >>> from ..model import document_of
    >>> first, _ = document_of(claims_in_text(r"$a_k = b_k, \quad k \neq c$", "markdown")).statements
    >>> ["".join(token.text for token in tokens) for tokens in first.chain.conditions]
    ['k≠c']
    """
    found = list(statements)
    for place, (one, other) in enumerate(pairwise(statements)):
        apart = other.claim.before and not (other.chain.relations == ("≠",) and says_where(other.claim.behind))
        near = (one.claim.line, one.claim.cell) == (other.claim.line, other.claim.cell)
        relations, names = other.chain.relations, [t for t in other.trees if isinstance(t, Name) and len(t.name) == 1]
        if near and not apart and one.kind != "statement" and len(names) == 2 and relations in (("=",), ("≠",)):
            first, second = other.chain.sides
            mark = Token("mark", relations[0], first[-1].end, second[0].start)
            conditions = (*one.chain.conditions, (*first, mark, *second))
            found[place] = replace(one, chain=replace(one.chain, conditions=conditions))
    return found


def _below_zero(statements: Iterable[Statement]) -> set[str]:
    """u of u < 0 and u ≤ 0: where that stands, u > 0 elsewhere is one case of two."""
    firsts = (s.trees[0] for s in statements if s.chain.relations in (("<",), ("≤",)) and s.trees[1] == Number("0"))
    return {first.name for first in firsts if isinstance(first, Name)}


def _bent_in(statements: Iterable[Statement]) -> set[str]:
    """The letters at whose sign something bends, u of max(0, u) and of pieces: u > 0 is one case of two."""
    nodes = [node for s in statements for tree in s.read for node in walk(tree)]
    below: list[Node] = [n for n in nodes if isinstance(n, Largest) or (isinstance(n, Known) and n.function in BENDING)]
    below += [test for n in nodes if isinstance(n, Choice) for _, test in n.cases if test is not None]
    return {name.name for node in below for name in names_in(node)}


def divisors(node: Product) -> list[str]:
    """N of (1/N) Σ ….

    >>> divisors(Product((("", Number("1")), ("/", Name("N")))))
    ['N']
    """
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


def letters_with_shapes(statements: Iterable[Statement]) -> frozenset[str]:
    """The letters that are any vector or matrix of a told shape, A ∈ R^{n×n}; none where words say more of matrices.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> sorted(letters_with_shapes(document_of([Claim(r"A \\in \\mathbb{R}^{n \\times n}", 1, 1)]).statements))
    ['A']
    """
    found: set[str] = set()
    for statement in statements:
        first, right = statement.trees[0], statement.chain.sides[-1]
        if SPECIAL.search(statement.claim.prose):
            return frozenset()
        real = statement.chain.relations[0] == "∈" and any(token.text == "R" for token in right)
        if real and len(right) > 1 and isinstance(first, Name):
            found.add(first.name)
    return frozenset(found)


def sizes_of_shapes(index: Index) -> frozenset[str]:
    """The letters in told shapes: N and D of X ∈ R^{N×D}.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> sorted(sizes_of_shapes(document_of([Claim(r"X \\in \\mathbb{R}^{N \\times D}", 1, 1)]).index))
    ['D', 'N']
    """
    sides = [s.chain.sides[-1] for s in index.statements if s.chain.relations[0] == "∈" and len(s.chain.sides[-1]) > 1]
    shapes = [side for side in sides if any(token.text == "R" for token in side)]
    return frozenset(token.text for side in shapes for token in side if token.kind == "letter") - {"R"}
