"""From the tokens of a side to its tree, by recursive descent."""

from __future__ import annotations

from collections.abc import Sequence

from ..tex.chains import ELLIPSES, JOINING, RELATIONS
from ..tex.links import OPTIMA
from ..tex.size import TOO_DEEP
from ..tex.tokens import FRACTIONS, Token, Tokens, argument, split, text_of, without_braces
from .inverses import inverse_function
from .negatives import of_negative
from .nodes import (
    Application,
    Bracket,
    Change,
    Comparison,
    Derivative,
    Differential,
    Dots,
    Entry,
    Inner,
    Known,
    Largest,
    Node,
    Number,
    Ones,
    Power,
    Prime,
    Product,
    Scripted,
    Terms,
    Transposed,
    has_letters,
)  # fmt: skip
from .norms import enclosed, positive_part
from .numerals import begun, binomial, hundredth, is_number, with_powers_of_ten
from .stream import END, Unread, is_named, is_of_letters, with_each_in_style, with_primes_apart, without_styles
from .sums import SumReader
from .tables import with_given
from .unnamed import letter_in_bold
from .words import ACCENTS, GREEK, KNOWN, OPERATORS, STYLES

DEEPEST = 60
TRANSPOSES, TURNED = ("T", "top", "intercal", "t", "tr", "mathsf"), ("mathsf", "mathrm{T}")
COMMAS = frozenset({("mark", ","), ("mark", ";"), ("command", "mid"), ("mark", "|")})


def parsed(tokens: Sequence[Token], depth: int = 0) -> Node:
    """The tree of a side.

    Raises:
        Unread: it is no formula.

    >>> from ..tex.layout import cleaned
    >>> from ..tex.tokens import scanned
    >>> parsed(cleaned(scanned("2 + 3")))
    Terms(terms=((1, Number(text='2')), (1, Number(text='3'))))
    """
    if depth > DEEPEST:
        raise Unread(TOO_DEEP)
    return _Parser(without_braces(tokens), depth).whole()


class _Parser(SumReader):
    """One side, read from left to right."""

    def inner(self, tokens: Sequence[Token]) -> Node:
        return parsed(tokens, self.depth + max(self.open, 1))

    # sums and products

    def whole(self) -> Node:
        if (numeral := begun(self.tokens, ELLIPSES)) is not None:
            return numeral
        node = self.terms()
        if self.at < len(self.tokens) and self.peek().is_command(*ELLIPSES):
            raise Unread("a list with an ellipsis", self.peek().start)
        if self.at < len(self.tokens):
            raise Unread(f"{self.peek().text!r:.40} is not expected here", self.peek().start)
        return node

    def terms(self) -> Node:
        terms = [(self.sign(), self.term())]
        while self.peek().is_mark("+-"):
            sign, doubled = self.signs()
            terms.append((sign, of_negative(self.term()) if doubled else self.term()))
        return terms[0][1] if len(terms) == 1 and terms[0][0] == 1 else Terms(tuple(terms))

    def term(self) -> Node:
        parts: list[tuple[str, Node]] = [("", self.factor())]
        while True:
            token = self.peek()
            operator = OPERATORS.get(token.text) if token.kind in ("mark", "command") else None
            operator = "." if token.is_mark(".") and self.is_product() else operator
            if operator is not None:
                self.take()
                sign = self.sign()
                factor = self.factor()
                parts.append((operator, factor if sign == 1 else Terms(((-1, of_negative(factor)),))))
            elif token.is_mark("{") and self.peek(1).is_mark("}") and not self.peek(2).is_mark("^_"):
                self.at += 2
            elif self.starts_factor():
                parts.append(("", self.factor()))
            elif token.is_command(*ELLIPSES) and (self.peek(1).is_command(*FRACTIONS) or self.goes_on(parts)):
                parts.append(("", self.factor()))  # slopes of a chain, of which some are shown, and a_1 a_2 ⋯ a_n
            else:
                parts = list(with_powers_of_ten(parts))
                return parts[0][1] if len(parts) == 1 else Product(tuple(parts))

    def starts_factor(self) -> bool:
        token = self.peek()
        if token.kind == "mark":
            return token.text in "([{" or token.text == "∥"
        if token.kind == "command":
            return token.text not in ("mid", "rVert", "rvert", "rangle", *ELLIPSES)
        return token.kind in ("number", "word", "letter", "begin")

    def factor(self) -> Node:
        if self.depth + self.open > DEEPEST:
            raise Unread(TOO_DEEP)
        self.open += 1
        try:
            node = self.with_scripts(self.primary())
        finally:
            self.open -= 1
        while self.peek().is_mark("!"):
            self.take()
            node = Known("factorial", node)
        return node

    def with_scripts(self, node: Node) -> Node:
        """Scripts behind a bracket or a function: a power, a transpose, a prime, an entry."""
        while self.peek().is_mark("^_'"):
            mark = self.take().text
            if mark == "'":
                node = Prime(node, None)
                continue
            script = without_braces(self.argument())
            text = text_of(script)
            if mark == "_":
                node = positive_part(node) if text == "+" else Entry(node, (), script)
            elif text.startswith(TURNED) or (text in TRANSPOSES and not (text in "tT" and is_number(node))):
                node = Transposed(Ones() if node == Number("1") and text != "t" else node)  # 1^T v is a sum
            elif text == "prime":
                node = Prime(node, None)
            else:
                node = Power(node, self.inner(script))
        return node

    # primaries

    def primary(self) -> Node:
        token = self.take()
        if token.kind == "number":
            condition = self.condition() or self.compared_below() if token.text == "1" else ()
            return self.comparison(condition) if condition else self.number(token.text)
        if token.kind == "mark" and token.text in "([{":
            self.at -= 1
            return self.group() if token.text == "{" else self.bracket()
        if token.kind == "begin":
            return self.matrix(token)
        if token.kind == "word":
            return self.word(token.text, token)
        if token.kind == "letter":
            return self.letter(token)
        if token.kind == "command":
            return self.command(token)
        if token.is_mark("|"):
            return self.between(("|",), token)
        raise Unread(
            f"{token.text!r:.40} is not expected here" if token is not END else "a part is missing", token.start
        )

    def number(self, text: str) -> Node:
        """A number, or a percentage."""
        return Number(hundredth(text) if self.peek().is_command("%") and self.take() else text)

    def group(self) -> Node:
        inside = with_each_in_style(without_braces(self.argument()))
        if inside and inside[0].is_command("partial") and self.peek().is_mark("/"):
            self.take()
            return self.of_fraction(inside, without_braces(self.argument()))
        if not inside and self.peek().is_mark("^"):
            self.take()
            if text_of(without_braces(self.argument())) in TRANSPOSES:
                return Transposed(self.factor())  # a transpose that is written before the letter
        named = is_named(inside) and (self.peek().is_mark("'(") or self.is_before_a_mark())
        named |= self.peek().is_mark("'") and is_named(inside, above=True)
        if named or (is_of_letters(inside) and self.peek().is_mark("^_'(")):
            self.tokens[self.at : self.at] = list(inside)
            return self.primary()
        return self.inner(inside) if inside else self.factor()

    def bracket(self) -> Bracket:
        square = self.peek().text == "["
        tokens = with_given(self.inside_bracket())
        parts = split(tokens, COMMAS)[0]
        if split(tokens, JOINING)[1]:
            return Bracket((), tokens, square)
        return Bracket(tuple(self.item(part) for part in parts if part), tokens, square)

    def comparison(self, tokens: Sequence[Token]) -> Comparison:
        sides, relations = split(without_braces(tokens), JOINING)
        if len(sides) != 2:
            raise Unread("a condition of another kind", tokens[0].start if tokens else 0)
        return Comparison(self.inner(sides[0]), RELATIONS[relations[0].text], self.inner(sides[1]))

    # letters and words

    def scripted(self, letter: str, style: str) -> Node:
        if not letter.rpartition(":")[2]:
            raise Unread("a letter is missing")
        lower: Tokens = ()
        upper: list[Tokens] = []
        primes = 0
        while self.peek().is_mark("^_'"):
            mark = self.take().text
            if mark == "'":
                primes += 1
                continue
            script = without_braces(self.argument())
            if mark == "_" and lower:
                raise Unread("two scripts stand below one letter")
            if mark == "_":
                lower = script
            elif text_of(script) in ("prime", "primeprime"):
                primes += text_of(script).count("prime")
            else:
                script, marks = with_primes_apart(script, applied=self.peek().is_mark("("))
                primes += marks
                upper.append(script)
        node = Scripted(letter, style, lower, tuple(upper), primes)
        if self.peek().is_mark("(") or (self.peek().is_mark("[") and (style == "word" or self.is_before_a_list())):
            return Application(node, self.bracket())
        return node

    def letter(self, token: Token) -> Node:
        after = self.peek()
        side_by_side = after.start == token.end and (
            after.kind in ("letter", "word") or after.is_command(*GREEK, *STYLES)
        )
        if token.text == "d" and side_by_side:
            return self.differential()
        return self.scripted(token.text, "")

    def differential(self) -> Node:
        """dL/dz, or dW alone."""
        of = self.factor()
        if self.peek().is_mark("/") and self.peek(1).text == "d" and self.peek(2) is not END:
            self.take()
            self.take()
            return Derivative(of, (self.factor(),))
        return self.times_its_bracket(of) if isinstance(of, Application) else Differential(of)

    def word(self, word: str, token: Token) -> Node:
        word = KNOWN.get(word.strip(), word.strip())
        if word in ("max", "min"):
            return self.largest(word)
        if word in KNOWN.values():
            return self.known(word)
        if word in OPTIMA:
            raise Unread(f"{word} is not read here", token.start)
        return self.scripted(word, "word" if len(word) > 1 else "")

    def known(self, function: str) -> Node:
        base, power = "", None
        lower: Tokens = ()
        primes = 0
        while self.peek().is_mark("^_'"):
            mark = self.take().text
            if mark == "'":
                primes += 1
                continue
            script = without_braces(self.argument())
            if mark == "_" and function == "log":
                base = text_of(script)
            elif mark == "_":
                lower = script
            elif text_of(script) == "prime":
                primes += 1
            else:
                power = self.inner(script)
        node: Node
        if function == "exp" and power is not None and has_letters(power) and not self.peek().is_mark("(["):
            return Known("exp", power)
        if self.peek() is END or self.peek().is_mark("+*/=)],") or self.peek().is_command(*OPERATORS):
            node = Scripted(function, "word", lower, (), primes)
            return node if power is None else Power(node, power)
        inside = self.function_argument()
        node = inverse_function(function, inside, power) or Known(function, inside, base)
        power = None if node.base == "-1" else power
        if primes:
            node = Prime(Scripted(function, "word"), inside)
        if lower:
            node = Entry(node, (), lower)
        return node if power is None else Power(node, power)

    def function_argument(self) -> Node:
        """What a function is applied to: a bracket, or without one the next factor, 2x too, and 2π σ² in full."""
        sign = self.sign()
        braces = argument(self.tokens, self.at) if self.peek().is_mark("{") else None
        first = self.primary() if self.peek().is_mark("([") else self.factor()
        if braces is not None and self.at == braces[1]:
            first = enclosed(first, braces[0])
        if isinstance(first, Number) and (self.peek().kind == "letter" or self.peek().is_command("pi")):
            rest = [self.factor()]
            while rest[0] == Scripted("pi") and self.peek().is_command(*GREEK, *STYLES):
                rest.append(self.factor())
            first = Product(tuple(("", part) for part in (first, *rest)))
        return first if sign == 1 else Terms(((-1, first),))

    def largest(self, function: str) -> Node:
        if self.peek().is_mark("_"):
            return self.big(function)
        bracket = self.bracket() if self.peek().is_mark("([") else self.factor()
        if not isinstance(bracket, Bracket) or not bracket.items:
            raise Unread(f"{function} of what is not read")
        return Largest(function, bracket.items)

    # commands

    def command(self, token: Token) -> Node:
        name = token.text
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            return self.fraction()
        if name in ("binom", "dbinom", "tbinom"):
            return binomial(self.inner(self.argument()), self.inner(self.argument()))
        if name in ("sum", "prod"):
            return self.big(name)
        if name == "lim":
            return self.limit()
        if name == "partial":
            return self.inline_derivative(token)
        if name == "nabla":
            return self.nabla()
        if name in KNOWN and not (name == "sqrt" and self.peek().is_mark("[")):
            return self.word(KNOWN[name], token)
        if name in STYLES:
            return self.styled(name)
        if name in ACCENTS:
            return self.accented(name)
        if name == "sqrt":
            return self.root()
        if name == "inner":
            return Inner(self.inner(self.argument()), self.inner(self.argument()))
        if name in ("lVert", "Vert", "|", "parallel", "lvert", "vert"):
            return self.between(("rVert", "Vert", "|", "parallel", "rvert", "vert"), token)
        if name == "Delta" and (self.peek().kind == "letter" or self.peek().is_command(*GREEK, *STYLES)):
            return Change(self.factor())
        if name in ELLIPSES:
            return Dots()
        if name == "delta" and (condition := self.compared_below()):
            return self.comparison(condition)
        if name in GREEK:
            return self.scripted(name, "")
        if (letter := letter_in_bold(name)) and not self.peek().is_mark("{"):
            return self.scripted(letter, "bold")
        raise Unread(f"\\{name} is not read here", token.start)

    def styled(self, name: str) -> Node:
        inside = without_styles(self.argument())
        text = text_of(inside)
        if name in ("mathbb", "mathds") and text == "I" and (condition := self.condition()):
            return self.comparison(condition)
        if len(inside) > 1 and text[0] in "01" and inside[1].is_mark("_^"):  # 1_n in bold
            self.tokens[self.at : self.at] = list(inside[1:])
            text, inside = text[0], inside[:1]
        if text == "1" and (condition := self.compared_below()):
            return self.comparison(condition)
        if text == "1" and (self.peek().is_mark("{") or name != "mathbf") and self.peek().is_mark("([{"):
            return self.comparison(self.argument() if self.peek().is_mark("{") else self.bracket().tokens)
        if text == "1" and (condition := self.condition()):
            return self.comparison(condition)
        if inside and inside[0].is_command(*ACCENTS):
            self.tokens[self.at : self.at] = list(inside)
            return self.accented(self.take().text, STYLES[name])
        if len(inside) > 1 and not all(token.kind == "letter" for token in inside):
            return self.with_scripts(self.inner(inside))
        return self.scripted(text, STYLES[name])

    def root(self) -> Node:
        """A square root, or one of a higher order."""
        order = self.inner(self.inside_bracket()) if self.peek().is_mark("[") else None
        tokens = self.argument()
        under = self.inner(tokens)
        if order is None:
            return Known("sqrt", enclosed(under, tokens))
        return Power(under, Product((("", Number("1")), ("/", order))))

    def accented(self, name: str, style: str = "") -> Node:
        """A letter under an accent; its ``style`` stands around the accent, or under it."""
        inside = without_braces(self.argument())
        style = style or next((STYLES[token.text] for token in inside if token.text in STYLES), "")
        letters = [token for token in inside if not token.is_mark("{}") and token.text not in STYLES]
        if any(token.is_mark("^_") for token in letters):
            cut = next(place for place, token in enumerate(letters) if token.is_mark("^_"))
            self.tokens[self.at : self.at] = list(inside[inside.index(letters[cut]) :])
            letters = letters[:cut]
        return self.scripted(f"{ACCENTS[name]}:{text_of(letters)}", style)
