"""Array code for sums over pairs: one product of matrices over half of the pairs, spread out to the whole array.

    Σ_n p_nk (δ_kj − p_nj) x_nd x_ne:   classes  ← a row for each pair k ≤ j, a column for each sample
                                        features ← a row for each pair d ≤ e, a column for each sample
                                        classes featuresᵀ, read at the numbers of (k, j) and of (d, e)

Nothing larger than the result is made but the two matrices, and entries that are equal are the same number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp

from derive.algebra.indices import free_indices, substitute
from derive.errors import UnsupportedFormula
from derive.gradient.derivation import Formula
from derive.network.definitions import Network
from derive.writing.text import text

from ..lowering.contraction import einsum_text
from ..lowering.elements import Scope
from ..lowering.expressions import Lowering
from ..lowering.indices import use_deltas, with_letters
from ..lowering.program import LoweredProgram, program_of, write_gradients
from ..lowering.values import ATOM, SUM, Indices, Value, multiplied, transposed
from .confident import with_all_the_others
from .pairs import Part, parts_of

MOST_AXES = 26
# Written above the function that calls them.
PAIR_NUMBERS = '''\
def pair_numbers(size):
    """The number of the pair (i, j), the same for (j, i), in the order of jnp.triu_indices."""
    i = jnp.arange(size)
    low, high = jnp.minimum(i[:, None], i), jnp.maximum(i[:, None], i)
    return low * size - low * (low + 1) // 2 + high
'''
MIRRORED = '''\
def mirrored(a):
    """The square matrix with the entries above its diagonal also below it."""
    i = jnp.arange(a.shape[0])
    return a[jnp.minimum(i[:, None], i), jnp.maximum(i[:, None], i)]
'''


class PairLowering(Lowering):
    """A lowering to which a product whose factors are symmetric in pairs of indices is one of two smaller matrices.

    Without ``wide`` no array but the result has more axes than N×H×H has beside a tensor's.
    """

    def __init__(self, network: Network, *, wide: bool = False) -> None:
        super().__init__(network, compensated=True)
        self._widest = MOST_AXES if wide else self._widest + 1
        self._pairs: dict[sp.Expr, tuple[str, str, str]] = {}
        self._turned: dict[tuple[sp.Expr, Indices], Value] = {}
        self._stand_ins: dict[tuple[sp.Expr, int], sp.Symbol] = {}

    def is_symmetric(self, value: sp.Expr, first: Indices, second: Indices, sizes: Scope) -> bool:
        """True where a multiple of one product over pairs is symmetric as written: each pair is (first, second)."""
        factors = [f for f in sp.Mul.make_args(value) if free_indices(f)]
        total = factors[0] if len(factors) == 1 and isinstance(factors[0], sp.Sum) else sp.Mul(*factors)
        bound = {i: size for i, _, size in total.limits} if isinstance(total, sp.Sum) else {}
        inside = sp.Mul.make_args(total.function if isinstance(total, sp.Sum) else total)
        self._output = {*first, *second}
        parts = self._parts(list(inside), bound, {**sizes, **bound})
        pairs = {frozenset(pair) for pair in zip(first, second, strict=True)}
        return parts is not None and pairs == {frozenset(part.indices) for part in parts}

    def _check_width(self, expression: sp.Expr) -> None:
        if self._widest < MOST_AXES:
            super()._check_width(expression)

    def mirrored(self, block: Value, shape: tuple[sp.Expr, ...]) -> Value:
        """A block of the diagonal whose entries above the diagonal stand below it too."""
        self.writer.helpers["mirrored"] = MIRRORED
        sizes = [self.writer.size(size) for size in shape]
        rows = " * ".join(sizes[: len(sizes) // 2])
        square = f"jnp.reshape({block.text}, ({rows}, {rows}))"
        return Value(f"jnp.reshape(mirrored({square}), ({', '.join(sizes)}))", block.indices)

    def _contraction(self, factors: list[sp.Expr], bound: Scope, scope: Scope) -> Value:
        factors, bound = use_deltas(factors, bound, scope)
        parts = self._parts(factors, bound, scope)
        if parts is None:
            return super()._contraction(factors, bound, scope)
        return self._pair_product([f for f in factors if not f.free_symbols & {*scope}], parts, bound, scope)

    def _parts(self, factors: list[sp.Expr], bound: Scope, scope: Scope) -> tuple[Part, ...] | None:
        """The parts, where one is over a pair, and every summed index occurs."""
        inside = [f for f in factors if free_indices(f) & {*scope}]
        free = [i for i in scope if i not in bound and any(i in free_indices(f) for f in inside)]
        if len(free) < 2 or not set(free) <= self._output:
            return None
        if not all(any(i in free_indices(f) for f in inside) for i in bound):
            return None
        if any(isinstance(f, sp.KroneckerDelta) for f in inside):
            return None  # a delta outside of a sum multiplies what the sum is
        parts = parts_of(inside, free, scope)
        if parts is None or not any(part.is_pair for part in parts):
            return None
        return parts if bound or len(parts) > 1 or any(part.equal is not None for part in parts) else None

    def _pair_product(self, outside: list[sp.Expr], parts: Sequence[Part], bound: Scope, scope: Scope) -> Value:
        summed = tuple(bound)
        operands = [self._array(part, summed, scope) for part in parts]
        letters = tuple(operand.indices[0] for operand in operands if operand.indices[:1] not in ((), summed[:1]))
        product = self.writer.assign(Value(einsum_text(operands, letters), letters, ATOM))
        scaled = super()._contraction(outside, {}, scope) if outside else None
        if scaled is not None:
            product = self.writer.assign(multiplied([product, scaled]))
        return self._spread(product, parts, scope)

    def _spread(self, product: Value, parts: Sequence[Part], scope: Scope) -> Value:
        """The product read at the numbers of the pairs, with an axis for each free index."""
        order = tuple(i for i in scope if any(i in part.indices for part in parts))
        places = [self._numbers(part, order, scope) for part in parts if part.indices]
        return self.writer.assign(Value(f"{product.text}[{', '.join(places)}]", order))

    def _numbers(self, part: Part, order: Indices, scope: Scope) -> str:
        size = scope[part.indices[0]]
        text = self._pair_names(size)[2] if part.is_pair else f"jnp.arange({self.writer.size(size)})"
        if len(order) == len(part.indices):
            return text
        return f"{text}[{', '.join(':' if index in part.indices else 'None' for index in order)}]"

    def _pair_names(self, size: sp.Expr) -> tuple[str, str, str]:
        """The names of both indices of every pair, and of the numbers of the pairs."""
        if size not in self._pairs:
            self.writer.helpers["pair_numbers"] = PAIR_NUMBERS
            length = self.writer.size(size)
            with self.writer.block(f"The pairs i ≤ j of 1 … {text(size)}, and the number of each"):
                first, second = self.writer.unpack(2, f"jnp.triu_indices({length})")
                numbers = self.writer.assign(Value(f"pair_numbers({length})"))
            self._pairs[size] = (first, second, numbers.text)
        return self._pairs[size]

    def _array(self, part: Part, summed: Indices, scope: Scope) -> Value:
        """The part's array: a row for each pair or index, then an axis for each summed index that it has."""
        if not part.is_pair:
            return self._whole(part, summed, scope)
        first, second = part.indices
        names = self._pair_names(scope[first])
        pair = sp.Dummy("pair", integer=True, positive=True)
        rows = tuple(i for i in summed if any(i in free_indices(f) for f in part.different))
        places = {first: names[0], second: names[1]}
        different = self.writer.assign(self._at_pairs(part.different, places, pair, rows, scope))
        if part.equal is None:
            return different
        with self.writer.block(f"{text(part.equal, self.network)}"):
            value = with_all_the_others(part.equal, self.network)
            same = self.writer.named(self._whole_value(value, (first,), rows, scope))
        mask = f"({names[0]} == {names[1]})" + ("" if not rows else f"[:, {', '.join('None' for _ in rows)}]")
        chosen = f"jnp.where({mask}, {same.text}[{names[0]}], {different.text})"
        return self.writer.assign(Value(chosen, (pair, *rows)))

    def _whole(self, part: Part, summed: Indices, scope: Scope) -> Value:
        rows = tuple(i for i in summed if any(i in free_indices(f) for f in part.different))
        return self._named_whole(sp.Mul(*part.different), part.indices, rows, scope)

    def _named_whole(self, value: sp.Expr, indices: Indices, rows: Indices, scope: Scope) -> Value:
        """The whole array under a name; one array for p_nk and p_nj."""
        stand_in = {index: self._stand_in(scope[index], place) for place, index in enumerate(indices)}
        key = (substitute(value, stand_in), rows)
        if key not in self._turned:
            self._turned[key] = self.writer.named(self._whole_value(value, indices, rows, scope))
        return Value(self._turned[key].text, (*indices, *rows))

    def _stand_in(self, size: sp.Expr, place: int) -> sp.Symbol:
        return self._stand_ins.setdefault((size, place), sp.Dummy("place", integer=True, positive=True))

    def _whole_value(self, value: sp.Expr, indices: Indices, rows: Indices, scope: Scope) -> Value:
        """The value as an array over the indices, then the rows."""
        order = (*indices, *rows)
        found = self.lower(value, {index: scope[index] for index in (*rows, *indices)})
        if set(found.indices) != set(order):
            shape = tuple(scope[index] for index in order)
            found = self._filled(found, order, shape)
        return transposed(found, order)

    def _at_pairs(
        self, factors: Sequence[sp.Expr], places: dict[sp.Symbol, str], pair: sp.Symbol, rows: Indices, scope: Scope
    ) -> Value:
        """The product of the factors at every pair: each is computed for its own indices, and read at the pairs."""
        number = [f for f in factors if f.is_Rational]
        pieces = []
        for factor in (f for f in factors if not f.is_Rational):
            own = tuple(i for i in places if i in free_indices(factor))
            below = tuple(i for i in rows if i in free_indices(factor))
            value = self._named_whole(factor, own, below, scope)
            read = f"{value.text}[{', '.join(places[i] for i in own)}]" if own else value.text
            if rows != below:
                ends = ", ".join(":" if i in below else "None" for i in rows)
                read += f"[:, {ends}]" if own else f"[{ends}]"
            pieces.append(read)
        product = " * ".join(pieces)
        if number:
            sign = sp.Mul(*number)
            product = f"-{product}" if sign == -1 else f"{self.writer.number(sign).within(ATOM)} * {product}"
        return Value(product, (pair, *rows), SUM)


def lower_widely(network: Network, formulas: Mapping[str, Formula]) -> LoweredProgram:
    """Lower formulas to one function; where no other way is left, through arrays wider than any tensor and N×H×H.

    Raises:
        UnsupportedFormula: a part of a formula has no array code.

    >>> from derive.network.building import classifier
    >>> lower_widely(classifier(), {"W": classifier().gradient("W").formula}).outputs
    ('W',)
    """
    values = {name: with_letters(f.value, network, frozenset(f.indices)) for name, f in formulas.items()}
    try:
        return _program(PairLowering(network), formulas, values)
    except UnsupportedFormula:
        return _program(PairLowering(network, wide=True), formulas, values)


def _program(lowering: PairLowering, formulas: Mapping[str, Formula], values: Mapping[str, sp.Expr]) -> LoweredProgram:
    lowering.share(list(values.values()))
    results = write_gradients(lowering, formulas, values)
    return program_of(lowering, "gradients", "Derivatives, each derived in index notation.", results)
