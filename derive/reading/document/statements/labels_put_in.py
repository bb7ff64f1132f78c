r"""A number below a function for a letter of its formula: H_2(0.5) after H_\delta(r) = δ r², with δ = 2."""

from __future__ import annotations

from collections.abc import Collection

from ...expression.nodes import Call, Name, Node, Number, mapped, names_in
from .bindings import Binding


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
