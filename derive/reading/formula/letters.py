"""Letters with their subscripts and superscripts: which tensor, which element, which power."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from ...network.axes import index_symbol
from ...network.indexed import element_named
from .glossary import Meaning
from .nodes import Bracket, Chain, Items, Mark, Name, Node, Number, Scripted, Terms, Word, lone
from .rejection import RejectedFormula, ambiguous
from .values import Slot, Value, powered, transposed

if TYPE_CHECKING:
    from .resolver import Resolver

SIZE_LETTERS = frozenset("NDKHMC")
LAYERED = ("weights", "bias", "parameters")
INDEX_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class Subscript:
    """The indices, or the word that belongs to the name."""

    indices: tuple[sp.Expr, ...] = ()
    word: str = ""


@dataclass(frozen=True, slots=True)
class Superscript:
    """What a superscript is: a power, a layer, an index in front, or the transpose."""

    kind: str = ""
    value: Value | None = None
    number: int = 0


def size_symbol(letter: str) -> sp.Symbol:
    """The symbol of a size, such as K."""
    return sp.Symbol(letter, integer=True, positive=True)


def scripted(resolver: Resolver, node: Node) -> Value:
    """The value of a letter with or without scripts."""
    base, below, above = (
        (node.base, node.subscript, node.superscript) if isinstance(node, Scripted) else (node, None, None)
    )
    base = lone(base) or base
    if isinstance(base, Scripted):  # {w_i}^2
        return _raised(resolver, scripted(resolver, base), above, None, node.at)
    assert isinstance(base, Name)
    meaning = resolver.glossary[base.letter]
    if base.letter == "e" and below is None and not resolver.declared("e"):
        return _exponential(resolver, above, node.at)
    superscript = read_superscript(resolver, above, meaning, node.at)
    if superscript.kind == "layer":
        meaning = resolver.glossary[f"{meaning.name}{superscript.number}"]
    subscript = read_subscript(resolver, below, meaning, node.at)
    indices = subscript.indices
    if meaning.role == "size" and len(indices) == 1 and indices[0].is_Integer:
        return _raised(resolver, Value(size_symbol(f"{meaning.name}_{indices[0]}")), above, superscript, node.at)
    if superscript.kind == "index" and superscript.value is not None:
        indices = (superscript.value.expression, *indices)
        if len(indices) == 1 and meaning.axes:
            return row_of(meaning, indices[0], node.at)
    whole_row = base.bold or (superscript.kind == "transpose" and meaning.role == "weights")
    if whole_row and len(indices) == 1 and len(meaning.axes) + meaning.batched == 2:
        return _raised(resolver, row_of(meaning, indices[0], node.at), above, superscript, node.at)
    _refuse_sample_letters(resolver, meaning, indices, node.at)
    if subscript.word:
        value = Value(sp.Symbol(f"{meaning.name}_{subscript.word}", real=True))
    elif meaning.name == "delta" and len(indices) == 2 and not resolver.declared("delta"):
        value = Value(sp.KroneckerDelta(*indices))
    elif indices:
        value = Value(element(meaning, indices, node.at))
    else:
        value = whole(resolver, base, meaning)
    return _raised(resolver, value, above, superscript, node.at)


def _refuse_sample_letters(resolver: Resolver, meaning: Meaning, indices: tuple[sp.Expr, ...], at: int) -> None:
    """p_n alone: n usually numbers the samples, but p has no other index here."""
    lone_sample = len(indices) == 1 and meaning.batched and meaning.axes and str(indices[0]) in ("n", "m")
    if lone_sample and not resolver.declared(meaning.name):
        raise ambiguous(
                f"{meaning.name} with the index {indices[0]} alone", at, f"sample {indices[0]}", f"entry {indices[0]}",
                hint="write both indices, or bold letters for vectors",
            )  # fmt: skip


def row_of(meaning: Meaning, index: sp.Expr, at: int) -> Value:
    """One sample as a vector, x^(n), or one row of weights, as a column."""
    axes = meaning.axes_for(2)
    if len(axes) != 2:
        raise RejectedFormula(f"{meaning.name} has no rows", at)
    slot = Slot.on(axes[1])
    return Value(element_named(meaning.name, (index, slot.index)), slot)


def _raised(resolver: Resolver, value: Value, above: Node | None, superscript: Superscript | None, at: int) -> Value:
    if above is None:
        return value
    if superscript is None:
        superscript = read_superscript(resolver, above, Meaning(""), at)
    if superscript.kind == "transpose":
        if value.scalar:
            raise RejectedFormula("the transpose of a number", at, hint="vectors are letters without index, or bold")
        return transposed(value)
    if superscript.kind == "power" and superscript.value is not None:
        return powered(value, superscript.value, at)
    return value


def _exponential(resolver: Resolver, above: Node | None, at: int) -> Value:
    if above is None:
        raise ambiguous("'e' alone", at, "Euler's number", "a variable e", hint="write e^{1}, or declare e")
    power = resolver.value(above)
    return Value(sp.exp(power.expression), power.row, power.column)


def element(meaning: Meaning, indices: tuple[sp.Expr, ...], at: int) -> sp.Expr:
    """The element at these indices.

    Raises:
        RejectedFormula: the letter has another number of axes.
    """
    if meaning.known and len(indices) not in meaning.ranks:
        expected = " or ".join(str(rank) for rank in dict.fromkeys(meaning.ranks))
        found = "1 index" if len(indices) == 1 else f"{len(indices)} indices"
        layer = meaning.role in LAYERED and len(indices) == 1 and indices[0].is_Integer
        hint = r"declare the letter, or write a word in a subscript as \text{…}"
        raise RejectedFormula(
            f"{meaning.name} has {found}; as {meaning.role} it has {expected}",
            at,
            hint=f"write {meaning.name}^{{({indices[0]})}} for the layer {indices[0]}" if layer else hint,
        )
    return element_named(meaning.name, indices)


def whole(resolver: Resolver, name: Name, meaning: Meaning) -> Value:
    """A letter without indices: a number, a size, an index used as a number, a vector, a matrix."""
    letter = name.letter
    if letter in resolver.bound or (letter in resolver.indices and not meaning.known):
        return Value(index_symbol(letter) - 1 + resolver.glossary.count_from)
    if meaning.role == "size" or letter in resolver.sizes:
        return Value(size_symbol(letter))
    if letter == "pi":
        return Value(sp.pi)
    if letter == "i" and not resolver.declared("i"):
        raise ambiguous("'i' alone", name.at, "an index", "the imaginary unit", hint="declare i")
    if letter == "sigma" and not resolver.declared("sigma"):
        raise ambiguous("'σ' without an argument", name.at, "the sigmoid function", "a number σ", hint="declare σ")
    if meaning.axes and (resolver.matrix or name.bold):
        return tensor(meaning, name.at)
    if meaning.axes and resolver.indexed:
        raise ambiguous(
            f"{meaning.name} stands without an index beside letters with indices",
            name.at,
            f"a number {meaning.name}",
            f"a forgotten index of {meaning.name}",
        )
    return Value(sp.Symbol(meaning.name, real=True))


def tensor(meaning: Meaning, at: int) -> Value:
    """A whole vector (a column) or matrix."""
    axes = meaning.axes
    if meaning.name == "w" and len(axes) > 1:
        axes = axes[1:]  # a lower-case w is one row of weights
    slots = [Slot.on(axis) for axis in axes]
    if len(slots) > 2:
        raise RejectedFormula(f"{meaning.name} has {len(slots)} axes; matrices have two", at)
    value = element_named(meaning.name, tuple(slot.index for slot in slots))
    return Value(value, slots[0], slots[1] if len(slots) > 1 else None)


def read_subscript(resolver: Resolver, node: Node | None, meaning: Meaning, at: int) -> Subscript:
    """The indices of a subscript: ``ij``, ``i,j``, ``11``, ``k+1``; or a word."""
    if node is None:
        return Subscript()
    items = _items(node, at)
    if len(items) != 1:
        return Subscript(tuple(index_expression(resolver, item) for item in items))
    parts = _letters_of(items[0])
    if parts is None:
        return Subscript((index_expression(resolver, items[0]),))
    if len(parts) == 1 and isinstance(parts[0], Word):
        return Subscript(word=parts[0].text.replace(" ", ""))
    _refuse_a_word(parts, meaning, at)
    indices: list[sp.Expr] = []
    for part in parts:
        if isinstance(part, Number):
            indices += _numbers(resolver, part, meaning, alone=len(parts) == 1)
        else:
            indices.append(single_index(resolver, part))
    return Subscript(tuple(indices))


def _refuse_a_word(parts: list[Node], meaning: Meaning, at: int) -> None:
    """``W_{out}``: three letters in a row are indices only of a letter that has three."""
    letters = "".join(part.letter if isinstance(part, Name) else " " for part in parts)
    if re.search(r"[A-Za-z]{3}", letters) and len(parts) not in meaning.ranks:
        raise ambiguous(
            f"the subscript '{letters.strip()[:30]}'", at, "a word", "indices side by side",
            hint=rf"write \text{{{letters.strip()[:30]}}}, or put commas between the indices",
        )  # fmt: skip


def _items(node: Node, at: int) -> tuple[Terms | Node, ...]:
    if isinstance(node, Items):
        return node.items
    if isinstance(node, Bracket) and node.kind == "{":
        if node.content.relations:
            raise RejectedFormula("an equality stands in a subscript", node.at)
        return node.content.sides[0].items
    return (node,)


def _letters_of(item: Node) -> list[Node] | None:
    """The letters and numbers that stand side by side; None for anything else, such as k + 1."""
    if not isinstance(item, Terms):
        return [item]
    if len(item.terms) != 1 or item.terms[0][0]:
        return None
    parts = item.terms[0][1].parts
    if any(part.joined or part.negative for part in parts):
        return None
    return [part.factor for part in parts]


def _numbers(resolver: Resolver, number: Number, meaning: Meaning, *, alone: bool) -> list[sp.Expr]:
    """``11`` is row 1, column 1 of a matrix, and entry 11 of a vector."""
    digits = number.text
    if not digits.isdigit():
        raise RejectedFormula(f"{digits} is no index", number.at)
    if len(digits) == 1:
        return [resolver.counted(int(digits), number.at)]
    separate = [int(digit) for digit in digits]
    possible = len(digits) in meaning.ranks or not meaning.known
    single = (1 in meaning.ranks and len(meaning.axes) <= 1) or not meaning.known
    if alone and len(digits) == 2 and possible and not (0 in separate and resolver.glossary.count_from == 1):
        if not single:
            return [resolver.counted(digit, number.at) for digit in separate]
        raise ambiguous(
            f"the subscript {digits}",
            number.at,
            f"{meaning.name}[{separate[0]}, {separate[1]}]",
            f"{meaning.name}[{digits}]",
            hint=f"write {separate[0]},{separate[1]} for two indices",
        )
    if alone and single:
        return [resolver.counted(int(digits), number.at)]
    raise RejectedFormula(f"the subscript {digits} has no single reading", number.at, hint="separate indices by commas")


def index_expression(resolver: Resolver, item: Node) -> sp.Expr:
    """An index between commas: a letter, a number, or a sum of these."""
    parts = _letters_of(item)
    if parts is not None and len(parts) == 1:
        only = lone(parts[0])
        if isinstance(only, Number):
            if not only.text.isdigit():
                raise RejectedFormula(f"{only.text} is no index", only.at)
            return resolver.counted(int(only.text), only.at)
        return single_index(resolver, parts[0])
    if not isinstance(item, Terms) or parts is not None:
        raise RejectedFormula("several letters stand between two commas of a subscript", item.at)
    total = sp.Integer(0)
    for negative, product in item.terms:
        factor = lone(product)
        if isinstance(factor, Number) and factor.text.isdigit() and len(factor.text) < 7:
            term: sp.Expr = sp.Integer(int(factor.text))
        else:
            term = single_index(resolver, factor or product)
        total += -term if negative else term
    return total


def single_index(resolver: Resolver, node: Node) -> sp.Expr:
    """One letter as an index: i, a label y, or the last entry K."""
    inner = lone(node)
    if isinstance(inner, Name) and len(inner.letter) == 1 and not inner.bold:
        if inner.letter in INDEX_LETTERS:
            return index_symbol(inner.letter)
        if inner.letter in SIZE_LETTERS or inner.letter in resolver.sizes:
            return size_symbol(inner.letter) + 1 - resolver.glossary.count_from  # counted from 0, K − 1 is the last
        raise RejectedFormula(
            f"the capital letter {inner.letter} is no usual index", node.at, hint=r"write \text{…} for a word"
        )
    if isinstance(inner, Word):
        raise RejectedFormula("a word stands among indices", node.at)
    raise RejectedFormula("this subscript is not read", node.at, hint="indices are letters and numbers")


def read_superscript(resolver: Resolver, node: Node | None, meaning: Meaning, at: int) -> Superscript:
    """What a superscript says of a letter with that meaning."""
    if node is None:
        return Superscript()
    inner = lone(node)
    if (isinstance(inner, Mark) and inner.name == "transpose") or (isinstance(inner, Name) and inner.letter == "T"):
        return Superscript("transpose")
    if isinstance(inner, Word) and inner.text == "T":
        return Superscript("transpose")
    if isinstance(inner, Mark) and inner.name.startswith("prime"):
        raise ambiguous(
            "the prime of a letter",
            node.at,
            "a derivative",
            "another value of the letter",
            hint=r"write \frac{df}{dx}, or another letter",
        )
    if isinstance(inner, (Mark, Word)):
        raise RejectedFormula("this superscript is not read", node.at)
    if isinstance(inner, Bracket) and inner.kind in "([" and meaning.name and not resolver.plain:
        return _bracketed(resolver, inner, meaning)
    if isinstance(inner, Number) and inner.text == "1" and meaning.name:
        return _bare_one(resolver, meaning, node.at)
    if isinstance(inner, Number) and meaning.known and resolver.glossary.superscripts in ("layer", "index"):
        return _declared_number(resolver, inner)
    return Superscript("power", resolver.value(node))


def _bracketed(resolver: Resolver, bracket: Bracket, meaning: Meaning) -> Superscript:
    """``W^{(1)}`` is a layer, ``x^{(n)}`` a sample."""
    inner = lone(bracket.content.sides[0]) if not bracket.content.relations else None
    if isinstance(inner, Number) and inner.text.isdigit() and 1 <= len(inner.text) <= 2:
        if f"{meaning.name}{inner.text}" in resolver.glossary.letters:
            return Superscript("layer", number=int(inner.text))
        if meaning.role in ("input", "labels") and bracket.kind == "(":
            return Superscript("index", Value(resolver.counted(int(inner.text), inner.at)))
        if meaning.role in ("probabilities", "loss", "unknown") or (meaning.role == "logits" and bracket.kind == "("):
            if resolver.glossary.superscripts == "layer" or meaning.role == "unknown":
                return Superscript("layer", number=int(inner.text))
            raise ambiguous(
                f"the superscript ({inner.text})", bracket.at, "a layer", "a sample", hint="declare superscripts"
            )
        return Superscript("layer", number=int(inner.text))
    if isinstance(inner, Name) and inner.letter in INDEX_LETTERS and meaning.batched:
        return Superscript("index", Value(index_symbol(inner.letter)))
    raise RejectedFormula("this superscript in brackets is not read", bracket.at, hint="a layer's number, or a sample")


def _bare_one(resolver: Resolver, meaning: Meaning, at: int) -> Superscript:
    kind = resolver.glossary.superscripts
    if kind == "layer":
        return Superscript("layer", number=1)
    if kind == "index":
        return Superscript("index", Value(sp.Integer(1)))
    if kind == "power":
        return Superscript("power", Value(sp.Integer(1)))
    raise ambiguous(
        f"the superscript 1 of {meaning.name}", at, "layer 1", "entry 1", "the power 1",
        hint="declare superscripts: layer, index or power",
    )  # fmt: skip


def _declared_number(resolver: Resolver, number: Number) -> Superscript:
    if not number.text.isdigit() or len(number.text) > 2:
        raise RejectedFormula(f"the superscript {number.text[:20]} is no layer and no index", number.at)
    if resolver.glossary.superscripts == "layer":
        return Superscript("layer", number=int(number.text))
    return Superscript("index", Value(resolver.counted(int(number.text), number.at)))


def content(chain: Chain) -> Items:
    """What a bracket holds, where it is no equality.

    Raises:
        RejectedFormula: an equality stands in it.
    """
    if chain.relations:
        raise RejectedFormula(f"the relation {chain.relations[0]} stands inside brackets", chain.sides[1].at)
    return chain.sides[0]
