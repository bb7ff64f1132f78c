"""Conventions that a document keeps without a word: dW for a gradient, of a sum or of a mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..expression.nodes import (
    Call,
    Derivative,
    Differential,
    Known,
    Name,
    Node,
    Number,
    Product,
    Total,
    mapped,
    names_in,
    walk,
)  # fmt: skip
from .model import Document
from .statements.bindings import Binding, Statement
from .told.given import divisors
from .total_differentials import with_total_differentials


def conventions(document: Document) -> list[Document]:
    r"""The document under each convention of names such as dZ, the usual one first.

    Where J is a mean of m and Z no parameter, dZ is the slope of the summed loss, m ∂J/∂Z; or it is ∂J/∂Z.

    >>> from ..notes.claims import Claim
    >>> from .model import document_of
    >>> lines = [r"J = \frac{1}{m} \sum_{i=1}^m a_i^2", "a_i = w x_i", r"dw = \frac{2}{m} \sum_i a_i x_i"]
    >>> [len(found.bindings) for found in conventions(document_of([Claim(line, 1, 1) for line in lines]))]
    [2, 2]
    """
    if not any(isinstance(node, Differential) for node in _nodes(document.statements)):
        return [document]
    document = with_total_differentials(document)
    told, loss = _told(document), _loss(document)
    told = "" if loss and told in document.reached([loss.name]) else told  # L of one example, and J of all of them
    loss = next(iter(document.by_name.get(told, ())[::-1]), None) if told else loss
    size = next((name for name in _mean_of(loss) if name in document.sizes), "") if loss else _shared_out(document)
    name = told or (loss.name if loss else _differentiated(document))
    inner = _of_one_example(document, loss) if loss else None
    plain = _with_gradients(document, name, "", inner)
    return [_with_gradients(document, name, size, inner), plain] if size else [plain]


def _of_one_example(document: Document, loss: Binding) -> Binding | None:
    """L of J = (1/m) Σ_i L_i, where lines stand between the two: until J is told, dZ is the slope of L."""
    summed = [node.body for node in walk(loss.body) if isinstance(node, Total)]
    heads = [body.function if isinstance(body, Call) else body for body in summed]
    inside = {head.name for head in heads if isinstance(head, Name)}
    told = [b for b in document.bindings if b.name in inside and not (b.value or b.indices or b.layer)]
    told = [b for b in told if -1 < b.order < loss.order]
    return told[-1] if told else None


def entries_turned(document: Document) -> Document | None:
    r"""The document in which W_{ji} is w_{ij}, where nothing but the letters says that w_{ij} are the entries of W.

    >>> from ..notes.claims import Claim
    >>> from .model import document_of
    >>> lines = [r"a_j = \sum_i w_{ij} x_i", r"a = W^T x"]
    >>> found = entries_turned(document_of([Claim(line, 1, 1) for line in lines]))
    >>> [index.name for index in found.by_name["w"][0].body.indices]
    ['k', 'i']
    """
    turned = {
        b.name: replace(b, body=replace(b.body, indices=b.indices[::-1])) for b in document.bindings
        if b.order < 0 and isinstance(b.body, Name) and b.body.indices == b.indices and len(b.indices) == 2
        and not document.defined(b.body.name)
    }  # fmt: skip
    if not turned:
        return None
    bindings = tuple(turned.get(b.name, b) for b in document.bindings)
    return replace(document, bindings=bindings, by_name={**document.by_name, **{n: (b,) for n, b in turned.items()}})


def _loss(document: Document) -> Binding | None:
    """The last number that goes into no other definition; a = σ(z) is the output, and z is none where dz stands."""
    inside = {name.name for b in document.bindings for name in names_in(b.body) if name.name != b.name}
    ends = [b for b in document.bindings if not (b.value or b.indices or b.layer or b.name in inside)]
    summed = [b for b in ends if any(isinstance(node, Total) for node in walk(b.body))]
    named = {d.of.name for d in _nodes(document.statements) if isinstance(d, Differential) and isinstance(d.of, Name)}
    ends = summed or [b for b in ends if b.name not in named and not _is_output(b.body)]
    return ends[-1] if ends else None


def _told(document: Document) -> str:
    """L of dO = ∂L/∂O, which says of what loss dO is the slope; empty where no line says so."""
    for statement in document.statements:
        of = {tree.of for tree in statement.read if isinstance(tree, Differential)}
        slopes = [tree for tree in statement.read if isinstance(tree, Derivative) and set(tree.denominators) == of]
        if of and slopes and isinstance(slopes[0].numerator, Name) and not slopes[0].numerator.indices:
            return slopes[0].numerator.name
    return ""


def _is_output(body: Node) -> bool:
    """True for a function of a letter, a = σ(z)."""
    argument = body.argument if isinstance(body, Known) else None
    if isinstance(body, Call) and len(body.arguments) == 1:
        argument = body.arguments[0]
    return isinstance(argument, Name)


def _mean_of(loss: Binding) -> Iterator[str]:
    """m of (1/m) Σ …."""
    for node in walk(loss.body):
        if isinstance(node, Product) and any(isinstance(part, Total) for _, part in node.parts):
            yield from divisors(node)


def _shared_out(document: Document) -> str:
    """m of dW = (1/m) dZ A^T and db = (1/m) Σ dZ, where no line says of what loss; empty where there are not two."""
    lines = []
    for statement in document.statements:
        products = [node for node in _nodes([statement]) if isinstance(node, Product)]
        slopes = [node for node in products if any(isinstance(part, Differential) for part in walk(node))]
        lines += [name] if (name := next((name for node in slopes for name in divisors(node)), "")) else []
    return lines[0] if len(lines) > 1 and len({*lines}) == 1 and not document.defined(lines[0]) else ""


def _differentiated(document: Document) -> str:
    """What stands on top of a derivative, where no loss is defined."""
    tops = (node.numerator for node in _nodes(document.statements) if isinstance(node, Derivative))
    return next((top.name for top in tops if isinstance(top, Name) and not document.defined(top.name)), "J")


def _with_gradients(document: Document, loss: str, size: str, inner: Binding | None) -> Document:
    told = min((b.order for b in document.by_name.get(loss, ())), default=-1)
    ones = {s.order for s in document.statements if Number("1") in s.trees}  # dL = 1; no other dL is a slope of L

    def change(node: Node, order: int) -> Node:
        if isinstance(node, Differential) and node.of == Name(loss) and order not in ones:
            return node
        if not isinstance(node, Differential) or not isinstance(node.of, Name):
            return mapped(node, lambda part: change(part, order))
        one = inner is not None and inner.order <= order < told
        slope = Derivative(Name(inner.name if inner is not None and one else loss), (node.of,), gradient=True)
        scaled = size and document.defined(node.of.name) and not one
        return Product((("", Name(size)), ("", slope))) if scaled else slope

    def changed(binding: Binding) -> Binding:
        total = binding.total or binding.name in (loss, inner.name if inner is not None else loss)
        return replace(binding, body=change(binding.body, binding.order), total=total)

    statements = tuple(
        replace(s, trees=tuple(change(tree, s.order) if tree is not None else None for tree in s.trees),
                binding=changed(s.binding) if s.binding is not None else None)
        for s in document.statements
    )  # fmt: skip
    by_name = {name: tuple(map(changed, bound)) for name, bound in document.by_name.items()}
    return replace(document, statements=statements, bindings=tuple(map(changed, document.bindings)), by_name=by_name)


def _nodes(statements: Iterable[Statement]) -> Iterator[Node]:
    return (node for s in statements for tree in s.read for node in walk(tree))
