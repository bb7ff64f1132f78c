"""Primitives that work entry by entry: arithmetic, elementary functions, comparisons, choices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from derive.network.cases import Cases, branches
from derive.network.function_heads import ExpMinusOne, LogOnePlus, Relu, Sigmoid, Softplus

from ..arrays import Array, Truth, as_number, both_true, is_truth, negated
from ..symbolic_shapes import Place

if TYPE_CHECKING:
    from ..walk import Call, Walk


def logarithm(u: sp.Expr) -> sp.Expr:
    """log u, as softplus where that is what it is.

    >>> x = sp.Symbol("x", real=True)
    >>> logarithm(1 + sp.exp(x)), logarithm(x)
    (Softplus(x), log(x))
    """
    rest = u - 1
    return Softplus(rest.args[0]) if isinstance(rest, sp.exp) else sp.log(u)


def larger(u: sp.Expr, v: sp.Expr) -> sp.Expr:
    """The larger of two; relu where one is 0; −∞ is never the larger.

    >>> x = sp.Symbol("x", real=True)
    >>> larger(x, sp.S.Zero), larger(-sp.oo, x)
    (Relu(x), x)
    """
    if -sp.oo in (u, v):
        return v if u == -sp.oo else u
    if sp.S.Zero in (u, v) and not (u.is_number and v.is_number):
        return Relu(v if u == 0 else u)
    return sp.Max(u, v)


def smaller(u: sp.Expr, v: sp.Expr) -> sp.Expr:
    """The smaller of two; ∞ is never the smaller."""
    if sp.oo in (u, v):
        return v if u == sp.oo else u
    return sp.Min(u, v)


def magnitude(u: sp.Expr, known: Collection[str] = ()) -> sp.Expr:
    """|u|, which is u where u is made of exponentials, squares and what is ``known`` to be 0 or 1.

    >>> x, m = (sp.IndexedBase(name, real=True)[1] for name in "xm")
    >>> magnitude(m * sp.exp(x), ["m"]), magnitude(x)
    (exp(x[1])*m[1], Abs(x[1]))
    """
    return u if is_never_negative(u, known) else sp.Abs(u)


def is_never_negative(u: sp.Expr, known: Collection[str]) -> bool:
    """True where the form shows that a value is never negative."""
    if u.is_nonnegative or isinstance(u, sp.exp):
        return True
    if isinstance(u, (sp.Sum, sp.Add, sp.Mul)):
        parts = [u.function] if isinstance(u, sp.Sum) else u.args
        return all(is_never_negative(part, known) for part in parts)
    if isinstance(u, Cases):
        return all(is_never_negative(value, known) for value, _ in branches(u))
    return isinstance(u, sp.Indexed) and str(u.base.label) in known


# Functions of one argument. Those that bend are cut below: what is summed inside of them gets a name.
BENT: Mapping[str, Callable[[sp.Expr], sp.Expr]] = {
    "exp": sp.exp,
    "exp2": lambda u: 2**u,
    "log": logarithm,
    "log1p": lambda u: logarithm(1 + u) if isinstance(u, sp.exp) else LogOnePlus(u),
    "expm1": ExpMinusOne,
    "tanh": sp.tanh,
    "logistic": Sigmoid,
    "sqrt": sp.sqrt,
    "rsqrt": lambda u: 1 / sp.sqrt(u),
    "cbrt": lambda u: sp.sign(u) * sp.Abs(u) ** sp.Rational(1, 3),
    "square": lambda u: u**2,
    "sin": sp.sin,
    "cos": sp.cos,
    "tan": lambda u: sp.sin(u) / sp.cos(u),
    "sinh": lambda u: (sp.exp(u) - sp.exp(-u)) / 2,
    "cosh": lambda u: (sp.exp(u) + sp.exp(-u)) / 2,
    "erf": sp.erf,
    "erfc": lambda u: 1 - sp.erf(u),
    "abs": sp.Abs,
    "sign": sp.sign,
}
PAIRS: Mapping[str, Callable[[sp.Expr, sp.Expr], sp.Expr]] = {
    "max": larger,
    "min": smaller,
    "pow": lambda u, v: u**v,
}
LINEAR: Mapping[str, Callable[..., sp.Expr]] = {
    "add": lambda u, v: u + v,
    "add_any": lambda u, v: u + v,
    "sub": lambda u, v: u - v,
    "mul": lambda u, v: u * v,
    "div": lambda u, v: u / v,
    "neg": lambda u: -u,
}
RELATIONS: Mapping[str, Callable[[sp.Expr, sp.Expr], sp.Basic]] = {
    "lt": sp.Lt,
    "le": sp.Le,
    "gt": sp.Gt,
    "ge": sp.Ge,
}
SAME = ("copy", "reduce_precision", "name", "optimization_barrier", "sharding_constraint", "pvary")


def combined(function: Callable[..., sp.Basic], inputs: Sequence[Array], shape: Sequence[Any], **flags: Any) -> Array:
    """The array whose elements the function makes of those of the inputs; a scalar is the same everywhere."""

    def at(places: Sequence[Place]) -> sp.Basic:
        return function(*(element(array, places) for array in inputs))

    return Array(tuple(shape), at, **flags)


def element(array: Array, places: Sequence[Place]) -> sp.Basic:
    """The element at the places of a larger shape: along a dimension of size 1 it is the same, and so is a scalar."""
    if not array.shape:
        return array.at(())
    return array.at([() if str(dim) == "1" else place for dim, place in zip(array.shape, places, strict=True)])


def bent(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """A function of one argument."""
    function = BENT[call.name]
    if call.name == "abs":
        function = partial(magnitude, known=walk.truths | set(walk.labels.ranges))
    array = inputs[0]
    if array.heavy and not (call.name == "log" and array.curved):
        array = walk.cut(array)
    elif call.name in ("abs", "sign"):
        array = walk.cut_error(array)
    else:
        array = walk.with_its_name(array)
    masked = array.masked and call.name not in ("exp", "exp2")
    return [
        combined(lambda u: walk.labels.through(function, u), [array], call.shape, heavy=array.heavy, curved=True,
                 masked=masked)
    ]  # fmt: skip


def powered(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """A power with a whole number as its exponent."""
    exponent = int(call.params["y"])
    array = walk.cut(inputs[0]) if inputs[0].heavy else walk.with_its_name(inputs[0])
    return [combined(lambda u: walk.labels.through(lambda v: v**exponent, u), [array], call.shape, curved=True)]


def paired(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """A function of two arguments."""
    parts = [walk.cut(array) if array.heavy else array for array in inputs]
    masked = any(array.masked for array in parts)
    return [combined(PAIRS[call.name], parts, call.shape, curved=True, masked=masked)]


def clamped(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """The value between a least and a largest one."""
    parts = [walk.cut(array) if array.heavy else array for array in inputs]
    return [combined(lambda low, u, high: smaller(larger(u, low), high), parts, call.shape, curved=True)]


def linear(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """+ − × ÷; of a product of two sums both get names first."""
    parts = list(inputs)
    if call.name == "mul" and all(array.heavy for array in parts):
        parts = [walk.cut(array) for array in parts]
    flags = {
        "heavy": any(array.heavy for array in parts),
        "curved": any(array.curved for array in parts) or (call.name == "div" and bool(parts[1].shape)),
        "masked": any(array.masked for array in parts),
    }
    return [combined(LINEAR[call.name], parts, call.shape, **flags)]


def converted(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Another type: truth becomes 0 or 1, a label that is computed with a number."""
    (array,) = inputs
    kind = np.dtype(call.params["new_dtype"]).kind
    if kind == "f":
        return [replace(combined(lambda u: walk.labels.with_numbers(as_number(u)), [array], call.shape),
                        **_flags(array))]  # fmt: skip
    if kind == "b":
        return [combined(lambda u: u if is_truth(u) else sp.Ne(u, 0), [array], call.shape)]
    return [replace(combined(as_number, [array], call.shape), **_flags(array))]


def _flags(array: Array) -> dict[str, Any]:
    return {"heavy": array.heavy, "curved": array.curved, "masked": array.masked}


def compared(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Less, greater: a condition on elements."""
    parts = [walk.cut(array) if array.heavy else array for array in inputs]
    relation = RELATIONS[call.name]

    def compare(u: sp.Basic, v: sp.Basic) -> sp.Basic:
        left, right = as_number(u), as_number(v)
        return relation(*(_apart(left - right) if left.is_integer and right.is_integer else (left, right)))

    return [combined(compare, parts, call.shape)]


def _apart(difference: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Left and right side of a comparison of whole numbers, without minus signs: i − 1 ≥ j − 1 is i ≥ j."""
    terms = sp.Add.make_args(sp.expand(difference))
    minus = [term for term in terms if term.could_extract_minus_sign()]
    return sp.Add(*(term for term in terms if term not in minus)), sp.Add(*(-term for term in minus))


def equal(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Equality: of a label and a class its indicator, of two indices a delta. Nothing is unequal to itself."""
    variables = call.equation.invars
    if variables[0] is variables[1]:
        return [Array(call.shape, lambda _: sp.true if call.name == "eq" else sp.false)]
    parts = [walk.cut(array) if array.heavy else array for array in inputs]

    def at(places: Sequence[Place]) -> sp.Basic:
        left, right = (element(array, places) for array in parts)
        dims = {p[0]: d for p, d in zip(places, call.shape, strict=True) if len(p) == 1 and p[0].is_Symbol}
        found = _equal_values(walk, left, right, dims)
        return found if call.name == "eq" else negated(found)

    return [Array(call.shape, at)]


def _equal_values(walk: Walk, left: sp.Basic, right: sp.Basic, dims: dict[sp.Symbol, Any]) -> sp.Basic:
    if is_truth(left) or is_truth(right):
        u, v = as_number(left), as_number(right)
        return Truth(u * v + (1 - u) * (1 - v))
    if left.is_integer and right.is_integer:
        return walk.labels.equal(left, right, dims)
    return sp.Eq(walk.labels.with_numbers(left), walk.labels.with_numbers(right))


def joined(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """And, or, not of conditions."""
    if call.name == "not":
        return [combined(negated, inputs, call.shape)]
    if call.name == "and":
        return [combined(both_true, inputs, call.shape)]
    return [combined(lambda u, v: negated(both_true(negated(u), negated(v))), inputs, call.shape)]


def always_finite(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Every number of a formula is finite."""
    return [Array(call.shape, lambda _: sp.true)]


def selected(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """One of two values by a condition."""
    condition, *cases = inputs
    if len(cases) != 2:
        raise walk.no_rule(f"a choice among {len(cases)} arrays has no formula yet", "write it with jnp.where")
    masks = [_is_infinite(walk, array) for array in cases]
    if any(masks):
        cases = [walk.cut(array) if array.heavy else array for array in cases]
    flags = {
        "heavy": any(array.heavy for array in cases),
        "curved": any(array.curved for array in cases),
        "masked": any(masks) or any(array.masked for array in cases),
    }
    return [combined(chosen, [condition, *cases], call.shape, **flags)]


def _is_infinite(walk: Walk, array: Array) -> bool:
    value = array.at(()) if not array.shape else walk.bench.value_of(array)
    return bool(value in (sp.oo, -sp.oo))


def chosen(condition: sp.Basic, no: sp.Basic, yes: sp.Basic) -> sp.Basic:
    """``yes`` where the condition holds, else ``no``; beside −∞ the logarithm of the mask, which exp makes a factor.

    >>> u, m = sp.symbols("u m", real=True)
    >>> chosen(u > 0, 2 * u, u), sp.exp(chosen(Truth(m), -sp.oo, u))
    (Cases(u, u > 0, 2*u, True), m*exp(u))
    """
    if condition in (sp.true, sp.false):
        return yes if condition == sp.true else no
    if yes == no or no is sp.nan:
        return yes
    if yes is sp.nan:
        return no
    if is_truth(yes) or is_truth(no):
        c, u, v = as_number(condition), as_number(yes), as_number(no)
        return Truth(sp.expand(c * u + (1 - c) * v))
    if no == -sp.oo:
        return yes + sp.log(as_number(condition))
    if yes == -sp.oo:
        return no + sp.log(1 - as_number(condition))
    if isinstance(condition, Truth):
        return condition.number * yes + (1 - condition.number) * no
    if (yes, no) in ((1, 0), (0, 1)):
        return as_number(condition if yes == 1 else negated(condition))
    if isinstance(condition, (sp.Gt, sp.Ge)) and no == 0 and yes == condition.lhs and condition.rhs == 0:
        return Relu(yes)
    return Cases(yes, condition, no, sp.true)


def same(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """What changes no number."""
    return list(inputs)


RULES = {
    **dict.fromkeys(BENT, bent),
    **dict.fromkeys(PAIRS, paired),
    **dict.fromkeys(LINEAR, linear),
    **dict.fromkeys(RELATIONS, compared),
    **dict.fromkeys(("eq", "ne"), equal),
    **dict.fromkeys(("and", "or", "not"), joined),
    **dict.fromkeys(SAME, same),
    "integer_pow": powered,
    "clamp": clamped,
    "convert_element_type": converted,
    "is_finite": always_finite,
    "select_n": selected,
}
