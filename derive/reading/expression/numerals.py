"""Numerals of more than digits: percent, powers of ten behind them, and an ellipsis behind their decimals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..tex.tokens import Token
from .nodes import Bracket, Known, Node, Number, Power, Product, Terms

LARGEST_POWER = 300
GOES_ON = "…"
PLAIN = re.compile(r"\d*\.?\d+")
REPEATING = re.compile(
    r"(?P<begin>\d+(?:\.\d+| \.)) (?:overline|bar|dot) (?:\{ )?(?P<group>\d+)(?: \})?(?P<percent> %)?"
)
SHOWN = 12  # digits of a group that is repeated
TIMES = ("", ".", "*")

Parts = Sequence[tuple[str, Node]]


def hundredth(text: str) -> str:
    """The numeral of a percentage: 50% is 0.50, which may be rounded as 0.50 is.

    >>> hundredth("50"), hundredth("0.5")
    ('0.50', '0.005')
    """
    return f"{Decimal(text).scaleb(-2):f}"


def with_powers_of_ten(parts: Parts) -> Iterator[tuple[str, Node]]:
    """The factors of a product; 6.7 · 10^−3 is one numeral, with the digits of 6.7, unless it is divided by.

    >>> power = Power(Number("10"), Terms(((-1, Number("3")),)))
    >>> list(with_powers_of_ten([("", Number("6.7")), (".", power)]))
    [('', Number(text='6.7e-3'))]
    >>> len(list(with_powers_of_ten([("", Number("1")), ("/", Number("2")), (".", power)])))
    3
    """
    place = 0
    while place < len(parts):
        sign, part = parts[place]
        power = _power_of_ten(*parts[place + 1]) if place + 1 < len(parts) else None
        whole = isinstance(part, Number) and PLAIN.fullmatch(part.text) and sign in TIMES and power is not None
        yield sign, Number(f"{part.text}e{power}") if whole and isinstance(part, Number) else part
        place += 2 if whole else 1


def _power_of_ten(sign: str, node: Node) -> int | None:
    """The exponent of a factor 10^n."""
    if sign not in TIMES or not isinstance(node, Power) or node.base != Number("10"):
        return None
    exponent, negative = node.exponent, False
    if isinstance(exponent, Terms) and len(exponent.terms) == 1:
        negative, exponent = exponent.terms[0][0] < 0, exponent.terms[0][1]
    if not isinstance(exponent, Number) or not exponent.text.isdigit() or int(exponent.text[:6]) > LARGEST_POWER:
        return None
    return -int(exponent.text) if negative else int(exponent.text)


@dataclass(frozen=True, slots=True)
class Begun(Node):
    """The first digits of a number that goes on."""

    digits: Number


def begun(tokens: Sequence[Token], ellipses: Sequence[str]) -> Node | None:
    r"""The numeral of 0.666\ldots, or of 0.\overline{6}, which says its first digits; None for anything else.

    >>> from ..tex.tokens import scanned
    >>> begun(scanned(r"0.12\ldots"), ["ldots"]), begun(scanned(r"1, \ldots"), ["ldots"])
    (Begun(digits=Number(text='0.12')), None)
    >>> begun(scanned(r"0.\overline{6}"), [])
    Begun(digits=Number(text='0.666666666666'))
    """
    negative = bool(tokens) and tokens[0].is_mark("-")
    first, *dots = tokens[negative:] or [Token("mark", "", 0, 0)]
    if again := REPEATING.fullmatch(" ".join(token.text for token in tokens[negative:])):
        digits = again["begin"].replace(" ", "") + again["group"] * -(-SHOWN // len(again["group"]))
        made = Begun(Number(hundredth(digits) if again["percent"] else digits))
        return Terms(((-1, made),)) if negative else made
    if first.kind != "number" or "." not in first.text or len(dots) != 1 or not dots[0].is_command(*ellipses):
        return None
    made = Begun(Number(first.text))
    return Terms(((-1, made),)) if negative else made


def with_the_digits(node: Node) -> Node:
    """The digits alone of what goes on, with its sign.

    >>> with_the_digits(Begun(Number("0.12")))
    Number(text='0.12')
    """
    if isinstance(node, Terms) and len(node.terms) == 1:
        return Terms(((node.terms[0][0], with_the_digits(node.terms[0][1])),))
    return node.digits if isinstance(node, Begun) else node


def binomial(above: Node, below: Node) -> Node:
    """n over k as n! / (k! (n − k)!).

    >>> binomial(Number("4"), Number("2")).parts[0]
    ('', Known(function='factorial', argument=Number(text='4'), base=''))
    """
    rest = Terms(((1, above), (-1, below)))
    first, *others = (Known("factorial", node) for node in (above, below, rest))
    return Product((("", first), *(("/", other) for other in others)))


def is_number(node: Node) -> bool:
    """True for a numeral, in round brackets or not: it has no transpose. 1 may be a vector of ones.

    >>> is_number(Number("0.9")), is_number(Bracket((Number("0.9"),), ())), is_number(Bracket((), ()))
    (True, True, False)
    """
    if isinstance(node, Bracket):
        return len(node.items) == 1 and not node.square and is_number(node.items[0])
    return isinstance(node, Number) and node.text != "1"


def numeral_shown(text: str) -> str:
    """The numeral as it looks in a line.

    >>> numeral_shown("6.7e-3"), numeral_shown("2e4"), numeral_shown("12")
    ('6.7 · 10^(−3)', '2 · 10^4', '12')
    """
    digits, _, exponent = text.lower().partition("e")
    power = exponent.lstrip("+").replace("-", "−")
    return f"{digits} · 10^{f'({power})' if power.startswith('−') else power}" if power else text
