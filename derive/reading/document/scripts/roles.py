"""What scripts and brackets mean, told by how a letter is used in the whole document, never by which letter it is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...expression.nodes import Application, Comparison, Derivative, Differential, Node, Number, Scripted, Total, walk
from ...expression.words import CUSTOMARY, ESTIMATES, GREEK, LANDAU
from ...tex.index_letters import GREEK as GREEK_INDICES
from ...tex.index_letters import PRIMED
from ...tex.tokens import Tokens, text_of
from .comparisons import pair_of_indices
from .deltas import tells_zero_or_one
from .ellipses import ends_of_ellipses
from .layers_of_one_unit import layers_of_one_unit
from .named_units import letters_of_units
from .numbered_layers import made_of_the_layer_below, numbered_in_bold
from .products import lowered_powers
from .rows_of_sums import rows_of_sums

LETTER = rf"[A-Za-z{GREEK_INDICES}{PRIMED}]"
LETTERS = re.compile(rf"{LETTER}|{LETTER},?{LETTER}|{LETTER}(?:,{LETTER})+")
LAYER = re.compile(r"(?P<open>[\[(]?)(?P<letter>ell|[A-Za-z]|\d+)(?P<shift>[+-]\d+)?(?P<close>[\])]?)(?P<rest>.*)")
STEP = re.compile(r"([a-z])([+-]1)?(?:,|$)")
NESTED = re.compile(rf"[A-Za-z]_\{{?{LETTER}\}}?(?:,.*)?|\{{[A-Za-z]_\{{?{LETTER}\}}?\}}")


@dataclass(frozen=True, slots=True)
class Roles:
    """What the letters of a document are used for.

    ``indexed`` and ``twice`` have an index, two indices; ``running`` are letters that run; ``functions`` are applied;
    ``layers`` are letters of layers; ``upper`` have indices above; ``gradients`` says that dW names a gradient;
    ``scripts`` are letters that are defined in script and upright, as two; ``bold`` occur so;
    ``marked`` are letters that a letter above tells apart and that never stand without, a^f and a^o of two gates;
    ``squares`` are letters whose square is defined or differentiated by, σ² = …; ``runs`` stand side by side in bold;
    ``values`` are functions whose values have the letter of the function and an index; ``steps`` count time;
    ``layered`` have a layer above, or numbers alone, so a number is one; ``bracketed``: −Σ a_i + b_i is −Σ (a_i + b_i);
    ``one_unit`` are letters with the numbers of layers of one unit.
    """

    indexed: frozenset[str] = frozenset()
    twice: frozenset[str] = frozenset()
    running: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    layers: frozenset[str] = frozenset()
    upper: frozenset[str] = frozenset()
    samples: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()
    gradients: bool = False
    values: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()
    scripts: frozenset[str] = frozenset()
    bold: frozenset[str] = frozenset()
    squares: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()
    layered: frozenset[str] = frozenset()
    runs: frozenset[str] = frozenset()
    bracketed: bool = False
    one_unit: frozenset[tuple[str, str]] = frozenset()


def roles_of(chains: Iterable[Sequence[Node | None]]) -> Roles:
    """The roles in a document, from the trees of its chains.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> sides = [[parsed(side) for side in chain.sides] for chain in chains_of(r"z_i = \\sum_j w_{ij} f(x_j)", {})]
    >>> found = roles_of(sides)
    >>> sorted(found.indexed), sorted(found.functions), sorted(found.running)
    (['w', 'x', 'z'], ['f'], ['i', 'j'])
    """
    use = _Use()
    for sides in chains:
        trees = [side for side in sides if side is not None]
        if len(trees) == 2 and isinstance(trees[0], Scripted) and isinstance(trees[1], Number):
            use.numbers.add(name_of(trees[0]))
        if all(isinstance(tree, Number) or _is_plain(tree) for tree in trees):
            continue  # i = j, l = 2, η = 0.1 say nothing of how a letter is used
        use.powers |= {letter for tree in trees for letter in lowered_powers(tree)}
        for place, tree in enumerate(trees):
            use.side(tree, place == 0 and sides[0] is not None and len(sides) > 1)
        if sides[0] is not None:
            use.chain(sides[0], trees[1:])
    return use.roles()


class _Use:
    """Counts of how each letter is used."""

    def __init__(self) -> None:
        self.lower: dict[str, set[str]] = defaultdict(set)
        self.uppers: dict[str, dict[str, set[bool]]] = defaultdict(lambda: defaultdict(set))  # and whether in bold
        self.bound, self.climbing = set[str](), set[str]()  # the latter: letters of numbered layers
        self.bare, self.simple, self.arguments = Counter[str](), Counter[str](), Counter[str]()
        self.applied, self.defined, self.bold = set[str](), set[str](), set[str]()
        self.gradients, self.left_deltas, self.values = False, set[str](), set[str]()
        # by step: what is made of what, and whether of an earlier step of it
        self.made_of: dict[str, set[tuple[str, str, bool]]] = defaultdict(set)
        self.heads, self.of_one = set[tuple[str, str]](), set[tuple[str, str]]()  # the latter: R and f of ∂R(f)/∂w
        self.made, self.entries_applied = set[str](), set[str]()  # the latter: f of f_k(x)
        self.above: dict[str, set[str]] = defaultdict(set)  # what stands above a letter on left sides
        self.plain, self.squared, self.single = set[str](), set[str](), set[str]()
        self.compared = list[set[str]]()  # and single: what is defined, or differentiated by, without a square
        self.shapes: dict[str, set[tuple[bool, str]]] = defaultdict(set)  # whether in bold, and what stands below
        self.numbers, self.powers = set[str](), set[str]()  # letters that are given a number, that are powers

    def chain(self, left: Node, rest: Sequence[Node]) -> None:
        """σ_n = σ(z_n) has values of σ with its letter; h_t and h_{t−1} behind it are two steps, or h_{t+1} and h_t."""
        if isinstance(left, Scripted) and not (_is_pair(text_of(left.lower)) and tells_zero_or_one(rest)):
            self.left_deltas.add(left.letter)
            self.climbing |= made_of_the_layer_below(left, rest)
        if not isinstance(left, Scripted) or not left.lower:
            return
        for node in (node for tree in rest for node in walk(tree)):
            if isinstance(node, Application) and node.head.letter == left.letter and not node.head.lower:
                self.values.add(left.letter)
        if found := STEP.match(text_of(left.lower)):
            others = [node for tree in rest for node in walk(tree) if isinstance(node, Scripted)]
            for node in others:
                step = STEP.match(text_of(node.lower))
                if step and step[1] == found[1]:
                    earlier = int(step[2] or 0) != int(found[2] or 0)
                    self.made_of[step[1]].add((left.letter, node.letter, earlier))

    def side(self, tree: Node, left: bool) -> None:
        if left:
            self.of_left(tree)
        whole = tree.head if isinstance(tree, Application) else None
        applied: set[int] = set()
        for node in walk(tree):
            self.bound |= ends_of_ellipses(node)
            if isinstance(node, Application):
                self.application(node, node.head is whole)
                applied.add(id(node.head))
            elif isinstance(node, Derivative) and is_by_its_argument(node):
                assert isinstance(node.numerator, Application)
                self.defined |= {name_of(node.numerator.head), node.numerator.head.letter}
            elif isinstance(node, Derivative) and isinstance(top := node.numerator, Application):
                self.of_one.add((name_of(top.head), text_of(top.bracket.tokens)))
            elif isinstance(node, Derivative) and isinstance(node.numerator, Scripted):
                applied.add(id(node.numerator))
            elif isinstance(node, Comparison) and node.relation in ("=", "≠"):
                applied |= {id(side) for side in (node.left, node.right) if _is_plain(side)}  # i = c are indices
                if pair := pair_of_indices(node):
                    self.lower["1"].add(pair)  # 1_{i=j} is δ_ij
                self.compared.append({name_of(s) for s in (node.left, node.right) if isinstance(s, Scripted)})
            elif isinstance(node, Total):
                applied.add(id(node.excluded))  # l of Σ_{k≠l} is an index
                upper = walk(node.upper) if node.upper else ()
                self.bound |= {*node.indices, *(part.letter for part in upper if isinstance(part, Scripted))}
            if isinstance(node, Scripted):
                self.scripted(node, id(node) in applied)
            if isinstance(node, Derivative):
                below = [part for part in node.denominators if isinstance(part, Scripted)]
                self.squared |= {part.letter for part in below if is_square(part)}
                self.single |= {part.letter for part in below if _is_plain(part)}

    def of_left(self, tree: Node) -> None:
        if isinstance(tree, Application) and tree.bracket.tokens and self.is_head(tree):
            self.defined.add(name_of(tree.head))
        self.gradients |= isinstance(tree, Differential)
        head = tree.head if isinstance(tree, Application) else tree
        if isinstance(tree, Scripted):
            self.above[tree.letter] |= set(map(text_of, tree.upper))
            self.made |= {tree.letter} if tree.lower and not is_label(tree.lower) else set()
            (self.squared if is_square(tree) else self.single).add(tree.letter)
        if isinstance(head, Scripted):
            self.heads.add((head.letter, head.style))

    def is_head(self, tree: Application) -> bool:
        """f(x), J(w, b), P(t = 1 | z), f[x, φ] of data and parameters: not a(1 − a), nor the entry W[i, j]."""
        items = tree.bracket.items
        if tree.bracket.square:
            whole = [item for item in items if isinstance(item, Scripted) and not item.lower]
            letters = [item.style == "bold" or item.letter in GREEK for item in whole]
            return len(items) > 1 and len(whole) == len(items) and any(letters) and not all(letters)
        return all(isinstance(i, Scripted) or (isinstance(i, Application) and len(items) > 1) for i in items)

    def application(self, node: Application, whole: bool) -> None:
        name, items = name_of(node.head), node.bracket.items
        if any(text_of(script) in ("T", "top", "intercal") for script in node.head.upper):
            return  # X^T(p − y) is a product
        if node.bracket.square and node.head.style != "word":
            return  # W[h, x] is a product
        self.applied.add(name)
        self.arguments.update(name_of(item) for item in items if isinstance(item, Scripted) and not item.lower)
        if node.head.primes or (node.head.style == "word" and not node.head.lower) or not items:
            self.defined.add(name)
        simple = all(isinstance(item, (Scripted, Number)) for item in items)
        itself = any(isinstance(part, Scripted) and name_of(part) == name for item in items for part in walk(item))
        if not itself and (
            (whole and name not in self.numbers and ":" not in name)
            or (simple and not (len(items) == 1 and isinstance(items[0], Number)))
        ):
            self.simple[name] += 1
            self.entries_applied |= {node.head.letter} if node.head.lower else set()

    def scripted(self, node: Scripted, applied: bool) -> None:
        letter = node.letter
        if node.lower:
            self.lower[letter].add(text_of(node.lower))
        for script in node.upper:
            self.uppers[letter][text_of(script)].add(node.style == "bold")
        self.plain |= set() if node.upper else {letter}
        self.shapes[letter].add((node.style == "bold", text_of(node.lower)))
        self.bold |= {letter} if node.style == "bold" else set()
        if not applied and not (letter == "e" and node.upper):  # e^z is a number, and e may still run
            self.bare[name_of(node)] += 1

    def roles(self) -> Roles:
        layers, samples = self.layers_and_samples()
        single = Counter(text for texts in self.lower.values() for text in texts if len(text) == 1 and text.isalpha())
        pairs = [text.replace(",", "") for texts in self.lower.values() for text in texts if LETTERS.fullmatch(text)]
        things = {name for name, count in self.bare.items() if count and len(name) == 1 and name not in self.bound}
        often = {letter for letter, count in single.items() if letter not in things or count > 2}
        often = {letter for letter in often if not letter.isupper()}  # A of z_A is a mark, unless a sum binds it
        running = self.bound | (often - self.made)  # f of W_f is the gate f_t that the document defines
        running |= {
            letter
            for pair in pairs
            if len(pair) == 2 and len(set(pair)) == 2
            for letter in pair
            if letter not in things
        }
        running |= samples | rows_of_sums(self.lower, self.bound, self.bare, self.arguments)
        for pair in self.compared:
            running |= pair if len(pair) == 2 and pair & running and pair <= single.keys() else set()
        running -= {name for name in self.applied if name in self.defined or self.is_applied(name)} - self.bound
        running -= letters_of_units(self.lower, self.bound)
        indexed = {
            letter for letter, texts in self.lower.items() if any(self.is_index(text, running) for text in texts)
        }
        small = {letter for letter in self.bold if letter.rpartition(":")[2][:1].islower()}
        indexed |= small - numbered_in_bold(self.shapes)
        upper = {letter for letter, texts in self.uppers.items() if "1" in texts and letter != "e"}  # e^1 is a number
        twice = {
            letter for letter, texts in self.lower.items()
            if any(LETTERS.fullmatch(text) and len(set(text.replace(",", ""))) == 2 for text in texts)
        }  # fmt: skip
        steps = {letter for letter, made in self.made_of.items() if _goes_round(made)} - self.bound
        functions = (
            self.defined | self.values | {name for name in self.simple if self.is_applied(name) and name not in indexed}
        ) | {name for name in self.applied & (CUSTOMARY | LANDAU) if not self.bare[name]}
        functions |= {name for name, argument in self.of_one if argument in functions}
        kronecker = set(filter(_is_pair, self.lower["delta"]))
        wrong = "delta" in self.left_deltas or bool(self.uppers["delta"]) or not kronecker
        return Roles(
            frozenset(indexed), frozenset(twice), frozenset(running), frozenset(things), frozenset(functions),
            frozenset(layers), frozenset(upper), frozenset(samples), frozenset({"delta"} if wrong else ()),
            self.gradients, frozenset(self.values | (self.made & functions) - self.entries_applied), frozenset(steps),
            frozenset(letter for letter, style in self.heads if style == "cal" and (letter, "") in self.heads),
            frozenset(self.bold), frozenset(self.squared - self.single - functions - upper),
            frozenset(self.marked(layers | running)), frozenset(self.layered(layers)), frozenset(self.runs()),
            one_unit=layers_of_one_unit(self.uppers),
        )  # fmt: skip

    def layered(self, layers: set[str]) -> set[str]:
        found = {letter: [LAYER.fullmatch(text) for text in texts] for letter, texts in self.uppers.items()}
        named = {letter for letter, above in found.items() if any(one and one["letter"] in layers for one in above)}
        numbered = {letter for letter, texts in self.uppers.items() if "1" in texts and all(map(str.isdigit, texts))}
        units = {letter for letter in numbered if any(self.lower[letter])}  # z_2^1 beside w_{21}^1
        return named | (numbered if len(units) > 1 or (units and named) else set())

    def runs(self) -> set[str]:
        r"""``\mathbf{Ax}`` where x stands alone in bold too, and A if it were small, and nothing defines Ax."""
        words = {word for word in self.bold if len(word) > 1 and word.isalpha() and (word, "bold") not in self.heads}
        small = {word: {letter for letter in word if letter.islower()} for word in words}
        return {word for word, letters in small.items() if letters and letters <= self.bold}

    def marked(self, others: set[str]) -> set[str]:
        """The letters that are defined with different letters above, none of which counts, and never without.

        Also those that stand without, where each of the letters above names a vector: b^h and b^y, beside h_k and y_k.
        """
        found = set()
        for letter, texts in self.above.items():
            every = {text for text in self.uppers[letter] if text not in ("T", "top")}
            marks = all(len(text) == 1 and text.isalpha() and text not in others for text in every)
            vectors = all(self.lower[text] for text in texts)
            if len(texts) > 1 and marks and (letter not in self.plain or vectors) and letter != "e":
                found.add(letter)
        return found

    def is_applied(self, name: str) -> bool:
        """True for a letter that is never alone, or seldom: σ′ = σ(1 − σ) says in short what was σ(z) before."""
        return self.simple[name] > 2 * self.bare[name]

    def is_index(self, text: str, running: set[str]) -> bool:
        if LETTERS.fullmatch(text):
            return all(letter in running for letter in text.replace(",", ""))
        return bool(NESTED.fullmatch(text)) or bool(re.fullmatch(r"[a-z][+-]\d|[a-z],?:|:,?[a-z]", text))

    def is_beside_layers(self, letter: str, layers: set[str]) -> bool:
        """True for l of h^{(l)} beside h^{(k-1)}: the last layer."""
        for texts in self.uppers.values():
            whole = [found for found in map(LAYER.fullmatch, texts) if found and not found["rest"]]
            if f"({letter})" in texts and any(found["letter"] in layers for found in whole):
                return True
        return False

    def layers_and_samples(self) -> tuple[set[str], set[str]]:
        """l with l − 1 beside it, or in square brackets, counts layers; a letter in round ones counts samples."""
        plain, shifted, square, round_ = set[str](), set[str](), set[str](), set[str]()
        for text in (text for texts in self.uppers.values() for text in texts):
            found = LAYER.fullmatch(text)
            if not found or found["letter"].isdigit():
                continue
            letter = found["letter"]
            (shifted if found["shift"] else plain).add(letter)
            if found["open"] == "[":
                square.add(letter)
            elif found["open"] == "(":
                round_.add(letter)
        layers = square | {letter for letter in shifted - self.powers if letter in plain or letter in round_}
        layers |= {letter for letter in plain if letter.lower() in layers or (letter == "L" and "ell" in layers)}
        layers |= {letter for letter in round_ - self.bound - layers if self.is_beside_layers(letter, layers)}
        numbered = {text for letter in self.climbing for text in self.uppers[letter]}
        layers |= {letter for letter in round_ - self.bound if f"({letter})" in numbered}
        samples = {text for texts in self.uppers.values() for text in re.findall(r"\(([a-z])\)", " ".join(texts))}
        return layers, samples - layers


def _is_plain(node: Node) -> bool:
    return isinstance(node, Scripted) and not node.lower and not node.upper


def _is_pair(text: str) -> bool:
    return bool(LETTERS.fullmatch(text)) and len(text.replace(",", "")) == 2


def is_square(node: Scripted) -> bool:
    """True for a letter with a 2 above it and no other script there."""
    return [text_of(script) for script in node.upper] == ["2"]


def _goes_round(made: set[tuple[str, str, bool]]) -> bool:
    """True where something is made of its own earlier step: h_t of h_{t−1}; π_k = γ_k − γ_{k−1} is none."""
    below = {what: {of for left, of, _ in made if left == what} for what, _, _ in made}

    def reaches(start: str, goal: str) -> bool:
        seen, waiting = set[str](), [start]
        while waiting:
            what = waiting.pop()
            if what == goal:
                return True
            waiting += below.get(what, set()) - seen
            seen.add(what)
        return False

    return any(earlier and reaches(of, what) for what, of, earlier in made)


def name_of(node: Scripted) -> str:
    """The letter with its label, if the script below is one.

    >>> name_of(Scripted("h", "", ()))
    'h'
    """
    text = text_of(node.lower)
    return f"{node.letter}_{text}" if is_label(node.lower) else node.letter


def is_label(lower: Tokens) -> bool:
    """True for a script that is a word, a sign as in d_+, or a Greek letter: part of the name.

    >>> from ...tex.tokens import scanned
    >>> is_label(scanned(r"\\theta"))
    True
    """
    if any(token.kind == "word" for token in lower) or text_of(lower) in ESTIMATES:
        return True
    if len(lower) == 1 and lower[0].is_mark("+-*"):
        return True
    return len(lower) == 1 and lower[0].kind == "command" and lower[0].text in GREEK


def is_by_its_argument(node: Derivative) -> bool:
    """True for ∂L(f_k)/∂f_k, ∂L(f(w))/∂w and ∂L(w, b)/∂w_j: L of f_k, and no product.

    >>> from ...expression.parser import parsed
    >>> from ...tex.tokens import scanned
    >>> lines = (r"\\frac{\\partial L(a)}{\\partial a}", r"\\frac{\\partial L(a)}{\\partial w}")
    >>> [is_by_its_argument(parsed(scanned(line))) for line in lines]
    [True, False]
    """
    top = node.numerator
    items = top.bracket.items if isinstance(top, Application) and not top.bracket.square else ()
    inside = [part for item in items for part in walk(item) if isinstance(part, Scripted)]
    simple = all(isinstance(item, (Scripted, Application)) for item in items)
    if not node.denominators:
        return len(items) == 1 and isinstance(items[0], Scripted)  # ∇L(w)
    return simple and any(
        name_of(part) == name_of(below) for part in inside for below in node.denominators if isinstance(below, Scripted)
    )
