"""The arguments of a function as trees: which leaves are arrays, their names, and trees with arrays filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax

from derive.errors import UsageError

from .roles import Argument
from .shapes import Spec
from .tensor_names import Names, names_of_paths


@dataclass(frozen=True)
class ArgumentTree:
    """Trees of shapes by the argument's name; ``arguments`` are their arrays in the order in which they were given.

    ``flat`` are the same in the order in which JAX lays a tree out. What is neither words nor an array, such as a
    function in a module, stays as it is.

    >>> tree = ArgumentTree.of({"params": {"W": "D K", "act": abs}, "x": "N D"})
    >>> [argument.name for argument in tree.arguments], tree.filled([1, 2])
    (['W', 'x'], {'params': {'W': 1, 'act': <built-in function abs>}, 'x': 2})
    """

    arguments: tuple[Argument, ...]
    flat: tuple[Argument, ...]
    leaves: tuple[Any, ...]
    structure: Any

    @classmethod
    def of(cls, specs: Mapping[str, Any]) -> ArgumentTree:
        """The tree of some shapes.

        Raises:
            UsageError: a shape cannot be read.
        """
        found, structure = jax.tree_util.tree_flatten_with_path(dict(specs))
        read = {path_of(path): spec for path, leaf in found for spec in spec_of(leaf, path_of(path))}
        given = sorted(read, key=lambda path: list(specs).index(path[0]))
        taken = Names()
        names = [taken.unused(name) for name in names_of_paths([(path, len(read[path].dims)) for path in given])]
        arguments = {
            path: Argument(path, name, read[path].kind, read[path].dims)
            for path, name in zip(given, names, strict=True)
        }
        flat = tuple(arguments[path] for path in read)
        leaves = tuple(None if path_of(path) in read else leaf for path, leaf in found)
        return cls(tuple(arguments.values()), flat, leaves, structure)

    def filled(self, arrays: Sequence[Any]) -> dict[str, Any]:
        """The trees with these arrays, in the order of ``flat``, in the places of the shapes."""
        left: Iterator[Any] = iter(arrays)
        leaves = [next(left) if leaf is None else leaf for leaf in self.leaves]
        tree: dict[str, Any] = jax.tree_util.tree_unflatten(self.structure, leaves)
        return tree


def path_of(keys: Sequence[Any]) -> tuple[str, ...]:
    """A path of JAX as words."""
    return tuple(str(getattr(k, "key", getattr(k, "idx", getattr(k, "name", k)))) for k in keys)


def spec_of(leaf: Any, path: tuple[str, ...]) -> Iterator[Spec]:
    """The shape that a leaf says, by words or by being an array; nothing for another leaf.

    Raises:
        UsageError: the words are no shape, or the leaf is the whole argument and none.
    """
    shape, dtype = getattr(leaf, "shape", None), getattr(leaf, "dtype", None)
    if isinstance(leaf, str):
        yield Spec.read(leaf)
    elif isinstance(leaf, Spec):
        yield leaf
    elif shape is not None and dtype is not None:
        yield Spec(tuple(map(str, shape)), {"i": "int", "u": "int", "b": "bool"}.get(dtype.kind, "float"))
    elif len(path) == 1:
        raise UsageError(f"{path[0]} has the shape {leaf!r:.60}", hint='expected words such as "N D", or an array')
