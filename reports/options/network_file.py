"""Network options from a TOML file; unknown keys are errors."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from derive.errors import InputError

from .options import HiddenLayer, NetworkOptions

MAXIMUM_BYTES = 64 * 1024
KEYS = ("bias", "log_base", "reduction", "hidden")
EXPECTED = {
    "bias": "true or false",
    "log_base": '"e", "2" or "10"',
    "reduction": '"mean" or "sum"',
    "hidden": 'a list such as ["8:tanh"]',
}


def read_network_file(path: Path) -> NetworkOptions:
    """Read ``bias``, ``log_base``, ``reduction`` and ``hidden``, each optional, as on the command line.

    Raises:
        InputError: the file cannot be read, is no TOML, or has a key or value that is not expected.
        UsageError: a value is not one of those that the option has.
    """
    return network_of_table(_table(path), f"{path.name!r:.80}")


def network_of_table(table: object, where: str) -> NetworkOptions:
    """The network options of a table; ``where`` it stands begins the message of an error.

    Raises:
        InputError: it is no table, or a key or a value is not expected.
        UsageError: a value is not one of those that the option has.

    >>> network_of_table({"hidden": ["8:tanh"]}, "conf.py").widths
    (8,)
    """
    if not isinstance(table, Mapping):
        raise InputError(f"{where} is {table!r:.60}", hint='expected a table such as {"bias": True}')
    unknown = next((repr(key) for key in table if key not in KEYS), "")
    if unknown:
        near = get_close_matches(unknown.strip("'"), KEYS, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise InputError(f"{where}: unknown key {unknown:.60}", hint=f"{hint}expected: {', '.join(KEYS)}")
    values = {key: _value(where, key, value) for key, value in table.items()}
    return NetworkOptions(**values)


def _table(path: Path) -> dict[str, Any]:
    shown = f"{str(path)!r:.120}"
    try:
        with path.open("rb") as stream:
            content = stream.read(MAXIMUM_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"the network file {shown} cannot be read: {reason}", hint="check the path") from None
    if len(content) > MAXIMUM_BYTES:
        raise InputError(f"the network file {shown} is larger than 64 KiB", hint="it holds a few options only")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"the network file {shown} is not TOML: {error!s:.120}", hint="such as: bias = true") from None


def _value(where: str, key: str, value: object) -> Any:
    if key == "bias" and isinstance(value, bool):
        return value
    if key == "log_base" and isinstance(value, (str, int)) and not isinstance(value, bool):
        return str(value)
    if key == "reduction" and isinstance(value, str):
        return value
    if key == "hidden" and isinstance(value, list) and all(isinstance(layer, str) for layer in value):
        return tuple(HiddenLayer.parse(layer) for layer in value)
    raise InputError(f"{where}: {key} is {value!r:.60}", hint=f"expected {EXPECTED[key]}")
