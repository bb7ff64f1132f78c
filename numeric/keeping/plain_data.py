"""Records as plain data and back. What is read is made by the type that is expected: a file names no class.

A record is the list of its fields, an array its dtype, its shape and its numbers, a member of an enumeration its value.
JSON writes each float so that it reads back as the same one.
"""

from __future__ import annotations

import types
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

NOTHING = type(None)
PLAIN = (str, int, float, bool, NOTHING)
DTYPES = ("float64", "float32", "int64")


class NotPlain(ValueError):
    """A value that has no such form, or data that are no value of the type that is expected."""


def plain_of(value: Any) -> Any:
    """Text, numbers, lists and mappings for a value.

    Raises:
        NotPlain: something in it is none of the kinds that are kept.

    >>> from ..results import RowAccuracy
    >>> plain_of({"ours": RowAccuracy(1.5, 0.5, 0, 0)})
    {'ours': [1.5, 0.5, 0, 0, 0.001, 0, 0, 0]}
    """
    if isinstance(value, Enum):
        return value.value
    if type(value) in PLAIN:
        return value
    if isinstance(value, (np.ndarray, np.generic)):
        return _plain_of_array(np.asarray(value), alone=not isinstance(value, np.ndarray))
    if is_dataclass(value) and not isinstance(value, type):
        return [plain_of(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple):
        return [plain_of(part) for part in value]
    if isinstance(value, Mapping) and all(type(key) is str for key in value):
        return {key: plain_of(part) for key, part in value.items()}
    raise NotPlain(f"{type(value).__name__} is not kept")


def numbers_in(value: Any) -> int:
    """About how many numbers there are in a value, without writing them down.

    >>> numbers_in({"a": np.ones((2, 3)), "b": (1.0, 2.0)})
    8
    """
    if isinstance(value, np.ndarray):
        return int(value.size)
    if is_dataclass(value) and not isinstance(value, type):
        return sum(numbers_in(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, Mapping):
        return sum(map(numbers_in, value.values()))
    return sum(map(numbers_in, value)) if isinstance(value, tuple) else 1


def _plain_of_array(array: Any, *, alone: bool) -> Any:
    if array.dtype.name not in DTYPES:
        raise NotPlain(f"an array of {array.dtype.name} is not kept")
    if alone and array.dtype.name == "float64":
        return float(array)
    return [array.dtype.name, list(array.shape), array.ravel().tolist()]


def value_of(kind: Any, plain: Any) -> Any:
    """The value of the expected type; nothing but constructors of records on the way is called.

    Raises:
        NotPlain: the data are no value of it.

    >>> value_of(tuple[float, ...] | None, [0.5, 2.0])
    (0.5, 2.0)
    >>> value_of(dict[str, int], {"rows": "150"})
    Traceback (most recent call last):
        ...
    numeric.keeping.plain_data.NotPlain: no int: '150'
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _one_of(arguments, plain)
    if origin is tuple:
        return _tuple(arguments, plain)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {str(key): value_of(arguments[1], part) for key, part in _wanted(dict, plain).items()}
    if np.ndarray in (origin, kind):
        return _array(plain)
    return _alone(kind, plain)


def _alone(kind: Any, plain: Any) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind, plain)
    if kind not in PLAIN:
        raise NotPlain(f"{kind!r:.60} is not kept")
    return plain if kind is float and type(plain) is int else _wanted(kind, plain)


def _wanted(kind: type, plain: Any) -> Any:
    if type(plain) is not kind:
        raise NotPlain(f"no {kind.__name__}: {plain!r:.60}")
    return plain


def _one_of(kinds: tuple[Any, ...], plain: Any) -> Any:
    for kind in kinds:
        try:
            return value_of(kind, plain)
        except NotPlain:
            continue
    raise NotPlain(f"none of {kinds!r:.60}: {plain!r:.60}")


def _tuple(kinds: tuple[Any, ...], plain: Any) -> tuple[Any, ...]:
    parts = _wanted(list, plain)
    each = (kinds[0],) * len(parts) if kinds[1:] == (Ellipsis,) else kinds
    if len(each) != len(parts):
        raise NotPlain(f"{len(parts)} parts, not {len(each)}")
    return tuple(value_of(kind, part) for kind, part in zip(each, parts, strict=True))


def _array(plain: Any) -> Any:
    if type(plain) in (int, float):
        return np.float64(plain)
    parts = _wanted(list, plain)
    if len(parts) != 3 or parts[0] not in DTYPES or not all(type(n) is int for n in _wanted(list, parts[1])):
        raise NotPlain(f"no array: {plain!r:.60}")
    if not all(type(number) in (int, float) for number in _wanted(list, parts[2])):
        raise NotPlain("an array is made of numbers")
    try:
        return np.array(parts[2], dtype=parts[0]).reshape(parts[1])
    except (ValueError, OverflowError) as error:
        raise NotPlain(f"no array: {error!s:.60}") from error


def _record(kind: type[Any], plain: Any) -> Any:
    record: Any = kind
    hints, parts = _hints(record), _wanted(list, plain)
    if len(hints) != len(parts):
        raise NotPlain(f"{kind.__name__} has {len(hints)} fields, not {len(parts)}")
    return record(*(value_of(hint, part) for hint, part in zip(hints, parts, strict=True)))


@cache
def _hints(kind: Hashable) -> tuple[Any, ...]:
    """The types of a record's fields in their order."""
    record: Any = kind
    found = get_type_hints(record)
    return tuple(found[field.name] for field in fields(record))


def _member(kind: type[Enum], plain: Any) -> Enum:
    try:
        return kind(plain)
    except ValueError as error:
        raise NotPlain(f"no {kind.__name__}: {plain!r:.60}") from error
