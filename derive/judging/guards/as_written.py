r"""What is written may be a part of something longer, or a name: ``$w = 0 - (0.1)$ $(1 + 2) = 4$``, HH for a height."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement, is_numeric
from ...reading.document.statements.index import Index
from ...reading.expression.first_factors import of_the_first_factor
from ...reading.expression.inverses import RECIPROCAL, with_reciprocals
from ...reading.expression.nodes import (
    Call,
    Derivative,
    Known,
    Matrix,
    Name,
    Node,
    Prime,
    Total,
    Transposed,
    Whole,
    names_in,
    walk,
)
from ...reading.expression.printing import shown
from ...reading.tex.chains import ELLIPSES
from ..finding import Judgement
from ..links.readings import ACTIVE, sentence_of
from ..numbers.built_alike import beside_numbers
from ..numbers.put_in import PUT_IN
from .said_of_numbers import said_of_numbers
from .supposed import supposed
from .whole_quotients import rounds_quotients

OfSides = Callable[[Statement, Node, Node], Judgement]
DENOTED = re.compile(r"\bdenoted?s?\s+(?:by\s+|as\s+)?(?:\$|\\\()?\s*(?:\\\w+\s*\{)?([A-Za-z]{3,})")
OF_A_SIDE = re.compile(r"\[[^\]]* [<>≥≤] 0\]|≠ 0\)|relu")
UNNAMED = "the number of entries"  # so a correction calls a size that no letter stands for
SOLVED = re.compile(r"\b(?:sol(?:ve|ving|ution)|want|wish|find|such that|satisf|should|must|until|goal)", re.IGNORECASE)
CONSTANTS = ("e", "pi", "I")
SUMS = ("sum", "bar", "overline", "langle", *ELLIPSES)


def read_otherwise(
    document: Document, statement: Statement, place: int, judged: Judgement, of_sides: OfSides
) -> Judgement:
    """The refutation of a link, or why it is none; ``of_sides`` judges two sides of the statement."""
    otherwise = next(written_otherwise(document, statement), "")
    of_a_side = OF_A_SIDE.search(judged.diagnosis) and ACTIVE.search(sentence_of(statement.claim))
    if not otherwise and of_a_side and r"\begin{cases}" not in statement.claim.latex:  # which say it of every region
        otherwise = "it is said of one region, which is not read"
    if not otherwise and not is_of_numbers(statement, place) and (condition := supposed(statement.claim)):
        otherwise = f"it is said under a condition that is not read: {condition}"
    if not otherwise and is_of_numbers(statement, place):
        otherwise = said_of_numbers(statement, place, judged)
    if not otherwise and rounds_quotients(statement, place):
        otherwise = "it holds where quotients are rounded to whole numbers, as sizes are"
    if not otherwise and UNNAMED in judged.diagnosis:
        otherwise = "how many entries there are has no name: a letter of the document may be their number"
    if not otherwise and puts_stated_values_in(document, statement, place):
        otherwise = PUT_IN
    if not otherwise and not judged.corrected and is_an_equation(document, statement):
        otherwise = "it may be an equation that is to be solved: nothing in the document makes its letters"
    if not otherwise and inverts_a_function(document, statement):
        otherwise = RECIPROCAL
    if not otherwise and holds_of_first_factors(statement, place, of_sides):
        otherwise = "it holds where d/dx a b is a′ b: say how far the operator goes"
    return Judgement(Outcome.UNDECIDED, otherwise) if otherwise else judged


def holds_of_first_factors(statement: Statement, place: int, of_sides: OfSides) -> bool:
    """True where a link is proved once an operator before a product is of the first factor alone."""
    left, right = statement.trees[place : place + 2]
    if left is None or right is None:
        return False
    sides = of_the_first_factor(left), of_the_first_factor(right)
    return sides != (left, right) and of_sides(statement, *sides).verdict.proved


def inverts_a_function(document: Document, statement: Statement) -> bool:
    """True where sin^{−1} stands in formulas with letters, of the claim or of what it is made of: some mean 1/sin."""
    reached = document.reached(name.name for tree in statement.read for name in names_in(tree))
    bodies = [b.body for name in sorted(reached) for b in document.by_name.get(name, ()) if not b.value]
    return any(with_reciprocals(tree) != tree for tree in (*statement.read, *bodies) if not is_numeric(tree))


def is_of_numbers(statement: Statement, place: int) -> bool:
    """True for a link between numbers, which hold under any condition or under none."""
    return all(side is not None and is_numeric(side) for side in statement.trees[place : place + 2])


def puts_stated_values_in(document: Document, statement: Statement, place: int) -> bool:
    """True for w x + b = 0 x + 0, where w = 0 and b = 0 are stated: the numbers stand in the place of the letters.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ["w = 0", "b = 0", "y = w x + b = 0 x + 0", "u = w x + 3 b = 0 x + 1"]
    >>> document = document_of([Claim(line, place, 1) for place, line in enumerate(lines, 1)])
    >>> [puts_stated_values_in(document, statement, 1) for statement in document.statements[2:]]
    [True, False]
    """
    left, right = statement.trees[place : place + 2]
    if left is None or right is None:
        return False
    pairs = list(beside_numbers(left, right))
    return bool(pairs) and all(
        isinstance(letter, Name) and any(b.body == number for b in document.values(letter.name, statement.order))
        for letter, number in pairs
    )


def is_an_equation(document: Document, statement: Statement) -> bool:
    """True for one equality of letters that nothing defines, without slopes and functions: it may be a condition.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("a x^2 + b x = c", 1, 1), Claim(r"\\sinh(u) + u = e^u", 2, 1)])
    >>> [is_an_equation(document, statement) for statement in document.statements]
    [True, False]
    """
    nodes = [node for tree in statement.read for node in walk(tree)]
    plain = {*CONSTANTS, *document.sizes, *(i for n in nodes if isinstance(n, Total) for i in n.indices)}
    letters = [n for n in nodes if isinstance(n, Name) and (n.name not in plain or n.indices or n.layer or n.bold)]
    worked_out = any(isinstance(node, (Derivative, Prime, Known, Call)) for node in nodes)
    made = any(_is_made(document, letter) for letter in letters) or _are_written_out(document, statement, letters)
    alone = len(statement.trees) == 2 and not statement.claim.latex.lstrip("&\\{ \n").startswith("=")
    return alone and bool(letters) and not worked_out and not made


def _are_written_out(document: Document, statement: Statement, letters: Sequence[Name]) -> bool:
    """True where the section wrote each of the letters out, as a matrix or a list: M v = [8, 1] is no equation."""
    values = [document.values(letter.name, statement.order) for letter in letters if not letter.indices]
    here = [[b.body for b in stated if b.section == statement.claim.section and not b.indices] for stated in values]
    whole = [bodies[-1] if bodies else None for bodies in here]
    meant = SOLVED.search(sentence_of(statement.claim)) is None and len(values) == len(letters)
    return meant and bool(letters) and all(isinstance(body, Matrix) for body in whole)


def _is_made(document: Document, letter: Name) -> bool:
    """True where a formula says what a letter with as many indices is: y of a line is not the y_i of data."""
    bound = (binding for binding in document.by_name.get(letter.name, ()) if not binding.value)
    return any(len(binding.indices) >= len(letter.indices) for binding in bound)


def written_otherwise(document: Document, statement: Statement) -> Iterator[str]:
    """Why a formula is not refuted that may be a part of something, or have signs in it that mean several things."""
    if statement.claim.touching:
        yield "it touches another formula, with which it may be one"
    yield from (f"{name} may be a name" for name in doubled_letters(statement))
    if any(isinstance(tree, Name) and tree.name == "infty" for tree in statement.trees):
        yield "what is infinite is no number"
    if sums_that_nobody_wrote(statement):
        yield "its sums are not written: which indices run may be meant otherwise"
    yield from (f"the words say what {name} stands for" for name in denoted_functions(document, statement))
    yield from (f"{shown(node)} may be a letter of its own" for node in primed_letters(document, statement))
    yield from (f"{shown(node)} may be an entry of the transpose" for node in entries_transposed(statement))


def sums_that_nobody_wrote(statement: Statement) -> bool:
    """True where an index that stands twice is summed over, without a sign of sums or an ellipsis in the formula."""
    sums = any(isinstance(node, Total) and node.kind == "sum" for tree in statement.read for node in walk(tree))
    return sums and not any(token.is_command(*SUMS) for side in statement.chain.sides for token in side)


def denoted_functions(document: Document, statement: Statement) -> list[str]:
    """The functions with names of their own that words let stand for another one: a leaky one, denoted $ReLU$.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> words = "We use a leaky rectifier, denoted $ReLU$."
    >>> claim = Claim(r"a = \\text{ReLU}(z)", 1, 1, prose=words)
    >>> denoted_functions(document := document_of([claim]), document.statements[0])
    ['relu']
    """
    functions = {node.function for tree in statement.read for node in walk(tree) if isinstance(node, Known)}
    return sorted(functions & document.index.made(_denoted))


def _denoted(index: Index) -> frozenset[str]:
    """The words behind "denoted" and "we write", in small letters."""
    texts = {statement.claim.prose for statement in index.statements}
    return frozenset(word.lower() for text in texts for word in DENOTED.findall(text))


def primed_letters(document: Document, statement: Statement) -> list[Prime]:
    """W′ of a W that is no function: another matrix, or its transpose, and no slope.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("f(u) = u^2", 1, 1), Claim("f' = 2 u", 2, 1), Claim("W' = W^T", 3, 1)])
    >>> [len(primed_letters(document, statement)) for statement in document.statements]
    [0, 0, 1]
    """
    primes = [node for tree in statement.read for node in walk(tree) if isinstance(node, Prime)]
    return [
        node for node in primes
        if node.argument is None and isinstance(node.function, Name) and not node.function.indices
        and (node.function.bold or node.function.name[:1].isupper())
        and not any(binding.parameters for binding in document.by_name.get(node.function.name, ()))
    ]  # fmt: skip


def entries_transposed(statement: Statement) -> list[Transposed]:
    """W_{bg}^T, which is meant as the entry b, g of W^T, or as W_{bg}, a number.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> (statement,) = document_of([Claim("a_b = W_{bg}^T c_g", 1, 1)]).statements
    >>> len(entries_transposed(statement))
    1
    """
    turned = [node for tree in statement.read for node in walk(tree) if isinstance(node, Transposed)]
    return [node for node in turned if isinstance(node.base, Name) and _is_an_entry(node.base)]


def _is_an_entry(name: Name) -> bool:
    """True for W_{bg}, whose indices are all single ones; X_{:,i} is a column."""
    return len(name.indices) > 1 and not any(isinstance(index, Whole) for index in name.indices)


def doubled_letters(statement: Statement) -> list[str]:
    """Letters that stand twice side by side, HH: a name, it may be, and no square.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> [doubled_letters(s) for s in document_of([Claim("HH = 3", 1, 1), Claim("a b = 3", 2, 1)]).statements]
    [['HH'], []]
    """
    found = []
    for side in statement.chain.sides:
        depth = 0  # of scripts: M_{kk} is an entry
        for first, second in pairwise(side):
            depth += (first.is_mark("_^") and second.is_mark("{")) or (depth > 0 and second.is_mark("{"))
            depth -= depth > 0 and first.is_mark("}")
            touching = first.kind == second.kind == "letter" and first.end == second.start
            if touching and not depth and first.text == second.text:
                found.append(first.text + second.text)
    return found
