"""a_1 + a_2 + … + a_n is Σ_ι a_ι: the first and the last term differ in one index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import pairwise

from ...expression.nodes import (
    Derivative,
    Dots,
    Largest,
    Name,
    Node,
    Number,
    Power,
    Product,
    Scripted,
    Terms,
    Total,
    mapped,
    walk,
)  # fmt: skip
from ...expression.stream import Unread
from ...tex.tokens import text_of
from .progressions import progression

RUNNING = "ι"
Term = tuple[int, Node]


def with_ranges(terms: Sequence[Term]) -> list[Term]:
    """The terms, with a sum in the place of each ellipsis.

    Raises:
        Unread: the terms around an ellipsis do not tell what runs.

    >>> one, last = Name("a", (Number("1"),)), Name("a", (Name("n"),))
    >>> ((_, total),) = with_ranges([(1, one), (1, Dots()), (1, last)])
    >>> total.body.name, total.upper.name
    ('a', 'n')
    """
    terms = list(terms)
    while (place := next((n for n, (_, part) in enumerate(terms) if isinstance(part, Dots)), None)) is not None:
        if place > 1 and place + 1 == len(terms):
            terms[place - 2 :] = [_to_the_end(terms[place - 2], terms[place - 1])]
            continue
        if place == 0 or place + 1 >= len(terms):
            raise Unread("an ellipsis with nothing behind it")
        if place + 3 < len(terms) and isinstance(terms[place + 2][1], Dots):
            middle: list[tuple[Node, Node]] = []
            _between(terms[place + 3][1], terms[place + 1][1], middle)
            if len({upper for _, upper in middle}) != 1 or terms[place + 1][0] != terms[place + 3][0]:
                raise Unread("an ellipsis between terms that do not tell what runs")
            del terms[place + 1 : place + 3]  # a_1 + … + a_c + … + a_n
            continue
        start, (sign, behind) = _numbers_before(terms, place), terms[place + 1]
        made = progression([part for _, part in terms[start:place]], behind, RUNNING)
        if made is not None and sign == 1:
            _check_end(made, terms[place + 2 : place + 3])
            terms[start : place + 2] = [(1, made)]
            continue
        first, last = _first_of(terms, place), terms[place + 1]
        ends: list[tuple[Node, Node]] = []
        body = _between(terms[first][1], last[1], ends)
        if len(set(ends)) != 1 or terms[first][0] != last[0]:
            raise Unread("an ellipsis between terms that do not tell what runs")
        lower, upper = ends[0]
        _check_steps(terms[first:place], last[1])
        terms[first : place + 2] = [(last[0], Total("sum", (RUNNING,), body, lower, upper))]
    return terms


def _numbers_before(terms: Sequence[Term], place: int) -> int:
    """Where the numbers begin that are added up to a place."""
    start = place
    while start and terms[start - 1][0] == 1 and isinstance(terms[start - 1][1], Number):
        start -= 1
    return start


def ends_of_ellipses(node: Node) -> set[str]:
    """K of z_1 + … + z_K: the letters to which an index runs that is a number before the ellipsis.

    >>> from ...tex.tokens import scanned
    >>> first, last = (Scripted("z", "", scanned(text)) for text in "1K")
    >>> ends_of_ellipses(Largest("max", (first, Dots(), last)))
    {'K'}
    """
    items = [part for _, part in node.terms] if isinstance(node, Terms) else list(getattr(node, "items", ()))
    places = [place for place, item in enumerate(items) if item == Dots() and 0 < place < len(items) - 1]
    places = [place for place in places if place - 2 not in places]  # of a_1 + … + a_c + … + a_K the ends are told
    found = set()
    for place in places:
        end = place + (3 if items[place + 2 : place + 3] == [Dots()] and place + 3 < len(items) else 1)
        first, last = ([n for n in walk(items[at]) if isinstance(n, Scripted)] for at in (place - 1, end))
        numbered = {name.letter for name in first if text_of(name.lower).isdigit()}
        found |= {text_of(name.lower) for name in last if name.letter in numbered and len(name.lower) == 1}
    return {text for text in found if text.isalpha()}


def largest_of(items: Sequence[Node], function: str) -> Node:
    """The largest or the smallest of a list with an ellipsis.

    Raises:
        Unread: the items around the ellipsis do not tell what runs.

    >>> one, last = Name("a", (Number("1"),)), Name("a", (Name("n"),))
    >>> largest_of([one, Dots(), last], "max").kind
    'max'
    """
    made = [part for _, part in with_ranges([(1, item) for item in items])]
    ranges = [replace(part, kind=function) if isinstance(part, Total) and part not in items else part for part in made]
    return ranges[0] if len(ranges) == 1 else Largest(function, tuple(ranges))


def told_factors(parts: Sequence[tuple[str, Node]]) -> tuple[tuple[str, Node], ...]:
    """The factors of a product, with Π_ι a_ι for a_1 a_2 ⋯ a_n; slopes of a chain of which some are shown stay so.

    Raises:
        Unread: the factors around the ellipsis do not tell what runs.

    >>> one, last = Name("a", (Number("1"),)), Name("a", (Name("n"),))
    >>> ((_, total),) = told_factors([("", one), ("", Dots()), ("", last)])
    >>> total.kind
    'prod'
    """
    factors = [part for _, part in parts]
    if Dots() not in factors or any(isinstance(part, Derivative) for part in factors):
        return tuple(parts)
    if any(sign not in ("", ".") for sign, _ in parts):
        raise Unread("a product with an ellipsis")
    made = [part for _, part in with_ranges([(1, factor) for factor in factors])]
    new = (replace(part, kind="prod") if isinstance(part, Total) and part not in factors else part for part in made)
    return tuple(("", part) for part in new)


def each_of(items: Sequence[Node]) -> Node | None:
    """What stands for each of a list with an ellipsis: w of w_1, …, w_n, and of any other list the formula with w_ι.

    Raises:
        Unread: the items around the ellipsis do not tell what runs.

    >>> one, last = Name("w", (Number("1"),)), Name("w", (Name("n"),))
    >>> each_of([one, Dots(), last]).indices
    ()
    """
    each = largest_of(items, "each")
    body = each.body if isinstance(each, Total) else None
    alone = isinstance(body, Name) and body.indices == (Name(RUNNING),)
    return replace(body, indices=()) if alone and isinstance(body, Name) else body


def told_items(items: Sequence[Node]) -> Sequence[Node]:
    """The items of a list; one with an ellipsis shows a formula whose ends differ in one index: (c w_1, …, c w_n).

    Raises:
        Unread: its ends do not tell what runs.

    >>> one, last = Name("w", (Number("1"),)), Name("w", (Name("n"),))
    >>> len(told_items([one, Dots(), last]))
    3
    """
    places = [place for place, item in enumerate(items) if isinstance(item, Dots)]
    if places and not (len(places) == 1 and 0 < places[0] == len(items) - 2 and _tells_what_runs(items)):
        raise Unread("a list with an ellipsis")
    return items


def _tells_what_runs(items: Sequence[Node]) -> bool:
    try:
        family(items[0], items[-1])
    except Unread:
        return False
    return True


def family(first: Node, last: Node, letter: str = RUNNING) -> tuple[Node, Node, Node]:
    """What runs from the first of several formulas to the last, with the letter where it runs, and both ends.

    Raises:
        Unread: they do not differ in one index alone.

    >>> body, *ends = family(Name("a", (Number("1"),)), Name("a", (Name("n"),)))
    >>> body.indices[0].name, ends
    ('ι', [Number(text='1'), Name(name='n', indices=(), layer=None, bold=False)])
    """
    ends: list[tuple[Node, Node]] = []
    body = _between(first, last, ends)
    if len(set(ends)) != 1:
        raise Unread("an ellipsis between formulas that do not tell what runs")
    return (body if letter == RUNNING else _renamed(body, letter)), *ends[0]


def _renamed(node: Node, letter: str) -> Node:
    made = mapped(node, lambda part: _renamed(part, letter))
    return replace(made, name=letter) if isinstance(made, Name) and made.name == RUNNING else made


def _to_the_end(first: Term, second: Term) -> Term:
    """Σ_ι a_ι over all there are, for a_1 + a_2 + …."""
    ends: list[tuple[Node, Node]] = []
    body = _between(first[1], second[1], ends)
    if set(ends) != {(Number("1"), Number("2"))} or first[0] != second[0]:
        raise Unread("an ellipsis with nothing behind it")
    return first[0], Total("sum", (RUNNING,), body)


def _first_of(terms: Sequence[Term], place: int) -> int:
    """The first of the terms before the ellipsis that have the form of the last one."""
    first = place - 1
    while first > 0:
        ends: list[tuple[Node, Node]] = []
        try:
            _between(terms[first - 1][1], terms[place + 1][1], ends)
        except Unread:
            break
        if len(set(ends)) != 1:
            break
        first -= 1
    return first


def _check_end(total: Total, behind: Sequence[Term]) -> None:
    """Nothing, where it is told where a sum of numbers ends.

    Raises:
        Unread: it is 1 + 2 + … + n − 1, whose last number may be n or n − 1.
    """
    if not isinstance(total.upper, Number) and any(isinstance(part, Number) for _, part in behind):
        raise Unread("an ellipsis whose last term is told by no bracket")


def _check_steps(shown: Sequence[Term], last: Node) -> None:
    """Nothing, where what runs is 1, 2, 3 in the terms before an ellipsis.

    Raises:
        Unread: it runs in other steps, of which nothing says how many there are.
    """
    starts = []
    for _, term in shown:
        ends: list[tuple[Node, Node]] = []
        _between(term, last, ends)
        if not ends:
            raise Unread("an ellipsis between terms that do not tell what runs")
        starts.append(ends[0][0])
    numbers = [int(one.text) for one in starts if isinstance(one, Number) and one.text.isdigit()]
    if len(numbers) == len(starts) and any(b - a != 1 for a, b in pairwise(numbers)):
        raise Unread("an ellipsis between terms in other steps than 1")


def _between(first: Node, last: Node, ends: list[tuple[Node, Node]]) -> Node:
    """Both trees with the running letter where they differ in an index."""
    if first == last:
        return first
    if isinstance(first, Name) and isinstance(last, Name) and first.name == last.name:
        indices = tuple(_index(a, b, ends) for a, b in zip(first.indices, last.indices, strict=False))
        if len(first.indices) == len(last.indices):
            return replace(first, indices=indices)
    if (
        isinstance(first, Power)
        and isinstance(last, Power)
        and first.base == last.base
        and isinstance(first.exponent, Number)
    ):  # x^1 + … + x^n; of e^{z_1} + … + e^{z_n} an index runs
        return replace(first, exponent=_index(first.exponent, last.exponent, ends))
    if isinstance(first, Power) and isinstance(last, Power) and _counts(first.base, last.base):
        exponent = _between(first.exponent, last.exponent, ends)
        return replace(first, base=_index(first.base, last.base, ends), exponent=exponent)
    if isinstance(first, Product) and isinstance(last, Product):
        last = _in_the_order_of(first, last)
    if type(first) is not type(last) or isinstance(first, (Name, Number)):
        raise Unread("an ellipsis between terms of different forms")
    changed = {f.name: _parts(getattr(first, f.name), getattr(last, f.name), ends) for f in fields(first)}
    return replace(first, **changed)


def _counts(first: Node, last: Node) -> bool:
    """True for 1 and n of 1² + … + n²."""
    return isinstance(first, Number) and first.text.isdigit() and isinstance(last, (Name, Terms))


def _in_the_order_of(first: Product, last: Product) -> Product:
    """x_m w_m as w_m x_m, where the first term is w_0 x_0: entries commute."""
    names = [[part.name for _, part in side.parts if isinstance(part, Name) and part.indices] for side in (first, last)]
    plain = all(not sign for side in (first, last) for sign, _ in side.parts)
    if not plain or sorted(names[0]) != sorted(names[1]) or any(len(names[0]) != len(p.parts) for p in (first, last)):
        return last
    if len(set(names[0])) < len(names[0]):
        return last
    return Product(tuple(sorted(last.parts, key=lambda part: names[0].index(getattr(part[1], "name", "")))))


def _index(first: Node, last: Node, ends: list[tuple[Node, Node]]) -> Node:
    if first == last:
        return first
    ends.append((first, last))
    return Name(RUNNING)


def _parts(first: object, last: object, ends: list[tuple[Node, Node]]) -> object:
    if isinstance(first, Node) and isinstance(last, Node) and _counts(first, last):
        return _index(first, last, ends)  # 1/1 + 1/2 + … + 1/n
    if isinstance(first, Node) and isinstance(last, Node):
        return _between(first, last, ends)
    if isinstance(first, tuple) and isinstance(last, tuple) and len(first) == len(last):
        return tuple(_parts(a, b, ends) for a, b in zip(first, last, strict=True))
    if first != last:
        raise Unread("an ellipsis between terms of different forms")
    return first


def over_all(trees: Sequence[Node | None]) -> list[Node | None]:
    """The sides of a chain, where a_1 + … + a_w is the whole sum if w runs in Σ_w a_w of another side.

    >>> whole = Total("sum", ("w",), Name("a", (Name("w"),)))
    >>> part = Total("sum", (RUNNING,), Name("a", (Name(RUNNING),)), Number("1"), Name("w"))
    >>> [total.upper for total in over_all([whole, part])]
    [None, None]
    """
    totals = [node for tree in trees if tree is not None for node in walk(tree) if isinstance(node, Total)]
    running = {total.indices[0] for total in totals if len(total.indices) == 1 and total.upper is None}
    reaching = [t for t in totals if t.indices == (RUNNING,) and isinstance(t.upper, Name) and t.upper.name in running]

    def changed(node: Node) -> Node:
        made = mapped(node, changed)
        return replace(made, lower=None, upper=None) if node in reaching and isinstance(made, Total) else made

    return [changed(tree) if tree is not None else None for tree in trees] if reaching else list(trees)
