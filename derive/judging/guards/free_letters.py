"""Letters of which nothing says what they are, and those that may be anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

import sympy as sp

from ...algebra.indices import free_indices
from ...network.definitions import Network
from ...network.partial import Partial
from ...network.unknown_functions import unknown_in
from ...reading.document.model import Document
from ...reading.document.samples.batches import is_capital
from ...reading.document.samples.parts import OWN
from ...reading.document.statements.bindings import Statement
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import (
    Call,
    Derivative,
    Entry,
    Known,
    Name,
    Node,
    Prime,
    Product,
    Terms,
    Transposed,
    free_letters,
    names_in,
    walk,
)
from ...reading.expression.words import GREEK
from ..equality.leaves import with_free_leaves
from ..lowering.arrays import is_written

MOST_EARLIER = 3
# Functions of which a formula is given, unlike e^x = 5, which is solved for x.
OF_ANY_NUMBER = ("tanh", "sinh", "cosh", "sigmoid", "relu", "softplus")
TRANSPOSES = re.compile(r"\btranspos", re.IGNORECASE)
SPECIAL = re.compile(r"\b(?:symmetr|commut|diagonal|orthogonal|if|when|unless|not|wrong|mistake)", re.IGNORECASE)
LABELLED = re.compile(r".+_[a-z]")


def unbound_letters(
    document: Document, statement: Statement, unbound: Iterable[str], holds: Callable[[Statement], bool]
) -> list[str]:
    """The letters of a claim of which nothing says what they are.

    One for which an earlier line of the section held may be anything, and so may one by which is differentiated.

    Args:
        document, statement: where the claim stands.
        unbound: the letters that no definition mentions.
        holds: whether a link of an earlier line holds.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("e^{x + c} = e^x e^c", 1, 1), Claim("e^{x - c} = e^x e^c", 2, 1)])
    >>> unbound_letters(document, document.statements[1], ["c"], lambda line: True)
    []
    """

    written_here = {part.name for tree in statement.read for part in names_in(tree)}

    def held(name: str) -> bool:
        if name.partition(":")[2] in written_here:
            return False  # x̄ beside x is made of it
        near = document.index.claims_with(statement.claim.section, name, before=statement.order)
        if not _in_every_link(statement, name, both=True):
            return False  # what is on one side alone may be told by the other
        written = _written(statement, name)
        near = [other for other in near if written <= _written(other, name)]
        return any(_in_every_link(other, name) and holds(other) for other in near[-MOST_EARLIER:])

    slopes = [n for tree in statement.read for n in walk(tree) if isinstance(n, Derivative)]
    below = {letter.name for slope in slopes for letter in slope.denominators if isinstance(letter, Name)}
    any_ones = below | _arguments(statement) | _of_any_matrices(statement)
    return [name for name in unbound if name not in any_ones and not held(name)]


def functions_of_a_name(document: Document, network: Network, *sides: sp.Expr) -> list[str]:
    """The functions with a word for a name that nothing defines: the author's is one of these, and no other is put in.

    One whose slope is written with a prime, act′(z), is any function like f; what is made by it alone may be anything.

    >>> from ...network.building import classifier
    >>> from ...network.unknown_functions import unknown_function
    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim(r"c = \\operatorname{bar}(u + 1)", 1, 1)])
    >>> u = sp.Symbol("u", real=True)
    >>> functions_of_a_name(document, classifier(), unknown_function("bar")(u), unknown_function("f")(u))
    ['bar']
    """
    looked = with_free_leaves(network, *sides) or network
    there = unknown_in(*sides, *(definition.value for definition in looked.definitions))
    words = document.index.made(_words_of_functions) if there else frozenset()
    return sorted(word for word in words if word in there)


def _words_of_functions(index: Index) -> frozenset[str]:
    nodes = [node for statement in index.statements for tree in statement.read for node in walk(tree)]
    called = {node.function.name for node in nodes if isinstance(node, Call)}
    sloped = {node.function.name for node in nodes if isinstance(node, Prime) and isinstance(node.function, Name)}
    return frozenset(name for name in called - sloped - GREEK if len(name) > 1 and name.isalpha())


def _arguments(statement: Statement) -> set[str]:
    """x of tanh(x) = (e^x − e^{−x})/(e^x + e^{−x}), which says it of every number; so does σ′(z) = … of its own z."""
    first, rest = statement.trees[0], statement.trees[1:]
    calls = isinstance(first, Call) and statement.kind == "claim"
    given = (first.argument,) if isinstance(first, Prime) else getattr(first, "arguments", ()) if calls else ()
    if own := {part.name for part in given if isinstance(part, Name) and part.name.startswith(OWN)}:
        return own
    if not isinstance(first, Known) or first.function not in OF_ANY_NUMBER or not isinstance(first.argument, Name):
        return set()
    name = first.argument.name
    return {name} if all(tree and name in {part.name for part in names_in(tree)} for tree in rest) else set()


def _of_any_matrices(statement: Statement) -> set[str]:
    """A and B of (A B)ᵀ = Bᵀ Aᵀ, a rule of transposes as the words say, of no special matrices."""
    nodes = [node for tree in statement.read for node in walk(tree)]
    names = [node for node in nodes if isinstance(node, Name)]
    rule = all(isinstance(node, (Name, Product, Terms, Transposed)) for node in nodes)
    plain = all(is_capital(name.name) and not name.indices and name.layer is None for name in names)
    words = statement.claim.prose
    told = TRANSPOSES.search(words) is not None and SPECIAL.search(words) is None
    return {name.name for name in names} if rule and plain and told else set()


def whole_beside_entries(network: Network, *sides: sp.Expr) -> list[str]:
    """Why ∂/∂X refutes nothing where x_i stands beside X and no line says that they are its entries; nor Y beside y_i.

    >>> from ...network.building import classifier
    >>> whole_beside_entries(classifier(), sp.Symbol("L"))
    []
    """
    slopes = (slope for side in sides for slope in side.atoms(Partial))
    below = {tensor.meaning for slope in slopes for tensor in network.tensors_in(slope.denominator)}
    given = {tensor.meaning for tensor in network.given if tensor.axes}
    formulas = (*sides, *(definition.value for definition in network.definitions))
    letters = {str(symbol) for formula in formulas for symbol in formula.free_symbols}
    classes = {letter.partition("_")[0] for letter in letters if LABELLED.fullmatch(letter)}
    beside = sorted(name for name in below & given if name.isupper() and name.lower() in given)
    beside += sorted(name for name in given if name.isupper() and name.lower() in classes)
    return [f"nothing says how {name.lower()} and {name} hang together" for name in beside]


def one_of_the_rows(network: Network, sides: Iterable[Node]) -> list[str]:
    """Why ∂J/∂u_o refutes nothing where u_o was taken for a vector apart, beside the rows u_w of a sum: it may be one.

    >>> from ...network.building import classifier
    >>> one_of_the_rows(classifier(), [Name("L")])
    []
    """
    slopes = [node for side in sides for node in walk(side) if isinstance(node, Derivative)]
    below = {name.name for slope in slopes for part in slope.denominators for name in names_in(part)}
    axes = {tensor.meaning: len(tensor.axes) for tensor in network.given}
    marked = [(t.meaning, t.meaning.rpartition("_")[0]) for t in network.given if LABELLED.fullmatch(t.meaning)]
    return [
        f"{name} may be one of the rows of {base}"
        for name, base in marked if {name, base} & below and axes.get(base) == axes[name] + 1
    ]  # fmt: skip


def whole_by_an_entry(slope: Node, left: sp.Expr, network: Network) -> list[str]:
    """Why ∂ ½ (t − y)² / ∂z_j = (y − t) f′(z_j) is not refuted: whole vectors stand where entries are meant.

    Args:
        slope: the left side as it was read.
        left: that side in index notation.
        network: which says that q_b is a row of a matrix, and no entry.
    """
    if not isinstance(slope, Derivative) or isinstance(slope.numerator, (Name, Call, Entry)):
        return []
    axes = {tensor.meaning: len(tensor.axes) for tensor in network.tensors}
    below = [name for name in slope.denominators if isinstance(name, Name) and name.indices]
    by_entries = any(axes.get(name.name, 0) <= len(name.indices) for name in below)
    whole = any(isinstance(index, sp.Symbol) and not is_written(index) for index in free_indices(left))
    return ["whole vectors stand beside entries: an index is left out"] if by_entries and whole else []


def _written(statement: Statement, name: str) -> set[int]:
    """How many indices a letter has where it stands: z_i is not the z of an earlier line."""
    return {len(part.indices) for tree in statement.read for part in names_in(tree) if part.name == name}


def _in_every_link(statement: Statement, name: str, *, both: bool = False) -> bool:
    """True where whichever link holds, it is about this letter; on both sides of each that has it where that counts."""
    there = [tree is not None and any(part.name == name for part in names_in(tree)) for tree in statement.trees]
    return all(first == second if both else first or second for first, second in pairwise(there))


def entries_in_norms(document: Document, statement: Statement) -> list[str]:
    """What is said of losses that a claim comes down to, C = ½ ‖y − a_j‖²: the norm of an entry, where all are meant.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [r"C = \\| y - a_j \\|^2", r"\\frac{\\partial C}{\\partial a_k} = 0"]
    >>> document = document_of([Claim(text, n, 1) for n, text in enumerate(lines)])
    >>> entries_in_norms(document, document.statements[1])
    ['the norm in the definition of C is of entries with j']
    """
    reached = document.reached(name.name for tree in statement.read for name in names_in(tree))
    found = []
    for binding in (b for name in sorted(reached) for b in document.by_name.get(name, ()) if not b.value):
        norms = [node for node in walk(binding.body) if isinstance(node, Known) and node.function == "norm"]
        open_letters = free_letters(binding.body) & {letter for norm in norms for letter in free_letters(norm)}
        found += [
            f"the norm in the definition of {binding.name} is of entries with {letter}"
            for letter in sorted(open_letters - set(binding.letters) - document.roles.samples)
        ]
    return found
