"""What MyST asks an executable plugin: which directives and roles it has, and what one of them stands for.

The protocol is that of mystmd (its "executable plugins"): without arguments the program prints its specification;
with ``--directive NAME`` or ``--role NAME`` it reads the directive or role as JSON and prints a list of nodes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from derive.errors import InputError, UsageError
from derive.writing.colours import for_the_web

from ..system.visible_text import visible
from .embedding import OPTIONS, embedded

if TYPE_CHECKING:
    from ..options.options import NetworkOptions
    from .entries import Entry

NAME = "backproof"
KEY = "the key of a formula, such as gradient/W; step/W/ for each step"
MAXIMUM_BYTES = 1024 * 1024
Node = dict[str, Any]


def specification() -> Node:
    """The plugin's directive and role, as MyST wants to know them.

    >>> [role["name"] for role in specification()["roles"]]
    ['backproof']
    """
    options = {name: {"type": "string", "doc": meaning} for name, meaning in OPTIONS.items()}
    label = {"type": "string", "doc": "a label for references, such as eq-gradient"}
    directive = {
        "name": NAME,
        "doc": "A formula on lines of its own.",
        "arg": {"type": "string", "required": True, "doc": KEY},
        "options": {**options, "label": label},
    }
    role = {
        "name": NAME,
        "doc": "A formula in a line of text.",
        "body": {"type": "string", "required": True, "doc": KEY},
        "options": options,
    }
    return {"name": "Backproof: formulas by their keys", "directives": [directive], "roles": [role]}


def directive_nodes(name: str, text: bytes, standard: NetworkOptions | None = None) -> list[Node]:
    """The formulas of a directive: each is mathematics, with its label; several have their titles above them.

    A key or an option that is not known becomes an error in the page, with what is near: the rest of the page is built.

    Raises:
        InputError: the text is not what MyST writes.
        UsageError: no such directive.

    >>> directive_nodes("backproof", b'{"arg": "condition/labels-sum-to-one"}')[0]["value"]
    '\\\\sum_{k=1}^{K} y_{nk} = 1'
    """
    data = _data("directive", name, text)
    words, label, key = _words(data), _text(data.get("options") or {}, "label"), _text(data, "arg")
    wanted = {name: word for name, word in words.items() if name != "label"}
    try:
        entries = embedded(key, wanted, standard, kept=True, colours=for_the_web)
    except UsageError as error:
        return [_error(error)]
    if len(entries) == 1:
        return [_block(entries[0], label)]
    return [
        node
        for number, entry in enumerate(entries, start=1)
        for node in (_title(f"{number}. {entry.title}"), _block(entry, f"{label}-{number}" if label else ""))
    ]


def role_nodes(name: str, text: bytes, standard: NetworkOptions | None = None) -> list[Node]:
    """The formula of a role, in a line of text; errors are those of ``directive_nodes``."""
    data = _data("role", name, text)
    words, key = _words(data), _text(data, "body").rstrip("/")
    try:
        entry = embedded(key, words, standard, kept=True, colours=for_the_web)[0]
    except UsageError as error:
        return [{"type": "strong", "children": [{"type": "text", "value": _said(error)}]}]
    return [{"type": "inlineMath", "value": entry.latex}]


def _block(entry: Entry, label: str) -> Node:
    node = {"type": "math", "value": entry.latex}
    return {**node, "label": label, "identifier": label.lower(), "enumerated": True} if label else node


def _error(error: UsageError) -> Node:
    """What a reader sees in the place of the formula, and MyST writes in every format."""
    title = {"type": "admonitionTitle", "children": [{"type": "text", "value": "No formula"}]}
    return {"type": "admonition", "kind": "error", "children": [title, _title(_said(error))]}


def _said(error: UsageError) -> str:
    return visible(f"Backproof: {error.message}" + (f"; {error.hint}" if error.hint else ""))


def _title(text: str) -> Node:
    return {"type": "paragraph", "children": [{"type": "text", "value": text}]}


def _data(kind: str, name: str, text: bytes) -> Mapping[str, Any]:
    if name != NAME:
        raise UsageError(f"there is no {kind} {name!r:.60}", hint=f"the {kind} is called {NAME}")
    expected = f"MyST writes the {kind} as one JSON object; run without arguments for the specification"
    if len(text) > MAXIMUM_BYTES:
        raise InputError(f"the {kind} on standard input is larger than 1 MiB", hint=expected)
    try:
        data = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"the {kind} on standard input is not JSON: {error!s:.120}", hint=expected) from None
    if not isinstance(data, dict) or not isinstance(data.get("options") or {}, dict):
        raise InputError(f"the {kind} on standard input is not an object with options", hint=expected)
    return data


def _text(data: Mapping[str, Any], name: str) -> str:
    found = data.get(name, "")
    if not isinstance(found, str):
        raise InputError(f"{name} is {json.dumps(found):.60}, expected text", hint=KEY)
    return found


def _words(data: Mapping[str, Any]) -> dict[str, str]:
    """The options as words; what is only named, without a value, is true in JSON."""
    given = data.get("options") or {}
    return {name: "" if value is True else "no" if value is False else str(value) for name, value in given.items()}
