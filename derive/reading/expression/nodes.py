"""The tree of a formula. What a script of a letter means is kept open until the whole document is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from operator import attrgetter

from ..tex.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula."""


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A numeral as it was written."""

    text: str


@dataclass(frozen=True, slots=True)
class Scripted(Node):
    """A letter or a word with its scripts as they were written: index, layer, sample, power, transpose, label."""

    letter: str
    style: str = ""
    lower: Tokens = ()
    upper: tuple[Tokens, ...] = ()
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Application(Node):
    """A letter or a word right before a bracket: a function of it, or a product."""

    head: Scripted
    bracket: Bracket


@dataclass(frozen=True, slots=True)
class Bracket(Node):
    """A bracket with its parts; without parts where they are no formulas, as in P(t = 1 | z)."""

    items: tuple[Node, ...]
    tokens: Tokens
    square: bool = False


@dataclass(frozen=True, slots=True)
class Layer(Node):
    """The layer of a name: a letter and what is added to it, or a number."""

    letter: str
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A letter whose scripts are understood: its name, its indices, its layer."""

    name: str
    indices: tuple[Node, ...] = ()
    layer: Layer | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Whole(Node):
    """All along an axis, in the place of an index: the column k of W is W_{:k}."""


@dataclass(frozen=True, slots=True)
class Ones(Node):
    """A vector of ones; ``size`` is the letter of how many, where it is written."""

    size: str = ""


@dataclass(frozen=True, slots=True)
class Terms(Node):
    """A sum of terms, each with its sign."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True, slots=True)
class Product(Node):
    """Factors, each with the sign before it: nothing, ``*``, ``.``, ``o`` (entry by entry) or ``/``."""

    parts: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Beside(Product):
    """s (a − b) behind a stroke, where s is no function: of 1/s (a − b) both may be divided by, or s alone."""


@dataclass(frozen=True, slots=True)
class Power(Node):
    """A power; one of a number behind an operator and a minus, 1 - -0.2^2, may be ``of_negative``, of −0.2."""

    base: Node
    exponent: Node
    of_negative: bool = False


@dataclass(frozen=True, slots=True)
class Transposed(Node):
    """A transpose."""

    base: Node


@dataclass(frozen=True, slots=True)
class Prime(Node):
    """f′(u), f″(u), or f′ alone: the derivative of a function of one variable."""

    function: Node
    argument: Node | None
    order: int = 1


@dataclass(frozen=True, slots=True)
class Known(Node):
    """A known function of its argument: log, exp, tanh …; ``base``: of a logarithm; -1 of sin^{-1}."""

    function: str
    argument: Node
    base: str = ""


@dataclass(frozen=True, slots=True)
class Inner(Node):
    """⟨a, b⟩: the sum of the products of the entries of two vectors, or of two matrices."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Largest(Node):
    """max or min of some formulas."""

    function: str
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function that the document defines or leaves open, of its arguments."""

    function: Name
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Total(Node):
    """Σ, Π, max or min over indices; no index where none was written."""

    kind: str
    indices: tuple[str, ...]
    body: Node
    lower: Node | None = None
    upper: Node | None = None
    excluded: Node | None = None


@dataclass(frozen=True, slots=True)
class Limit(Node):
    """What a formula comes to where a letter goes to something."""

    letter: Node
    to: Node
    body: Node


@dataclass(frozen=True, slots=True)
class Derivative(Node):
    """∂(numerator)/∂(each denominator), the last one first; ``gradient`` has the shape of its denominator.

    A gradient that does not say by what has no denominators, and ``order`` says how often it is taken. ``stops`` tells
    that the first factor may be all that it is of: d/dx (a) · b; ``open`` that it may be of more terms: d/dx a + b.
    """

    numerator: Node
    denominators: tuple[Node, ...]
    gradient: bool = False
    order: int = 1
    stops: bool = False
    open: bool = field(default=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Differential(Node):
    """dW as a name for the gradient by W; else d times W."""

    of: Node


@dataclass(frozen=True, slots=True)
class Change(Node):
    """Δw: the change of a letter."""

    of: Node


@dataclass(frozen=True, slots=True)
class Matrix(Node):
    """A matrix or a list, row by row; a ``list`` in brackets is a vector."""

    rows: tuple[tuple[Node, ...], ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """Cases: values with conditions; None for otherwise."""

    cases: tuple[tuple[Node, Comparison | None], ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """1 where the relation holds, else 0."""

    left: Node
    relation: str
    right: Node


@dataclass(frozen=True, slots=True)
class Delta(Node):
    """Kronecker's δ."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Entry(Node):
    """An entry of a formula: softmax(z)_i."""

    of: Node
    indices: tuple[Node, ...]
    lower: Tokens = ()


@dataclass(frozen=True, slots=True)
class Dots(Node):
    """An ellipsis."""


def has_letters(node: Node) -> bool:
    """True where a letter stands in a tree whose scripts are kept open.

    >>> has_letters(Terms(((-1, Scripted("z")),))), has_letters(Number("2"))
    (True, False)
    """
    return any(isinstance(part, Scripted) for part in walk(node))


def chosen_by(node: Node) -> tuple[Name, tuple[str, ...]] | None:
    """The letter whose values tell the cases, with these values: y and 0, 1 of … if y = 0, … if y = 1.

    >>> y, one, zero = Name("y"), Number("1"), Number("0")
    >>> chosen_by(Choice(((one, Comparison(y, "=", zero)), (zero, Comparison(y, "=", one)))))[1]
    ('0', '1')
    """
    conditions = [condition for _, condition in node.cases] if isinstance(node, Choice) else []
    told = {condition.left for condition in conditions if condition is not None and condition.relation == "="}
    numbers = tuple(whole_number(condition.right) if condition is not None else "" for condition in conditions)
    name = told.pop() if len(told) == 1 else None
    if not isinstance(name, Name) or not all(numbers) or len(set(numbers)) < max(2, len(conditions)):
        return None
    same = all(condition is not None and condition.left == name for condition in conditions)
    return (name, numbers) if same else None


def whole_number(node: Node) -> str:
    """A whole number with its sign; empty for anything else.

    >>> whole_number(Terms(((-1, Number("2")),))), whole_number(Number("0.5"))
    ('-2', '')
    """
    if isinstance(node, Terms) and len(node.terms) == 1:
        sign, part = node.terms[0]
        return f"-{whole_number(part)}" if sign < 0 and whole_number(part) else whole_number(part)
    return node.text if isinstance(node, Number) and node.text.isdigit() else ""


def children(node: Node) -> Iterator[Node]:
    """The parts of a node, in order.

    >>> [child.text for child in children(Power(Number("2"), Number("3")))]
    ['2', '3']
    """
    for name in node.__dataclass_fields__:
        yield from _nodes(getattr(node, name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything in it.

    >>> len(list(walk(Power(Number("2"), Number("3")))))
    3
    """
    waiting: list[object] = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, tuple):
            waiting += here[::-1]
        elif isinstance(here, Node):
            yield here
            waiting += (_BACKWARDS.get(type(here)) or _parts_backwards(type(here)))(here)


_BACKWARDS: dict[type[Node], Callable[[object], tuple[object, ...]]] = {}


def _parts_backwards(kind: type[Node]) -> Callable[[object], tuple[object, ...]]:
    """What gives the fields of such a node, the last first; which they are is looked up once."""
    if kind not in _BACKWARDS:
        names = tuple(reversed(kind.__dataclass_fields__))
        _BACKWARDS[kind] = attrgetter(*names) if len(names) > 1 else lambda node: tuple(getattr(node, n) for n in names)
    return _BACKWARDS[kind]


def mapped(node: Node, change: object) -> Node:
    """The node with ``change`` applied to each of its parts.

    >>> mapped(Transposed(Number("2")), lambda part: Number("3"))
    Transposed(base=Number(text='3'))
    """
    changed = {name: _mapped(getattr(node, name), change) for name in node.__dataclass_fields__}
    return replace(node, **changed)


def _mapped(value: object, change: object) -> object:
    if isinstance(value, Node):
        assert callable(change)
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(part, change) for part in value)
    return value


def free_letters(node: Node, bound: frozenset[str] = frozenset()) -> set[str]:
    """The letters that stand as indices and are bound by no sum.

    >>> free_letters(Name("z", (Name("i"),)))
    {'i'}
    """
    if isinstance(node, Total):
        outside = [part for part in (node.lower, node.upper, node.excluded) if part is not None]
        inner = free_letters(node.body, bound | set(node.indices))
        return inner.union(*(_index_letters(part, bound) for part in outside if part is node.excluded))
    if isinstance(node, Name):
        return set().union(*(_index_letters(index, bound) for index in node.indices))
    if isinstance(node, (Delta, Entry)):
        parts = (node.left, node.right) if isinstance(node, Delta) else node.indices
        own = set().union(*(_index_letters(index, bound) for index in parts))
        return own | (free_letters(node.of, bound) if isinstance(node, Entry) else set())
    return set().union(*(free_letters(child, bound) for child in children(node)))


def _index_letters(index: Node, bound: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for part in walk(index):
        if isinstance(part, Name) and not part.indices and len(part.name) <= 2 and part.name not in bound:
            found.add(part.name)
    return found


def picked(name: Name) -> int:
    """How many axes its indices pick an entry of.

    >>> picked(Name("W", (Whole(), Name("k"))))
    1
    """
    return sum(not isinstance(index, Whole) for index in name.indices)


def names_in(node: Node) -> Iterator[Name]:
    """The names in a tree, indices included.

    >>> [name.name for name in names_in(Name("z", (Name("i"),)))]
    ['z', 'i']
    """
    return (part for part in walk(node) if isinstance(part, Name))
