"""What a function is, where a chain says it of one argument: f of a_j^l = f(z_j^l) = 1/(1 + e^{−z_j^l})."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from ...expression.nodes import Call, Known, Name, Node, Number, mapped, names_in, walk
from ...expression.words import CUSTOMARY
from ...notes.claims import Claim

ARGUMENT = Name("own:u")
TELLING = ("tanh", "sigmoid", "softmax", "exp")  # of which the value tells the argument, of a softmax but for a shift
PASSING = re.compile(r"\b(?:an?|any|some|every|general|given)\s[^.$]{0,40}\bfunction\W*$", re.IGNORECASE)


def function_told(
    sides: Sequence[Node | None], known: Collection[str], customary: Collection[str] = CUSTOMARY
) -> tuple[str, Name, Node] | None:
    """The function of f(z) = …, its parameter and its formula; None where the formula has any other letter.

    Nothing is told of a function that is ``known``, nor of one that its letter names by custom, one of ``customary``.

    >>> from ...expression.nodes import Number, Power
    >>> z = Name("z", (Name("j"),))
    >>> function_told([Call(Name("f"), (z,)), Power(z, Number("3"))], {"e", "pi"})[2].base
    Name(name='own:u', indices=(), layer=None, bold=False)
    >>> function_told([Call(Name("f"), (z,)), Power(Name("w"), Number("3"))], {"e", "pi"}) is None
    True
    """
    if len(sides) < 2:
        return None
    call, body = sides[:2]
    if not isinstance(call, Call) or body is None or len(call.arguments) != 1:
        return None
    function, (argument,) = call.function, call.arguments
    if function.indices or function.layer or function.name in known or function.name in customary:
        return None

    def put_in(node: Node) -> Node:
        return ARGUMENT if node == argument else mapped(node, put_in)

    made = put_in(body)
    letters = {name.name for name in names_in(made)} - {"e", "pi"}
    return (function.name, ARGUMENT, made) if letters == {ARGUMENT.name} else None


def formula_told(sides: Sequence[Node | None], place: int) -> Node | None:
    """The side at that place; of f(z) = f(A) = … A …, which says what f is by its value at A, the last with z for A.

    >>> f, z, square = Name("f"), Name("z"), Call(Name("g"), (Name("w"),))
    >>> formula_told([Call(f, (z,)), Call(f, (square,)), Known("exp", square)], 1)
    Known(function='exp', argument=Name(name='z', indices=(), layer=None, bold=False), base='')
    """
    first, second = _applied(sides[0]), _applied(sides[place])
    value = sides[place + 1] if len(sides) > place + 1 else None
    if first is None or second is None or value is None or first[0] != second[0] or first == second:
        return sides[place]
    (_, letter), (_, formula) = first, second

    def put_in(node: Node) -> Node:
        return letter if node == formula else mapped(node, put_in)

    named = isinstance(letter, Name) and not isinstance(formula, (Name, Number))
    return put_in(value) if named and any(part == formula for part in walk(value)) else sides[place]


def is_in_passing(claim: Claim) -> bool:
    """True for the y = f(x) of "for a function y = f(x)", which says how functions are written.

    >>> [is_in_passing(Claim("y = f(x)", 1, 1, before=words)) for words in ("For a vector function $", "With $")]
    [True, False]
    """
    return PASSING.search(claim.before) is not None


def applies(node: Node, function: str) -> bool:
    """True where a formula applies that function.

    >>> applies(Call(Name("f"), (Name("z"),)), "f")
    True
    """
    return any(isinstance(part, Call) and part.function.name == function for part in walk(node))


def applied_alike(first: Node, second: Node | None, defined: Collection[str]) -> bool:
    """True for f(z) and f(w x + b) where a line defines z: both are said of one f, and the latter says what z is.

    >>> f, formula = Name("f"), Call(Name("g"), (Name("w"),))
    >>> [applied_alike(Call(f, (Name("z"),)), Call(f, (formula,)), names) for names in ({"z"}, ())]
    [True, False]
    """
    one, other = _applied(first), _applied(second)
    if one is None or other is None or one[0] != other[0] or isinstance(other[1], Name):
        return False
    return isinstance(one[1], Name) and one[1].name in defined


def argument_told(sides: Sequence[Node | None]) -> tuple[Name, Node] | None:
    """The letter z and its formula A of a = f(A) = f(z); None for any other chain.

    >>> f, z, square = Name("f"), Name("z"), Call(Name("g"), (Name("w"),))
    >>> argument_told([Name("a"), Call(f, (square,)), Call(f, (z,))])[0].name
    'z'
    """
    for first, second in pairwise(sides):
        one, other = _applied(first), _applied(second)
        if one is not None and other is not None and one[0] == other[0]:
            formula, letter = one[1], other[1]
            if isinstance(letter, Name) and not isinstance(formula, (Name, Number)):
                return letter, formula
    return None


def _applied(node: Node | None) -> tuple[object, Node] | None:
    """A function and its only argument; of the known ones those that tell their argument."""
    if isinstance(node, Call) and len(node.arguments) == 1:
        return node.function, node.arguments[0]
    if isinstance(node, Known) and node.function in TELLING:
        return (node.function, node.base), node.argument
    return None
