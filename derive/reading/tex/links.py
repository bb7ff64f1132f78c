r"""What stands between the relations of a row: w += a is w ← w + a, = = is one sign, and an argmin is no formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from .tokens import CLOSING, OPENING, Token, Tokens, argument, split, without_braces

OPTIMA, EXTREMES = ("argmin", "argmax", "arginf", "argsup"), ("min", "max", "inf", "sup")
COMMAS = frozenset({("mark", ",")})
Links = tuple[list[Tokens], list[Token]]


def as_steps(sides: Sequence[Tokens], relations: Sequence[Token]) -> Links:
    """The sides and relations with w ← w + (a) for w += a, and one = for two of them.

    >>> from .tokens import scanned, split, text_of
    >>> for line in ("w -= 2 a", "w_+ = a", "a = = b", "w + = a + b"):
    ...     sides, relations = as_steps(*split(scanned(line), frozenset({("mark", "=")})))
    ...     [*map(text_of, sides)], text_of(relations)
    (['w', 'w-(2a)'], 'leftarrow')
    (['w_+', 'a'], '=')
    (['a', 'b'], '=')
    (['w', 'w+(a+b)'], 'leftarrow')
    """
    sides, relations = _without_empty_sides(list(sides), list(relations))
    target, operator = _target(sides[0], relations[0]) if len(sides) == 2 else ((), None)
    if operator is None or not sides[1]:
        return sides, relations
    opening, closing = replace(sides[1][0], kind="mark", text="("), replace(sides[1][-1], kind="mark", text=")")
    step = (*target, operator, opening, *sides[1], closing)
    return [target, step], [replace(relations[0], kind="command", text="leftarrow")]


def _without_empty_sides(sides: list[Tokens], relations: list[Token]) -> Links:
    """Where nothing stands between two signs of equality they are one."""
    for place in range(len(sides) - 2, 0, -1):
        both = relations[place - 1], relations[place]
        if not sides[place] and all(token.is_mark("=") for token in both):
            del sides[place], relations[place]
    return sides, relations


def _target(side: Tokens, relation: Token) -> tuple[Tokens, Token | None]:
    """w and the sign of w +=; no sign where none stands at the end, or it is a script, or one of w * = far from it."""
    braced = len(side) > 3 and side[-1].is_mark("}") and side[-3].is_mark("{")
    target, operator = (side[:-3], side[len(side) - 2]) if braced else (side[:-1], side[-1] if side else relation)
    if not target or target[-1].is_mark("_^") or not relation.is_mark("=") or not operator.is_mark("+-*/"):
        return side, None
    near = operator.end == relation.start or operator.is_mark("+-")
    return (target, operator) if near else (side, None)


def without_optimum(sides: list[Tokens], relations: list[Token]) -> Links:
    r"""The sides without a last one in which something is least or greatest, which no formula says: \arg\min_w L.

    >>> from .tokens import scanned, split, text_of
    >>> equal = frozenset({("mark", "=")})
    >>> for line in (r"a = b = {\arg \min}_w L(w)", r"\arg\min L = \arg\min 2 L"):
    ...     [*map(text_of, without_optimum(*split(scanned(line), equal))[0])]
    ['a', 'b']
    ['argminL', 'argmin2L']
    """
    found = [is_optimum(side) for side in sides]
    return (sides[:-1], relations[:-1]) if found[-1] and not any(found[:-1]) else (sides, relations)


def is_optimum(side: Tokens) -> bool:
    r"""True for where something is least or greatest, which is let be something and is no formula.

    >>> from .tokens import scanned
    >>> is_optimum(scanned(r"f + {\arg \min}_w L(w)")), is_optimum(scanned(r"\min_w L(w)"))
    (True, False)
    """
    words = [token for token in side if token.kind in ("word", "command", "letter")]
    spelled = [token.text.replace(",", "").replace(" ", "").lower() for token in words]
    pairs = pairwise(spelled)
    return any(text in OPTIMA for text in spelled) or any(a == "arg" and b in EXTREMES for a, b in pairs)


def is_listed(side: Tokens) -> bool:
    r"""True for a set or a family in full, {a, b} and (x_i)_{i=1}^n, and for ± a: they say what there is.

    >>> from .tokens import scanned
    >>> [is_listed(scanned(line)) for line in ("{a, b}", "(x_i)_{i=1}^n", r"\pm 1", "(a, b)", "(a)_i", "f(x)")]
    [True, True, True, False, False, False]
    """
    inside = without_braces(side)
    if len(split(inside, COMMAS)[0]) > 1 or (inside[:1] and inside[0].is_command("pm", "mp")):
        return True
    if not inside or not inside[0].is_mark("(["):
        return False
    depths = list(accumulate(token.is_mark(OPENING) - token.is_mark(CLOSING) for token in inside))
    close = depths.index(0) if 0 in depths else len(inside)
    scripts = inside[close + 1 :]
    runs = any(token.is_mark("=") or token.is_command("in") for token in scripts)
    return runs and scripts[0].is_mark("_^") and _end_of_scripts(scripts) == len(scripts)


def with_case_apart(part: Tokens, relations: frozenset[tuple[str, str]]) -> tuple[Tokens, Tokens]:
    """A row, and the case in brackets behind it: i ≠ c of y_i = 0 (i ≠ c), a range; a 1 before it is an indicator.

    >>> from .tokens import scanned, text_of
    >>> lines = "y = 0 (i = j)", "y = 1 (i = j)", "z_j = f(u_j) (j = 1, 2)", "z = P(j = 1, 2)"
    >>> [tuple(map(text_of, with_case_apart(scanned(line), frozenset({("mark", "=")})))) for line in lines]
    [('y=0', 'i=j'), ('y=1(i=j)', ''), ('z_j=f(u_j)', 'j=1,2'), ('z=P(j=1,2)', '')]
    """
    opening = next((n for n in range(len(part) - 1, 0, -1) if part[n].is_mark("(")), 0)
    before = part[opening - 1] if opening > 1 and part[-1].is_mark(")") else None
    if before is None or part[opening - 2].is_mark("_^"):
        return part, ()
    case = part[opening + 1 : -1]
    sides = split(case, relations)[0]
    whole = len(sides) == 2 and all(sides) and not any(token.is_mark(")") for token in case)
    listed = len(split(case, COMMAS)[0]) > 1 and before.is_mark(")}")
    number = before.kind == "number" and before.text != "1"
    return (part[:opening], case) if whole and (number or listed) else (part, ())


def is_set(side: Tokens) -> bool:
    r"""True for what stands in braces that are shown, {x_k}: of two sets of letters nothing is claimed.

    >>> from .layout import cleaned
    >>> from .tokens import scanned
    >>> [is_set(cleaned(scanned(line))) for line in (r"\{x_k\}", r"\{a\}\{b\}", "(x_k)", r"\lbrace a, b \rbrace")]
    [True, False, False, True]
    """
    inside = without_braces(side)
    shown = len(inside) > 2 and inside[0].is_mark("(") and inside[0].end - inside[0].start > 1
    depths = accumulate(token.is_mark(OPENING) - token.is_mark(CLOSING) for token in inside)
    return shown and list(depths).index(0) == len(inside) - 1


def _end_of_scripts(tokens: Tokens) -> int:
    at = 0
    while at < len(tokens) and tokens[at].is_mark("_^"):
        at = argument(tokens, at + 1)[1]
    return at
