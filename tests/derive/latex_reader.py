"""A reader of the LaTeX that is printed, straight to a number: it shares nothing with the printer."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

TOKEN = re.compile(r"\\left\(|\\right\)|\\[A-Za-z]+|\d+(?:\.\d+)?|[A-Za-z]|[-+^_{}=,()]")


class LatexReader:
    """Reads one expression; ``values`` gives a number to (letter, layer, subscript numbers)."""

    def __init__(self, source: str, values: Mapping[tuple[str, str, tuple[int, ...]], float], at: Mapping[str, int]):
        assert not re.sub(TOKEN, "", source).strip(), f"unread characters in {source}"
        self.tokens, self.place = TOKEN.findall(source), 0
        self.values, self.at = values, dict(at)

    def value(self) -> float:
        """The number that the whole expression stands for."""
        result = self.terms()
        assert self.peek() == "", f"{self.tokens[self.place :]} is left over"
        return result

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        assert token and token in (expected or token), f"{expected} expected, {token} found"
        self.place += 1
        return token

    def terms(self) -> float:
        total = self.term()
        while self.peek() in ("+", "-"):
            total += (1 if self.take() == "+" else -1) * self.factors()
        return total

    def term(self) -> float:
        if self.peek() == "-":
            self.take()
            return -self.factors()
        return self.factors()

    def factors(self) -> float:
        result = self.factor()
        while self.peek() not in ("", "+", "-", r"\right)", "}"):
            result *= self.factor()
        return result

    def factor(self) -> float:
        base = self.atom()
        if self.peek() == "^":
            self.take()
            return base ** self.script()
        return base

    def script(self) -> float:
        if self.peek() != "{":
            return self.atom()
        self.take("{")
        result = self.terms()
        self.take("}")
        return result

    def atom(self) -> float:
        token = self.take()
        if token == r"\left(":
            result = self.terms()
            self.take(r"\right)")
            return result
        if token == r"\frac":
            above = self.script()
            return above / self.script()
        if token == r"\sum":
            return self.sum()
        if token in (r"\ln", r"\tanh", r"\log"):
            return self.function(token)
        if token == "e" and self.peek() == "^":
            self.take()
            return math.exp(self.script())
        return float(token) if token[0].isdigit() else self.element(token)

    def function(self, name: str) -> float:
        base, power = math.e, 1.0
        if self.peek() == "_":
            self.take()
            base = self.script()
        if self.peek() == "^":
            self.take()
            power = self.script()
        argument = self.factor()
        return (math.tanh(argument) if name == r"\tanh" else math.log(argument) / math.log(base)) ** power

    def sum(self) -> float:
        self.take("_"), self.take("{")
        letter = self.take()
        assert letter not in self.at, f"{letter} is bound a second time"
        self.take("="), self.take("1"), self.take("}"), self.take("^")
        size, start, total = int(self.script()), self.place, 0.0
        for number in range(1, size + 1):
            self.place, self.at[letter] = start, number
            total += self.factors()
        del self.at[letter]
        return total

    def element(self, letter: str) -> float:
        layer, subscripts = "", []
        if self.tokens[self.place : self.place + 3] == ["^", "{", "("]:
            layer = self.tokens[self.place + 3]
            self.place += 6
        if self.peek() == "_":
            self.take()
            braces = self.peek() == "{"
            subscripts = [self.take()] if not braces else []
            self.place += braces
            while braces and self.take() != "}":
                subscripts.append(self.tokens[self.place - 1])
        if letter == r"\delta":
            left, right = (self.at[s] for s in subscripts)
            return float(left == right)
        if not layer and letter.isupper() and all(s.isdigit() for s in subscripts) and letter not in "EL":
            letter, subscripts = "_".join([letter, *subscripts]), []
        return self.values[letter, layer, tuple(self.at[s] for s in subscripts)]
