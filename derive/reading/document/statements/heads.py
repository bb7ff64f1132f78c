"""What the left side of an equation is: the name that it defines, a step of an iteration, a whole of its parts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...expression.nodes import (
    Call,
    Change,
    Delta,
    Derivative,
    Known,
    Layer,
    Name,
    Node,
    Number,
    Prime,
    Product,
    Terms,
    Total,
    Transposed,
    names_in,
    walk,
)  # fmt: skip
from ...expression.printing import shown
from ..scripts.deltas import is_zero_or_one

if TYPE_CHECKING:
    from .bindings import Binding

DIAGONAL = re.compile(r"\b[Dd]iagonal (?:\w+ )?matri|\b(?:is|be) diagonal\b(?! dominant)")
ENTRY = re.compile(r"(\w+?)_([a-z])\2")  # S_{ii}, which is no S_{ij}
MET = re.compile(r"\b(?:[Aa]t|[Ii]f|[Ww]hen(?:ever)?|until|unless|once)(?: the point)?[\s$({\\]*$")


def is_met(first: Node, second: Node, before: str, defined: Collection[str]) -> bool:
    """p_k = t_k of "the slope vanishes at p_k = t_k", where both are defined: a condition, which defines nothing anew.

    >>> p, t = Name("p"), Name("t")
    >>> is_met(p, t, "it vanishes at ", "pt"), is_met(p, t, "where ", "pt")
    (True, False)
    """
    names = [side.name for side in (first, second) if isinstance(side, Name)]
    return len(names) == 2 and set(names) <= set(defined) and MET.search(before) is not None


def name_of_axes(name: str, indices: Sequence[Node]) -> str:
    """A name with the number of its indices: y_k(x) and y(x) are two functions.

    >>> name_of_axes("y", (Name("k"),))
    'y_1'
    """
    return f"{name}_{len(indices)}"


def told_of_its_argument(first: Node | None, second: Node | None, other: Node | None) -> bool:
    """True where another side tells a function of one letter in that letter alone, and the second has not got it.

    >>> u, p = Name("u"), Name("p")
    >>> [told_of_its_argument(Call(Name("A"), (u,)), side, Known("exp", u)) for side in (p, Known("log", u))]
    [True, False]
    """
    argument = first.arguments[0] if isinstance(first, Call) and len(first.arguments) == 1 else None
    if not isinstance(argument, Name) or second is None or other is None or argument in names_in(second):
        return False
    return {name.name for name in names_in(other)} - {"e", "pi"} == {argument.name}


def head_of(first: Node) -> tuple[Name, tuple[Name, ...]] | None:
    """The name and the parameters that an equation defines; each index a letter of its own, or a number.

    >>> head_of(Call(Name("f"), (Name("x"),)))[0].name, head_of(Number("2"))
    ('f', None)
    """
    parameters: tuple[Name, ...] = ()
    if isinstance(first, Call):
        parameters = tuple(filter(None, map(parameter_of, first.arguments)))
        if len(parameters) < len(first.arguments):
            return None
        first = first.function
    if isinstance(first, Change) and isinstance(first.of, Name):
        first = replace(first.of, name=f"Δ{first.of.name}")
    if not isinstance(first, Name):
        return None
    letters = [index.name for index in first.indices if isinstance(index, Name) and not index.indices]
    plain = all(isinstance(index, Number) or (isinstance(index, Name) and not index.indices) for index in first.indices)
    return (first, parameters) if plain and len(set(letters)) == len(letters) else None


def parameter_of(argument: Node) -> Name | None:
    """The parameter that an argument on the left of a definition is: x, and f(x) as one letter, of L(f(x), y) = …

    >>> parameter_of(Name("x")).name, parameter_of(Call(Name("f"), (Name("x"),))).name, parameter_of(Number("1"))
    ('x', 'call:f(x)', None)
    """
    argument = argument.base if isinstance(argument, Transposed) else argument
    plain = isinstance(argument, Call) and all(isinstance(part, Name) for part in argument.arguments)
    return Name(f"call:{shown(argument)}") if plain else argument if isinstance(argument, Name) else None


def parameters_in(body: Node) -> set[str]:
    """The names of all that may be a parameter in a formula.

    >>> sorted(parameters_in(Call(Name("f"), (Name("x"),))))
    ['call:f(x)', 'f', 'x']
    """
    found = (parameter_of(part) for part in walk(body) if isinstance(part, (Name, Call)))
    return {parameter.name for parameter in found if parameter is not None}


def is_told_by_its_arguments(first: Node, second: Node) -> bool:
    """False for L(f(x), y) = (w x − y)², which says nothing of what L makes of its first argument.

    >>> first = Call(Name("L"), (Call(Name("f"), (Name("x"),)),))
    >>> [is_told_by_its_arguments(first, body) for body in (first.arguments[0], Name("w"))]
    [True, False]
    """
    calls = {part for part in getattr(first, "arguments", ()) if isinstance(part, Call)}
    return calls <= {*walk(second)}


def with_diagonal(trees: tuple[Node | None, ...], words: str, apart: Collection[str]) -> tuple[Node | None, ...]:
    """S = diag(p_i) for S_{ii} = p_i, where the words say that a matrix is diagonal; ``apart`` are those with S_{ij}.

    >>> trees = (Name("S_ii"), Name("p", (Name("i"),)))
    >>> made = with_diagonal(trees, "the diagonal matrix S has", ())
    >>> made[0], made[1].function
    (Name(name='S', indices=(), layer=None, bold=False), 'diag')
    """
    first, *rest = trees
    entry = ENTRY.fullmatch(first.name) if isinstance(first, Name) and not first.indices else None
    if entry is None or entry[1] in apart or not DIAGONAL.search(words) or len(rest) != 1:
        return trees
    if rest[0] is None or isinstance(rest[0], Number):
        return trees
    return Name(entry[1]), Known("diag", rest[0])


def says_of_what(first: Node, second: Node) -> bool:
    """True for L(θ) = L(a, y), which says what L is made of, and not what it is.

    >>> theta, a, y = Name("theta"), Name("a"), Name("y")
    >>> [says_of_what(Call(Name("L"), (theta,)), Call(Name(name), (a, y))) for name in "LC"]
    [True, False]
    """
    calls = isinstance(first, Call) and isinstance(second, Call) and first.function == second.function
    return calls and len(getattr(first, "arguments", ())) != len(getattr(second, "arguments", ()))


def tells_the_delta(trees: Sequence[Node | None]) -> bool:
    """δ_ij = 1, if i = j: what is said of Kronecker's delta, and no claim about every i and j.

    >>> tells_the_delta([Delta(Name("i"), Name("j")), Number("1")]), tells_the_delta([Name("d"), Number("1")])
    (True, False)
    """
    return isinstance(trees[0], Delta) and all(map(is_zero_or_one, trees[1:]))


def is_of_a_new_layer(name: Name, known: Iterable[Binding]) -> bool:
    """True for a^{[2]} after a^{[1]} = f(z^{[1]}): a layer by its number that nothing defines, nor a layer by a letter.

    >>> is_of_a_new_layer(Name("a"), ()), is_of_a_new_layer(Name("a", (), Layer("2")), ())
    (False, True)
    """
    if name.layer is None or not name.layer.letter.isdigit():
        return False
    layers = [b.layer.letter if b.layer is not None else "" for b in known if b.name == name.name]
    return all(letter.isdigit() and letter != name.layer.letter for letter in layers)


def is_iteration(first: Node, second: Node) -> bool:
    """w(k + 1) = w(k) − …: what a letter is at the next step.

    >>> step = Terms(((1, Name("k")), (1, Number("1"))))
    >>> is_iteration(Call(Name("w"), (step,)), Call(Name("w"), (Name("k"),)))
    True
    """
    applied = _applied(first)
    if applied is None or not isinstance(applied[1], Terms):
        return False
    letters = {name.name for name in names_in(applied[1])}
    numbers = [part for _, part in applied[1].terms if isinstance(part, Number)]
    before = [found for node in walk(second) for found in _pairs(node) if found[0] == applied[0]]
    plain = [found[1].name for found in before if isinstance(found[1], Name)]
    return len(letters) == 1 and len(numbers) == 1 and bool(letters.intersection(plain))


def is_descent(first: Node, second: Node) -> bool:
    """w^{(t+1)} = w^{(t)} − η ∂E/∂w^{(t)}: a step.

    >>> w = Name("w", (), Layer("t"))
    >>> is_descent(Name("w", (), Layer("t", 1)), Terms(((1, w), (-1, Derivative(Name("E"), (w,))))))
    True
    """
    if isinstance(first, Prime) and first.argument is None and isinstance(first.function, Name):  # w′ = w − η ∂E/∂w
        first = replace(first.function, layer=first.function.layer or Layer("t"))
    if not isinstance(first, Name) or first.layer is None or not isinstance(second, Terms):
        return False
    alone = any(isinstance(part, Name) and part.name == first.name for _, part in second.terms)
    slopes = [node for node in walk(second) if isinstance(node, Derivative)]
    return alone and any(isinstance(d, Name) and d.name == first.name for s in slopes for d in s.denominators)


def is_step_of_index(first: Node, second: Node) -> bool:
    """w_{t+1} = w_t − η …: the letter at the next step is what it was, and something more.

    >>> t, step = Name("t"), Terms(((1, Name("t")), (1, Number("1"))))
    >>> rest = (-1, Product((("", Name("eta")), ("", Name("g")))))
    >>> is_step_of_index(Name("w", (step,)), Terms(((1, Name("w", (t,))), rest)))
    True
    """
    if not isinstance(first, Name) or not isinstance(second, Terms) or len(first.indices) != 1:
        return False
    (later,) = first.indices
    if not isinstance(later, Terms) or len(later.terms) != 2 or later.terms[1] != (1, Number("1")):
        return False
    before = replace(first, indices=(later.terms[0][1],))
    return second.terms[0] == (1, before) and all(isinstance(part, Product) for _, part in second.terms[1:])


def _applied(node: Node) -> tuple[str, Node] | None:
    return next(iter(_pairs(node)), None)


def _pairs(node: Node) -> Iterator[tuple[str, Node]]:
    """A letter and what stands in brackets behind it."""
    if isinstance(node, Call) and len(node.arguments) == 1:
        yield node.function.name, node.arguments[0]
    if isinstance(node, Product):
        for (_, one), (sign, other) in itertools.pairwise(node.parts):
            if isinstance(one, Name) and sign == "":
                yield one.name, other


def total_of_parts(first: Node | None, side: Node | None) -> Total | None:
    """Σ_i R_i of R = Σ_i R_i, which may have factors before it.

    >>> total_of_parts(Name("R"), Total("sum", ("i",), Name("R", (Name("i"),)))).indices
    ('i',)
    """
    name = head_of(first) if first is not None else None
    total = side.parts[-1][1] if isinstance(side, Product) else side
    if name is None or not isinstance(total, Total) or not isinstance(total.body, Name):
        return None
    more = total.body.name == name[0].name and len(total.body.indices) > len(name[0].indices)
    return total if more else None


def goes_up(name: Name, body: Node) -> bool:
    """δ^l = W^{l+1} δ^{l+1} …: what a layer is made of is defined by layers below; above there is no end.

    >>> from ...expression.nodes import Layer
    >>> layer, above = Layer("l"), Layer("l", 1)
    >>> goes_up(Name("d", (), layer), Name("d", (), above)), goes_up(Name("d", (), layer), Name("w", (), above))
    (True, False)
    """
    layer = name.layer
    return layer is not None and any(
        other.name == name.name and other.layer is not None
        and other.layer.letter == layer.letter and other.layer.shift > layer.shift
        for other in names_in(body)
    )  # fmt: skip


def is_of_its_parts(name: Name, body: Node) -> bool:
    """C = (1/n) Σ_x C_x.

    >>> is_of_its_parts(Name("C"), Total("sum", ("x",), Name("C", (Name("x"),))))
    True
    """
    sums = [node for node in walk(body) if isinstance(node, Total)]
    inside = [other for node in sums for other in names_in(node.body) if other.name == name.name]
    return not (name.indices or name.layer) and any(len(other.indices) == 1 for other in inside)


def is_step_before(node: Node | None, letter: str) -> bool:
    """L − 1 and n_l − 1, at which l = L − 1, L − 2, …, 2 begins.

    >>> is_step_before(Terms(((1, Name("L")), (-1, Number("1")))), "l")
    True
    """
    last = node.terms[-1] if isinstance(node, Terms) else (0, node)
    return last == (-1, Number("1")) and len(letter) == 1
