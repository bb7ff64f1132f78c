"""w_0 beside entries that are counted from 1, as a letter of its own: the bias of Σ_{i=1}^d w_i x_i + w_0, or w^T x."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...reading.document.statements.bindings import Binding
from ...reading.expression.nodes import Name, Number, names_in


def beside_the_entries(node: Name, base: int, defining: Callable[[], Binding | None]) -> Name:
    """The name with its zeros as a part of it, where no definition tells of steps or lists the entries from 0 on.

    Args:
        node: a name.
        base: what entries are counted from.
        defining: gives the definition of the name where it stands.

    >>> whole = Binding("w", (), None, (), Name("a"), 0, 0)
    >>> [beside_the_entries(Name("w", (Number("0"),)), base, lambda: whole).name for base in (0, 1)]
    ['w', 'w_0']
    """
    zeros = [index for index in node.indices if index == Number("0")]
    if not zeros or not base:
        return node
    binding = defining()
    if binding is not None and not _is_of_others(binding):
        return node
    return replace(node, name=f"{node.name}_0", indices=tuple(i for i in node.indices if i not in zeros))


def _is_of_others(binding: Binding) -> bool:
    """True for w = Σ_i a_i x_i, which tells no step w_0 and lists no entry of w."""
    return not (binding.indices or binding.parameters) and all(n.name != binding.name for n in names_in(binding.body))
