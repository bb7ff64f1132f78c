"""Equations between given letters and a number, w x + b = 0: where something is looked at, no claim."""

from __future__ import annotations

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Binding, Statement, is_numeric
from ...reading.document.statements.ranges_behind import range_behind
from ...reading.document.told.properties import concludes
from ...reading.expression.nodes import (
    Call,
    Choice,
    Delta,
    Derivative,
    Dots,
    Known,
    Largest,
    Matrix,
    Name,
    Node,
    Prime,
    Product,
    Total,
    Transposed,
    names_in,
    walk,
)
from ..links.readings import holds_only_somewhere
from ..links.where_zero import sets_to_zero
from .listed_examples import is_listed_example

RANGES = frozenset(
    {"<", ">", "≤", "≥", "le", "ge", "leq", "geq", "lt", "gt", "leqslant", "geqslant", "otherwise", "else"}
)
PIECES = (Largest, Choice)
ASSERTING = (Derivative, Prime, Call, Delta)


def is_where(statement: Statement, document: Document) -> bool:
    """True for a formula of letters that nothing defines and a number: it says of which values is spoken.

    Of letters whose values are all stated right before it, it is a result.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("z = w x", 1, 1), Claim("w x + b = 0", 2, 1), Claim("z + b = 0", 3, 1)])
    >>> [is_where(statement, document) for statement in document.statements[1:]]
    [True, False]
    >>> chain = document_of([Claim(r"\\sum_j u_j = \\sum_j v_j = 0", 1, 1)])
    >>> is_where(chain.statements[0], chain)
    True
    """
    sides = statement.read
    if statement.kind != "claim" or len(sides) < len(statement.trees) or concludes(statement.claim):
        return False
    formulas = [side for side in sides if not is_numeric(side)]
    ends = is_numeric(sides[-1]) or len(sides) == 2
    if len(formulas) != len(sides) - 1 or not ends or _has_all_values(statement, formulas, document):
        return False
    return all(not isinstance(side, Name) and _is_given(side, statement, document) for side in formulas)


def _has_all_values(statement: Statement, formulas: list[Node], document: Document) -> bool:
    here, order = statement.claim.section, statement.order
    nodes = [node for formula in formulas for node in walk(formula)]
    running = {index for node in nodes if isinstance(node, Total) for index in node.indices}
    names = {node.name for node in nodes if isinstance(node, Name)} - running
    return all(any(b.section == here for b in document.values(name, order)) for name in names)


def says_where(statement: Statement, place: int, document: Document) -> bool:
    """True for a link that claims nothing: w x + b = 0 of given letters, and the end of ∂J/∂w = 2 w − 6 = 0.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim(r"\\frac{dJ}{dw} = 2 w - 6 = 0", 1, 1)])
    >>> [says_where(document.statements[0], place, document) for place in (0, 1)]
    [False, True]
    """
    says = states_values(statement, place, document) or is_where(statement, document) or sets_to_zero(statement, place)
    return says or tells_a_layout(*statement.trees[place : place + 2])


def is_asked(statement: Statement, document: Document) -> bool:
    r"""True for A x = b and S v = λ v of given letters, of which some stand on one side alone: that is asked of them.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ["A x = b", "a (b + c) = a b + c", "2 u = r w", "r = 3 q"]
    >>> document = document_of([Claim(line, 1, 1) for line in lines])
    >>> [is_asked(statement, document) for statement in document.statements]
    [True, False, False, False]
    """
    first, last = statement.trees[0], statement.trees[-1]
    if statement.kind != "claim" or len(statement.trees) != 2 or first is None or last is None:
        return False
    if isinstance(first, Name) or is_numeric(first) or is_numeric(last) or concludes(statement.claim):
        return False
    if any(isinstance(node, Known) for side in (first, last) for node in walk(side)):
        return False  # softmax(z) = softmax(z + c)
    signs = {
        sign for side in (first, last) for node in walk(side) if isinstance(node, Product) for sign, _ in node.parts
    }
    if signs & {"*", "x"} or holds_only_somewhere(statement):
        return False  # shapes, and what is said of a minimum
    letters = [{name.name for name in names_in(side)} for side in (first, last)]
    apart = letters[0] ^ letters[1]
    return bool(apart) and all(_is_given(side, statement, document) for side in (first, last))


def tells_a_layout(left: Node | None, right: Node | None) -> bool:
    r"""True for ∂y/∂X = (∂y/∂x_11 …; …): how the slopes by the entries are arranged.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> cells = r"\frac{\partial y}{\partial x_1} & \frac{\partial y}{\partial x_2}"
    >>> line = r"\frac{\partial y}{\partial x} = \begin{bmatrix} %s \end{bmatrix}" % cells
    >>> tells_a_layout(*document_of([Claim(line, 1, 1)]).statements[0].trees)
    True
    """
    whole = _ends(left) if left is not None else None
    right = right.base if isinstance(right, Transposed) else right
    if whole is None or not isinstance(right, Matrix):
        return False
    return all(isinstance(cell, Dots) or _ends(cell) == whole for row in right.rows for cell in row)


def _ends(node: Node) -> tuple[str, str] | None:
    """The letters of a slope, in small: y and x of ∂y/∂X and of ∂y_i/∂x_{jk}, and of what is named as an entry."""
    if not isinstance(node, Derivative) or len(node.denominators) != 1 or node.order != 1:
        return None
    ends = [node.numerator, node.denominators[0]]
    names = [end.name.partition("_")[0].lower() for end in ends if isinstance(end, Name)]
    return (names[0], names[1]) if len(names) == 2 else None


def states_values(statement: Statement, place: int, document: Document) -> bool:
    """True for a link that gives letters their values, x of dz/dw = x = 0.5 and (x, w) = (0.5, 2).

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ["z = w x", r"\\frac{dz}{dw} = x = 0.5", r"\\frac{dz}{dw} = z = 0.5"]
    >>> document = document_of([Claim(line, n, 1) for n, line in enumerate(lines)])
    >>> [states_values(statement, 1, document) for statement in document.statements[1:]]
    [True, False]
    """
    left, right = statement.trees[place : place + 2]
    cells = [cell for row in left.rows for cell in row] if isinstance(left, Matrix) else [left]
    given = all(isinstance(cell, Name) and not document.defined(cell.name) for cell in cells)
    return given and right is not None and is_numeric(right)


def of_a_range(statement: Statement, document: Document) -> bool:
    r"""True for "f'(s) = 0 if s ≤ 0" and "1 otherwise" of f(s) = max(s, 0), which is made of pieces.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [r"f(s) = \max(s, 0)", r"f'(s) = 0 \quad \text{if } s \leq 0", r"f'(s) = 1 \text{ otherwise}"]
    >>> document = document_of([Claim(line, 1, 1) for line in lines])
    >>> [of_a_range(statement, document) for statement in document.statements if statement.kind != "statement"]
    [False, True, True]
    """
    tokens = (token.text for condition in statement.chain.conditions for token in condition)
    if RANGES.isdisjoint(tokens):
        return False
    names = {name.name for tree in statement.read for name in names_in(tree)}
    bodies = (b.body for name in names for b in document.by_name.get(name, ()))
    return any(isinstance(node, PIECES) for body in (*statement.read, *bodies) for node in walk(body))


def said_of_some(statement: Statement, document: Document) -> str:
    """Why a line that holds of some values refutes nothing; empty where it is said of any.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> chain = document_of([Claim(r"\\sum_j u_j = \\sum_j v_j = 0", 1, 1)])
    >>> said_of_some(chain.statements[0], chain)
    'that is asked of letters that are given'
    """
    if of_a_range(statement, document) and range_behind(document.statements, statement) is None:
        return "it is said of some values alone, and ranges are not judged"
    asked = len(statement.trees) > 2 and is_where(statement, document)
    return "that is asked of letters that are given" if asked else ""


def _is_given(formula: Node, statement: Statement, document: Document) -> bool:
    """True for a formula of letters that no line up to this one defines, and none of its section.

    Sums of nothing but sizes are arithmetic, and so is what is made of sums: log Σ_k p_k.
    """
    here, order = statement.claim.section, statement.order
    nodes = list(walk(formula))
    made_of_sums = not isinstance(formula, Total) and any(isinstance(node, Total) for node in nodes)
    letters = {name.name for name in names_in(formula)} - set(document.sizes)
    if any(isinstance(node, ASSERTING) for node in nodes) or not letters or made_of_sums:
        return False
    bound = (b for name in names_in(formula) for b in document.by_name.get(name.name, ()) if not b.value)
    return not any(b.order <= order or b.section == here for b in bound)


def is_of_its_parameters(binding: Binding) -> bool:
    """True for f(x) = e^x, which speaks of nothing else: an example of a function, as good as any other.

    >>> x = Name("x")
    >>> [is_of_its_parameters(Binding("f", (), None, given, x, 0, 0)) for given in ((x,), ())]
    [True, False]
    """
    own = {name.name for name in binding.parameters}
    return bool(own) and all(name.name in own | {"e", "pi"} for name in names_in(binding.body))


def another_example(document: Document, form: Statement) -> bool:
    r"""True for another line of f(x) = e^x, or item of a list, and for all samples at once: y = X w after y = w^T x.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim(r"s = w^T x", 1, 1), Claim("s = X w", 2, 1), Claim("s = 2 w^T x", 3, 1)])
    >>> [another_example(document, form) for form in document.statements[1:]]
    [True, False]
    """
    binding = form.binding
    if binding is None or is_of_its_parameters(binding):
        return binding is not None
    if is_listed_example(document, form):
        return True
    before = [b for b in document.by_name.get(binding.name, ()) if not b.value and b.order < form.order]
    known = {name.name for b in before for name in names_in(b.body)}
    new = {name.name for name in names_in(binding.body)} - known
    return any(letter.isupper() and letter.lower() in known for letter in new)
