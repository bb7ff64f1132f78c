r"""What stands below a function: H_2(0.5) after H_\delta(r) = δ r² has δ = 2; f_{xy} after f(x, y) = … is a slope."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ...expression.nodes import Call, Derivative, Name, Node, Number, mapped, names_in
from .bindings import Binding


def with_what_stands_below(node: Node, known: Collection[Binding]) -> Node:
    """The tree with what letters and numbers below functions say.

    >>> with_what_stands_below(Number("2"), ())
    Number(text='2')
    """
    return with_slopes_below(with_labels_put_in(node, known), known)


def with_labels_put_in(node: Node, known: Collection[Binding]) -> Node:
    """The tree with the formula for each call whose function has a number where its definition has a letter.

    >>> body = Name("delta")
    >>> told = Binding("H_delta", (), None, (Name("r"),), body, 0, 0)
    >>> with_labels_put_in(Call(Name("H", (Number("2"),)), (Number("0.5"),)), [told])
    Number(text='2')
    """
    if isinstance(node, Call) and (found := _put_in(node, known)) is not None:
        return found
    return mapped(node, lambda part: with_labels_put_in(part, known))


def with_slopes_below(node: Node, known: Collection[Binding]) -> Node:
    """The tree with ∂²f/∂x∂y for f_{xy}, where f(x, y) = … is defined, of several letters, none of them f_{xy}.

    >>> told = Binding("f", (), None, (Name("x"), Name("y")), Name("x"), 0, 0)
    >>> [with_slopes_below(Name(name), [told]).__class__.__name__ for name in ("f_xy", "f_xz", "g_x")]
    ['Derivative', 'Name', 'Name']
    """
    if isinstance(node, Call):
        slope = _slope(node.function, known, node.arguments)
        return slope or replace(node, arguments=tuple(with_slopes_below(part, known) for part in node.arguments))
    if isinstance(node, Name):
        return _slope(node, known) or node
    return mapped(node, lambda part: with_slopes_below(part, known))


def _slope(name: Name, known: Collection[Binding], arguments: Collection[Node] | None = None) -> Derivative | None:
    letter, mark, below = name.name.partition("_")
    told = [b for b in known if b.name == letter and len(b.parameters) > 1 and not (b.value or b.indices or b.layer)]
    if not mark or name.indices or name.layer or not told or any(b.name == name.name for b in known):
        return None
    parameters = {parameter.name: parameter for parameter in told[-1].parameters}
    letters = below.replace(",", "")
    inside = any(other.name == name.name for other in names_in(told[-1].body))
    if inside or not letters or not set(letters) <= set(parameters):
        return None
    if arguments is not None and tuple(arguments) != told[-1].parameters:
        return None
    return Derivative(Name(letter), tuple(parameters[one] for one in letters))


def _put_in(call: Call, known: Collection[Binding]) -> Node | None:
    """The formula with the numbers; None where the function is defined itself, or two letters stand below it."""
    letter, number = _numbered(call.function)
    if number is None or not all(isinstance(argument, Number) for argument in call.arguments):
        return None
    if any(binding.name in (call.function.name, letter) for binding in known):
        return None
    told = [b for b in known if b.parameters and b.name.startswith(f"{letter}_") and _label(b) in _letters(b)]
    if len({b.name for b in told}) != 1 or len(told[-1].parameters) != len(call.arguments):
        return None
    names = [*(p.name for p in told[-1].parameters), _label(told[-1])]
    values = dict(zip(names, (*call.arguments, number), strict=True))

    def changed(node: Node) -> Node:
        plain = isinstance(node, Name) and not (node.indices or node.layer)
        return values.get(node.name, node) if plain and isinstance(node, Name) else mapped(node, changed)

    return changed(told[-1].body)


def _numbered(function: Name) -> tuple[str, Number | None]:
    """H and 2 of H_2, whose number is an index or a label."""
    if function.layer is not None or len(function.indices) > 1:
        return "", None
    if function.indices:
        first = function.indices[0]
        return function.name, first if isinstance(first, Number) else None
    letter, _, label = function.name.rpartition("_")
    return letter, Number(label) if label.isdigit() else None


def _label(binding: Binding) -> str:
    return binding.name.rpartition("_")[2]


def _letters(binding: Binding) -> set[str]:
    return {name.name for name in names_in(binding.body)}
