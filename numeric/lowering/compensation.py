"""Code that loses no digits where probabilities are nearly 0 or 1: compensated exponents, sums without one term.

Exponents are shifted twice. Below the largest, m, everything is taken relative to the second largest, m₂, with one
exponential for each entry: exp(z − m) = exp(z − m₂) exp(m₂ − m); the largest have 1 exactly, and how many there are
is counted. So the sum of all is that count and a rest, the sum of the others of a largest is the count less one and
the same rest, and nothing near 1 is ever subtracted from 1.
The rounding error r of each difference d = a − b is recovered exactly (Knuth's TwoDiff) and put back:
exp(a − b) = exp(d) (1 + r). Sums are added in a tree or in blocks of 16, so that their roundings stay few.

Source: Knuth, "The Art of Computer Programming", volume 2, section 4.2.2, theorem B; Higham, "Accuracy
and Stability of Numerical Algorithms", 2nd edition, 2002, section 4.2 (pairwise summation).
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from .values import Value, aligned, transposed
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
    """The sum over the first axis, added in a tree."""
    while a.shape[0] > 1:
        half = a.shape[0] // 2
        paired = a[:half] + a[half : 2 * half]
        a = paired if 2 * half == a.shape[0] else jnp.concatenate([paired, a[2 * half :]])
    return a[0]
''',
    # Small blocks by a product with zeros on the diagonal, which is fast; blocks among themselves likewise.
    "sums_without_one": '''\
def sums_without_one(a):
    """For each entry of the first axis, the sum of all the others: added, never subtracted."""
    count = a.shape[0]
    if count <= 16:
        return jnp.einsum("kj,j...->k...", 1 - jnp.eye(count, dtype=a.dtype), a, precision="highest")
    blocks = -(-count // 16)
    filled = jnp.concatenate([a, jnp.zeros_like(a[: blocks * 16 - count])])
    parts = jnp.moveaxis(jnp.reshape(filled, (blocks, 16, *a.shape[1:])), 1, 0)
    sums = sums_without_one(parts) + sums_without_one(sum_in_pairs(parts))[None]
    return jnp.reshape(jnp.moveaxis(sums, 0, 1), filled.shape)[:count]
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
    first = _with_first(value, place)
    return Value(_called(writer, "sum_in_pairs", first.text), first.indices[1:])


def sums_without_one(writer: CodeWriter, value: Value, place: sp.Symbol, left_out: sp.Symbol) -> Value:
    """Σ_{j≠k} of the value for every k, laid out as the value is: ``place`` is the index j, ``left_out`` is k."""
    first = _with_first(value, place)
    sums = Value(_called(writer, "sums_without_one", first.text), (left_out, *first.indices[1:]))
    return transposed(sums, tuple(left_out if index == place else index for index in value.indices))


def _with_first(value: Value, place: sp.Symbol) -> Value:
    return transposed(value, (place, *(i for i in value.indices if i != place)))


@dataclass(frozen=True, slots=True)
class TwiceShifted:
    """exp(f_j − m) with all of its digits, and what it is made of, so that sums of it keep theirs.

    ``scaled`` is exp(f_j − m), ``total`` its sum over j, ``beyond`` what the sum has besides one term that is 1.
    """

    scaled: Value
    total: Value
    beyond: Value
    top: Value
    lower: Value
    gap: Value
    count: Value

    def without_one(self, writer: CodeWriter, place: sp.Symbol) -> Value:
        """Σ_{j≠k} exp(f_j − m) for every k, laid out as f is: positive terms, none subtracted."""
        order = self.lower.indices
        others = sums_without_one(writer, self.lower, place, place)
        count, gap, beyond = (aligned(part, order).text for part in (self.count, self.gap, self.beyond))
        text = f"jnp.where({self.top.text}, {beyond}, {count} + {gap} * {others.text})"
        return writer.assign(Value(text, order))


def shifted_twice(writer: CodeWriter, exponent: Value, largest: Value, place: sp.Symbol) -> TwiceShifted:
    """Write exp(f_j − m), compensated, and its sum.

    Args:
        exponent: f, with an axis for j, the index ``place``.
        largest: m = max_j f_j.
    """
    order = exponent.indices
    axis, rest = order.index(place), largest.indices
    most = aligned(largest, order).text
    top = writer.assign(Value(f"{exponent.text} == {most}", order))
    # m - m is nan where there is no finite largest, and so is what comes of it.
    tied = f"jnp.sum({top.text}.astype({writer.dtype}), axis={axis}) + ({largest.text} - {largest.text})"
    count = writer.assign(Value(tied, rest))
    others = writer.assign(Value(f"jnp.where({top.text}, -jnp.inf, {exponent.text})", order))
    second = writer.assign(Value(f"jnp.max({others.text}, axis={axis})", rest))
    lower = writer.assign(exponential_of_difference(writer, others, second))
    gap = writer.assign(exponential_of_difference(writer, second, largest))
    below = writer.assign(Value(f"{gap.text} * {sum_in_pairs(writer, lower, place).text}", rest))
    beyond = writer.assign(Value(f"({count.text} - 1) + {below.text}", rest))
    total = writer.assign(Value(f"{count.text} + {below.text}", rest))
    scaled = f"jnp.where({top.text}, 1, {aligned(gap, order).text} * {lower.text})"
    return TwiceShifted(writer.assign(Value(scaled, order)), total, beyond, top, lower, gap, count)
