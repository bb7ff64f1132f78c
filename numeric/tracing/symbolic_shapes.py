"""Sizes and axes of a traced function: JAX's symbolic sizes as ours, and which axes a dimension is made of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from string import ascii_lowercase

import sympy as sp

from derive.errors import UnsupportedFormula
from derive.network.axes import Axis, size_symbol

from .jax_internals import Dim, Jaxpr, inner_jaxprs, letters_of, terms_of

# The letters that authors use for an index, by its size.
USUAL = {
    "N": "nmr", "D": "dec", "K": "kjl", "H": "hgp", "T": "tsu", "M": "mq", "V": "vw", "C": "co", "B": "ba", "L": "lq",
    "F": "fe", "I": "ij", "J": "ji", "P": "pq", "Q": "qp", "R": "rs", "S": "st",
}  # fmt: skip
Place = tuple[sp.Expr, ...]  # the places on the axes that one dimension is made of: none for a dimension of size 1


def size_of(dim: Dim) -> sp.Expr:
    """A size of JAX as a formula in size symbols.

    Raises:
        UnsupportedFormula: it is rounded or the remainder of a division.

    >>> from jax import export
    >>> T, H = export.symbolic_shape("T, H")
    >>> size_of(2 * T * H - 1)
    2*H*T - 1
    """
    return sp.Add(*(number * sp.Mul(*(_factor(f) ** n for f, n in factors)) for number, factors in terms_of(dim)))


def _factor(factor: str | tuple[str, Sequence[Dim]]) -> sp.Expr:
    if isinstance(factor, str):
        return size_symbol(factor)
    name, operands = factor
    if name in ("max", "min"):
        return (sp.Max if name == "max" else sp.Min)(*(size_of(operand) for operand in operands))
    divided, by = (size_of(operand) for operand in operands)
    whole = divided / by
    if name == "floordiv" and whole.is_integer:
        return whole
    if name == "mod" and divided == -1:
        return by - 1  # also where the size is 1
    raise UnsupportedFormula(
        f"the size {name}({divided}, {by}) is no formula in the sizes",
        hint=f"say that it is a whole number: give {divided} as a product, such as {by}*M",
    )


class Axes:
    """The axes of one network, made as they are met; a dimension that is reshaped is made of several.

    ``reserved`` are the letters that no index may take: the names of tensors and sizes of one letter. ``words`` are
    what some sizes count.

    >>> axes = Axes()
    >>> [axis.letters for axis in axes.of(3)], axes.of(1)
    ([('i', 'j')], ())
    """

    def __init__(self) -> None:
        self.by_size: dict[str, Axis] = {}
        self.parts: dict[str, tuple[Dim, ...]] = {}
        self.reserved: set[str] = set()
        self.expected: set[str] = set()
        self.words: dict[str, str] = {}

    def expect(self, dims: Iterable[Dim]) -> None:
        """Keep the usual letter of each of these sizes for it, and make their axes in this order."""
        known = [dim for dim in dims if str(dim) != "1"]
        self.reserved |= {letter for dim in known for letter in letters_of(dim)}
        simple = [name for dim in known for name in letters_of(dim)]
        self.expected = {_usual(name)[0] for name in simple if name.isascii()}
        for name in dict.fromkeys(simple):
            if any(str(dim) == name for dim in known):
                self._axis(next(dim for dim in known if str(dim) == name))

    def of(self, dim: Dim) -> tuple[Axis, ...]:
        """The axes that a dimension is made of."""
        key = str(dim)
        if key == "1":
            return ()
        if key in self.parts:
            return tuple(axis for part in self.parts[key] for axis in self.of(part))
        return (self._axis(dim),)

    def of_shape(self, shape: Sequence[Dim]) -> tuple[Axis, ...]:
        """The axes of a whole shape."""
        return tuple(axis for dim in shape for axis in self.of(dim))

    def place(self, dim: Dim, symbols: Iterator[sp.Expr]) -> Place:
        """The place in a dimension, from as many symbols as it has axes."""
        return tuple(next(symbols) for _ in self.of(dim))

    def places(self, shape: Sequence[Dim], symbols: Sequence[sp.Expr]) -> tuple[Place, ...]:
        """The place in each dimension, from one symbol for each axis."""
        left = iter(symbols)
        return tuple(self.place(dim, left) for dim in shape)

    def number(self, dim: Dim, place: Sequence[sp.Expr]) -> sp.Expr:
        """The position, counted from 0, that a place stands for."""
        total: sp.Expr = sp.S.Zero
        for axis, index in zip(self.of(dim), place, strict=True):
            total = total * axis.size + index - 1
        return sp.expand(total)

    def _axis(self, dim: Dim) -> Axis:
        key = str(dim)
        if key not in self.by_size:
            size = size_of(dim)
            name = size.name if size.is_Symbol else int(size) if size.is_Integer else size
            letters = self._letters(key)
            self.by_size[key] = Axis(self.words.get(key, f"values of {letters[0]}"), letters, name)
        return self.by_size[key]

    def _letters(self, key: str) -> tuple[str, ...]:
        used = {letter for axis in self.by_size.values() for letter in axis.letters} | self.reserved
        own = _usual(key)
        others = [letter for letter in "ijklmnpqrsuvwtghfabcdo" + ascii_lowercase if letter not in self.expected]
        free = [letter for letter in dict.fromkeys((*own, *others)) if letter not in used]
        wanted = [letter for letter in free if letter in own] or free[:2]
        if wanted:
            return tuple(wanted[:3]) if len(wanted) > 1 else (*wanted, *[c for c in free if c not in wanted][:1])
        return next((f"{own[0]}_{n}", f"{own[0]}_{n + 1}") for n in count(1, 2) if f"{own[0]}_{n}" not in used)

    def learn_parts(self, jaxpr: Jaxpr) -> None:
        """Learn from every reshape which dimension is made of which: [T, H*D] to [T, H, D] says that H*D is H, D."""
        for equation in jaxpr.eqns:
            for inner in inner_jaxprs(equation):
                self.learn_parts(inner)
            if equation.primitive.name == "reshape":
                before, after = equation.invars[0].aval.shape, equation.outvars[0].aval.shape
                for few, many in ((before, after), (after, before)):
                    for whole, parts in _grouped(few, many):
                        self.parts.setdefault(str(whole), parts)


def _usual(key: str) -> str:
    if not key[0].isalpha() or not key.isidentifier():
        return "ij"
    return USUAL.get(key, key[0].lower())


def _grouped(few: Sequence[Dim], many: Sequence[Dim]) -> Iterator[tuple[Dim, tuple[Dim, ...]]]:
    """The dimensions of ``few`` that several of ``many`` make up, in their order."""
    left = [dim for dim in many if str(dim) != "1"]
    for whole in (dim for dim in few if str(dim) != "1"):
        group: list[Dim] = []
        while left and (math.prod(group) if group else 1) != whole and len(group) < 6:
            group.append(left.pop(0))
        if len(group) > 1 and math.prod(group) == whole:
            yield whole, tuple(group)
