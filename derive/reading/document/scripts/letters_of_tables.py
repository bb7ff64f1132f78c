"""A matrix that shows its entries as letters, one for each: b of X = [a b; c d] is no vector b = [s; t]."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...expression.nodes import Matrix, Node, Scripted, mapped

OWN = "own:"  # before a letter that is another than the one of that name
Raw = list[tuple[list[Node | None], str]]


def with_letters_of_tables(raw: Raw) -> Raw:
    r"""The sides in which entries are other letters than vectors and matrices of their names, wherever they stand so.

    >>> one = Matrix(((Scripted("a"), Scripted("b")), (Scripted("c"), Scripted("d"))))
    >>> other = Matrix(((Scripted("s"),), (Scripted("t"),)))
    >>> made = with_letters_of_tables([([Scripted("X"), one], ""), ([Scripted("b"), other], "")])
    >>> [cell.letter for row in made[0][0][1].rows for cell in row], made[1][0][0].letter
    (['a', 'own:b', 'c', 'd'], 'b')
    """
    shown = [(sides[0], sides[1]) for sides, _ in raw if len(sides) == 2 and _is_of_letters(sides[1])]
    named = {left.letter for left, _ in shown if isinstance(left, Scripted)}
    cells = {cell.letter for _, table in shown for cell in _cells(table) if isinstance(cell, Scripted)}
    twice = named & cells
    if not twice:
        return raw

    def inside(node: Node) -> Node:
        if isinstance(node, Scripted):
            return Scripted(OWN + node.letter, node.style) if node.letter in twice and _is_bare(node) else node
        return mapped(node, inside)

    def changed(node: Node) -> Node:
        return mapped(node, inside if isinstance(node, Matrix) else changed)

    return [([tree and changed(tree) for tree in trees], unread) for trees, unread in raw]


def _is_of_letters(node: Node | None) -> bool:
    """True for a matrix of letters alone, each another one."""
    cells = list(_cells(node))
    letters = {cell.letter for cell in cells if isinstance(cell, Scripted) and _is_bare(cell)}
    return len(letters) == len(cells) > 1


def _cells(node: Node | None) -> Iterable[Node]:
    rows: Sequence[Sequence[Node]] = node.rows if isinstance(node, Matrix) and not node.is_list else ()
    return (cell for row in rows for cell in row)


def _is_bare(node: Scripted) -> bool:
    return not (node.lower or node.upper or node.primes or node.style)
