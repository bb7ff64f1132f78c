"""A network from text: axes, given tensors and definitions, in the plain syntax of formulas or in LaTeX.

The text is read by the reader of formulas, and never evaluated.

>>> network = describe(
...     given={"x": "N D input", "w": "D parameter", "b": "parameter", "y": "N label"},
...     definitions=["z[n] = sum(w[d]*x[n,d], d) + b", "E = 1/N*sum((z[n] - y[n])^2, n)"],
... )
>>> [str(definition.left) for definition in network.definitions]
['z[n]', 'E']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import sympy as sp

from ..errors import InputError, UsageError
from ..network.axes import Axis, index_symbol
from ..network.building import one_of
from ..network.definitions import Condition, Definition, Network
from ..network.functions import FUNCTIONS
from ..network.losses import labels_one_hot, labels_sum_to_one
from ..network.tensors import Role, Tensor
from ..writing.naming import SIZE_LETTERS, letter_and_number
from .formula import Glossary, RejectedFormula, read_formula
from .formula.glossary import Meaning
from .formula.reading import LATEX
from .ranges import range_of

MOST_DEFINITIONS = 200
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
SIZE = re.compile(r"\([^()]{1,80}\)|[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)?|\d{1,6}")
PLAIN_LEFT = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*(?:\[([a-z0-9_,\s]*)\])?\s*")
ROLES = ("input", "label", "parameter", "function")
ONE_HOT = "one-hot"
KINDS = (ONE_HOT, "shares")
LOSSES = ("L", "E", "J", "ell", "loss")
SPARE = "ijklmnrstqgfcvouh"
NO_FORMULAS: Mapping[str, str] = {}


class WrongDescription(InputError):
    """A part of a description that cannot be used; ``part`` says which: ``("definitions", "z")``.

    >>> WrongDescription("an axis has no name", "", ("axes", "N")).part
    ('axes', 'N')
    """

    def __init__(self, message: str, hint: str, part: tuple[str, str]) -> None:
        super().__init__(message, hint)
        self.part = part


@dataclass(frozen=True, slots=True)
class Given:
    """A given tensor as it is described: ``axes`` by their sizes, its role, and what its values are.

    ``kind`` is ``one-hot`` for labels of which one is 1 and the others 0, ``shares`` for labels that sum to one.

    >>> Given.parse("y", "N K label one-hot")
    Given(axes='N K', role='label', kind='one-hot', meaning='')
    """

    axes: str = ""
    role: str = "input"
    kind: str = ""
    meaning: str = ""

    @classmethod
    def parse(cls, name: str, line: str) -> Given:
        """Read ``N K label one-hot``: the sizes of the axes, the role, perhaps the kind.

        Raises:
            WrongDescription: a word is none of these.
        """
        axes, role, kind = [], "", ""
        for word in re.findall(r"\([^()]*\)|\S+", line[:400]):
            if SIZE.fullmatch(word):
                axes.append(word)
            elif word in KINDS:
                kind = word
            else:
                role = _one_of("role", word, ROLES, ("given", name))
        return cls(" ".join(axes), role or "input", kind)


def _one_of(what: str, found: str, known: Sequence[str], part: tuple[str, str]) -> str:
    try:
        return one_of(what, found, known)
    except UsageError as wrong:
        raise WrongDescription(wrong.message, wrong.hint, part) from None


def describe(
    given: Mapping[str, str | Given],
    definitions: Mapping[str, str] | Sequence[str],
    *,
    axes: Mapping[str, str] = NO_FORMULAS,
    conditions: Mapping[str, str] = NO_FORMULAS,
    meanings: Mapping[str, str] = NO_FORMULAS,
) -> Network:
    r"""Read a network from its definitions, in order, the last of them what is minimised.

    Args:
        given: for each given tensor the sizes of its axes and its role, such as ``"x": "N D input"``; roles are
            input, label and parameter; ``one-hot`` says that one label of
            each sample is 1 and the others 0, ``shares`` that labels sum to one. A function of which
            only the name is known is ``"f": "function"``.
        definitions: such as ``"z[n] = sum(w[d]*x[n,d], d) + b"`` or ``r"z_n = \sum_d w_d x_{nd}"``, in order;
            ``"s[n] = held(u[n] > 0)"`` is 1 where that is true, else 0, and is not differentiated.
        axes: what each size counts, such as ``"N": "samples"``; a letter for its index may follow, ``"positions: i"``.
        conditions: equalities by their names, such as ``"labels sum to one": "sum(y[n,k], k) = 1"``.
        meanings: what defined tensors are, by name.

    Raises:
        InputError: a part cannot be read, or does not fit; the message says which, and what to write.

    >>> gain = {"v": "D parameter"}
    >>> network = describe(gain, ["u = sum(v[d], d)", "E = sigmoid(u)"])
    >>> print(network.definitions[1].value)
    Sigmoid(u)
    """
    if not isinstance(given, Mapping):
        hint = 'write such as {"x": "N D input"}'
        raise WrongDescription(f"the given tensors are a {type(given).__name__}", hint, ("given", ""))
    texts = _texts(definitions)
    read = _Description(dict(axes))
    for name, line in given.items():
        read.give(name, Given.parse(name, line) if isinstance(line, str) else line)
    for name, text in texts:
        read.define(name, text, meanings)
    for name, text in conditions.items():
        read.condition(name, text)
    return read.network()


def _texts(definitions: Mapping[str, str] | Sequence[str]) -> list[tuple[str, str]]:
    pairs = list(definitions.items()) if isinstance(definitions, Mapping) else [("", text) for text in definitions]
    if not 1 <= len(pairs) <= MOST_DEFINITIONS:
        part = ("definitions", "")
        raise WrongDescription(f"there are {len(pairs)} definitions", f"1 to {MOST_DEFINITIONS} are read", part)
    return pairs


@dataclass
class _Description:
    """What has been read so far; the letters of an axis are known when everything has been read."""

    meanings: dict[str, str]
    letters: dict[sp.Expr, list[str]] = field(default_factory=dict)
    tensors: dict[str, Tensor] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    shares: dict[str, str] = field(default_factory=dict)
    definitions: list[Definition] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    known_axes: dict[sp.Expr, Axis] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for text, meaning in self.meanings.items():
            name, _, own = meaning.partition(":")
            size = self.size(text, ("axes", text))
            self.known_axes[size] = Axis(name.strip() or text, tuple(own.split()) or _usual(text), size)
            self.letters[size] = own.split()

    def size(self, text: str, part: tuple[str, str]) -> sp.Expr:
        """A size: a letter, a number, or made of the sizes of other axes such as I - S + 1."""
        inner = text.strip().removeprefix("(").removesuffix(")")
        sizes = {letter: Meaning(letter, "size") for letter in re.findall(r"[A-Za-z]+", inner)}
        value = self._read(inner, Glossary(sizes, usual=False), part)
        if not value.free_symbols <= {sp.Symbol(s.name, integer=True, positive=True) for s in value.free_symbols}:
            raise WrongDescription(f"{text!r:.60} is no size", "write a capital letter, a number, or I - S + 1", part)
        return value

    def axis(self, size: sp.Expr, name: str = "") -> Axis:
        """The axis of that size, a new one where there is none yet."""
        if size not in self.known_axes:
            letters = _usual(str(size))
            self.known_axes[size] = Axis(name or USUAL_AXES.get(str(size), f"axis {size}"), letters, size)
        return self.known_axes[size]

    def give(self, name: str, given: Given) -> None:
        """Take up a given tensor."""
        part = ("given", name)
        if not NAME.fullmatch(name) or name in FUNCTIONS:
            hint = "letters and digits, such as x or W1, and not the name of a function"
            raise WrongDescription(f"a tensor cannot be called {name!r:.60}", hint, part)
        role = _one_of("role", given.role, ROLES, part)
        if role == "function":
            self.functions.add(name)
            return
        words = re.findall(r"\([^()]*\)|\S+", given.axes[:400])
        wrong = next((word for word in words if not SIZE.fullmatch(word)), "")
        if wrong:
            raise WrongDescription(f"{wrong!r:.60} is no size of an axis", "write such as N D, or (I - S + 1)", part)
        axes = tuple(self.axis(self.size(word, part)) for word in words)
        tensor = _tensor(name, axes, Role(role), given.meaning or MEANINGS[role])
        self.tensors[name] = tensor
        if given.kind:
            _one_of("kind", given.kind, KINDS, part)
            self.shares[name] = given.kind
            if not axes:
                raise WrongDescription(f"{name} is one number", "one-hot labels have an axis of classes", part)

    def define(self, key: str, text: str, meanings: Mapping[str, str]) -> None:
        """Read one definition."""
        left, mark, right = _sides(text)
        part = ("definitions", key or left.strip())
        if not mark:
            hint = "write such as z[n] = sum(w[d]*x[n,d], d)"
            raise WrongDescription(f"the definition {text!r:.80} has no =", hint, part)
        latex = bool(LATEX.search(text))
        name, indices = self._left(left, latex, part)
        if key and key != name:
            raise WrongDescription(f"{key} is defined as {name}", f"write {key} on the left side, or {name} = …", part)
        meaning = meanings.get(name, "")
        held = re.fullmatch(r"\s*held\s*\((.*)\)\s*", right, re.DOTALL)
        offset = len(left) + len(mark)
        value = self._held(held[1], latex, part) if held else self._formula(right, latex, part, offset)
        axes = tuple(self._axis_of(index, value, part) for index in indices)
        for index, axis in zip(indices, axes, strict=True):
            self._note(axis.size, index.name)
        role = Role.LOSS if name in LOSSES else Role.INTERMEDIATE
        tensor = _tensor(name, axes, role, meaning or name)
        self.tensors.setdefault(name, tensor)
        self.definitions.append(Definition(tensor, indices, value, meaning or f"definition of {name}", held=bool(held)))

    def condition(self, name: str, text: str) -> None:
        """Read an equality that may be used."""
        left, mark, right = _sides(text)
        part = ("conditions", name)
        if not mark:
            raise WrongDescription(f"the condition {text!r:.80} has no =", "write such as sum(y[n,k], k) = 1", part)
        latex = bool(LATEX.search(text))
        sides = (self._formula(side, latex, part, 0) for side in (left, right))
        self.conditions.append(Condition(name, *sides))

    def network(self) -> Network:
        """The network, its axes with the letters that its author uses."""
        output = self.definitions[-1].tensor
        final = {size: self._final(axis) for size, axis in self.known_axes.items()}

        def finished(tensor: Tensor) -> Tensor:
            role = Role.LOSS if tensor.name == output.name else tensor.role
            return replace(tensor, axes=tuple(final[axis.size] for axis in tensor.axes), role=role)

        defined = {definition.tensor.name for definition in self.definitions}
        given = tuple(finished(t) for t in self.tensors.values() if t.role in GIVEN or t.name not in defined)
        definitions = tuple(replace(d, tensor=finished(d.tensor)) for d in self.definitions)
        shares = [labels_sum_to_one(tensor) for tensor in given if tensor.name in self.shares]
        one_hot = [labels_one_hot(tensor) for tensor in given if self.shares.get(tensor.name) == ONE_HOT]
        return Network(given, definitions, (*shares, *one_hot, *self.conditions))

    # letters

    def _note(self, size: sp.Expr, letter: str) -> None:
        own = self.letters.setdefault(size, [])
        if letter not in own and not any(letter in others for others in self.letters.values()):
            own.append(letter)

    def _final(self, axis: Axis) -> Axis:
        own = self.letters.get(axis.size) or list(_usual(str(axis.size)))
        taken = {letter for letters in self.letters.values() for letter in letters}
        spare = (*SIZE_LETTERS.get(str(axis.size), ""), *SPARE)
        own += [letter for letter in spare if letter not in own and letter not in taken][: max(0, 3 - len(own))]
        self.letters[axis.size] = own
        return replace(axis, letters="".join(own) if all(len(c) == 1 for c in own) else tuple(own))

    # formulas

    def _glossary(self) -> Glossary:
        sizes = {name for size in self.known_axes for name in re.findall(r"[A-Za-z]+", str(size))}
        letters = {name: Meaning(name, "size") for name in sizes}
        letters |= {name: Meaning(name, "function") for name in self.functions}
        letters |= {name: Meaning(name, t.role.value, t.axes) for name, t in self.tensors.items()}
        return Glossary(letters, usual=False)

    def _read(self, text: str, glossary: Glossary, part: tuple[str, str], latex: bool = False, at: int = 0) -> sp.Expr:
        try:
            reading = read_formula(text, glossary, syntax="latex" if latex else "plain")
        except RejectedFormula as wrong:
            where = f"character {at + wrong.position + 1} of {part[1]}"
            raise WrongDescription(f"{where}: {wrong.sentence}", wrong.hint, part) from None
        if reading.relations or reading.sides[0].is_list or reading.indices:
            what = (
                "a list" if reading.sides[0].is_list else "matrices without indices" if reading.indices else "= twice"
            )
            raise WrongDescription(f"{part[1]} has {what}", "write every index: z[n] = sum(w[d]*x[n,d], d)", part)
        return reading.expression

    def _formula(self, text: str, latex: bool, part: tuple[str, str], at: int) -> sp.Expr:
        value = self._read(text, self._glossary(), part, latex, at)
        for index, size in _bound(value):
            self._note(size, index.name)
        return value

    def _held(self, text: str, latex: bool, part: tuple[str, str]) -> sp.Expr:
        """1 where the comparison is true, else 0."""
        sides = re.split(r"([<>])", text)
        if len(sides) == 1:
            return self._formula(text, latex, part, 0)
        if len(sides) != 3 or "=" in text:
            raise WrongDescription(f"held({text[:60]}) has several relations", "write such as held(u[n] > 0)", part)
        first, second = (self._formula(side, latex, part, 0) for side in (sides[0], sides[2]))
        return FUNCTIONS["positive"](first - second if sides[1] == ">" else second - first)

    def _left(self, text: str, latex: bool, part: tuple[str, str]) -> tuple[str, tuple[sp.Symbol, ...]]:
        hint = "the left side is a name with an index letter for each axis, such as z[n,k]"
        if not latex:
            found = PLAIN_LEFT.fullmatch(text)
            letters = [letter.strip() for letter in (found[2] or "").split(",") if letter.strip()] if found else []
            if found is None or any(not re.fullmatch(r"[a-z](_[0-9]+)?", letter) for letter in letters):
                raise WrongDescription(f"the left side {text.strip()!r:.60} is not read", hint, part)
            return found[1], tuple(index_symbol(letter) for letter in letters)
        value = self._read(text, Glossary(usual=False), part, latex=True)
        if isinstance(value, sp.Indexed) and all(isinstance(index, sp.Symbol) for index in value.indices):
            return value.base.label.name, tuple(value.indices)
        if isinstance(value, sp.Symbol):
            return value.name, ()
        raise WrongDescription(f"the left side {text.strip()!r:.60} is not read", hint, part)

    def _axis_of(self, index: sp.Symbol, value: sp.Expr, part: tuple[str, str]) -> Axis:
        """The axis over which an index of the left side runs: what the right side, or the letter itself, says."""
        size = range_of(index, value, self.tensors)
        if size is None:
            named = [size for size, letters in self.letters.items() if index.name in letters]
            named += [size for size in self.known_axes if str(size).lower() == index.name]
            size = next(iter(named), None)
        if size is None:
            hint = f'say it in the axes, such as {index.name.upper()} = "positions: {index}"'
            raise WrongDescription(f"the range of the index {index} cannot be told", hint, part)
        return self.axis(size, "places" if not size.is_Symbol else "")


USUAL_AXES = {"N": "samples", "D": "features", "K": "classes", "H": "hidden units", "T": "positions"}
MEANINGS = {"input": "input", "label": "labels", "parameter": "parameter"}
GIVEN = (Role.INPUT, Role.LABEL, Role.PARAMETER)


def _usual(size: str) -> str | tuple[str, ...]:
    letter = size[0].lower() if size[0].isalpha() else "i"
    return letter if len(size) == 1 or not size[0].isalpha() else (f"{letter}_{size[2:]}",) if "_" in size else letter


def _sides(text: str) -> tuple[str, str, str]:
    found = re.search(r":=|=|\\coloneqq", text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _tensor(name: str, axes: tuple[Axis, ...], role: Role, meaning: str) -> Tensor:
    letter, number = letter_and_number(name)
    return Tensor(name, axes, role, meaning[:80], letter if number else "", int(number) if number else None)


def _bound(value: sp.Expr) -> Iterator[tuple[sp.Symbol, sp.Expr]]:
    for total in value.atoms(sp.Sum, sp.Product):
        yield from ((index, high) for index, low, high in total.limits if low == 1)
