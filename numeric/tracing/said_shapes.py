"""Shapes that are said elsewhere: in jaxtyping annotations, or by example arrays whose lengths have names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

import numpy as np

from derive.errors import UsageError

from .shapes import Spec


def annotated_shapes(function: Callable[..., Any]) -> dict[str, Spec]:
    """The shapes that jaxtyping annotations of arguments say, such as ``Float[Array, "N D"]``.

    >>> from jaxtyping import Array, Float, Int
    >>> def loss(W: Float[Array, "D K"], y: Int[Array, "N"]): ...
    >>> annotated_shapes(loss)
    {'W': Spec(dims=('D', 'K'), kind='float'), 'y': Spec(dims=('N',), kind='int')}
    """
    found = {}
    for name, hint in _hints(function).items():
        words, dtypes = getattr(hint, "dim_str", None), getattr(hint, "dtypes", ())
        if isinstance(words, str) and name != "return":
            found[name] = Spec(tuple(words.split()), _kind(dtypes))
    return found


def in_their_classes(function: Callable[..., Any], shapes: Mapping[str, Any]) -> dict[str, Any]:
    """The shapes with a named tuple or dataclass in the place of a table, where the argument's annotation is one.

    >>> from typing import NamedTuple
    >>> class Params(NamedTuple):
    ...     W: str
    >>> def loss(params: Params): ...
    >>> in_their_classes(loss, {"params": {"W": "D K"}})
    {'params': Params(W='D K')}
    """
    hints = _hints(function)
    return {name: _as(hints.get(name), tree) for name, tree in shapes.items()}


def _as(hint: Any, tree: Any) -> Any:
    fields = getattr(hint, "_fields", None) or getattr(hint, "__dataclass_fields__", None)
    if not isinstance(tree, Mapping) or not isinstance(hint, type) or not fields or set(tree) != set(fields):
        return tree
    return hint(**tree)


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return get_type_hints(function)
    except (NameError, TypeError, AttributeError, SyntaxError):
        return {}


def _kind(dtypes: object) -> str:
    words = {str(word) for word in dtypes} if isinstance(dtypes, (list, tuple)) else set()
    if words and all(word.startswith(("int", "uint")) for word in words):
        return "int"
    return "bool" if words and all(word.startswith("bool") for word in words) else "float"


def shapes_of_arrays(arrays: Mapping[str, Any], lengths: Mapping[str, int]) -> dict[str, Spec]:
    """The shapes of example arrays: each length by its name, where it has one, else as a number.

    Raises:
        UsageError: two names have the same length.

    >>> shapes_of_arrays({"x": np.zeros((64, 4)), "y": np.zeros(64, int)}, {"N": 64, "D": 4})
    {'x': Spec(dims=('N', 'D'), kind='float'), 'y': Spec(dims=('N',), kind='int')}
    """
    names: dict[int, str] = {}
    for name, length in lengths.items():
        if length in names:
            raise UsageError(
                f"the axes {names[length]} and {name} both have the length {length}",
                hint="give example arrays whose axes differ, or say the shapes with --shapes",
            )
        names[length] = name
    return {key: _spec(np.asarray(array), names) for key, array in arrays.items()}


def _spec(array: np.ndarray[Any, Any], names: Mapping[int, str]) -> Spec:
    kind = {"i": "int", "u": "int", "b": "bool"}.get(array.dtype.kind, "float")
    return Spec(tuple(names.get(length, str(length)) for length in array.shape), kind)
