r"""The error of a layer, said of the last one and of the one before it: δ^L = (a^L − y) ⊙ σ′(z^L), δ^l = … δ^{l+1}.

The first line defines the error of the last layer alone. What the author means by both is a slope of the loss, ∂C/∂z^l,
and both are claims about it: that reading is one convention of the document, kept where more of it holds so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..expression.nodes import Call, Derivative, Known, Layer, Name, Node, Prime, names_in, walk
from .model import Document
from .statements.bindings import Binding, Statement
from .statements.heads import goes_up
from .statements.index import Index

TOP, GENERIC = 3, 2  # the numbers of the last layer and of any layer in a network of three


def layer_of_the_last(document: Document, binding: Binding) -> int | None:
    """The number of the last layer, for a definition of that one alone: δ^L beside l, δ_k where δ_j is made of it.

    >>> from ..notes.claims import Claim
    >>> from .model import document_of
    >>> lines = ["z^l = W^l a^{l-1}", "a^l = f(z^l)", "d^L = a^L - y", "d^l = W^{l+1} d^{l+1}"]
    >>> document = document_of([Claim(text, number, 1) for number, text in enumerate(lines, 1)])
    >>> [layer_of_the_last(document, binding) for binding in document.bindings]
    [None, None, 3]
    """
    layer = binding.layer
    if layer is None or layer.letter.isdigit():
        return None
    if layer.letter.isupper():
        counted = {letter.replace("ell", "l") for letter in document.roles.layers}
        return TOP if layer.letter.lower() in counted else None
    others = [b.layer for b in document.by_name.get(binding.name, ()) if b.layer is not None and not b.value]
    others += [below for name, below in document.index.made(_going_up) if name == binding.name]
    lower = any(below.letter == layer.letter and below.shift < layer.shift for below in others)
    return GENERIC + layer.shift if lower else None


def is_of_others(document: Document, statement: Statement) -> bool:
    """True for a_k = Σ_j w_{kj} z_j after a_j = Σ_i w_{ji} x_i: a higher layer, of other things.

    >>> from ..notes.claims import Claim
    >>> from .model import document_of
    >>> lines = ["z^l = W^l x", "z^{l+1} = W^{l+1} h^l", "z^{l+1} = W^{l+1} x"]
    >>> document = document_of([Claim(text, number, 1) for number, text in enumerate(lines, 1)])
    >>> [is_of_others(document, statement) for statement in document.statements]
    [False, True, False]
    """
    form = statement.binding if statement.kind == "form" else None
    if form is None or form.layer is None or form.layer.letter.isdigit():
        return False
    lower = [
        b for b in document.by_name.get(form.name, ())
        if b.layer and not b.value and b.layer.letter == form.layer.letter and b.layer.shift < form.layer.shift
    ]  # fmt: skip
    mine = {name.name for name in names_in(form.body)}
    return bool(lower) and not any({name.name for name in names_in(b.body)} == mine for b in lower)


def with_higher_layers(document: Document, orders: list[int]) -> Document:
    """The document in which these lines define a higher layer.

    >>> from .scripts.roles import Roles
    >>> with_higher_layers(Document((), (), Roles(), frozenset()), []).bindings
    ()
    """
    made = [s.binding for s in document.statements if s.order in orders and s.binding is not None]
    statements = tuple(replace(s, kind="definition") if s.order in orders else s for s in document.statements)
    bindings = tuple(sorted((*document.bindings, *made), key=lambda b: b.order))
    return replace(document.with_bindings(made), statements=statements, bindings=bindings)


def _going_up(index: Index) -> list[tuple[str, Layer]]:
    """What is made of its own next layer."""
    left = (s.trees[0] for s in _recursions(index.statements))
    return [(name.name, name.layer) for name in left if isinstance(name, Name) and name.layer is not None]


def _recursions(statements: Sequence[Statement]) -> Iterator[Statement]:
    for statement in statements:
        left, *rest = statement.trees
        first = rest[0] if rest else None
        if statement.kind == "claim" and isinstance(left, Name) and first is not None and goes_up(left, first):
            yield statement


def with_errors_as_slopes(document: Document) -> Iterator[Document]:
    """The document in which the error of every layer is the slope of the loss; nothing where no error is said so.

    >>> from ..notes.claims import Claim
    >>> from .model import document_of
    >>> lines = ["z^l = W^l a^{l-1}", "a^l = f(z^l)", "C = (a^L - y)^2", "d^L = a^L - y", "d^l = W^{l+1} d^{l+1}"]
    >>> document = document_of([Claim(text, number, 1) for number, text in enumerate(lines, 1)])
    >>> [found.statements[3].kind for found in with_errors_as_slopes(document)]
    ['form']
    """
    made = document
    for recursion in _recursions(document.statements):
        left = recursion.trees[0]
        assert isinstance(left, Name) and left.layer is not None
        mine = [b for b in made.by_name.get(left.name, ()) if not b.value and b.layer is not None]
        base = next((b for b in mine if layer_of_the_last(document, b) is not None), None)
        slope = _slope(document, recursion, base, left)
        if base is None or len(mine) != 1 or slope is None:
            continue
        guess = replace(base, indices=left.indices, layer=left.layer, body=slope)
        made = made.with_forms([base.order])
        made = replace(
            made,
            bindings=tuple(sorted((*made.bindings, guess), key=lambda b: b.order)),
            by_name={**made.by_name, left.name: (*made.by_name.get(left.name, ()), guess)},
        )
    if made is not document:
        yield made


def _slope(document: Document, recursion: Statement, base: Binding | None, left: Name) -> Derivative | None:
    """∂C/∂z^l of δ^l: as the line of the last layer tells, δ^L = ∂C/∂z^L, or by what f is applied to."""
    body = base.body if base is not None else None
    match body:
        case Derivative(denominators=(Name() as by,)) if base is not None and by.layer == base.layer:
            return replace(body, denominators=(replace(by, layer=left.layer),))
    loss, below = loss_of(document), _argument(document, recursion, base)
    if loss is None or below is None:
        return None
    return Derivative(Name(loss), (replace(left, name=below[0], bold=below[1]),))


def loss_of(document: Document) -> str | None:
    """The last number that is made of layers and goes into nothing else.

    >>> from ..notes.claims import Claim
    >>> from .model import document_of
    >>> lines = ["z^l = W^l a^{l-1}", "a^l = f(z^l)", "C = (a^L - y)^2"]
    >>> loss_of(document_of([Claim(text, number, 1) for number, text in enumerate(lines, 1)]))
    'C'
    """
    plain = [b for b in document.bindings if not (b.value or b.indices or b.layer) and _has_layers(document, b)]
    inside = {name.name for b in plain for name in names_in(b.body) if name.name != b.name}
    return next((b.name for b in reversed(plain) if b.name not in inside), None)


def _has_layers(document: Document, binding: Binding) -> bool:
    waiting, seen = _names_of(binding), set[str]()
    while waiting:
        name = waiting.pop()
        if name.layer is not None:
            return True
        if name.name not in seen:
            seen.add(name.name)
            bound = (b for b in document.by_name.get(name.name, ()) if not b.value)
            waiting += [inner for b in bound for inner in _names_of(b)]
    return False


def _names_of(binding: Binding) -> list[Name]:
    """The names in a definition but for its parameters: z of σ(z) is none of the layers."""
    own = {(parameter.name, parameter.layer) for parameter in binding.parameters}
    return [name for name in names_in(binding.body) if (name.name, name.layer) not in own]


def _argument(document: Document, recursion: Statement, base: Binding | None) -> tuple[str, bool] | None:
    """What a function is applied to in a layer, z of σ′(z^l) or else of a^l = σ(z^l), and whether it is bold."""
    trees: list[Node] = [tree for tree in recursion.trees[1:] if tree is not None]
    trees += [base.body] if base is not None else []
    slopes = [node.argument for tree in trees for node in walk(tree) if isinstance(node, Prime)]
    bodies = [b.body for b in document.bindings if b.layer is not None]
    slopes += [body.argument for body in bodies if isinstance(body, Known)]
    slopes += [body.arguments[0] for body in bodies if isinstance(body, Call) and len(body.arguments) == 1]
    found = (node for node in slopes if isinstance(node, Name) and node.layer is not None)
    return next(((name.name, name.bold) for name in found), None)
