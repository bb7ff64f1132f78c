"""Forms that have a name: elementary functions written out, constants that were rounded, masks that say nothing."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import sympy as sp

from derive.algebra.indices import map_children
from derive.network.function_heads import Positive
from derive.network.functions import FUNCTIONS, Function

from .array_values import Values, values_of

ARGUMENT = sp.Symbol("elementary_argument", real=True)
POINTS = np.array([-7.3, -2.1, -1.0625, -0.71, -0.02, 0.013, 0.37, 0.99, 1.5, 3.25, 8.6])
ROUNDING = 2.0**-46
FOUND_BY_VALUES = (
    "sigmoid", "softplus", "relu", "leaky relu", "elu", "silu", "gelu", "gelu tanh", "softsign", "hard tanh",
)  # fmt: skip
# Numbers that no decimal is: a double with all of its digits stands for them.
CONSTANTS = (
    sp.pi, 2 * sp.pi, sp.pi / 2, 1 / sp.pi, sp.sqrt(sp.pi), 1 / sp.sqrt(sp.pi), 2 / sp.sqrt(sp.pi), sp.sqrt(2 * sp.pi),
    1 / sp.sqrt(2 * sp.pi), sp.sqrt(2 / sp.pi), sp.sqrt(2), 1 / sp.sqrt(2), sp.sqrt(3), 1 / sp.sqrt(3), sp.E, sp.log(2),
    1 / sp.log(2), sp.log(10), sp.log(sp.pi), sp.log(2 * sp.pi), sp.log(2 * sp.pi) / 2,
)  # fmt: skip


@lru_cache(maxsize=1)
def _constants() -> dict[float, sp.Expr]:
    return {float(value): value for value in CONSTANTS}


def known_number(value: float) -> sp.Expr | None:
    """The constant that a double is the rounding of, up to its sign; None for a number that a decimal may mean.

    >>> known_number(0.7978845608028654), known_number(0.5)
    (sqrt(2)/sqrt(pi), None)
    """
    found = _constants().get(abs(value))
    return found if found is None or value > 0 else -found


def function_with(value: sp.Expr) -> Function | None:
    """Our function with the values of a formula in ``ARGUMENT``; None where there is none.

    >>> function_with(ARGUMENT / (1 + sp.exp(-ARGUMENT))).name
    'silu'
    """
    if not value.atoms(sp.Function):
        return None
    found = _values(value)
    return next((FUNCTIONS[n] for n in FOUND_BY_VALUES if _agree(found, _values_of_record(n))), None)


def _values(value: sp.Expr) -> Values:
    with np.errstate(all="ignore"):
        return np.broadcast_to(values_of(value, {ARGUMENT: POINTS}), POINTS.shape)


@lru_cache(maxsize=64)
def _values_of_record(name: str) -> Values:
    return _values(FUNCTIONS[name](ARGUMENT))


def _agree(left: Values, right: Values) -> bool:
    return bool(np.all(np.abs(left - right) <= ROUNDING * (1e-3 + np.abs(right))))


def in_known_functions(value: sp.Expr) -> sp.Expr:
    """The value with our functions wherever one is written out: z σ(z) is silu(z).

    >>> z = sp.Symbol("z", real=True)
    >>> in_known_functions(3 + z / 2 * (1 + sp.tanh(sp.sqrt(2 / sp.pi) * (z + sp.Rational(44715, 10**6) * z**3))))
    GeluTanh(z) + 3
    """
    if not value.atoms(sp.Function) or isinstance(value, (sp.Indexed, sp.Symbol)):
        return value
    element = _only_element(value)
    if element is not None and not (isinstance(value, sp.Function) and element in value.args):
        found = _found(value.xreplace({element: ARGUMENT}))
        if found is not None:
            return found.xreplace({ARGUMENT: element})
    if isinstance(value, sp.Mul):
        value = _factors_together(value)
    return map_children(value, in_known_functions)


@lru_cache(maxsize=512)
def _found(value: sp.Expr) -> sp.Expr | None:
    if value.free_symbols != {ARGUMENT}:
        return None
    for argument in (ARGUMENT, -ARGUMENT):
        function = function_with(value.xreplace({ARGUMENT: argument}))
        if function is not None:
            return function(argument)
    return None


def _only_element(value: sp.Expr) -> sp.Expr | None:
    """The one element, or the one real number with a name, that a formula is made of."""
    if value.has(sp.Sum):
        return None
    elements = value.atoms(sp.Indexed)
    scalars = {symbol for symbol in value.free_symbols if symbol.is_Symbol and symbol.is_integer is None}
    if not elements:
        return scalars.pop() if len(scalars) == 1 else None
    return elements.pop() if len(elements) == 1 and not scalars - _labels(value) else None


def _labels(value: sp.Expr) -> set[sp.Basic]:
    return {base.label for base in value.atoms(sp.IndexedBase)}


def _factors_together(product: sp.Mul) -> sp.Expr:
    """The product with the factors of one element as one of our functions, where they are one."""
    by_element: dict[sp.Expr, list[sp.Expr]] = {}
    for factor in product.args:
        element = _only_element(factor)
        if element is not None:
            by_element.setdefault(element, []).append(factor)
    for element, factors in by_element.items():
        whole = sp.Mul(*factors)
        for scale in dict.fromkeys((sp.S.One, next((f for f in product.args if f.is_Rational), sp.S.One))):
            found = _found((scale * whole).xreplace({element: ARGUMENT})) if len(factors) > 1 else None
            if found is not None:
                return product / (scale * whole) * found.xreplace({ARGUMENT: element})
    return product


def without_idle_masks(value: sp.Expr) -> sp.Expr:
    """The value without [u ≠ 0] beside the factor u, where it changes nothing.

    >>> u, v = sp.symbols("u v", real=True)
    >>> without_idle_masks(u * v * (Positive(u) + Positive(-u)))
    u*v
    """
    if not value.has(Positive):
        return value
    if isinstance(value, sp.Mul):
        idle = [f for f in value.args if isinstance(f, sp.Add) and _mask_of(f) in value.args]
        value = sp.Mul(*(f for f in value.args if f not in idle))
    if not value.args or isinstance(value, sp.Indexed):
        return value
    return map_children(value, without_idle_masks)


def _mask_of(total: sp.Add) -> sp.Expr | None:
    """u, for [u > 0] + [−u > 0]."""
    if len(total.args) != 2 or not all(isinstance(term, Positive) for term in total.args):
        return None
    first, second = (term.args[0] for term in total.args)
    if sp.expand(first + second) != 0:
        return None
    return second if first.could_extract_minus_sign() else first
