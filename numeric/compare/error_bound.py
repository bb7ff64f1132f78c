"""How far rounding may move a gradient: a bound for each entry, derived from the definitions of any network.

The values are followed by ``forward_bound``, the derivatives by ``backward_bound``, with the rounding rule of each
function from its record: a network whose function has none gets no bound, never that of another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from derive.gradient.derivation import Formula
from derive.network.definitions import Network

from ..lowering.program import formula_shape
from ..model.sizes import sizes_from
from ..precision import dtype_named, smallest_normal, unit_roundoff
from ..scale.parts import Whole, slices
from ..scale.spread import Spread, Tell, untold
from .backward_bound import Descent
from .backward_bound import Method as Method
from .bounded import Float, Rounding
from .forward_bound import Walk

# Terms of higher order: u · e stays below 0.01 wherever the bound is of use.
HIGHER_ORDER = 1.02
# A part of the rows has so many numbers in its largest array: a few MiB, which caches hold.
MOST_NUMBERS = 2**18

RULE = "bound = 1.02 u Σ_n |rounding of each operation, carried to the entry|, by running error analysis"


def gradient_bounds(
    network: Network,
    arrays: Mapping[str, Any],
    dtype: str,
    method: Method = Method.SUBTRACTING,
    wrt: Sequence[str] | None = None,
) -> dict[str, Float]:
    """Return for each entry of each gradient a bound on |computed gradient − exact gradient|.

    It holds for any order of summation.

    Args:
        network: whose definitions are computed and differentiated.
        arrays: its given tensors by name, as the program saw them; where a defined tensor is given too, its
            definition is set aside.
        dtype: float32 or float64, the format in which the gradient was computed.
        method: how the residual of a softmax with cross-entropy was computed.
        wrt: the tensors to differentiate with respect to; the parameters without it.

    Raises:
        UnsupportedFormula: a part of a definition has no rounding rule.

    >>> from derive.network.building import classifier
    >>> one = np.ones((1, 1))
    >>> arrays = {"x": one, "y": np.array([[1.0, 0.0]]), "W": np.zeros((2, 1))}
    >>> bool((gradient_bounds(classifier(), arrays, "float64")["W"] < 50 * 2.0**-53).all())
    True
    """
    return bounds_by_method(network, arrays, dtype, [method], wrt)[method]


def bounds_by_method(
    network: Network,
    arrays: Mapping[str, Any],
    dtype: str,
    methods: Sequence[Method],
    wrt: Sequence[str] | None = None,
    spread: Spread | None = None,
    tell: Tell = untold,
) -> dict[Method, dict[str, Float]]:
    """Return the bounds of several methods, for which the network's values are followed once.

    Args:
        network: as in ``gradient_bounds``, as are arrays, dtype and wrt.
        arrays: the data and the point.
        dtype: the format's name.
        methods: of the sources.
        wrt: the tensors to differentiate with respect to.
        spread: in which parts of the rows the sources computed; the bound is worked out in parts too then.
        tell: called with each part of the rows, where there are several.

    Raises:
        UnsupportedFormula: a part of a definition has no rounding rule.
    """
    names = tuple(wrt) if wrt is not None else tuple(t.name for t in network.parameters)
    if spread is None or isinstance(spread.parts, Whole):
        return _bounds(_walk(network, arrays, dtype), names, methods)
    found: dict[Method, dict[str, Float]] = {}
    letter, count = str(spread.parts.rows.size), spread.count
    for rows in slices(count, spread.rows_of(MOST_NUMBERS)):
        if rows.stop - rows.start < count:
            tell(f"bounds, rows {rows.start + 1} to {rows.stop} of {count}")
        part = {name: np.asarray(v, dtype_named(dtype)) for name, v in spread.parts.taken(arrays, rows).items()}
        walk = _walk(network, part, dtype, {letter: count}, {letter: spread.summed})
        for method, bounds in _bounds(walk, names, methods).items():
            before = found.setdefault(method, {})
            for name, bound in bounds.items():
                before[name] = before[name] + bound if name in before else bound
    return found


def _bounds(walk: Walk, names: tuple[str, ...], methods: Sequence[Method]) -> dict[Method, dict[str, Float]]:
    given, found = frozenset(walk.arrays), dict[Method, dict[str, Float]]()
    with np.errstate(all="ignore"):
        for method in methods:
            descent = Descent(walk, names, given, method)
            descent.run()
            scale = _growth(walk) * walk.rounding.unit
            found[method] = {name: scale * descent.arrived(name).error for name in names}
    return found


def _growth(walk: Walk) -> float:
    """(exp(2 n u) − 1) / (2 n u) for the longest sum, of n numbers: what is left out to first order."""
    longest = 2 * max(walk.summed.values(), default=1) * walk.rounding.unit
    return max(HIGHER_ORDER, float(np.expm1(longest) / longest))


def formula_bounds(
    network: Network, formulas: Mapping[str, Formula], arrays: Mapping[str, Any], dtype: str
) -> dict[str, Float]:
    """Return for each entry of each formula a bound on |its lowered code − its exact value|.

    This is what the derived formula is held to: each of its operations once, nothing of how autodiff goes about it.

    Args:
        network: the definitions of what the formulas mention.
        formulas: name → formula, as for ``lower_gradients``.
        arrays: the given tensors by name, as the program saw them.
        dtype: float32 or float64.

    Raises:
        UnsupportedFormula: a part of a formula or of a definition has no rounding rule.

    >>> from derive.gradient.backward import derive_gradient
    >>> from derive.network.building import classifier
    >>> network = classifier(batch=False)
    >>> arrays = {"x": np.ones(1), "y": np.array([1.0, 0.0]), "W": np.zeros((2, 1))}
    >>> bound = formula_bounds(network, {"W": derive_gradient(network, "W").formula}, arrays, "float64")["W"]
    >>> bool((bound < 50 * 2.0**-53).all())
    True
    """
    walk = _walk(network, arrays, dtype)
    found: dict[str, Float] = {}
    with np.errstate(all="ignore"):
        for name, formula in formulas.items():
            shape = formula_shape(network, formula)
            value = walk.value(formula.value, dict(zip(formula.indices, shape, strict=True)))
            error = value.aligned(formula.indices).error
            whole = np.broadcast_to(error, [walk.size(size) for size in shape])
            found[name] = HIGHER_ORDER * walk.rounding.unit * whole
    return found


def _walk(
    network: Network,
    arrays: Mapping[str, Any],
    dtype: str,
    whole: Mapping[str, int] | None = None,
    summed: Mapping[str, int] | None = None,
) -> Walk:
    unit = unit_roundoff(dtype)
    wide = {t.name: np.asarray(arrays[t.name], np.float64) for t in network.tensors if t.name in arrays}
    sizes = sizes_from((network.tensor(name), values.shape) for name, values in wide.items())
    rounding = Rounding(unit, smallest_normal(dtype) / unit)
    return Walk(network, wide, sizes, rounding, {**sizes, **(whole or {})}, {**sizes, **(summed or {})})
