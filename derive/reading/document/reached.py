"""What a letter comes down to: the letters of its definition, those of theirs, and so on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from ..expression.nodes import names_in
from .statements.bindings import Binding

Thing = TypeVar("Thing", bound=Hashable)


def reached_from(names: Iterable[Thing], made_of: Callable[[Thing], Iterable[Thing]]) -> set[Thing]:
    """The names, and all that they are made of in the end; ``made_of`` tells what each is made of itself.

    >>> sorted(reached_from(["L"], lambda name: {"L": ["a", "t"], "a": ["a", "w"]}.get(name, ())))
    ['L', 'a', 't', 'w']
    """
    waiting, seen = [*names], set[Thing]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += made_of(name)
    return seen


def reached_by_definitions(names: Iterable[str], by_name: Mapping[str, Sequence[Binding]]) -> set[str]:
    """The names, and all that their definitions come down to.

    >>> from ..expression.nodes import Name
    >>> sorted(reached_by_definitions(["L"], {"L": [Binding("L", (), None, (), Name("a"), 0, 0)]}))
    ['L', 'a']
    """

    def made_of(name: str) -> Iterable[str]:
        return (part.name for b in by_name.get(name, ()) if not b.value for part in names_in(b.body))

    return reached_from(names, made_of)
