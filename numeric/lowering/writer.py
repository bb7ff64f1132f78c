"""Writing the generated function: blocks of lines, each named array computed before it is used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sympy as sp

from derive.errors import UnsupportedFormula
from derive.network.definitions import Network
from derive.network.tensors import Tensor

from .names import NameTable
from .values import ATOM, PRODUCT, Value

LONGEST_TEXT = 72
SAMPLES_LAST = '''\
def samples_last(a, axis=0):
    """The array with its samples last; a narrow one is copied, so that products run along the samples."""
    a = jnp.moveaxis(a, axis, -1)
    return lax.optimization_barrier(a) if a.size <= 16 * a.shape[-1] else a
'''
LARGEST_INTEGER = 2**31


class CodeWriter:
    """Collects the lines of one function whose arguments are a network's given tensors.

    A block that is opened while another is being written stands before it, so that whatever is
    shared is computed first.
    """

    def __init__(self, network: Network, samples: sp.Symbol | None = None) -> None:
        self.network = network
        # Of these the arguments hold a block; how many there are in all is an argument where it is needed.
        self._samples = samples
        self.whole: str | None = None
        self.names = NameTable()
        self.helpers: dict[str, str] = {}
        self.arguments = {tensor.name: self.names.claim(tensor.name) for tensor in network.given}
        self._finished: list[str] = []
        self._header = 0
        self._open: list[list[str]] = [[]]
        self._sizes: dict[sp.Expr, str] = {}
        self._constants: dict[sp.Expr, Value] = {}

    @property
    def lines(self) -> list[str]:
        """Every line so far, in the order in which it runs."""
        return [*self._finished, *(line for block in self._open for line in block)]

    @property
    def dtype(self) -> str:
        """The text for the dtype of the arguments, which all have the same."""
        return f"{next(iter(self.arguments.values()))}.dtype"

    @contextmanager
    def block(self, comment: str) -> Iterator[None]:
        """Write what follows as a block of its own, with a comment line above it."""
        self._open.append([])
        self.comment(comment)
        yield
        self._finished += self._open.pop()

    def comment(self, text: str) -> None:
        """Write a comment line; anything unprintable is left out."""
        self._open[-1].append("# " + "".join(c for c in " ".join(text.split()) if c.isprintable()))

    def write(self, *lines: str) -> None:
        """Write lines as they are."""
        self._open[-1] += lines

    def assign(self, value: Value, name: str = "") -> Value:
        """Write ``name = value`` and return the named value."""
        target, text, lines = self.names.claim(name) if name else self.names.fresh(), value.text, self._open[-1]
        if lines and lines[-1].startswith(f"{text} = "):
            text = lines.pop().removeprefix(f"{text} = ")  # a name of its own for what was just named
        lines.append(f"{target} = {text}")
        return Value(target, value.indices)

    def unpack(self, count: int, text: str) -> tuple[str, ...]:
        """Write ``a, b = text`` with new names, and return them."""
        names = tuple(self.names.fresh() for _ in range(count))
        self._open[-1].append(f"{', '.join(names)} = {text}")
        return names

    def named(self, value: Value) -> Value:
        """The value itself where it is a name already, a new name for it otherwise."""
        return value if value.text.isidentifier() else self.assign(value)

    def short(self, value: Value) -> Value:
        """The value itself while its text fits in a line, a new name for it otherwise."""
        return self.assign(value) if len(value.text) > LONGEST_TEXT else value

    def size(self, size: sp.Expr) -> str:
        """The text for a size: a number, a name read from the shape of an argument, or an expression of these.

        Raises:
            UnsupportedFormula: no given tensor has an axis of that size.
        """
        if size.is_Integer:
            return str(int(size))
        if not size.is_Symbol:
            return f"({self._size_text(size)})"
        if size not in self._sizes:
            text, place = self._read(size)
            self._sizes[size] = "rows" if size == self._samples else self.names.claim(str(size))
            self._at_start(f"{self._sizes[size]} = {text}", place)
        return self._sizes[size]

    def count(self, size: sp.Symbol) -> str:
        """The text for a size where it is a number in a formula: that of all samples, not of a block of them."""
        if size != self._samples:
            return self.size(size)
        self.whole = self.whole or self.names.claim(str(size))
        return self.whole

    def samples_last(self, tensor: Tensor) -> Value:
        """Turn a given array of samples, so that these stand last."""
        self.helpers["samples_last"] = SAMPLES_LAST
        name, place = self.arguments[tensor.name], tensor.shape.index(self._samples)
        with self.block(f"{name}, the samples last"):
            self.write(f"{name} = samples_last({name}{f', {place}' if place else ''})")
        return Value(name)

    def _at_start(self, line: str, place: int = 0) -> None:
        """Write a line above all blocks, after as many others that stand there."""
        self._finished.insert(place, line)
        self._header += 1

    def _size_text(self, size: sp.Expr) -> str:
        """A sum of products of sizes, divided by a number that divides it."""
        whole, parts = size.as_numer_denom()
        texts = [_term_text(term, self.size) for term in sp.Add.make_args(sp.expand(whole))]
        text = " + ".join(sorted(texts, key=lambda text: text.startswith("-"))).replace("+ -", "- ")
        return text if parts == 1 else f"({text}) // {self.size(parts)}"

    def _read(self, size: sp.Symbol) -> tuple[str, int]:
        """The text that reads a size from an axis, and below how many lines at the start it stands."""
        axes = [(tensor, place, length) for tensor in self.network.given for place, length in enumerate(tensor.shape)]
        for tensor, place, length in axes:
            if length == size:
                return f"{self.arguments[tensor.name]}.shape[{place}]", 0
        for tensor, place, length in axes:
            slope = length.coeff(size)
            rest = sp.expand(length - slope * size)
            if slope.is_Integer and slope != 0 and not rest.has(size):
                known = f"{self.arguments[tensor.name]}.shape[{place}]"
                known = known if rest == 0 else f"({known} - {self.size(rest)})"
                return (known if slope == 1 else f"{known} // {int(slope)}"), self._header
        raise UnsupportedFormula(
            f"the size {size!s:.40} belongs to no axis of a given tensor",
            hint="sizes are read from the shapes of " + ", ".join(self.arguments),
        )

    def number(self, value: sp.Expr) -> Value:
        """A number: a literal, or a named constant such as ``log_2``."""
        if value.is_Integer and abs(value) < LARGEST_INTEGER:
            return _literal(str(int(value)))
        if value.is_Float or value.is_Integer:
            return _literal(repr(float(value)))
        if value not in self._constants:
            if not value.is_real or not value.is_finite:
                raise UnsupportedFormula(f"{value!s:.60} is not a real number", hint="remove it from the formula")
            name = self.names.claim(re.sub(r"\W+", "_", str(value)).strip("_")[:32])
            self._at_start(f"{name} = {float(value)!r}")
            self._constants[value] = Value(name)
        return self._constants[value]


def _term_text(term: sp.Expr, text_of: Callable[[sp.Expr], str]) -> str:
    number, rest = term.as_coeff_Mul()
    factors = [f"{text_of(f.base)} ** {f.exp}" if f.is_Pow else text_of(f) for f in sp.Mul.make_args(rest) if f != 1]
    shown = [] if abs(number) == 1 and factors else [str(abs(int(number)))]
    return ("-" if number < 0 else "") + " * ".join([*shown, *factors])


def _literal(text: str) -> Value:
    return Value(text, (), PRODUCT if text.startswith("-") else ATOM)


def shape_text(shape: tuple[sp.Expr, ...]) -> str:
    """A shape as readers write it, such as N×K; nothing for a scalar."""
    return f"  (shape {'×'.join(str(size) for size in shape)})" if shape else ""
