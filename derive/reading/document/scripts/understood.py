"""A tree whose scripts and brackets are understood, by the roles of the letters in the document."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ...expression.nodes import (
    Application,
    Beside,
    Bracket,
    Call,
    Delta,
    Derivative,
    Differential,
    Dots,
    Entry,
    Known,
    Largest,
    Layer,
    Matrix,
    Name,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Scripted,
    Terms,
    Total,
    Transposed,
    Whole,
    free_letters,
    mapped,
)  # fmt: skip
from ...expression.parser import TRANSPOSES, parsed
from ...expression.stream import Unread
from ...tex.tokens import Tokens, text_of
from .applied import is_of_a_vector, of_a_call, stands_in_its_bracket
from .below_brackets import below_a_bracket
from .comparisons import with_masks
from .constants import constant_in_bold, exponential_of_an_entry
from .ellipses import each_of, largest_of, told_factors, told_items, with_ranges
from .given_names import name_of_what_is_given, says_what_is_given
from .products import under_its_gradient, with_turned
from .roles import LAYER, LETTER, LETTERS, STEP, Roles, is_label

NESTED = re.compile(rf"[A-Za-z]+_\{{?{LETTER}\}}?")


def understood(node: Node, roles: Roles, left: frozenset[str] = frozenset()) -> Node:
    """The tree with names for letters, calls for functions; ``left`` are the indices of the chain's left side.

    Raises:
        Unread: a script has no meaning.

    >>> from ...tex.tokens import scanned
    >>> understood(parsed(scanned("a_i(1 - a_i)")), Roles(indexed=frozenset("a"), running=frozenset("i"))).parts[0][1]
    Name(name='a', indices=(Name(name='i', indices=(), layer=None, bold=False),), layer=None, bold=False)
    """
    return _Understanding(roles, left).node(node)


def by_its_argument(node: Node) -> Node:
    """∇f(w) as the gradient of f(w) by w."""
    if isinstance(node, Derivative) and not node.denominators and isinstance(node.numerator, Call):
        arguments = node.numerator.arguments
        if len(arguments) == 1 and isinstance(arguments[0], Name) and not arguments[0].indices:
            return replace(node, denominators=arguments * node.order)
    return node


@dataclass(frozen=True, slots=True)
class _Understanding:
    """The walk over one side."""

    roles: Roles
    left: frozenset[str]

    def node(self, node: Node) -> Node:
        if isinstance(node, Scripted):
            return self.letter(node)
        if isinstance(node, Application):
            return self.application(node)
        if isinstance(node, Bracket):
            return self.bracket(node)
        if isinstance(node, Product):
            return self.product(node)
        if isinstance(node, Terms):
            return self.terms(node)
        if isinstance(node, (Power, Transposed)) and isinstance(node.base, Application):
            return self.behind_bracket(node)
        if isinstance(node, Known):
            return self.known(node)
        if isinstance(node, Entry):
            return Entry(self.node(node.of), below_a_bracket(node.lower, self.indices("", node.lower)), ())
        if isinstance(node, Total):
            return self.total(node)
        if isinstance(node, Largest) and Dots() in node.items:
            return largest_of([item if item == Dots() else self.node(item) for item in node.items], node.function)
        if isinstance(node, Differential):
            return self.differential(node)
        if isinstance(node, Derivative):
            return by_its_argument(mapped(node, self.node))
        return of_a_call(mapped(node, self.node), node)

    def differential(self, node: Differential) -> Node:
        """dW as a gradient where the document has such names, its transpose and its power; else d times W."""
        of = self.node(node.of)
        if not self.roles.gradients:
            return Product((("", Name("d")), ("", of)))
        return replace(of, base=Differential(of.base)) if isinstance(of, (Power, Transposed)) else Differential(of)

    # letters

    def letter(self, node: Scripted) -> Node:
        if (constant := constant_in_bold(node)) is not None:
            return constant
        if (raised := exponential_of_an_entry(node, self.roles)) is not None:
            return self.node(raised)
        if node.letter in self.roles.runs:
            letters = [Scripted(letter, "bold") for letter in node.letter]
            return Product(
                tuple(("", self.letter(one)) for one in (*letters[:-1], replace(node, letter=node.letter[-1])))
            )
        name: str = f"cal:{node.letter}" if node.style == "cal" and node.letter in self.roles.scripts else node.letter
        indices: tuple[Node, ...] = ()
        step, lower = self.step(node.lower)
        if lower != node.lower:
            node = replace(node, lower=lower)
        if node.lower:
            found = self.indices(node.letter, node.lower)
            if found is None:
                name += "_" + text_of(node.lower)
            else:
                indices = found
        if node.letter in self.roles.squares:
            return self.of_square(node, name, indices)
        if name == "delta" and len(indices) == 2 and not self.roles.errors and not node.upper:
            return Delta(*indices)
        made: Node = Name(name, indices, step, node.style == "bold")
        power: Node | None = None
        turned = False
        for script in node.upper:
            made, extra, flipped = self.upper(made, script)
            power, turned = extra or power, turned or flipped
        if node.primes:
            made = Prime(made, None, node.primes)
        if turned:
            made = Transposed(made)
        return made if power is None else Power(made, power)

    def of_square(self, node: Scripted, name: str, indices: tuple[Node, ...]) -> Node:
        """σ² as a name of its own where it is what the document defines; σ is then its root."""
        square = Name(f"{name}^2", indices, None, node.style == "bold")
        others = tuple(script for script in node.upper if text_of(script) != "2")
        if len(others) < len(node.upper):
            return square if not others else Power(square, self.node(parsed(others[0])))
        root = Known("sqrt", square)
        return root if not others else Power(root, self.node(parsed(others[0])))

    def step(self, lower: Tokens) -> tuple[Layer | None, Tokens]:
        """The step of time that a script below begins with, as a layer, and the rest of the script."""
        found = STEP.match(text_of(lower))
        if not found or found[1] not in self.roles.steps:
            return None, lower
        rest = lower[_length(lower, len(found[0])) :]
        return Layer(found[1], int(found[2] or 0)), rest

    def upper(self, made: Node, script: Tokens) -> tuple[Node, Node | None, bool]:
        """The name with what a script above says, a power, and whether it is transposed."""
        if not isinstance(made, Name):
            raise Unread("scripts that are not read together")
        text = text_of(script)
        if text == "prime":
            return Prime(made, None), None, False
        if text in TRANSPOSES[:3] or text in ("mathsfT", "mathrmT", "mathsf{T}", "mathtop"):
            return made, None, True
        mark = made.name.partition("_")[0] in self.roles.marked and len(text) == 1
        if mark or (len(script) == 1 and script[0].kind == "word") or text in ("*", "ast", "star", "+", "-"):
            return replace(made, name=f"{made.name}^{text}"), None, False
        found = LAYER.fullmatch(text)
        if found and self.is_layer(found, made):
            layer = Layer(found["letter"], int(found["shift"] or 0))
            own = (made.name, layer.letter) in self.roles.one_unit
            made = replace(made, name=f"{made.name}[{layer.letter}]") if own else replace(made, layer=layer)
            rest = script[_length(script, len(text) - len(found["rest"])) :]
            return self.upper(made, rest) if rest else (made, None, False)
        sample = re.match(r"\(([a-z]|\d+)\)", text)
        if sample:
            index: Node = Number(sample[1]) if sample[1].isdigit() else Name(sample[1])
            capital = made.name.rpartition(":")[2][:1].isupper() and made.name.isalpha()
            made = replace(made, indices=(Whole(), index) if capital and not made.indices else (index, *made.indices))
            rest = script[_length(script, sample.end()) :]
            return self.upper(made, rest) if rest else (made, None, False)
        if text.isdigit() and made.name.partition("_")[0] in self.roles.upper & self.roles.layered:  # of z_1^2 too
            return replace(made, layer=Layer(text, 0)), None, False
        if text.isdigit() and made.name in self.roles.upper:
            return replace(made, indices=(*made.indices, Number(text))), None, False
        return made, self.node(parsed(script)), False

    def is_layer(self, found: re.Match[str], made: Name) -> bool:
        if found["letter"].isdigit():
            if not found["open"] and made.name in self.roles.upper & self.roles.layered:
                return found["rest"] in ("", *TRANSPOSES[:3])
            alone = not self.roles.samples or made.name in self.roles.layered
            return found["open"] == "[" or (found["open"] == "(" and alone and not found["shift"])  # w^{(2 - 1)}
        bracketed = found["open"] != "(" or found["letter"] in self.roles.layers
        return found["letter"] in self.roles.layers and bracketed

    def indices(self, letter: str, lower: Tokens) -> tuple[Node, ...] | None:
        """The indices in a script below; None for a label."""
        text = text_of(lower)
        if is_label(lower) or any(token.is_command("sim") or token.is_mark("(") for token in lower):
            return None  # E_{x \sim p}, E_{p(x)}
        if not letter or (letter == "delta" and "delta" not in self.roles.errors):
            return self.pieces(lower)
        if text.isdigit():
            return self.numbers(letter, text)
        if LETTERS.fullmatch(text):
            letters = text.replace(",", "")
            runs = all(one in self.roles.running for one in letters)
            return (
                self.pieces(lower)
                if runs and (len(letters) == 1 or "," in text or len(set(letters)) > 1 or letter in self.roles.twice)
                else None
            )
        if re.fullmatch(r"[a-z]\d", text) and letter not in self.roles.twice:
            return None
        if letter in self.roles.indexed or NESTED.search(text) or re.search(r"[+\-,:]", text):
            return self.pieces(lower)
        return None

    def numbers(self, letter: str, text: str) -> tuple[Node, ...] | None:
        if letter in self.roles.twice and len(text) == 2:
            return tuple(Number(digit) for digit in text)
        return (Number(text),) if letter in self.roles.indexed else None

    def pieces(self, lower: Tokens) -> tuple[Node, ...]:
        """ij, i,j, i−1, y_i: one index after the other."""
        found: list[Node] = []
        place = 0
        while place < len(lower):
            end = place + 1
            while end < len(lower) and (lower[end].is_mark("+-_{}") or lower[end - 1].is_mark("+-_{")):
                end += 1
            part = lower[place:end]
            if part[0].is_mark(":"):
                found.append(Whole())
            elif not part[0].is_mark(","):
                digits = part[0].kind == "number" and len(part) == 1 and len(part[0].text) > 1
                if digits and not found and end < len(lower):
                    raise Unread("an index of several digits beside others")
                node = parsed(part)
                found.append(_plain_index(node) or self.node(node))
            place = end
        return tuple(found)

    # brackets

    def application(self, node: Application) -> Node:
        if stands_in_its_bracket(node):  # σ′ = σ(1 − σ): numbers in short
            return Product((("", self.letter(node.head)), ("", self.node(node.bracket))))
        head = self.letter(replace(node.head, primes=0))
        if isinstance(head, Prime) and isinstance(head.function, Name):
            return Prime(head.function, self.node(node.bracket))
        inner = head.base if isinstance(head, (Power, Transposed)) else head
        name = inner.name if isinstance(inner, Name) else ""
        if node.head.primes and isinstance(inner, Name):
            made: Node = Prime(inner, self.node(node.bracket), node.head.primes)
        elif isinstance(inner, Name) and (
            (self.is_function(node, name) and not self.is_value(inner)) or is_of_a_vector(node)
        ):
            if not node.bracket.items or says_what_is_given(node.bracket.tokens):
                made = replace(inner, name=name_of_what_is_given(name, node.bracket.tokens))  # P(t = 1 | z) is a number
            else:
                made = Call(inner, tuple(self.node(item) for item in node.bracket.items))
        else:
            return Product((("", head), ("", self.node(node.bracket))))
        return replace(head, base=made) if isinstance(head, (Power, Transposed)) else made

    def is_function(self, node: Application, name: str) -> bool:
        """f before a bracket; F_t too, where F has no indices."""
        if any(text_of(script) in TRANSPOSES[:3] for script in node.head.upper):
            return False
        labelled = name != node.head.letter and node.head.letter in self.roles.functions
        return name in self.roles.functions or (labelled and node.head.letter not in self.roles.indexed)

    def is_value(self, name: Name) -> bool:
        """σ_n before a bracket, where σ_n = σ(z_n): a number."""
        return name.name in self.roles.values and bool(name.indices)

    def behind_bracket(self, node: Power | Transposed) -> Node:
        """a(1 − a)² is a times a square where a is no function."""
        assert isinstance(node.base, Application)
        whole = self.application(node.base)
        if isinstance(whole, Product):
            last = mapped(replace(node, base=node.base.bracket), self.node)
            return Product((*whole.parts[:-1], ("", last)))
        return mapped(replace(node, base=Dots()), lambda part: whole if isinstance(part, Dots) else self.node(part))

    def known(self, node: Known) -> Node:
        if isinstance(node.argument, Application):
            whole = self.application(node.argument)
            if isinstance(whole, Product):
                return Product((("", replace(node, argument=whole.parts[0][1])), *whole.parts[1:]))
            return replace(node, argument=whole)
        listed = node.argument.items if isinstance(node.argument, Bracket) and node.function == "diag" else ()
        if Dots() in listed:
            each = each_of([item if item == Dots() else self.node(item) for item in listed])
            return node if each is None else replace(node, argument=each)
        return replace(node, argument=self.node(node.argument))

    def bracket(self, node: Bracket) -> Node:
        if not node.items:
            raise Unread("a condition stands where a formula is expected")
        if len(node.items) == 1:
            return self.node(node.items[0])
        items = [item if isinstance(item, Dots) else self.node(item) for item in node.items]
        return Matrix(tuple((item,) for item in told_items(items)), is_list=True)

    # sums

    def product(self, node: Product) -> Node:
        """The factors of what is written side by side; a denominator in braces stays in one piece."""
        parts: list[tuple[str, Node]] = []
        for sign, part in with_masks(node.parts):
            made = self.node(part)
            kinds = (Application, Power, Transposed, Known, Differential, Scripted)
            splits = isinstance(part, kinds) and isinstance(made, Product)
            if splits and isinstance(made, Product) and sign != "/":  # what is divided by a(1 − a) is divided by both
                (_, first), *rest = made.parts
                parts += [(sign, first), *rest]
            else:
                parts.append((sign, Beside(made.parts) if splits and isinstance(made, Product) else made))
        whole = under_its_gradient(with_turned(Product(told_factors(parts))), self.roles.functions)
        return parts[0][1] if len(parts) == 1 and not parts[0][0] else whole

    def terms(self, node: Terms) -> Node:
        terms = with_ranges([(sign, part if isinstance(part, Dots) else self.node(part)) for sign, part in node.terms])
        joined: list[tuple[int, Node]] = []
        for sign, part in terms:
            reaching = joined[-1][1] if joined else None
            total = _last_total(reaching)
            letters = free_letters(part) - self.left
            if total is not None and reaching is not None and set(total.indices) & letters:
                before = 1 if self.roles.bracketed else _sign_before(joined[-1][0], reaching)
                wider = replace(total, body=Terms(((1, total.body), (sign * before, part))))
                joined[-1] = (joined[-1][0], _with_last(reaching, wider))
            else:
                joined.append((sign, part))
        return joined[0][1] if len(joined) == 1 and joined[0][0] == 1 else Terms(tuple(joined))

    def total(self, node: Total) -> Node:
        made = mapped(_with_size(node), self.node)
        assert isinstance(made, Total)
        if made.indices or made.kind != "sum":
            return made
        own = sorted(free_letters(made.body) - self.left)
        return replace(made, indices=tuple(own)) if len(own) == 1 else made


def _plain_index(node: Node) -> Node | None:
    if isinstance(node, Scripted) and not node.lower and not node.upper:
        return Name(node.letter)
    return None


def _length(script: Tokens, characters: int) -> int:
    """How many tokens have so many characters."""
    count = 0
    while characters > 0:
        characters -= len(script[count].text)
        count += 1
    return count


def _with_size(node: Total) -> Total:
    """The sum with the size at its end as a name, n_in of n_{in}, N_o of Σ_{o=1}^{N_o}: it has no indices."""
    end = node.upper
    text = text_of(end.lower) if isinstance(end, Scripted) and not end.upper else ""
    is_size = isinstance(end, Scripted) and (re.fullmatch(r"[a-z]{2}", text) or (text,) == node.indices)
    return replace(node, upper=Name(f"{end.letter}_{text}")) if is_size and isinstance(end, Scripted) else node


def _last_total(node: Node | None) -> Total | None:
    last = node.parts[-1][1] if isinstance(node, Product) else node
    return last if isinstance(last, Total) and last.kind == "sum" and last.indices else None


def _with_last(node: Node, total: Total) -> Node:
    return Product((*node.parts[:-1], (node.parts[-1][0], total))) if isinstance(node, Product) else total


def _sign_before(sign: int, reaching: Node) -> int:
    """Inside of −Σ a + b the sum is −Σ (a − b) only where the sign belongs to the sum alone."""
    return 1 if isinstance(reaching, Product) else sign
