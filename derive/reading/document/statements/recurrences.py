"""What is made of its own step before: s_t of s_{t−1}, or s_{t+1} of s_t, which says the same a step later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ...expression.nodes import (
    Call,
    Derivative,
    Known,
    Layer,
    Matrix,
    Name,
    Node,
    Number,
    Product,
    Terms,
    Transposed,
    free_letters,
    mapped,
    names_in,
    walk,
)

ONE = (1, Number("1"))


def a_step_before(first: Node, second: Node) -> tuple[Name, Node] | None:
    """m_t and β m_{t−1} + g_{t−1} of m_{t+1} = β m_t + g_t; None where no letter is made of what has its own index.

    >>> t = Name("t")
    >>> later = Name("m", (Terms(((1, t), ONE)),))
    >>> head, body = a_step_before(later, Name("g", (t,)))
    >>> head == Name("m", (t,)), body.indices[0].terms[1]
    (True, (-1, Number(text='1')))
    """
    if not isinstance(first, Name) or len(first.indices) != 1 or first.layer is not None:
        return None
    (later,) = first.indices
    if not isinstance(later, Terms) or len(later.terms) != 2:
        return None
    letter = later.terms[0][1]
    if not isinstance(letter, Name) or later.terms != ((1, letter), ONE) or letter.name.isupper() or letter.indices:
        return None
    if letter.name not in free_letters(second):
        return None
    return replace(first, indices=(letter,)), a_step_earlier(second, letter)


def a_step_earlier(node: Node, letter: Name) -> Node:
    """A formula for the step before: β m_{t−1} + g_t of β m_t + g_{t+1}.

    >>> t = Name("t")
    >>> a_step_earlier(Name("m", (Terms(((1, t), ONE)),)), t) == Name("m", (t,))
    True
    """
    shift = _shift(node, letter)
    if shift is None:
        return mapped(node, lambda part: a_step_earlier(part, letter))
    if shift == 1:
        return letter
    return Terms(((1, letter), (1 if shift > 1 else -1, Number(str(abs(shift - 1))))))


def _shift(node: Node, letter: Name) -> int | None:
    """1 of t + 1, −2 of t − 2, 0 of t; None for all else."""
    if node == letter:
        return 0
    if not isinstance(node, Terms) or len(node.terms) != 2 or node.terms[0] != (1, letter):
        return None
    sign, number = node.terms[1]
    return sign * int(number.text) if isinstance(number, Number) and number.text.isdigit() else None


def position(name: Name) -> tuple[str, int] | None:
    """t and 1 of h_{t+1}, no letter and 3 of h_3; None where no step is told.

    >>> t = Name("t")
    >>> position(Name("h", (Terms(((1, t), ONE)),))), position(Name("h", (Number("3"),))), position(t)
    (('t', 1), ('', 3), None)
    """
    if name.layer is not None:
        digits = name.layer.letter.isdigit()
        return ("", int(name.layer.letter)) if digits else (name.layer.letter, name.layer.shift)
    if len(name.indices) != 1:
        return None
    (index,) = name.indices
    if isinstance(index, Number):
        return ("", int(index.text)) if index.text.isdigit() else None
    letter = index.terms[0][1] if isinstance(index, Terms) else index
    shift = _shift(index, letter) if isinstance(letter, Name) and not letter.indices else None
    return (letter.name, shift) if isinstance(letter, Name) and shift is not None else None


def refers_to_itself(name: Name, body: Node) -> bool:
    """z = z + 1, or z = (z_1, z_2); a function ξ(t, y) on the right is another thing than ξ.

    >>> refers_to_itself(Name("z"), Terms(((1, Name("z")), ONE)))
    True
    """
    calls = {id(node.function) for node in walk(body) if isinstance(node, Call)}
    lists = isinstance(body, (Matrix, Transposed))
    return any(
        other.name == name.name and other.layer == name.layer and (len(other.indices) == len(name.indices) or lists)
        for other in names_in(body) if id(other) not in calls
    )  # fmt: skip


def kind_of_itself(name: Name, body: Node, before: Iterable[Node]) -> str:
    """What z = z + 1 is: a step; but δ^l = (W^T δ^l) ⊙ f'(z^l), where δ^l was ∂C/∂z^l ``before``, is a claim.

    >>> kind_of_itself(Name("z"), Terms(((1, Name("z")), ONE)), ())
    'update'
    """
    if name.layer and isinstance(body, Product) and any(isinstance(other, Derivative) for other in before):
        return "claim"
    return "statement" if isinstance(body, (Matrix, Transposed)) else "update"


def is_recurrence(name: Name, body: Node) -> bool:
    """s_t = tanh(U x_t + V s_{t−1}): a function of what it was, unlike a step of descent.

    >>> before = Name("s", (Terms(((1, Name("t")), (-1, Number("1")))),))
    >>> is_recurrence(Name("s", (Name("t"),)), Known("tanh", before))
    True
    """
    mine = [other for other in names_in(body) if other.name == name.name]
    earlier = all(any(isinstance(i, Terms) and i.terms[-1][0] < 0 for i in other.indices) for other in mine)
    return earlier and isinstance(body, (Known, Call))


def says_it_of_one_layer(one: Layer | None, body: Node, every: Layer | None, general: Node) -> bool:
    """True for z^{L−1} = W^{L−1} before z^l = W^l, which says of every layer what that says of one.

    >>> weights = Name("W", (), Layer("L", -1)), Name("W", (), Layer("l"))
    >>> says_it_of_one_layer(Layer("L", -1), weights[0], Layer("l"), weights[1])
    True
    >>> says_it_of_one_layer(Layer("L"), weights[0], Layer("l"), weights[1])
    False
    """
    if one is None or every is None or one.letter == every.letter or not one.letter.isupper():
        return False
    further = every.shift - one.shift

    def moved(node: Node) -> Node:
        if isinstance(node, Name) and node.layer is not None and node.layer.letter == one.letter:
            node = replace(node, layer=Layer(every.letter, node.layer.shift + further))
        return mapped(node, moved)

    return moved(body) == general
