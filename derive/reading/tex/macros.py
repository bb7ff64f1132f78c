r"""Macros of a file: ``\newcommand``, ``\def``, ``\DeclareMathOperator``, put in the place of their calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from .tokens import Token, Tokens, argument, scanned

NAME = r"\s*\{?\s*\\([A-Za-z]+)\s*\}?\s*"
DEFINING = re.compile(
    rf"\\(?:(?:re|provide)?newcommand|providecommand|DeclareRobustCommand)\*?{NAME}(?:\[(\d)\]\s*)?(\[[^\]]*\]\s*)?(?=\{{)"
    r"|\\[gx]?def\s*\\([A-Za-z]+)((?:#\d)*)\s*(?=\{)"
    rf"|\\DeclareMathOperator\*?{NAME}(?=\{{)"
)
CONFIGURED = re.compile(r"\b[Mm]acros[\"']?\s{0,9}:\s{0,9}\{")
STRING = r"(?:String\.raw\s{0,9})?`[^`]*`|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
EDGE = re.compile(rf"{STRING}|[{{}}]")
ENTRY = re.compile(rf"[\"']?\\{{0,2}}([A-Za-z]+)[\"']?\s*:\s*\[?\s*({STRING})(?:\s*,\s*(\d)(?:\s*,\s*({STRING}))?)?")
MOST_MACROS, MOST_TOKENS, DEEPEST, MOST_PAGES = 500, 20_000, 40, 20


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: its name, how many arguments it has, the first of them by default, and its body."""

    name: str
    arguments: int
    body: Tokens
    default: Tokens | None = None


def macros_in(text: str) -> tuple[Macro, ...]:
    r"""The macros that a file defines, wherever it does.

    >>> [(macro.name, macro.arguments) for macro in macros_in(r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}")]
    [('pd', 2)]
    """
    found: dict[str, Macro] = {}
    for match in DEFINING.finditer(text):
        name, count, default, short, parameters, operator = match.groups()
        body = _braced(text, match.end())
        if operator:
            macro = Macro(operator, 0, scanned(rf"\operatorname{{{body}}}"))
        elif short:
            macro = Macro(short, parameters.count("#"), scanned(body))
        else:
            first = scanned(default.strip()[1:-1]) if default else None
            macro = Macro(name, int(count or 0), scanned(body), first)
        found[macro.name] = macro
        if len(found) >= MOST_MACROS:
            break
    found = {macro.name: macro for macro in _configured(text)} | found
    return tuple(found.values())[:MOST_MACROS]


def _configured(text: str) -> Iterator[Macro]:
    r"""The macros that a page tells MathJax or KaTeX: ``macros: {pd: ["\\frac{#1}{#2}", 2], Loss: "\\mathcal{L}"}``.

    >>> page = r"MathJax = {tex: {macros: {pd: ['\\frac{#1}{#2}', 2], 'Loss': '\\mathcal{L}'}}}"
    >>> [(macro.name, macro.arguments, len(macro.body)) for macro in _configured(page)]
    [('pd', 2, 9), ('Loss', 0, 4)]
    """
    for opening in islice(CONFIGURED.finditer(text), MOST_PAGES):
        depth, end = 1, opening.end()
        for edge in EDGE.finditer(text, opening.end(), opening.end() + MOST_TOKENS):
            depth += {"{": 1, "}": -1}.get(edge[0], 0)
            end = edge.start()
            if depth == 0:
                break
        for name, body, count, default in ENTRY.findall(text, opening.end(), end):
            made = scanned(_unquoted(body))
            highest = max((int(n) for n in re.findall(r"#(\d)", body)), default=0)
            yield Macro(name, max(int(count or 0), highest), made, scanned(_unquoted(default)) if default else None)


def _unquoted(text: str) -> str:
    r"""What a string of JavaScript says; a backslash that was doubled once more is one."""
    if text.startswith("String"):
        return text.partition("`")[2][:-1]
    return re.sub(r"\\\\(?=[A-Za-z])", r"\\", re.sub(r"\\(.)", r"\1", text[1:-1]))


def _braced(text: str, start: int) -> str:
    depth = 0
    for place in range(start, min(len(text), start + 4000)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[start + 1 : place]
    return ""


def expanded(tokens: Sequence[Token], macros: Mapping[str, Macro], depth: int = 0) -> Tokens:
    r"""The tokens with macros put in; what a macro made has the place of its call.

    >>> macros = {macro.name: macro for macro in macros_in(r"\def\bx{\mathbf{x}}")}
    >>> [token.text for token in expanded(scanned(r"\bx"), macros)]
    ['mathbf', '{', 'x', '}']
    """
    out: list[Token] = []
    place = 0
    while place < len(tokens) and len(out) < MOST_TOKENS:
        token = tokens[place]
        macro = macros.get(token.text) if token.kind == "command" else None
        if macro is None or depth > DEEPEST:
            out.append(token)
            place += 1
            continue
        made, place = _called(macro, tokens, place)
        out += expanded(made, macros, depth + 1)
    return tuple(out[:MOST_TOKENS])


def _called(macro: Macro, tokens: Sequence[Token], at: int) -> tuple[Tokens, int]:
    """What one call becomes, and the place behind it."""
    place = at + 1
    arguments: list[Tokens] = []
    if macro.default is not None:
        arguments.append(macro.default)
        if place < len(tokens) and tokens[place].is_mark("["):
            close = next((n for n in range(place, len(tokens)) if tokens[n].is_mark("]")), len(tokens) - 1)
            arguments[0], place = tuple(tokens[place + 1 : close]), close + 1
    while len(arguments) < macro.arguments:
        found, place = argument(tokens, place)
        arguments.append(found)
    call = replace(tokens[at], end=max(tokens[at].end, tokens[min(place, len(tokens)) - 1].end))
    made: list[Token] = []
    body = list(macro.body)
    for number, token in enumerate(body):
        after_sign = number > 0 and body[number - 1].is_mark("#")
        if token.is_mark("#"):
            continue
        if after_sign and token.kind == "number":
            which = int(token.text[0]) - 1
            made += arguments[which] if which < len(arguments) else ()
            if token.text[1:]:
                made.append(Token("number", token.text[1:], call.start, call.end))
        else:
            made.append(replace(token, start=call.start, end=call.end))
    return tuple(made), place
