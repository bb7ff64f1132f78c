r"""Functions that a formula names and applies to nothing: ``g = \tanh`` and ``f = \sigma``.

What a word such as "if" stands before, or a second line says, holds to the end of its section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...expression.nodes import Call, Known, Name, Node, Prime, walk
from ..statements.bindings import Binding, Statement
from .logistic_slips import with_logistic_told

KINDS = frozenset({"tanh", "sigmoid", "relu", "softplus", "exp", "sin", "cos", "arctan", "erf"})
SUPPOSED = re.compile(
    r"\b(?:if|for|when|whenever|with|case|example|instance|suppos\w+|assum\w+|say|e\.g\.)(?![a-z])[^.$]{0,24}\W*$",
    re.IGNORECASE,
)
SIGMOID = Name("sigma")
ARGUMENT = Name("own:u")


def with_functions_by_name(
    statements: Sequence[Statement], known: Sequence[Binding]
) -> tuple[list[Statement], list[Binding]]:
    r"""The statements and bindings; a letter that formulas apply, and that is said to be a known function, is that one.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> document = document_of([Claim(line, 1, 1) for line in ("a = g(2 z)", r"g = \tanh", r"k = \tanh")])
    >>> [[type(b.body).__name__, len(b.parameters)] for b in document.bindings if b.name in ("g", "k")]
    [['Known', 1], ['Name', 0]]
    """
    statements, known = with_logistic_told(statements, known)
    nodes = [node for s in statements for tree in s.read for node in walk(tree)]
    heads = [node.function for node in nodes if isinstance(node, (Call, Prime))]
    applied = {head.name for head in heads if isinstance(head, Name) and not head.indices and head.layer is None}
    lines = {s.order: s for s in statements if s.kind in ("definition", "form") and _names_one(s, applied)}
    if not lines:
        return [*statements], [*known]
    told = [_binding(line.binding, line, known) for line in lines.values() if line.binding is not None]
    made = [replace(s, kind="definition") if s.order in lines else s for s in statements]
    others = [b for b in known if not (b.order in lines and b.name == _name(lines[b.order]))]
    return made, sorted([*others, *told], key=lambda binding: binding.order)


def _name(statement: Statement) -> str:
    return statement.binding.name if statement.binding is not None else ""


def _names_one(statement: Statement, applied: set[str]) -> bool:
    binding = statement.binding
    if binding is None or binding.parameters or binding.indices or binding.layer or binding.name not in applied:
        return False
    return _function(binding.body, applied) is not None and len(statement.trees) == 2


def _function(body: Node, applied: set[str]) -> Node | None:
    if not isinstance(body, Name) or body.indices or body.bold or body.layer is not None:
        return None
    if body == SIGMOID:
        return Call(SIGMOID, (ARGUMENT,)) if SIGMOID.name in applied else Known("sigmoid", ARGUMENT)
    return Known(body.name, ARGUMENT) if body.name in KINDS else None


def _binding(binding: Binding, line: Statement, known: Sequence[Binding]) -> Binding:
    """The function of one argument that a letter is, as far as its section goes where others may be meant."""
    others = any(b.name == binding.name and b != binding and not b.value for b in known)
    passing = others or SUPPOSED.search(line.claim.before) is not None
    body = _function(binding.body, {SIGMOID.name})
    assert body is not None
    return replace(binding, parameters=(ARGUMENT,), body=body, passing=passing)
