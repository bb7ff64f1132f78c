"""One of many samples: y_i, where y = σ(z) was said of any."""

from __future__ import annotations

from dataclasses import replace

from ...reading.document.model import Document
from ...reading.document.samples.two_ranks import MARK
from ...reading.document.statements.bindings import CONSTANTS, Binding
from ...reading.expression.nodes import Call, Name, Node, free_letters, mapped, names_in

ELSEWHERE = "is made of the same things at any argument"
OF_EACH = "each sample is made like"


def of_one_sample(document: Document, binding: Binding, index: Node) -> Binding | None:
    """y_i = σ(z_i) from y = σ(z): what is indexed anywhere, or made of what is, has the index; None where nothing is.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("y = w x", 1, 1), Claim("a = x_i y_i", 2, 1)])
    >>> made = of_one_sample(document, document.by_name["y"][0], Name("i"))
    >>> [(name.name, len(name.indices)) for name in names_in(made.body)][:2]
    [('w', 0), ('x', 1)]
    """
    if binding.layer is not None or not isinstance(index, Name):
        return None
    if binding.indices:
        return _with_one_more(document, binding, index) if len(binding.indices) == 1 else None
    sampled = _sampled(document, index)

    def change(node: Node) -> Node:
        if isinstance(node, Call):
            return replace(node, arguments=tuple(map(change, node.arguments)))
        if isinstance(node, Name) and not node.indices and node.layer is None and node.name in sampled:
            return replace(node, indices=(index,))
        return node if isinstance(node, Name) else mapped(node, change)

    body = change(binding.body)
    own = body != binding.body or index.name in free_letters(body)
    return replace(binding, indices=(index,), parameters=(), body=body) if own else None


def _with_one_more(document: Document, binding: Binding, index: Name) -> Binding | None:
    """p_{nk} = e^{z_{nk}} / Σ_j e^{z_{nj}} from p_k, where z has the index of the sample elsewhere."""
    names = [n for s in document.statements for tree in s.read for n in names_in(tree) if n.layer is None]
    more = {name.name for name in names if len(name.indices) == 2 and name.indices[0] == index}

    def change(node: Node) -> Node:
        if isinstance(node, Call):
            return replace(node, arguments=tuple(map(change, node.arguments)))
        if isinstance(node, Name) and len(node.indices) == 1 and node.layer is None and _plain(node.name) in more:
            return replace(node, name=_plain(node.name), indices=(index, *node.indices))
        return node if isinstance(node, Name) else mapped(node, change)

    body = change(binding.body)
    made = replace(binding, indices=(index, *binding.indices), parameters=(), body=body)
    return made if body != binding.body and index not in binding.indices else None


def _plain(name: str) -> str:
    """z of what has one axis beside a z with two."""
    return name.removeprefix(f"{MARK}:")


def _sampled(document: Document, index: Name) -> set[str]:
    """The letters that stand with that index alone, and those that a definition without one makes of them."""
    names = {n for s in document.statements for tree in s.read for n in names_in(tree)}
    found = {name.name for name in names if name.indices == (index,)} - document.sizes - set(CONSTANTS)
    plain = [b for b in document.bindings if not (b.value or b.indices or b.layer or b.parameters)]
    for _ in plain:
        more = {b.name for b in plain if {name.name for name in names_in(b.body)} & found} - found
        if not more:
            break
        found |= more
    return found


def is_made_of_its_parameters(document: Document, binding: Binding) -> bool:
    """True for f(X) = g(T) with T = W X: what f is elsewhere, its formula alone does not say.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ["T = w X + b", "f(X) = T^2", "h(X) = X^2"]
    >>> document = document_of([Claim(line, number, 1) for number, line in enumerate(lines, 1)])
    >>> [is_made_of_its_parameters(document, b) for b in document.bindings if b.parameters]
    [True, False]
    """
    parameters = {parameter.name for parameter in binding.parameters}
    others = [name.name for name in names_in(binding.body) if name.name not in parameters]
    return bool(parameters & document.reached(others))
