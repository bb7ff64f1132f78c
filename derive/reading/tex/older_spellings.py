r"""Older spellings in today's: ``{a \over b}`` is a fraction, ``\sigma{(z)}`` has no braces, w5 is w_5, a.b is a b."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .braced_letters import LETTERS, TWO_ARGUMENTS, without_braces_at_letters
from .bracketed_indices import with_plain_indices
from .tokens import FRACTIONS, Token, Tokens, argument, split, text_of, without_braces

ACCENTED = ("hat", "bar", "tilde", "vec", "mathbf", "boldsymbol", "frac", "log", "ln", "exp")
FUNCTIONS = ("exp", "log", "ln", "tanh", "sinh", "cosh", "sin", "cos", "tan", "max", "min")
COMMAS = frozenset({("mark", ",")})
AT_MOST = frozenset({("command", "le"), ("command", "leq"), ("command", "leqslant")})
TRANSPOSES = ("T", "top", "intercal")
EXTREMES = ("max", "min", "sup", "inf")


def in_newer_spelling(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens with a command for each ``\over``, without braces around brackets, and with numbers below letters.

    >>> from .tokens import scanned, text_of
    >>> text_of(in_newer_spelling(scanned(r"{\partial E \over \partial {w \over 2}} = \sigma{(z)} x^{(i)}")))
    'frac{partialE}{partialfrac{w}{2}}=sigma(z)x^{(i)}'
    >>> text_of(in_newer_spelling(scanned(r"\hat{y1} = w5 h_1 + 3x3 + E_y2 + n_{h1} + z 2")))
    'hat{y_{1}}=w_{5}h_1+3x3+E_{y2}+n_{h1}+z2'
    >>> text_of(in_newer_spelling(scanned(r"g\prime(x) = -p_j.p_i, i.e. x = 0.5. y")))
    "g'(x)=-p_jcdotp_i,i.e.x=0.5.y"
    >>> text_of(in_newer_spelling(scanned(r"\frac{dE}{dz}. \frac{dz}{dw}. a")))
    'frac{dE}{dz}cdotfrac{dz}{dw}.a'
    >>> text_of(in_newer_spelling(scanned(r"x_\max = \max_{1 \le i \leq n} x_i")))
    'x_{max}=max_{i=1}^{n}x_i'
    >>> text_of(in_newer_spelling(scanned(r"\sum_{-c \leq{q} \leq{c},q\neq{0}} v_q")))
    'sum_{q=-c,qneq{0}}^{c}v_q'
    >>> text_of(in_newer_spelling(scanned("v_j^{'} + u^'")))
    "v_j'+u'"
    >>> text_of(in_newer_spelling(scanned(r"W^{(2)^T} u^{[t]^{\top}} e^{x^T}")))
    'W^{(2)T}u^{[t]top}e^{x^T}'
    >>> text_of(in_newer_spelling(scanned(r"w1_{new} = w1 - w_2")))
    'w_{1}^{new}=w_{1}-w_2'
    >>> text_of(in_newer_spelling(scanned(r"g(\cdot) = \tanh(\cdot)")))
    'g=tanh'
    """
    tokens = _without_open_places(tokens)
    tokens = _with_transposes_beside(_without_marks_at_primes(with_plain_indices(tokens)))
    tokens = without_braces_at_letters(_with_fractions(_with_points(_with_primes(tokens))))
    return _with_numbers_below(_with_scripts_below(_without_braces_at_brackets(tokens)))


def _without_open_places(tokens: Sequence[Token]) -> Sequence[Token]:
    r"""f for f(\cdot), the function itself."""
    starts = [
        place for place in range(1, len(tokens) - 2)
        if tokens[place].is_mark("(") and tokens[place + 1].is_command("cdot") and tokens[place + 2].is_mark(")")
    ]  # fmt: skip
    gone = {place + ahead for place in starts for ahead in range(3)}
    return [token for place, token in enumerate(tokens) if place not in gone] if gone else tokens


def _with_primes(tokens: Sequence[Token]) -> Tokens:
    r"""g\prime, without the mark of a script, as g′."""
    out: list[Token] = []
    for token in tokens:
        behind = bool(out) and (out[-1].kind == "letter" or out[-1].is_mark("}'") or out[-1].is_command(*LETTERS))
        out.append(replace(token, kind="mark", text="'") if behind and token.is_command("prime") else token)
    return tuple(out)


def _with_points(tokens: Tokens) -> Tokens:
    """y_k.p_k as a product: a full stop that touches a factor on both sides, and is none of i.e. or of a number.

    That of 1. - a is one of a program: the number goes on without it.
    """
    out: list[Token] = []
    chained = set(_between_slopes(tokens))
    for place, token in enumerate(tokens):
        if token.is_mark(".") and _ends_a_number(tokens, place):
            continue
        around = tokens[place - 1 : place] + tokens[place + 1 : place + 2]
        touch = len(around) == 2 and around[0].end == token.start and around[1].start == token.end
        if token.is_mark(".") and place in chained:
            token = replace(token, kind="command", text="cdot")
        elif token.is_mark(".") and touch and _is_end(around[0]) and _is_beginning(around[1]):
            short = any(
                other.is_mark(".") for other in tokens[max(place - 2, 0) : place] + tokens[place + 1 : place + 3]
            )
            token = token if short else replace(token, kind="command", text="cdot")
        out.append(token)
    return tuple(out)


def _between_slopes(tokens: Tokens) -> Iterator[int]:
    """The places of full stops in ∂L/∂z. ∂z/∂w, whose second slope is of what the first is by."""
    for place, token in enumerate(tokens):
        if token.is_command(*FRACTIONS):
            below, end = argument(tokens, argument(tokens, place + 1)[1])
            if tokens[end : end + 1] and tokens[end].is_mark(".") and tokens[end + 1 : end + 2]:
                above = argument(tokens, end + 2)[0] if tokens[end + 1].is_command(*FRACTIONS) else ()
                if above and below and text_of(above) == text_of(below) and above[0].text in ("partial", "d"):
                    yield end


def _ends_a_number(tokens: Tokens, place: int) -> bool:
    """True for the full stop of 1. - a, or of (x + 1.): a sentence does not end before an operator."""
    before, after = tokens[place - 1 : place], tokens[place + 1 : place + 2]
    if not before or before[0].kind != "number" or before[0].end != tokens[place].start or not after:
        return False
    return after[0].is_mark("+-*/)") or after[0].is_command("cdot", "odot", "times", "right")


def _is_end(token: Token) -> bool:
    return token.kind == "letter" or token.is_mark(")}]") or token.is_command(*LETTERS)


def _is_beginning(token: Token) -> bool:
    return token.kind == "letter" or token.is_mark("(") or token.is_command(*LETTERS, *ACCENTED)


def _without_marks_at_primes(tokens: Sequence[Token]) -> Tokens:
    """v^{'} as v', and v^{''} as v''."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        inside, behind = argument(tokens, place + 1) if tokens[place].is_mark("^") else ((), place + 1)
        if inside and all(token.is_mark("'") for token in inside):
            out += inside
            place = behind
        else:
            out.append(tokens[place])
            place += 1
    return tuple(out)


def _with_transposes_beside(tokens: Sequence[Token]) -> Tokens:
    """W^{(2)T} for W^{(2)^T}: the transpose of what has a number in brackets above."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        opens = tokens[place].is_mark("^") and place + 1 < len(tokens) and tokens[place + 1].is_mark("{")
        found, behind = argument(tokens, place + 1) if opens else ((), place + 1)
        inside = list(found)
        marks = [at for at, token in enumerate(inside) if token.is_mark("^")]
        above = without_braces(inside[marks[0] + 1 :]) if len(marks) == 1 else ()
        if text_of(above) in TRANSPOSES and inside[0].is_mark("([") and inside[marks[0] - 1].is_mark(")]"):
            out += [tokens[place], tokens[place + 1], *inside[: marks[0]], *above, tokens[behind - 1]]
            place = behind
        else:
            out.append(tokens[place])
            place += 1
    return tuple(out)


def _with_fractions(tokens: Sequence[Token]) -> Tokens:
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        if not tokens[place].is_mark("{"):
            out.append(tokens[place])
            place += 1
            continue
        inside, behind = argument(tokens, place)
        made = _with_fractions(inside)
        cut = _over(made)
        closed = behind - place == len(inside) + 2
        opening, closing = tokens[place], replace(tokens[behind - 1], kind="mark", text="}")
        if cut is None or not closed:
            out += [opening, *made, *([closing] if closed else [])]
        else:
            at = made[cut]
            command, shut = replace(opening, kind="command", text="frac"), replace(at, kind="mark", text="}")
            out += [command, opening, *made[:cut], shut, replace(at, kind="mark", text="{"), *made[cut + 1 :], closing]
        place = behind
    return tuple(out)


def _over(tokens: Tokens) -> int | None:
    r"""The place of an ``\over`` outside of all braces, between two parts."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += token.is_mark("{") - token.is_mark("}")
        if depth == 0 and token.is_command("over") and 0 < place < len(tokens) - 1:
            return place
    return None


def _without_braces_at_brackets(tokens: Tokens) -> Tokens:
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        inside, behind = argument(tokens, place) if tokens[place].is_mark("{") else ((), place + 1)
        if inside and _is_bracket(inside) and _is_function(tokens, place - 1):
            out += inside
            place = behind
        else:
            out.append(tokens[place])
            place += 1
    return tuple(out)


def _with_scripts_below(tokens: Tokens) -> Tokens:
    r"""x_{\max} with a word below, and \sum_{1 \le i \le n} with its ends in their places."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        inside, behind = argument(tokens, place + 1) if tokens[place].is_mark("_^") else ((), place + 1)
        if len(inside) == 1 and inside[0].is_command(*EXTREMES):
            script = _braced(tokens[place].text, [replace(inside[0], kind="word")])
        elif place and tokens[place].is_mark("_") and tokens[place - 1].is_command("sum", "prod", *EXTREMES):
            script = _between_ends(inside)
        else:
            script = []
        out += script or tokens[place : place + 1]
        place = behind if script else place + 1
    return tuple(out)


def _between_ends(inside: Tokens) -> list[Token]:
    """_{i=1}^{n} for 1 ≤ i ≤ n, and _{i=-c, i≠0}^{c} for -c ≤ i ≤ c, i ≠ 0."""
    (whole, *rest), _ = split(inside, COMMAS)
    ends = [without_braces(part) for part in split(whole, AT_MOST)[0]]
    if len(ends) != 3 or len(ends[1]) != 1 or not all(ends) or len(rest) > 1:
        return []
    (letter,), equal = ends[1], replace(ends[1][0], kind="mark", text="=")
    without = [replace(equal, text=","), *rest[0]] if rest else []
    return _braced("_", [letter, equal, *ends[0], *without]) + _braced("^", ends[2])


def _braced(mark: str, inside: Sequence[Token]) -> list[Token]:
    first, last = (replace(token, kind="mark") for token in (inside[0], inside[-1]))
    return [replace(first, text=mark), replace(first, text="{"), *inside, replace(last, text="}")]


def _with_numbers_below(tokens: Tokens) -> Tokens:
    """w5 as w_5, and E_y1 as E_{y1}: nobody writes 5 w so; what stands in a script or between numbers stays."""
    out: list[Token] = []
    scripts: list[bool] = []  # for each open brace, whether it is one of a script below
    for place, token in enumerate(tokens):
        if token.is_mark("{"):
            scripts.append(place > 0 and tokens[place - 1].is_mark("_"))
        elif token.is_mark("}") and scripts:
            scripts.pop()
        if _is_number_of_a_letter(tokens, place) and not any(scripts):
            opening, closing = replace(token, kind="mark", text="{"), replace(token, kind="mark", text="}")
            below = place > 1 and tokens[place - 2].is_mark("_")
            out[len(out) - below :] = [opening, out[-1]] if below else [replace(opening, text="_"), opening]
            out += [token, closing]
        elif token.is_mark("_") and _is_number_of_a_letter(tokens, place - 1) and _is_word(tokens, place):
            out.append(replace(token, text="^"))  # w1_{new} is w_1^{new}
        else:
            out.append(token)
    return tuple(out)


def _is_word(tokens: Tokens, place: int) -> bool:
    """True for a script that is a word, and no indices."""
    inside = without_braces(argument(tokens, place + 1)[0])
    words = all(token.kind in ("letter", "word") for token in inside)
    return words and len("".join(token.text for token in inside)) > 2


def _is_number_of_a_letter(tokens: Tokens, place: int) -> bool:
    """True for the 5 of w5, right behind a letter that has no number before it and is no power."""
    token, before = tokens[place], tokens[place - 1] if place else None
    if before is None or token.kind != "number" or not token.text.isdigit() or before.kind != "letter":
        return False
    earlier = tokens[place - 2] if place > 1 else None
    counted = earlier is not None and earlier.kind == "number" and earlier.end == before.start
    power = earlier is not None and earlier.is_mark("^")
    return token.start == before.end and len(token.text) <= 2 and not counted and not power


def _is_bracket(tokens: Tokens) -> bool:
    """True for one bracket and nothing around it, with or without \\left and \\right."""
    marks = [token for token in tokens if not token.is_command("left", "right", "bigl", "bigr", "big")]
    if len(marks) < 3 or not marks[0].is_mark("("):
        return False
    depth = 0
    for place, token in enumerate(marks):
        depth += token.is_mark("(") - token.is_mark(")")
        if depth == 0:
            return place == len(marks) - 1
    return False


def _is_function(tokens: Tokens, place: int) -> bool:
    """True for a letter or a function that stands in the line: no script, no argument of a command."""
    if place < 0:
        return False
    token, before = tokens[place], tokens[place - 1] if place else None
    if before is not None and (before.is_mark("_^") or before.is_command(*TWO_ARGUMENTS)):
        return False
    return token.kind == "letter" or token.is_command(*LETTERS, *FUNCTIONS)
