"""What a letter comes down to: the letters of its definition, those of theirs, and so on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from ..expression.nodes import Call, Name, Node, children, names_in, walk
from .statements.bindings import Binding

Thing = TypeVar("Thing", bound=Hashable)
Letter = tuple[str, bool]  # and whether it has a layer


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


def names_beside_indices(node: Node, told: Callable[[Call], bool] = lambda call: True) -> Iterator[Name]:
    """The names in a tree that are no index: those that a line may define.

    ``told`` says of a function whether its arguments count.

    >>> [name.name for name in names_beside_indices(Name("z", (Name("i"),)))]
    ['z']
    """
    if isinstance(node, Name):
        yield node
        return
    parts = (node.function,) if isinstance(node, Call) and not told(node) else children(node)
    for part in parts:
        yield from names_beside_indices(part, told)


def letter_of(name: Name) -> Letter:
    """A letter without its indices: z^l is another one than z.

    >>> letter_of(Name("z", (Name("i"),)))
    ('z', False)
    """
    return name.name, name.layer is not None


def letters_reached(
    letter: Letter, by_name: Mapping[str, Sequence[Binding]], told: Callable[[Call], bool] = lambda call: True
) -> set[Letter]:
    """All that a letter comes down to, those with layers apart; z of σ(z) is none where it is σ(u).

    ``told`` says of a function whether its arguments count.

    >>> sorted(letters_reached(("L", False), {"L": [Binding("L", (), None, (), Name("a"), 0, 0)]}))
    [('L', False), ('a', False)]
    """

    def made_of(thing: tuple[Letter, bool]) -> Iterator[tuple[Letter, bool]]:
        (name, layered), applied = thing
        for binding in by_name.get(name, ()):
            if binding.value or (binding.layer is not None) != layered:
                continue
            own = {letter_of(parameter) for parameter in binding.parameters} if applied else set()
            heads = {id(node.function) for node in walk(binding.body) if isinstance(node, Call)}
            inside = (inner for inner in names_beside_indices(binding.body, told) if letter_of(inner) not in own)
            yield from ((letter_of(inner), id(inner) in heads) for inner in inside)

    return {found for found, _ in reached_from([(letter, False)], made_of)}
