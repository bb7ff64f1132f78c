"""A vector of which each entry has a line of its own, h_1 = … and h_2 = …, and that stands whole too: (h_1, h_2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ...expression.nodes import Matrix, Name, Number, names_in
from .bindings import Binding, Statement

MOST_ENTRIES = 8


def wholes_of_entries(statements: Sequence[Statement], known: Sequence[Binding]) -> Iterator[Binding]:
    r"""The definitions of vectors by their entries, where no index but the numbers 1, …, n stands at them.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = ["h_1 = 2 x", "h_2 = x^2", "s = v^T h", r"\frac{ds}{dx} = 2 v_1 + 2 x v_2"]
    >>> document = document_of([Claim(line, n, 1) for n, line in enumerate(lines)])
    >>> [len(b.body.rows) for b in document.bindings if b.name == "h" and not b.indices]
    [2]
    """
    entries: dict[str, set[int]] = defaultdict(set)
    for binding in known:
        number = binding.indices[0] if len(binding.indices) == 1 else None
        plain = not (binding.value or binding.parameters or binding.layer)
        entries[binding.name].add(
            int(number.text) if plain and isinstance(number, Number) and number.text.isdigit() else 0
        )
    names = {name for s in statements for tree in s.read for name in names_in(tree)}
    for letter, numbers in sorted(entries.items()):
        mine = [name for name in names if name.name == letter]
        counted = {index for name in mine for index in name.indices}
        all_of = numbers == set(range(1, len(numbers) + 1)) and 1 < len(numbers) <= MOST_ENTRIES
        whole = any(not name.indices for name in mine) and not any(name.layer for name in mine)
        if all_of and whole and counted <= {Number(str(number)) for number in numbers}:
            rows = tuple((Name(letter, (Number(str(number)),)),) for number in sorted(numbers))
            yield Binding(letter, (), None, (), Matrix(rows), -1, 0)
