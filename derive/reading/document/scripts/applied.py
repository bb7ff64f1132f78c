"""What a letter before a bracket is: a function of what stands in it, or a factor."""

from __future__ import annotations

from ...expression.nodes import Application, Call, Node, Prime, Product, Scripted, walk
from ...tex.tokens import text_of


def is_of_a_vector(node: Application) -> bool:
    r"""y(φ) of a vector φ, and the vector e(c) of a class: nobody puts one letter in brackets to multiply.

    >>> from ...expression.nodes import Bracket
    >>> from ...tex.tokens import scanned
    >>> phi = Bracket((Scripted("phi", "bold"),), scanned(r"\phi"))
    >>> is_of_a_vector(Application(Scripted("y"), phi)), is_of_a_vector(Application(Scripted("y", "bold"), phi))
    (True, False)
    """
    items = node.bracket.items
    if len(items) != 1 or node.bracket.square or not isinstance(items[0], Scripted) or node.head.upper:
        return False
    bold = (items[0].style == "bold", node.head.style == "bold")
    return any(bold) and not all(bold) and not (items[0].upper or items[0].primes)


def stands_in_its_bracket(node: Application) -> bool:
    """True for σ(1 − σ) and σ_i (1 − σ_i), which is no function of a function.

    >>> from ...expression.nodes import Bracket
    >>> inside = Bracket((Scripted("sigma"),), ())
    >>> stands_in_its_bracket(Application(Scripted("sigma"), inside))
    True
    """
    inside = [part for item in node.bracket.items for part in walk(item)]
    applied = {id(part.head) for part in inside if isinstance(part, Application)}
    return any(
        isinstance(part, Scripted) and _as_written(part) == _as_written(node.head) and id(part) not in applied
        for part in inside
    )


def _as_written(letter: Scripted) -> tuple[str, ...]:
    return letter.letter, text_of(letter.lower), *map(text_of, letter.upper)


def of_a_call(node: Node, written: Node) -> Node:
    """f′(z) for f(z)′, where f is a function of one argument; f · (g)′ for f (g)′ as ``written``, where it is none.

    >>> from ...expression.nodes import Name
    >>> found = of_a_call(Prime(Call(Name("f"), (Name("z"),)), None), Name("f"))
    >>> found.function.name, found.argument.name
    ('f', 'z')
    """
    called = node.function if isinstance(node, Prime) and node.argument is None else None
    in_brackets = isinstance(written, Prime) and isinstance(written.function, Application)
    if isinstance(node, Prime) and in_brackets and isinstance(called, Product):
        *first, (sign, last) = called.parts
        return Product((*first, (sign, Prime(last, None, node.order))))
    if not isinstance(node, Prime) or not isinstance(called, Call) or len(called.arguments) != 1:
        return node
    return Prime(called.function, called.arguments[0], node.order)
