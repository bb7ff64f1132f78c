"""1 + 2 + … + 100: numbers in equal steps, of which some are shown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ...expression.nodes import Name, Node, Number, Product, Terms, Total, walk


def progression(shown: Sequence[Node], last: Node, running: str) -> Total | None:
    """The sum of whole numbers in equal steps, from those before an ellipsis to the one behind it.

    None where they are none, or where powers may be meant as well: 1 + 2 + … + 64.

    >>> total = progression([Number("1"), Number("3")], Number("99"), "i")
    >>> total.upper
    Number(text='50')
    >>> progression([Number("1"), Number("2")], Number("64"), "i"), progression([Number("1")], Number("9"), "i")
    (None, None)
    """
    if not isinstance(last, Number):
        return _to_a_letter(shown, last, running)
    numbers = [int(node.text) for node in (*shown, last) if isinstance(node, Number) and node.text.isdigit()]
    if len(numbers) != len(shown) + 1 or len(shown) < 2:
        return None
    first, second, *_, end = numbers
    step = second - first
    steps = {b - a for a, b in pairwise(numbers[:-1])}
    if steps != {step} or step < 1 or end <= numbers[-2] or (end - first) % step or _by_powers(numbers):
        return None
    body = _stepping(first, step, Name(running))
    return Total("sum", (running,), body, Number("1"), Number(str((end - first) // step + 1)))


def _stepping(first: int, step: int, letter: Node) -> Node:
    """The number at a place, 2 i − 1 of 1, 3, 5."""
    body = letter if step == 1 else Product((("", Number(str(step))), ("", letter)))
    rest = first - step
    return body if not rest else Terms(((1, body), (1 if rest > 0 else -1, Number(str(abs(rest))))))


def _to_a_letter(shown: Sequence[Node], last: Node, running: str) -> Total | None:
    """Σ_{i=1}^n i of 1 + 2 + … + n, and Σ_{i=1}^n (2 i − 1) of 1 + 3 + … + (2 n − 1)."""
    numbers = [int(node.text) for node in shown if isinstance(node, Number) and node.text.isdigit()]
    if len(numbers) != len(shown) or len(shown) < 2:
        return None
    (first, second, *_), steps = numbers, {b - a for a, b in pairwise(numbers)}
    step = second - first
    if steps != {step} or step < 1:
        return None
    if step == 1 and (isinstance(last, Name) or (isinstance(last, Terms) and isinstance(last.terms[0][1], Name))):
        return Total("sum", (running,), Name(running), Number(str(first)), last)
    for letter in (part for part in walk(last) if isinstance(part, Name)):
        if last == _stepping(first, step, letter):
            return Total("sum", (running,), _stepping(first, step, Name(running)), Number("1"), letter)
    return None


def _by_powers(numbers: Sequence[int]) -> bool:
    """True where each is the one before times the same factor, and the last is reached so."""
    first, second, *_, end = numbers
    if len(numbers) > 3 or not first or second % first or second == first:
        return False
    reached = second
    while reached < end:
        reached *= second // first
    return reached == end
