r"""One example beside a batch of them: z = W x + b and Z = W X + b, where z^{(i)} is the column i of Z."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...expression.nodes import Layer, Name, Node, Product, Transposed, Whole, children, mapped, names_in, walk
from ...expression.words import GREEK
from ..statements.bindings import Statement

Trees = tuple[Node | None, ...]


@dataclass(frozen=True, slots=True)
class Batches:
    """The capital of each letter of an example, what else such a letter is called, and where the samples stand.

    ``rows`` says that the examples of a batch are its rows; of the letters in ``numbers`` a batch is a vector.
    """

    capitals: dict[str, str]
    called: dict[str, Name]
    samples: frozenset[str]
    rows: bool = False
    numbers: frozenset[str] = frozenset()

    def of(self, trees: Trees) -> Trees:
        """The sides with the column of the capital for each letter that has a sample; a definition of it stays."""
        first = trees[0] if trees else None
        if isinstance(first, Name) and first.name in self.capitals and self._is_of_sample(first):
            return trees
        return tuple(tree and self._changed(tree) for tree in trees)

    def _is_of_sample(self, name: Name) -> bool:
        return len(name.indices) == 1 and isinstance(name.indices[0], Name) and name.indices[0].name in self.samples

    def _changed(self, node: Node) -> Node:
        if not isinstance(node, Name) or not self._is_of_sample(node):
            return node if isinstance(node, Name) else mapped(node, self._changed)
        own = self.called.get(node.name, node) if node.layer is None else node
        capital = self.capitals.get(own.name)
        if capital is None:
            return node
        index, rest = node.indices[0], Whole()
        places = (index,) if own.name in self.numbers else (index, rest) if self.rows else (rest, index)
        return Name(capital, places, own.layer, node.bold)

    def ranks(self, statements: Iterable[Statement]) -> dict[tuple[int, str], int]:
        """The ranks by section of batches and of letters of an example, with its sample or without."""
        found: dict[tuple[int, str], int] = {}
        plain: set[tuple[int, str]] = set()
        capitals = {capital: small for small, capital in self.capitals.items()}
        for statement in statements:
            for name in (name for tree in statement.read for name in names_in(tree)):
                key, small = (statement.claim.section, name.name), capitals.get(name.name, name.name)
                if small in self.capitals:
                    found[key] = 1 if small in self.numbers else 2
                    plain |= {key} if name.name == small and not self._is_of_sample(name) else set()
        return {key: rank - (key in plain) for key, rank in found.items()}


def with_batches(
    read: Sequence[tuple[Trees, str]], samples: Collection[str]
) -> tuple[Batches | None, list[tuple[Trees, str]]]:
    """What a document says of a batch, and the sides of its chains, with why some are unread, with columns of batches.

    >>> with_batches([], "i")
    (None, [])
    """
    found = batches_in((made for made, _ in read), samples)
    return found, [(made if found is None else found.of(made), reason) for made, reason in read]


def batches_in(sides: Iterable[Trees], samples: Collection[str]) -> Batches | None:
    r"""What a document says of an example and, in the same way, of a batch; None where it does not.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = ["z = W x", "Z = W X", r"J = \\sum_i (z^{(i)})^2"]
    >>> last = document_of([Claim(line, place, 1) for place, line in enumerate(lines)]).statements[-1].trees[1]
    >>> sorted(name.name for name in names_in(last) if len(name.indices) == 2)
    ['Z']
    """
    sides = list(sides)
    made = [(first, body) for first, body in _definitions(sides)]
    known: dict[tuple[str, Layer | None], Node] = {}
    for first, body in sorted(made, key=lambda line: _indexed(line[0], samples)):
        known.setdefault((first.name, first.layer), body)
    pairs: dict[str, str] = {}
    numbers: set[str] = set()
    balance = 0
    for first, body in made:
        example = known.get((small_letter(first.name), first.layer)) if is_capital(first.name) else None
        found = _same_but_for_capitals(body, example, samples) if example is not None else None
        if found:
            pairs |= {small_letter(first.name): first.name, **found}
            balance += _balance(body, set(found.values()))
            numbers |= {small_letter(first.name)} if example is not None and _is_number(example, numbers) else set()
    if not pairs or not samples:
        return None
    names = [name for trees in sides for tree in trees if tree is not None for name in names_in(tree)]
    whole = {name.name for name in names if not name.indices and is_capital(name.name)}
    heads = {first.name for first, _ in made}
    lone = {name.name for name in names if name.layer is None and _indexed(name, samples)} - set(pairs) - heads
    pairs |= {name: capital for capital in whole - heads if (name := small_letter(capital)) in lone}
    called = {
        first.name: body for first, body in made
        if isinstance(body, Name) and body.name in pairs and not (body.indices or first.indices or first.layer)
    }  # fmt: skip
    if numbers:
        numbers |= {name for name in pairs if name in lone and (name, None) not in known}
    return Batches(pairs, called, frozenset(samples), balance < 0, frozenset(numbers))


def _definitions(sides: Iterable[Trees]) -> Iterator[tuple[Name, Node]]:
    """The lines that say what a letter is, with what they say."""
    for trees in sides:
        if len(trees) > 1 and isinstance(first := trees[0], Name) and (second := trees[1]) is not None:
            yield first, second


def _indexed(name: Name, samples: Collection[str]) -> bool:
    return len(name.indices) == 1 and isinstance(name.indices[0], Name) and name.indices[0].name in samples


def _same_but_for_capitals(batch: Node, example: Node, samples: Collection[str]) -> dict[str, str] | None:
    """The small letter of each capital by which alone two formulas differ; None where they differ otherwise."""
    if isinstance(batch, Name) and isinstance(example, Name):
        plain = replace(example, indices=() if _indexed(example, samples) else example.indices, bold=batch.bold)
        if batch == plain:
            return {}
        alike = is_capital(batch.name) and replace(batch, name=small_letter(batch.name)) == plain
        return {plain.name: batch.name} if alike else None
    mine, other = list(children(batch)), list(children(example))
    if not mine:
        return {} if batch == example else None
    if type(batch) is not type(example) or len(mine) != len(other) or _head(batch) != _head(example):
        return None
    found: dict[str, str] = {}
    for one, another in zip(mine, other, strict=True):
        inner = _same_but_for_capitals(one, another, samples)
        if inner is None:
            return None
        found |= inner
    return found


def _head(node: Node) -> tuple[object, ...]:
    """What a node says besides its children."""
    signs = tuple(sign for sign, _ in node.parts) if isinstance(node, Product) else ()
    terms = tuple(sign for sign, _ in getattr(node, "terms", ()))
    return (*signs, *terms, getattr(node, "function", None) if isinstance(getattr(node, "function", ""), str) else "")


def _balance(body: Node, capitals: set[str]) -> int:
    """Positive where the batch stands behind what it is multiplied by: its examples are columns."""
    found = 0
    for node in walk(body):
        if isinstance(node, Product) and len(node.parts) == 2:
            (_, left), (_, right) = node.parts
            found += (isinstance(right, Name) and right.name in capitals) - (
                isinstance(left, Name) and left.name in capitals
            )
    return found


def _is_number(example: Node, numbers: Collection[str]) -> bool:
    """True for wᵀ x + b without layers, and for σ(z) of such a z: what one example has is a number."""
    turned = [n.base for n in walk(example) if isinstance(n, Transposed) and isinstance(n.base, Name)]
    layers = any(name.layer is not None for name in names_in(example))
    inner = any(name.name in numbers for name in names_in(example))
    return not layers and (inner or any(base.name.islower() for base in turned))


def is_capital(name: str) -> bool:
    """True for A and Θ, for an accent over it, and for A^out.

    >>> is_capital("hat:A"), is_capital("a"), is_capital("Loss"), is_capital("Theta")
    (True, False, False, True)
    """
    letter = name.rpartition(":")[2].partition("^")[0]
    return letter[:1].isupper() and (len(letter) == 1 or letter in GREEK)


def small_letter(capital: str) -> str:
    """The small letter of a capital, with its accent.

    >>> small_letter("hat:A")
    'hat:a'
    """
    accent, colon, letter = capital.rpartition(":")
    return f"{accent}{colon}{letter[:1].lower()}{letter[1:]}"
