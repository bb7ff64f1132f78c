"""A network from a TOML file: options as on the command line, layers by their words, or its definitions.

Nothing in it is evaluated: formulas are read by the reader that checks notes. An error names the file and the line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from derive.errors import InputError, UsageError, nearest
from derive.regular_files import bytes_of

from .conventions import ConventionOptions
from .options import HiddenLayer, Layer, NetworkOptions

MAXIMUM_BYTES = 64 * 1024
MAXIMUM_DEPTH = 8
MAXIMUM_SIZE = 100_000
OPTIONS = ("bias", "log_base", "reduction", "hidden", "loss", "l1", "l2", "label_smoothing", "temperature")
STACKED = ("layers", "inputs", "outputs")
DESCRIBED = ("axes", "given", "definitions", "conditions")
WRITING = ("letters", "notation", "layout", "colour")
KEYS = (*OPTIONS, *STACKED, "title", *DESCRIBED, *WRITING, "sizes")
EXPECTED = {
    "bias": "true or false",
    "log_base": '"e", "2" or "10"',
    "reduction": '"mean" or "sum"',
    "hidden": 'a list such as ["8:tanh"]',
    "loss": 'a word such as "softmax" or "squared"',
    "l1": "a number such as 0.01",
    "l2": "a number such as 0.01",
    "label_smoothing": "a number such as 0.1",
    "temperature": "a number such as 2",
    "layers": 'a list such as ["dense 8", "relu", "dense"]',
    "inputs": 'the axes of the input, such as "N D"',
    "outputs": '"one" or "many"',
    "title": "a line of text",
    "letters": r"a text such as 'p=\hat{y},z=a'",
    "notation": '"ng", "bishop", "nielsen", "d2l" or "goodfellow"',
    "layout": '"rows", "columns" or "xw"',
    "colour": "true or false",
    "sizes": "a table such as {T = 8, D = 8}",
    "axes": 'a table such as N = "samples"',
    "given": 'a table such as x = {axes = "N D", role = "input"}',
    "definitions": 'a table such as E = "E = sum(w[d]^2, d)"',
    "conditions": 'a table such as "labels sum to one" = "sum(y[n,k], k) = 1"',
}
GIVEN_KEYS = ("axes", "role", "kind", "meaning")
DEFINITION_KEYS = ("formula", "meaning")


def read_network_file(path: Path) -> NetworkOptions:
    """Read the options, each optional, as on the command line; or ``layers``; or ``given`` and ``definitions``.

    Raises:
        InputError: the file cannot be read, is no TOML, or has a key or value that is not expected.
        UsageError: a value is not one of those that the option has.
    """
    text = _text(path)
    found = network_of_table(_table(path, text), f"{path.name!r:.80}", lambda *part: _line(text, *part))
    return _from_file(found, str(path))


def _from_file(options: NetworkOptions, path: str) -> NetworkOptions:
    return replace(options, file=path) if options.layers or options.described else options


def _no_line(_section: str, _key: str) -> int | None:
    return None


def network_of_table(table: object, where: str, line_of: Callable[[str, str], int | None] = _no_line) -> NetworkOptions:
    """The network options of a table; ``where`` it stands begins the message of an error.

    ``line_of`` says in which line a key of a section stands.

    Raises:
        InputError: it is no table, or a key or a value is not expected.
        UsageError: a value is not one of those that the option has.

    >>> network_of_table({"hidden": ["8:tanh"]}, "conf.py").widths
    (8,)
    """
    if not isinstance(table, Mapping):
        raise InputError(f"{where} is {table!r:.60}", hint='expected a table such as {"bias": True}')

    def at(section: str, key: str = "") -> str:
        line = line_of(section, key) or (line_of("", section) if section else None)
        return f"{where}, line {line}" if line else where

    unknown = next((key for key in table if key not in KEYS), None)
    if unknown is not None:
        near = nearest(unknown, KEYS) if isinstance(unknown, str) else []
        hint = f"did you mean {near[0]}? " if near else ""
        raise InputError(
            f"{at('', str(unknown))}: unknown key {unknown!r:.60}", hint=f"{hint}expected: {', '.join(KEYS)}"
        )
    values = {key: _value(at, key, value) for key, value in table.items()}
    writing = _writing({key: values.pop(key) for key in WRITING if key in values}, at)
    return _checked(replace(_of_values(values, where, at), writing=writing))


def _writing(values: dict[str, Any], at: Callable[..., str]) -> ConventionOptions:
    """How the network is written."""
    try:
        return ConventionOptions(**values)
    except UsageError as wrong:
        key = next(key for key in values if key in wrong.message)
        raise InputError(f"{at('', key)}: {wrong.message}", wrong.hint) from None


def _of_values(values: dict[str, Any], where: str, at: Callable[..., str]) -> NetworkOptions:
    if "definitions" in values or "given" in values:
        return _described(values, at)
    if "layers" in values and "hidden" in values:
        raise InputError(f"{at('', 'hidden')}: there are hidden layers beside layers", hint="write them into layers")
    without = next((key for key in (*STACKED[1:], *DESCRIBED) if key in values), "")
    if without and ("layers" not in values or without in DESCRIBED):
        wanted = "layers" if without in STACKED else "given and definitions"
        raise InputError(f"{at('', without)}: {without} without {wanted}", hint=f"add {wanted}, or leave it out")
    values.pop("title", None)
    try:
        return _checked(NetworkOptions(**values))
    except InputError:
        raise
    except UsageError as wrong:
        key = next((key for key in ("layers", *OPTIONS) if key in values and _is_about(key, wrong.message)), "")
        place = at("", key)
        raise type(wrong)(f"{place}: {wrong.message}" if place != where else wrong.message, wrong.hint) from None


def _checked(options: NetworkOptions) -> NetworkOptions:
    """The options, whose layers are stacked once, so that their file is named where they are wrong."""
    if options.layers or options.writing != ConventionOptions():
        from .networks import network_of

        network_of(options, batch=True)
    return options


def _is_about(key: str, message: str) -> bool:
    words = {"layers": "layer", "log_base": "log base"}.get(key, key.replace("_", " "))
    return words in message


def _described(values: dict[str, Any], at: Callable[..., str]) -> NetworkOptions:
    beside = next((key for key in (*OPTIONS, *STACKED) if key in values), "")
    if beside:
        hint = "the definitions say it all; leave it out"
        raise InputError(f"{at('', beside)}: {beside} beside definitions", hint=hint)
    from derive.reading.networks import WrongDescription, describe

    try:
        network = describe(
            values.get("given", {}),
            {name: formula for name, (formula, _) in values.get("definitions", {}).items()},
            axes=values.get("axes", {}),
            conditions=values.get("conditions", {}),
            meanings={name: meaning for name, (_, meaning) in values.get("definitions", {}).items() if meaning},
        )
    except WrongDescription as wrong:
        raise InputError(f"{at(*wrong.part)}: {wrong.message}", wrong.hint) from None
    except UsageError as wrong:
        name = getattr(wrong, "name", "")
        raise InputError(f"{at('definitions', name)}: {wrong.message}", wrong.hint) from None
    return NetworkOptions(described=network, sizes=values.get("sizes", ()))


def _text(path: Path) -> str:
    shown = f"{str(path)!r:.120}"
    try:
        content = bytes_of(path, MAXIMUM_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"the network file {shown} cannot be read: {reason}", hint="check the path") from None
    if len(content) > MAXIMUM_BYTES:
        raise InputError(f"the network file {shown} is larger than 64 KiB", hint="it holds a few options only")
    try:
        return content.decode("utf-8-sig")
    except ValueError as error:
        raise InputError(f"the network file {shown} is not TOML: {error!s:.120}", hint="such as: bias = true") from None


def _table(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        shown = f"{str(path)!r:.120}"
        raise InputError(f"the network file {shown} is not TOML: {error!s:.120}", hint="such as: bias = true") from None


def _line(text: str, section: str, key: str) -> int | None:
    """The line in which a key of a section stands, or the section; None where neither is found."""
    here, of_section = "", None
    begins = re.compile(rf"\s*(?:\"{re.escape(key)}\"|'{re.escape(key)}'|{re.escape(key)})\s*[=.]") if key else None
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.fullmatch(r"\s*\[\s*\"?([^\]\"]*?)\"?\s*\]\s*(#.*)?", line)
        if header:
            here = header[1]
            if here in (section or key, f"{section}.{key}"):
                of_section = number
                if here != section:
                    return number
        elif here == section and begins and begins.match(line):
            return number
    return of_section


class _WrongEntry(UsageError):
    """What is wrong with the entry ``name`` of a table."""

    def __init__(self, name: str, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.name = name


def _value(at: Callable[..., str], key: str, value: object) -> Any:
    try:
        read = _READERS[key](value)
    except _WrongEntry as wrong:
        raise InputError(f"{at(key, wrong.name)}: in {key}, {wrong.message}", wrong.hint) from None
    if read is None:
        raise InputError(f"{at('', key)}: {key} is {value!r:.60}", hint=f"expected {EXPECTED[key]}")
    return read


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _number(value: object) -> str | None:
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None


def _word(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _hidden(value: object) -> tuple[HiddenLayer, ...] | None:
    if isinstance(value, list) and all(isinstance(layer, str) for layer in value):
        return tuple(HiddenLayer.parse(layer) for layer in value)
    return None


def _layers(value: object) -> tuple[Layer, ...] | None:
    found = _nested(value, MAXIMUM_DEPTH) if isinstance(value, list) and value else None
    return found if isinstance(found, tuple) else None


def _nested(value: object, depth: int) -> Layer | None:
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not depth:
        return None
    inner = tuple(_nested(part, depth - 1) for part in value)
    return None if any(part is None for part in inner) else inner  # type: ignore[return-value]


def _words(value: object) -> dict[str, str] | None:
    return dict(value) if isinstance(value, dict) and all(isinstance(word, str) for word in value.values()) else None


def _sizes(value: object) -> tuple[tuple[str, int], ...] | None:
    """Numbers for sizes."""
    if not isinstance(value, dict) or not all(
        type(size) is int and 0 < size <= MAXIMUM_SIZE for size in value.values()
    ):
        return None
    return tuple(value.items())


def _given(value: object) -> dict[str, Any] | None:
    """Each given tensor as a line or a table."""
    if not isinstance(value, dict):
        return None
    from derive.reading.networks import Given

    example = '"N D input", or {axes = "N D", role = "input"}'
    entries = {name: _entry(name, told, GIVEN_KEYS, example) for name, told in value.items()}
    return {name: told if isinstance(told, str) else Given(**told) for name, told in entries.items()}


def _definitions(value: object) -> dict[str, tuple[str, str]] | None:
    """Each definition as a formula, or a table of the formula and its meaning."""
    if not isinstance(value, dict):
        return None
    found: dict[str, tuple[str, str]] = {}
    for name, told in value.items():
        entry = _entry(name, told, DEFINITION_KEYS, 'a formula in quotes, such as "E = sum(w[d]^2, d)"')
        table = {"formula": entry} if isinstance(entry, str) else entry
        if "formula" not in table:
            raise _WrongEntry(name, f"{name!r:.40} has no formula", 'add formula = "…"')
        found[name] = table["formula"], table.get("meaning", "")
    return found


def _entry(name: str, told: object, keys: tuple[str, ...], example: str) -> str | dict[str, str]:
    """The entry of a table: a line, or a table of texts under some of the keys."""
    if isinstance(told, str):
        return told
    if not isinstance(told, dict):
        raise _WrongEntry(name, f"{name!r:.40} is {told!r:.60}", f"expected {example}")
    for key, word in told.items():
        if key not in keys:
            near = nearest(key, keys)
            meant = f"did you mean {near[0]}? " if near else ""
            raise _WrongEntry(
                name, f"{name!r:.40} has the unknown key {key!r:.60}", f"{meant}expected: {', '.join(keys)}"
            )
        if not isinstance(word, str):
            raise _WrongEntry(name, f"the {key} of {name!r:.40} is {word!r:.60}", "expected a text in quotes")
    return told


_READERS: dict[str, Callable[[object], Any]] = {
    "bias": _truth,
    **dict.fromkeys(("log_base", "l1", "l2", "label_smoothing", "temperature"), _number),
    **dict.fromkeys(("reduction", "loss", "inputs", "outputs", "title", "letters", "notation", "layout"), _word),
    "colour": _truth,
    "hidden": _hidden,
    "layers": _layers,
    **dict.fromkeys(("axes", "conditions"), _words),
    "given": _given,
    "definitions": _definitions,
    "sizes": _sizes,
}
