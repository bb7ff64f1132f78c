"""Functions that their names define where the document does not: log-softmax, log-sum-exp, cross-entropy."""

from __future__ import annotations

import re

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Binding
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import Call, Derivative, Known, Name, Node, Number, Product, Terms, Total, Transposed

LOG_SOFTMAX = frozenset({"logsoftmax", "lsm"})
LOG_SUM_EXP = frozenset({"logsumexp", "lse"})
CROSS_ENTROPY = frozenset({"ce", "crossentropy", "celoss", "crossentropyloss", "categoricalcrossentropy"})
BINARY = frozenset({"bce", "binarycrossentropy", "bceloss", "logloss"})


def plain_word(name: str) -> str:
    """A name without case and marks.

    >>> plain_word("log_softmax"), plain_word("CrossEntropy")
    ('logsoftmax', 'crossentropy')
    """
    return re.sub(r"[^a-z]", "", name.lower())


def spelled_out(call: Call, document: Document) -> Node | None:
    """The formula that the name of a function stands for; None where it says nothing.

    >>> from ...reading.document.model import document_of
    >>> spelled_out(Call(Name("logsoftmax"), (Name("z"),)), document_of([])).argument.function
    'softmax'
    """
    word = plain_word(call.function.name)
    if not call.function.indices and len(call.arguments) == 1 and is_called_softmax(call.function.name, document):
        return Known("softmax", call.arguments[0])
    if call.function.indices or len(word) < 2:
        return None
    if len(call.arguments) == 1 and word in LOG_SOFTMAX:
        return Known("log", Known("softmax", call.arguments[0]))
    if len(call.arguments) > 1 and word == "prod" and all(isinstance(part, Derivative) for part in call.arguments):
        return Product(tuple(("", part) for part in call.arguments))  # with its factors in the order that fits
    if len(call.arguments) == 1 and word in LOG_SUM_EXP:
        return Known("log", Total("sum", (), Known("exp", call.arguments[0])))
    parts = label_and_share(call, document)
    if parts is None:
        return None
    label, share = parts
    if _is_logistic(share, document):
        rest = (Terms(((1, Number("1")), (-1, node))) for node in (label, share))
        first, second = _weighed(label, share), _weighed(*rest)
        return Terms(((-1, first), (-1, second)))
    return Terms(((-1, Product((("", Transposed(label)), ("", Known("log", share))))),))


def is_called_softmax(name: str, document: Document) -> bool:
    """True where words call a letter the softmax: "σ(A) is the softmax of A", "the softmax function σ".

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> claim = Claim("a = b", 1, 1, prose=r"where $\\sigma(A)$ is the softmax of $A$")
    >>> is_called_softmax("sigma", document_of([claim])), is_called_softmax("phi", document_of([claim]))
    (True, False)
    """
    letter = rf"\$\\?{re.escape(name)}(?:\([^$]{{0,20}}\))?\$"
    said = rf"{letter}\s+(?:is|denotes|means)\s+(?:the\s+)?(?:row-?wise\s+)?softmax|softmax(?: function)?,? {letter}"
    found = re.compile(said, re.IGNORECASE)
    return any(map(found.search, document.index.made(_prose_with_softmax)))


def _prose_with_softmax(index: Index) -> tuple[str, ...]:
    texts = dict.fromkeys(statement.claim.prose for statement in index.statements)
    return tuple(text for text in texts if "softmax" in text.lower())


def label_and_share(call: Call, document: Document) -> tuple[Name, Node] | None:
    """The label and the predicted shares of a cross-entropy, in whichever order; None where that is not told.

    Shares are what the document makes by a softmax or, of one class, by the logistic function.
    """
    word = plain_word(call.function.name)
    if word not in CROSS_ENTROPY | BINARY or len(call.arguments) != 2:
        return None
    first, second = call.arguments
    for label, share in ((first, second), (second, first)):
        made = _is_logistic(share, document) or (_is_of_shares(share, document) and word in CROSS_ENTROPY)
        if made and isinstance(label, Name) and not document.defined(label.name):
            return label, share
    return None


def _weighed(weight: Node, share: Node) -> Node:
    return Product((("", weight), ("", Known("log", share))))


def _body(node: Node, document: Document) -> Node | None:
    if not isinstance(node, Name):
        return node
    bound = [b for b in document.by_name.get(node.name, ()) if not b.value and not b.parameters]
    return bound[-1].body if bound else None


def _is_of_shares(node: Node, document: Document) -> bool:
    body = _body(node, document)
    return isinstance(body, Known) and body.function == "softmax"


def _is_logistic(node: Node, document: Document) -> bool:
    body = _body(node, document)
    known = isinstance(body, Known) and body.function == "sigmoid"
    return known or (isinstance(body, Call) and body.function.name == "sigma" and not document.defined("sigma"))


def functions_in_force(document: Document, name: str, order: int) -> list[Binding]:
    """What lines say a function is; one that is said in passing, "if g = tanh", is so from there to its section's end.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ("a = g(2 z)", r"g = \\tanh", "b = g(y)")
    >>> document = document_of([Claim(line, n, 1, before="if $") for n, line in enumerate(lines)])
    >>> [len(functions_in_force(document, "g", order)) for order in (0, 2)]
    [0, 1]
    """
    asks = max(order, document.asked)
    section = document.statements[asks].claim.section if asks < len(document.statements) else 0
    mine = [b for b in document.by_name.get(name, ()) if b.parameters and not b.value]
    return [b for b in mine if not b.passing or (b.order <= asks and b.section == section)]
