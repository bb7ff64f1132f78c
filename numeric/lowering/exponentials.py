"""Code for softmax and log-sum-exp by structure: shifted by the largest exponent, so that nothing overflows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sympy as sp

from derive.algebra.indices import free_indices, substitute
from derive.network.axes import index_symbol

from .compensation import TwiceShifted, shifted_twice
from .contraction import Group
from .stability import Softmax, exponential_sum, softmaxes
from .values import ATOM, POWER, Value, added, diagonal, multiplied
from .writer import CodeWriter

Scope = Mapping[sp.Symbol, sp.Expr]
Lower = Callable[[sp.Expr, Scope], Value]

# Stands for the summed index in what is remembered, so that j and k share the same arrays.
_PLACE = sp.Dummy("place", integer=True, positive=True)


@dataclass(frozen=True, slots=True)
class _Shifted:
    """f_j, its maximum m over j, exp(f_j − m), and the sum of these over j."""

    exponent: Value
    largest: Value
    scaled: Value
    total: Value
    twice: TwiceShifted | None = None

    @property
    def logarithm(self) -> Value:
        """log Σ_j exp(f_j − m); what the sum has beyond 1 keeps its digits."""
        text = f"jnp.log1p({self.twice.beyond.text})" if self.twice else f"jnp.log({self.total.text})"
        return Value(text, self.total.indices)


class Exponentials:
    """Computes the shifted exponentials of each exponent once and builds quotients and logarithms from them.

    With ``compensated``, the rounding error of every shift is put back.
    """

    def __init__(self, writer: CodeWriter, lower: Lower, *, compensated: bool) -> None:
        self._writer = writer
        self._lower = lower
        self._compensated = compensated
        self._known: dict[sp.Expr, _Shifted] = {}
        self._known_without: dict[sp.Expr, Value] = {}

    def softmax(self, pair: Softmax, scope: Scope) -> Group:
        """exp(f_k) / Σ_j exp(f_j), as exp(f_k − m) / Σ_j exp(f_j − m)."""
        parts = self._shifted(pair.exponent, pair.index, pair.size, scope)
        above, below = _taken(parts.scaled, pair.at), parts.total
        if pair.power > 1:
            above, below = (Value(f"{v.within(ATOM)} ** {pair.power}", v.indices, POWER) for v in (above, below))
        return Group((above,), (below,))

    def softmaxes_without_one(self, pair: Softmax, left_out: sp.Symbol, scope: Scope) -> Value:
        """Σ_{j≠k} exp(f_j) / Σ_i exp(f_i) for every k: all terms are positive, nothing is subtracted."""
        parts = self._shifted(pair.exponent, pair.index, pair.size, scope)
        key = substitute(pair.exponent, {pair.index: _PLACE})
        if key not in self._known_without:
            assert parts.twice is not None
            letter = index_symbol(pair.index.name)
            shown = substitute(pair.exponent, {pair.index: letter})
            with self._writer.block(f"Sum of exp({shown}) over {letter} ≠ {left_out}, shifted by the same"):
                self._known_without[key] = parts.twice.without_one(self._writer, _PLACE)
        return multiplied([_taken(self._known_without[key], left_out)], [parts.total])

    def log_softmax(self, pair: Softmax, scope: Scope) -> Value:
        """log(exp(f_k) / Σ_j exp(f_j)), as (f_k − m) − log Σ_j exp(f_j − m)."""
        parts = self._shifted(pair.exponent, pair.index, pair.size, scope)
        value = added([(False, _taken(parts.exponent, pair.at)), (True, parts.largest), (True, parts.logarithm)])
        return multiplied([Value(str(pair.power)), value]) if pair.power > 1 else value

    def total(self, exponent: sp.Expr, index: sp.Symbol, size: sp.Expr, scope: Scope) -> Value:
        """Σ_j exp(f_j) on its own: exp(m) · Σ_j exp(f_j − m)."""
        parts = self._shifted(exponent, index, size, scope)
        return multiplied([Value(f"jnp.exp({parts.largest.text})", parts.largest.indices), parts.total])

    def logarithm(self, argument: sp.Expr, scope: Scope) -> Value | None:
        """The logarithm of a product of softmaxes or of a sum of exponentials; None for anything else."""
        whole = exponential_sum(argument)
        if whole is not None:
            parts = self._shifted(*whole, scope)
            return added([(False, parts.largest), (False, parts.logarithm)])
        pairs, rest = softmaxes(list(sp.Mul.make_args(argument)))
        if rest or not pairs:
            return None
        return added([(False, self.log_softmax(pair, scope)) for pair in pairs])

    def _shifted(self, exponent: sp.Expr, index: sp.Symbol, size: sp.Expr, scope: Scope) -> _Shifted:
        key = substitute(exponent, {index: _PLACE})
        if key not in self._known:
            self._known[key] = self._write(exponent, key, index, {**scope, _PLACE: size})
        return self._known[key]

    def _write(self, exponent: sp.Expr, key: sp.Expr, index: sp.Symbol, scope: Scope) -> _Shifted:
        lowered = self._lower(key, {i: scope[i] for i in (*scope,) if i in free_indices(key)})
        with self._writer.block(f"exp({exponent}), shifted by the largest over {index}"):
            array = self._writer.named(lowered)
            axis = array.indices.index(_PLACE)
            rest = tuple(i for i in array.indices if i != _PLACE)
            largest = self._writer.assign(Value(f"jnp.max({array.text}, axis={axis})", rest))
            if self._compensated:
                twice = shifted_twice(self._writer, array, largest, _PLACE)
                return _Shifted(array, largest, twice.scaled, twice.total, twice)
            difference = added([(False, array), (True, largest)])
            scaled = self._writer.assign(Value(f"jnp.exp({difference.text})", difference.indices))
            total = self._writer.assign(Value(f"jnp.sum({scaled.text}, axis={axis})", rest))
        return _Shifted(array, largest, scaled, total)


def _taken(value: Value, at: sp.Expr) -> Value:
    """The array read at that index: under its name, the diagonal, or one slice of it for a fixed number."""
    if at in value.indices and _PLACE in value.indices:
        return diagonal(Value(value.text, tuple(at if i == _PLACE else i for i in value.indices)))
    if at.is_Symbol:
        return Value(value.text, tuple(at if i == _PLACE else i for i in value.indices))
    places = ", ".join(str(int(at) - 1) if i == _PLACE else ":" for i in value.indices)
    return Value(f"{value.text}[{places}]", tuple(i for i in value.indices if i != _PLACE))
