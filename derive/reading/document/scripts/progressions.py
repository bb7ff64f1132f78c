"""1 + 2 + … + 100: numbers in equal steps, of which some are shown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ...expression.nodes import Name, Node, Number, Product, Terms, Total


def progression(shown: Sequence[Node], last: Node, running: str) -> Total | None:
    """The sum of whole numbers in equal steps, from those before an ellipsis to the one behind it.

    None where they are none, or where powers may be meant as well: 1 + 2 + … + 64.

    >>> total = progression([Number("1"), Number("3")], Number("99"), "i")
    >>> total.upper
    Number(text='50')
    >>> progression([Number("1"), Number("2")], Number("64"), "i"), progression([Number("1")], Number("9"), "i")
    (None, None)
    """
    numbers = [int(node.text) for node in (*shown, last) if isinstance(node, Number) and node.text.isdigit()]
    if len(numbers) != len(shown) + 1 or len(shown) < 2:
        return None
    first, second, *_, end = numbers
    step = second - first
    steps = {b - a for a, b in pairwise(numbers[:-1])}
    if steps != {step} or step < 1 or end <= numbers[-2] or (end - first) % step or _by_powers(numbers):
        return None
    body: Node = Name(running)
    if step > 1:
        body = Product((("", Number(str(step))), (".", body)))
    if first != step:
        rest = first - step
        body = Terms(((1, body), (1 if rest > 0 else -1, Number(str(abs(rest))))))
    return Total("sum", (running,), body, Number("1"), Number(str((end - first) // step + 1)))


def _by_powers(numbers: Sequence[int]) -> bool:
    """True where each is the one before times the same factor, and the last is reached so."""
    first, second, *_, end = numbers
    if len(numbers) > 3 or not first or second % first or second == first:
        return False
    reached = second
    while reached < end:
        reached *= second // first
    return reached == end
