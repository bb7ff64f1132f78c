"""Reads the one-line text of a formula, as a person does, and works out its number: Σ_n (p_nk − y_nk) x_nd.

It shares nothing with the printers or the reader of ``derive``: a formula that is printed with a bracket missing has
another value here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

from .plain_numbers import FUNCTIONS, Arrays

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LETTER_NAMES = {"σ": "sigmoid", "ŷ": "yhat", "α": "alpha", "β": "beta", "δ": "delta", "μ": "mu", "λ": "lambda_"}
LETTER_NAMES |= {"τ": "tau", "θ": "theta", "γ": "gamma", "x̂": "xhat", "ẑ": "zhat", "ε": "epsilon", "ν": "nu"}
WORDS = {"ln": "log", "ℓ": "ell"}
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>(?:[A-Za-zα-ωΑ-ΡΤ-Ωŷẑℓ]̂?)+(?:⁽[⁰¹²³⁴⁵⁶⁷⁸⁹]+⁾)?′?)(?P<sub>_(?:\([^)]*\)|[A-Za-z0-9,+−-]+))?"
    r"|(?P<power>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<sign>[-+−/·()\[\]|,√<>≥≤=^⊙])|(?P<sigma>Σ)(?P<bound>_[A-Za-z0-9]+(?:≠[A-Za-z0-9]+)?))"
)


@dataclass
class Token:
    """A piece of the text: its kind, what it says, and its subscript."""

    kind: str
    text: str
    subscript: str = ""


def tokens(text: str) -> list[Token]:
    """Cut the text into pieces.

    >>> [token.text for token in tokens("(1/N) Σ_n a_nh²")]
    ['(', '1', '/', 'N', ')', 'Σ', 'a', '²']
    """
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        piece = TOKEN.match(text, at)
        assert piece, f"not read: {text[at:]!r}"
        kind = str(piece.lastgroup)
        if piece["sigma"]:
            found.append(Token("sigma", "Σ", piece["bound"][1:]))
        elif piece["name"]:
            found.append(Token("name", piece["name"], (piece["sub"] or "")[1:].strip("()")))
        else:
            found.append(Token(kind, piece[kind]))
        at = piece.end()
    return found


@dataclass
class AuthorText:
    """Evaluates one side; ``ranges`` says over what each index letter runs."""

    tokens: list[Token]
    arrays: Arrays
    sizes: Mapping[str, int]
    ranges: Mapping[str, int]
    place: int = 0
    bars: int = 0
    at: dict[str, int] = field(default_factory=dict)

    def value(self) -> float:
        """The number that the whole text stands for where its free indices are ``at``."""
        value = self.total()
        assert self.place == len(self.tokens), f"not read to its end: {self.tokens[self.place :]}"
        return value

    def peek(self) -> str:
        """The text of the next piece, empty at the end."""
        return self.tokens[self.place].text if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> Token:
        """Move on by one piece."""
        token = self.tokens[self.place]
        assert not wanted or token.text == wanted, f"{wanted} wanted, {token.text} found"
        self.place += 1
        return token

    def total(self) -> float:
        """Terms with + and −."""
        value = -self._after_sign() if self.peek() == "−" else self.term()
        while self.peek() in {"+", "−"}:
            value += self.term() if self.take().text == "+" else -self.term()
        return value

    def _after_sign(self) -> float:
        self.take("−")
        return self.term()

    def term(self) -> float:
        """Factors side by side; Σ takes all that follow it."""
        value = 1.0
        while True:
            here = self.peek()
            if here == "/":
                self.take()
                if self.peek() == "Σ":  # runs to the end of the term
                    return value / self.summed()
                value /= self.factor()
            elif here == "·":
                self.take()
            elif here == "Σ":
                return value * self.summed()
            elif not here or here in "+−)],<>≥≤=" or (here == "|" and self.bars):
                return value
            else:
                value *= self.factor()

    def summed(self) -> float:
        """Σ_n body, Σ_k≠j body, Σ_nk body."""
        bound, _, without = self.take().subscript.partition("≠")
        letters = [bound] if bound in self.ranges else list(bound)
        start, outer, value, end = self.place, dict(self.at), 0.0, self.place
        for numbers in product(*(range(1, self.ranges[letter] + 1) for letter in letters)):
            self.place, self.at = start, {**outer, **dict(zip(letters, numbers, strict=True))}
            body = self.term()
            end = self.place
            if not (without and self.at[bound] == outer[without]):
                value += body
        self.place, self.at = end, outer
        return value

    def factor(self) -> float:
        """An atom and its power."""
        value = self.atom()
        token = self.tokens[self.place] if self.place < len(self.tokens) else None
        if token and token.kind == "power":
            self.take()
            return value ** int(token.text.replace("⁻", "-").translate(str.maketrans(SUPERSCRIPTS, "0123456789")))
        if token and token.text == "^":
            self.take()
            return value ** self.in_brackets()
        return value

    def in_brackets(self) -> float:
        """(…)."""
        self.take("(")
        value = self.total()
        self.take(")")
        return value

    def atom(self) -> float:
        """A number, a name, a bracket, |a|, √(a) or [a > b]."""
        if self.peek() == "(":
            return self.in_brackets()
        token = self.take()
        if token.kind == "number":
            return float(token.text)
        if token.text == "√":
            return self.atom() ** 0.5
        if token.text == "|":
            self.bars += 1
            value = abs(self.total())
            self.bars -= 1
            self.take("|")
            return float(value)
        if token.text == "[":
            return self.condition()
        assert token.kind == "name", token
        return self.named(token)

    def condition(self) -> float:
        """[a > b]: 1 where it holds, else 0."""
        left, sign, right = self.total(), self.take().text, self.total()
        self.take("]")
        return float({">": left > right, "<": left < right, "=": left == right}[sign])

    def named(self, token: Token) -> float:
        """An index, a size, an element, δ, or a function of what follows."""
        word = token.text
        if not token.subscript and word in self.at:
            return self.at[word]
        if word == "π":
            return math.pi
        size = f"{word}_{token.subscript}" if token.subscript else word
        if size in self.sizes:
            return self.sizes[size]
        if word == "δ" and token.subscript:
            first, second = self.indices(token.subscript)
            return float(first == second)
        if word in {"max", "min"}:
            self.take("(")
            values = [self.total()]
            while self.peek() == ",":
                self.take()
                values.append(self.total())
            self.take(")")
            return max(values) if word == "max" else min(values)
        name = _plain_name(word)
        if name in self.arrays and not (word == "σ" and not token.subscript and name in FUNCTIONS):
            return self.arrays[name][self.indices(token.subscript)].value
        return self.function(word)

    def function(self, word: str) -> float:
        """f x, f(x) and f²(x), and the slope f′(x)."""
        slope = word.endswith("′")
        name = WORDS.get(word.rstrip("′"), word.rstrip("′"))
        value, derivative = FUNCTIONS[LETTER_NAMES.get(name, name)]
        power = 1
        if self.place < len(self.tokens) and self.tokens[self.place].kind == "power":
            power = int(self.take().text.translate(str.maketrans(SUPERSCRIPTS, "0123456789")))
        argument = self.in_brackets() if self.peek() == "(" else self.atom()
        return (derivative if slope else value)(argument) ** power

    def indices(self, subscript: str) -> tuple[int, ...]:
        """The numbers of the indices of a subscript: nk, or n,i+s−1."""
        parts = subscript.split(",") if "," in subscript else [subscript]
        if len(parts) == 1 and not re.search(r"[+−-]", subscript):
            parts = list(subscript)
        numbers: list[int] = []
        for part in parts:
            if not re.search(r"[+−-]", part):
                numbers += [self._index(letter) for letter in ([part] if part in self.at else part.strip())]
                continue
            plain = re.sub(r"\s", "", part).replace("−", "-")
            signed = re.findall(r"([+-]?)(\w+)", plain)
            numbers.append(sum((-1 if sign == "-" else 1) * self._index(word) for sign, word in signed))
        return tuple(numbers)

    def _index(self, word: str) -> int:
        return int(word) if word.isdigit() else self.at[word] if word in self.at else self.sizes[word]


def _plain_name(word: str) -> str:
    """The tensor's name: W1 for W⁽¹⁾, yhat for ŷ."""
    letter, _, layer = word.partition("⁽")
    number = layer.rstrip("⁾").translate(str.maketrans(SUPERSCRIPTS, "0123456789"))
    return LETTER_NAMES.get(letter, letter) + number


def sides(text: str) -> tuple[tuple[str, str], tuple[str, str], str]:
    """The names and index letters of ∂above/∂below, and the right side.

    >>> sides("∂E/∂W⁽¹⁾_hd = x_nd")
    (('E', ''), ('W1', 'hd'), 'x_nd')
    """
    left, right = text.split(" = ", 1)
    above, below = left.split("/")
    named = []
    for element in (above, below):
        word, _, subscript = element.removeprefix("∂").partition("_")
        named.append((_plain_name(word), subscript))
    return named[0], named[1], right
