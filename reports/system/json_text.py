"""JSON for programs: sorted keys, full-precision numbers, and null where a number is not finite."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

JsonValue = None | bool | int | float | str | list[Any] | dict[str, Any]


def plain(value: object) -> JsonValue:
    """Turn arrays, NumPy numbers, tuples and mappings into what JSON has.

    >>> plain({"loss": (1.5, float("nan"))})
    {'loss': [1.5, None]}

    Raises:
        TypeError: a value has no JSON form (a fault of ours).
    """
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    to_list = getattr(value, "tolist", None)
    if to_list is not None:
        return plain(to_list())
    raise TypeError(f"{type(value).__name__} has no JSON form")


def json_text(document: Mapping[str, object]) -> str:
    """One document as text.

    Text from outside is written in ASCII, so that no escape sequence in it reaches a terminal.

    >>> print(json_text({"verdict": "agree"}))
    {
      "verdict": "agree"
    }
    """
    return json.dumps(plain(document), indent=2, sort_keys=True, allow_nan=False)
