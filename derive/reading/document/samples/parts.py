"""The whole and its parts: x_n is the row n of X, a^{(i)} the column i of A. Nobody writes it down."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from ...expression.nodes import (
    Call,
    Choice,
    Comparison,
    Derivative,
    Known,
    Largest,
    Layer,
    Name,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Terms,
    Total,
    Transposed,
    Whole,
    mapped,
    names_in,
    walk,
)  # fmt: skip
from ...tex.tokens import text_of
from ..scripts.roles import Roles
from ..statements.bindings import Binding, Statement
from ..statements.index import Index
from ..statements.wholes import wholes_of_entries
from .batches import is_capital, small_letter
from .entries_told import entries_told

SHAPE = re.compile(r"mathbb\{?R\}?\^\{(\w+)times(\w+)\}")
WORDS = r"\b(row|column)s? (?:\w+ )?of (?:the (?:\w+ )*)?(?:\$+|\\\()\s*(?:\\\w+\s*\{{?\s*)?{}(?![A-Za-z])"
OWN = "own:"  # before the letter that is any number in one formula
Trees = tuple[Node | None, ...]
OF_NUMBERS = (Call, Choice, Comparison, Known, Largest, Name, Number, Power, Prime, Product, Terms)
OF_VECTORS, BETWEEN_NUMBERS = frozenset({"norm", "norm1", "trace", "softmax", "diag"}), ("", "*", ".", "/")


def whole_and_parts(
    statements: Sequence[Statement], known: Sequence[Binding], samples: Collection[str], sizes: Collection[str]
) -> list[Binding]:
    r"""The definitions that nobody writes: the row n of X is x_n, the column i of A is a^{(i)}.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = [r"E = \sum_n (\mathbf{w}^T \mathbf{x}_n)^2", r"E = \mathbf{w}^T \mathbf{X}^T \mathbf{X} \mathbf{w}"]
    >>> [b.name for b in document_of([Claim(line, 1, 1) for line in lines]).bindings]
    ['X', 'E']
    """
    names = [node for node in _nodes(statements) if isinstance(node, Name)]
    defined = {b.name: b for b in known if not b.value}
    summed = {letter for node in _nodes(statements) if isinstance(node, Total) for letter in node.indices}
    losses = {name.name for node in _nodes(statements) if isinstance(node, Derivative) for name in [node.numerator]
              if isinstance(name, Name) and not name.bold}  # fmt: skip
    found = [*entries_told(statements, defined.keys(), samples), *wholes_of_entries(statements, known)]
    for capital in sorted({name.name for name in names if is_capital(name.name)}):
        small = small_letter(capital)
        wholes = [name for name in names if name.name == capital]
        layered = all(name.layer is not None for name in wholes)  # W^{(2)} is of w^{(2)}, not of a weight w
        named = [name for name in names if name.name == small and (name.layer is not None or not layered)]
        parts = [name for name in _sampled(named, samples) if _runs(name, summed)]
        if not named or all(name.indices for name in wholes) or capital in sizes:
            continue
        entries = _entries(wholes, named, summed)
        if capital in defined and entries and _is_made_of_matrices(defined[capital], small, known):
            found += [_part(*pair, columns=False) for pair in entries]
            continue
        if capital in defined and (small in defined or small in {n.name for n in names_in(defined[capital].body)}):
            continue
        above = any(_letter(name) in samples for name in parts)
        free = capital not in defined and capital not in losses
        if free and not above and entries:
            found += [_rows(*pair) if small in defined else _part(*pair, columns=False) for pair in entries]
            continue
        if free and above and small not in defined and _is_of_numbers(statements, named, wholes):
            found.append(_rows(wholes[0], parts[0]))
            continue
        if not parts or not (above or any(name.bold for name in (*parts, *wholes)) or _are_vectors(statements, parts)):
            continue
        columns = _columns(statements, capital, _of_samples(statements, parts))
        if small not in defined and (columns or capital in defined):
            found.append(_part(wholes[0], parts[0], columns=columns))
        elif capital not in defined:
            found.append(_rows(wholes[0], parts[0]))
    return found


def _is_of_numbers(statements: Sequence[Statement], named: Sequence[Name], wholes: Sequence[Name]) -> bool:
    """True for Y of X w − Y, beside which y stands with the index of its sample alone: a vector of numbers."""
    plain = all(len(name.indices) == 1 and not name.bold for name in named)
    if not plain or any(name.bold or name.indices for name in wholes) or _has_two_sizes(statements, wholes[0].name):
        return False
    terms = ([part for _, part in node.terms] for node in _nodes(statements) if isinstance(node, Terms))
    return any(wholes[0] in parts and any(map(_is_of_rows, parts)) for parts in terms)


def _has_two_sizes(statements: Sequence[Statement], capital: str) -> bool:
    """True where Y ∈ R^{m × 2} is said."""
    shapes = (s for s in statements if s.chain.relations[0] == "∈" and getattr(s.trees[0], "name", "") == capital)
    found = (SHAPE.search(text_of(s.chain.sides[1])) for s in shapes)
    return any(match is not None and "1" not in match.groups() for match in found)


def _is_of_rows(node: Node) -> bool:
    """X w, a capital and a small letter behind it."""
    parts = [part for _, part in node.parts] if isinstance(node, Product) else []
    names = [part for part in parts if isinstance(part, Name) and not part.indices]
    return len(parts) == len(names) == 2 and is_capital(names[0].name) and names[1].name[:1].islower()


def _are_vectors(statements: Sequence[Statement], parts: Collection[Name]) -> bool:
    """True for x_n of w^T x_n, of x_n^T w or of x_n x_n^T."""
    products = (node for node in _nodes(statements) if isinstance(node, Product))
    pairs = (pair for product in products for pair in itertools.pairwise([part for _, part in product.parts]))
    return any(
        (isinstance(left, Transposed) and (right in parts or left.base in parts))
        or (isinstance(right, Transposed) and left in parts)
        for left, right in pairs
    )


def _sampled(named: Sequence[Name], samples: Collection[str]) -> list[Name]:
    """The names that may be of one sample: not a_j of a vector in bold, which is an entry of it."""
    vector = any(name.bold and not name.indices for name in named)
    return [
        name for name in named
        if name.indices and (not vector or name.bold or len(name.indices) > 1 or _letter(name) in samples)
    ]  # fmt: skip


def _letter(name: Name) -> str:
    return getattr(name.indices[0], "name", "")


def _is_an_entry(name: Name) -> bool:
    return len(name.indices) == 2 and not name.bold


def _is_made_of_matrices(whole: Binding, small: str, known: Sequence[Binding]) -> bool:
    """True for Z = X W + c, where z_ij is nothing of its own, but for a line that writes one entry out, z_21 = …"""
    own = any(b.name == small and not b.value and ("" not in b.letters or not b.indices) for b in known)
    names = {name.name for name in names_in(whole.body)}
    return not own and small not in names and not (whole.indices or whole.parameters) and any(map(is_capital, names))


def _runs(name: Name, summed: set[str]) -> bool:
    first = name.indices[0]
    return isinstance(first, Name) and not first.indices and first.name in summed


def _columns(statements: Sequence[Statement], capital: str, sampled: Collection[str]) -> bool:
    """True where samples stand in columns: W X, not X W; or a capital with a sample above.

    Rows are what X^T (y − p) is of, where y and p have an entry for each sample.
    """
    told = _told(statements, capital)
    if told is not None:
        return told
    balance = 0
    for node in _nodes(statements):
        if isinstance(node, Product):
            balance += _of_product([part for _, part in node.parts], capital, sampled)
        elif isinstance(node, Name) and node.indices[:1] == (Whole(),):
            balance += 1
    return balance > 0


def _told(statements: Sequence[Statement], capital: str) -> bool | None:
    """What X ∈ R^{N × D} says, where a sum ends at N: samples are the rows; or words, "the rows of X"; else None."""
    ends = {node.upper.name for node in _nodes(statements) if isinstance(node, Total) and isinstance(node.upper, Name)}
    for statement in statements:
        first = statement.trees[0]
        if statement.chain.relations[0] == "∈" and isinstance(first, Name) and first.name == capital:
            shape = SHAPE.fullmatch(text_of(statement.chain.sides[1]))
            sizes = [axis in ends for axis in shape.groups()] if shape else []
            if len(set(sizes)) > 1:
                return sizes[1]
    words = re.compile(WORDS.format(re.escape(capital.rpartition(":")[2])))
    said = {match[1] for prose in {s.claim.prose for s in statements} for match in words.finditer(prose)}
    return said == {"column"} if len(said) == 1 else None


def _of_product(sides: Sequence[Node], capital: str, sampled: Collection[str]) -> int:
    """How much a product speaks for columns, less how much for rows."""
    standing = [isinstance(side, Transposed) for side in sides if _is_of(side, capital)]
    if len(set(standing)) > 1:
        return 0  # X^T S X: S may be of samples or of features
    balance = 0
    for left, right in itertools.pairwise(sides):
        names = set(names_in(right))
        if _is_of(left, capital) and names and {name.name for name in names} <= set(sampled):
            balance += -1 if isinstance(left, Transposed) else 1
            continue
        balance -= isinstance(left, Name) and left.name == capital and isinstance(right, Name)
        turned = left.base if isinstance(left, Transposed) else left
        balance += isinstance(right, Name) and right.name == capital and isinstance(turned, Name)
    return balance


def _is_of(side: Node, capital: str) -> bool:
    base = side.base if isinstance(side, Transposed) else side
    return isinstance(base, Name) and base.name == capital


def _of_samples(statements: Sequence[Statement], parts: Sequence[Name]) -> set[str]:
    """The letters that have the index of the parts and no other: y_i beside x_i."""
    running = {name.indices[0] for name in parts}
    names = (node for node in _nodes(statements) if isinstance(node, Name))
    return {name.name for name in names if len(name.indices) == 1 and name.indices[0] in running} - {parts[0].name}


def _part(whole: Name, part: Name, *, columns: bool) -> Binding:
    """a^{(i)}_k is A_{ki}, or A_{ik} where samples are rows."""
    i, k = Name("i"), Name("k")
    layer = Layer("l") if part.layer is not None else None
    body = Name(whole.name, (k, i) if columns else (i, k), layer)
    return Binding(part.name, (i, k), layer, (), body, -1, 0)


def _entries(wholes: list[Name], named: list[Name], summed: set[str]) -> list[tuple[Name, Name]]:
    """W and w where w is w_{ik} wherever it stands, and i or k runs, or w_{1,2} and w_{2,1}; W^l and w^l are others."""
    groups = [[[name for name in names if (name.layer is None) == plain] for names in (wholes, named)]
              for plain in (True, False)]  # fmt: skip
    pairs = [group for group in groups if all(group)] or [[wholes, named]]
    letters = {getattr(index, "name", "") for name in named for index in name.indices}
    numbers = all(isinstance(index, Number) for name in named for index in name.indices) and len({*named}) > 1
    told = letters & summed or numbers
    return [(whole[0], part[0]) for whole, part in pairs if told and all(map(_is_an_entry, part))]


def _rows(whole: Name, part: Name) -> Binding:
    """X_n is x_n."""
    n = part.indices[0]
    return Binding(whole.name, (n,), None, (), Name(part.name, (n,), None, part.bold), -1, 0)


def wholes_of(index: Index) -> set[str]:
    """The capitals of which nobody writes that they are made of the small letters: matrices.

    >>> wholes = [_rows(Name("X"), Name("x", (Name("n"),))), _part(Name("A"), Name("a", (Name("i"),)), columns=True)]
    >>> sorted(wholes_of(Index((), tuple(wholes))))
    ['A', 'X']
    """
    made = [(b.name, b.body.name) for b in index.bindings if b.order < 0 and isinstance(b.body, Name)]
    return {name for pair in made for name in pair if is_capital(name) and not _is_of_scores(index, *pair)}


def _is_of_scores(index: Index, capital: str, small: str) -> bool:
    names = [node for node in _nodes(index.statements) if isinstance(node, Name)]
    named, wholes = ([name for name in names if name.name == letter] for letter in (small, capital))
    return bool(named and wholes) and _is_of_numbers(index.statements, named, wholes)


def with_own_parameters(trees: Trees, roles: Roles, known: Sequence[Binding], section: int) -> Trees:
    """f(x) = max(0, x) and f′(x) = …, where x in bold is a vector: x is any number here, a letter of its own.

    So is the x of ∂f/∂x in that section, and the z of σ′(z) = σ(z) (1 − σ(z)), where z has entries z_j: what tells σ
    tells it of numbers.

    >>> x, roles = Name("x"), Roles(bold=frozenset("x"))
    >>> [tree.arguments[0].name for tree in with_own_parameters((Call(Name("f"), (x,)),), roles, (), 0)]
    ['own:x']
    """
    first = trees[0]
    given = first.arguments if isinstance(first, Call) else (first.argument,) if isinstance(first, Prime) else ()
    letters = {part.name for part in given if isinstance(part, Name) and not (part.bold or part.indices or part.layer)}
    vectors = {*roles.bold, *(letters if _is_slope_of_numbers(trees, letters, roles.indexed, known) else ())}
    meant = letters & vectors | _differentiated(trees, known, section)
    names = [name for tree in trees if tree is not None for name in names_in(tree) if name.name in meant]
    own = meant - {name.name for name in names if name.bold or name.indices}

    def renamed(node: Node) -> Node:
        if isinstance(node, Name) and node.name in own:
            return replace(node, name=OWN + node.name)
        return mapped(node, renamed)

    return tuple(renamed(tree) if tree is not None and own else tree for tree in trees)


def _differentiated(trees: Trees, known: Sequence[Binding], section: int) -> set[str]:
    """The parameters, any numbers, of functions of the section of which slopes stand there: x and y of ∂f/∂x = y."""
    found = set[str]()
    slopes = (node for tree in trees if tree is not None for node in walk(tree) if isinstance(node, Derivative))
    for slope in slopes:
        top = slope.numerator.function if isinstance(slope.numerator, Call) else slope.numerator
        told = [b for b in known if isinstance(top, Name) and b.name == top.name and b.section == section]
        own = {p.name.removeprefix(OWN) for b in told[-1:] for p in b.parameters if p.name.startswith(OWN)}
        found |= own if own & {getattr(below, "name", "") for below in slope.denominators} else set()
    return found


def _is_slope_of_numbers(trees: Trees, letters: set[str], indexed: Collection[str], known: Sequence[Binding]) -> bool:
    """True for f′(z) = …, where both sides, and the formula that tells f, are made of z and of numbers alone."""
    first, *rest = trees
    if not isinstance(first, Prime) or not isinstance(first.function, Name) or not letters & set(indexed) or not rest:
        return False
    told = [b for b in known if b.name == first.function.name and b.parameters]
    made = {b.name for b in known if not b.value and not b.parameters} | set(indexed)
    mine = [(b.body, {parameter.name for parameter in b.parameters}) for b in told[-1:]]
    sides = [(tree, letters) for tree in rest]
    return bool(mine) and all(tree is not None and _is_of_a_number(tree, own, made) for tree, own in (*mine, *sides))


def _is_of_a_number(tree: Node, letters: Collection[str], made: Collection[str]) -> bool:
    """True for a formula of these letters and of small letters that nothing defines and that have no index."""
    applied = {id(node.function) for node in walk(tree) if isinstance(node, (Call, Prime))}
    others = [name for name in names_in(tree) if name.name not in letters and id(name) not in applied]
    plain = all(not (n.indices or n.layer or n.bold or n.name in made or is_capital(n.name)) for n in others)
    return plain and all(
        isinstance(node, OF_NUMBERS)
        and not (isinstance(node, Product) and any(sign not in BETWEEN_NUMBERS for sign, _ in node.parts))
        and not (isinstance(node, Known) and node.function in OF_VECTORS)
        for node in walk(tree)
    )


def _nodes(statements: Iterable[Statement]) -> Iterator[Node]:
    return (node for s in statements for tree in s.read for node in walk(tree))
