"""From the parser's tree to the nodes of ``nodes``: accents, groups and scripts find their place."""

from __future__ import annotations

import re
from typing import Any

from lark import Token, Transformer, v_args
from lark.tree import Meta

from ...network.functions import function_words
from .nodes import (
    Bracket,
    Cases,
    Chain,
    Fraction,
    Items,
    Mark,
    Name,
    Node,
    Number,
    Operator,
    Part,
    Product,
    Range,
    Root,
    Scripted,
    Terms,
    TransposedLayer,
    Word,
    lone,
)
from .rejection import RejectedFormula

BOLD = {"mathbf", "boldsymbol", "bm", "pmb", "vec"}
ACCENTS = {"hat": "hat", "widehat": "hat", "tilde": "tilde", "bar": "bar"}
CALLIGRAPHIC = {"mathcal", "mathscr"}
PAIRS = {
    "(": ")", "[": "]", r"\{": r"\}", r"\lbrace": r"\rbrace", r"\lvert": r"\rvert", r"\lVert": r"\rVert",
    r"\lbrack": r"\rbrack",
}  # fmt: skip
FUNCTION_WORDS = {
    "softmax": "softmax", "sigmoid": "sigmoid", "exp": "exp", "log": "log", "ln": "ln", "tanh": "tanh", "max": "max",
    "diag": "diag", "relu": "relu", "ReLU": "relu", "sqrt": "sqrt", "sum": "sum", "Softmax": "softmax", "T": "T",
}  # fmt: skip
GREEK_NAMES = {"ell": "ell", "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi"}
CLOSE_LETTERS = re.compile(r"[A-Za-z]{3,}")
IN_SUBSCRIPT = re.compile(r"_\s*\{\s*\Z")
ABBREVIATION = re.compile(r"(?<![A-Za-z])(?:KL|CE|JS|LL)(?![A-Za-z])")  # of a divergence, a loss, a likelihood


@v_args(meta=True)
class BuildTree(Transformer[Token, Any]):
    """Builds the syntax tree; ``source`` is needed to see which letters stand side by side."""

    def __init__(self, source: str) -> None:
        super().__init__(visit_tokens=False)
        self.source = source

    def latex(self, _meta: Meta, children: list[Any]) -> Node:
        return children[0]  # type: ignore[no-any-return]

    plain = latex

    def chain(self, meta: Meta, children: list[Any]) -> Node:
        return Chain(_at(meta), tuple(children[::2]), tuple(_relation(str(r)) for r in children[1::2]))

    plain_chain = chain

    def items(self, meta: Meta, children: list[Any]) -> Node:
        return Items(_at(meta), tuple(children))

    plain_items = items

    def terms(self, meta: Meta, children: list[Any]) -> Node:
        terms, negative = [], False
        for child in children:
            if isinstance(child, Token):
                negative = str(child) == "-"
            else:
                terms.append((negative, child))
                negative = False
        return Terms(_at(meta), tuple(terms))

    plain_terms = terms

    def product(self, meta: Meta, children: list[Any]) -> Node:
        parts: list[Part] = []
        joined, negative = "", False
        for child in children:
            if isinstance(child, Token):
                joined, negative = (joined, str(child) == "-") if child.type == "SIGN" else (_joint(child), negative)
                continue
            for factor in child if isinstance(child, list) else [child]:
                parts.append(Part(factor.at, joined, negative, factor))
                joined, negative = "", False
        return Product(_at(meta), tuple(parts))

    plain_product = product

    def run(self, meta: Meta, children: list[Any]) -> list[Node]:
        """Factors side by side; three letters in a row would be a word that somebody forgot to mark.

        In a subscript they may be indices, if the letter has so many: who reads the subscript knows.
        """
        if not IN_SUBSCRIPT.search(self.source, 0, meta.start_pos):
            self._refuse_words(meta)
        return list(children)

    def _refuse_words(self, meta: Meta) -> None:
        text = re.sub(r"\\[A-Za-z]+", lambda m: " " * len(m[0]), self.source[meta.start_pos : meta.end_pos])
        text = re.sub(r"_\s*\{[^{}]*\}|_\s*\w|\{[A-Za-z]+\}", lambda m: "_" * len(m[0]), text)
        found = CLOSE_LETTERS.search(text) or ABBREVIATION.search(text)
        if found:
            raise RejectedFormula(
                f"'{found[0][:30]}' may be a word or a product of letters",
                _at(meta) + found.start(),
                (f"the name {found[0][:30]}", " · ".join(found[0][:30])),
                hint=rf"write \text{{{found[0][:30]}}}, or put spaces between the letters",
            )

    def scripted(self, meta: Meta, children: list[Any]) -> Node:
        base, *scripts = children
        found: dict[str, Node] = {}
        for kind, script in scripts:
            if kind in found:
                raise RejectedFormula(f"there are two scripts {kind!r} on one symbol", _at(meta))
            found[kind] = script
        above = found.get("^")
        if isinstance(above, TransposedLayer):
            layer = Scripted(_at(meta), base, found.get("_"), above.layer)
            return Scripted(_at(meta), layer, None, Mark(above.at, "transpose"))
        return Scripted(_at(meta), base, found.get("_"), above)

    def script(self, meta: Meta, children: list[Any]) -> tuple[str, Node]:
        if len(children) == 1:
            return "^", Mark(_at(meta), "prime" if "''" not in children[0] else "primes")
        kind, node = str(children[0]), children[1]
        if isinstance(node, Number) and len(node.text) > 1:
            raise RejectedFormula(
                f"{kind}{node.text} is typeset as {kind}{node.text[0]} followed by {node.text[1:]}",
                node.at,
                hint=f"write {kind}{{{node.text}}}",
            )
        return kind, _layer_transposed(node) or node

    def transposed_layer(self, meta: Meta, children: list[Any]) -> Node:
        return TransposedLayer(_at(meta), children[0])

    def number(self, meta: Meta, children: list[Any]) -> Node:
        return Number(_at(meta), str(children[0]))

    def name(self, meta: Meta, children: list[Any]) -> Node:
        letter = str(children[0]).lstrip("\\")
        return Name(_at(meta), GREEK_NAMES.get(letter, letter))

    def word(self, meta: Meta, children: list[Any]) -> Node:
        text = str(children[0]).partition("{")[2].rstrip("}").strip()
        if str(children[0]).startswith(r"\textbf") and len(text) == 1:
            return Name(_at(meta), text, bold=True)
        name = FUNCTION_WORDS.get(text) or function_words().get(text)
        return Operator(_at(meta), name) if name and name != "T" else Word(_at(meta), text)

    def operator(self, meta: Meta, children: list[Any]) -> Node:
        return Operator(_at(meta), str(children[0]).lstrip("\\"))

    def indicator(self, meta: Meta, _children: list[Any]) -> Node:
        return Mark(_at(meta), "indicator")

    def transpose(self, meta: Meta, _children: list[Any]) -> Node:
        return Mark(_at(meta), "transpose")

    def star(self, meta: Meta, _children: list[Any]) -> Node:
        return Mark(_at(meta), "star")

    def styled(self, meta: Meta, children: list[Any]) -> Node:
        return _with_style(str(children[0]).lstrip("\\"), lone(children[1]), _at(meta))

    def group(self, meta: Meta, children: list[Any]) -> Node:
        return Bracket(_at(meta), "{", children[0], meta.end_pos)

    def bracket(self, meta: Meta, children: list[Any]) -> Node:
        kind, content, close = str(children[0]), children[1], str(children[2])
        if PAIRS[kind] != close:
            raise RejectedFormula(f"the bracket {kind} is closed by {close}", _at(meta))
        return Bracket(_at(meta), kind, content, meta.end_pos)

    def fraction(self, meta: Meta, children: list[Any]) -> Node:
        parts = [child for child in children if isinstance(child, Node)]
        if not parts:
            above, below = re.findall(r"\d", str(children[0]))
            return Fraction(_at(meta), Number(_at(meta), above), Number(_at(meta), below))
        for part in parts:
            if isinstance(part, Number) and len(part.text) > 1:
                raise RejectedFormula("the digits after \\frac are not in braces", part.at, hint=r"write \frac{1}{2}")
        return Fraction(_at(meta), parts[0], parts[1])

    def root(self, meta: Meta, children: list[Any]) -> Node:
        degree = next((str(c) for c in children if isinstance(c, Token) and c.type == "NUMBER"), "2")
        if not re.fullmatch(r"[2-9]", degree):
            raise RejectedFormula(f"the root of degree {degree} is not read", _at(meta), hint="degrees 2 to 9 are")
        return Root(_at(meta), int(degree), children[-1])

    def cases(self, meta: Meta, children: list[Any]) -> Node:
        return Cases(_at(meta), tuple(c for c in children if not isinstance(c, Token)))

    def row(self, _meta: Meta, children: list[Any]) -> tuple[Node, Node | None]:
        nodes = [c for c in children if isinstance(c, Node)]
        return nodes[0], nodes[1] if len(nodes) > 1 else None

    # the plain syntax

    def plain_name(self, meta: Meta, children: list[Any]) -> Node:
        return plain_symbol(_at(meta), str(children[0]))

    def plain_element(self, meta: Meta, children: list[Any]) -> Node:
        return Scripted(_at(meta), plain_symbol(_at(meta), str(children[0]), indexed=True), children[1], None)

    def plain_call(self, meta: Meta, children: list[Any]) -> list[Node]:
        word = str(children[0])
        name = FUNCTION_WORDS.get(word) or function_words().get(word)
        head = Operator(_at(meta), name) if name and name != "T" else plain_symbol(_at(meta), word)
        bracket = Bracket(_at(meta) + len(word), "(", children[1], meta.end_pos)
        return [head, bracket]

    def plain_power(self, meta: Meta, children: list[Any]) -> Node | list[Node]:
        base, _, power = children
        if isinstance(base, list):
            head, bracket = base
            return [head, Scripted(bracket.at, bracket, None, power)]
        if isinstance(base, Scripted) and base.superscript is None:
            return Scripted(_at(meta), base.base, base.subscript, power)
        return Scripted(_at(meta), base, None, power)

    def plain_exponent(self, meta: Meta, children: list[Any]) -> Node:
        negative = isinstance(children[0], Token) and str(children[0]) == "-"
        factors = children[-1] if isinstance(children[-1], list) else [children[-1]]
        product = Product(_at(meta), tuple(Part(f.at, "", False, f) for f in factors))
        items = Items(_at(meta), (Terms(_at(meta), ((negative, product),)),))
        return Bracket(_at(meta), "{", Chain(_at(meta), (items,), ()), meta.end_pos)

    def plain_bracket(self, meta: Meta, children: list[Any]) -> Node:
        return Bracket(_at(meta), "(", children[0], meta.end_pos)

    def plain_list(self, meta: Meta, children: list[Any]) -> Node:
        return Bracket(_at(meta), "[", children[0], meta.end_pos)

    def range(self, meta: Meta, children: list[Any]) -> Node:
        index, low, high = re.split(r"\s*=\s*|\s*\.\.\s*", str(children[0]))
        return Range(_at(meta), index, low, high)


def _at(meta: Meta) -> int:
    return getattr(meta, "start_pos", 0)


def _joint(token: Token) -> str:
    return {"SLASH": "/", "ODOT": "odot", "OSLASH": "oslash", "STAR": "star"}.get(token.type, "*")


def _relation(written: str) -> str:
    word = written.lstrip("\\")
    return {
        "coloneqq": ":=", "triangleq": ":=", "==": "=", "~=": "≈", "approx": "≈", "simeq": "≈", "=>": "⇒",
        "Rightarrow": "⇒", "implies": "⇒", "leftarrow": "←", "gets": "←", "ne": "≠", "neq": "≠", "!=": "≠",
        "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥",
    }.get(word, word)  # fmt: skip


def plain_symbol(at: int, written: str, indexed: bool = False) -> Node:
    """A name of the plain syntax: ``w_out`` has a word as its subscript, ``w_11`` two indices."""
    letter, _, subscript = written.partition("_")
    if not subscript:
        return Name(at, GREEK_NAMES.get(letter, letter))
    if indexed:
        raise RejectedFormula(f"{written} has indices after _ and in brackets", at, hint="use one of the two")
    script: Node = Number(at, subscript) if subscript.isdigit() else Word(at, subscript)
    if subscript.isalpha() and len(subscript) <= 2:
        script = _letters(at, subscript)
    return Scripted(at, Name(at, letter), script, None)


def _letters(at: int, letters: str) -> Node:
    product = Product(at, tuple(Part(at, "", False, Name(at, letter)) for letter in letters))
    chain = Chain(at, (Items(at, (Terms(at, ((False, product),)),)),), ())
    return Bracket(at, "{", chain, at + len(letters))


def _with_style(style: str, node: Node | None, at: int) -> Node:
    if isinstance(node, Scripted) and isinstance(node.base, Name):
        return Scripted(at, _with_style(style, node.base, at), node.subscript, node.superscript)
    if isinstance(node, Number) and node.text == "1" and style in ("mathbf", "mathbb"):
        return Mark(at, "indicator")
    if not isinstance(node, Name):
        raise RejectedFormula(f"\\{style} is read over one letter only", at)
    if style in BOLD:
        return Name(at, node.letter, bold=True)
    if style in ACCENTS:
        return Name(at, node.letter + ACCENTS[style], node.bold)
    if style in CALLIGRAPHIC:
        return Name(at, node.letter, node.bold)
    raise RejectedFormula(f"\\{style}{{{node.letter}}} names a set or has no meaning here", at)


def _layer_transposed(node: Node) -> TransposedLayer | None:
    """The superscript ``{[1]T}``; None for any other."""
    if not isinstance(node, Bracket) or node.kind != "{" or node.content.relations:
        return None
    (terms, *others) = node.content.sides[0].items
    if others or not isinstance(terms, Terms) or len(terms.terms) != 1 or terms.terms[0][0]:
        return None
    match terms.terms[0][1].parts:
        case (Part(factor=Bracket() as layer), Part(factor=Name(letter="T"), joined="")) if layer.kind in "([":
            return TransposedLayer(node.at, layer)
    return None
