"""Code that loses no digits where probabilities are nearly 0 or 1: compensated exponents, sums without one term.

A sum of softmaxes without its own term, Σ_{j≠k} p_j, is never 1 − p_k. Where k is far the largest, the others
are shifted by their own largest; elsewhere a summand near 1 is left and the first shift serves.
The rounding error r of each difference d = z − m is recovered exactly (Knuth's TwoDiff) and put back:
exp(z − m) = exp(d) (1 + r). Sums are added in a tree or in blocks of 16, so that their roundings stay few.

Source: Knuth, "The Art of Computer Programming", volume 2, section 4.2.2, theorem B; Higham, "Accuracy
and Stability of Numerical Algorithms", 2nd edition, 2002, section 4.2 (pairwise summation).
"""

from __future__ import annotations

import sympy as sp

from .values import Indices, Value, aligned, transposed
from .writer import CodeWriter

# Written above the function that calls them.
SOURCES = {
    # A left-out entry is -inf and stays 0, whatever is subtracted from it.
    "exp_of_difference": '''\
def exp_of_difference(a, b):
    """exp(a - b), corrected for the rounding error of a - b."""
    d = jnp.where(a > -jnp.inf, a - b, -jnp.inf)
    t = d - a
    r = (a - (d - t)) - (b + t)
    e = jnp.exp(d)
    return e + e * jnp.where(jnp.isfinite(r), r, 0)
''',
    "sum_in_pairs": '''\
def sum_in_pairs(a):
    """The sum over the last axis, added in a tree."""
    while a.shape[-1] > 1:
        half = a.shape[-1] // 2
        a = jnp.concatenate([a[..., :half] + a[..., half : 2 * half], a[..., 2 * half :]], axis=-1)
    return a[..., 0]
''',
    # Small blocks by a product with zeros on the diagonal, which is fast; blocks among themselves likewise.
    "sums_without_one": '''\
def sums_without_one(a):
    """For each entry of the last axis, the sum of all the others: added, never subtracted."""
    count = a.shape[-1]
    if count <= 16:
        return jnp.einsum("...j,jk->...k", a, 1 - jnp.eye(count, dtype=a.dtype), precision="highest")
    blocks = -(-count // 16)
    filled = jnp.concatenate([a, jnp.zeros_like(a[..., : blocks * 16 - count])], axis=-1)
    parts = jnp.reshape(filled, (*a.shape[:-1], blocks, 16))
    sums = sums_without_one(parts) + sums_without_one(sum_in_pairs(parts))[..., None]
    return jnp.reshape(sums, filled.shape)[..., :count]
''',
}


NEEDED = {"sums_without_one": ("sum_in_pairs",)}


def _called(writer: CodeWriter, helper: str, *arguments: str) -> str:
    for name in (*NEEDED.get(helper, ()), helper):
        writer.helpers[name] = SOURCES[name]
    return f"{helper}({', '.join(arguments)})"


def exponential_of_difference(writer: CodeWriter, left: Value, right: Value) -> Value:
    """exp(left − right), compensated."""
    text = _called(writer, "exp_of_difference", left.text, aligned(right, left.indices).text)
    return Value(text, left.indices)


def sum_in_pairs(writer: CodeWriter, value: Value, place: sp.Symbol) -> Value:
    """The sum over the index ``place``, in a tree."""
    last = _with_last(value, place)
    return Value(_called(writer, "sum_in_pairs", last.text), last.indices[:-1])


def sums_without_one(writer: CodeWriter, value: Value, place: sp.Symbol, left_out: sp.Symbol) -> Value:
    """Σ_{j≠k} of the value for every k: ``place`` is the index j, ``left_out`` is k."""
    last = _with_last(value, place)
    return Value(_called(writer, "sums_without_one", last.text), (*last.indices[:-1], left_out))


def _with_last(value: Value, place: sp.Symbol) -> Value:
    return transposed(value, (*(i for i in value.indices if i != place), place))


def exponentials_without_one(
    writer: CodeWriter, exponent: Value, largest: Value, scaled: Value, place: sp.Symbol, left_out: sp.Symbol
) -> Value:
    """Σ_{j≠k} exp(f_j − m) for every k, where m = max_j f_j.

    Args:
        exponent: f, with an axis for j, the index ``place``.
        largest: m.
        scaled: exp(f − m), compensated.
        left_out: the index k.
    """
    order = exponent.indices
    axis, rest = order.index(place), tuple(i for i in order if i != place)
    result: Indices = tuple(left_out if i == place else i for i in order)
    plain = writer.assign(transposed(sums_without_one(writer, scaled, place, left_out), result))
    top = aligned(largest, order)
    others = writer.assign(Value(f"jnp.where({exponent.text} < {top.text}, {exponent.text}, -jnp.inf)", order))
    second = writer.assign(Value(f"jnp.max({others.text}, axis={axis})", rest))
    below = writer.assign(exponential_of_difference(writer, others, second))
    gap = exponential_of_difference(writer, second, largest)
    shifted = writer.assign(Value(f"{gap.text} * {sum_in_pairs(writer, below, place).text}", rest))
    # Any sum with the largest term in it is at least 1: below 1/2, k is the only largest.
    return writer.assign(Value(f"jnp.where({plain.text} < 0.5, {aligned(shifted, order).text}, {plain.text})", result))
