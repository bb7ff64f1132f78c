"""What stands around numbers with commas between them: brackets, scripts, signs of arithmetic, the rest of a list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from .chains import ELLIPSES
from .layout import BRACES, NOTHING, STYLES, WITH_ARGUMENT, WORDS
from .tokens import Token, argument

BELOW, ABOVE, APPLIED, ROUND, SQUARE, SET, PLAIN = "_", "^", "f(", "(", "[", r"\{", "{"
OPERATORS = ("cdot", "times", "div", "ast", "pm", "mp")
RELATED = (
    "approx", "simeq", "cong", "equiv", "le", "leq", "ge", "geq", "neq", "ne", "to", "implies", "Rightarrow", "mapsto",
    "rightarrow", "sim", "in", "notin", "mid", "propto", "leftarrow", "gets", "iff", "quad", "qquad", "lt", "gt",
    "enspace", "hfill", "hline",
    "therefore", "checkmark", "because", "end", "begin", "}", "rbrace",
)  # fmt: skip
SKIPPED = NOTHING - {"it", "rm", "bm", "quad", "qquad", "enspace", "hfill", "hline", "therefore", "checkmark"}
FUNCTIONS = ("sigma", "exp", "ln", "log", "tanh", "sinh", "cosh", "sin", "cos", "tan", "phi", "varphi")
MANY = ("max", "min", "gcd", "argmax", "argmin")  # of several arguments
LONGEST, WORD = 40, 3  # letters of a name, and from how many on letters are a word
COUNTING = "ijklmn"


class Surroundings:
    """The tokens of a formula, each with the bracket in which it stands.

    >>> from .tokens import scanned
    >>> around = Surroundings(scanned(r"w_{1,2} + f(1,2) + (0,5 + 1)"))
    >>> [around.bracket(place) for place, token in enumerate(around.tokens) if token.is_mark(",")]
    ['_', 'f(', '(']
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tuple(tokens)
        self.inside = [-1] * len(self.tokens)  # the place of the bracket that is open there
        self.kinds: dict[int, str] = {}
        self.closed: dict[int, int] = {}  # where each bracket is closed
        self.opened: dict[int, int] = {}  # and where one that is closed here was opened
        self.hidden: set[int] = set()  # brackets within an index, or of what is no formula
        self._told = self._texts()
        self._open()

    def _texts(self) -> set[int]:
        """Where an argument begins that is a text, a label or a length."""
        names = (*WORDS, *WITH_ARGUMENT, "begin", "end", "textcolor")
        return {place + 1 for place, token in enumerate(self.tokens) if token.is_command(*names)}

    def _open(self) -> None:
        opened: list[int] = []
        for place, token in enumerate(self.tokens):
            if token.is_mark(")]}") or token.is_command("}", "rbrace", "end"):
                self._close(opened, place)
            self.inside[place] = opened[-1] if opened else -1
            if token.is_mark("([{") or token.is_command("{", "lbrace", "begin"):
                self.kinds[place] = self._kind(place)
                if self.kinds[place] == BELOW or place in self._told or (opened and opened[-1] in self.hidden):
                    self.hidden.add(place)
                opened.append(place)

    def _close(self, opened: list[int], place: int) -> None:
        """Close the last bracket; a brace and the end of a matrix close what was left open in it, and nothing else."""
        wall = self._wall(place)
        while wall and opened and self._wall(opened[-1]) != wall:
            opened.pop()
        if opened and self._wall(opened[-1]) == wall:
            self.opened[place] = opened.pop()
            self.closed[self.opened[place]] = place

    def _wall(self, place: int) -> str:
        """What a bracket within braces or a matrix does not close."""
        token = self.tokens[place]
        return "{" if token.is_mark("{}") else "matrix" if token.is_command("begin", "end") else ""

    def _kind(self, place: int) -> str:
        token, before = self.tokens[place], self._before(place)
        if token.is_command("begin"):
            return PLAIN
        if token.is_mark("("):
            return APPLIED if self._is_function(self._place_before(place)) else ROUND
        if token.is_mark("{"):
            script = before is not None and before.is_mark("_^")
            if before is not None and before.is_command("in", "notin"):
                return SET  # y \in {0,1}
            return str(before.text) if script and before is not None else PLAIN
        return SQUARE if token.is_mark("[") else SET

    def _is_function(self, place: int) -> bool:
        """True for what may be applied to the brackets behind it; a fraction is a factor."""
        if place >= 0 and self.tokens[place].is_mark("}"):
            opener = self.opened.get(place, 0)
            named = opener > 0 and self.tokens[opener - 1].is_command(*WORDS, *STYLES)
            return named or self.kinds.get(opener) in (BELOW, ABOVE)
        return place >= 0 and self._is_applied(self.tokens[place])

    def _is_applied(self, token: Token) -> bool:
        names = (*OPERATORS, *RELATED, *ELLIPSES, *BRACES, *STYLES)
        return token.kind in ("letter", "word") or token.is_mark("}'") or (
            token.kind == "command" and token.text.isalpha() and not token.is_command(*names)
        )  # fmt: skip

    def _place_before(self, place: int) -> int:
        """The place of what stands before a place, sizes of brackets and spaces left out; -1 for nothing."""
        place -= 1
        while place >= 0 and self.tokens[place].is_command(*SKIPPED):
            place -= 1
        return place

    def _before(self, place: int) -> Token | None:
        found = self._place_before(place)
        return self.tokens[found] if found >= 0 else None

    def _place_behind(self, place: int) -> int:
        place += 1
        while place < len(self.tokens) and self.tokens[place].is_command(*SKIPPED):
            place += 1
        return place

    def _behind(self, place: int) -> Token | None:
        found = self._place_behind(place)
        return self.tokens[found] if found < len(self.tokens) else None

    @cached_property
    def spaced(self) -> frozenset[int]:
        """The brackets in which items are parted otherwise than by commas that touch digits."""
        found = set()
        for place, token in enumerate(self.tokens[:-1]):
            if token.is_mark(";") or (token.is_mark(",") and not self._touches(place)):
                found.add(self.inside[place])
        return frozenset(found)

    def _touches(self, place: int) -> bool:
        return self.tokens[place + 1].kind == "number" and self.tokens[place].end == self.tokens[place + 1].start

    def bracket(self, place: int) -> str:
        """What is open at a place: empty outside of all brackets, and _ within any index or text."""
        opener = self.inside[place]
        if opener in self.hidden:
            return BELOW
        return self.kinds.get(opener, "")

    def is_parted(self, place: int) -> bool:
        """True where the bracket at that place has items with wider marks between them: (0,5; 1) and [0,5, 1]."""
        return self.inside[place] in self.spaced

    def has_one(self, place: int) -> bool:
        r"""True in the brackets of a function of one argument, a command or a word: σ, \exp, sigmoid; not f and max."""
        before = self._place_before(self.inside[place])
        if self.kinds.get(self.inside[place]) != APPLIED:
            return False
        return self.tokens[before].is_command(*FUNCTIONS) or len(self._word(before)) >= WORD

    def _word(self, last: int) -> str:
        """The word that ends at a place, in a command for words or without; empty for max, min and the like."""
        braced = self.tokens[last].is_mark("}")
        place = last - 1 if braced else last
        letters = ""
        while place >= 0 and self.tokens[place].kind == "letter" and len(letters) < LONGEST:
            letters = self.tokens[place].text + letters
            place -= 1
        told = not braced or (place > 0 and self.tokens[place - 1].is_command(*WORDS))
        return letters if told and letters not in MANY else ""

    def raises(self, place: int) -> bool:
        """True in the exponent of e or of a number."""
        opener = self.inside[place]
        base = self.tokens[opener - 2] if opener > 1 else None
        return base is not None and (base.kind == "number" or base.text == "e")

    def is_signed(self, first: int) -> bool:
        """True behind + or −."""
        before = self._before(first)
        return before is not None and before.is_mark("+-")

    def is_operated(self, first: int, last: int) -> bool:
        """True for numbers alone in brackets that are a factor, a term, the base of a power, or above a brace."""
        opener, closer = self._brackets(first, last)
        named = opener > 1 and self.tokens[opener - 1].is_mark("{") and self.tokens[opener - 2].is_command(*BRACES)
        return closer >= 0 and (named or self.in_arithmetic(opener, closer))

    def is_factor_in_brackets(self, first: int, last: int) -> bool:
        """True for (1,5) of 2 · (1,5)²; not for the shapes of (3,2) × (2,1), which have no 0, nor for (0,1)^n."""
        opener, closer = self._brackets(first, last)
        if closer < 0 or not self.is_operated(first, last):
            return False
        before, behind = self._place_before(self._place_before(opener)), self._place_behind(self._place_behind(closer))
        beside = self._is_shape(self.opened.get(before, -1)) or self._is_shape(behind)
        return not (self._is_shape(opener) and beside) and self._is_no_product_of_sets(opener, closer)

    def _is_shape(self, opener: int) -> bool:
        """True for what may be (3,2), with neither a sign nor a 0 before its comma."""
        inner = list(self.tokens[opener + 1 : self.closed.get(opener, opener)]) if opener >= 0 else []
        return [token.kind for token in inner] == ["number", "mark", "number"] and inner[0].text != "0"

    def _is_no_product_of_sets(self, opener: int, closer: int) -> bool:
        """True without a power, or with one of digits, behind something else than ∈ and →."""
        power = self._place_behind(closer)
        if power >= len(self.tokens) or not self.tokens[power].is_mark("^"):
            return True
        before = self._before(opener)
        exponent = argument(self.tokens, power + 1)[0]
        of_sets = before is not None and before.is_command("in", "to", "rightarrow", "mapsto", "subset", "subseteq")
        return len(exponent) == 1 and exponent[0].kind == "number" and not of_sets

    def _brackets(self, first: int, last: int) -> tuple[int, int]:
        """The round brackets that numbers, with a sign or without, fill; -1 where there are none."""
        opener = self._place_before(first - 1 if self.is_signed(first) else first)
        closer = self.closed.get(opener, -1)
        filled = self.kinds.get(opener) == ROUND and self._place_before(closer) == last
        return (opener, closer) if filled else (-1, -1)

    def in_arithmetic(self, first: int, last: int) -> bool:
        """True beside a sign of arithmetic, or a factor; a sign that begins a side is none."""
        before = self._before(first)
        operated = before is not None and (before.is_mark("*/") or before.is_command(*OPERATORS))
        if before is not None and before.is_mark("+-"):
            earlier = self._before(self._place_before(first))
            operated = earlier is not None and (
                earlier.kind in ("letter", "number", "word") or earlier.is_mark(")]}'") or self._is_applied(earlier)
            )
        return operated or self._goes_on(self._place_behind(last))

    def _goes_on(self, place: int) -> bool:
        """True for a sign or a factor; letters that are a word are none."""
        behind = self.tokens[place] if place < len(self.tokens) else None
        if behind is None or behind.is_mark("+-*/^("):
            return behind is not None
        if behind.kind == "letter":
            return [token.kind for token in self.tokens[place : place + WORD]] != ["letter"] * WORD
        others = (*RELATED, *ELLIPSES, *WORDS, *WITH_ARGUMENT)
        return behind.is_command("%") or (
            behind.kind == "command" and behind.text.isalpha() and not behind.is_command(*others)
        )

    def is_approximate(self, first: int) -> bool:
        """True behind ≈."""
        before = self._before(first)
        return before is not None and before.is_command("approx", "simeq")

    def is_counted(self, first: int, last: int) -> bool:
        """True for k = 1,2: a letter that counts, and numbers that follow each other."""
        before, behind = self._before(first), self._behind(last)
        letter = self.tokens[first - 2] if first > 1 else None
        lone = behind is None or behind.is_mark(",;.") or behind.is_command("}", *WORDS) or behind.kind == "row"
        if before is None or letter is None or not before.is_mark("=") or not lone:
            return False
        numbers = [int(token.text) for token in (self.tokens[first], self.tokens[last]) if token.text.isdigit()]
        return letter.text in COUNTING and len(numbers) == 2 and numbers[1] == numbers[0] + 1

    def goes_on_in_dots(self, first: int, last: int) -> bool:
        r"""True for 1,2 of ``1,2,\dots`` and of ``\dots,1,2``."""
        before, behind = self.tokens[max(first - 2, 0) : first], self.tokens[last + 1 : last + 3]
        left = len(before) == 2 and before[1].is_mark(",;") and _is_dots(before[0])
        return left or (len(behind) == 2 and behind[0].is_mark(",;") and _is_dots(behind[1]))

    def may_begin(self, place: int) -> bool:
        """True for a number that is no index or power of one digit, and no part of a name like x1."""
        before = self.tokens[place - 1] if place else None
        named = before is not None and before.kind == "letter" and before.end == self.tokens[place].start
        scripted = before is not None and before.is_mark("_^")
        return not named and not scripted


def _is_dots(token: Token) -> bool:
    return token.is_command(*ELLIPSES) or token.is_mark(".")
