r"""Macros that a file takes from another one: ``\bs{x}``, ``\pderiv{L}{w}``, ``\red{z}``, by name and use."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .braced_letters import LETTERS
from .derivative_commands import BRACKETS, DIFFERENTIALS, STYLED
from .macros import Macro, expanded
from .site_macros import KNOWN
from .tokens import Token, Tokens, argument, scanned

Calls = list[tuple[Tokens, ...]]
COLOURS = re.compile(r"(?:red|blue?|green|grn|orange|org|purple|pur|violet|brown|gr[ae]y|cyan|teal|magenta|pink)[A-E]?")
BOLD = re.compile(
    r"(?!tr|Tr)[A-Za-z]{0,2}(?:vec|vect|vector|mat|matr|mtx|tens|tensor)(?:sym|b|bf|s)?|bs|bsym|bfs?|bb|BF|B|V|M"
)
SLOPES = re.compile(r"(?:p|partial|part)?(?:der|deriv|derivative|diff|d)|pf")
ROUND, SQUARE = ("lr", "lrp", "paren", "parens", "parenth", "pa"), ("lrs", "lrb", "brac", "sqb")
BODIES = {
    "colour": (1, "#1"), "bold": (1, r"\mathbf{#1}"), "slope": (2, r"\frac{\partial #1}{\partial #2}"),
    "round": (1, r"\left(#1\right)"), "square": (1, r"\left[#1\right]"),
}  # fmt: skip
# Commands without an argument: another spelling, and whether something stands before it.
SHORT = {
    "TT": (r"^\top", True), "tran": (r"^\top", True), "transp": (r"^\top", True), "inv": ("^{-1}", True),
    "eps": (r"\epsilon", False), "E": (r"\mathbb{E}", False), "EE": (r"\mathbb{E}", False),
}  # fmt: skip
SIZED, LONG = ("left", "bigl", "Bigl", "big", "Big"), 4  # letters of the name of a function
MOST_TOKENS = 9  # of a letter with its scripts
READ = frozenset([*KNOWN, *DIFFERENTIALS, *BRACKETS, "prime", "bmod", "pmod", "mod", "backslash"])


def missing_macros(displays: Iterable[str], macros: Mapping[str, Macro]) -> tuple[Macro, ...]:
    r"""The macros that nobody defines, where their names and all their calls say what they are.

    >>> displays = [r"\VUvec{x} = \red{a + b}", r"\pderiv{L}{w} = 0", r"f\lr{a}", r"\matinv{A} + \vec{x} + \mat{a + b}"]
    >>> [macro.name for macro in missing_macros(displays, {})]
    ['VUvec', 'red', 'pderiv', 'lr']
    >>> [macro.name for macro in missing_macros([r"p = \normed(z) + \share \left(a\right) + \bias"], {})]
    ['normed', 'share']
    """
    calls: dict[str, Calls] = defaultdict(list)
    behind: dict[str, list[bool]] = defaultdict(list)
    applied: dict[str, bool] = {}
    for display in displays:
        for name, arguments, after, before in _calls(expanded(scanned(display), macros), macros):
            calls[name].append(arguments)
            behind[name].append(after)
            applied[name] = before and applied.get(name, True)
    return tuple(filter(None, (_macro(name, found, behind[name], applied[name]) for name, found in calls.items())))


def _calls(
    tokens: Sequence[Token], macros: Mapping[str, Macro]
) -> Iterator[tuple[str, tuple[Tokens, ...], bool, bool]]:
    """The commands that nobody defines, each with its arguments in braces, and whether it stands behind something.

    Last comes whether a bracket stands behind it.
    """
    for place, token in enumerate(tokens):
        if token.kind != "command" or not token.text.isalpha() or token.text in READ or token.text in macros:
            continue
        arguments: list[Tokens] = []
        at = place + 1
        while at < len(tokens) and tokens[at].is_mark("{"):
            inside, at = argument(tokens, at)
            arguments.append(inside)
        before = tokens[place - 1] if place else token
        sized = at < len(tokens) and tokens[at].is_command(*SIZED)
        opens = at + sized < len(tokens) and tokens[at + sized].is_mark("(")
        yield token.text, tuple(arguments), place > 0 and (_is_in_a_letter(before) or before.is_mark(")]")), opens


def _macro(name: str, calls: Calls, behind: Sequence[bool], applied: bool) -> Macro | None:
    count = len(calls[0])
    if any(len(call) != count for call in calls):
        return None
    if not count and name in SHORT:
        body, follows = SHORT[name]
        return Macro(name, 0, scanned(body)) if not follows or all(behind) else None
    if not count and applied and len(name) >= LONG and name.islower():
        return Macro(name, 0, scanned(rf"\operatorname{{{name}}}"))  # of a function
    kind = _kind(name, calls) if count else ""
    return Macro(name, BODIES[kind][0], scanned(BODIES[kind][1])) if kind and BODIES[kind][0] == count else None


def _kind(name: str, calls: Calls) -> str:
    """What a name says, where the arguments are of that kind: letters are in bold, anything has a colour."""
    if COLOURS.fullmatch(name):
        return "colour"
    if SLOPES.fullmatch(name) and len(calls[0]) == 2:
        return "slope"
    if name in (*ROUND, *SQUARE):
        return "round" if name in ROUND else "square"
    letters = all(_is_of_letters(inside) for call in calls for inside in call)
    return "bold" if BOLD.fullmatch(name) and letters else ""


def _is_of_letters(inside: Sequence[Token]) -> bool:
    """True for a letter with its scripts, and for capitals side by side."""
    return 0 < len(inside) <= MOST_TOKENS and all(_is_in_a_letter(token) for token in inside)


def _is_in_a_letter(token: Token) -> bool:
    return token.kind in ("letter", "number") or token.is_mark("{}_^'") or token.is_command(*LETTERS, *STYLED)
