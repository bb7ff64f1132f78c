"""A tree as plain text, as it was read: powers and indices told apart, brackets where they matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unicodedata import normalize

from ..tex.index_letters import SIGN, plain_prime
from ..tex.tokens import UNICODE, text_of
from .nodes import (
    Application,
    Beside,
    Bracket,
    Call,
    Change,
    Choice,
    Comparison,
    Delta,
    Derivative,
    Differential,
    Dots,
    Entry,
    Inner,
    Known,
    Largest,
    Layer,
    Limit,
    Matrix,
    Name,
    Node,
    Number,
    Ones,
    Power,
    Prime,
    Product,
    Scripted,
    Terms,
    Total,
    Transposed,
    Whole,
)  # fmt: skip
from .numerals import GOES_ON, Begun, numeral_shown

SIGNS = {name: sign for sign, name in UNICODE.items() if sign.isalpha()} | {
    "varepsilon": "ε",
    "varphi": "φ",
    "epsilon": "ϵ",
}
ACCENTS = {
    "hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "dot": "\u0307", "ddot": "\u0308", "dddot": "\u20db",
    "check": "\u030c", "breve": "\u0306", "ring": "\u030a", "acute": "\u0301", "grave": "\u0300", "under": "\u0332",
    "undertilde": "\u0330", "left": "\u20d6", "leftright": "\u20e1", "arc": "\u0311", "bracket": "\u033a",
    "prime": "\u2032", "primes": "\u2033",
}  # fmt: skip
OPERATORS = {"": " ", "*": " * ", ".": " · ", "o": " ⊙ ", "x": " ⊗ ", "/": "/"}
TOTALS = {"sum": "Σ", "prod": "Π"}
SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4


def shown(node: Node) -> str:
    """The formula in one line.

    >>> x = Name("x", (Name("d"),))
    >>> shown(Power(x, Name("k"))), shown(Power(Number("2"), Power(Number("3"), Number("2"))))
    ('x_d^k', '2^(3^2)')
    >>> shown(Product((("", Name("a")), ("/", Terms(((1, Number("1")), (-1, Name("z", (), Layer("l", -1)))))))))
    'a/(1 − z[l−1])'
    """
    rule = RULES.get(type(node))
    return rule(node) if rule is not None else "…"


def letter(name: str) -> str:
    """A letter as it looks: Greek, with its accent.

    >>> letter("sigma"), letter("h_theta")
    ('σ', 'h_θ')
    >>> letter("W_xi"), letter("prime:v"), letter("p(x_{1:t})")
    ('W_xi', 'v′', 'p(x_{1:t})')
    """
    accent, colon, rest = name.partition(":")
    if "(" in accent:  # that of p(x_{1:t})
        accent, colon = "", ""
    plain = rest if colon else name
    head, line, label = plain.partition("_")
    if SIGN.fullmatch(name):
        return f"{plain_prime(name)}′"
    label = SIGNS.get(label, label) if len(label) > 2 else label  # x and i of W_{xi} are no ξ
    head, power, above = head.partition("^")  # σ² that has a line of its own
    text = SIGNS.get(head, head) + power + above + line + label
    text = text.replace("mid", "|") if "(" in text else text
    return normalize("NFC", text[:1] + ACCENTS.get(accent, "") + text[1:]) if colon else text


def _strength(node: Node) -> int:
    if isinstance(node, Terms):
        return SUM
    if isinstance(node, Number):
        return PRODUCT if "e" in node.text else ATOM
    if isinstance(node, (Product, Total, Limit, Derivative, Change, Choice)):
        return PRODUCT
    return POWER if isinstance(node, Power) else ATOM


def _within(node: Node, least: int) -> str:
    text = shown(node)
    return text if _strength(node) >= least else f"({text})"


def _scripts(indices: tuple[Node, ...]) -> str:
    texts = [shown(index) for index in indices]
    if not texts:
        return ""
    one = len(texts) == 1 and texts[0].isalnum()
    joined = "".join(texts) if all(len(text) == 1 and text.isalpha() for text in texts) else ",".join(texts)
    return f"_{joined}" if one else f"_{{{joined}}}"


def _layer(layer: Layer | None) -> str:
    if layer is None:
        return ""
    return f"[{letter(layer.letter)}{_signed(layer.shift) if layer.shift else ''}]"


def _signed(number: int) -> str:
    return f"{'−' if number < 0 else '+'}{abs(number)}"


def _name(node: Name) -> str:
    places = node.name.count("·")
    letters = node.indices * places if len(node.indices) == 1 else node.indices
    if places and len(letters) == places:  # P(y = k | x), by its letters, and q(a_t | s_t)
        parts = letter(node.name).split("·")
        return "".join(part + at for part, at in zip(parts, (*map(shown, letters), ""), strict=True))
    return letter(node.name) + _layer(node.layer) + _scripts(node.indices)


def _scripted(node: Scripted) -> str:
    lower = f"_{{{text_of(node.lower)}}}" if node.lower else ""
    return letter(node.letter) + lower + "".join(f"^{{{text_of(script)}}}" for script in node.upper) + "′" * node.primes


def _terms(node: Terms) -> str:
    text = ""
    for sign, part in node.terms:
        mark = " − " if sign < 0 else " + "
        text += (mark if text else "−" if sign < 0 else "") + _within(part, PRODUCT)
    return text


def _product(node: Product) -> str:
    text = ""
    for place, (sign, part) in enumerate(node.parts):
        last = place == len(node.parts) - 1
        open_end = isinstance(part, (Total, Limit, Choice)) and not last
        least = POWER if sign == "/" or open_end or isinstance(part, Product) else PRODUCT
        piece = _within(part, least)
        digits = sign == "" and piece[:1].isdigit() and text[-1:].isdigit()
        text += (" · " if digits else OPERATORS.get(sign, " ")) * (place > 0) + piece
    return text


def _power(node: Power) -> str:
    exponent = shown(node.exponent)
    plain = isinstance(node.exponent, (Number, Name)) and exponent.isalnum()
    return f"{_within(node.base, ATOM)}^{exponent if plain else f'({exponent})'}"


def _known(node: Known) -> str:
    base = f"_{letter(node.base)}" if node.base not in ("", "-1") else ""
    word = node.function.split(":")[1] if ":" in node.function else node.function  # s of s(z + c), made of s(z)
    return f"{word}{base}({shown(node.argument)})"


def _total(node: Total) -> str:
    running = ",".join(map(letter, node.indices))
    if node.lower is not None:
        running += f"={shown(node.lower)}" + (f"…{shown(node.upper)}" if node.upper is not None else "")
    elif node.upper is not None:
        running += f"…{shown(node.upper)}"
    if node.excluded is not None:
        running += f"{f', {letter(node.indices[0])}' * (node.lower is not None)}≠{shown(node.excluded)}"
    below = running if len(running) <= 1 else f"{{{running}}}"
    return f"{TOTALS.get(node.kind, node.kind)}{'_' * bool(below)}{below} {_within(node.body, PRODUCT)}"


def _limit(node: Limit) -> str:
    return f"lim_{{{shown(node.letter)} → {shown(node.to)}}} {_within(node.body, PRODUCT)}"


def _derivative(node: Derivative) -> str:
    if not node.denominators:
        return f"∇{f'^{node.order} ' if node.order > 1 else ''}{_within(node.numerator, ATOM)}"
    order = len(node.denominators)
    count = f"^{order}" if order > 1 else ""
    if node.gradient:
        return f"∇{count}_{{{shown(node.denominators[0])}}} {_within(node.numerator, ATOM)}"
    below = " ".join(f"∂{_within(denominator, ATOM)}" for denominator in node.denominators)
    return f"∂{count}{_within(node.numerator, ATOM)}/{below if order == 1 else f'({below})'}"


def _matrix(node: Matrix) -> str:
    rows = ["; ".join(", ".join(map(shown, row)) for row in node.rows)]
    return f"({', '.join(shown(row[0]) for row in node.rows)})" if node.is_list else f"[{rows[0]}]"


def _choice(node: Choice) -> str:
    cases = [f"{shown(value)} if {_compared(when)}" if when else f"{shown(value)} else" for value, when in node.cases]
    return "{" + "; ".join(cases) + "}"


def _compared(node: Comparison) -> str:
    return f"{shown(node.left)} {node.relation} {shown(node.right)}"


def _listed(items: tuple[Node, ...]) -> str:
    return ", ".join(map(shown, items))


RULES: dict[type[Node], Callable[[Any], str]] = {
    Number: lambda n: numeral_shown(n.text),
    Begun: lambda n: shown(n.digits) + GOES_ON,
    Name: _name,
    Scripted: _scripted,
    Application: lambda n: f"{shown(n.head)}({_listed(n.bracket.items) or text_of(n.bracket.tokens)})",
    Bracket: lambda n: f"({_listed(n.items)})",
    Terms: _terms,
    Product: _product,
    Beside: _product,
    Power: _power,
    Transposed: lambda n: f"{_within(n.base, ATOM)}ᵀ",
    Prime: lambda n: (
        _within(n.function, ATOM) + "′" * n.order + (f"({shown(n.argument)})" if n.argument is not None else "")
    ),
    Known: _known,
    Limit: _limit,
    Inner: lambda n: f"⟨{shown(n.left)}, {shown(n.right)}⟩",
    Largest: lambda n: f"{n.function}({_listed(n.items)})",
    Call: lambda n: f"{shown(n.function)}({_listed(n.arguments)})",
    Total: _total,
    Derivative: _derivative,
    Differential: lambda n: f"d{_within(n.of, ATOM)}",
    Change: lambda n: f"Δ{_within(n.of, ATOM)}",
    Matrix: _matrix,
    Choice: _choice,
    Comparison: lambda n: f"1({_compared(n)})",
    Delta: lambda n: f"δ{_scripts((n.left, n.right))}",
    Entry: lambda n: f"{_within(n.of, ATOM)}{_scripts(n.indices) or f'_{{{text_of(n.lower)}}}'}",
    Dots: lambda _: "…",
    Whole: lambda _: ":",
    Ones: lambda node: f"1_{node.size}" if node.size else "1",
}
