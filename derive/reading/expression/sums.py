"""Sums, products and extremes over letters: which letters run, from where to where, and under which condition."""

from __future__ import annotations

from ..tex.chains import JOINING, RELATIONS
from ..tex.tokens import Tokens, split, text_of, without_braces, without_brackets
from .nodes import Limit, Node, Product, Terms, Total
from .norms import NormReader
from .stream import Unread, index_names


class SumReader(NormReader):
    """Reads a sign with its scripts, and the term that it is of."""

    def big(self, kind: str) -> Node:
        """What stands behind the sign of the kind, with its scripts."""
        lower: Tokens = ()
        upper: Tokens | None = None
        while self.peek().is_mark("^_"):
            mark, script = self.take().text, without_braces(self.argument())
            if mark == "_":
                lower = script
            else:
                upper = script
        return self.total(kind, lower, upper)

    def limit(self) -> Node:
        """The term behind a limit, and which letter goes where.

        Raises:
            Unread: that is not said.
        """
        below = without_braces(self.argument()) if self.peek().is_mark("_") and self.take() else ()
        sides, relations = split(below, JOINING)
        if [RELATIONS[relation.text] for relation in relations] != ["→"] or not all(sides):
            raise Unread("a limit that does not say what goes where", self.peek().start)
        sign, body = self.sign(), self.term()
        return Limit(self.inner(sides[0]), self.inner(sides[1]), body if sign == 1 else Terms(((-1, body),)))

    def total(self, kind: str, lower: Tokens, upper: Tokens | None) -> Node:
        """The term that begins here, over the letters and the range that the scripts say.

        Raises:
            Unread: the range is of another kind.
        """
        given: Tokens = ()
        parts = split(lower, frozenset({("mark", ":"), ("command", "mid"), ("mark", "|")}))[0]
        if len(parts) == 2 and len(parts[0]) == 1 and split(parts[1], JOINING)[1]:
            lower, given = parts
        lower, without = _without_one(lower)
        sides, relations = split(lower, JOINING)
        running = without_brackets(sides[0])  # (u, i) of all pairs
        letters = split(running, frozenset({("mark", ","), ("mark", ":")}))[0]
        names = tuple(name for part in letters for name in index_names(part))
        relation = RELATIONS[relations[0].text] if relations else ""
        first = excluded = None
        if relation == "=":
            first = self.inner(sides[1])
        elif relation == "≠":
            excluded = self.inner(sides[-1])
            names = names[:1] or names
        elif relation not in ("", "∈"):
            raise Unread("a sum over another kind of range", lower[0].start)
        excluded = self.inner(without) if without else excluded
        ends, again = split(upper or (), JOINING)  # the end p = Δ of a sum from p = 0, and K = 2, which K is
        same = len(ends) == 2 and RELATIONS[again[0].text] == "="
        same &= same and (index_names(without_braces(ends[0])) == names or [t.kind for t in ends[1]] == ["number"])
        top = self.inner(ends[1] if same else upper) if upper else None
        sign, body = self.sign(), self.term()
        body = body if sign == 1 else Terms(((-1, body),))
        body = Product((("", self.comparison(given)), ("", body))) if given else body
        return Total(kind, tuple(dict.fromkeys(names)), body, first, top, excluded)


def _without_one(lower: Tokens) -> tuple[Tokens, Tokens]:
    """q = −c and the 0 of q = −c, q ≠ 0; nothing is left out elsewhere."""
    parts = [split(part, JOINING) for part in split(lower, frozenset({("mark", ",")}))[0]]
    relations = [RELATIONS[token.text] for _, found in parts for token in found]
    if len(parts) != 2 or relations != ["=", "≠"] or len({text_of(sides[0]) for sides, _ in parts}) > 1:
        return lower, ()
    return split(lower, frozenset({("mark", ",")}))[0][0], parts[1][0][1]
