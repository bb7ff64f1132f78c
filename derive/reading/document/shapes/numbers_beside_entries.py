"""Numbers added to entries below a root or a stroke: ε of √(v_b + ε) is one in √(Var(x) + ε) too."""

from __future__ import annotations

from collections.abc import Iterator

from ...expression.nodes import Known, Name, Node, Number, Power, Product, Terms, names_in, walk
from ..model import Document


def numbers_beside_entries(document: Document) -> Iterator[tuple[int, str]]:
    r"""The letters, in each section that has them, that the definition of an entry adds to an entry so.

    Letters that stand with an index or in bold anywhere, or that are defined, are none.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = [r"y = \frac{x - u}{\sqrt{V(x) + k}}", r"s_b = \sqrt{v_b + k}"]
    >>> list(numbers_beside_entries(document_of([Claim(line, n, 1, section=n) for n, line in enumerate(lines)])))
    [(0, 'k'), (1, 'k')]
    """
    names = [(s.claim.section, name) for s in document.statements for tree in s.read for name in names_in(tree)]
    vectors = {name.name for _, name in names if name.bold or name.indices}
    found = {
        added
        for b in document.bindings
        if b.indices and not b.value
        for added in _added(b.body)
        if added not in vectors and not document.defined(added)
    }
    yield from sorted({(section, name.name) for section, name in names if name.name in found})


def _added(body: Node) -> Iterator[str]:
    """The plain small letters beside an entry, in sums that have a root or are divided by."""
    for node in walk(body):
        for terms in _below(node):
            parts = [part for _, part in terms.terms if isinstance(part, Name)]
            if any(part.indices for part in parts):
                yield from (p.name for p in parts if not (p.indices or p.layer) and p.name[:1].islower())


def _below(node: Node) -> Iterator[Terms]:
    inner: list[Node] = []
    if isinstance(node, Known) and node.function == "sqrt":
        inner = [node.argument]
    elif isinstance(node, Power) and node.exponent != Number("2"):
        inner = [node.base]
    elif isinstance(node, Product):
        inner = [part for sign, part in node.parts if sign == "/"]
    yield from (part for part in inner if isinstance(part, Terms))
